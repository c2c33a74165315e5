package template

// stackArtifact is a stack as a cloud assembly's manifest describes it.
type stackArtifact struct {
	ID           string // artifact id
	Name         string // CloudFormation stack name
	Path         string // construct path of the stack itself, "" when unknown
	TemplateFile string // path in the file system that is loaded from
	Root         string // folder of the outermost assembly; no file lies outside of it
	Dir          string // folder of the assembly that holds the stack's manifest
	Account      string // "" when unknown
	Region       string
	Parameters   map[string]string
	Tags         map[string]string
	// AssetFiles are the asset manifests that the stack depends on, as paths in
	// the file system that is loaded from.
	AssetFiles []string
	// Constructs are by construct path, without the leading slash. Those of the
	// stack's nested stacks stand here too.
	Constructs map[string]*construct

	// ids are the constructs with a logical id, by nested stack and logical id.
	ids map[string]map[string]*construct
}

// construct is what the CDK recorded of one construct.
type construct struct {
	Path      string
	LogicalID string // "" for constructs that are no resource
	// TemplateFile is set for stacks and nested stacks: the name of the template
	// within the assembly's folder.
	TemplateFile string
	// Source is where the construct was made.
	Source *SourcePos
	// Properties are where single properties were set (CDK_DEBUG=1), by name.
	// Of a property set more than once, the last place counts.
	Properties   map[string]*SourcePos
	Acknowledged []Acknowledgement
}
