package edit

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/template"
)

func Example() {
	text := []byte(`Resources:
  Password: # of the database
    Type: AWS::SecretsManager::Secret
`)
	src := template.NewSource("template.yaml", text)
	rotation, err := Value([]byte(`{
		"Type": "AWS::SecretsManager::RotationSchedule",
		"Properties": {"SecretId": {"Ref": "Password"}, "RotationRules": {"AutomaticallyAfterDays": 30}}
	}`))
	if err != nil {
		panic(err)
	}
	edits, err := Edits(src, []Operation{
		{Op: Set, Path: template.Path{"Resources", "Password", "Properties", "Description"}, Value: template.NewString("of the database", nil)},
		{Op: Set, Path: template.Path{"Resources", "PasswordRotation"}, Value: rotation},
	})
	if err != nil {
		panic(err)
	}
	text, err = Apply(text, edits)
	if err != nil {
		panic(err)
	}
	fmt.Print(string(text))
	// Output:
	// Resources:
	//   Password: # of the database
	//     Type: AWS::SecretsManager::Secret
	//     Properties:
	//       Description: of the database
	//   PasswordRotation:
	//     Type: AWS::SecretsManager::RotationSchedule
	//     Properties:
	//       SecretId: !Ref Password
	//       RotationRules:
	//         AutomaticallyAfterDays: 30
}

// TestMinimal looks at the edits themselves: they hold no more than what
// changes, and count a byte order mark.
func TestMinimal(t *testing.T) {
	for _, c := range []struct {
		text string
		op   Operation
		want []Edit
	}{
		{"{\"a\": \"one\", \"b\": 2}", Operation{Op: Set, Path: template.Path{"a"}, Value: template.NewString("ore", nil)}, []Edit{{8, 9, "r"}}},
		{"\uFEFF{\"a\": \"one\"}", Operation{Op: Set, Path: template.Path{"a"}, Value: template.NewString("ore", nil)}, []Edit{{11, 12, "r"}}},
		{"\uFEFFa: one\r\n", Operation{Op: Set, Path: template.Path{"b"}, Value: template.NewString("x", nil)}, []Edit{{11, 11, "b: x\r\n"}}},
		{"a: one\nb: 1\nc: 2\n", Operation{Op: Remove, Path: template.Path{"b"}}, []Edit{{7, 12, ""}}},
		{"a: é\n", Operation{Op: Set, Path: template.Path{"a"}, Value: template.NewString("è", nil)}, []Edit{{3, 5, "è"}}},
		{"a: b", Operation{Op: Append, Path: template.Path{"a"}, Value: template.NewString("c", nil)}, []Edit{{2, 2, "\n  -"}, {4, 4, "\n  - c\n"}}},
		{"[1, 2, 3]", Operation{Op: Append, Path: template.Path{}, Value: template.NewNode(template.Number, "4", nil)}, []Edit{{8, 8, ", 4"}}},
	} {
		got, err := Edits(template.NewSource("a", []byte(c.text)), []Operation{c.op})
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%q: %v\n%s", c.text, err, diff)
		}
	}
}

// TestErrors tells the reasons of refusals apart.
func TestErrors(t *testing.T) {
	one := template.NewNode(template.Number, "1", nil)
	for _, c := range []struct {
		text string
		ops  []Operation
		want error
		say  string
	}{
		{"a: 1", []Operation{{Op: Remove, Path: template.Path{"b"}}}, ErrMissing, "a.yaml:1:1: /b: there is no such value"},
		{"a: 1", []Operation{{Op: Set, Path: template.Path{"b"}}}, ErrMissing, "/b: set needs a value"},
		{"a: 1", []Operation{{Op: Append, Path: template.Path{"b"}}}, ErrMissing, "/b: append needs a value"},
		{"a: 1", []Operation{{Op: Set, Path: template.Path{"b", 1.5}, Value: one}}, ErrMissing, "/b: a path holds strings and ints only"},
		{"a: 1", []Operation{{Op: Set, Path: template.Path{"b", 0}, Value: one}}, ErrMissing, "/b/0: there is no such item"},
		{"a: 1", []Operation{{Op: Set, Path: template.Path{"a", 0}, Value: one}}, ErrMissing, "a.yaml:1:4: /a: the value is a number, not a list"},
		{"a: 1", []Operation{{Op: Text, Path: template.Path{"a"}}}, ErrMissing, "/a: the text to replace is empty"},
		{"a: 1", []Operation{{Op: 9, Path: template.Path{"a"}}}, ErrUnsupported, "/a: unknown operation"},
		{"a: 1", []Operation{{Op: Remove}}, ErrUnsupported, "the root of a template can only be changed from within"},
		{"a: 1", []Operation{{Op: Append, Value: one}}, ErrUnsupported, "the root of a template can only be changed from within"},
		{"a: [", []Operation{{Op: Append, Value: one}}, ErrUnsupported, "a.yaml:1:5: not valid YAML"},
		{"", []Operation{{Op: Append, Value: one}}, ErrUnsupported, "the file is empty"},
		{"a: 1", []Operation{{Op: Remove, Path: template.Path{"a"}}, {Op: Set, Path: template.Path{"a", "b"}, Value: one}}, ErrConflict, "a.yaml:1:4: /a/b: conflict between set here and remove at /a"},
		{"a: x", []Operation{{Op: Text, Path: template.Path{"a"}, Old: "x", New: "y"}, {Op: Set, Path: template.Path{"a"}, Value: one}}, ErrConflict, "a.yaml:1:4: /a: conflict between set here and text at /a"},
		{"a: {}", []Operation{{Op: Set, Path: template.Path{"a", "b"}, Value: one}, {Op: Remove, Path: template.Path{"a", "b"}}}, ErrConflict, "/a/b: conflict between remove here and an operation that makes /a/b"},
		{"a: &x {b: 1}\nc: *x", []Operation{{Op: Set, Path: template.Path{"a", "b"}, Value: one}, {Op: Set, Path: template.Path{"c", "d"}, Value: one}}, ErrShared, "a.yaml:1:7: /a: value is shared through the YAML anchor &x: edit it by hand"},
	} {
		edits, err := Edits(template.NewSource("a.yaml", []byte(c.text)), c.ops)
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.say) || edits != nil {
			t.Errorf("%q %s: %v %v, want %q", c.text, c.ops[0].Op, edits, err, c.say)
		}
	}
}

func TestValue(t *testing.T) {
	for text, want := range map[string]string{
		`"a"`: `"a"`, ` 1 `: `1`, `{"a": [null, true]}`: `{"a": [null, true, ], }`,
		``: "error", `1, 2`: "error", `{`: "error", `]`: "error", `a`: "error",
	} {
		v, err := Value([]byte(text))
		got := "error"
		if err == nil {
			got = modelOf(v).String()
		}
		if got != want {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
}

// TestPlain reads texts that are written without quotes with the readers of
// both versions of YAML that are at hand: ours, and those below it.
func TestPlain(t *testing.T) {
	for _, s := range someTexts {
		for _, flow := range []bool{false, true} {
			if !plainSafe(s, flow) {
				continue
			}
			text := s
			if flow {
				text = "[" + s + "]"
			}
			docs, problems := template.Parse(template.NewSource("a.yaml", []byte("a: "+text)))
			if len(problems) > 0 || len(docs) != 1 {
				t.Errorf("%q: %v", s, problems)
				continue
			}
			v := docs[0].Get("a")
			if flow {
				v = v.At(0)
			}
			if v == nil || v.Kind != template.String || v.Text != s {
				t.Errorf("%q reads %v", s, v)
			}
		}
	}
	for _, s := range strings.Fields(`y Y yes Yes YES n N no No NO true True TRUE false on On ON off OFF null Null NULL ~ 0 00 012 0o14 0x1F 0b11 1_000
		1e3 1.5 1. .5 +1 -1 -.5 1:20 1:20:30.5 190:20:30 .inf -.inf +.INF .nan .NaN 2012-10-17 2012-10-17T10:00:00Z << = * & ! | > % @ - ? : 1e+3 -0`) {
		if plainSafe(s, false) {
			t.Errorf("%q needs quotes", s)
		}
	}
}
