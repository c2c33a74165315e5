package edit

import (
	"errors"
	"fmt"

	"github.com/fjall-lint/fjall-lint/template"
)

// Op is what an [Operation] does.
type Op uint8

// The operations.
const (
	// Set puts Value at the path. Maps that are missing on the way are made; a
	// new key comes last in its map.
	Set Op = iota
	// Remove takes the entry of a map or the item of a list away. The last one
	// leaves an empty map or list.
	Remove
	// Append puts Value at the end of the list at the path. A text or map there
	// becomes the first item of a list; where there is nothing, or null, a list
	// is made.
	Append
	// Text replaces the last occurrence of Old in the text at the path by New.
	Text
)

func (o Op) String() string {
	switch o {
	case Set:
		return "set"
	case Remove:
		return "remove"
	case Append:
		return "append"
	default:
		return "text"
	}
}

// Operation is one change of a template.
type Operation struct {
	Op Op
	// Path leads from the root of the template as it is written: a short tag
	// stands as the map of its long form. Indexes are those before any of the
	// operations.
	Path template.Path
	// Value is what Set and Append write. Only its kinds, texts, fields and items
	// matter, so that a part of a template is as good as a new tree.
	Value *template.Node
	// Old and New are what Text replaces, and by what.
	Old, New string
}

// Reasons why an operation cannot be done; the errors of [Edits] wrap them.
var (
	// ErrConflict: two operations change the same value in different ways.
	ErrConflict = errors.New("conflict")
	// ErrShared: the value stands in several places through a YAML anchor.
	ErrShared = errors.New("shared value")
	// ErrMissing: the path leads nowhere.
	ErrMissing = errors.New("missing value")
	// ErrUnsupported: the way the file is written cannot be edited.
	ErrUnsupported = errors.New("unsupported")
)

// Error tells which operation cannot be done, and why.
type Error struct {
	Path    template.Path
	Range   template.Range // of the value in question; may be empty
	Message string
	Reason  error // one of the Err… values
}

func (e *Error) Error() string {
	s := e.Message
	if len(e.Path) > 0 {
		s = e.Path.String() + ": " + s
	}
	if at := e.Range.String(); at != "" {
		s = at + ": " + s
	}
	return s
}

func (e *Error) Unwrap() error { return e.Reason }

func fail(reason error, path template.Path, at template.Range, format string, args ...any) *Error {
	return &Error{Path: path.Append(), Range: at, Message: fmt.Sprintf(format, args...), Reason: reason}
}

// Value reads a value from JSON, for operations whose value comes from a typed
// structure.
func Value(text []byte) (*template.Node, error) {
	// Lists and maps are all that a file may hold; so the value is put in a list.
	src := template.NewSource("value.json", append(append([]byte("["), text...), ']'))
	docs, problems := template.Parse(src)
	if len(docs) != 1 || len(docs[0].Items()) != 1 {
		if len(problems) > 0 {
			return nil, fmt.Errorf("the value is %s", problems[0].Message)
		}
		return nil, errors.New("the value is not one JSON value")
	}
	return docs[0].Items()[0], nil
}
