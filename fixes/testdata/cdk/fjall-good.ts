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
// MyApp/SharedKey (apps/22-fjall-complete/app.js:12)
//   FJ505 Describe secret SharedKey
//             description: 'Generated value: SharedKey',

import { type App, Aspects, CfnElement, CfnResource, type IAspect, Stage } from "aws-cdk-lib";
import { type IConstruct } from "constructs";

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
};

/** Makes the fixes in the constructs that it visits. To make them twice changes nothing more. */
export class FjallFixes implements IAspect {
  public visit(node: IConstruct): void {
    if (CfnElement.isCfnElement(node)) {
      this.change(node, node.node.path);
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
