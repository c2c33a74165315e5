package edit

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/fjall-lint/fjall-lint/internal/fuzzcorpus"
)

var yamlSeeds = []string{
	"a: b\n", "a:\n- b\n-\n- c: d\n", "{a: [b, 'c', \"d\"], e: }", "a: |\n  b\n\nc: >-\n  d\n  e\n", "a: &x !Sub \"${b}\"\nc: *x\n",
	"base: &b {x: 1}\none:\n  <<: *b\n  y: 2\n", "%YAML 1.1\n---\na: b\n...\n---\nb: c\n", "a: # x\n  b # y\n", "? a\n: b\n? c\n", "a: !GetAtt b.c\nd: !Ref e",
	"- - - a\n    - b\n  - c\n", "a: |+2 # c\n    x\n\n# d\n", "[a: b, {c: d}, ? f : g]", "\"a\\\n  b\": 'c''d'\n", "a:\r\n  - b\r\n", "a:\r\n  - b: c\r\n    d: e # f\r\n",
	"!!str 1: !!int 2\n", "a: !\nb: ! c\n", "a: !Ref\n&x b: c\n", "\uFEFFa: b", "- >\n a\n  b\n c\n- d", "- '#a' #b\n- \"#c\" # d\n- e#f\n",
	"a: !If\n- b\n- !Join\n  - ''\n  - - c\n    - d\n", "# top\na:\n  # b\n  b: 1 # b\n  # c\n  c: 2\n  # end\n\nd: 1\n\ne: 2\n", "a: [\n  b, # b\n  c, # c\n]\n", "a: {\n  b: c, # b\n  d: e # d\n}\n",
	"a:\n    b:\n        - c\n        -   d: e\n            f: |\n                g\n", "a: b\nc: |-\n  d", "a: |\n  b", "a: &x\n  b: c\n", "a: 'b\n  c'\nd: e\n", "a: b\n  c\nd: e", "a: >-\n  b\n  c\n\n  d\n",
}

var jsonSeeds = []string{
	`{"a":1}`, `[1,2.5e3,true,null,"x\u00e9\n"]`, `{"a":{"b":[{}]},"c":2}`, "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}\n", "{\r\n\t\"a\": {\r\n\t\t\"b\": \"c\"\r\n\t}\r\n}",
	`{ "a" : [ 1 , 2 ] , "b" : {"c":"d"} }`, "\uFEFF{\"a\": \"b\\\"c\"}", "[\n {\"a\": 1},\n {\"b\": 2}\n]", `{"a": "\ud83d\ude00 \/"}`,
}

func addSeeds(f *testing.F, seeds []string, pattern string, extensions ...string) {
	for i, s := range seeds {
		f.Add([]byte(s), uint64(i))
		f.Add([]byte(s), uint64(i+100))
	}
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		f.Fatal(err, "no templates")
	}
	for i, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, uint64(i))
	}
	fuzzcorpus.Add(f, func(data []byte) { f.Add(data, uint64(len(data))) }, extensions...)
}

func FuzzEditsYAML(f *testing.F) {
	addSeeds(f, append(yamlSeeds, jsonSeeds...), "../../testdata/rules/*/*/*.yaml", ".yaml", ".yml")
	f.Fuzz(func(t *testing.T, data []byte, seed uint64) { checkFuzz(t, "a.yaml", data, seed) })
}

func FuzzEditsJSON(f *testing.F) {
	addSeeds(f, jsonSeeds, "../../testdata/rules/*/*/*.json", ".json")
	f.Fuzz(func(t *testing.T, data []byte, seed uint64) { checkFuzz(t, "a.json", data, seed) })
}

// TestSeeds does many operations on each of the seeds.
func TestSeeds(t *testing.T) {
	for _, s := range yamlSeeds {
		for seed := range uint64(300) {
			t.Run("", func(t *testing.T) { checkFuzz(t, "a.yaml", []byte(s), seed) })
		}
	}
	for _, s := range jsonSeeds {
		for seed := range uint64(300) {
			t.Run("", func(t *testing.T) { checkFuzz(t, "a.json", []byte(s), seed) })
		}
	}
}
