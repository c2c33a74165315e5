package credentials

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed sensitive.tsv
var sensitive string

// class tells what a property is to credentials.
type class string

const (
	credential  class = "credential"   // the property takes a credential
	carrier     class = "carrier"      // plain text that people can read
	attribute   class = "attribute"    // Fn::GetAtt gives a secret
	secretStore class = "secret-store" // the value of a secret
)

// row is a property of the table.
type row struct {
	path  []string // "*" is any element, "{}" any key of a map
	class class
	when  string // a sibling that decides: "IsValueSecret", "HeaderName"
}

// table is the embedded table by resource type.
var table = sync.OnceValue(func() map[string][]row {
	t := make(map[string][]row, 160)
	for line := range strings.Lines(sensitive) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(f) < 4 || strings.HasPrefix(line, "#") {
			continue
		}
		t[f[0]] = append(t[f[0]], row{strings.Split(f[1], "."), class(f[2]), f[3]})
	}
	return t
})

// secretAttribute tells whether an attribute of a resource type is a secret.
func secretAttribute(resourceType, attr string) bool {
	for _, r := range table()[resourceType] {
		if r.class == attribute && strings.Join(r.path, ".") == attr {
			return true
		}
	}
	return false
}

// Carrier tells whether a property, its path with dots and without indexes, is one of
// those that pass text on to code or show it: an environment variable, a script, a
// definition.
func Carrier(resourceType, property string) bool {
	have := strings.Split(property, ".")
	for _, r := range table()[resourceType] {
		if r.class == carrier && leads(r.path, have) {
			return true
		}
	}
	return false
}

// leads tells whether a path of the table leads to a property, or to a map or list that
// it is in.
func leads(path, property []string) bool {
	for _, e := range path {
		if e == "*" {
			continue
		}
		if len(property) == 0 || e != "{}" && e != property[0] {
			return false
		}
		property = property[1:]
	}
	return true
}
