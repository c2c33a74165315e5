// Containers whose secrets the wrong role may read, or that hold the value as plain text, and a role that may
// write what it only reads; the app is one stage.
const { Stack, Stage } = require('aws-cdk-lib');
const ecs = require('aws-cdk-lib/aws-ecs');
const iam = require('aws-cdk-lib/aws-iam');
const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
const { env, synth } = require('./synth');

class Service extends Stack {
  constructor(scope, id) {
    super(scope, id, { env });
    const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx');
    const assumedBy = new iam.ServicePrincipal('ecs-tasks.amazonaws.com');
    const apiKey = new Secret(this, 'ApiKey', { secretName: 'shop/prod/api-key', description: 'Key of the search API' });
    const session = new Secret(this, 'Session', {
      secretName: 'shop/prod/session', description: 'Key that signs sessions', generateSecretString: { passwordLength: 12 },
    });

    // The grant is on the task role; the execution role, which another team made, reads container secrets.
    const executionRole = new iam.Role(this, 'ExecutionRole', { assumedBy }).withoutPolicyUpdates();
    const web = new ecs.FargateTaskDefinition(this, 'Web', { executionRole });
    web.addContainer('app', { image, secrets: { API_KEY: ecs.Secret.fromSecretsManager(apiKey) } });
    apiKey.grantRead(web.taskRole);

    // Two values in plain variables, between others.
    const worker = new ecs.FargateTaskDefinition(this, 'Worker', {
      executionRole: new iam.Role(this, 'WorkerExecutionRole', { assumedBy }),
    });
    worker.addContainer('app', {
      image,
      environment: {
        STAGE: 'prod',
        SESSION_KEY: session.secretValue.unsafeUnwrap(),
        REGION: this.region,
        API_KEY: apiKey.secretValue.unsafeUnwrap(),
      },
    });

    // Reads a secret, and may change and delete it.
    const batch = new ecs.FargateTaskDefinition(this, 'Batch', {
      executionRole: new iam.Role(this, 'BatchExecutionRole', { assumedBy }),
    });
    batch.addContainer('app', { image, secrets: { SESSION_KEY: ecs.Secret.fromSecretsManager(session) } });
    batch.addToExecutionRolePolicy(new iam.PolicyStatement({
      actions: ['secretsmanager:DeleteSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue', 'secretsmanager:DescribeSecret'],
      resources: [session.secretArn],
    }));
  }
}

synth((app) => new Service(new Stage(app, 'Prod', { env }), 'Service'));
