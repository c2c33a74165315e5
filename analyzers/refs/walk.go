package refs

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// walker goes through one template once.
type walker struct {
	pass  *analyzers.Pass
	facts *Facts
	s     *template.Stack
	names names

	key      string             // of the element that is walked
	resource *template.Resource // nil outside of Resources
	path     template.Path      // of the node that is walked
	// binding is set in what orders the creation of a resource: its properties
	// and DependsOn, and not the branches of an Fn::If that may not be taken.
	binding bool
	// dead is set in the branch of an Fn::If that is never taken.
	dead bool
	// conditions is set in the section Conditions, where only parameters and
	// other conditions may be named.
	conditions bool

	needs   map[string][]need // by logical id: what must exist before
	targets map[target][]arrival
}

type need struct {
	id string
	at analyzers.Place
}

// target is a local name and attribute; arrival the resource of another stack,
// or behind an attachment, that it stands for.
type target struct{ name, attr string }

type arrival struct {
	resource *template.Resource
	attr     string
}

// deepest bounds how deep a template is followed; CloudFormation's own limit
// lies far below.
const deepest = 1000

func newWalker(pass *analyzers.Pass, facts *Facts, s *template.Stack) *walker {
	return &walker{pass: pass, facts: facts, s: s, names: namesOf(s), needs: map[string][]need{}, targets: map[target][]arrival{}}
}

func (w *walker) stack() {
	w.conditions = true
	for _, f := range fields(w.s.Root.Get("Conditions")) {
		w.element("Conditions", f.Key.Text)
		w.condition(f.Value)
		w.s.Condition(f.Key.Text) // for a condition that refers to itself
	}
	w.conditions = false
	for _, r := range w.s.Order {
		if r.Exists() != template.False {
			w.element("Resources", r.ID)
			w.resource = r
			w.attributes(r)
			w.resource = nil
		}
	}
	for _, f := range fields(w.s.Root.Get("Outputs")) {
		w.element("Outputs", f.Key.Text)
		for _, a := range fields(f.Value) {
			w.path = append(w.path, a.Key.Text)
			switch a.Key.Text {
			case "Condition":
				w.named("Condition", a.Value)
			case "Value", "Export":
				w.walk(a.Value)
			}
			w.path = w.path[:len(w.path)-1]
		}
	}
}

func (w *walker) element(section, id string) {
	w.key, w.path = w.s.Key+"#"+id, template.Path{section, id}
}

func (w *walker) attributes(r *template.Resource) {
	for _, a := range r.Node.Fields() {
		w.path = append(w.path, a.Key.Text)
		switch a.Key.Text {
		case "Condition":
			w.named("Condition", a.Value)
		case "DependsOn":
			w.dependsOn(a.Value)
		case "Properties":
			w.binding = true
			w.walk(a.Value)
			w.binding = false
		case "Metadata", "CreationPolicy", "UpdatePolicy", "DeletionPolicy", "UpdateReplacePolicy":
			w.walk(a.Value)
		}
		w.path = w.path[:len(w.path)-1]
	}
}

func fields(n *template.Node) []template.Field {
	if n == nil {
		return nil
	}
	return n.Fields()
}

// here is the place of the node that is walked.
func (w *walker) here() analyzers.Place {
	return analyzers.Place{Resource: w.key, Path: w.path.Append()}
}

func (w *walker) dependsOn(n *template.Node) {
	name := func(n *template.Node) {
		if !n.IsScalar() {
			return
		}
		to := w.s.Resources[n.Text]
		if to == nil {
			w.dangling("DependsOn", n.Text, "resource", w.names.resources)
			return
		}
		w.local(to, "", "DependsOn", true)
	}
	if n.IsScalar() {
		name(n)
		return
	}
	for i, item := range n.Items() {
		w.path = append(w.path, i)
		name(item)
		w.path = w.path[:len(w.path)-1]
	}
}

// local is a reference to a resource of the same template.
func (w *walker) local(to *template.Resource, attr, via string, binding bool) {
	at := w.here()
	if binding && w.resource != nil {
		w.needs[w.resource.ID] = append(w.needs[w.resource.ID], need{to.ID, at})
	}
	w.facts.Edges = append(w.facts.Edges, Edge{From: w.key, At: at, To: to.Key(), Attr: attr, Via: via})
}

func (w *walker) far(to arrival, via string) {
	w.facts.Edges = append(w.facts.Edges, Edge{From: w.key, At: w.here(), To: to.resource.Key(), Attr: to.attr, Via: via, Far: true})
}

// walk follows the references in a value.
func (w *walker) walk(n *template.Node) {
	if n == nil || len(w.path) > deepest {
		return
	}
	name, arg := n.Intrinsic()
	if arg == nil {
		w.below(n)
		return
	}
	w.path = append(w.path, name)
	defer func() { w.path = w.path[:len(w.path)-1] }()
	switch name {
	case "Ref":
		if arg.IsScalar() {
			w.reference("Ref", arg.Text)
			return
		}
	case "Fn::GetAtt":
		if w.getAtt(arg) {
			return
		}
	case "Fn::Sub":
		w.sub(arg)
		return
	case "Fn::If":
		w.choice(arg)
		return
	case "Fn::FindInMap":
		w.findInMap(arg)
	case "Fn::ImportValue", "Fn::GetStackOutput":
		w.imported(n)
	case "Fn::Select":
		// Evaluated for the problems that this finds with its index, whether or not
		// anything else looks at the value.
		if !w.dead {
			w.s.Eval(n)
		}
	case "Fn::Transform":
		return // a macro reads its parameters as it likes
	}
	w.walk(arg)
}

func (w *walker) below(n *template.Node) {
	for i := range n.Fields() {
		w.path = append(w.path, n.Fields()[i].Key.Text)
		w.walk(n.Fields()[i].Value)
		w.path = w.path[:len(w.path)-1]
	}
	for i, item := range n.Items() {
		w.path = append(w.path, i)
		w.walk(item)
		w.path = w.path[:len(w.path)-1]
	}
}

// condition follows a condition function, where the key Condition names another
// condition.
func (w *walker) condition(n *template.Node) {
	if n == nil || len(w.path) > deepest {
		return
	}
	if n.Kind == template.Map && len(n.Fields()) == 1 {
		key, arg := n.Fields()[0].Key.Text, n.Fields()[0].Value
		w.path = append(w.path, key)
		defer func() { w.path = w.path[:len(w.path)-1] }()
		switch key {
		case "Condition":
			w.named("Condition", arg)
		case "Fn::And", "Fn::Or", "Fn::Not":
			for i, item := range arg.Items() {
				w.path = append(w.path, i)
				w.condition(item)
				w.path = w.path[:len(w.path)-1]
			}
		default:
			w.path = w.path[:len(w.path)-1]
			w.walk(n)
			w.path = append(w.path, key)
		}
		return
	}
	w.walk(n)
}

// named is the name of a condition.
func (w *walker) named(via string, n *template.Node) {
	if n.IsScalar() && w.s.Conditions[n.Text] == nil {
		w.dangling(via, n.Text, "condition", w.names.conditions)
	}
}

func (w *walker) choice(arg *template.Node) {
	if arg.Kind != template.List || len(arg.Items()) != 3 {
		w.walk(arg)
		return
	}
	w.path = append(w.path, 0)
	w.named("Fn::If", arg.Items()[0])
	w.path = w.path[:len(w.path)-1]
	taken := w.s.Condition(arg.Items()[0].Scalar())
	binding, dead := w.binding, w.dead
	for i := 1; i <= 2; i++ {
		w.dead = dead || taken != template.Unknown && (i == 1) != (taken == template.True)
		w.binding = binding && (i == 1) == (taken == template.True) && taken != template.Unknown
		w.path = append(w.path, i)
		w.walk(arg.Items()[i])
		w.path = w.path[:len(w.path)-1]
	}
	w.binding, w.dead = binding, dead
}

func (w *walker) getAtt(arg *template.Node) bool {
	switch {
	case arg.IsScalar():
		id, attr, ok := strings.Cut(arg.Text, ".")
		if ok {
			w.attribute("Fn::GetAtt", id, attr)
		}
		return ok
	case arg.Kind == template.List && len(arg.Items()) >= 2 && arg.Items()[0].IsScalar():
		attr, known := make([]string, 0, 2), true
		for _, item := range arg.Items()[1:] {
			attr = append(attr, item.Scalar())
			known = known && item.IsScalar()
		}
		w.path = append(w.path, 0)
		if known {
			w.attribute("Fn::GetAtt", arg.Items()[0].Text, strings.Join(attr, "."))
		} else {
			w.attribute("Fn::GetAtt", arg.Items()[0].Text, "")
		}
		w.path = w.path[:len(w.path)-1]
		if !known {
			w.walk(arg.Items()[1])
		}
		return true
	}
	return false
}

// sub follows the variables of Fn::Sub.
func (w *walker) sub(arg *template.Node) {
	text, vars := arg, (*template.Node)(nil)
	if arg.Kind == template.List {
		if len(arg.Items()) == 0 {
			return
		}
		text = arg.Items()[0]
		if len(arg.Items()) > 1 {
			vars = arg.Items()[1]
			w.path = append(w.path, 1)
			w.walk(vars)
			w.path = w.path[:len(w.path)-1]
		}
		w.path = append(w.path, 0)
		defer func() { w.path = w.path[:len(w.path)-1] }()
	}
	if !text.IsScalar() {
		return
	}
	seen := map[string]bool{}
	for _, name := range template.SubVariables(text.Text) {
		if seen[name] || vars.Get(name) != nil {
			continue
		}
		seen[name] = true
		if id, attr, ok := strings.Cut(name, "."); ok {
			w.attribute("Fn::Sub", id, attr)
			continue
		}
		w.reference("Fn::Sub", name)
	}
}

// reference is what Ref, or a variable of Fn::Sub without a dot, names.
func (w *walker) reference(via, name string) {
	if strings.HasPrefix(name, "AWS::") {
		if !pseudo[name] {
			w.dangling(via, name, "pseudo parameter", w.names.pseudo)
		}
		return
	}
	if w.s.Parameters[name] != nil {
		w.arrive(via, name, "")
		return
	}
	r := w.s.Resources[name]
	if r == nil {
		wants := "resource or parameter"
		if w.conditions {
			wants = "parameter"
		}
		w.dangling(via, name, wants, w.names.values)
		return
	}
	if w.conditions {
		w.dangling(via, name, "parameter", nil)
		return
	}
	w.local(r, "", via, w.binding)
	w.arrive(via, name, "")
}

func (w *walker) attribute(via, id, attr string) {
	r := w.s.Resources[id]
	if r == nil {
		w.dangling(via, id, "resource", w.names.resources)
		return
	}
	if w.conditions {
		w.dangling(via, id, "parameter", nil)
		return
	}
	w.local(r, attr, via, w.binding)
	if out, ok := strings.CutPrefix(attr, "Outputs."); ok {
		if child := r.NestedStack(); child != nil && child.Outputs[out] == nil && !rewritten(child) {
			w.dangling(via, out, "output of the nested stack "+r.ID, outputNames(child))
			return
		}
	}
	w.arrive(via, id, attr)
}

// arrive adds the references that a local name stands for: resources of other
// stacks, and the secret of an attachment.
func (w *walker) arrive(via, name, attr string) {
	t := target{name, attr}
	arrivals, ok := w.targets[t]
	if !ok {
		if w.leadsFar(name, attr) {
			arrivals = w.evaluate(t)
		}
		w.targets[t] = arrivals
	}
	for _, a := range arrivals {
		w.far(a, via)
	}
}

// leadsFar tells whether a name may stand for a resource of another name.
func (w *walker) leadsFar(name, attr string) bool {
	if p := w.s.Parameters[name]; p != nil {
		return p.Supplied() == template.FromParent
	}
	r := w.s.Resources[name]
	return r.Type == "AWS::SecretsManager::SecretTargetAttachment" || strings.HasPrefix(attr, "Outputs.") && r.NestedStack() != nil
}

func (w *walker) evaluate(t target) []arrival {
	at := w.s.Root
	call := template.NewMap(at, "Ref", template.NewString(t.name, at))
	if t.attr != "" {
		call = template.NewMap(at, "Fn::GetAtt", template.NewList(at, template.NewString(t.name, at), template.NewString(t.attr, at)))
	}
	return arrivalsOf(w.s.Eval(call), w.s.Resources[t.name])
}

// arrivalsOf are the resources other than self that a value refers to.
func arrivalsOf(v *template.Value, self *template.Resource) []arrival {
	var found []arrival
	seen := map[arrival]bool{}
	var visit func(v *template.Value, depth int)
	visit = func(v *template.Value, depth int) {
		if depth > 5 {
			return
		}
		for _, a := range v.Alternatives() {
			for _, p := range a.Value.Parts {
				if p.Resource != nil && p.Resource != self && !seen[arrival{p.Resource, p.Attr}] {
					seen[arrival{p.Resource, p.Attr}] = true
					found = append(found, arrival{p.Resource, p.Attr})
				}
			}
			for _, e := range a.Value.Elems() {
				visit(e, depth+1)
			}
		}
	}
	visit(v, 0)
	return found
}

// imported follows Fn::ImportValue to the stack that exports.
func (w *walker) imported(n *template.Node) {
	v := w.s.Eval(n)
	for _, a := range arrivalsOf(v, nil) {
		w.far(a, "Fn::ImportValue")
	}
	if !w.pass.Program.Complete {
		return
	}
	for _, a := range v.Alternatives() {
		for _, p := range a.Value.Parts {
			if p.Kind == template.ImportPart {
				w.pass.Undecided("template", w.here(), "it imports an export that no stack of the app has; another app may have it")
				return
			}
		}
	}
}

func (w *walker) findInMap(arg *template.Node) {
	if arg.Kind != template.List || len(arg.Items()) < 3 || !arg.Items()[0].IsScalar() {
		return
	}
	if len(arg.Items()) > 3 && arg.Items()[3].Get("DefaultValue") != nil {
		return
	}
	for _, f := range fields(w.s.Mappings) {
		if f.Key.Text == "Fn::Transform" {
			return
		}
	}
	name := arg.Items()[0].Text
	mapping := w.s.Mappings.Get(name)
	report := func(i int, name, wants string, in *template.Node) {
		known := make([]string, 0, len(fields(in)))
		for _, f := range fields(in) {
			known = append(known, f.Key.Text)
		}
		w.path = append(w.path, i)
		w.dangling("Fn::FindInMap", name, wants, known)
		w.path = w.path[:len(w.path)-1]
	}
	if mapping == nil {
		report(0, name, "mapping", w.s.Mappings)
		return
	}
	if mapping.Kind != template.Map || mapping.Get("Fn::Transform") != nil {
		return
	}
	levels := []*template.Node{mapping}
	if arg.Items()[1].IsScalar() {
		level := mapping.Get(arg.Items()[1].Text)
		if level == nil {
			report(1, arg.Items()[1].Text, "key of the mapping "+name, mapping)
			return
		}
		levels = []*template.Node{level}
	} else {
		levels = levels[:0]
		for _, f := range mapping.Fields() {
			levels = append(levels, f.Value)
		}
	}
	if !arg.Items()[2].IsScalar() || len(levels) == 0 {
		return
	}
	for _, l := range levels { // one entry that has the key is enough
		if l.Kind != template.Map || l.Get("Fn::Transform") != nil || l.Get(arg.Items()[2].Text) != nil {
			return
		}
	}
	report(2, arg.Items()[2].Text, "key of an entry of the mapping "+name, levels[0])
}

// unusable tells that a name is in the template, but what it names is not shaped
// as it must be: that is a problem of its own.
func (w *walker) unusable(name string) bool {
	return w.s.Resources[name] == nil && w.s.Root.At("Resources", name) != nil ||
		w.s.Parameters[name] == nil && w.s.Root.At("Parameters", name) != nil
}

func (w *walker) dangling(via, name, wants string, known []string) {
	if w.names.mayBeMade(name, wants) || w.unusable(name) {
		return
	}
	d := Dangling{At: w.here(), Via: via, Name: name, Wants: wants, Nearest: nearest(name, known)}
	switch {
	case via == "Fn::Sub" && strings.ContainsAny(name, ":-") && !strings.HasPrefix(name, "AWS::"):
		d.Nearest, d.Hint = "", "write ${!"+name+"} for text that Fn::Sub is to leave alone"
	case w.conditions && wants == "parameter" && w.s.Resources[name] != nil:
		d.Hint = "conditions are evaluated before any resource exists"
	case wants == "resource" && w.s.Parameters[name] != nil:
		d.Nearest, d.Hint = "", "it is a parameter"
	case via == "Ref" && strings.Contains(name, "."):
		if id, _, _ := strings.Cut(name, "."); w.s.Resources[id] != nil {
			d.Nearest, d.Hint = "", "read an attribute with Fn::GetAtt"
		}
	}
	w.facts.Dangling = append(w.facts.Dangling, d)
}
