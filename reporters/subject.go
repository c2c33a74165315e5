package reporters

import (
	"cmp"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// subject is what findings are told by: a stack, or a file that could not be read as
// one.
type subject struct {
	stack    *template.Stack
	file     string
	findings []*rules.Finding
}

// subjects are the stacks in order, those without findings too, then the other
// files.
func (r *Report) subjects() []*subject {
	var all []*subject
	byStack, byFile := map[*template.Stack]*subject{}, map[string]*subject{}
	add := func(s *template.Stack, file string) *subject {
		sub := &subject{stack: s, file: file}
		all = append(all, sub)
		if s != nil {
			byStack[s] = sub
		} else {
			byFile[file] = sub
		}
		return sub
	}
	for _, s := range r.stacks() {
		add(s, r.templateOf(s))
	}
	for _, f := range r.Findings {
		sub := byStack[f.Stack]
		if f.Stack == nil {
			sub = byFile[f.Range.File]
		}
		if sub == nil {
			sub = add(f.Stack, f.Range.File)
		}
		sub.findings = append(sub.findings, f)
	}
	return all
}

// name is the stack's, else the file.
func (s *subject) name() string {
	if s.stack != nil {
		return cmp.Or(clean(s.stack.Name), clean(s.stack.TemplateFile))
	}
	return clean(slashed(s.file))
}

// template is the subject's file as [Undecided] names it.
func (s *subject) template() string {
	if s.stack != nil {
		return slashed(s.stack.TemplateFile)
	}
	return slashed(s.file)
}
