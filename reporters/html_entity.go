package reporters

import (
	"strconv"

	"github.com/fjall-lint/fjall-lint/template"
)

// entities numbers the resources of a page in the order in which they come up, so that
// findings, lives and the graph speak of the same ones.
type entities struct {
	index map[string]int
}

// id is the name of a resource within the page, "" for none. file is the template's
// name, stack that of its stack where the file is not known.
func (e *entities) id(file, stack, logicalID string) string {
	if logicalID == "" {
		return ""
	}
	if file == "" {
		file = "\x00" + stack
	}
	return e.named(file + "#" + logicalID)
}

// named is the name of what has a key of its own.
func (e *entities) named(key string) string {
	i, ok := e.index[key]
	if !ok {
		i = len(e.index) + 1
		e.index[key] = i
	}
	return "e" + strconv.Itoa(i)
}

// ofStack is the name of a resource of a stack.
func (e *entities) ofStack(s *template.Stack, logicalID string) string {
	if s == nil || s.Source == nil {
		return ""
	}
	return e.id(s.Source.Name, s.Name, logicalID)
}
