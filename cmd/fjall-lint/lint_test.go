package main

import (
	"maps"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/internal/fuzzcorpus"
)

func TestReadParameters(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       map[string]string
	}{
		{"map", `{"A": "x", "B": 1, "C": true, "D": null, "E": 0012, "F": 1e3}`, map[string]string{"A": "x", "B": "1", "C": "true", "E": "0012", "F": "1e3"}},
		{"YAML", "A: 2026-01-01\nB: [1, b]\nC: &c x\nD: *c\n", map[string]string{"A": "2026-01-01", "B": "1,b", "C": "x", "D": "x"}},
		{"list", `[{"ParameterKey": "A", "ParameterValue": "x"}, {"ParameterKey": "B", "UsePreviousValue": true}]`, map[string]string{"A": "x"}},
		{"pipeline", `{"Parameters": {"A": "x"}, "StackPolicy": {}}`, map[string]string{"A": "x"}},
		{"a parameter of that name", `{"Parameters": "x"}`, map[string]string{"Parameters": "x"}},
		{"empty", "", map[string]string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := map[string]string{}
			if err := readParameters("p", []byte(tt.text), got); err != nil {
				t.Fatal(err)
			}
			if !maps.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// FuzzReadParameters: no text ends the program, and every error names the file.
func FuzzReadParameters(f *testing.F) {
	for _, text := range []string{
		`{"A": "x"}`, `[{"ParameterKey": "A", "ParameterValue": "x"}]`, `{"Parameters": {"A": [1]}}`, "A: *b\n", "? [a]\n: b\n", "{", "",
	} {
		f.Add(text)
	}
	fuzzcorpus.Add(f, func(data []byte) { f.Add(string(data)) }, fuzzcorpus.Templates...)
	f.Fuzz(func(t *testing.T, text string) {
		if err := readParameters("file.yaml", []byte(text), map[string]string{}); err != nil && !strings.HasPrefix(err.Error(), "file.yaml:") {
			t.Errorf("the file is not named: %v", err)
		}
	})
}
