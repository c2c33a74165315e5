package cache

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
)

// format is the first byte of an entry; another one is of another version.
const format = 1

// Result is what a run gave.
type Result struct {
	// Code is the exit code.
	Code int
	// Writes are what was written, in order.
	Writes []Write
}

// Write is something that a run wrote.
type Write struct {
	// File is the name of a file that was written as a whole, [Stdout] or [Stderr].
	File string
	Text []byte
}

// Names of the standard streams; no file has an empty name, or one with a NUL.
const (
	Stdout = ""
	Stderr = "\x00"
)

type trace []asked

// name tells traces apart.
func (t trace) name(key []byte) string {
	return hex.EncodeToString(mac(t.append(nil), key)[:8])
}

func (t trace) append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(t)))
	for _, a := range t {
		b = append(b, byte(a.question))
		b = appendText(b, a.name)
		b = append(b, a.answer[:]...)
	}
	return b
}

type entry struct {
	trace  trace
	result Result
}

// encode writes an entry. Its last bytes authenticate it, so that what a crash cut off and
// what another program wrote is no entry.
func encode(e entry, key []byte) []byte {
	b := e.trace.append([]byte{format})
	b = binary.AppendUvarint(b, uint64(e.result.Code))
	b = binary.AppendUvarint(b, uint64(len(e.result.Writes)))
	for _, w := range e.result.Writes {
		b = appendText(b, w.File)
		b = appendText(b, string(w.Text))
	}
	return sign(b, key)
}

func sign(b, key []byte) []byte { return append(b, mac(b, key)...) }

func mac(b, key []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(b)
	return h.Sum(nil)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

var errNoEntry = errors.New("not an entry of the cache")

func decode(text, key []byte) (entry, error) {
	body := len(text) - sha256.Size
	if body < 1 || text[0] != format {
		return entry{}, errNoEntry
	}
	if !hmac.Equal(mac(text[:body], key), text[body:]) {
		return entry{}, errNoEntry
	}
	r := reader{rest: text[1:body]}
	var e entry
	for n := r.count(); n > 0 && !r.bad; n-- {
		var a asked
		a.question = question(r.byte())
		a.name = string(r.text())
		copy(a.answer[:], r.take(uint64(len(a.answer))))
		e.trace = append(e.trace, a)
	}
	e.result.Code = int(r.count())
	for n := r.count(); n > 0 && !r.bad; n-- {
		e.result.Writes = append(e.result.Writes, Write{File: string(r.text()), Text: r.text()})
	}
	if r.bad || len(r.rest) > 0 {
		return entry{}, errNoEntry
	}
	return e, nil
}

// reader reads what encode wrote; bad is set when it is something else.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) count() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) take(n uint64) []byte {
	if n > uint64(len(r.rest)) {
		r.bad, r.rest = true, nil
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) byte() byte {
	b := r.take(1)
	if len(b) == 0 {
		return 0
	}
	return b[0]
}

func (r *reader) text() []byte { return r.take(r.count()) }
