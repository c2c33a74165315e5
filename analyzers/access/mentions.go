package access

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// indexFrom is how many secrets make it worth while to index the texts that may mention
// them: to search each text for each name takes the product of both.
const indexFrom = 64

// mentions are the runs of characters of names in texts, and where they begin. A run
// with what Secrets Manager appends to a name also stands under the name.
type mentions map[string][]mention

// mention is a place in the text of a stack's template; of code stack is nil.
type mention struct {
	stack  *template.Stack
	offset int
}

// add puts in the runs of a text that nobody has put in yet; of a code's text, where is nil.
func (m mentions) add(stack *template.Stack, text string) {
	for i := 0; i < len(text); {
		if !nameByte(text[i]) {
			i++
			continue
		}
		end := i
		for end < len(text) && nameByte(text[end]) {
			end++
		}
		run := text[i:end]
		m[run] = append(m[run], mention{stack, i})
		switch n := len(run); {
		case n > 7 && run[n-7] == '-':
			m[run[:n-7]] = append(m[run[:n-7]], mention{stack, i})
		case n > 1 && run[n-1] == '-' && end < len(text) && strings.IndexByte("*?$", text[end]) >= 0:
			m[run[:n-1]] = append(m[run[:n-1]], mention{stack, i})
		}
		i = end
	}
}

// outside tells whether a name stands anywhere but within a resource.
func (m mentions) outside(name string, r *template.Resource) bool {
	from, to := r.Node.Offsets()
	for _, x := range m[name] {
		if x.stack != r.Stack || x.offset < from || x.offset >= to {
			return true
		}
	}
	return false
}

// wholeName tells whether a text is one run.
func wholeName(text string) bool {
	for i := range len(text) {
		if !nameByte(text[i]) {
			return false
		}
	}
	return text != ""
}
