package fixes

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/template/edit"
)

func TestWithoutEmptied(t *testing.T) {
	const written = `Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables: {A: a, B: b}
      Layers: [x]
      Tags:
        - {Key: a, Value: b}
      Policy:
        Statement: [s]
`
	asm, err := template.Load(t.Context(), fstest.MapFS{"template.yaml": {Data: []byte(written)}}, []string{"template.yaml"}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := asm.Stacks[0]
	variables := template.Path{"Resources", "F", "Properties", "Environment", "Variables"}
	properties := template.Path{"Resources", "F", "Properties"}
	remove := func(path template.Path) Change { return Change{s, edit.Operation{Op: edit.Remove, Path: path}} }
	set := func(path template.Path) Change {
		return Change{s, edit.Operation{Op: edit.Set, Path: path, Value: text("v")}}
	}
	for _, test := range []struct {
		name    string
		changes []Change
		want    string
	}{
		{"one of two", []Change{remove(variables.Append("A"))}, "remove Environment.Variables.A"},
		{"all, and what holds them", []Change{remove(variables.Append("A")), remove(variables.Append("B"))}, "remove Environment"},
		{"one removed, one set", []Change{remove(variables.Append("A")), set(variables.Append("B"))}, "remove Environment.Variables.A, set Environment.Variables.B"},
		{"one more set", []Change{remove(variables.Append("A")), remove(variables.Append("B")), set(variables.Append("C"))}, "remove Environment.Variables.A, remove Environment.Variables.B, set Environment.Variables.C"},
		{"a list", []Change{remove(properties.Append("Layers", 0))}, "remove Layers"},
		{"the fields of an item", []Change{remove(properties.Append("Tags", 0, "Key")), remove(properties.Append("Tags", 0, "Value"))}, "remove Tags[0].Key, remove Tags[0].Value"},
		{"statements", []Change{remove(properties.Append("Policy", "Statement", 0))}, "remove Policy.Statement[0]"},
	} {
		var got []string
		for _, c := range withoutEmptied(test.changes) {
			path := strings.TrimPrefix(c.Path.Dotted(), "Resources.F.Properties.")
			got = append(got, c.Op.String()+" "+path)
		}
		if all := strings.Join(got, ", "); all != test.want {
			t.Errorf("%s: %s, want %s", test.name, all, test.want)
		}
	}
}
