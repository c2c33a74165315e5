package lsp

import (
	"testing"

	"github.com/fjall-lint/fjall-lint/template"
)

func TestPositions(t *testing.T) {
	const text = "\ufeffa: ü\r\nb: 🔑x\n\nc"
	src := template.NewSource("t.yaml", []byte(text))
	for _, tt := range []struct {
		offset int // of the text behind the byte order mark
		line   uint32
		want   map[encoding]uint32
	}{
		{0, 0, map[encoding]uint32{utf8Bytes: 0, utf16Units: 0, utf32Points: 0}},
		{3, 0, map[encoding]uint32{utf8Bytes: 3, utf16Units: 3, utf32Points: 3}},
		{5, 0, map[encoding]uint32{utf8Bytes: 5, utf16Units: 4, utf32Points: 4}},
		{14, 1, map[encoding]uint32{utf8Bytes: 7, utf16Units: 5, utf32Points: 4}},
		{16, 2, map[encoding]uint32{utf8Bytes: 0, utf16Units: 0, utf32Points: 0}},
		{18, 3, map[encoding]uint32{utf8Bytes: 1, utf16Units: 1, utf32Points: 1}},
	} {
		for e, character := range tt.want {
			want := position{tt.line, character}
			if got := e.position(src, tt.offset); got != want {
				t.Errorf("byte %d in %s is at %v, want %v", tt.offset, e, got, want)
			}
			if got := e.offset(src, want); got != tt.offset {
				t.Errorf("%v in %s is byte %d, want %d", want, e, got, tt.offset)
			}
		}
	}
	for p, want := range map[position]int{{0, 99}: 5, {1, 4}: 10, {3, 9}: 18, {99, 0}: 18, {4294967295, 4294967295}: 18} {
		if got := utf16Units.offset(src, p); got != want {
			t.Errorf("%v is byte %d, want %d", p, got, want)
		}
	}
}

func TestChooseEncoding(t *testing.T) {
	for _, tt := range []struct {
		offered []string
		want    encoding
	}{
		{nil, utf16Units},
		{[]string{"utf-8", "utf-16"}, utf8Bytes},
		{[]string{"utf-7", "utf-32"}, utf32Points},
		{[]string{"utf-7"}, utf16Units},
	} {
		if got := chooseEncoding(tt.offered); got != tt.want {
			t.Errorf("of %q it is %s, want %s", tt.offered, got, tt.want)
		}
	}
}

func TestDocumentChange(t *testing.T) {
	at := func(l1, c1, l2, c2 uint32) *span { return &span{position{l1, c1}, position{l2, c2}} }
	for _, tt := range []struct {
		name, text, want string
		changes          []textChange
	}{
		{"whole", "a", "b", []textChange{{nil, "b"}}},
		{"in order", "ab\ncd\n", "aX\nYd\n", []textChange{{at(0, 1, 0, 2), "X"}, {at(1, 0, 1, 1), "Y"}}},
		{"over lines", "ab\ncd\n", "a-d\n", []textChange{{at(0, 1, 1, 1), "-"}}},
		{"behind a pair of surrogates", "🔑b", "🔑c", []textChange{{at(0, 2, 0, 3), "c"}}},
		{"behind the end", "a", "ab", []textChange{{at(7, 7, 9, 9), "b"}}},
		{"end before start", "abc", "abXc", []textChange{{at(0, 2, 0, 1), "X"}}},
		{"line ends of Windows", "a\r\nb\r\n", "a\r\nX\r\n", []textChange{{at(1, 0, 1, 1), "X"}}},
		{"a byte order mark", "\ufeffa", "\ufeffb", []textChange{{at(0, 0, 0, 1), "b"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := document{text: []byte(tt.text)}
			if d.change(tt.changes, utf16Units); string(d.text) != tt.want {
				t.Errorf("%q, want %q", d.text, tt.want)
			}
		})
	}
}

// FuzzPosition: there and back is the same place, and no position is outside.
func FuzzPosition(f *testing.F) {
	f.Add("a: ü\r\nb: 🔑\n", uint32(1), uint32(4))
	f.Add("\xff\xfe", uint32(0), uint32(1))
	f.Fuzz(func(t *testing.T, text string, line, character uint32) {
		src := template.NewSource("t.yaml", []byte(text))
		for _, e := range []encoding{utf8Bytes, utf16Units, utf32Points} {
			offset := e.offset(src, position{line, character})
			if offset < 0 || offset > len(src.Data) {
				t.Fatalf("%s: byte %d of %d", e, offset, len(src.Data))
			}
			if again := e.offset(src, e.position(src, offset)); again != offset {
				t.Fatalf("%s: byte %d is at %v, which is byte %d", e, offset, e.position(src, offset), again)
			}
		}
	})
}
