// Isolated subnets with an interface endpoint as the CDK makes it: private DNS, open to the VPC's addresses. All is well.
const { Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecs = require('aws-cdk-lib/aws-ecs');
const rds = require('aws-cdk-lib/aws-rds');
const { HostedRotation, Secret } = require('aws-cdk-lib/aws-secretsmanager');
const { endpoint, isolated, reader, service } = require('../constructs');

module.exports = (app) => {
  const stack = new Stack(app, 'IsolatedWithEndpoint');
  const vpc = isolated(stack, 'Vpc');
  const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
  endpoint(vpc);
  const token = new Secret(stack, 'Token', { secretName: 'network/endpoint/token' });

  reader(stack, 'Reader', token, { vpc, vpcSubnets });
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  service(stack, 'Worker', token, { cluster, vpcSubnets });

  const engine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_16 });
  const instanceType = ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MICRO);
  const db = new rds.DatabaseInstance(stack, 'Db', {
    engine, instanceType, vpc, vpcSubnets, credentials: rds.Credentials.fromGeneratedSecret('app'),
  });
  db.addRotationSingleUser();
  const orders = reader(stack, 'Orders', db.secret, { vpc, vpcSubnets });
  db.connections.allowDefaultPortFrom(orders);

  const hosted = new rds.DatabaseInstance(stack, 'HostedDb', {
    engine, instanceType, vpc, vpcSubnets, credentials: rds.Credentials.fromGeneratedSecret('app'),
  });
  const hostedRotation = HostedRotation.postgreSqlSingleUser({ vpc, vpcSubnets });
  hosted.secret.addRotationSchedule('Hosted', { hostedRotation });
  hosted.connections.allowDefaultPortFrom(hostedRotation);
};
