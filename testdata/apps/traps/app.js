// The traps of handling secrets with Fjall and the CDK, one of each.
const { App, Stack } = require('aws-cdk-lib');
const ecs = require('aws-cdk-lib/aws-ecs');
const kms = require('aws-cdk-lib/aws-kms');
const lambda = require('aws-cdk-lib/aws-lambda');
const iam = require('aws-cdk-lib/aws-iam');
const { Secret } = require('aws-cdk-lib/aws-secretsmanager');

class Traps extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const apiKey = new Secret(this, 'ApiKey', { secretName: 'traps/prod/api-key', description: 'Key of the payment API' });
    const sealed = new Secret(this, 'Sealed', { secretName: 'traps/prod/sealed', description: 'Under a customer key', encryptionKey: new kms.Key(this, 'Key') });
    const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx');
    const ecsTasks = new iam.ServicePrincipal('ecs-tasks.amazonaws.com');

    // The grant is on the task role; the execution role reads container secrets.
    const taskRole = new iam.Role(this, 'TaskRole', { assumedBy: ecsTasks });
    const executionRole = new iam.Role(this, 'ExecutionRole', { assumedBy: ecsTasks }).withoutPolicyUpdates();
    const api = new ecs.FargateTaskDefinition(this, 'Api', { taskRole, executionRole });
    api.addContainer('app', { image, secrets: { API_KEY: ecs.Secret.fromSecretsManager(apiKey) } });
    apiKey.grantRead(api.taskRole);

    // A secret imported by name has no complete ARN, which ValueFrom needs.
    const imported = Secret.fromSecretNameV2(this, 'Imported', 'prod/database/password');
    const web = new ecs.FargateTaskDefinition(this, 'Web');
    web.addContainer('app', { image, secrets: { DB_PASSWORD: ecs.Secret.fromSecretsManager(imported) } });

    const fn = (name, secret) => new lambda.Function(this, name, {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1;'),
      environment: { SECRET_ARN: secret.secretArn },
    });
    fn('Forgotten', apiKey); // given the ARN, never the grant

    // Allowed to read, not to decrypt: the statement is by hand.
    fn('Locked', sealed).addToRolePolicy(new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [sealed.secretArn] }));
  }
}
const app = new App({ context: { 'aws:cdk:enable-path-metadata': true } });
new Traps(app, 'Traps', { env: { account: '111122223333', region: 'eu-west-1' } });
app.synth();
