package refs

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/internal/fuzzcorpus"
	"github.com/fjall-lint/fjall-lint/template"
)

func factsOf(t testing.TB, files map[string]string) (*Facts, []analyzers.Undecided) {
	t.Helper()
	facts := factsOfProgram(t, files)
	return facts.ByName["refs"].(*Facts), facts.Undecided
}

func factsOfProgram(t testing.TB, files map[string]string) *analyzers.Facts {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	asm, err := template.Load(t.Context(), fsys, []string{"."}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(asm.Programs) != 1 {
		t.Fatalf("%d programs", len(asm.Programs))
	}
	facts, err := analyzers.Run(t.Context(), asm.Programs[0], analyzers.Settings{}, []*analyzers.Analyzer{Analyzer})
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

func TestEdges(t *testing.T) {
	all := factsOfProgram(t, map[string]string{
		"parent.yaml": `
Resources:
  Secret:
    Type: AWS::SecretsManager::Secret
  Attachment:
    Type: AWS::SecretsManager::SecretTargetAttachment
    Properties:
      SecretId: !Ref Secret
  Child:
    Type: AWS::CloudFormation::Stack
    DependsOn: Secret
    Properties:
      TemplateURL: ./child.yaml
      Parameters: {Secret: !Ref Attachment, Plain: text}
Outputs:
  Topic:
    Value: !GetAtt Child.Outputs.Topic
    Export: {Name: the-topic}
`,
		"child.yaml": `
Parameters:
  Secret: {Type: String}
  Plain: {Type: String}
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: !Sub "${Secret} ${Plain} ${Secret}"
Outputs:
  Topic: {Value: !GetAtt Topic.TopicName}
`,
		"user.yaml": `
Resources:
  Reader:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !ImportValue the-topic
`,
	})
	facts := all.ByName["refs"].(*Facts)
	var got []string
	for _, e := range facts.Edges {
		to := e.To
		if e.Attr != "" {
			to += "." + e.Attr
		}
		far := ""
		if e.Far {
			far = " far"
		}
		got = append(got, fmt.Sprintf("%s %s -> %s by %s%s", e.From, e.At.Path, to, e.Via, far))
	}
	want := []string{
		"parent.yaml#Attachment /Resources/Attachment/Properties/SecretId/Ref -> parent.yaml#Secret by Ref",
		"parent.yaml#Child /Resources/Child/DependsOn -> parent.yaml#Secret by DependsOn",
		"parent.yaml#Child /Resources/Child/Properties/Parameters/Secret/Ref -> parent.yaml#Attachment by Ref",
		"parent.yaml#Child /Resources/Child/Properties/Parameters/Secret/Ref -> parent.yaml#Secret by Ref far",
		"parent.yaml#Topic /Outputs/Topic/Value/Fn::GetAtt/0 -> parent.yaml#Child.Outputs.Topic by Fn::GetAtt",
		"parent.yaml#Topic /Outputs/Topic/Value/Fn::GetAtt/0 -> parent.yaml/Child#Topic.TopicName by Fn::GetAtt far",
		"parent.yaml/Child#Topic /Resources/Topic/Properties/DisplayName/Fn::Sub -> parent.yaml#Secret by Fn::Sub far",
		"parent.yaml/Child#Topic /Outputs/Topic/Value/Fn::GetAtt/0 -> parent.yaml/Child#Topic.TopicName by Fn::GetAtt",
		"user.yaml#Reader /Resources/Reader/Properties/TopicName/Fn::ImportValue -> parent.yaml/Child#Topic.TopicName by Fn::ImportValue far",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if users := strings.Join(facts.Users(all.Program.Stacks[0].Resources["Secret"]), " "); users != "parent.yaml#Attachment parent.yaml#Child parent.yaml/Child#Topic" {
		t.Errorf("the secret is used by %s", users)
	}
	if len(facts.Dangling)+len(facts.Cycles) > 0 {
		t.Errorf("dangling %v, cycles %v", facts.Dangling, facts.Cycles)
	}
}

// TestMissingExport: an export that no stack of a complete app has is undecided,
// one that a loose template imports says nothing.
func TestMissingExport(t *testing.T) {
	const text = `{"Resources":{"T":{"Type":"AWS::SNS::Topic","Properties":{"TopicName":{"Fn::ImportValue":"other"}}}}}`
	_, undecided := factsOf(t, map[string]string{
		"cdk.out/manifest.json":   `{"version":"48.0.0","artifacts":{"A":{"type":"aws:cloudformation:stack","properties":{"templateFile":"A.template.json"}}}}`,
		"cdk.out/A.template.json": text,
	})
	if len(undecided) != 1 || undecided[0].Category != "template" || !strings.HasSuffix(undecided[0].At.Path.String(), "TopicName/Fn::ImportValue") {
		t.Errorf("undecided %v", undecided)
	}
	if _, undecided := factsOf(t, map[string]string{"t.json": text}); len(undecided) != 0 {
		t.Errorf("undecided %v", undecided)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"Secret", "SecretA", "DatabaseSecret", "Token"}
	for name, want := range map[string]string{
		"Secrte": "Secret", "secret": "Secret", "SecretB": "Secret", "DatabaseSecrets": "DatabaseSecret", "Tokn": "Token", "Queue": "", "": "",
	} {
		if got := nearest(name, known); got != want {
			t.Errorf("nearest to %q is %q, want %q", name, got, want)
		}
	}
}

func TestCycleMembers(t *testing.T) {
	tests := []struct{ name, resources, want string }{
		{"two circles", "A: B\nB: A\nC: D\nD: C", "A B; C D"},
		{"two circles that meet", "A: B\nB: A C\nC: B", "A B"},
		{"a long way and a short one", "A: B C\nB: C\nC: D\nD: A", "A C D"},
		{"a tail", "T: A\nA: B\nB: C\nC: A", "A B C"},
		{"none", "A: B C\nB: C\nC: D\nD:", ""},
		{"itself", "A: A B\nB:", "A"},
		{"behind one that is done", "A:\nB: A C\nC: A B", "B C"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var text strings.Builder
			text.WriteString("Resources:\n")
			for line := range strings.SplitSeq(tt.resources, "\n") {
				id, needs, _ := strings.Cut(line, ":")
				fmt.Fprintf(&text, "  %s:\n    Type: AWS::SNS::Topic\n    DependsOn: [%s]\n", id, strings.Join(strings.Fields(needs), ", "))
			}
			facts, _ := factsOf(t, map[string]string{"t.yaml": text.String()})
			var got []string
			for _, c := range facts.Cycles {
				got = append(got, strings.Join(c.Members, " "))
			}
			if strings.Join(got, "; ") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// chain is a template of n resources, each of which needs the next and, so that
// there is much to look at twice, the last.
func chain(n int) string {
	var text strings.Builder
	text.WriteString(`{"Resources":{`)
	for i := range n {
		fmt.Fprintf(&text, `"R%d":{"Type":"AWS::SNS::Topic","Properties":{"A":{"Ref":"R%d"},"B":{"Ref":"R%d"}}},`, i, min(i+1, n-1), n-1)
	}
	text.WriteString(`"End":{"Type":"AWS::SNS::Topic"}}}`)
	return text.String()
}

// TestLongChain: a chain of 50,000 resources is followed in linear time and
// without deep recursion.
func TestLongChain(t *testing.T) {
	start := time.Now()
	facts, _ := factsOf(t, map[string]string{"t.json": chain(50_000)})
	if len(facts.Edges) != 100_000 || len(facts.Cycles) != 1 || len(facts.Cycles[0].Members) != 1 {
		t.Errorf("%d edges, %d cycles", len(facts.Edges), len(facts.Cycles))
	}
	if took := time.Since(start); took > 2*time.Minute {
		t.Errorf("took %v", took)
	}
}

// BenchmarkRefs: a template of CloudFormation's most resources.
//
//	500 resources, 1,000 references  2.4 ms, 8,700 allocs (a busy machine of 2 cores)
func BenchmarkRefs(b *testing.B) {
	fsys := fstest.MapFS{"t.json": &fstest.MapFile{Data: []byte(chain(500))}}
	asm, err := template.Load(b.Context(), fsys, []string{"t.json"}, template.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := analyzers.Run(b.Context(), asm.Programs[0], analyzers.Settings{}, []*analyzers.Analyzer{Analyzer}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestSyntheticApps: what the CDK synthesizes has no dangling reference and no
// circle.
func TestSyntheticApps(t *testing.T) {
	const apps = "../../../shared/corpus/cdk/apps"
	if _, err := os.Stat(apps); err != nil {
		t.Skip("the corpus of synthesized apps is not here")
	}
	asm, err := template.Load(t.Context(), os.DirFS(apps), []string{"."}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	edges := 0
	for _, p := range asm.Programs {
		facts, err := analyzers.Run(t.Context(), p, analyzers.Settings{}, []*analyzers.Analyzer{Analyzer})
		if err != nil {
			t.Fatal(err)
		}
		refs := facts.ByName["refs"].(*Facts)
		edges += len(refs.Edges)
		if len(refs.Dangling) > 0 || len(refs.Cycles) > 0 {
			t.Errorf("%s: dangling %v, cycles %v", p.Dir, refs.Dangling, refs.Cycles)
		}
	}
	if edges == 0 {
		t.Error("no references at all")
	}
}

// TestUnusable: what is not shaped like a resource is named all the same.
func TestUnusable(t *testing.T) {
	facts, _ := factsOf(t, map[string]string{"t.yaml": `
Parameters:
  P: text
Resources:
  NoType: {Properties: {}}
  T:
    Type: AWS::SNS::Topic
    Properties: {TopicName: !Ref NoType, DisplayName: !Ref P}
`})
	if len(facts.Dangling) > 0 {
		t.Errorf("dangling %v", facts.Dangling)
	}
}

func FuzzRefs(f *testing.F) {
	f.Add([]byte(chain(3)))
	f.Add([]byte("Conditions: {A: {Condition: A}}\nResources:\n  R: {Type: T, DependsOn: [R, X], Condition: A, Properties: {V: !Sub ['${R.A}${x}', {x: !FindInMap [M, !Ref R, b]}]}}\n"))
	f.Add([]byte("Resources: {R: {Type: T, Properties: {A: {'Fn::GetAtt': [[], R]}, B: {'Fn::If': [A, {Ref: R}]}, C: {'Fn::Sub': [{Ref: R}]}}}}"))
	fuzzcorpus.Add(f, func(data []byte) { f.Add(data) }, fuzzcorpus.Templates...)
	f.Fuzz(func(t *testing.T, data []byte) {
		fsys := fstest.MapFS{"t.yaml": &fstest.MapFile{Data: data}}
		asm, err := template.Load(t.Context(), fsys, []string{"t.yaml"}, template.Options{})
		if err != nil {
			t.Skip()
		}
		for _, p := range asm.Programs {
			facts, err := analyzers.Run(t.Context(), p, analyzers.Settings{}, []*analyzers.Analyzer{Analyzer})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range facts.ByName["refs"].(*Facts).Edges {
				_, id, _ := strings.Cut(e.To, "#")
				if _, ok := p.Stacks[0].Resources[id]; len(p.Stacks) == 1 && !ok {
					t.Errorf("an edge leads to %s, which there is not", e.To)
				}
			}
		}
	})
}
