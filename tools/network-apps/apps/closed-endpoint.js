// Interface endpoints that are there and yet of no use: closed by their group, by their policy, without private DNS.
const { Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecs = require('aws-cdk-lib/aws-ecs');
const iam = require('aws-cdk-lib/aws-iam');
const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
const { endpoint, env, isolated, reader, service } = require('../constructs');

module.exports = (app) => {
  const stack = new Stack(app, 'ClosedEndpoint', env);
  const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
  const token = new Secret(stack, 'Token', { secretName: 'network/closed/token' });
  const other = new Secret(stack, 'Other', { secretName: 'network/closed/other' });
  const statement = (effect, secret) => new iam.PolicyStatement({
    effect, principals: [new iam.AnyPrincipal()], actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn],
  });
  const everything = new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['*'], resources: ['*'] });

  // A group of its own that lets nothing in.
  const closed = isolated(stack, 'ClosedVpc');
  const closedGroup = new ec2.SecurityGroup(stack, 'ClosedGroup', { vpc: closed });
  endpoint(closed, { securityGroups: [closedGroup], open: false });
  reader(stack, 'ClosedReader', token, { vpc: closed, vpcSubnets });
  service(stack, 'ClosedWorker', token, { cluster: new ecs.Cluster(stack, 'ClosedCluster', { vpc: closed }), vpcSubnets });

  // A group that lets in one function and not the other.
  const picky = isolated(stack, 'PickyVpc');
  const pickyGroup = new ec2.SecurityGroup(stack, 'PickyGroup', { vpc: picky });
  const pickyEndpoint = endpoint(picky, { securityGroups: [pickyGroup], open: false });
  pickyEndpoint.connections.allowDefaultPortFrom(reader(stack, 'LetIn', token, { vpc: picky, vpcSubnets }));
  reader(stack, 'LeftOut', token, { vpc: picky, vpcSubnets });

  // A policy that denies the read of one secret.
  const denied = isolated(stack, 'DeniedVpc');
  const deniedEndpoint = endpoint(denied);
  deniedEndpoint.addToPolicy(everything);
  deniedEndpoint.addToPolicy(statement(iam.Effect.DENY, token));
  reader(stack, 'Denied', token, { vpc: denied, vpcSubnets });
  reader(stack, 'NotDenied', other, { vpc: denied, vpcSubnets });

  // A policy that allows the read of another secret only.
  const narrow = isolated(stack, 'NarrowVpc');
  endpoint(narrow).addToPolicy(statement(iam.Effect.ALLOW, other));
  reader(stack, 'NotAllowed', token, { vpc: narrow, vpcSubnets });
  reader(stack, 'Allowed', other, { vpc: narrow, vpcSubnets });

  // Without private DNS the SDK goes to the public address, to which there is no way.
  const nameless = isolated(stack, 'NamelessVpc');
  endpoint(nameless, { privateDnsEnabled: false });
  reader(stack, 'Nameless', token, { vpc: nameless, vpcSubnets });
};
