package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/rules"
)

// TestConfigurationPage checks that docs/configuration.md is what the schema of the
// configuration says, and that the tool accepts its examples; -update writes it anew.
func TestConfigurationPage(t *testing.T) {
	text, err := os.ReadFile("../../rules/schema/config.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc yaml.Node // JSON is YAML, and a node keeps the order of the keys
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	s := schemaPage{root: doc.Content[0]}
	keys := s.keys(s.root, "")

	var whole bytes.Buffer
	enc := yaml.NewEncoder(&whole)
	enc.SetIndent(2)
	if err := enc.Encode(s.example(s.root)); err != nil {
		t.Fatal(err)
	}
	known, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rules.ReadConfig(".fjall-lint.yaml", whole.Bytes(), known); err != nil {
		t.Errorf("the example is not accepted: %v", err)
	}

	var b strings.Builder
	b.WriteString("# Configuration\n\n<!-- Written by `go test ./cmd/fjall-lint -run TestConfigurationPage -update` from the schema. -->\n\n")
	fmt.Fprintf(&b, "%s\nA key that is not known is an error. The [JSON Schema](../rules/schema/config.schema.json) serves editors:\nbegin the file with\n`# yaml-language-server: $schema=<path or address of config.schema.json>`.\n\n", wrap(field(s.root, "description").Value, 110)+"\n")
	b.WriteString("## All keys in one file\n\nThese are examples, not the defaults.\n\n")
	fence(&b, "yaml", whole.String())
	b.WriteString("\n## The keys\n\n`<rule>` stands for the id or the name of a rule, `[]` for each entry of a list.\n\n| key | type | default | meaning | example |\n|---|---|---|---|---|\n")
	for _, k := range keys {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", k.name, k.kind, k.preset, cell(k.meaning), k.example)
	}
	b.WriteString("\nThe parameters of each rule are on [its page](rules/README.md).\n")
	golden(t, "../../docs/configuration.md", []byte(b.String()))
}

// schemaPage reads the schema for its page.
type schemaPage struct{ root *yaml.Node }

type configKey struct{ name, kind, preset, meaning, example string }

func field(n *yaml.Node, key string) *yaml.Node {
	for i := 0; n != nil && n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// resolve follows a $ref within the schema.
func (s schemaPage) resolve(n *yaml.Node) *yaml.Node {
	if ref := field(n, "$ref"); ref != nil {
		return field(field(s.root, "$defs"), strings.TrimPrefix(ref.Value, "#/$defs/"))
	}
	return n
}

// keys lists the keys below a schema, in order.
func (s schemaPage) keys(n *yaml.Node, prefix string) []configKey {
	var list []configKey
	properties := field(n, "properties")
	for i := 0; properties != nil && i+1 < len(properties.Content); i += 2 {
		list = append(list, s.key(prefix+properties.Content[i].Value, properties.Content[i+1])...)
	}
	return list
}

// key is a key and what is below it.
func (s schemaPage) key(name string, n *yaml.Node) []configKey {
	target := s.resolve(n)
	k := configKey{name: name, kind: s.kind(n)}
	for _, from := range []*yaml.Node{n, target} {
		if d := field(from, "description"); d != nil && k.meaning == "" {
			k.meaning = d.Value
		}
		if d := field(from, "default"); d != nil && k.preset == "" {
			k.preset = "`" + d.Value + "`"
		}
		if e := field(from, "examples"); e != nil && k.example == "" {
			k.example = "`" + flow(e.Content[0]) + "`"
		}
	}
	list := append([]configKey{k}, s.keys(target, name+".")...)
	if items := field(target, "items"); items != nil {
		list = append(list, s.keys(s.resolve(items), name+"[].")...)
	}
	if rest := field(target, "additionalProperties"); field(rest, "$ref") != nil {
		list = append(list, s.key(name+".<rule>", rest)...)
	}
	for _, one := range content(field(target, "anyOf")) {
		list = append(list, s.keys(s.resolve(one), name+".")...)
	}
	return list
}

func content(n *yaml.Node) []*yaml.Node {
	if n == nil {
		return nil
	}
	return n.Content
}

// kind says what a value may be.
func (s schemaPage) kind(n *yaml.Node) string {
	n = s.resolve(n)
	var parts []string
	for _, v := range content(field(n, "enum")) {
		if part := "`" + v.Value + "`"; len(parts) == 0 || parts[len(parts)-1] != part {
			parts = append(parts, part)
		}
	}
	for _, one := range content(field(n, "anyOf")) {
		parts = append(parts, s.kind(one))
	}
	if t := field(n, "type"); t != nil && len(parts) == 0 {
		words := map[string]string{"object": "map", "array": "list", "string": "text"}
		word := t.Value
		if w, ok := words[word]; ok {
			word = w
		}
		if f := field(n, "format"); f != nil {
			word = f.Value
		}
		parts = append(parts, word)
	}
	return strings.Join(parts, ", ")
}

// example is an example of all that a schema describes.
func (s schemaPage) example(n *yaml.Node) *yaml.Node {
	for _, from := range []*yaml.Node{n, s.resolve(n)} {
		if e := field(from, "examples"); e != nil {
			return block(e.Content[0])
		}
	}
	out := &yaml.Node{Kind: yaml.MappingNode}
	properties := field(s.resolve(n), "properties")
	for i := 0; properties != nil && i+1 < len(properties.Content); i += 2 {
		out.Content = append(out.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: properties.Content[i].Value}, s.example(properties.Content[i+1]))
	}
	return out
}

// block is a value as YAML writes it, from one that was written as JSON.
func block(n *yaml.Node) *yaml.Node {
	c := *n
	c.Style, c.Content = 0, nil
	for _, e := range n.Content {
		c.Content = append(c.Content, block(e))
	}
	return &c
}

// flow is a value in one line.
func flow(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		var parts []string
		for i := 0; i+1 < len(n.Content); i += 2 {
			parts = append(parts, n.Content[i].Value+": "+flow(n.Content[i+1]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case yaml.SequenceNode:
		var parts []string
		for _, e := range n.Content {
			parts = append(parts, flow(e))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	if n.Tag == "!!str" && (strings.ContainsAny(n.Value, "*:{}[],#") || strings.Trim(n.Value, "0123456789.") == "") {
		quoted, err := json.Marshal(n.Value)
		if err == nil {
			return string(quoted)
		}
	}
	return n.Value
}
