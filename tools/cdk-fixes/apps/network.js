// Secrets that cannot be reached: isolated subnets, endpoints that are closed or have no name, a database that does
// not know the function that rotates its password.
const cdk = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const lambda = require('aws-cdk-lib/aws-lambda');
const rds = require('aws-cdk-lib/aws-rds');
const sm = require('aws-cdk-lib/aws-secretsmanager');
const { env, synth } = require('./synth');

class Network extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id, { env });
    const token = new sm.Secret(this, 'Token', { description: 'Token' });
    const isolated = (name) => new ec2.Vpc(this, name, {
      maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'Main', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    const reader = (name, vpc, more) => {
      const fn = new lambda.Function(this, name, {
        runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1;'),
        vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, environment: { SECRET_ARN: token.secretArn }, ...more,
      });
      token.grantRead(fn);
      return fn;
    };
    reader('Isolated', isolated('Empty'));

    const nameless = isolated('Nameless');
    nameless.addInterfaceEndpoint('Endpoint', { service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER, privateDnsEnabled: false });
    reader('WithoutName', nameless);

    const closed = isolated('Closed');
    closed.addInterfaceEndpoint('Endpoint', { service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER, open: false });
    reader('KeptOut', closed);

    const nat = new ec2.Vpc(this, 'Nat', { maxAzs: 2, natGateways: 1 });
    const database = new rds.DatabaseInstance(this, 'Database', {
      engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_16 }), vpc: nat,
      credentials: rds.Credentials.fromGeneratedSecret('master'), publiclyAccessible: false,
    });
    database.secret.addRotationSchedule('Rotation', {
      hostedRotation: sm.HostedRotation.postgreSqlSingleUser({ vpc: nat }), automaticallyAfter: cdk.Duration.days(30),
    });
  }
}

synth((app) => new Network(app, 'Network'));
