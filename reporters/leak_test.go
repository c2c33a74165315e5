package reporters

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// planted fills templates with random values in place of ‹name› and keeps them.
type planted struct {
	random *rand.Rand
	values []string
}

func (p *planted) fill(text string) string {
	for {
		i := strings.Index(text, "‹")
		if i < 0 {
			return text
		}
		j := i + strings.Index(text[i:], "›")
		kind := text[i+len("‹") : j]
		alphabet := "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
		if kind == "digits" {
			alphabet = "123456789"
		}
		value := make([]byte, 24)
		for k := range value {
			value[k] = alphabet[p.random.IntN(len(alphabet))]
		}
		if kind != "again" {
			p.values = append(p.values, string(value))
		}
		text = text[:i] + string(value) + text[j+len("›"):]
	}
}

var leakTemplates = map[string]string{
	"pretty.json": `{
  "Parameters": {"Pw": {"Type": "String", "Default": "‹p›"}},
  "Resources": {
    "S": {
      "Type": "AWS::SecretsManager::Secret",
      "Properties": {
        "Name": "n",
        "SecretString": "{\"password\":\"‹p›\",\"user\":\"‹p›\"}",
        "Number": ‹digits›,
        "List": ["‹p›", "x‹p›y"],
        "Join": {"Fn::Join": ["", ["‹p›", {"Ref": "Pw"}, "‹p›"]]},
        "Escaped": "\u0041‹p›\n‹p›"
      }
    }
  }
}
`,
	"minified.json": `{"Parameters":{"Pw":{"Type":"String","Default":"‹p›"}},"Resources":{"S":{"Type":"AWS::SecretsManager::Secret","Properties":{"Name":"n","SecretString":"‹p›","Number":‹digits›,"List":["‹p›","‹p›"],"Join":{"Fn::Join":["",["‹p›"]]},"Escaped":"‹p›"}}}}`,
	"block.yaml": `Parameters:
  Pw: {Type: String, Default: ‹p›} # it was ‹p›
Resources:
  S: # ‹p›
    Type: AWS::SecretsManager::Secret # ‹p›
    Properties:
      Name: n # ‹p›
      # ‹p›
      SecretString: |-
        user: ‹p›
        password: ‹p›
      Number: ‹digits›
      List:
        - ‹p› # ‹p›
        - "‹p›"
      Join: !Join ["", ["‹p›", !Ref Pw, '‹p›']]
      Escaped: >
        ‹p›
        ‹p›
`,
	"quoted.yaml": `Parameters:
  Pw:
    Default: '‹p›'
    Type: String
Resources:
  S:
    Type: AWS::SecretsManager::Secret
    Properties:
      Name: n
      SecretString: "‹p›
        ‹p›"
      Number: !Sub "‹p›${Pw}"
      List: ["‹p›", ‹p›]
      Join: ‹p›
        ‹p›
      Escaped: 'it''s ‹p›'
`,
}

// No format may show a value that a finding points at, nor anything that stands
// around it, nor a hash of it.
func TestNothingLeaks(t *testing.T) {
	p := &planted{random: rand.New(rand.NewPCG(1, 2))}
	files := map[string]string{}
	var names []string
	for _, name := range []string{"block.yaml", "minified.json", "pretty.json", "quoted.yaml"} {
		files["t/"+name] = p.fill(leakTemplates[name])
		names = append(names, "t/"+name)
	}
	asm := loadAssembly(t, files, names...)
	if len(asm.Stacks) != len(files) {
		t.Fatalf("%d stacks of %d files: %v", len(asm.Stacks), len(files), asm.Problems)
	}

	own := &rules.Rule{ID: "OWN1", Category: "own", Name: "own/thing", Title: "Own", Description: "Own.", Remediation: "Mend.", Severity: rules.High}
	var findings []*rules.Finding
	for _, s := range asm.Stacks {
		paths := []template.Path{
			{"Parameters", "Pw", "Default"},
			{"Parameters", "Pw"},
			{"Resources", "S"},
			{"Resources", "S", "Type"},
			{"Resources", "S", "Properties"},
		}
		for _, key := range []string{"Name", "SecretString", "Number", "List", "Join", "Escaped", "Absent"} {
			paths = append(paths, template.Path{"Resources", "S", "Properties", key})
		}
		paths = append(paths, template.Path{"Resources", "S", "Properties", "List", 0}, template.Path{"Resources", "S", "Properties", "List", 1})
		for _, path := range paths {
			for _, rule := range []*rules.Rule{testRules()["FJ101"], own} {
				f := at(t, &rules.Finding{Rule: rule, Message: "Something is wrong with " + path.Dotted() + "."}, s, path...)
				f.Related = []rules.Related{related(t, "comes from here", s, path...)}
				findings = append(findings, f)
				// A part of the value, as rules on tokens within texts give it, and
				// ranges that are off.
				n, ok := s.Lookup(path)
				if !ok || len(n.Text) < 20 {
					continue
				}
				part := *f
				part.Range = n.TextRange(3, 18)
				whole := *f
				whole.Range = s.Source.Range(0, len(s.Source.Data))
				inexact := *f
				inexact.Exact = false
				suppressed := *f
				suppressed.Message = "Known."
				suppressed.Suppressed = &rules.Suppression{Kind: "comment", Reason: "known"}
				findings = append(findings, &part, &whole, &inexact, &suppressed)
			}
		}
	}
	r := testReport(t)
	r.Assembly, r.Findings, r.Secrets = asm, rules.Sort(findings), nil

	outputs := map[string]string{
		"json":             string(render(t, r, NewJSON())),
		"sarif":            string(render(t, r, NewSARIF(SARIFOptions{}))),
		"github":           string(render(t, r, NewGitHub())),
		"gitlab":           string(render(t, r, NewGitLab())),
		"junit":            string(render(t, r, NewJUnit())),
		"markdown":         string(render(t, r, NewMarkdown(CommentBytes))),
		"html":             string(render(t, r, NewHTML())),
		"sarif suppressed": string(render(t, r, NewSARIF(SARIFOptions{IncludeSuppressed: true}))),
	}
	for _, command := range []string{"check", "report"} {
		r.Command = command
		for _, style := range []Style{{Width: 40}, {Width: 80}, {Width: 200, Color: true}, {Width: 80, Verbose: true}, {Width: 400, Verbose: true, Color: true}} {
			outputs[fmt.Sprintf("%s %+v", command, style)] = string(render(t, r, NewTable(style)))
		}
	}
	for name, out := range outputs {
		if !strings.Contains(out, "FJ101") {
			t.Fatalf("%s reports nothing:\n%s", name, out)
		}
		for _, value := range p.values {
			for i := 0; i+6 <= len(value); i++ {
				if strings.Contains(out, value[i:i+6]) {
					t.Errorf("%s: %q of %q is shown", name, value[i:i+6], value)
					break
				}
			}
		}
	}
	// Some of the ranges cover whole files.
	if strings.Contains(outputs["sarif"], "primaryLocationLineHash") {
		t.Error("a line that holds a value is hashed")
	}
}

func TestExcerptShowsShape(t *testing.T) {
	asm := loadAssembly(t, map[string]string{"t.yaml": `Resources:
  S:
    Type: AWS::SecretsManager::Secret
    Properties:
      SecretString: 'planted-value-1'
      Description: |
        some words of a text
        and a second line
      Tags:
        - Key: k
          Value: planted-value-2
`}, "t.yaml")
	s := asm.Stacks[0]
	rule := testRules()["FJ101"]
	for _, test := range []struct {
		path template.Path
		part []int
		want string
	}{
		{template.Path{"Resources", "S"}, nil, "2 S:|^"},
		{template.Path{"Resources", "S", "Properties", "SecretString"}, nil, "5 SecretString: '•••• (15 characters)'|              ^^^^^^^^^^^^^^^^^^^^^^"},
		{template.Path{"Resources", "S", "Properties", "Description"}, nil, "6 Description: | •••• (39 characters)|             ^^^^^^^^^^^^^^^^^^^^^^"},
		{template.Path{"Resources", "S", "Properties", "Description"}, []int{5, 10}, "7   •••• (5 characters)|  ^^^^^^^^^^^^^^^^^^^"},
		{template.Path{"Resources", "S", "Properties", "Tags", 0, "Value"}, nil, "11 Value: •••• (15 characters)|       ^^^^^^^^^^^^^^^^^^^^"},
		{template.Path{"Resources", "S", "Properties", "Tags"}, nil, "10   […]|  ^^^"},
	} {
		f := at(t, &rules.Finding{Rule: rule}, s, test.path...)
		if test.part != nil {
			n, _ := s.Lookup(test.path)
			f.Range = n.TextRange(test.part[0], test.part[1])
		}
		lines := excerpt(f)
		if len(lines) == 0 {
			t.Errorf("%s: no excerpt", test.path)
			continue
		}
		l := lines[len(lines)-1]
		got := fmt.Sprintf("%d %s|%s%s", l.number, l.text, strings.Repeat(" ", l.caret), strings.Repeat("^", l.length))
		if got != test.want {
			t.Errorf("%s: %s\nwant %s", test.path, got, test.want)
		}
	}
}
