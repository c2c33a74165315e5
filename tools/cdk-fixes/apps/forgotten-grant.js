// Functions that are handed secrets and never the permission to read them: in their own stack, from another one,
// and in a nested one. Values that are shown in a variable and in an output.
const { CfnOutput, CfnParameter, NestedStack, Stack } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
const { env, synth } = require('./synth');

const reader = (scope, id, environment) => new lambda.Function(scope, id, {
  runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', environment,
  code: lambda.Code.fromInline('exports.handler = async () => 1;'),
});

class Data extends Stack {
  constructor(scope, id) {
    super(scope, id, { env });
    this.payments = new Secret(this, 'Payments', { secretName: 'shop/prod/payments', description: 'Key of the payment API' });
    reader(this, 'Import', { SECRET_ARN: this.payments.secretArn });
  }
}

class Mailer extends NestedStack {
  constructor(scope, id) {
    super(scope, id);
    const mail = new Secret(this, 'Mail', { secretName: 'shop/prod/mail', description: 'Key of the mail API' });
    reader(this, 'Send', { SECRET_ARN: mail.secretArn });
  }
}

class Api extends Stack {
  constructor(scope, id, payments) {
    super(scope, id, { env });
    reader(this, 'Pay', { SECRET_ARN: payments.secretArn });
    new Mailer(this, 'Mailer');
    const token = new Secret(this, 'Token', { secretName: 'shop/prod/token' });
    reader(this, 'Hook', { TOKEN: token.secretValue.unsafeUnwrap() });
    const password = new CfnParameter(this, 'Password', { noEcho: true });
    new CfnOutput(this, 'PasswordGiven', { value: password.valueAsString });
  }
}

synth((app) => {
  const data = new Data(app, 'Data');
  new Api(app, 'Api', data.payments);
});
