package naming

import (
	"testing"
	"testing/fstest"

	"github.com/fjall-lint/fjall-lint/template"
)

func TestExclusive(t *testing.T) {
	const text = `
Parameters:
  Env: {Type: String, AllowedValues: [dev, prod]}
  Zone: {Type: String}
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Dev: !Equals [dev, !Ref Env]
  NotProd: !Not [!Condition Prod]
  Neither: !And [!Not [!Condition Prod], !Not [!Condition Dev]]
  West: !Equals [!Ref Zone, west]
  East: !Equals [!Ref Zone, east]
  WestProd: !And [!Condition West, !Condition Prod]
  Any: !Or [!Condition West, !Condition East]
  Ireland: !Equals [!Ref "AWS::Region", eu-west-1]
  Joined: !Equals [!Join ["", [!Ref Env]], prod]
  Loop: !Not [!Condition Loop]
Resources:
  R: {Type: "AWS::SNS::Topic"}
`
	asm, err := template.Load(t.Context(), fstest.MapFS{"t.yaml": {Data: []byte(text)}}, []string{"t.yaml"}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := asm.Stacks[0]
	for _, c := range []struct {
		a, b string
		want template.Truth
	}{
		{"Prod", "Dev", template.True},
		{"Prod", "NotProd", template.True},
		{"Dev", "NotProd", template.False},
		{"Neither", "West", template.True},
		{"West", "East", template.True},
		{"West", "Prod", template.False},
		{"WestProd", "Dev", template.True},
		{"WestProd", "Any", template.False},
		{"Any", "Ireland", template.False},
		{"Prod", "Joined", template.Unknown},
		{"Prod", "Loop", template.Unknown},
		{"Prod", "Absent", template.Unknown},
		{"Joined", "Joined", template.False},
		{"", "Prod", template.False},
		{"", "", template.False},
	} {
		if got := exclusive(s, c.a, c.b); got != c.want {
			t.Errorf("exclusive(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
		if got := exclusive(s, c.b, c.a); got != c.want {
			t.Errorf("exclusive(%q, %q) = %v, want %v", c.b, c.a, got, c.want)
		}
	}
}
