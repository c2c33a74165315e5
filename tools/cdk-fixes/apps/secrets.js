// Secrets that are open, closed, unused, rarely or never rotated, named in ways of their own, or no secrets at all.
const { SecretValue, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const iam = require('aws-cdk-lib/aws-iam');
const lambda = require('aws-cdk-lib/aws-lambda');
const rds = require('aws-cdk-lib/aws-rds');
const { CfnRotationSchedule, Secret } = require('aws-cdk-lib/aws-secretsmanager');
const { StringParameter } = require('aws-cdk-lib/aws-ssm');
const { env, synth } = require('./synth');

const fn = (scope, id, environment) => new lambda.Function(scope, id, {
  runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', environment,
  code: lambda.Code.fromInline('exports.handler = async () => 1;'),
});

class Secrets extends Stack {
  constructor(scope, id) {
    super(scope, id, { env });
    const secret = (id, secretName, description) => new Secret(this, id, { secretName, description });
    const everyone = { actions: ['secretsmanager:GetSecretValue'], principals: [new iam.AnyPrincipal()], resources: ['*'] };

    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 1 });
    const database = new rds.DatabaseInstance(this, 'Database', {
      engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_16 }), vpc,
      credentials: rds.Credentials.fromGeneratedSecret('orders', { secretName: 'shop/prod/orders' }),
    });
    database.secret.grantRead(fn(this, 'Orders', { SECRET_ARN: database.secret.secretArn }));

    const open = secret('Open', 'shop/prod/open', 'Open to all');
    open.addToResourcePolicy(new iam.PolicyStatement(everyone));
    open.grantRead(fn(this, 'Opened', { SECRET_ARN: open.secretArn }));

    const closed = secret('Closed', 'shop/prod/closed', 'Closed to all');
    closed.addToResourcePolicy(new iam.PolicyStatement({ ...everyone, effect: iam.Effect.DENY }));
    closed.grantRead(fn(this, 'Refused', { SECRET_ARN: closed.secretArn }));

    secret('Unused', 'shop/prod/unused', 'Nothing reads it');

    // Rotated too rarely, by a function that Secrets Manager may not invoke.
    const rotated = secret('Rotated', 'shop/prod/rotated', 'Password of the broker');
    rotated.grantRead(fn(this, 'Broker', { SECRET_ARN: rotated.secretArn }));
    const rotation = fn(this, 'Rotation');
    rotated.grantRead(rotation);
    rotated.grantWrite(rotation);
    new CfnRotationSchedule(this, 'Schedule', {
      secretId: rotated.secretArn, rotationLambdaArn: rotation.functionArn, rotationRules: { automaticallyAfterDays: 400 },
    });

    const settings = new Secret(this, 'Settings', {
      secretName: 'shop/prod/settings', description: 'Where the API is',
      secretStringValue: SecretValue.unsafePlainText('{"url":"https://api.example.com","region":"eu-west-1"}'),
    });
    new StringParameter(this, 'WhereSettingsAre', { stringValue: settings.secretArn });

    secret('Named', 'shop-prod-named').grantRead(fn(this, 'Reader', { SECRET_NAME: 'shop-prod-named' }));
    const suffixed = secret('Suffixed', 'shop/prod/orders-sender', 'Ends like an ARN');
    suffixed.grantRead(fn(this, 'Sender', { SECRET_ARN: suffixed.secretArn }));

    // Three that always go together.
    const together = ['Stripe', 'Mail', 'Maps'].map((id) => secret(id, `shop/prod/${id.toLowerCase()}`, `Key of ${id}`));
    const shop = fn(this, 'Shop', Object.fromEntries(together.map((s, i) => [`SECRET_${i}`, s.secretArn])));
    together.forEach((s) => s.grantRead(shop));
  }
}

synth((app) => new Secrets(app, 'Secrets'));
