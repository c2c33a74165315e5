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
// Traps/ExecutionRole (app.js:19)
//   FJ202 Grant ExecutionRole read access to secret traps/prod/api-key
//             apiKey.grantRead(api.obtainExecutionRole());
//
// Traps/Forgotten/ServiceRole (app.js:29)
//   FJ201 Grant Forgotten/ServiceRole read access to secret traps/prod/api-key
//             apiKey.grantRead(forgotten);
//
// Traps/Sealed (app.js:13)
//   FJ203 Grant Locked/ServiceRole decryption with key Key
//             key.grantDecrypt(lockedServiceRole);

import { type App, Aspects, CfnResource, type IAspect, Stack, Stage } from "aws-cdk-lib";
import { Construct, type IConstruct } from "constructs";

/** What comes to stacks, by template. */
const stacks: Record<string, (stack: Stack) => void> = {
  "Traps.template.json": (stack) => {
    // FJ202 Grant ExecutionRole read access to secret traps/prod/api-key
    create(stack, "ExecutionRole605A040BReadApiKeyF9DDEE66", "AWS::IAM::Policy", {
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: { Ref: "ApiKeyF9DDEE66" } },
        ],
      },
      PolicyName: "ExecutionRole605A040BReadApiKeyF9DDEE66",
      Roles: [{ Ref: "ExecutionRole605A040B" }],
    });
    // FJ201 Grant Forgotten/ServiceRole read access to secret traps/prod/api-key
    create(stack, "ForgottenServiceRoleA5C2ECBEReadApiKeyF9DDEE66", "AWS::IAM::Policy", {
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: { Ref: "ApiKeyF9DDEE66" } },
        ],
      },
      PolicyName: "ForgottenServiceRoleA5C2ECBEReadApiKeyF9DDEE66",
      Roles: [{ Ref: "ForgottenServiceRoleA5C2ECBE" }],
    });
    // FJ203 Grant Locked/ServiceRole decryption with key Key
    create(stack, "LockedServiceRole242AC2D4ReadKey961B73FD", "AWS::IAM::Policy", {
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "kms:Decrypt",
            Resource: { "Fn::GetAtt": ["Key961B73FD", "Arn"] },
            Condition: {
              StringEquals: {
                "kms:ViaService": { "Fn::Sub": "secretsmanager.${AWS::Region}.amazonaws.com" },
              },
            },
          },
        ],
      },
      PolicyName: "LockedServiceRole242AC2D4ReadKey961B73FD",
      Roles: [{ Ref: "LockedServiceRole242AC2D4" }],
    });
  },
};

/** Makes the fixes in the constructs that it visits. To make them twice changes nothing more. */
export class FjallFixes implements IAspect {
  public visit(node: IConstruct): void {
    if (Stack.isStack(node)) {
      stacks[node.templateFile]?.(node);
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
