package edit

import (
	"errors"

	"github.com/fjall-lint/fjall-lint/template"
)

// change is what happens to a value of the file and to what is below it.
type change struct {
	path template.Path
	node *template.Node // the value as it is written
	by   *Operation     // the first operation at or below the value

	set      *template.Node // replaces the value
	fresh    bool           // set stands in for null: operations below it go on in it
	removed  bool
	wrap     bool // the value becomes the first item of a list
	replaces []replacement
	appended []*template.Node
	added    []template.Field // keys that are new
	kids     map[any]*change
}

// replacement is the work of a Text operation.
type replacement struct{ old, new string }

// plan joins operations to one tree of changes.
func plan(root *template.Node, ops []Operation) (*change, error) {
	c := &change{node: root}
	for i := range ops {
		if err := c.add(&ops[i]); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *change) add(op *Operation) error {
	if err := op.check(); err != nil {
		return err
	}
	for i, e := range op.Path {
		if done, err := c.closed(op, i); done || err != nil {
			return err
		}
		next, err := c.step(op, i, e)
		if next == nil || err != nil {
			return err
		}
		c = next
	}
	return c.finish(op)
}

func (op *Operation) check() error {
	for i, e := range op.Path {
		switch e.(type) {
		case string, int:
		default:
			return fail(ErrMissing, op.Path[:i], template.Range{}, "a path holds strings and ints only")
		}
	}
	switch {
	case op.Op > Text:
		return fail(ErrUnsupported, op.Path, template.Range{}, "unknown operation")
	case (op.Op == Set || op.Op == Append) && op.Value == nil:
		return fail(ErrMissing, op.Path, template.Range{}, "%s needs a value", op.Op)
	case op.Op == Text && op.Old == "":
		return fail(ErrMissing, op.Path, template.Range{}, "the text to replace is empty")
	case len(op.Path) == 0 && op.Op != Append:
		return fail(ErrUnsupported, op.Path, template.Range{}, "the root of a template can only be changed from within")
	}
	return nil
}

// closed deals with operations below a value that another one replaces.
func (c *change) closed(op *Operation, depth int) (done bool, err error) {
	switch {
	case c.fresh:
		v, err := grow(c.set, op, depth)
		if err == nil {
			c.set = v
		}
		return true, err
	case c.set != nil || c.removed || c.wrap || len(c.replaces) > 0:
		return true, c.conflict(op)
	}
	return false, nil
}

func (c *change) conflict(op *Operation) error {
	return fail(ErrConflict, op.Path, c.node.Range(), "conflict between %s here and %s at %s", op.Op, c.by.Op, c.by.Path)
}

// step goes one element of the path down. It gives nil when the operation is
// done, as what is below is new.
func (c *change) step(op *Operation, i int, e any) (*change, error) {
	at := op.Path[:i]
	switch e := e.(type) {
	case int:
		if c.node.Kind != template.List {
			return nil, fail(ErrMissing, at, c.node.Range(), "the value is a %s, not a list", c.node.Kind)
		}
		if e < 0 || e >= len(c.node.Items()) {
			return nil, fail(ErrMissing, at.Append(e), c.node.Range(), "there is no such item in the list of %d", len(c.node.Items()))
		}
		return c.kid(op, e, c.node.Items()[e]), nil
	case string:
		if v := c.node.Get(e); v != nil {
			return c.kid(op, e, v), nil
		}
		if c.node.Kind != template.Map && c.node.Kind != template.Null {
			return nil, fail(ErrMissing, at, c.node.Range(), "the value is a %s, not a map", c.node.Kind)
		}
		if c.by == nil {
			c.by = op
		}
		if c.node.Kind == template.Null {
			v, err := grow(nil, op, i)
			if err == nil {
				c.set, c.fresh = v, true
			}
			return nil, err
		}
		for j := range c.added {
			if c.added[j].Key.Text == e {
				v, err := grow(c.added[j].Value, op, i+1)
				if err == nil {
					c.added[j].Value = v
				}
				return nil, err
			}
		}
		v, err := grow(nil, op, i+1)
		var missing *Error
		if errors.As(err, &missing) {
			missing.Range = c.node.Range()
		}
		if err == nil {
			c.added = append(c.added, template.Field{Key: template.NewString(e, nil), Value: v})
		}
		return nil, err
	}
	return nil, nil
}

func (c *change) kid(op *Operation, e any, v *template.Node) *change {
	if c.by == nil {
		c.by = op
	}
	k := c.kids[e]
	if k == nil {
		k = &change{node: v, path: c.path.Append(e)}
		if c.kids == nil {
			c.kids = make(map[any]*change)
		}
		c.kids[e] = k
	}
	return k
}

// inside tells whether something below the value changes.
func (c *change) inside() bool { return len(c.kids) > 0 || len(c.added) > 0 || len(c.appended) > 0 }

// finish does the operation at the value itself.
func (c *change) finish(op *Operation) error {
	if c.by == nil {
		c.by = op
	}
	whole := c.set != nil || c.removed
	switch op.Op {
	case Set:
		switch {
		case whole && !c.removed && !c.fresh && Equal(c.set, op.Value):
			return nil
		case whole || c.wrap || len(c.replaces) > 0 || c.inside():
			return c.conflict(op)
		}
		c.set = op.Value
	case Remove:
		switch {
		case c.removed:
			return nil
		case whole || c.wrap || len(c.replaces) > 0 || c.inside():
			return c.conflict(op)
		}
		c.removed = true
	case Append:
		switch {
		case c.fresh:
			v, err := grow(c.set, op, len(op.Path))
			if err == nil {
				c.set = v
			}
			return err
		case whole || len(c.replaces) > 0 || c.node.Kind != template.List && len(c.kids)+len(c.added) > 0:
			return c.conflict(op)
		case c.node.Kind == template.Null:
			c.set, c.fresh = template.NewList(nil, op.Value), true
			return nil
		}
		c.wrap = c.node.Kind != template.List
		c.appended = append(c.appended, op.Value)
	case Text:
		if whole || c.wrap || c.inside() {
			return c.conflict(op)
		}
		if !c.node.IsScalar() {
			return fail(ErrMissing, op.Path, c.node.Range(), "the value is a %s, not text", c.node.Kind)
		}
		c.replaces = append(c.replaces, replacement{op.Old, op.New})
		if _, ok := replaced(c.node.Text, c.replaces); !ok {
			return fail(ErrMissing, op.Path, c.node.Range(), "the text to replace does not stand in the value")
		}
	}
	return nil
}

// grow does an operation in a value that is new: the one at depth elements of
// the path, nil when there is none yet.
func grow(v *template.Node, op *Operation, depth int) (*template.Node, error) {
	at := op.Path[:depth]
	if op.Op == Remove || op.Op == Text {
		if v != nil {
			return nil, fail(ErrConflict, op.Path, template.Range{}, "conflict between %s here and an operation that makes %s", op.Op, at)
		}
		return nil, fail(ErrMissing, at, template.Range{}, "there is no such value")
	}
	absent := v == nil || v.Kind == template.Null
	if depth == len(op.Path) {
		switch {
		case op.Op == Append && absent:
			return template.NewList(nil, op.Value), nil
		case op.Op == Append && v.Kind == template.List:
			return template.NewList(nil, append(append([]*template.Node(nil), v.Items()...), op.Value)...), nil
		case op.Op == Append:
			return template.NewList(nil, v, op.Value), nil
		case v != nil && !Equal(v, op.Value):
			return nil, fail(ErrConflict, op.Path, template.Range{}, "conflict between two values for %s", at)
		}
		return op.Value, nil
	}
	switch e := op.Path[depth].(type) {
	case int:
		if absent || v.Kind != template.List || e < 0 || e >= len(v.Items()) {
			return nil, fail(ErrMissing, at.Append(e), template.Range{}, "there is no such item")
		}
		item, err := grow(v.Items()[e], op, depth+1)
		if err != nil {
			return nil, err
		}
		items := append([]*template.Node(nil), v.Items()...)
		items[e] = item
		return template.NewList(nil, items...), nil
	default:
		key, _ := e.(string)
		if absent {
			v = template.NewMap(nil)
		}
		if v.Kind != template.Map {
			return nil, fail(ErrMissing, at, template.Range{}, "the value is a %s, not a map", v.Kind)
		}
		child, err := grow(v.Get(key), op, depth+1)
		if err != nil {
			return nil, err
		}
		return v.With(key, child), nil
	}
}

// intended is the value as it shall be; nil when it goes.
func (c *change) intended() *template.Node {
	switch {
	case c.removed:
		return nil
	case c.set != nil:
		return c.set
	case c.wrap:
		return template.NewList(nil, append([]*template.Node{c.node}, c.appended...)...)
	case len(c.replaces) > 0:
		return c.text()
	case !c.inside():
		return c.node
	}
	if c.node.Kind == template.Map {
		var fields []template.Field
		for _, f := range c.node.Fields() {
			if k := c.kids[f.Key.Text]; k != nil {
				f.Value = k.intended()
			}
			if f.Value != nil {
				fields = append(fields, f)
			}
		}
		return template.NewFields(nil, append(fields, c.added...))
	}
	var items []*template.Node
	for i, item := range c.node.Items() {
		if k := c.kids[i]; k != nil {
			item = k.intended()
		}
		if item != nil {
			items = append(items, item)
		}
	}
	return template.NewList(nil, append(items, c.appended...)...)
}
