// Private subnets with a NAT gateway, and the endpoint of another VPC that does not matter. All is well.
const { Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecs = require('aws-cdk-lib/aws-ecs');
const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
const { reader, service } = require('../constructs');

module.exports = (app) => {
  const stack = new Stack(app, 'Nat');
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  const token = new Secret(stack, 'Token', { secretName: 'network/nat/token' });

  reader(stack, 'Reader', token, { vpc });
  service(stack, 'Worker', token, { cluster: new ecs.Cluster(stack, 'Cluster', { vpc }) });

  // In another stack of the app, whose subnets and groups come as exports.
  const second = new Stack(app, 'NatReaders');
  reader(second, 'Elsewhere', token, { vpc });
};
