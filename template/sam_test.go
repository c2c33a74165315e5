package template

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/internal/fuzzcorpus"
)

var updateSAM = flag.Bool("update-sam", false, "write the golden files of SAM and Fn::ForEach expansion")

// parseFile reads the one document of a test file.
func parseFile(t testing.TB, file string) *Node {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	docs, problems := Parse(NewSource(filepath.Base(file), data))
	if len(docs) != 1 {
		t.Fatalf("%s: %d documents, problems %v", file, len(docs), problems)
	}
	return docs[0]
}

// asJSON writes a tree for golden files.
func asJSON(b *bytes.Buffer, n *Node, indent string) {
	in := indent + " "
	switch {
	case n == nil || n.Kind == Null:
		b.WriteString("null")
	case n.Kind == Map && len(n.Fields()) == 0:
		b.WriteString("{}")
	case n.Kind == List && len(n.Items()) == 0:
		b.WriteString("[]")
	case n.Kind == Map:
		for i, f := range n.Fields() {
			b.WriteString([]string{"{", ","}[min(i, 1)] + "\n" + in + quoteJSON(f.Key.Text) + ": ")
			asJSON(b, f.Value, in)
		}
		b.WriteString("\n" + indent + "}")
	case n.Kind == List:
		for i, item := range n.Items() {
			b.WriteString([]string{"[", ","}[min(i, 1)] + "\n" + in)
			asJSON(b, item, in)
		}
		b.WriteString("\n" + indent + "]")
	case n.Kind == Bool:
		b.WriteString(strconv.FormatBool(samTrue(n)))
	case n.Kind == Number:
		if f, err := strconv.ParseFloat(n.Text, 64); err == nil {
			b.WriteString(strconv.FormatFloat(f, 'g', -1, 64))
			return
		}
		b.WriteString(quoteJSON(n.Text))
	default:
		b.WriteString(quoteJSON(n.Text))
	}
}

func quoteJSON(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c < ' ':
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// expansionJSON is what golden files hold and compare.py reads.
func expansionJSON(r samResult) []byte {
	var b bytes.Buffer
	b.WriteString("{\"Root\": ")
	asJSON(&b, r.Root, "")
	b.WriteString(",\n\"Origin\": {")
	ids := make([]string, 0, len(r.Origin))
	for id := range r.Origin {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for i, id := range ids {
		b.WriteString([]string{"\n ", ",\n "}[min(i, 1)] + quoteJSON(id) + ": " + quoteJSON(r.Origin[id]))
	}
	b.WriteString("},\n\"Problems\": [")
	for i, p := range r.Problems {
		b.WriteString([]string{"\n ", ",\n "}[min(i, 1)] + quoteJSON(fmt.Sprintf("%s: %s", p.Kind, p)))
	}
	b.WriteString("]}\n")
	return b.Bytes()
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *updateSAM {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) {
		return
	}
	g, w := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(g), len(w)) {
		if !bytes.Equal(g[i], w[i]) {
			t.Errorf("%s:%d: got %s, want %s", file, i+1, g[i], w[i])
			return
		}
	}
	t.Errorf("%s: %d lines, want %d", file, len(g), len(w))
}

func samFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/sam/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no templates in testdata/sam: %v", err)
	}
	return files
}

func TestExpandSAM(t *testing.T) {
	for _, file := range samFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			r := expandSAM(parseFile(t, file))
			checkExpanded(t, r)
			golden(t, strings.TrimSuffix(file, ".yaml")+".json", expansionJSON(r))
		})
	}
}

// checkExpanded checks what holds for every expansion.
func checkExpanded(t *testing.T, r samResult) {
	t.Helper()
	seen := map[string]bool{}
	if resources := r.Root.Get("Resources"); resources != nil {
		for _, f := range resources.Fields() {
			if seen[f.Key.Text] {
				t.Errorf("%q stands twice", f.Key.Text)
			}
			seen[f.Key.Text] = true
			if f.Key.Source() == nil {
				t.Errorf("%q has no place", f.Key.Text)
			}
		}
	}
	r.Root.Walk(func(path Path, n *Node) bool {
		if n.Source() == nil {
			t.Errorf("%s has no place", path)
			return false
		}
		return true
	})
	for id := range r.Origin {
		if !seen[id] {
			t.Errorf("%q has an origin, but is not there", id)
		}
	}
	for _, p := range r.Problems {
		if p.Range.Start.Line == 0 {
			t.Errorf("problem without a place: %s", p)
		}
	}
}

func TestExpandSAMWithoutTransform(t *testing.T) {
	root := parseText(t, "Resources: {F: {Type: AWS::Serverless::Function, Properties: {InlineCode: x}}}")
	if r := expandSAM(root); r.Root != root || len(r.Problems) > 0 {
		t.Errorf("a template without the transform is changed: %v", r.Problems)
	}
	for _, text := range []string{"Transform: AWS::Serverless-2016-10-31", "Transform: [Other, AWS::Serverless-2016-10-31]", "Transform: {Name: AWS::Serverless-2016-10-31}", "Transform: [{Name: AWS::Serverless-2016-10-31}]"} {
		r := expandSAM(parseText(t, text+"\nResources: {F: {Type: AWS::Serverless::Function, Properties: {InlineCode: x}}}"))
		if got := r.Root.At("Resources", "F", "Type").Scalar(); got != "AWS::Lambda::Function" {
			t.Errorf("%s: the function is of type %q", text, got)
		}
	}
}

func parseText(t testing.TB, text string) *Node {
	t.Helper()
	docs, problems := Parse(NewSource("template.yaml", []byte(text)))
	if len(docs) != 1 || len(problems) > 0 {
		t.Fatalf("%d documents, %v", len(docs), problems)
	}
	return docs[0]
}

// TestExpandSAMPositions checks that what is made points at what it is made for.
func TestExpandSAMPositions(t *testing.T) {
	root := parseFile(t, "testdata/sam/policies.yaml")
	r := expandSAM(root)
	text := func(n *Node) string {
		start := n.Range().Start
		return strings.TrimSpace(n.Source().Line(start.Line))
	}
	role := r.Root.At("Resources", "ReaderRole", "Properties")
	for i, item := range root.At("Resources", "Reader", "Properties", "Policies").Items() {
		if strings.HasSuffix(item.Text, "/AWSLambdaBasicExecutionRole") {
			continue // the role has it anyway
		}
		line := item.Range().Start.Line
		found := false
		role.Walk(func(path Path, n *Node) bool {
			found = found || len(path) > 1 && n.Range().Start.Line == line
			return true
		})
		if !found {
			t.Errorf("nothing of the role points at item %d of Policies, on line %d: %s", i, line, text(item))
		}
	}
	for _, tt := range []struct {
		path []any
		line string
	}{
		{[]any{"Resources", "ReaderRole", "Properties", "Policies", 0, "PolicyDocument", "Statement", 0, "Action", 0}, "- AWSSecretsManagerGetSecretValuePolicy:"},
		{[]any{"Resources", "ReaderRole", "Properties", "Policies", 0, "PolicyDocument", "Statement", 0, "Resource", "Fn::Sub", 1, "secretArn"}, "SecretArn: !Ref Secret"},
		{[]any{"Resources", "Reader", "Properties", "Environment", "Variables", "SECRET_ARN"}, "SECRET_ARN: !Ref Secret"},
		{[]any{"Resources", "ReaderRole", "Properties", "AssumeRolePolicyDocument"}, "Reader:"},
	} {
		n := r.Root.At(tt.path...)
		if n == nil {
			t.Errorf("nothing at %v", tt.path)
			continue
		}
		if got := text(n); got != tt.line {
			t.Errorf("%v points at %q, want %q", tt.path, got, tt.line)
		}
	}
}

func FuzzExpandSAM(f *testing.F) {
	for _, file := range samFiles(f) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	fuzzcorpus.Add(f, func(data []byte) { f.Add(data) }, ".yaml", ".yml")
	f.Fuzz(func(_ *testing.T, data []byte) {
		docs, _ := Parse(NewSource("template.yaml", data))
		for _, doc := range docs {
			e := newSAM(doc)
			e.expand()
			e.result()
		}
	})
}

// corpusTemplates are the SAM templates of the public corpus, if it is there.
func corpusTemplates(t *testing.T) (dir string, files []string) {
	t.Helper()
	dir, err := filepath.Abs("../../shared/corpus/public")
	if err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile(filepath.Join(dir, "index.tsv"))
	if err != nil {
		t.Skip("the corpus of public templates is not there")
	}
	lines := strings.Split(strings.TrimSpace(string(index)), "\n")
	column := slices.Index(strings.Split(lines[0], "\t"), "sam")
	for _, line := range lines[1:] {
		if cells := strings.Split(line, "\t"); cells[column] == "yes" {
			files = append(files, cells[0])
		}
	}
	return dir, files
}

func TestExpandSAMCorpus(t *testing.T) {
	dir, files := corpusTemplates(t)
	resources, problems := 0, map[string]int{}
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Error(err)
			continue
		}
		docs, _ := Parse(NewSource(file, data))
		for _, doc := range docs {
			r := expandSAM(doc)
			resources += len(r.Origin)
			for _, p := range r.Problems {
				problems[string(p.Kind)]++
				t.Log(p.Kind, p)
			}
		}
	}
	t.Logf("%d templates, %d resources made, problems %v", len(files), resources, problems)
	if resources < len(files) {
		t.Errorf("only %d resources made of %d templates", resources, len(files))
	}
}

// TestExpandSAMOracle compares with AWS's translator, version 1.115 or later:
//
//	python3 -m venv venv && venv/bin/pip install aws-sam-translator pyyaml
//	SAM_PYTHON=$PWD/venv/bin/python go test -run SAMOracle -v ./template
func TestExpandSAMOracle(t *testing.T) {
	python := os.Getenv("SAM_PYTHON")
	if python == "" {
		t.Skip("SAM_PYTHON names no Python with aws-sam-translator")
	}
	compare := func(t *testing.T, dir string, files []string) string {
		var input bytes.Buffer
		out := t.TempDir()
		for i, file := range files {
			data, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				t.Fatal(err)
			}
			docs, _ := Parse(NewSource(file, data))
			if len(docs) == 0 {
				continue
			}
			to := filepath.Join(out, strconv.Itoa(i)+".json")
			if err := os.WriteFile(to, expansionJSON(expandSAM(docs[0])), 0o600); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&input, "%s\t%s\n", filepath.Join(dir, file), to)
		}
		cmd := exec.Command(python, "testdata/sam/compare.py")
		var stderr bytes.Buffer
		cmd.Stdin, cmd.Stderr = &input, &stderr
		report, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v\n%s", err, stderr.Bytes())
		}
		return strings.ReplaceAll(string(report), dir+"/", "")
	}
	t.Run("testdata", func(t *testing.T) {
		for line := range strings.Lines(compare(t, "testdata/sam", func() (names []string) {
			for _, f := range samFiles(t) {
				names = append(names, filepath.Base(f))
			}
			return names
		}())) {
			line = strings.TrimSpace(line)
			if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "summary:") {
				t.Log(line)
			} else {
				t.Error(line)
			}
		}
	})
	t.Run("corpus", func(t *testing.T) {
		dir, files := corpusTemplates(t)
		t.Log(compare(t, dir, files))
	})
}

// Measured on a loaded 2-core machine: 0.3 ms, 2,061 allocations for a function
// with 18 events.
func BenchmarkExpandSAM(b *testing.B) {
	root := parseFile(b, "testdata/sam/events.yaml")
	b.ReportAllocs()
	for b.Loop() {
		expandSAM(root)
	}
}
