package source

// Constructs are the constructs of the CDK that a file of code makes, and the classes
// that it declares.
type Constructs struct {
	Classes []Class
	Made    []Made
	// Imports give, for a local name, what it is in another file.
	Imports map[string]Import
}

// Class is a class that the file declares.
type Class struct {
	Name string
	Base Named // the zero value for none, or one that is not a name
}

// Named is a class as code names it.
type Named struct {
	// Of is what stands before the dot ("sm" in sm.Secret), "" for a bare name.
	Of, Name string
}

// Made is a call that makes a construct: new Secret(this, 'Id') or Secret(self, "Id").
type Made struct {
	Class Named
	// ID is the construct's id; Literal tells whether it is written out, so that it is
	// known.
	ID      string
	Literal bool
	Scope   Scope
	// By is the index in Made of the construct that the scope is, for [ScopeMade].
	By int
	// In is the index of the class around it, -1 for none.
	In int
	// Start is its place in bytes.
	Start int
}

// Scope is what a construct is made in.
type Scope uint8

// The scopes.
const (
	// ScopeUnknown is what the file alone does not tell, such as a parameter.
	ScopeUnknown Scope = iota
	// ScopeThis is the object of the class around the call.
	ScopeThis
	// ScopeMade is a construct that the file makes itself.
	ScopeMade
	// ScopeApp is the app.
	ScopeApp
)
