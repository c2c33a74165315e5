// The apps of the plugin's test: node app.js APP OUTDIR [OPTIONS-AS-JSON].
const {App, CfnParameter, NestedStack, SecretValue, Stack, Stage, Validations} = require('aws-cdk-lib');
const {Secret} = require('aws-cdk-lib/aws-secretsmanager');
const {FjallLint} = require('fjall-lint-cdk');

const [name, outdir, options] = process.argv.slice(2);
const plugin = new FjallLint(options ? JSON.parse(options) : {});

/** A secret whose value is in the template: FJ101, critical. */
function written(scope, id) {
  return new Secret(scope, id, {secretStringValue: SecretValue.unsafePlainText('Tr0ub4dor-and-3')});
}

const apps = {
  clean(app) {
    new Secret(new Stack(app, 'Shop'), 'Token', {secretName: 'shop/prod/token', description: 'The token of the shop'});
  },
  failing(app) {
    written(new Stack(app, 'Shop'), 'Token');
  },
  acknowledged(app) {
    const secret = written(new Stack(app, 'Shop'), 'Token');
    Validations.of(secret).acknowledge({id: 'fjall-lint::FJ101', reason: 'a value for tests'});
  },
  parameter(app) {
    const stack = new Stack(new Stage(app, 'Prod'), 'Shop');
    new CfnParameter(stack, 'DbPassword', {type: 'String', default: 'Tr0ub4dor-and-3', noEcho: true});
  },
  nested(app) {
    written(new NestedStack(new Stack(app, 'Shop'), 'Inner'), 'Token');
  },
  staged(app) {
    written(new Stack(new Stage(app, 'Prod'), 'Shop'), 'Token');
  },
  // The plugin is for one of two stages.
  'other-stage'(app) {
    written(new Stack(new Stage(app, 'Test'), 'Shop'), 'Token');
    const prod = new Stage(app, 'Prod');
    new Secret(new Stack(prod, 'Shop'), 'Token', {secretName: 'shop/prod/token'});
    Validations.of(prod).addPlugins(plugin);
  },
  // The way to register plugins that old versions of the CDK have.
  beta(app) {
    written(new Stack(app, 'Shop'), 'Token');
  },
};

const app = new App({outdir, ...(name === 'beta' ? {policyValidationBeta1: [plugin]} : {})});
if (name !== 'beta' && name !== 'other-stage') {
  Validations.of(app).addPlugins(plugin);
}
apps[name](app);
app.synth();
