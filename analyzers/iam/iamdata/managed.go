package iamdata

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

//go:embed managed.txt.gz
var packedManaged []byte

var managedFile = sync.OnceValue(func() file { return open(packedManaged) })

// Policy is a managed policy of AWS: its default version, as far as it matters to
// secrets.
type Policy struct {
	Name string // such as "AWSLambdaBasicExecutionRole"
	Path string // such as "/service-role/"
	// Document is the policy with those statements that have an action for which
	// [Covered] holds, or NotAction. Of their actions, only those that can match a
	// covered one are listed; all else stands as AWS wrote it. There may be no
	// statement at all: then the policy grants and denies nothing that is covered.
	Document json.RawMessage
	// Complete tells that Document has all statements and actions of the policy.
	Complete bool
}

// entry is a policy of the list of names.
type entry struct {
	path, name string
	complete   bool
	document   int // its line among the documents, -1: no statement that matters
}

// managedList has the policies by "name" and by "path/name" below "policy/".
type managedList struct {
	names   []string // sorted, with their paths
	byName  map[string]entry
	covered []string // patterns, lower case
}

var managed = sync.OnceValue(func() managedList { return list(managedFile().first) })

// list reads the lines "path/name", "path/name<TAB>+" and "path/name<TAB>-" below
// the two of the head.
func list(text string) managedList {
	_, text, _ = strings.Cut(text, "\n")
	head, text, _ := strings.Cut(text, "\n")
	m := managedList{
		names:   make([]string, 0, 2048),
		byName:  make(map[string]entry, 2048),
		covered: strings.Fields(strings.ToLower(strings.TrimPrefix(head, "#"))),
	}
	documents := 0
	for line := range strings.Lines(text) {
		full, mark, marked := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		slash := strings.LastIndexByte(full, '/') + 1
		e := entry{path: "/" + full[:slash], name: full[slash:], document: -1}
		if marked {
			e.complete = mark == "+"
			e.document = documents
			documents++
		}
		m.names = append(m.names, full)
		m.byName[full] = e
		m.byName[e.name] = e
	}
	return m
}

// documents are the statements of the policies that have some that matter.
var documents = sync.OnceValue(func() []string {
	return strings.Split(strings.TrimSuffix(managedFile().rest(), "\n"), "\n")
})

// Managed are the names of all managed policies of AWS with their paths, such as
// "service-role/AWSLambdaBasicExecutionRole", sorted. The slice is shared: do not
// change it.
func Managed() []string { return managed().names }

// Covered tells whether the documents of managed policies answer for an action
// such as "kms:Decrypt": what they do not list, the policy does not have. Of other
// actions the documents tell nothing.
func Covered(action string) bool {
	action = strings.ToLower(action)
	return slices.ContainsFunc(managed().covered, func(pattern string) bool { return match(pattern, action) })
}

// ManagedPolicy finds a managed policy of AWS by its ARN in any partition
// ("arn:aws-cn:iam::aws:policy/service-role/X"), by path and name
// ("service-role/X") or by name alone. It reports false for a policy that is not
// AWS's own or not in the data.
//
// The data is that of the partition aws. When the ARN names another one, the ARNs
// within the document are written with that partition, as AWS publishes them.
func ManagedPolicy(arnOrName string) (Policy, bool) {
	name := arnOrName
	var partition string
	if rest, ok := strings.CutPrefix(arnOrName, "arn:"); ok {
		// Only a partition can stand between, whatever form it has in a template.
		partition, name, ok = strings.Cut(rest, ":iam::aws:policy/")
		if !ok {
			return Policy{}, false
		}
	}
	e, ok := managed().byName[name]
	if !ok || partition != "" && e.path+e.name != "/"+name {
		return Policy{}, false
	}
	statements := "[]"
	if e.document >= 0 {
		statements = documents()[e.document]
	}
	if strings.HasPrefix(partition, "aws-") && strings.Trim(partition, "abcdefghijklmnopqrstuvwxyz-") == "" {
		statements = strings.ReplaceAll(statements, `"arn:aws:`, `"arn:`+partition+`:`)
	}
	return Policy{
		Name: e.name, Path: e.path, Complete: e.complete,
		Document: json.RawMessage(`{"Version":"2012-10-17","Statement":` + statements + `}`),
	}, true
}
