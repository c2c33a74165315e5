// Passwords in templates: literals, parameters that show them, values that are generated too short.
const { CfnParameter, SecretValue, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const rds = require('aws-cdk-lib/aws-rds');
const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
const { env, synth } = require('./synth');

class Passwords extends Stack {
  constructor(scope, id) {
    super(scope, id, { env });
    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 1 });
    const common = { engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_16 }), vpc };
    new rds.DatabaseInstance(this, 'Orders', {
      ...common, credentials: rds.Credentials.fromPassword('orders', SecretValue.unsafePlainText('Tr0ub4dor-and-3')),
    });

    const shown = new CfnParameter(this, 'ReportsPassword', { type: 'String' });
    new rds.DatabaseInstance(this, 'Reports', {
      ...common, credentials: rds.Credentials.fromPassword('reports', SecretValue.cfnParameter(Object.assign(shown, { noEcho: true }))),
    });
    shown.noEcho = false;

    const given = new CfnParameter(this, 'StripeKey', { type: 'String', noEcho: true, default: 'correct-horse-battery' });
    new Secret(this, 'Stripe', { secretName: 'shop/prod/stripe', description: 'Key of Stripe', secretStringValue: SecretValue.cfnParameter(given) });

    new Secret(this, 'Short', {
      secretName: 'shop/prod/short', description: 'Password of the batch user',
      generateSecretString: { passwordLength: 8, excludePunctuation: true },
    });
    new Secret(this, 'Written', {
      secretName: 'shop/prod/written', description: 'Password of the archive',
      secretStringValue: SecretValue.unsafePlainText('{"username":"archive","password":"hunter2-hunter2"}'),
    });
    new Secret(this, 'Template', {
      secretName: 'shop/prod/template', description: 'Password of the search cluster',
      generateSecretString: { secretStringTemplate: '{"username":"search","password":"S3arch-cluster"}', generateStringKey: 'unused' },
    });
  }
}

synth((app) => new Passwords(app, 'Passwords'));
