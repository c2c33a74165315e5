package rules

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/template"
)

//go:embed *.rego */*.rego
var embedded embed.FS

// Rule is one rule as its METADATA describes it.
type Rule struct {
	ID          string // "FJ401"
	Category    string // "rotation"
	Name        string // "rotation/absent"
	Title       string
	Description string // one paragraph: what is wrong, why it matters, when to suppress it
	Remediation string
	Severity    Severity
	Tags        []string
	References  []string
	// Off is set for rules that only a profile or the configuration turns on.
	Off bool
	// Params are what the configuration may set, with their defaults.
	Params map[string]Param
	// Deprecated is the id of the rule that took this one's place.
	Deprecated string

	file   string // for errors
	source []byte // nil for a rule of the table: the file is embedded
	user   bool
	// footprint is that of a rule of the table, nil for others.
	footprint *footprint
}

// Own tells a rule of the user's from one that is built in.
func (r *Rule) Own() bool { return r.user }

// Module is the name that the rule's file is compiled by.
func (r *Rule) Module() string {
	if r.user {
		return "user/" + r.file
	}
	return r.file
}

// Page is the rule's page in the tool's repository, relative to its root; "" for a rule of
// the user's own.
func (r *Rule) Page() string {
	if r.user {
		return ""
	}
	return "docs/rules/" + r.Name + ".md"
}

// text is the rule's source.
func (r *Rule) text() []byte {
	if r.source != nil {
		return r.source
	}
	text, _ := embedded.ReadFile(r.file) // a test reads them all
	return text
}

// Param is a parameter of a rule.
type Param struct {
	Default     any    `yaml:"default"`
	Description string `yaml:"description"`
}

// Address is the rule's package path below data.fjall.rules: category and name.
func (r *Rule) Address() (category, name string) {
	_, name, _ = strings.Cut(r.Name, "/")
	return r.Category, name
}

type metadata struct {
	Title            string   `yaml:"title"`
	Description      string   `yaml:"description"`
	RelatedResources []any    `yaml:"related_resources"`
	Scope            string   `yaml:"scope"`
	Entrypoint       bool     `yaml:"entrypoint"`
	Authors          []any    `yaml:"authors"`
	Organizations    []string `yaml:"organizations"`
	Schemas          []any    `yaml:"schemas"`
	Custom           struct {
		ID          string           `yaml:"id"`
		Severity    string           `yaml:"severity"`
		Remediation string           `yaml:"remediation"`
		Tags        []string         `yaml:"tags"`
		Off         bool             `yaml:"off"`
		Params      map[string]Param `yaml:"params"`
		Deprecated  string           `yaml:"deprecated"`
	} `yaml:"custom"`
}

// Builtin are the rules that come with the tool, by id. The error is nil.
func Builtin() ([]*Rule, error) { return table, nil }

// ReadDir reads the rules of a folder, whose name is one for the file system: <category>/<name>.rego. The files of its
// folder lib are given apart, by name: modules that the rules import.
func ReadDir(files fs.FS, dir string) (list []*Rule, libraries map[string]string, err error) {
	fsys := template.Confined(files, filepath.ToSlash(dir))
	if _, err := fs.ReadDir(fsys, "."); err != nil {
		return nil, nil, fmt.Errorf("read rules: %w", err)
	}
	list, err = readRulesIn(dir, fsys, true)
	if err != nil {
		return nil, nil, fmt.Errorf("read rules of %q: %w", dir, err)
	}
	libraries = map[string]string{}
	modules, err := fs.Glob(fsys, "lib/*.rego")
	if err != nil {
		return nil, nil, fmt.Errorf("read rules of %q: %w", dir, err)
	}
	for _, file := range modules {
		text, err := readModule(fsys, file)
		if err != nil {
			return nil, nil, fmt.Errorf("read rules of %q: %w", dir, err)
		}
		libraries[path.Join(filepath.ToSlash(dir), file)] = string(text)
	}
	return list, libraries, nil
}

// mostModule bounds a file of rules, in bytes.
const mostModule = 4 << 20

// readModule reads a file of rules. To open a pipe would wait for ever.
func readModule(fsys fs.FS, file string) ([]byte, error) {
	info, err := fs.Stat(fsys, file)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: not a regular file", file)
	case info.Size() > mostModule:
		return nil, fmt.Errorf("%s: larger than %d MiB", file, mostModule>>20)
	}
	return fs.ReadFile(fsys, file)
}

func readRules(fsys fs.FS, user bool) ([]*Rule, error) { return readRulesIn("", fsys, user) }

// readRulesIn reads the rules of a file system; dir is where that is, for
// errors.
func readRulesIn(dir string, fsys fs.FS, user bool) ([]*Rule, error) {
	var rules []*Rule
	var errs []error
	err := fs.WalkDir(fsys, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && file == "testdata" {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(file) != ".rego" || strings.HasSuffix(file, "_test.rego") || isLibrary(file) {
			return nil
		}
		source, err := readModule(fsys, file)
		if err != nil {
			return err
		}
		r, err := readRule(path.Join(filepath.ToSlash(dir), file), source)
		if err != nil {
			errs = append(errs, err)
			return nil
		}
		r.user = user
		rules = append(rules, r)
		return nil
	})
	if err != nil {
		errs = append(errs, err)
	}
	slices.SortFunc(rules, func(a, b *Rule) int { return cmp.Compare(a.ID, b.ID) })
	for i := 1; i < len(rules); i++ {
		if rules[i].ID == rules[i-1].ID {
			errs = append(errs, fmt.Errorf("%s: rule id %q is that of %s too: give it another", rules[i].file, rules[i].ID, rules[i-1].file))
		}
	}
	return rules, errors.Join(errs...)
}

// isLibrary tells files that hold no rule: the query and what rules import.
func isLibrary(file string) bool {
	return file == "main.rego" || strings.HasPrefix(file, "lib/")
}

// readRule reads a rule's METADATA, the comment that begins its file.
func readRule(file string, source []byte) (*Rule, error) {
	text, line := header(source)
	if text == nil {
		return nil, fmt.Errorf("%s:1: no METADATA comment: a rule begins with `# METADATA`, its title, description and custom.id", file)
	}
	var m metadata
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&m); err != nil {
		return nil, metadataError(file, line, err)
	}
	dir, base := path.Split(file)
	category := strings.Trim(path.Base(path.Clean(dir)), "/")
	r := &Rule{
		ID: m.Custom.ID, Category: category, Name: category + "/" + strings.TrimSuffix(base, ".rego"),
		Title: m.Title, Description: strings.Join(strings.Fields(m.Description), " "),
		Remediation: strings.Join(strings.Fields(m.Custom.Remediation), " "),
		Tags:        m.Custom.Tags, Off: m.Custom.Off, Params: m.Custom.Params, Deprecated: m.Custom.Deprecated,
		file: file, source: source,
	}
	for _, ref := range m.RelatedResources {
		switch ref := ref.(type) {
		case string:
			r.References = append(r.References, ref)
		case map[string]any:
			if s, ok := ref["ref"].(string); ok {
				r.References = append(r.References, s)
			}
		}
	}
	for what, missing := range map[string]bool{
		"title": r.Title == "", "description": r.Description == "", "custom.id": r.ID == "", "custom.remediation": r.Remediation == "",
	} {
		if missing {
			return nil, fmt.Errorf("%s:%d: METADATA lacks %s", file, line, what)
		}
	}
	var err error
	if r.Severity, err = ParseSeverity(m.Custom.Severity); err != nil {
		return nil, fmt.Errorf("%s:%d: read METADATA: %w", file, line, err)
	}
	want := fmt.Sprintf("package fjall.rules.%s", strings.ReplaceAll(r.Name, "/", "."))
	quoted := fmt.Sprintf("package fjall.rules.%s[%q]", category, strings.TrimPrefix(r.Name, category+"/"))
	if !hasPackage(source, want) && !hasPackage(source, quoted) {
		return nil, fmt.Errorf("%s: its place wants `%s`", file, quoted)
	}
	return r, nil
}

// metadataError gives each of YAML's errors the line of the file; line is the
// one that the METADATA begin on.
func metadataError(file string, line int, err error) error {
	texts := []string{strings.TrimPrefix(err.Error(), "yaml: ")}
	var mistakes *yaml.TypeError
	if errors.As(err, &mistakes) {
		texts = mistakes.Errors
	}
	errs := make([]error, len(texts))
	for i, text := range texts {
		at := 1
		if n, _ := fmt.Sscanf(text, "line %d: ", &at); n == 1 {
			_, text, _ = strings.Cut(text, ": ")
		}
		if key, ok := strings.CutPrefix(text, "field "); ok {
			if key, _, ok = strings.Cut(key, " not found in type "); ok {
				text = fmt.Sprintf("key %q is not known", key)
			}
		}
		errs[i] = fmt.Errorf("%s:%d: read METADATA: %s", file, line+at-1, text)
	}
	return errors.Join(errs...)
}

func hasPackage(source []byte, line string) bool {
	for l := range bytes.Lines(source) {
		l = bytes.TrimSpace(l)
		if bytes.HasPrefix(l, []byte("package ")) {
			return string(l) == line
		}
	}
	return false
}

// header is the YAML of the first METADATA comment, and the line it begins on.
func header(source []byte) (text []byte, line int) {
	n := 0
	in := false
	for l := range bytes.Lines(source) {
		n++
		l = bytes.TrimRight(l, "\r\n")
		switch {
		case !in && strings.TrimSpace(string(l)) == "# METADATA":
			in, line = true, n+1
			text = []byte{}
		case in && bytes.HasPrefix(l, []byte("#")):
			text = append(append(text, bytes.TrimPrefix(bytes.TrimPrefix(l, []byte("#")), []byte(" "))...), '\n')
		case in:
			return text, line
		case len(l) > 0 && !bytes.HasPrefix(l, []byte("#")):
			return nil, 0
		}
	}
	return text, line
}
