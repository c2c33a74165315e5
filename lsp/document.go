package lsp

import (
	"bytes"

	"github.com/fjall-lint/fjall-lint/template"
)

// document is a file that is open in the editor.
type document struct {
	uri     string // as the client writes it
	version int32
	text    []byte
}

// change makes the changes of a notification, one after another.
func (d *document) change(changes []textChange, e encoding) {
	for _, c := range changes {
		if c.Range == nil {
			d.text = []byte(c.Text)
			continue
		}
		src := template.NewSource(d.uri, d.text)
		start, end := e.offset(src, c.Range.Start), e.offset(src, c.Range.End)
		end = max(start, end)
		d.text = bytes.Join([][]byte{d.text[:src.BOM+start], []byte(c.Text), d.text[src.BOM+end:]}, nil)
	}
}
