package template

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/fjall-lint/fjall-lint/internal/fuzzcorpus"
)

// loadTemplates loads files as loose templates, each file name with its text.
func loadTemplates(t testing.TB, opts Options, files ...string) *Assembly {
	t.Helper()
	fsys := fstest.MapFS{}
	var paths []string
	for i := 0; i+1 < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
		paths = append(paths, files[i])
	}
	if len(paths) > 1 {
		paths = []string{"."}
	}
	asm, err := Load(t.Context(), fsys, paths, opts)
	if err != nil {
		t.Fatal(err)
	}
	return asm
}

func stackOf(t testing.TB, asm *Assembly, key string) *Stack {
	t.Helper()
	for _, s := range asm.Stacks {
		if s.Key == key {
			return s
		}
	}
	t.Fatalf("no stack %q", key)
	return nil
}

// show writes a value so that tests can compare it: literals as they are,
// anything else in ⟨…⟩, with what distinguishes it.
func show(v *Value) string {
	switch v.Kind {
	case UnknownValue:
		return "⟨unknown: " + v.Why + "⟩"
	case AbsentValue:
		return "⟨absent⟩"
	case ScalarValue:
		var b strings.Builder
		for _, p := range v.Parts {
			b.WriteString(showPart(p))
		}
		if v.Base64 {
			return "⟨base64 " + b.String() + "⟩"
		}
		return b.String()
	case ListValue:
		var list []string
		for _, e := range v.Elems() {
			list = append(list, show(e))
		}
		return "[" + strings.Join(list, ", ") + "]"
	case MapValue:
		var list []string
		for _, k := range v.Keys() {
			list = append(list, k.Text+": "+show(v.Get(k.Text)))
		}
		return "{" + strings.Join(list, ", ") + "}"
	}
	var list []string
	for _, a := range v.Alternatives() {
		var when []string
		for _, g := range a.When {
			_, what, _ := strings.Cut(g.What, "?")
			if what == "" {
				_, what, _ = strings.Cut(g.What, "#")
			}
			when = append(when, what+"="+g.Equal)
		}
		list = append(list, strings.Join(when, "&")+" → "+show(a.Value))
	}
	return "⟨" + strings.Join(list, " | ") + "⟩"
}

func showPart(p Part) string {
	via := ""
	if p.Via != nil {
		via = " via " + p.Via.ID
	}
	resource := func() string {
		name := p.Resource.ID
		if p.Attr != "" {
			name += "." + p.Attr
		}
		return name + via
	}
	switch p.Kind {
	case LiteralPart:
		return p.Text
	case RefPart:
		return "⟨" + resource() + "⟩"
	case DerivedPart:
		return "⟨of " + resource() + "⟩"
	case ParamPart:
		return "⟨param " + p.Param.Name + "⟩"
	case PseudoPart:
		return "⟨" + p.Text + "⟩"
	case ImportPart:
		return "⟨import " + p.Text + "⟩"
	case DynamicPart:
		d := p.Dynamic
		var id strings.Builder
		for _, q := range d.ID {
			id.WriteString(showPart(q))
		}
		text := "⟨" + d.Service + " " + id.String()
		for _, f := range [][2]string{{"key", d.Key}, {"stage", d.Stage}, {"version", d.Version}, {"malformed", d.Malformed}} {
			if f[1] != "" {
				text += " " + f[0] + "=" + f[1]
			}
		}
		return text + "⟩"
	}
	return "⟨?: " + p.Text + "⟩"
}

// evalTemplate is what every case of TestEval is evaluated in.
const evalTemplate = `
Transform: AWS::LanguageExtensions
Parameters:
  Plain: {Type: String}
  Defaulted: {Type: String, Default: dev}
  Given: {Type: String, Default: no}
  Names: {Type: CommaDelimitedList, Default: "a, b ,c"}
  Subnets: {Type: "List<AWS::EC2::Subnet::Id>"}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /app/name}
Mappings:
  Sizes:
    dev: {Text: small, List: [x, y]}
    prod: {Text: large, List: [z]}
Conditions:
  Yes: !Equals [a, a]
  No: !Equals [a, b]
  Open: !Equals [!Ref Plain, prod]
  Shut: !Not [!Condition Open]
Resources:
  Secret: {Type: AWS::SecretsManager::Secret}
  Attachment:
    Type: AWS::SecretsManager::SecretTargetAttachment
    Properties: {SecretId: !Ref Secret, TargetId: !Ref Database, TargetType: AWS::RDS::DBInstance}
  Database: {Type: AWS::RDS::DBInstance}
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: "https://example.com/child.yaml"}
  It:
    Type: AWS::SNS::Topic
    Properties:
      V: `

func TestEval(t *testing.T) {
	tests := []struct{ name, yaml, want string }{
		{"text", `text`, `text`},
		{"number", `0123`, `0123`},
		{"boolean", `yes`, `yes`},
		{"null", `null`, `⟨absent⟩`},
		{"list", `[a, !Ref AWS::NoValue, b]`, `[a, b]`},
		{"map", `{a: b, c: {d: !Ref Secret}}`, `{a: b, c: {d: ⟨Secret⟩}}`},
		{"no function", `{Ref: a, Other: b}`, `{Ref: a, Other: b}`},
		{"unknown function", `{"Fn::Nothing": a}`, `⟨unknown: function "Fn::Nothing" is not known⟩`},

		{"Ref of resource", `!Ref Database`, `⟨Database⟩`},
		{"Ref long", `{Ref: Database}`, `⟨Database⟩`},
		{"Ref of attachment", `!Ref Attachment`, `⟨Secret via Attachment⟩`},
		{"Ref of parameter", `!Ref Plain`, `⟨param Plain⟩`},
		{"Ref of default", `!Ref Defaulted`, `dev`},
		{"Ref of given", `!Ref Given`, `yes`},
		{"Ref of list", `!Ref Names`, `[a, b, c]`},
		{"Ref of unknown list", `!Ref Subnets`, `⟨param Subnets⟩`},
		{"Ref of stored", `!Ref Stored`, `⟨param Stored⟩`},
		{"Ref of nothing", `!Ref Nothing`, `⟨unknown: a reference to "Nothing", which the template does not have⟩`},
		{"Ref of function", `{Ref: !Sub "${Defaulted}"}`, `⟨unknown: a reference to "dev", which the template does not have⟩`},
		{"pseudo", `!Ref AWS::Region`, `⟨AWS::Region⟩`},
		{"no value", `!Ref AWS::NoValue`, `⟨absent⟩`},
		{"pseudo misspelt", `!Ref AWS::Regoin`, `⟨unknown: a reference to "AWS::Regoin", which is no pseudo parameter⟩`},

		{"GetAtt short", `!GetAtt Database.Endpoint.Address`, `⟨Database.Endpoint.Address⟩`},
		{"GetAtt list", `!GetAtt [Database, Endpoint.Address]`, `⟨Database.Endpoint.Address⟩`},
		{"GetAtt long", `{"Fn::GetAtt": [Database, Arn]}`, `⟨Database.Arn⟩`},
		{"GetAtt long text", `{"Fn::GetAtt": Database.Arn}`, `⟨Database.Arn⟩`},
		{"GetAtt function", `{"Fn::GetAtt": [Database, !Sub "${Defaulted}"]}`, `⟨Database.dev⟩`},
		{"GetAtt unknown name", `{"Fn::GetAtt": [Database, !Ref Plain]}`, `⟨of Database⟩`},
		{"GetAtt of attachment", `!GetAtt Attachment.Id`, `⟨Secret via Attachment⟩`},
		{"GetAtt of nothing", `!GetAtt Nothing.Arn`, `⟨unknown: an attribute of "Nothing", which the template does not have⟩`},
		{"GetAtt malformed", `{"Fn::GetAtt": []}`, `⟨unknown: a malformed Fn::GetAtt⟩`},
		{"GetAtt of a stack not loaded", `!GetAtt Child.Outputs.Arn`, `⟨Child.Outputs.Arn⟩`},

		{"Sub", `!Sub "${Secret}/${Database.Arn}/${AWS::Region}/${Plain}/${Defaulted}"`, `⟨Secret⟩/⟨Database.Arn⟩/⟨AWS::Region⟩/⟨param Plain⟩/dev`},
		{"Sub literal", `!Sub "a${!b}c${d"`, `a${b}c${d`},
		{"Sub no name", `!Sub "${a b} ${#x}"`, `${a b} ${#x}`},
		{"Sub with variables", `!Sub ["${a}-${Defaulted}-${a}", {a: !GetAtt Database.Arn, Defaulted: own}]`, `⟨Database.Arn⟩-own-⟨Database.Arn⟩`},
		{"Sub of nothing", `!Sub "x${Nothing}"`, `x⟨?: a reference to "Nothing", which the template does not have⟩`},
		{"Sub with a list", `!Sub "x${Names}"`, `x⟨?: a list where text is wanted⟩`},
		{"Sub malformed", `!Sub [a, {}, b]`, `⟨unknown: a malformed Fn::Sub⟩`},
		{"Sub of a map", `{"Fn::Sub": {a: b}}`, `⟨unknown: a malformed Fn::Sub⟩`},

		{"Join", `!Join ["-", [a, !Ref Secret, !Ref AWS::NoValue, !Ref Defaulted]]`, `a-⟨Secret⟩-dev`},
		{"Join of parameter", `!Join [",", !Ref Names]`, `a,b,c`},
		{"Join of unknown list", `!Join [",", !Ref Subnets]`, `⟨?: cut from a longer value⟩`},
		{"Join of attribute", `!Join [",", !GetAtt Database.Zones]`, `⟨of Database.Zones⟩`},
		{"Join of Joins", `!Join ["", [a, !Join ["-", [b, c]]]]`, `ab-c`},
		{"Join malformed", `!Join [a]`, `⟨unknown: a malformed Fn::Join⟩`},
		{"Join with unknown", `!Join ["", [a, !Ref Nothing]]`, `a⟨?: a reference to "Nothing", which the template does not have⟩`},

		{"Split", `!Split [",", "a,b,"]`, `[a, b, ]`},
		{"Split of ARN", `!Split [":", !Sub "arn:aws:s3:${AWS::Region}:x"]`, `[arn, aws, s3, ⟨AWS::Region⟩, x]`},
		{"Split of reference", `!Split [":", !Ref Secret]`, `⟨unknown: a split of text that is not known⟩`},
		{"Split at nothing", `!Split ["", abc]`, `⟨unknown: a split at text that is not known⟩`},
		{"Select", `!Select [1, [a, b, c]]`, `b`},
		{"Select text index", `!Select ["2", !Ref Names]`, `c`},
		{"Select of Split", `!Select [6, !Split [":", !Ref Secret]]`, `⟨of Secret⟩`},
		{"Select of Split of attachment", `!Select [6, !Split [":", !Ref Attachment]]`, `⟨of Secret via Attachment⟩`},
		{"Select of attribute", `!Select [0, !GetAtt Database.Zones]`, `⟨of Database.Zones⟩`},
		{"Select unknown index", `!Select [!Ref Plain, [a]]`, `⟨unknown: an element whose index is not known⟩`},
		{"Select of zones", `!Select [0, !GetAZs ""]`, `⟨unknown: an element of a list that is not known⟩`},
		{"Select malformed", `!Select a`, `⟨unknown: a malformed Fn::Select⟩`},

		{"If true", `!If [Yes, a, b]`, `a`},
		{"If false", `!If [No, a, b]`, `b`},
		{"If open", `!If [Open, a, !Ref Secret]`, `⟨Open=true → a | Open=false → ⟨Secret⟩⟩`},
		{"If absent", `!If [Open, !Ref AWS::NoValue, b]`, `⟨Open=true → ⟨absent⟩ | Open=false → b⟩`},
		{"If within text", `!Sub ["x-${y}", {y: !If [Open, a, b]}]`, `⟨Open=true → x-a | Open=false → x-b⟩`},
		{"same condition twice", `!Join ["", [!If [Open, a, b], !If [Open, c, d]]]`, `⟨Open=true → ac | Open=false → bd⟩`},
		{"same condition within", `!If [Open, !If [Open, a, b], c]`, `⟨Open=true → a | Open=false → c⟩`},
		{"two conditions", `!Join ["", [!If [Open, a, b], !If [Shut, c, d]]]`, `⟨Open=true&Shut=true → ac | Open=true&Shut=false → ad | Open=false&Shut=true → bc | Open=false&Shut=false → bd⟩`},
		{"map of a choice", `{a: !If [Open, {b: c}, {b: d}]}`, `{a: ⟨Open=true → {b: c} | Open=false → {b: d}⟩}`},
		{"If malformed", `!If [Open, a]`, `⟨unknown: a malformed Fn::If⟩`},
		{"If of nothing", `!If [Nothing, a, b]`, `⟨Nothing=true → a | Nothing=false → b⟩`},

		{"FindInMap", `!FindInMap [Sizes, prod, Text]`, `large`},
		{"FindInMap list", `!FindInMap [Sizes, dev, List]`, `[x, y]`},
		{"FindInMap open", `!FindInMap [Sizes, !Ref Plain, Text]`, `⟨Sizes by ${t.yaml.Plain}=dev → small | Sizes by ${t.yaml.Plain}=prod → large⟩`},
		{"FindInMap by default is open", `!FindInMap [Sizes, !Ref Defaulted, Text]`, `⟨Sizes by ${t.yaml.Defaulted}=dev → small | Sizes by ${t.yaml.Defaulted}=prod → large⟩`},
		{
			"two of one key", `!Join ["", [!FindInMap [Sizes, !Ref Plain, Text], !FindInMap [Sizes, !Ref Plain, Text]]]`,
			`⟨Sizes by ${t.yaml.Plain}=dev → smallsmall | Sizes by ${t.yaml.Plain}=prod → largelarge⟩`,
		},
		{"FindInMap default", `!FindInMap [Sizes, test, Text, {DefaultValue: none}]`, `none`},
		{"FindInMap default of no mapping", `!FindInMap [Missing, test, Text, {DefaultValue: none}]`, `none`},
		{"FindInMap no key", `!FindInMap [Sizes, test, Text]`, `⟨unknown: a key that the mapping does not have⟩`},
		{"FindInMap no mapping", `!FindInMap [Missing, a, b]`, `⟨unknown: an entry of a mapping that the template does not have⟩`},
		{"FindInMap malformed", `!FindInMap [Sizes, a]`, `⟨unknown: a malformed Fn::FindInMap⟩`},

		{"ImportValue of nothing", `!ImportValue other`, `⟨import other⟩`},
		{"ImportValue by Sub", `!ImportValue {"Fn::Sub": "${Defaulted}-x"}`, `⟨import dev-x⟩`},
		{"Base64", `{"Fn::Base64": !Sub "x ${Secret}"}`, `⟨base64 x ⟨Secret⟩⟩`},
		{"Base64 of a choice", `{"Fn::Base64": !If [Open, a, b]}`, `⟨Open=true → ⟨base64 a⟩ | Open=false → ⟨base64 b⟩⟩`},
		{"GetAZs", `!GetAZs ""`, `⟨unknown: the zones of a region⟩`},
		{"Cidr", `!Cidr [10.0.0.0/16, 1, 8]`, `⟨unknown: address blocks⟩`},
		{"Transform", `{"Fn::Transform": {Name: X}}`, `⟨unknown: the result of a macro⟩`},
		{"Length", `{"Fn::Length": !Ref Names}`, `3`},
		{"Length of unknown", `{"Fn::Length": !Ref Subnets}`, `⟨unknown: the length of a list that is not known⟩`},
		{"ToJsonString", `{"Fn::ToJsonString": {a: 1, b: [x, !Ref Secret], c: !Ref AWS::NoValue, d: true, "e\"": ''}}`, `{"a":1,"b":["x","⟨Secret⟩"],"d":true,"e\"":""}`},
		{"condition where a value is wanted", `!Equals [a, a]`, `true`},
		{"open condition where a value is wanted", `!Equals [!Ref Plain, a]`, `⟨unknown: a condition that is not known⟩`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			asm := loadTemplates(t, Options{Parameters: map[string]string{"Given": "yes"}}, "t.yaml", evalTemplate+tt.yaml+"\n")
			if len(asm.Problems) > 0 {
				t.Fatal(asm.Problems)
			}
			if got := show(asm.Stacks[0].Resources["It"].Property("V")); got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestEvalProblems checks what evaluation finds wrong, and where.
func TestEvalProblems(t *testing.T) {
	tests := []struct {
		name, yaml string
		want       []string
	}{
		{"index too large", `!Select [3, [a, b, c]]`, []string{`t.yaml:31:10: Fn::Select takes element 3 of a list of 3 (indexes begin at 0)`}},
		{"index no number", `!Select [x, [a]]`, []string{`t.yaml:31:19: index "x" of Fn::Select is not a whole number from 0 on`}},
		{"index negative", `!Select [-1, [a]]`, []string{`t.yaml:31:19: index "-1" of Fn::Select is not a whole number from 0 on`}},
		{"index that a choice may hold", `!Select [1, [a, !If [Open, b, !Ref AWS::NoValue]]]`, nil},
		{"index within choices", `!Select [1, [!If [Open, b, !Ref AWS::NoValue]]]`, nil},
		{"index into a default", `!Select [7, !Ref Names]`, nil},
		{"index into a part of a default", `!Select [7, !Split ["-", !Ref Defaulted]]`, nil},
		{"index into what is given", `!Select [7, !Split ["-", !Ref Given]]`, nil},
		{"index that is a default", `!Select [!Ref Defaulted, [a]]`, nil},
		{"index into one of several lists", `!Select [1, !If [Open, [a], [a, b]]]`, nil},
		{"no mapping", `!FindInMap [Missing, a, b]`, []string{`t.yaml:31:22: mapping "Missing" is not in the template`}},
		{"no key", `!FindInMap [Sizes, test, Text]`, []string{`t.yaml:31:29: the mapping has no key "test"`}},
		{"no second key", `!FindInMap [Sizes, dev, Nothing]`, []string{`t.yaml:31:34: the mapping has no key "Nothing"`}},
		{"default", `!FindInMap [Sizes, dev, Nothing, {DefaultValue: x}]`, nil},
		{"once", `[!Ref Nothing, !Select [x, [a]], !Select [x, [a]]]`, []string{
			`t.yaml:31:34: index "x" of Fn::Select is not a whole number from 0 on`,
			`t.yaml:31:52: index "x" of Fn::Select is not a whole number from 0 on`,
		}},
		{"deep", strings.Repeat(`{"Fn::Base64": `, 300) + "x" + strings.Repeat("}", 300), []string{`functions nest deeper than 250 levels`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			asm := loadTemplates(t, Options{}, "t.yaml", evalTemplate+tt.yaml+"\n")
			s := asm.Stacks[0]
			for range 2 { // what is evaluated again is not reported again
				evalAll(s)
			}
			var got []string
			for _, p := range s.Problems() {
				got = append(got, p.String())
			}
			if len(got) != len(tt.want) {
				t.Fatalf("got %q, want %q", got, tt.want)
			}
			for i := range got {
				if !strings.HasSuffix(got[i], tt.want[i]) {
					t.Errorf("\n got %s\nwant %s", got[i], tt.want[i])
				}
			}
		})
	}
}

// evalAll evaluates everything in a stack.
func evalAll(s *Stack) {
	s.Root.Walk(func(_ Path, n *Node) bool {
		s.Eval(n)
		return true
	})
	for name := range s.Conditions {
		s.Condition(name)
	}
	for _, r := range s.Order {
		r.Exists()
		r.AttachedSecret()
	}
}

// TestEvalPlaces checks that literals know where they are written and how they
// came to where they are used.
func TestEvalPlaces(t *testing.T) {
	asm := loadTemplates(t, Options{Parameters: map[string]string{"Given": "yes"}}, "t.yaml", evalTemplate+
		`!Sub ["a-${Defaulted}-${Given}-${m}", {m: !FindInMap [Sizes, prod, Text]}]`+"\n")
	v := asm.Stacks[0].Resources["It"].Property("V")
	want := []struct {
		text   string
		origin Origin
		line   int
		offset int
	}{
		{"a-", Direct, 31, 0}, {"dev", FromDefault, 5, 0}, {"-", Direct, 31, 14}, {"yes", FromGiven, 31, 0}, {"-", Direct, 31, 23}, {"large", FromMapping, 13, 0},
	}
	if len(v.Parts) != len(want) {
		t.Fatalf("got %s", show(v))
	}
	for i, w := range want {
		p := v.Parts[i]
		if p.Text != w.text || p.Origin != w.origin || p.Node.Range().Start.Line != w.line || p.Offset != w.offset {
			t.Errorf("part %d: got %q, %s, line %d, offset %d; want %q, %s, line %d, offset %d", i,
				p.Text, p.Origin, p.Node.Range().Start.Line, p.Offset, w.text, w.origin, w.line, w.offset)
		}
	}
	if text := v.Text("*"); text != "a-dev-yes-large" {
		t.Errorf("text %q", text)
	}
	if p, within := v.PartAt(3, 1); p.Text != "dev" || within != 1 {
		t.Errorf("PartAt(3) is %q, %d", p.Text, within)
	}
	// Evaluating a mapping must not mark the same literal where it is no entry.
	if entry := asm.Stacks[0].Eval(asm.Stacks[0].Mappings.At("Sizes", "prod", "Text")); entry.Parts[0].Origin != Direct {
		t.Errorf("the entry itself is %s", entry.Parts[0].Origin)
	}
}

func TestNestedStacks(t *testing.T) {
	asm := loadTemplates(t, Options{},
		"parent.yaml", `
Resources:
  Secret: {Type: AWS::SecretsManager::Secret}
  One:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./child.yaml
      Parameters: {Secret: !Ref Secret, Name: !Sub "app/${AWS::Region}", List: "a,b"}
  Two:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./child.yaml
      Parameters: {Secret: !GetAtt One.Outputs.Passed, Name: !GetAtt One.Outputs.Topic}
Outputs:
  Far: {Value: !GetAtt Two.Outputs.Passed}
  None: {Value: !GetAtt Two.Outputs.None}
`,
		"child.yaml", `
Parameters:
  Secret: {Type: String}
  Name: {Type: String, Default: unused}
  Other: {Type: String, Default: used}
  List: {Type: CommaDelimitedList, Default: "x"}
Resources:
  Topic: {Type: AWS::SNS::Topic}
Outputs:
  Passed: {Value: !Ref Secret}
  Name: {Value: !Sub "${Name}/${Other}"}
  List: {Value: !Select [1, !Ref List]}
  Topic: {Value: !Ref Topic}
`)
	parent, one, two := stackOf(t, asm, "parent.yaml"), stackOf(t, asm, "parent.yaml/One"), stackOf(t, asm, "parent.yaml/Two")
	if len(asm.Programs) != 1 || len(asm.Stacks) != 3 {
		t.Fatalf("%d programs, %d stacks", len(asm.Programs), len(asm.Stacks))
	}
	for _, tt := range []struct {
		s            *Stack
		output, want string
	}{
		{one, "Passed", "⟨Secret⟩"},
		{one, "Name", "app/⟨AWS::Region⟩/used"},
		{one, "List", "b"},
		{two, "Passed", "⟨Secret⟩"},
		{two, "Name", "⟨Topic⟩/used"},
		{parent, "Far", "⟨Secret⟩"},
		{parent, "None", "⟨unknown: an output that the nested stack does not have⟩"},
	} {
		if got := show(tt.s.Eval(tt.s.Outputs[tt.output].Value)); got != tt.want {
			t.Errorf("%s of %s: got %s, want %s", tt.output, tt.s.Key, got, tt.want)
		}
	}
	v := parent.Eval(parent.Outputs["Far"].Value)
	if p, ok := v.Single(); !ok || p.Resource.Stack != parent {
		t.Errorf("Far does not lead back to the parent's secret: %s", show(v))
	}
	if p := two.Eval(two.Outputs["Name"].Value).Parts[0]; p.Resource.Stack != one {
		t.Errorf("the topic is that of %s", p.Resource.Stack.Key)
	}
	if p := one.Eval(one.Outputs["Name"].Value).Parts[0]; p.Origin != FromParent || p.Param.Name != "Name" {
		t.Errorf("the name's origin is %s", p.Origin)
	}
	var got []string
	for _, p := range parent.Problems() {
		got = append(got, p.String())
	}
	if want := `parent.yaml:16:25: nested stack "Two" has no output "None" (name an output of child.yaml)`; len(got) != 1 || got[0] != want {
		t.Errorf("problems %q, want %q", got, want)
	}
}

// TestNestedCycle: a stack's parameter is its own output.
func TestNestedCycle(t *testing.T) {
	asm := loadTemplates(t, Options{},
		"parent.yaml", `
Resources:
  One:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: ./child.yaml, Parameters: {P: !GetAtt One.Outputs.O}}
  A:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: ./child.yaml, Parameters: {P: !GetAtt B.Outputs.O}}
  B:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: ./child.yaml, Parameters: {P: !GetAtt A.Outputs.O}}
Outputs:
  O: {Value: !GetAtt One.Outputs.O}
  P: {Value: !GetAtt A.Outputs.O}
`,
		"child.yaml", `
Parameters: {P: {Type: String}}
Resources:
  T: {Type: AWS::SNS::Topic}
Outputs: {O: {Value: !Ref P}}
`)
	var got []string
	for _, s := range asm.Stacks {
		evalAll(s)
	}
	for _, s := range asm.Stacks {
		for _, p := range s.Problems() {
			got = append(got, p.String())
		}
	}
	if len(got) == 0 {
		t.Fatal("no problem found")
	}
	for _, g := range got {
		if !strings.Contains(g, "refers to itself through") || !strings.Contains(g, "(break the cycle)") || !strings.Contains(g, ".yaml:") {
			t.Errorf("problem %q", g)
		}
	}
}

func TestExports(t *testing.T) {
	asm := loadTemplates(t, Options{},
		"a.yaml", `
Parameters: {Stage: {Type: String, Default: dev}}
Resources:
  Secret: {Type: AWS::SecretsManager::Secret}
Outputs:
  Arn: {Value: !Ref Secret, Export: {Name: shared-arn}}
  Composed: {Value: !GetAtt Secret.Id, Export: {Name: !Sub "${Stage}-arn"}}
  Again: {Value: !ImportValue loop-b, Export: {Name: loop-a}}
`,
		"b.yaml", `
Parameters: {Stage: {Type: String, Default: dev}}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !ImportValue shared-arn, DisplayName: !ImportValue unknown}}
Outputs:
  Loop: {Value: !ImportValue loop-a, Export: {Name: loop-b}}
`)
	a, b := stackOf(t, asm, "a.yaml"), stackOf(t, asm, "b.yaml")
	if a.Program != b.Program {
		t.Fatal("an import by a literal name does not join the programs")
	}
	v := b.Resources["Topic"].Property("TopicName")
	if p, ok := v.Single(); !ok || p.Resource != a.Resources["Secret"] {
		t.Errorf("got %s", show(v))
	}
	if got := show(b.Resources["Topic"].Property("DisplayName")); got != "⟨import unknown⟩" {
		t.Errorf("got %s", got)
	}
	if !a.Program.Exported(b, "shared-arn") || a.Program.Exported(b, "unknown") {
		t.Error("Exported is wrong")
	}
	evalAll(a)
	evalAll(b)
	problems := append(a.Problems(), b.Problems()...)
	if len(problems) == 0 {
		t.Fatal("exports in a circle are no problem")
	}
	for _, p := range problems {
		if !strings.Contains(p.String(), "refers to itself through other stacks (break the cycle)") {
			t.Errorf("problem %q", p)
		}
	}
}

// TestExplosions: values that would have far too many alternatives stay bounded
// in time and memory.
func TestExplosions(t *testing.T) {
	var conditions, nested, chain, joined, joins strings.Builder
	for i := range 60 {
		fmt.Fprintf(&conditions, "  C%d: !Equals [!Ref P, \"%d\"]\n", i, i)
		fmt.Fprintf(&joined, "!If [C%d, a, b], ", i)
	}
	for i := range 60 {
		fmt.Fprintf(&nested, `{"Fn::If": [C%d, `, i)
		fmt.Fprintf(&chain, `{"Fn::If": [C%d, x%d, `, i, i)
	}
	nested.WriteString("deep")
	chain.WriteString("last")
	for range 60 {
		nested.WriteString(", other]}")
		chain.WriteString("]}")
	}
	joins.WriteString(strings.Repeat(`{"Fn::Join": ["", [x, `, 100) + "y" + strings.Repeat("]]}", 100))
	tests := []struct {
		name, yaml string
		want       func(*Value) bool
	}{
		{"join of choices", `!Join ["", [` + joined.String() + `c]]`, func(v *Value) bool { return v.Kind == UnknownValue && v.Why == "more alternatives than are followed" }},
		{"nested choices", nested.String(), func(v *Value) bool { return len(v.Alternatives()) == 61 }},
		{"chained choices", chain.String(), func(v *Value) bool { return len(v.Alternatives()) == 61 }},
		{"join of joins", joins.String(), func(v *Value) bool { s, ok := v.Literal(); return ok && len(s) == 101 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			asm := loadTemplates(t, Options{}, "t.yaml", "Parameters: {P: {Type: String}}\nConditions:\n"+conditions.String()+
				"Resources:\n  It:\n    Type: AWS::SNS::Topic\n    Properties:\n      V: "+tt.yaml+"\n")
			v := asm.Stacks[0].Resources["It"].Property("V")
			if !tt.want(v) {
				t.Errorf("got %d alternatives, %.300s", len(v.Alternatives()), show(v))
			}
			evalAll(asm.Stacks[0])
			if took := time.Since(start); took > 2*time.Minute {
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestDeepNesting: 100,000 levels end in a problem, not in a crash. A parser may
// refuse them first.
func TestDeepNesting(t *testing.T) {
	const n = 100_000
	for _, open := range []string{`{"Fn::Base64":`, `{"Fn::Join":["",[`, `[`, `{"a":`} {
		closing := map[byte]string{'{': "}", '[': "]"}
		var end strings.Builder
		for i := len(open) - 1; i >= 0; i-- {
			end.WriteString(closing[open[i]])
		}
		text := `{"Resources":{"It":{"Type":"AWS::SNS::Topic","Properties":{"V":` + strings.Repeat(open, n) + `"x"` + strings.Repeat(end.String(), n) + `}}}}`
		asm := loadTemplates(t, Options{}, "t.json", text)
		for _, s := range asm.Stacks {
			evalAll(s)
		}
		if len(asm.Problems) == 0 && (len(asm.Stacks) == 0 || strings.Contains(open, "Fn") && len(asm.Stacks[0].Problems()) == 0) {
			t.Errorf("%s…: no problem", open)
		}
	}
}

// FuzzEval evaluates every node of any template that can be parsed: it must not
// panic, and must end soon.
func FuzzEval(f *testing.F) {
	f.Add([]byte(evalTemplate + "!Join ['', [!If [Open, a, !Ref Secret], !Select [1, !Ref Names]]]\n"))
	f.Add([]byte(`{"Conditions":{"A":{"Condition":"A"}},"Resources":{"R":{"Type":"T","Condition":"A","Properties":{"P":{"Fn::If":["A",{"Ref":"R"},{"Fn::Sub":"${R.X}{{resolve:ssm:${R}}}"}]}}}}}`))
	f.Add([]byte(`{"Mappings":{"M":{"a":{"b":["c"]}}},"Resources":{"R":{"Type":"T","Properties":{"P":{"Fn::FindInMap":["M",{"Ref":"R"},"b"]},"Q":{"Fn::Split":[",",{"Fn::ToJsonString":{"a":[1,null]}}]}}}}}`))
	f.Add([]byte(`{"Outputs":{"O":{"Value":{"Fn::ImportValue":"x"},"Export":{"Name":"x"}}},"Resources":{"R":{"Type":"AWS::SecretsManager::SecretTargetAttachment","Properties":{"SecretId":{"Ref":"R"}}}}}`))
	fuzzcorpus.Add(f, func(data []byte) { f.Add(data) }, fuzzcorpus.Templates...)
	f.Fuzz(func(t *testing.T, data []byte) {
		start := time.Now()
		fsys := fstest.MapFS{"t.yaml": &fstest.MapFile{Data: data}}
		asm, err := Load(t.Context(), fsys, []string{"t.yaml"}, Options{})
		if err != nil {
			t.Skip()
		}
		for _, s := range asm.Stacks {
			evalAll(s)
			s.Root.Walk(func(_ Path, n *Node) bool {
				for _, a := range s.Eval(n).Alternatives() {
					a.Value.Text("*")
					a.Value.Elems()
				}
				return true
			})
			for _, p := range s.Problems() {
				if p.Range.File == "" {
					t.Errorf("problem %q has no place", p.Message)
				}
			}
		}
		if took := time.Since(start); took > 2*time.Minute {
			t.Errorf("took %v", took)
		}
	})
}

// BenchmarkEval evaluates one function of each kind.
func BenchmarkEval(b *testing.B) {
	asm := loadTemplates(b, Options{}, "t.yaml", evalTemplate+`
        - !Sub "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:${Defaulted}/x"
        - !Join ["", ["{{resolve:secretsmanager:", !Ref Secret, ":SecretString:password::}}"]]
        - !FindInMap [Sizes, !Ref Plain, Text]
        - !If [Open, !Ref Secret, !Ref Database]
`)
	s := asm.Stacks[0]
	b.ReportAllocs()
	for b.Loop() {
		clear(s.eval.memo)
		for _, e := range s.Resources["It"].Property("V").Elems() {
			e.Text("*")
		}
	}
}
