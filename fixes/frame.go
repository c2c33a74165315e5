package fixes

import (
	"fmt"
	"slices"
	"strings"
	"text/template"
)

// frame is what the generated code is apart from its tables: the parts of it that are
// used. Of types there is an import only, so that no code refers to them.
type frame struct {
	Imports                                                   []string
	Stacks, Resources, Parameters, Outputs, Mappings, Removed bool
	Create, Transform, After, ByID                            bool
	Tables                                                    string
}

// Elements tells whether elements of stacks change.
func (f frame) Elements() bool {
	return f.Resources || f.Parameters || f.Outputs || f.Mappings || f.Removed
}

func (f frame) write(b *strings.Builder) error {
	f.Imports = []string{"Aspects", "Stage", "type App", "type IAspect"}
	for name, used := range map[string]bool{
		"CfnElement": f.Elements(), "CfnMapping": f.Mappings, "CfnOutput": f.Outputs, "CfnParameter": f.Parameters,
		"CfnResource": f.Resources || f.Create, "Stack": f.Stacks || f.ByID,
	} {
		if used {
			f.Imports = append(f.Imports, name)
		}
	}
	bare := func(name string) string { return strings.TrimPrefix(name, "type ") }
	slices.SortFunc(f.Imports, func(x, y string) int { return strings.Compare(bare(x), bare(y)) })
	if err := code.Execute(b, f); err != nil {
		return fmt.Errorf("write code for the CDK: %w", err)
	}
	return nil
}

var code = template.Must(template.New("fjall-fixes.ts").Parse(`
import { {{range $i, $name := .Imports}}{{if $i}}, {{end}}{{$name}}{{end}} } from "aws-cdk-lib";
import { {{if .Create}}Construct, {{end}}type IConstruct } from "constructs";
{{.Tables}}
/** Makes the fixes in the constructs that it visits. To make them twice changes nothing more. */
export class FjallFixes implements IAspect {
{{- if not (or .Stacks .Elements)}}
  public visit(_node: IConstruct): void {}
{{- else}}
  public visit(node: IConstruct): void {
{{- if .Stacks}}
    if (Stack.isStack(node)) {
      stacks[node.templateFile]?.(node);
    }
{{- end}}
{{- if .Elements}}
    if (CfnElement.isCfnElement(node)) {
      this.change(node, node.node.path);
{{- if .ByID}}
      const stack = Stack.of(node);
      this.change(node, stack.templateFile + "#" + stack.resolve(node.logicalId));
{{- end}}
    }
{{- end}}
  }
{{- if .Elements}}

  private change(node: CfnElement, key: string): void {
{{- if .Resources}}
    if (CfnResource.isCfnResource(node)) {
      resources[key]?.(node);
    }
{{- end}}
{{- if .Parameters}}
    if (node instanceof CfnParameter) {
      parameters[key]?.(node);
    }
{{- end}}
{{- if .Outputs}}
    if (node instanceof CfnOutput) {
      outputs[key]?.(node);
    }
{{- end}}
{{- if .Mappings}}
    if (node instanceof CfnMapping) {
      mappings[key]?.(node);
    }
{{- end}}
{{- if .Removed}}
    if (removed.includes(key)) {
      node.node.scope?.node.tryRemoveChild(node.node.id);
    }
{{- end}}
  }
{{- end}}
{{- end}}
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
{{- if .Create}}

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
{{- end}}
{{- if .Transform}}

/** Names a macro in the template of a stack, once. */
function addTransform(stack: Stack, transform: string): void {
  if (!stack.templateOptions.transforms?.includes(transform)) {
    stack.addTransform(transform);
  }
}
{{- end}}
{{- if .After}}

/** Has a stack deployed after another one, which exports what it imports. */
function deployAfter(stack: Stack, template: string): void {
  for (const other of Stage.of(stack)?.node.findAll() ?? []) {
    if (Stack.isStack(other) && other.templateFile === template) {
      stack.node.addDependency(other);
    }
  }
}
{{- end}}
`))
