package template

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/internal/fuzzcorpus"
)

// defaults resolves a Ref to a list parameter by its default, as the loader
// does.
func defaults(root *Node) func(*Node) ([]*Node, bool) {
	return func(n *Node) ([]*Node, bool) {
		name, arg := n.Intrinsic()
		p := root.Get("Parameters").Get(arg.Scalar()).Get("Default")
		if name == "Fn::FindInMap" {
			found := root.Get("Mappings").At(arg.At(0).Scalar(), arg.At(1).Scalar(), arg.At(2).Scalar())
			return samList(found), found != nil
		}
		if name != "Ref" || p == nil {
			return nil, false
		}
		var items []*Node
		for text := range strings.SplitSeq(p.Text, ",") {
			items = append(items, NewString(text, p))
		}
		return items, true
	}
}

func TestExpandForEach(t *testing.T) {
	files, err := filepath.Glob("testdata/foreach/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no templates in testdata/foreach: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			root := parseFile(t, file)
			expanded, problems := expandForEach(root, defaults(root))
			r := samResult{Root: expanded, Problems: problems}
			checkExpanded(t, r)
			golden(t, strings.TrimSuffix(file, ".yaml")+".json", expansionJSON(r))
		})
	}
}

func TestExpandForEachSharesWhatIsTheSame(t *testing.T) {
	root := parseFile(t, "testdata/foreach/resources.yaml")
	expanded, _ := expandForEach(root, defaults(root))
	a, b := expanded.At("Resources", "TopicSuccess", "Properties"), expanded.At("Resources", "TopicFailure", "Properties")
	if a.Get("Tags") == nil || a.Get("Tags") != b.Get("Tags") {
		t.Error("a value without the identifier is copied")
	}
	if got, want := a.Get("TopicName").Range(), root.At("Resources", "Fn::ForEach::Topics", 2, "Topic${Name}", "Properties", "TopicName").Range(); got != want {
		t.Errorf("a copy stands at %s, want %s", got, want)
	}
	if expanded.Get("Parameters") != root.Get("Parameters") {
		t.Error("a section without loops is copied")
	}
}

func TestExpandForEachBounds(t *testing.T) {
	items := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "i%d,", i)
		}
		return "[" + strings.TrimSuffix(b.String(), ",") + "]"
	}
	for _, tt := range []struct {
		name, text string
		resources  int
		problem    string
	}{
		{"most", "Fn::ForEach::L: [X, " + items(1000) + ", {'R${X}': {Type: T}}]", 1000, ""},
		{"one more", "Fn::ForEach::L: [X, " + items(1001) + ", {'R${X}': {Type: T}}]", 1, "more than 1000 passes"},
		{"nest", "Fn::ForEach::L: [X, " + items(40) + ", {'Fn::ForEach::M': [Y, " + items(40) + ", {'R${X}${Y}': {Type: T}}]}]", 1, "more than 1000 passes"},
		{"values", "Fn::ForEach::L: [X, " + items(900) + ", {'R${X}': [" + strings.Repeat("'${X}',", 200) + "]}]", 1, "100000 values"},
		{"none", "Fn::ForEach::L: [X, [], {'R${X}': {Type: T}}]", 0, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			expanded, problems := expandForEach(parseText(t, "Resources: {"+tt.text+"}"), nil)
			if got := len(expanded.Get("Resources").Fields()); got != tt.resources {
				t.Errorf("%d resources, want %d", got, tt.resources)
			}
			if (tt.problem == "") != (len(problems) == 0) || tt.problem != "" && (len(problems) != 1 || !strings.Contains(problems[0].Message, tt.problem)) {
				t.Errorf("problems %v, want %q", problems, tt.problem)
			}
		})
	}
}

func FuzzExpandForEach(f *testing.F) {
	f.Add([]byte("Resources: {'Fn::ForEach::L': [X, [a, b], {'R${X}': {Type: '&{X}', P: !Ref X}}]}"))
	f.Add([]byte("Resources: {'Fn::ForEach::L': [X, [a, b], {'Fn::ForEach::M': [Y, [!Ref X], {'R${X}': 1}]}]}"))
	fuzzcorpus.Add(f, func(data []byte) { f.Add(data) }, fuzzcorpus.Templates...)
	f.Fuzz(func(_ *testing.T, data []byte) {
		docs, _ := Parse(NewSource("template.yaml", data))
		for _, doc := range docs {
			expandForEach(doc, func(n *Node) ([]*Node, bool) { return n.Items(), n.Kind == List })
		}
	})
}

// Measured on a loaded 2-core machine, 1,000 resources of a template without a
// loop: 1.3 µs, 0 allocations (the search of the text).
func BenchmarkExpandForEachNone(b *testing.B) {
	var text strings.Builder
	text.WriteString("Resources:\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "  R%d: {Type: AWS::SNS::Topic, Properties: {TopicName: t}}\n", i)
	}
	root := parseText(b, text.String())
	b.ReportAllocs()
	for b.Loop() {
		expandForEach(root, nil)
	}
}
