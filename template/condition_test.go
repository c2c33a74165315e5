package template

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestConditions(t *testing.T) {
	const head = `
Parameters:
  Open: {Type: String}
  Same: {Type: String}
  Defaulted: {Type: String, Default: dev}
  Given: {Type: String, Default: dev}
  Listed: {Type: CommaDelimitedList, Default: "a,b"}
Mappings:
  M: {dev: {On: "true"}, prod: {On: "true"}}
Resources:
  R: {Type: AWS::SNS::Topic}
Conditions:
  True: !Equals [a, a]
  False: !Equals [a, b]
  Unknown: !Equals [!Ref Open, a]
  C: `
	tests := []struct {
		yaml string
		want Truth
	}{
		{`!Equals [a, a]`, True},
		{`!Equals ["", ""]`, True},
		{`!Equals [a, A]`, False},
		{`!Equals [true, "true"]`, True},
		{`!Equals [!Ref Open, a]`, Unknown},
		{`!Equals [!Ref Open, !Ref Open]`, True},
		{`!Equals [!Ref Open, !Ref Same]`, Unknown},
		{`!Equals [!Ref AWS::Region, us-east-1]`, Unknown},
		{`!Equals [!Ref AWS::Region, !Ref AWS::Region]`, True},
		// A default is one deployment among several.
		{`!Equals [!Ref Defaulted, dev]`, Unknown},
		{`!Equals [!Ref Defaulted, prod]`, Unknown},
		{`!Equals [!Ref Defaulted, !Ref Defaulted]`, True},
		{`!Equals [!Sub "${Defaulted}-x", dev-x]`, Unknown},
		{`!Equals [!Ref Given, prod]`, True},
		{`!Equals [!Ref Given, dev]`, False},
		{`!Equals [!Sub "x-${Given}", x-prod]`, True},
		{`!Equals [!Join [",", !Ref Listed], "a,b"]`, Unknown},
		{`!Equals [!FindInMap [M, !Ref Given, On], "true"]`, True},
		{`!Equals [!FindInMap [M, !Ref Open, On], "true"]`, True}, // every entry says so
		{`!Equals [!FindInMap [M, !Ref Open, On], "false"]`, False},
		{`!Equals [!If [Unknown, a, b], c]`, False},
		{`!Equals [!If [Unknown, a, b], a]`, Unknown},
		{`!Equals [!If [Unknown, a, b], !If [Unknown, a, b]]`, True},
		{`!Equals [a]`, Unknown},
		{`!Not [!Condition True]`, False},
		{`!Not [!Condition Unknown]`, Unknown},
		{`!Not []`, Unknown},
		{`!And [!Condition True, !Condition True]`, True},
		{`!And [!Condition True, !Condition False, !Condition Unknown]`, False},
		{`!And [!Condition True, !Condition Unknown]`, Unknown},
		{`!Or [!Condition False, !Condition Unknown]`, Unknown},
		{`!Or [!Condition Unknown, !Condition True]`, True},
		{`!Or [!Condition False, !Condition False]`, False},
		{`!Or []`, Unknown},
		{`{Condition: True}`, True},
		{`!Condition Missing`, Unknown},
		{`"true"`, True},
		{`false`, False},
		{`maybe`, Unknown},
		{`!If [Unknown, "true", "true"]`, Unknown},
		{`{"Fn::Unknown": x}`, Unknown},
		{`[a]`, Unknown},
	}
	for _, tt := range tests {
		asm := loadTemplates(t, Options{Parameters: map[string]string{"Given": "prod"}}, "t.yaml", head+tt.yaml+"\n")
		if got := asm.Stacks[0].Condition("C"); got != tt.want {
			t.Errorf("%s is %s, want %s", tt.yaml, got, tt.want)
		}
	}
}

func TestConditionCycles(t *testing.T) {
	tests := []struct {
		name, yaml string
		want       []string
	}{
		{"itself", "  A: !Not [!Condition A]\n", []string{`t.yaml:3:6: condition "A" refers to itself (break the cycle)`}},
		{"two", "  A: !Not [!Condition B]\n  B: !Not [!Condition A]\n", []string{`t.yaml:3:6: condition "A" refers to itself (break the cycle)`}},
		{"by Fn::If", "  A: !Equals [!If [A, x, y], x]\n", []string{`t.yaml:3:6: condition "A" refers to itself (break the cycle)`}},
		{"diamond", "  A: !And [!Condition B, !Condition B]\n  B: !Equals [x, x]\n", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			asm := loadTemplates(t, Options{}, "t.yaml", "Resources: {R: {Type: AWS::SNS::Topic}}\nConditions:\n"+tt.yaml)
			s := asm.Stacks[0]
			got := s.Condition("A")
			if (got == Unknown) != (tt.want != nil) {
				t.Errorf("A is %s", got)
			}
			var problems []string
			for _, p := range s.Problems() {
				problems = append(problems, p.String())
			}
			if strings.Join(problems, "\n") != strings.Join(tt.want, "\n") {
				t.Errorf("got %q, want %q", problems, tt.want)
			}
		})
	}
}

// TestExists: a resource exists as its condition says.
func TestExists(t *testing.T) {
	asm := loadTemplates(t, Options{}, "t.yaml", `
Parameters: {P: {Type: String, Default: a}}
Conditions: {Yes: !Equals [a, a], No: !Equals [a, b], Open: !Equals [!Ref P, a]}
Resources:
  None: {Type: AWS::SNS::Topic}
  Yes: {Type: AWS::SNS::Topic, Condition: Yes}
  No: {Type: AWS::SNS::Topic, Condition: No}
  Open: {Type: AWS::SNS::Topic, Condition: Open}
  Missing: {Type: AWS::SNS::Topic, Condition: Nowhere}
`)
	for id, want := range map[string]Truth{"None": True, "Yes": True, "No": False, "Open": Unknown, "Missing": Unknown} {
		if got := asm.Stacks[0].Resources[id].Exists(); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}

// TestTruth checks the tables of three-valued logic.
func TestTruth(t *testing.T) {
	values := []Truth{False, Unknown, True}
	rank := map[Truth]int{False: 0, Unknown: 1, True: 2}
	for _, a := range values {
		if rank[a.Not()] != 2-rank[a] {
			t.Errorf("not %s is %s", a, a.Not())
		}
		for _, b := range values {
			if got := a.And(b); rank[got] != min(rank[a], rank[b]) {
				t.Errorf("%s and %s is %s", a, b, got)
			}
			if got := a.Or(b); rank[got] != max(rank[a], rank[b]) {
				t.Errorf("%s or %s is %s", a, b, got)
			}
		}
	}
}

// A nested stack has another name than the one that nests it; both are in one region.
func TestNamesOfStacks(t *testing.T) {
	fsys := fstest.MapFS{
		"parent.yaml": {Data: []byte(`
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: child.yaml
      Parameters: {Outer: !Sub "${AWS::StackName}", Where: !Ref AWS::Region}
`)},
		"child.yaml": {Data: []byte(`
Parameters:
  Outer: {Type: String}
  Where: {Type: String}
Conditions:
  SameName: !Equals [!Ref Outer, !Ref AWS::StackName]
  OwnName: !Equals [!Sub "${AWS::StackName}", !Ref AWS::StackName]
  SameRegion: !Equals [!Ref Where, !Ref AWS::Region]
Resources:
  T: {Type: AWS::SNS::Topic, Properties: {Outer: !Ref Outer, Own: !Ref AWS::StackName, Where: !Ref Where, Here: !Ref AWS::Region}}
`)},
	}
	asm, err := Load(t.Context(), fsys, []string{"."}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var child *Stack
	for _, s := range asm.Stacks {
		if s.Parent != nil {
			child = s
		}
	}
	if child == nil {
		t.Fatal("no nested stack")
	}
	for name, want := range map[string]Truth{"SameName": Unknown, "OwnName": True, "SameRegion": True} {
		if got := child.Condition(name); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	topic := child.Resources["T"]
	text := func(name string) string { return topic.Property(name).Canonical() }
	if text("Outer") == text("Own") || text("Where") != text("Here") {
		t.Errorf("canonical names %q and %q, regions %q and %q", text("Outer"), text("Own"), text("Where"), text("Here"))
	}
}
