// Isolated subnets have no way to Secrets Manager but an interface endpoint, and there is none.
const { Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecs = require('aws-cdk-lib/aws-ecs');
const lambda = require('aws-cdk-lib/aws-lambda');
const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
const { env, isolated, reader, service } = require('../constructs');

module.exports = (app) => {
  const stack = new Stack(app, 'IsolatedNoEndpoint', env);
  const vpc = isolated(stack, 'Vpc');
  const token = new Secret(stack, 'Token', { secretName: 'network/isolated/token' });

  reader(stack, 'Reader', token, { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
  reader(stack, 'Outside', token);
  new lambda.Function(stack, 'NoSecret', {
    vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1;'),
  });

  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  service(stack, 'Worker', token, { cluster, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });

  // Endpoints of other services do not lead to Secrets Manager.
  const other = isolated(stack, 'OtherEndpoints');
  other.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM });
  other.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  reader(stack, 'WrongEndpoints', token, { vpc: other, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
};
