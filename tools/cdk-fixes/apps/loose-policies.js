// Policies that give too much, and a key that its reader may not use; three stacks, one of them in a stage.
const { Stack, Stage } = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');
const kms = require('aws-cdk-lib/aws-kms');
const lambda = require('aws-cdk-lib/aws-lambda');
const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
const { env, synth } = require('./synth');

const reader = (scope, id, secret, ...statements) => {
  const fn = new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', environment: { SECRET_ARN: secret.secretArn },
    code: lambda.Code.fromInline('exports.handler = async () => 1;'),
  });
  for (const s of statements) {
    fn.addToRolePolicy(new iam.PolicyStatement(s));
  }
  return fn;
};
const read = 'secretsmanager:GetSecretValue';

class Keys extends Stack {
  constructor(scope, id, stage) {
    super(scope, id, { env });
    const sealed = new Secret(this, 'Sealed', {
      secretName: `shop/${stage}/sealed`, description: 'Under a customer key', encryptionKey: new kms.Key(this, 'Key'),
    });
    reader(this, 'Locked', sealed, { actions: [read], resources: [sealed.secretArn] });
  }
}

class Policies extends Stack {
  constructor(scope, id) {
    super(scope, id, { env });
    const a = new Secret(this, 'A', { secretName: 'shop/prod/a', description: 'The first' });
    const b = new Secret(this, 'B', { secretName: 'shop/prod/b', description: 'The second' });
    reader(this, 'Everything', a, { actions: ['secretsmanager:*'], resources: [a.secretArn] });
    reader(this, 'Everywhere', b, { actions: ['ec2:DescribeSubnets'], resources: ['*'] }, { actions: [read], resources: ['*'], sid: 'Read' });
    reader(this, 'Prefix', b, {
      actions: [read], resources: [`arn:${this.partition}:secretsmanager:${this.region}:${this.account}:secret:shop/prod/b*`],
    });
    reader(this, 'Managed', b).role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('SecretsManagerReadWrite'));
  }
}

synth((app) => {
  new Keys(app, 'Keys', 'prod');
  new Policies(app, 'Policies');
  new Keys(new Stage(app, 'Beta', { env }), 'Keys', 'beta');
});
