// Fixes for this CDK app, written by fjall-lint fix --emit cdk.
//
// To make them, call this at the end of bin/app.ts, when all stacks and stages are there, before app.synth():
//
//     import { applyFjallFixes } from "./fjall-fixes";
//
//     applyFjallFixes(app);
//
// It changes what is synthesized, and nothing in your code. Then move the fixes home one by one: write a line
// from below in your code, where its construct is made, and delete the entries further down that name the same
// rule. An entry sets values as they had to be when this file was written, and lists as a whole: where you
// change the same place in your code, delete the entry too. To write the file anew, synthesize the app without
// the call first.
//
// Lines for your code
//
// MyApp/Config (apps/22-fjall-complete/app.js:10)
//   FJ505 Describe secret Config
//             description: 'Generated value: Config',
//
// MyApp/DB/Instance/Secret (lib/fjall.js:10)
//   FJ401 Rotate secret DB/Instance/Secret every 30 days
//         Mind: The first rotation runs at deployment and changes the password: what keeps a copy of it fails
//         until it reads the secret again. AWS's function runs in the subnets of the database; where they
//         have no way to Secrets Manager, an interface endpoint is added, which is paid for by the hour.
//             instance.addRotationSingleUser({ automaticallyAfter: Duration.days(30) });
//
// MyApp/Function/Function/ServiceRole (lib/fjall.js:36)
//   FJ201 Grant Function/Function/ServiceRole read access to secret DB/Instance/Secret
//             instanceSecret.grantRead(fn);
//
// MyApp/SharedKey (apps/22-fjall-complete/app.js:12)
//   FJ505 Describe secret SharedKey
//             description: 'Generated value: SharedKey',
//
// MyApp/Worker/Function/ServiceRole/DefaultPolicy (apps/22-fjall-complete/app.js:19)
//   FJ301 Let Worker/Function/ServiceRole only read
//             secret.grantRead(functionServiceRole); // in place of the statement with secretsmanager:*

import { type App, Aspects, CfnElement, CfnResource, type IAspect, Stack, Stage } from "aws-cdk-lib";
import { Construct, type IConstruct } from "constructs";

/** What comes to stacks, by template. */
const stacks: Record<string, (stack: Stack) => void> = {
  "MyApp.template.json": (stack) => {
    // FJ201 Grant Function/Function/ServiceRole read access to secret DB/Instance/Secret
    create(stack, "FunctionServiceRoleDE2918CAReadMyAppDBInstanceSecretECE8EE4F3fdaad7efa858a3daf9490cf0a702aeb", "AWS::IAM::Policy", {
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "secretsmanager:GetSecretValue",
            Resource: { Ref: "MyAppDBInstanceSecretECE8EE4F3fdaad7efa858a3daf9490cf0a702aeb" },
          },
        ],
      },
      PolicyName: "FunctionServiceRoleDE2918CAReadMyAppDBInstanceSecretECE8EE4F3fdaad7efa858a3daf9490cf0a702aeb",
      Roles: [{ Ref: "FunctionServiceRoleDE2918CA" }],
    });
    // FJ401 Rotate secret DB/Instance/Secret every 30 days
    create(stack, "MyAppDBInstanceSecretECE8EE4F3fdaad7efa858a3daf9490cf0a702aebRotationIngress", "AWS::EC2::SecurityGroupIngress", {
      Description: "Rotation of MyAppDBInstanceSecretECE8EE4F3fdaad7efa858a3daf9490cf0a702aeb",
      GroupId: { "Fn::GetAtt": ["DBInstanceSecurityGroup03A4C51F", "GroupId"] },
      IpProtocol: "tcp",
      SourceSecurityGroupId: { "Fn::GetAtt": ["DBInstanceSecurityGroup03A4C51F", "GroupId"] },
      FromPort: 5432,
      ToPort: 5432,
    });
    create(stack, "MyAppDBInstanceSecretECE8EE4F3fdaad7efa858a3daf9490cf0a702aebRotation", "AWS::SecretsManager::RotationSchedule", {
      HostedRotationLambda: {
        ExcludeCharacters: "\"@/\\'",
        RotationType: "PostgreSQLSingleUser",
        VpcSecurityGroupIds: { "Fn::GetAtt": ["DBInstanceSecurityGroup03A4C51F", "GroupId"] },
        VpcSubnetIds: {
          "Fn::Join": [
            ",",
            [{ Ref: "VpcPrivateSubnet1Subnet536B997A" }, { Ref: "VpcPrivateSubnet2Subnet3788AAA1" }],
          ],
        },
      },
      RotationRules: { AutomaticallyAfterDays: 30 },
      SecretId: { Ref: "DBInstanceSecretAttachment1250EA9A" },
    });
    addTransform(stack, "AWS::SecretsManager-2024-09-16");
  },
};

/** What changes in resources, by construct path (by template and logical id where there is none). */
const resources: Record<string, (resource: CfnResource) => void> = {
  "MyApp/Config/Resource": (resource) => {
    // FJ505 Describe secret Config
    resource.addPropertyOverride("Description", "Generated value: Config");
  },
  "MyApp/SharedKey/Resource": (resource) => {
    // FJ505 Describe secret SharedKey
    resource.addPropertyOverride("Description", "Generated value: SharedKey");
  },
  "MyApp/Worker/Function/ServiceRole/DefaultPolicy/Resource": (resource) => {
    // FJ301 Let Worker/Function/ServiceRole only read
    resource.addPropertyOverride("PolicyDocument.Statement.2.Action", [
      "secretsmanager:GetSecretValue",
      "secretsmanager:DescribeSecret",
    ]);
  },
};

/** Makes the fixes in the constructs that it visits. To make them twice changes nothing more. */
export class FjallFixes implements IAspect {
  public visit(node: IConstruct): void {
    if (Stack.isStack(node)) {
      stacks[node.templateFile]?.(node);
    }
    if (CfnElement.isCfnElement(node)) {
      this.change(node, node.node.path);
      const stack = Stack.of(node);
      this.change(node, stack.templateFile + "#" + stack.resolve(node.logicalId));
    }
  }

  private change(node: CfnElement, key: string): void {
    if (CfnResource.isCfnResource(node)) {
      resources[key]?.(node);
    }
  }
}

/** Makes the fixes in an app and in its stages, to which the CDK does not hand aspects down. */
export function applyFjallFixes(app: App): void {
  const fixes = new FjallFixes();
  for (const stage of app.node.findAll().filter(Stage.isStage)) {
    // 200 is AspectPriority.MUTATING; the CDK has priorities since version 2.172.
    const aspects = Aspects.of(stage);
    const add: (aspect: IAspect, options: { priority: number }) => void = aspects.add.bind(aspects);
    add(fixes, { priority: 200 });
  }
}

/** Makes a resource with a logical id of its own, once. */
function create(stack: Stack, logicalId: string, type: string, properties: Record<string, unknown>): CfnResource {
  const scope = stack.node.tryFindChild("FjallFixes") ?? new Construct(stack, "FjallFixes");
  const made = scope.node.tryFindChild(logicalId);
  if (made !== undefined && CfnResource.isCfnResource(made)) {
    return made;
  }
  const resource = new CfnResource(scope, logicalId, { type, properties });
  resource.overrideLogicalId(logicalId);
  return resource;
}

/** Names a macro in the template of a stack, once. */
function addTransform(stack: Stack, transform: string): void {
  if (!stack.templateOptions.transforms?.includes(transform)) {
    stack.addTransform(transform);
  }
}
