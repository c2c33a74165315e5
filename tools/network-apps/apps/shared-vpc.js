// A VPC that something else made: its routes, its endpoints and their groups are not known.
const { Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecs = require('aws-cdk-lib/aws-ecs');
const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
const { env, reader, service } = require('../constructs');

module.exports = (app) => {
  const stack = new Stack(app, 'SharedVpc', env);
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0', vpcCidrBlock: '10.20.0.0/16', availabilityZones: ['us-east-1a', 'us-east-1b'],
    privateSubnetIds: ['subnet-0aaaaaaaaaaaaaaa1', 'subnet-0aaaaaaaaaaaaaaa2'],
    isolatedSubnetIds: ['subnet-0bbbbbbbbbbbbbbb1', 'subnet-0bbbbbbbbbbbbbbb2'],
  });
  const token = new Secret(stack, 'Token', { secretName: 'network/shared/token' });
  const isolated = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };

  reader(stack, 'Private', token, { vpc });
  reader(stack, 'Isolated', token, { vpc, vpcSubnets: isolated });
  reader(stack, 'OneSubnet', token, {
    vpc, vpcSubnets: { subnets: [ec2.Subnet.fromSubnetId(stack, 'Subnet', 'subnet-0ccccccccccccccc1')] },
    securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
  });
  service(stack, 'Worker', token, { cluster: new ecs.Cluster(stack, 'Cluster', { vpc }), vpcSubnets: isolated });
};
