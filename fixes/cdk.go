package fixes

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

// WriteCDK writes the fixes of a plan as TypeScript for the app that the templates
// were synthesized from: what is to be written in the app's code, as comments, and an
// aspect that changes the constructs until that is done. What redact would take a
// credential out of is left out, and so is what the CDK cannot do.
func WriteCDK(w io.Writer, plan *Plan, redact func(string) string) error {
	programs := map[*template.Program]bool{}
	for _, p := range plan.Fixes {
		for _, change := range p.Changes {
			programs[change.Stack.Program] = true
		}
	}
	if len(programs) > 1 {
		return fmt.Errorf("code for the CDK is for one app, and %d are to be fixed: name one", len(programs))
	}
	c := &cdkCode{redact: redact, left: slices.Clone(plan.Left)}
	if err := c.compose(plan.Fixes); err != nil {
		return err
	}
	var b strings.Builder
	c.head(&b)
	if err := c.aspect(&b); err != nil {
		return err
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write code for the CDK: %w", err)
	}
	return nil
}

// cdkCode is a plan on its way to code.
type cdkCode struct {
	redact func(string) string
	fixes  []Planned
	left   []Left
	stacks []changedStack
}

// changedStack is a stack and what changes in it.
type changedStack struct {
	*template.Stack
	overrides []override
}

// compose finds what the fixes change together, and leaves out those that cannot be
// written.
func (c *cdkCode) compose(fixes []Planned) error {
	for {
		c.fixes = fixes
		stacks, err := changed(fixes)
		if err != nil {
			return err
		}
		c.stacks = stacks
		refused := map[int]string{} // why, by index of the fix
		for _, s := range stacks {
			for _, o := range s.overrides {
				why := c.refusal(s.Stack, o)
				if why == "" {
					continue
				}
				all := c.behind(s.Stack, o)
				if len(all) == 0 {
					return fmt.Errorf("write code for the CDK: %s changes without a fix", o.path.Dotted())
				}
				for _, i := range c.guilty(all) {
					refused[i] = why
				}
			}
		}
		if len(refused) == 0 {
			return nil
		}
		fixes = nil
		for i, p := range c.fixes {
			if why, ok := refused[i]; ok {
				c.left = append(c.left, Left{Finding: p.Finding, Why: why})
			} else {
				fixes = append(fixes, p)
			}
		}
	}
}

// changed is what fixes change in each stack. The templates are edited and compared,
// so that changes of several fixes to one value are one, and are what the edit of the
// template makes of them.
func changed(fixes []Planned) ([]changedStack, error) {
	made, err := together(fixes)
	if err != nil {
		return nil, fmt.Errorf("write code for the CDK: %w", err)
	}
	all, err := made.edits()
	if err != nil {
		return nil, fmt.Errorf("write code for the CDK: %w", err)
	}
	var stacks []changedStack
	for _, name := range slices.Sorted(maps.Keys(made)) {
		s := made[name][0].Stack
		data, err := edit.Apply(slices.Concat([]byte("\ufeff")[:s.Source.BOM], s.Source.Data), all[name])
		if err != nil {
			return nil, fmt.Errorf("edit %s: %w", name, err)
		}
		docs, _ := template.Parse(template.NewSource(name, data))
		if len(docs) == 0 {
			return nil, fmt.Errorf("edit %s: %w", name, errors.New("nothing is left of the template"))
		}
		stacks = append(stacks, changedStack{s, overrides(nil, s.Raw, docs[0])})
	}
	return stacks, nil
}

// behind are the indexes of the fixes that make an override.
func (c *cdkCode) behind(s *template.Stack, o override) []int {
	var list []int
	for i, p := range c.fixes {
		if slices.ContainsFunc(p.Changes, func(x Change) bool {
			return x.Stack.Source.Name == s.Source.Name && within(x.Path, o.path)
		}) {
			list = append(list, i)
		}
	}
	return list
}

// guilty are those of some fixes that bring a credential themselves; all of them where
// none does: then it stands in what they change.
func (c *cdkCode) guilty(fixes []int) []int {
	own := slices.DeleteFunc(slices.Clone(fixes), func(i int) bool {
		return !slices.ContainsFunc(c.fixes[i].Changes, func(x Change) bool { return !c.cleanNode(x.Value) || !c.clean(x.New) })
	})
	if len(own) > 0 {
		return own
	}
	return fixes
}

// within tells whether one of two paths leads to a place within the other's.
func within(a, b template.Path) bool {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// refusal tells why an override is not written; "" when it is.
func (c *cdkCode) refusal(s *template.Stack, o override) string {
	if !c.clean(elementKey(s, o.path)) || !c.clean(o.path.Dotted()) || !c.cleanNode(o.value) {
		return "the code would show a credential: change it by hand"
	}
	if o.why != "" {
		return o.why
	}
	return unwritable(s, o)
}

func (c *cdkCode) clean(text string) bool { return c.redact(text) == text }

// cleanNode tells whether no credential stands in a value, neither as it is nor as it
// is written.
func (c *cdkCode) cleanNode(n *template.Node) bool {
	if n == nil {
		return true
	}
	if !c.clean(inline(n)) {
		return false
	}
	found := false
	n.Walk(func(_ template.Path, n *template.Node) bool {
		found = found || n.IsScalar() && !c.clean(n.Text)
		for _, f := range n.Fields() {
			found = found || !c.clean(f.Key.Text)
		}
		return !found
	})
	return !found
}

// said is text for people, less credentials.
func (c *cdkCode) said(text string) string { return oneLine(c.redact(text)) }

// elementKey is what the generated code finds the element that a path leads to by:
// its construct path, or else its template and logical id. The template's name rather
// than the stack's, which a nested stack does not have before it is deployed.
func elementKey(s *template.Stack, p template.Path) string {
	if len(p) < 2 {
		return templateName(s)
	}
	id, _ := p[1].(string)
	if construct, _ := s.ConstructOf(id); construct != "" {
		return construct
	}
	return templateName(s) + "#" + id
}

// templateName is the name of a stack's template, which is unique within an app.
func templateName(s *template.Stack) string { return path.Base(s.TemplateFile) }
