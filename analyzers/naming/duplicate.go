package naming

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// Duplicate is a pair of secrets that take the same name in the same account
// and region.
type Duplicate struct {
	Name string `json:"name"`
	// First and Second are the resources' keys in the order of the program.
	First  string `json:"first"`
	Second string `json:"second"`
	// Labels name them in messages.
	FirstLabel  string          `json:"first_label"`
	SecondLabel string          `json:"second_label"`
	FirstStack  string          `json:"first_stack"`
	FirstAt     analyzers.Place `json:"first_at"`
	SecondAt    analyzers.Place `json:"second_at"`
	SameStack   bool            `json:"same_stack"`
	// Region is where a replica of one has the name of the other, "" when the
	// secrets themselves are in one region.
	Region string `json:"region"`
}

// mostPaired is how many secrets of one name are paired each with every other; of more,
// each is paired with the next one, so that all are told.
const mostPaired = 60

// duplicates pairs up secrets of the same name.
func (f *Facts) duplicates(pass *analyzers.Pass) {
	byName := map[string][]*Secret{}
	var order []string
	for _, s := range f.Secrets {
		k, ok := identity(s.value)
		if !ok {
			continue
		}
		if byName[k] == nil {
			order = append(order, k)
		}
		byName[k] = append(byName[k], s)
	}
	for _, k := range order {
		for i, a := range byName[k] {
			rest := byName[k][i+1:]
			if len(byName[k]) > mostPaired {
				rest = rest[:min(len(rest), 1)]
			}
			for _, b := range rest {
				f.pair(pass, k, a, b)
			}
		}
	}
}

// identity is a text that is equal for two names only when the names are
// certainly equal within one stack, or, if it holds no mark, anywhere; the
// marks are control characters.
func identity(v *template.Value) (string, bool) {
	if v == nil || v.Kind != template.ScalarValue || v.Base64 {
		return "", false
	}
	var b strings.Builder
	for i := range v.Parts {
		p := &v.Parts[i]
		switch {
		case p.Kind == template.LiteralPart && p.Origin == template.FromDefault, p.Kind == template.ParamPart:
			b.WriteString("\x01" + p.Param.Stack.Key + "#" + p.Param.Name + "\x02")
		case p.Kind == template.LiteralPart:
			b.WriteString(p.Text)
		case p.Kind == template.PseudoPart && (p.Text == "AWS::Region" || p.Text == "AWS::AccountId" || p.Text == "AWS::Partition"):
			b.WriteString("\x03" + p.Text + "\x02")
		case p.Kind == template.PseudoPart:
			b.WriteString("\x01" + p.Text + "\x02")
		case p.Kind == template.RefPart:
			b.WriteString("\x01" + p.Resource.Key() + "." + p.Attr + "\x02")
		default:
			return "", false
		}
	}
	return b.String(), b.Len() > 0
}

func (f *Facts) pair(pass *analyzers.Pass, name string, a, b *Secret) {
	s, t := a.secret.Resource.Stack, b.secret.Resource.Stack
	r, q := a.secret.Resource, b.secret.Resource
	d := Duplicate{
		Name: display(a.value), First: a.Key, Second: b.Key, FirstLabel: a.Label, SecondLabel: b.Label,
		FirstStack: s.Name, FirstAt: a.secret.Name.At, SecondAt: b.secret.Name.At, SameStack: s == t,
	}
	if s == t {
		switch template.Truth.Not(exclusive(s, r.Condition, q.Condition)) {
		case template.True:
			f.Duplicates = append(f.Duplicates, d)
		case template.Unknown:
			pass.Undecided("naming", d.SecondAt, "whether this secret and "+a.Label+", which has the same name, are ever created together")
		}
		return
	}
	if strings.Contains(name, "\x01") || outermost(s).Name == outermost(t).Name && outermost(s) != outermost(t) {
		// Values that differ between stacks; or one stack in two variants, of
		// which only one is deployed at a time.
		return
	}
	same, region := together(a, b)
	if same == template.False {
		return
	}
	certain := r.Exists() == template.True && q.Exists() == template.True && exists(s) && exists(t)
	if same == template.True && certain {
		d.Region = region
		f.Duplicates = append(f.Duplicates, d)
		return
	}
	why := "whether this secret and " + a.Label + " of stack " + s.Name + ", which has the same name, are created in one account and region"
	pass.Undecided("naming", d.SecondAt, why)
}

// display is a name for messages: what is not known stands as an asterisk.
func display(v *template.Value) string { return v.Text(gap) }

func outermost(s *template.Stack) *template.Stack {
	for s.Parent != nil {
		s = s.Parent
	}
	return s
}

// exists tells whether all nested stacks that a stack is within are certainly
// created.
func exists(s *template.Stack) bool {
	for ; s.Parent != nil; s = s.Parent {
		if s.ParentResource.Exists() != template.True {
			return false
		}
	}
	return true
}

// together tells whether two secrets of different stacks, or replicas of them,
// are in one account and region; region is set when it is a replica's.
func together(a, b *Secret) (result template.Truth, region string) {
	s, t := a.secret.Resource.Stack, b.secret.Resource.Stack
	if outermost(s) == outermost(t) {
		return template.True, ""
	}
	if s.Account != "" && t.Account != "" && s.Account != t.Account {
		return template.False, ""
	}
	if s.Account == "" || t.Account == "" || s.Region == "" || t.Region == "" {
		if s.Region != "" && t.Region != "" && s.Region != t.Region {
			return template.False, ""
		}
		return template.Unknown, ""
	}
	if s.Region == t.Region {
		return template.True, ""
	}
	regionsA, regionsB := regions(a), regions(b)
	for _, r := range regionsA {
		if slices.Contains(regionsB, r) {
			return template.True, r
		}
	}
	return template.False, ""
}

// regions are the known regions that a secret is in.
func regions(s *Secret) []string {
	list := []string{s.secret.Resource.Stack.Region}
	for _, e := range s.secret.Resource.Property("ReplicaRegions").Elems() {
		if region, whole := certain(e.Get("Region")); whole {
			list = append(list, region)
		}
	}
	return list
}
