package reporters

import (
	"github.com/fjall-lint/fjall-lint/rules"
)

// CodePlace is a place in a file of the repository that the author wrote. Line and Column
// are 1-based; Column is 0 where it is not known.
type CodePlace struct {
	File         string // relative to the repository's root
	Line, Column int
}

// Places finds the author's code behind what is in a report, as SARIF shows it.
type Places struct{ b *sarifBuilder }

// NewPlaces finds places for a report, which needs its Repository.
func NewPlaces(r *Report) *Places {
	return &Places{newSARIFBuilder(sarifReporter{}, r, nil)}
}

// Finding are the places in the author's code that led to a finding: first the line that
// made what it is about, then the callers.
func (p *Places) Finding(f *rules.Finding) []CodePlace { return codePlaces(p.b.frames(f)) }

// Related is the place in the author's code of a link of a chain; ok is false where that is
// not known.
func (p *Places) Related(rel rules.Related) (at CodePlace, ok bool) {
	code, ok := p.b.codeOf(rel.Stack, rel.LogicalID, rel.Path)
	return CodePlace{code.file, code.line, code.column}, ok
}

// Secret is where a secret of the report is made; ok is false where that is not known.
func (p *Places) Secret(s *Secret) (at CodePlace, ok bool) {
	if p.b.Assembly == nil {
		return CodePlace{}, false
	}
	for _, program := range p.b.Assembly.Programs {
		if r := program.Resource(s.ID); r != nil && r.Stack.TemplateFile == s.Template {
			if frames := codePlaces(p.b.framesOf(r.Source)); len(frames) > 0 {
				return frames[0], true
			}
		}
	}
	return CodePlace{}, false
}

func codePlaces(frames []codePlace) []CodePlace {
	var list []CodePlace
	for _, f := range frames {
		list = append(list, CodePlace{f.file, f.line, f.column})
	}
	return list
}
