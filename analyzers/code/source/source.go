// Package source is what the reader of a language tells of one file of code, in
// terms that are the same for all languages: its functions, whom they call, and
// what they do with secrets.
package source

import "github.com/fjall-lint/fjall-lint/template"

// File is one file of code.
type File struct {
	// Functions are the functions of the file. The first is the file's own body,
	// which runs once in each process, when the file is loaded.
	Functions []*Function
	// Imports give, for a local name, what it is in another file. Modules of JavaScript
	// that are loaded stand under "import " and their name besides.
	Imports map[string]Import
	// Exports give the functions that an exported name stands for, as indexes of
	// Functions: several where a wrapper is given them, as in middy(a).use(b).
	Exports map[string][]int
	// Opens are the modules all of whose exports are exported here too.
	Opens []string
	// Clients are the exported names that are clients of Secrets Manager as the SDK
	// makes them.
	Clients map[string]bool
	// Opaque says why the file is not understood as a whole, "" where it is. What
	// was seen all the same stands in Functions.
	Opaque string
}

// Import is something that another module exports.
type Import struct {
	// Module is as written: "./db", "@aws-sdk/client-secrets-manager", ".db".
	Module string
	// Name is the exported name, "" for the module as a whole.
	Name string
}

// Function is a function, method or module body.
type Function struct {
	// Name is the name it is known by in its file, "" for one without.
	Name string
	// Parent is the index of the function that it is written in; -1 for the module body.
	Parent int
	// Start and End are its place in bytes.
	Start, End int
	// Keeps tells whether what it gives is kept between calls: by a decorator or
	// wrapper (functools.cache, memoize), so that its body runs once.
	Keeps template.Truth
	// Expires is set where it is kept for a time only.
	Expires bool
	// Calls are those of other functions of the code.
	Calls []Call
	// Uses are what it does with secrets.
	Uses []Use
}

// Call is a call of another function of the code, or a function handed to something
// that may call it.
type Call struct {
	// Target is the index of the function in its file, -1 for an imported one.
	Target int
	Import Import
	// Kept tells whether the call is made only when its result of an earlier time is
	// not there, see [Use.Kept].
	Kept template.Truth
	// Expires is set where what is kept is so for a time only.
	Expires bool
	// Sometimes is set where it stands under a condition, or behind one.
	Sometimes bool
	// Args are the secret ids among its arguments, by their places.
	Args map[int]ID
}

// Use is something that code does with a secret.
type Use struct {
	// Start and End are its place in bytes.
	Start, End int
	API        API
	// Client is what it is done with, such as "AWS SDK for JavaScript v3".
	Client string
	ID     ID
	// Kept tells whether the result is kept and looked for before it is fetched
	// again: in a variable that outlives the call, or by a client that caches.
	Kept template.Truth
	// Expires is set where what is kept is so for a time only.
	Expires bool
	// Sometimes is set where it stands under a condition, or behind one.
	Sometimes bool
	// Receiver is the import that it is called on, where only the file that exports it
	// tells what that is. ByClient is what Kept is where it is a client of an SDK.
	Receiver Import
	ByClient template.Truth
}

// API is what is done.
type API string

// What code does with secrets.
const (
	Get       API = "GetSecretValue"
	GetBatch  API = "BatchGetSecretValue"
	Describe  API = "DescribeSecret"
	List      API = "ListSecrets"
	Put       API = "PutSecretValue"
	Update    API = "UpdateSecret"
	Stage     API = "UpdateSecretVersionStage"
	Create    API = "CreateSecret"
	Delete    API = "DeleteSecret"
	Password  API = "GetRandomPassword"
	Extension API = "extension" // the localhost endpoint of the Parameters and Secrets extension
	Other     API = "other"     // another one of Secrets Manager
)

// Reads tells whether the value of a secret is read.
func (a API) Reads() bool { return a == Get || a == GetBatch || a == Extension }

// Writes tells whether a secret's value is written.
func (a API) Writes() bool { return a == Put || a == Update || a == Create }

// ID is how code names a secret.
type ID struct {
	Kind IDKind
	// Text is the variable, the literal or the part of it that is known, or the
	// number of the parameter.
	Text string
}

// IDKind tells what an ID is.
type IDKind uint8

// The kinds of ID.
const (
	// Unknown: it cannot be told.
	Unknown IDKind = iota
	// Environment: the environment variable Text.
	Environment
	// Literal: Text itself.
	Literal
	// Pattern: Text, with an asterisk for what is not known.
	Pattern
	// Parameter: the parameter with the number Text of the function around it.
	Parameter
)
