package template

import (
	"strings"
	"sync"
)

// Assembly is everything that one run reads: the cloud assemblies and loose
// templates found under the paths that were asked for.
type Assembly struct {
	// Root is the first path that was asked for, as given.
	Root string
	// Stacks are all templates in a fixed order: by path, parents before their
	// nested stacks.
	Stacks []*Stack
	// Programs groups the stacks that belong together: a cloud assembly is one
	// program; so are loose templates that nest one another.
	Programs []*Program
	// Problems are what is wrong with the input, in order of place.
	Problems []Problem
	// Skipped lists files that were passed over and why (too large, not a
	// template although asked for…).
	Skipped []Skipped
}

// Skipped is a file that was found but not read as a template.
type Skipped struct {
	File   string
	Reason string
}

// Program is a set of stacks that are deployed together and may refer to each
// other.
type Program struct {
	// Dir is the cloud assembly's folder, "" for loose templates.
	Dir    string
	Stacks []*Stack
	// Complete is set for a cloud assembly: every stack of the app is there, so
	// what is not found does not exist within the app.
	Complete bool

	exports     map[string][]*Output
	crossRegion map[string][]*Output // by region and name of the parameter

	index sync.Once
	byKey map[string]*Resource
}

// Resource is the resource with a key, nil where the program has none; see
// [Resource.Key].
func (p *Program) Resource(key string) *Resource {
	p.index.Do(func() {
		p.byKey = map[string]*Resource{}
		for _, s := range p.Stacks {
			for _, r := range s.Order {
				p.byKey[r.Key()] = r
			}
		}
	})
	return p.byKey[key]
}

// Stack is one template and what is known of where it is deployed.
type Stack struct {
	// Key names the stack uniquely within its program, "app.template.json" or
	// "assembly-Prod/app.template.json"; it is stable between runs.
	Key string
	// Name is the CloudFormation stack name, or the template's file name without
	// extension where no stack name is known.
	Name string
	// TemplateFile is the template's path relative to the root it was found
	// under, with slashes.
	TemplateFile string
	// Dir is the folder of the assembly that the stack's assets are relative to,
	// in the file system that was loaded from.
	Dir string
	// Account and Region are those of the stack's environment; "" is unknown.
	Account string
	Region  string
	// Parent is the stack that nests this one, through ParentResource.
	Parent         *Stack
	ParentResource *Resource
	Program        *Program

	Source *Source
	// Root is the template as it takes effect: SAM resources and Fn::ForEach
	// are expanded. Raw is the template as it is written.
	Root *Node
	Raw  *Node

	Resources  map[string]*Resource
	Order      []*Resource // in the order of the template
	Parameters map[string]*Parameter
	Outputs    map[string]*Output
	Conditions map[string]*Node
	Mappings   *Node
	// Transforms are the macros that the template names, such as
	// "AWS::Serverless-2016-10-31".
	Transforms []string

	constructs map[string]*construct        // CDK metadata by logical id
	assets     map[string]asset             // by id and object key
	acks       map[string][]Acknowledgement // by construct path
	given      map[string]string            // parameter values given by the user or the manifest
	eval       *evaluator
	size       int // of a stack whose template is forgotten: resources
}

// Resource is one resource of a stack.
type Resource struct {
	Stack *Stack
	ID    string // logical id
	Type  string
	// Node is the whole resource, Properties its properties; Properties may be
	// nil.
	Node       *Node
	Properties *Node
	// Condition is the name of the condition that the resource is created under.
	Condition string
	// ConstructPath is the CDK construct path, "" for hand-written templates.
	ConstructPath string
	// Source is where the author's code made the resource; nil if unknown.
	Source *SourcePos
	// Origin is the SAM resource that this one was expanded from, "" otherwise.
	Origin string

	nested *Stack
}

// Key names the resource uniquely within its program.
func (r *Resource) Key() string { return r.Stack.Key + "#" + r.ID }

// Label names the resource for people: its construct path below the stack
// without the CDK's trailing "/Resource", or its logical id where there is no
// construct path.
func (r *Resource) Label() string {
	_, label, ok := strings.Cut(r.ConstructPath, "/")
	if !ok {
		return r.ID
	}
	label = strings.TrimSuffix(label, "/Resource")
	if label == "Resource" || label == "" {
		return r.ID
	}
	return label
}

// Path is the path of a property from the template's root:
// r.Path("Name") is {"Resources", r.ID, "Properties", "Name"}.
func (r *Resource) Path(elems ...any) Path {
	return Path{"Resources", r.ID, "Properties"}.Append(elems...)
}

// Get is the node of a property, nil when it is not there. Functions are not
// evaluated.
func (r *Resource) Get(path ...any) *Node { return r.Properties.At(path...) }

// Exists tells whether the resource is created: its condition evaluated.
func (r *Resource) Exists() Truth {
	if r.Condition == "" {
		return True
	}
	return r.Stack.Condition(r.Condition)
}

// CodeAsset is the path of the folder or archive that holds the code of a
// function or layer, in the file system that was loaded from; ok is false when
// the code is no asset of the assembly.
func (r *Resource) CodeAsset() (path string, ok bool) {
	code := r.Get("Code")
	if r.Type == "AWS::Lambda::LayerVersion" {
		code = r.Get("Content")
	}
	for _, a := range r.Stack.Eval(code.Get("S3Key")).Alternatives() {
		if key, known := a.Value.Literal(); known {
			if x, found := r.Stack.assets[key]; found {
				return x.Path, true
			}
		}
	}
	return "", false
}

// Function is the Lambda function that a resource is, or is a version or alias of;
// nil for anything else, and for a function that is not of the program.
func (r *Resource) Function() *Resource {
	for range 4 { // an alias of a version of a function
		if r == nil {
			return nil
		}
		switch r.Type {
		case "AWS::Lambda::Function":
			return r
		case "AWS::Lambda::Version", "AWS::Lambda::Alias":
			p, ok := r.Property("FunctionName").Single()
			if !ok {
				return nil
			}
			r = p.Resource
		default:
			return nil
		}
	}
	return nil
}

// Acknowledged are the rule ids that the author's code acknowledged for the
// construct of this resource or one above it, closest first, with the reasons
// (CDK: Validations.of(construct).acknowledge).
func (r *Resource) Acknowledged() []Acknowledgement {
	return r.Stack.acknowledged(r.ID, r.ConstructPath)
}

// Parameter is a parameter of a template.
type Parameter struct {
	Stack   *Stack
	Name    string
	Type    string
	Default *Node // nil when there is none
	NoEcho  bool
	Node    *Node
}

// IsSSM tells whether the parameter's value is a name in Parameter Store.
func (p *Parameter) IsSSM() bool { return strings.HasPrefix(p.Type, "AWS::SSM::Parameter::") }

// Output is an output of a template.
type Output struct {
	Stack     *Stack
	Name      string
	Value     *Node
	Export    *Node // the export's name, nil when it is not exported
	Condition string
	Node      *Node
}

// SourcePos is a place in the author's code, as the CDK recorded it.
type SourcePos struct {
	File   string // as recorded: absolute on the machine that synthesized
	Line   int
	Column int // 0 when it was not recorded
	// Kind tells what the CDK recorded: "propertyAssignment", "creationStack" or
	// "trace".
	Kind string
	// Frames are all frames of user code, innermost first.
	Frames []Frame
}

// Frame is one frame of a recorded stack trace.
type Frame struct {
	Function string
	File     string
	Line     int
	Column   int
}

// Acknowledgement is a finding that the author's code accepted.
type Acknowledgement struct {
	ID            string // as written: "fjall-lint::FJ401"
	Reason        string
	ConstructPath string
	Source        *SourcePos
}
