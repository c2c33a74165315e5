// No mistakes, but values of every shape, for changes that no rule makes (yet).
const cdk = require('aws-cdk-lib');
const { env, synth } = require('./synth');

class Shapes extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id, { env });
    const name = new cdk.CfnParameter(this, 'Name', { default: 'a', description: 'A name', minLength: 1 });
    new cdk.CfnMapping(this, 'Sizes', { mapping: { small: { cpu: 1, memory: 2 } } });
    new cdk.CfnOutput(this, 'Kept', { value: name.valueAsString, description: 'Kept' });
    new cdk.CfnOutput(this, 'Gone', { value: 'gone' });
    const condition = new cdk.CfnCondition(this, 'Once', { expression: cdk.Fn.conditionEquals(name.valueAsString, 'a') });
    const waited = new cdk.CfnResource(this, 'Waited', { type: 'Custom::Waited' });
    const gone = new cdk.CfnResource(this, 'GoneToo', { type: 'Custom::Gone' });
    const thing = new cdk.CfnResource(this, 'Thing', {
      type: 'Custom::Thing',
      properties: {
        Scalar: 1, Text: 'plain', Flag: true,
        Map: { a: 1, 'b.c': { 'd\\e': 'f' }, g: [1, 2, 3] },
        Reference: { Ref: 'Name' }, Joined: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':secret:app*']] },
        Substituted: { 'Fn::Sub': 'x-${AWS::Region}' }, Chosen: { 'Fn::If': ['Once', 'x', { Ref: 'AWS::NoValue' }] },
        List: ['a', 'b', 'c', 'd', 'e'], Empty: 'x',
        Statements: [
          { Action: ['x:A', 'x:B', 'x:C'], Resource: ['*'], Principal: { AWS: ['*'] } },
          { Action: 'x:D', Resource: { 'Fn::GetAtt': ['Waited', 'Arn'] }, Principal: '*' },
          { Action: 'x:E', Resource: '*' },
        ],
        Deep: [{ Inner: [{ Value: 'one' }, { Value: 'two' }] }, { Inner: [] }],
      },
    });
    thing.cfnOptions.condition = condition;
    thing.addDependency(waited);
    thing.addDependency(gone);
    thing.cfnOptions.deletionPolicy = cdk.CfnDeletionPolicy.RETAIN;
  }
}

class Other extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id, { env });
    new cdk.CfnOutput(this, 'Shared', { value: 'shared', exportName: 'other-shared' });
    new cdk.CfnResource(this, 'Thing', { type: 'Custom::Thing' });
  }
}

synth((app) => {
  new Shapes(app, 'Shapes');
  new Other(app, 'Other');
});
