// Package code tells what the code of functions does with secrets: which it reads
// and writes, and whether it reads them at every invocation or once in each process.
package code

import (
	"runtime"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// Analyzer reads the code of functions. Its result is [*Facts].
var Analyzer = &analyzers.Analyzer{
	Name: "code",
	Doc:  "what the code of Lambda functions does with secrets, and when",
	Run:  func(pass *analyzers.Pass) (any, error) { return run(pass) },
}

// Facts are what the code of functions does with secrets, in the order of the program.
type Facts struct {
	// Functions are the functions whose code could be had.
	Functions []*Function `json:"-"`
	// Fetches are the reads of values, Writes what changes them.
	Fetches []*Action `json:"fetches"`
	Writes  []*Action `json:"writes"`

	byKey map[string]*Function
}

// ByKey is the function with a key, nil where its code could not be had.
func (f *Facts) ByKey(key string) *Function {
	if f == nil {
		return nil
	}
	return f.byKey[key]
}

// Function is what is known of the code of one function.
type Function struct {
	Key   string
	Label string
	// State is "decided" where all that the code does with secrets is known,
	// "undecided" otherwise; Why says what is in the way.
	State, Why string
	// Whole is set when all of the function's own code was understood and nothing
	// else that runs in it gets at Secrets Manager.
	Whole bool
	// Modules are what its files import of others, in order: packages and the modules of
	// the language itself.
	Modules []string
	// Fetches and Writes are what was seen, Others the other calls of Secrets Manager.
	Fetches, Writes, Others []*Action
}

// Named tells whether all that the code reads is known, and which secrets that are.
func (f *Function) Named() bool {
	return f.Decided() && !slices.ContainsFunc(f.Fetches, func(a *Action) bool { return a.Variable == "" && a.Name == "" })
}

// OnlyReads tells whether it is certain that the function's code does nothing with
// secrets but read them.
func (f *Function) OnlyReads() bool {
	return f != nil && f.Whole && len(f.Writes) == 0 && !slices.ContainsFunc(f.Others, func(a *Action) bool {
		return a.api != source.Describe && a.api != source.List && a.api != source.Password
	})
}

// Decided tells whether all that the code does with secrets is known.
func (f *Function) Decided() bool { return f != nil && f.State == "decided" }

// When code does something.
const (
	Handler = "handler" // at each invocation
	Module  = "module"  // once in each process
	Unknown = "unknown"
)

// Action is something that code does with a secret.
type Action struct {
	// At is the function, with the place in the source file.
	At analyzers.Place `json:"at"`
	// Function and Key are the label and the key of the function's resource.
	Function string `json:"function"`
	Key      string `json:"key"`
	// File is the file within the asset, or "the inline code"; Line is the line in it.
	File string `json:"file"`
	Line int    `json:"line"`
	// API is the operation, such as GetSecretValue, or "extension" for the endpoint of
	// the Parameters and Secrets extension; Client is what calls it.
	API    string `json:"api"`
	Client string `json:"client"`
	// Where is "handler" for what happens at each invocation that comes to it,
	// "module" for what happens once in each process, "unknown" otherwise.
	Where string `json:"where"`
	// Cached tells whether what is read is kept: "yes", "no" or "unknown"; Expires
	// whether for a time only.
	Cached  string `json:"cached"`
	Expires bool   `json:"expires"`
	// Sometimes is set where what happens at an invocation stands under a condition.
	Sometimes bool `json:"sometimes"`
	// Variable is the environment variable that names the secret, Name the name or ARN
	// that the code has in it, Pattern the part of it that is known with asterisks. All
	// are "" where it is not known which secret it is.
	Variable string `json:"variable"`
	Name     string `json:"name"`
	Pattern  string `json:"pattern"`

	api source.API
}

// Reads tells whether a value is read.
func (a *Action) Reads() bool { return a.api.Reads() }

// Deliberate tells whether the code asks for a fresh value although its client would
// keep one.
func (a *Action) Deliberate() bool { return strings.Contains(a.Client, "Powertools") }

// ByCache tells whether what reads is AWS's client that keeps what it reads for an hour.
func (a *Action) ByCache() bool {
	return strings.Contains(a.Client, "caching client")
}

func run(pass *analyzers.Pass) (*Facts, error) {
	facts := &Facts{Functions: []*Function{}, Fetches: []*Action{}, Writes: []*Action{}, byKey: map[string]*Function{}}
	// Functions with the same asset are read one after the other, so that each asset is
	// read once.
	byAsset := map[string][]*template.Resource{}
	var order []string
	var all []*template.Resource
	found := map[string]*Function{}
	pass.Resources(func(r *template.Resource) {
		if r.Type != "AWS::Lambda::Function" {
			return
		}
		all = append(all, r)
		if b := inline(r); b != nil {
			found[r.Key()] = read(r, b)
			return
		}
		path, ok := r.CodeAsset()
		if !ok || pass.Settings.Files == nil {
			return
		}
		if byAsset[path] == nil {
			order = append(order, path)
		}
		byAsset[path] = append(byAsset[path], r)
	})
	err := ahead(pass, order, func(path string, b *bundle) {
		for _, r := range byAsset[path] {
			found[r.Key()] = read(r, b)
		}
	})
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		f := found[r.Key()]
		if f == nil {
			continue
		}
		facts.Functions = append(facts.Functions, f)
		facts.byKey[f.Key] = f
		facts.Fetches = append(facts.Fetches, f.Fetches...)
		facts.Writes = append(facts.Writes, f.Writes...)
	}
	return facts, nil
}

// ahead loads and parses the assets at some paths on all processors, and gives them to
// use one after the other in their order: what is evaluated of the templates is not for
// several goroutines. No more assets are held than are worked on. One that cannot be
// read is left out, which is told elsewhere.
func ahead(pass *analyzers.Pass, paths []string, use func(path string, b *bundle)) error {
	type result struct {
		b   *bundle
		err error
	}
	results := make([]chan result, len(paths))
	for i := range results {
		results[i] = make(chan result, 1)
	}
	room := make(chan struct{}, runtime.GOMAXPROCS(0)+1)
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for i, path := range paths {
			select {
			case room <- struct{}{}:
			case <-stop:
				return
			}
			go func() {
				b, err := load(pass, path)
				if err == nil {
					b.parseAll()
				}
				results[i] <- result{b, err}
			}()
		}
	}()
	for i, path := range paths {
		r := <-results[i]
		if r.err == nil {
			use(path, r.b)
		} else if pass.Context.Err() != nil {
			return r.err
		}
		<-room
	}
	return nil
}
