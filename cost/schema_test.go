package cost

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write generated files anew")

// TestUsageSchemaIsCurrent compares the schema of usage files with the keys that
// there are.
func TestUsageSchemaIsCurrent(t *testing.T) {
	amount := map[string]any{
		"anyOf": []any{
			map[string]any{"$ref": "#/$defs/number"},
			map[string]any{
				"type": "object", "required": []any{"expected"}, "additionalProperties": false,
				"properties": map[string]any{
					"low": map[string]any{"$ref": "#/$defs/number"}, "expected": map[string]any{"$ref": "#/$defs/number"}, "high": map[string]any{"$ref": "#/$defs/number"},
				},
			},
		},
	}
	types, all := map[string]any{}, map[string]any{}
	for _, name := range usageTypes() {
		keys := map[string]any{}
		for _, k := range usageKeys(name) {
			doc := map[string]any{"description": sentence(k)}
			switch {
			case len(k.modes) > 0:
				doc["enum"] = k.modes
			case k.most == 1:
				doc["$ref"] = "#/$defs/part"
			default:
				doc["$ref"] = "#/$defs/amount"
			}
			keys[k.name] = doc
			all[k.name] = true
		}
		types[name] = map[string]any{"type": "object", "additionalProperties": false, "properties": keys}
	}
	part := func(n map[string]any) map[string]any {
		return map[string]any{"anyOf": []any{n, map[string]any{
			"type": "object", "required": []any{"expected"}, "additionalProperties": false,
			"properties": map[string]any{"low": n, "expected": n, "high": n},
		}}}
	}
	doc := map[string]any{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"$id":         "https://github.com/fjall-lint/fjall-lint/cost/schema/usage.schema.json",
		"title":       "Usage file of fjall-lint",
		"description": "How much the secrets of an app are used: what its templates do not tell. `fjall-lint cost --init-usage` writes one.",
		"type":        "object", "additionalProperties": false,
		"properties": map[string]any{
			"version": map[string]any{"description": "Version of this format.", "enum": []any{1, "1"}},
			"region":  map[string]any{"description": "Region of stacks whose region is not known.", "type": "string"},
			"prices": map[string]any{
				"description": "Prices that go before those of the tool.", "type": "object", "additionalProperties": false,
				"properties": map[string]any{"file": map[string]any{"description": "File of prices, relative to this file.", "type": "string"}},
			},
			"defaults": map[string]any{
				"description": "Usage of resources by their type.", "type": "object", "additionalProperties": false, "properties": types,
			},
			"resources": map[string]any{
				"description": "Usage of single resources, by logical id, stack/logical id, construct path, or the name of a stack; which keys there are depends on the type.",
				"type":        "object", "additionalProperties": map[string]any{"type": "object", "propertyNames": map[string]any{"enum": sortedKeys(all)}},
			},
		},
		"$defs": map[string]any{
			"number": map[string]any{"description": "A number that is not negative.", "anyOf": []any{
				map[string]any{"type": "number", "minimum": 0}, map[string]any{"type": "string", "pattern": `^[0-9_]+(\.[0-9]+)?$`},
			}},
			"amount": amount,
			"part":   part(map[string]any{"type": "number", "minimum": 0, "maximum": 1}),
		},
	}
	var want bytes.Buffer
	enc := json.NewEncoder(&want)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		t.Fatal(err)
	}
	const file = "schema/usage.schema.json"
	if *update {
		if err := os.WriteFile(file, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s is not that of the keys: go test ./cost -update", file)
	}
}
