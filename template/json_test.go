package template

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestJSONPositions(t *testing.T) {
	src := NewSource("a.json", []byte("{\n  \"Resources\": {\"é\": {\"Type\": \"X\",\n \"L\": [1, true, null]}}}\n"))
	docs, problems := Parse(src)
	if len(problems) > 0 || len(docs) != 1 {
		t.Fatalf("problems %v, %d documents", problems, len(docs))
	}
	n := docs[0].At("Resources", "é", "Type")
	if got, want := n.Range().String(), "a.json:2:31"; got != want {
		t.Errorf("Type stands at %s, want %s", got, want)
	}
	r := docs[0].At("Resources", "é", "L", 1).Range()
	if r.Start.Line != 3 || r.Start.Column != 11 || r.End.Column != 15 {
		t.Errorf("L[1] stands at %v", r)
	}
	for _, f := range docs[0].Fields() {
		s, e := f.Key.Offsets()
		if string(src.Data[s:e]) != `"Resources"` {
			t.Errorf("key's text is %s", src.Data[s:e])
		}
	}
	checkTree(t, src, docs[0])
}

func TestJSONScalars(t *testing.T) {
	tests := []struct {
		in   string
		kind Kind
		text string
	}{
		{`""`, String, ""},
		{`"a\"b\\c\/d\b\f\n\r\t"`, String, "a\"b\\c/d\b\f\n\r\t"},
		{`"\u00e9\ud83d\ude00"`, String, "é😀"},
		{`"\ud83d x"`, String, "\uFFFD x"},
		{`"\ude00\ud83d"`, String, "\uFFFD\uFFFD"},
		{`"\u0000"`, String, "\x00"},
		{`"{{resolve:ssm:/a}}"`, String, "{{resolve:ssm:/a}}"},
		{`0`, Number, "0"},
		{`-0.50`, Number, "-0.50"},
		{`1E400`, Number, "1E400"},
		{`123456789012345678901234567890`, Number, "123456789012345678901234567890"},
		{`true`, Bool, "true"},
		{`false`, Bool, "false"},
		{`null`, Null, "null"},
	}
	for _, tt := range tests {
		src := NewSource("a.json", []byte(" [ "+tt.in+" ] "))
		root, problems := parseJSON(src)
		if len(problems) > 0 {
			t.Errorf("%s: %v", tt.in, problems)
			continue
		}
		n := root.At(0)
		if n.Kind != tt.kind || n.Text != tt.text {
			t.Errorf("%s is %v %q, want %v %q", tt.in, n.Kind, n.Text, tt.kind, tt.text)
		}
		if s, e := n.Offsets(); string(src.Data[s:e]) != tt.in {
			t.Errorf("%s has the range of %q", tt.in, src.Data[s:e])
		}
	}
}

func TestJSONProblems(t *testing.T) {
	tests := []struct {
		in, want string
	}{
		{"{\"a\": 1,\n}", "a.json:1:8: not valid JSON: trailing comma"},
		{"[1, ]", "a.json:1:3: not valid JSON: trailing comma"},
		{"{'a': 1}", "a.json:1:2: not valid JSON: a single quote"},
		{"{\"a\":\n  'x'}", "a.json:2:3: not valid JSON: a single quote"},
		{"{\"a\": 1\n \"b\": 2}", "a.json:1:8: not valid JSON: missing comma"},
		{"[{}\n{}]", "a.json:1:4: not valid JSON: missing comma"},
		{"[true [1]]", "a.json:1:6: not valid JSON: missing comma"},
		{"[1 2]", "a.json:1:3: not valid JSON: missing comma"},
		{"[1,,2]", "a.json:1:4: not valid JSON: a value is missing before the comma"},
		{"[,1]", "a.json:1:2: not valid JSON: a value is missing before the comma"},
		{"{\"a\" 1}", "a.json:1:5: not valid JSON: missing colon"},
		{"{\"a\"}", "a.json:1:5: not valid JSON: missing colon"},
		{"{\"a\":}", "a.json:1:6: not valid JSON: a value is missing behind the colon"},
		{"{\"a\": {\"b\": 1]}", "a.json:1:14: not valid JSON: ']' does not close the '{' of line 1"},
		{"{\"a\": 1, // why\n\"b\": 2}", "a.json:1:10: not valid JSON: a comment"},
		{"{\"a\": \"x\ny\"}", "a.json:1:9: not valid JSON: a string is not closed on its line"},
		{"{\"a\": \"x\ty\"}", "a.json:1:9: not valid JSON: a control character in a string"},
		{"{\"é\": \"\\q\"}", "a.json:1:8: not valid JSON: unknown escape in a string"},
		{"{\"é\": \"\\u12\"}", "a.json:1:8: not valid JSON: unknown escape in a string"},
		{"{a: 1}", "a.json:1:2: not valid JSON: the key of a map is no string"},
		{"{1: 1}", "a.json:1:2: not valid JSON: the key of a map is no string"},
		{"[hunter2]", "a.json:1:2: not valid JSON: neither a string, number, true, false, null, list nor map"},
		{"[tru]", "a.json:1:2: not valid JSON: neither a string, number, true, false, null, list nor map"},
		{"[1.]", "a.json:1:2: not valid JSON: neither a string, number, true, false, null, list nor map"},
		{"[+1]", "a.json:1:2: not valid JSON: neither a string, number, true, false, null, list nor map"},
		{"[012]", "a.json:1:2: not valid JSON: a number starts with 0"},
		{"{\"a\": 1}}", "a.json:1:9: not valid JSON: text behind the end of the JSON value"},
		{"{\"a\": 1}\n{}", "a.json:2:1: not valid JSON: text behind the end of the JSON value"},
		{"{} x", "a.json:1:4: not valid JSON: text behind the end of the JSON value"},
		{"{\"a\":", "a.json:1:6: not valid JSON: unexpected end of file (the '{' of line 1 is not closed; was the file cut off?)"},
		{"{\n\"a\": [1, 2", "a.json:2:11: not valid JSON: unexpected end of file (the '[' of line 2 is not closed; was the file cut off?)"},
		{"{\"a\": [1, 2]\n", "a.json:2:1: not valid JSON: unexpected end of file (the '{' of line 1 is not closed; was the file cut off?)"},
		{"[tr", "a.json:1:4: not valid JSON: unexpected end of file"},
		{"{\"a\": \"x", "a.json:1:7: not valid JSON: the string that starts here is never closed"},
		{" \n", "a.json:1:1: the file is empty"},
		{"[\n\"é\xff\"]", "a.json:2:3: the file is not valid UTF-8"},
		{"{\"a\": \"\x00\"}", "a.json:1:8: the file is binary, not a template"},
	}
	for _, tt := range tests {
		root, problems := parseJSON(NewSource("a.json", []byte(tt.in)))
		if root != nil || len(problems) != 1 || !problems[0].Fatal || problems[0].Kind != Unreadable {
			t.Errorf("%q: root %v, problems %v", tt.in, root, problems)
			continue
		}
		if got := problems[0].String(); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%q:\n got %s\nwant %s", tt.in, got, tt.want)
		}
		if strings.Contains(problems[0].String(), "hunter2") {
			t.Errorf("the message repeats the file's text: %v", problems[0])
		}
	}
}

func TestJSONDuplicates(t *testing.T) {
	for _, more := range []int{0, 20} {
		var b strings.Builder
		b.WriteString("{\"a\": 1,\n\"a\": 2,\n\"b\": 3,\n\"a\": 4")
		for i := range more {
			fmt.Fprintf(&b, ", \"k%d\": %d", i, i)
		}
		b.WriteString("}")
		root, problems := parseJSON(NewSource("a.json", []byte(b.String())))
		if len(problems) != 2 {
			t.Fatalf("%d more: problems %v", more, problems)
		}
		for i, p := range problems {
			want := fmt.Sprintf(`a.json:4:1: key "a" stands twice in one map, first on line %d (remove one; only the last is used)`, i+1)
			if p.String() != want || p.Fatal || p.Kind != Structure {
				t.Errorf("problem %v, want %s", p, want)
			}
		}
		if got := root.Get("a").Text; got != "4" || len(root.Fields()) != 2+more {
			t.Errorf("a is %s of %d fields", got, len(root.Fields()))
		}
	}
}

func TestJSONDepth(t *testing.T) {
	for _, in := range []string{
		strings.Repeat("[", 1_000_000),
		strings.Repeat("[", 1_000_000) + strings.Repeat("]", 1_000_000),
		strings.Repeat(`{"a":`, 1_000_000),
	} {
		begin := time.Now()
		docs, problems := Parse(NewSource("a.json", []byte(in)))
		if len(docs) > 0 || len(problems) != 1 || !strings.Contains(problems[0].Message, tooDeep) {
			t.Errorf("%.20s…: %d documents, problems %v", in, len(docs), problems)
		}
		if d := time.Since(begin); d > 2*time.Minute {
			t.Errorf("%.20s… took %v", in, d)
		}
	}
	in := strings.Repeat("[", maxDepth) + "1" + strings.Repeat("]", maxDepth)
	if docs, problems := Parse(NewSource("a.json", []byte(in))); len(docs) != 1 {
		t.Errorf("%d levels: %v", maxDepth, problems)
	}
}
