// What the apps have in common: networks, and readers of a secret in them.
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecs = require('aws-cdk-lib/aws-ecs');
const lambda = require('aws-cdk-lib/aws-lambda');

const READ = `const { SecretsManagerClient, GetSecretValueCommand } = require("@aws-sdk/client-secrets-manager");
const client = new SecretsManagerClient();
exports.handler = async () => {
  const r = await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN }));
  return JSON.parse(r.SecretString).username;
};`;

exports.env = { env: { account: '111122223333', region: 'us-east-1' } };

/** A network of one kind of subnet in two zones, without NAT. */
exports.vpc = (scope, id, subnetType) => new ec2.Vpc(scope, id, {
  maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'Main', subnetType, cidrMask: 24 }],
});

exports.isolated = (scope, id) => exports.vpc(scope, id, ec2.SubnetType.PRIVATE_ISOLATED);

exports.endpoint = (vpc, props = {}) => vpc.addInterfaceEndpoint('SecretsManager', {
  service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER, ...props,
});

/** A function that reads a secret when it runs. */
exports.reader = (scope, id, secret, props = {}) => {
  const fn = new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline(READ),
    environment: { SECRET_ARN: secret.secretArn }, ...props,
  });
  secret.grantRead(fn);
  return fn;
};

/** A Fargate service whose container gets a secret when its task starts. */
exports.service = (scope, id, secret, props) => {
  const taskDefinition = new ecs.FargateTaskDefinition(scope, id + 'Task');
  taskDefinition.addContainer('app', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx'),
    secrets: { TOKEN: ecs.Secret.fromSecretsManager(secret) },
  });
  return new ecs.FargateService(scope, id, { taskDefinition, minHealthyPercent: 100, ...props });
};
