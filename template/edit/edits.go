package edit

import (
	"regexp"
	"slices"

	"github.com/fjall-lint/fjall-lint/template"
)

// Edits turns operations on a file into edits of its text, sorted and without
// overlap. It fails when one of the operations cannot be done, with an [Error]
// that tells which. Operations that change nothing give no edits.
func Edits(src *template.Source, ops []Operation) ([]Edit, error) {
	if len(ops) == 0 {
		return nil, nil
	}
	d, err := read(src)
	if err != nil {
		return nil, err
	}
	c, err := plan(d.root, ops)
	if err != nil {
		return nil, d.locate(err)
	}
	// How a part of a text is written can be found in most styles only, and not
	// always beside other changes. Then texts are written anew as a whole: first
	// those that cannot be edited by themselves either, at last all of them.
	edits, err := d.edits(c, nil)
	for _, all := range []bool{false, true} {
		if err == nil || !slices.ContainsFunc(ops, isText) {
			break
		}
		whole := make(map[string]bool)
		for i := range ops {
			if isText(ops[i]) && (all || !d.alone(ops[i:i+1])) {
				whole[ops[i].Path.String()] = true
			}
		}
		edits, err = d.edits(c, whole)
	}
	if err != nil {
		return nil, d.locate(err)
	}
	return edits, nil
}

func isText(op Operation) bool { return op.Op == Text }

// alone tells whether an operation can be done by itself.
func (d *document) alone(op []Operation) bool {
	c, err := plan(d.root, op)
	if err == nil {
		_, err = d.edits(c, nil)
	}
	return err == nil
}

// tabs are lines that start with tabs: YAML takes them behind some values only.
var tabs = regexp.MustCompile(`(^|[\r\n\x{85}\x{2028}\x{2029}]) *\t`)

// edits makes the edits of all changes and verifies them.
func (d *document) edits(c *change, whole map[string]bool) ([]Edit, error) {
	g := &generator{document: d, whole: whole}
	if err := g.value(c, slot{node: d.root, y: d.y, root: true, col: -1}); err != nil {
		return nil, err
	}
	edits, err := g.finish()
	if err != nil {
		return nil, err
	}
	if !d.verify(edits, c.intended()) {
		message := "the way the file is written does not allow the edit: edit it by hand"
		if !d.json && tabs.Match(d.data) {
			message = "the file has lines that are indented with tabs, which do not allow the edit: edit it by hand"
		}
		return nil, fail(ErrUnsupported, c.by.Path, template.Range{}, "%s", message)
	}
	return edits, nil
}

// locate names the file in errors that have no place within it.
func (d *document) locate(err error) error {
	if e, ok := err.(*Error); ok && e.Range.File == "" {
		e.Range.File = d.src.Name
	}
	return err
}

// verify reads the result again. The tree must be the one that was asked for,
// and no problem may be new.
func (d *document) verify(edits []Edit, want *template.Node) bool {
	shifted := make([]Edit, len(edits))
	for i, e := range edits {
		shifted[i] = Edit{e.Start - d.src.BOM, e.End - d.src.BOM, e.Text}
	}
	text, err := Apply(d.data, shifted)
	if err != nil {
		return false
	}
	docs, problems := template.Parse(template.NewSource(d.src.Name, text))
	if len(docs) != d.documents || !Equal(docs[0], want) {
		return false
	}
	known := make(map[template.ProblemKind]int)
	for _, p := range d.problems {
		known[p.Kind]++
	}
	for _, p := range problems {
		if known[p.Kind]--; known[p.Kind] < 0 {
			return false
		}
	}
	return true
}
