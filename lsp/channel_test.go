package lsp

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestReadFrame(t *testing.T) {
	long := strings.Repeat("x", maxHeader)
	for _, tt := range []struct{ name, in, want, err string }{
		{"a message", "Content-Length: 2\r\n\r\n{}", "{}", ""},
		{"other headers, another case", "content-type: x\r\nCONTENT-LENGTH:2\r\n\r\n{}", "{}", ""},
		{"lines without a carriage return", "Content-Length: 2\n\n{}", "{}", ""},
		{"the last length counts", "Content-Length: 9\r\nContent-Length: 2\r\n\r\n{}", "{}", ""},
		{"nothing", "", "", "EOF"},
		{"an end in the header", "Content-Le", "", "read message: unexpected EOF"},
		{"an end in the message", "Content-Length: 9\r\n\r\n{}", "", "read message: unexpected EOF"},
		{"no length", "X: 2\r\n\r\n{}", "", "read message: the header has no Content-Length"},
		{"a length that is none", "Content-Length: two\r\n\r\n{}", "", "read message: Content-Length is no number of bytes"},
		{"a negative length", "Content-Length: -2\r\n\r\n{}", "", "read message: Content-Length is no number of bytes"},
		{"a length beyond numbers", "Content-Length: 99999999999999999999\r\n\r\n{}", "", "read message: Content-Length is no number of bytes"},
		{"a length beyond the stream", "Content-Length: 999999999999\r\n\r\n{}", "", "read message: unexpected EOF"},
		{"a line without a colon", "Content-Length 2\r\n\r\n{}", "", "read message: a line of the header has no colon"},
		{"a long line", "X: " + long + "\r\n\r\n", "", "read message: the header is longer than 8192 bytes"},
		{"many lines", strings.Repeat("X: y\r\n", maxHeader/6+1) + "\r\n", "", "read message: the header is longer than 8192 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readFrame(bufio.NewReader(strings.NewReader(tt.in)))
			said := ""
			if err != nil {
				said = err.Error()
			}
			if string(got) != tt.want || said != tt.err {
				t.Errorf("%q and error %q, want %q and %q", got, said, tt.want, tt.err)
			}
		})
	}
}

// TestReadFrameLarge: a message that is too large is passed over, and the next one read.
func TestReadFrameLarge(t *testing.T) {
	large := fmt.Sprintf("Content-Length: %d\r\n\r\n", maxMessage+1)
	r := bufio.NewReader(io.MultiReader(strings.NewReader(large), io.LimitReader(zeros{}, maxMessage+1), strings.NewReader("Content-Length: 2\r\n\r\n{}")))
	_, err := readFrame(r)
	var bad *badMessage
	if !errors.As(err, &bad) || bad.code != codeInvalidRequest {
		t.Fatalf("the error is %v", err)
	}
	if got, err := readFrame(r); err != nil || string(got) != "{}" {
		t.Errorf("%q and error %v", got, err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// FuzzReadFrame: whatever comes, reading ends, and what was read was announced.
func FuzzReadFrame(f *testing.F) {
	f.Add([]byte("Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n[1]"))
	f.Add([]byte("Content-Length: 99999999\r\n\r\n"))
	f.Add([]byte("a: b\n\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := bufio.NewReader(bytes.NewReader(in))
		for {
			message, err := readFrame(r)
			var bad *badMessage
			if err != nil && !errors.As(err, &bad) {
				return
			}
			if !bytes.Contains(in, message) {
				t.Fatalf("%q was not in the stream", message)
			}
		}
	})
}
