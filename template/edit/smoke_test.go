package edit

import (
	"strconv"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/template"
)

// pointer reads a JSON pointer; numbers are indexes.
func pointer(s string) template.Path {
	var p template.Path
	for e := range strings.SplitSeq(strings.TrimPrefix(s, "/"), "/") {
		e = strings.ReplaceAll(strings.ReplaceAll(e, "~1", "/"), "~0", "~")
		if i, err := strconv.Atoi(e); err == nil {
			p = append(p, i)
		} else {
			p = append(p, e)
		}
	}
	return p
}

func value(s string) *template.Node {
	v, err := Value([]byte(s))
	if err != nil {
		panic(err)
	}
	return v
}

func set(path, v string) Operation  { return Operation{Op: Set, Path: pointer(path), Value: value(v)} }
func app(path, v string) Operation  { return Operation{Op: Append, Path: pointer(path), Value: value(v)} }
func remove(path string) Operation  { return Operation{Op: Remove, Path: pointer(path)} }
func text(path, from, to string) Operation {
	return Operation{Op: Text, Path: pointer(path), Old: from, New: to}
}

func TestSmoke(t *testing.T) {
	y := `# header
Resources:
  A:   # first
    Type: AWS::S3::Bucket
    Properties:
      Tags: [a, 'b']
      # about name
      Name: x  # the name

  B:
    Type: 'T'
    Policy:
      Statement:
        - Effect: Allow
          Action: s3:Get
          Resource: !Sub "a:${b}"
`
	j := "{\n  \"Resources\": {\n    \"A\": {\n      \"Type\": \"T\",\n      \"L\": [\"a\", \"b\"],\n      \"M\": [\n        \"x\",\n        \"y\"\n      ]\n    }\n  }\n}\n"
	for _, c := range []struct{ in string; ops []Operation }{
		{y, []Operation{set("/Resources/C", `{"Type":"AWS::X","Properties":{"A":{"Ref":"A"},"B":["yes",{"Fn::GetAtt":["A","Arn"]}]}}`)}},
		{y, []Operation{app("/Resources/B/Policy/Statement/0/Action", `"s3:Put"`), app("/Resources/A/Properties/Tags", `"c"`)}},
		{y, []Operation{app("/Resources/B/Policy/Statement", `{"Effect":"Deny"}`), remove("/Resources/A/Properties/Name")}},
		{y, []Operation{text("/Resources/B/Policy/Statement/0/Resource/Fn::Sub", "${b}", "${c}"), set("/Resources/B/Type", `"U"`)}},
		{y, []Operation{remove("/Resources/A")}},
		{j, []Operation{set("/Resources/B", `{"Type":"U","P":{"x":[1,2]}}`), app("/Resources/A/L", `"c"`), app("/Resources/A/M", `"z"`)}},
		{j, []Operation{remove("/Resources/A/L"), remove("/Resources/A/M/1"), app("/Resources/A/Type", `"U"`)}},
		{j, []Operation{remove("/Resources/A/L/0"), remove("/Resources/A/L/1"), remove("/Resources/A/M")}},
	} {
		src := template.NewSource("a", []byte(c.in))
		edits, err := Edits(src, c.ops)
		if err != nil {
			t.Errorf("%v", err)
			d, _ := read(src)
			p, _ := plan(d.root, c.ops)
			g := &generator{document: d}
			t.Log(g.value(p, slot{node: d.root, y: d.y, root: true, col: -1}))
			edits, _ = g.finish()
		}
		out, err := Apply([]byte(c.in), edits)
		t.Logf("%v\n%s", err, out)
	}
}
