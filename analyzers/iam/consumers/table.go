// Package consumers knows through which properties a resource is given a secret
// and which principal then reads it.
package consumers

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed consumers.tsv
var source string

// Row is a property that takes a secret.
type Row struct {
	// Type is the resource type; "*" is any.
	Type string
	// Path is the property: "*" is any element of a list, "{}" any key of a map,
	// and "**" any place within the resource.
	Path []string
	// Forms are the ways to name the secret that the property takes.
	Forms Form
	// When is a condition on a sibling of the property, "Name=value|value"; empty:
	// none. See [Row.Condition].
	When string
	// Reader tells whose permissions count.
	Reader Reader
	// Actions are what the reader needs on the secret, with their service, such as
	// "secretsmanager:GetSecretValue". With a customer key it also needs kms:Decrypt,
	// and for an SSM parameter ssm:GetParameters instead.
	Actions []string
	// Verified tells that Source says who reads. Where it is false the reader is
	// likely, or unknown: no ground for a finding.
	Verified bool
	// Convention tells that nothing but habit makes the property name a secret
	// (environment variables, job arguments): its value has to prove it.
	Convention bool
	// Source is where the reader was read, empty if it was not.
	Source string
}

// Form is a set of ways to name a secret.
type Form uint8

// The ways to name a secret.
const (
	ARN       Form = 1 << iota // arn:aws:secretsmanager:…:secret:name-XXXXXX
	Name                       // name, as GetSecretValue takes it
	Suffix                     // one of these followed by :json-key:version-stage:version-id
	Parameter                  // name or ARN of an SSM parameter instead of a secret
	URI                        // secretsmanager://name
	Reference                  // {{resolve:secretsmanager:…}}
	Text                       // anywhere in a document or script
)

var formNames = []string{"arn", "name", "suffix", "parameter", "uri", "reference", "text"}

// Has tells whether the set has all forms of another one.
func (f Form) Has(other Form) bool { return f&other == other }

// String lists the forms: "arn,name".
func (f Form) String() string {
	var names []string
	for i, name := range formNames {
		if f&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ",")
}

// Condition is [Row.When] in parts: the sibling property, and the values of which
// it must have one for the row to apply. The name is empty when there is none.
func (r Row) Condition() (property string, values []string) {
	property, list, ok := strings.Cut(r.When, "=")
	if !ok {
		return "", nil
	}
	return property, strings.Split(list, "|")
}

// table is the embedded table.
type table struct {
	rows   []Row
	byType map[string][]Row
}

var load = sync.OnceValue(func() table {
	rows, err := parse(source)
	if err != nil { // part of the program: a broken build
		panic(err)
	}
	t := table{rows, make(map[string][]Row, 128)}
	for start := 0; start < len(rows); {
		end := start + 1
		for end < len(rows) && rows[end].Type == rows[start].Type {
			end++
		}
		t.byType[rows[start].Type] = rows[start:end:end]
		start = end
	}
	return t
})

// ForType are the rows of a resource type; those of any type are ForType("*").
// The slice is shared: do not change it.
func ForType(resourceType string) []Row { return load().byType[resourceType] }

// All are all rows, those of one type together. The slice is shared: do not change
// it.
func All() []Row { return load().rows }

// parse reads the table.
func parse(text string) ([]Row, error) {
	rows := make([]Row, 0, 256)
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		row, err := parseRow(strings.Split(line, "\t"))
		if err != nil {
			return nil, fmt.Errorf("consumers line %d: %w", number, err)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func parseRow(f []string) (Row, error) {
	if len(f) != 8 {
		return Row{}, fmt.Errorf("%d columns, want 8", len(f))
	}
	r := Row{Type: f[0], Path: strings.Split(f[1], "."), When: f[3], Source: f[7]}
	if r.Type == "" || slices.Contains(r.Path, "") {
		return Row{}, fmt.Errorf("type %q or path %q is incomplete", f[0], f[1])
	}
	if f[2] != "-" {
		for name := range strings.SplitSeq(f[2], ",") {
			i := slices.Index(formNames, name)
			if i < 0 {
				return Row{}, fmt.Errorf("unknown form %q", name)
			}
			r.Forms |= 1 << i
		}
	}
	var err error
	if r.Reader, err = parseReader(f[4]); err != nil {
		return Row{}, err
	}
	if f[5] != "-" {
		for action := range strings.SplitSeq(f[5], ",") {
			r.Actions = append(r.Actions, "secretsmanager:"+action)
		}
	}
	for _, flag := range strings.Fields(f[6]) {
		switch flag {
		case "verified":
			r.Verified = true
		case "convention":
			r.Convention = true
		default:
			return Row{}, fmt.Errorf("unknown flag %q", flag)
		}
	}
	return r, nil
}
