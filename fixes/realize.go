package fixes

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// Change is one operation on one template.
type Change struct {
	Stack *template.Stack
	edit.Operation
}

// realizer turns the operations that rules declare into those on templates.
type realizer struct {
	facts map[*template.Program]*analyzers.Facts
	// taken are the logical ids that are in use or given away, by stack, with what has
	// them.
	taken map[*template.Stack]map[string]*template.Node
	// names are the names of secrets that are in use or given away, by program.
	names map[*template.Program]map[string]bool
}

func newRealizer(asm *template.Assembly, facts []*analyzers.Facts) *realizer {
	r := &realizer{
		facts: map[*template.Program]*analyzers.Facts{}, taken: map[*template.Stack]map[string]*template.Node{}, names: map[*template.Program]map[string]bool{},
	}
	for _, f := range facts {
		r.facts[f.Program] = f
	}
	for _, s := range asm.Stacks {
		ids := map[string]*template.Node{}
		for _, section := range []string{"Resources", "Parameters"} {
			for _, f := range fields(s.Root.Get(section)) {
				ids[f.Key.Text] = f.Value
			}
		}
		r.taken[s] = ids
	}
	return r
}

func fields(n *template.Node) []template.Field {
	if n == nil {
		return nil
	}
	return n.Fields()
}

// operations are what a rule may declare, by name.
var operations = map[string]func(r *realizer, op rules.Operation) ([]Change, error){
	"set":                 (*realizer).set,
	"remove":              (*realizer).remove,
	"append":              (*realizer).appendTo,
	"text":                (*realizer).replaceText,
	"rename":              (*realizer).rename,
	"grant":               (*realizer).grant,
	"grant-decrypt":       (*realizer).grantDecrypt,
	"grant-write":         (*realizer).grantWrite,
	"drop-actions":        (*realizer).dropActions,
	"limit-resources":     (*realizer).limitResources,
	"narrow-pattern":      (*realizer).narrowPattern,
	"generate-secret":     (*realizer).generateSecret,
	"generated-password":  (*realizer).generatedPassword,
	"template-without":    (*realizer).templateWithout,
	"rotate":              (*realizer).rotate,
	"rotate-every":        (*realizer).rotateEvery,
	"permit-invocation":   (*realizer).permitInvocation,
	"grant-rotation":      (*realizer).grantRotation,
	"attach":              (*realizer).attach,
	"add-transform":       (*realizer).addTransform,
	"name-superuser":      (*realizer).nameSuperuser,
	"rotate-within":       (*realizer).rotateWithin,
	"remove-resource":     (*realizer).removeResource,
	"secret-to-parameter": (*realizer).secretToParameter,
	"merge-secrets":       (*realizer).mergeSecrets,
	"inject":              (*realizer).inject,
	"except":              (*realizer).except,
	"own-account":         (*realizer).ownAccount,
	"add-endpoint":        (*realizer).addEndpoint,
	"open-port":           (*realizer).openPort,
}

// realize gives the changes of a fix. An error says why it cannot be made here: the
// template is written in a way that leaves nothing to edit, or the stacks do not
// reach one another.
func (r *realizer) realize(fix *rules.Fix) ([]Change, error) {
	if len(fix.Do) == 0 {
		return nil, errors.New("the rule declares no operation")
	}
	var all []Change
	for _, op := range fix.Do {
		do, ok := operations[op.Op]
		if !ok {
			return nil, fmt.Errorf("operation %q is not known", op.Op)
		}
		changes, err := do(r, op)
		if err != nil {
			return nil, err
		}
		all = append(all, changes...)
	}
	for i := range all {
		if err := r.written(&all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// written checks that a change is to something that stands in the file: what SAM or
// a loop makes is edited where it is made.
func (r *realizer) written(c *Change) error {
	if len(c.Path) < 2 || c.Path[0] != "Resources" {
		return nil
	}
	id, _ := c.Path[1].(string)
	x := c.Stack.Resources[id]
	if x == nil || x.Origin == "" && !c.Stack.Rewritten() {
		return nil
	}
	if _, ok := c.Stack.LookupRaw(c.Path[:2]); !ok {
		return fmt.Errorf("resource %s is made by a transform or a loop: change what it is made of", id)
	}
	return nil
}

// set writes {value} to a place; what is missing on the way there is made.
func (r *realizer) set(op rules.Operation) ([]Change, error) {
	n, err := nodeOf(op.Args["value"])
	if err != nil {
		return nil, err
	}
	return []Change{{op.At.Stack, edit.Operation{Op: edit.Set, Path: op.At.Path, Value: n}}}, nil
}

// remove takes away what is at a place.
func (r *realizer) remove(op rules.Operation) ([]Change, error) {
	return []Change{{op.At.Stack, edit.Operation{Op: edit.Remove, Path: op.At.Path}}}, nil
}

// appendTo adds {value} to the list at a place.
func (r *realizer) appendTo(op rules.Operation) ([]Change, error) {
	n, err := nodeOf(op.Args["value"])
	if err != nil {
		return nil, err
	}
	return []Change{{op.At.Stack, edit.Operation{Op: edit.Append, Path: op.At.Path, Value: n}}}, nil
}

// replaceText puts {new} for {old}, the end of the text at a place.
func (r *realizer) replaceText(op rules.Operation) ([]Change, error) {
	from, _ := op.Args["old"].(string)
	to, _ := op.Args["new"].(string)
	path, ok := literalPath(op.At.Stack, op.At.Path, from)
	if !ok {
		return nil, fmt.Errorf("%q is not written at %s", from, op.At.Path.Dotted())
	}
	return []Change{{op.At.Stack, edit.Operation{Op: edit.Text, Path: path, Old: from, New: to}}}, nil
}

// literalPath leads to the text that holds the end of a value as it is written: the
// value itself, or the literal of a function that its last part comes from.
func literalPath(s *template.Stack, path template.Path, ending string) (template.Path, bool) {
	n, ok := s.Lookup(path)
	if !ok {
		return nil, false
	}
	if n.IsScalar() {
		return path, strings.HasSuffix(n.Text, ending)
	}
	v := s.Eval(n)
	if v.Kind != template.ScalarValue || len(v.Parts) == 0 {
		return nil, false
	}
	last := v.Parts[len(v.Parts)-1]
	if last.Kind != template.LiteralPart || last.Node == nil || last.Origin != template.Direct || !strings.HasSuffix(last.Text, ending) {
		return nil, false
	}
	start, _ := last.Node.Offsets()
	path = s.PathOf(start)
	found, exact := s.LookupRaw(path)
	return path, exact && found.IsScalar() && strings.HasSuffix(found.Text, ending)
}

// rename gives a secret {name}, unless another one has it.
func (r *realizer) rename(op rules.Operation) ([]Change, error) {
	x, err := r.at(op)
	if err != nil {
		return nil, err
	}
	name, _ := op.Args["name"].(string)
	program := x.Stack.Program
	if r.names[program] == nil {
		r.names[program] = map[string]bool{}
		if stock := analyzers.Found[secrets.Facts](r.facts[program], secrets.Analyzer); stock != nil {
			for _, s := range stock.Secrets {
				r.names[program][s.Name.Text] = true
			}
		}
	}
	if r.names[program][name] {
		return nil, fmt.Errorf("another secret has the name %q", name)
	}
	changes := []Change{{x.Stack, edit.Operation{Op: edit.Set, Path: op.At.Path, Value: text(name)}}}
	others, err := r.mentions(x, name)
	if err != nil {
		return nil, err
	}
	return append(changes, others...), nil
}

// mentions gives those that look up a secret by its name the new one.
func (r *realizer) mentions(x *template.Resource, name string) ([]Change, error) {
	found := analyzers.Found[access.Facts](r.facts[x.Stack.Program], access.Analyzer)
	s := r.secret(x)
	if found == nil || s == nil || s.Name.State != "literal" {
		return nil, nil
	}
	old := s.Name.Text
	var changes []Change
	for _, u := range found.Uses {
		if u.SecretKey != x.Key() || !u.ByName {
			continue
		}
		user := x.Stack.Program.Resource(u.At.Resource)
		if user == nil {
			return nil, fmt.Errorf("%s looks the secret up by its name in a way that cannot be followed", u.Consumer)
		}
		path, ok := literalPath(user.Stack, u.At.Path, old)
		if !ok {
			return nil, fmt.Errorf("%s looks the secret up by its name, which is not written there", u.Consumer)
		}
		changes = append(changes, Change{user.Stack, edit.Operation{Op: edit.Text, Path: path, Old: old, New: name}})
	}
	return changes, nil
}

// stringsOf reads a list of texts from an operation's arguments.
func stringsOf(v any) []string {
	items, _ := v.([]any)
	var out []string
	for _, e := range items {
		if s, ok := e.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

func intOf(v any) int {
	n, _ := v.(json.Number)
	i, _ := n.Int64()
	return int(i)
}
