// Public subnets: the way out is the internet gateway, for what has a public address.
const { Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecs = require('aws-cdk-lib/aws-ecs');
const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
const { env, reader, service, vpc: network } = require('../constructs');

module.exports = (app) => {
  const stack = new Stack(app, 'EcsPublic', env);
  const vpc = network(stack, 'Vpc', ec2.SubnetType.PUBLIC);
  const vpcSubnets = { subnetType: ec2.SubnetType.PUBLIC };
  const token = new Secret(stack, 'Token', { secretName: 'network/public/token' });
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });

  service(stack, 'Addressed', token, { cluster, vpcSubnets, assignPublicIp: true });
  service(stack, 'Hidden', token, { cluster, vpcSubnets, assignPublicIp: false });
  reader(stack, 'Reader', token, { vpc, vpcSubnets, allowPublicSubnet: true });
};
