package lsp

import "testing"

func TestPathOf(t *testing.T) {
	for uri, want := range map[string]string{
		"file:///a/b%20c/%C3%BC.yaml": "/a/b c/ü.yaml",
		"file://localhost/a":          "/a",
		"file:///a/../b/":             "/b",
		"FILE:///a":                   "/a",
		"file:///c%3A/x/t.json":       "C:/x/t.json",
		"file:///C:/x":                "C:/x",
		"file://server/share/t.json":  "//server/share/t.json",
		"untitled:Untitled-1":         "",
		"":                            "",
		"file://":                     "",
		"%":                           "",
		"git:/a/b.json?{}":            "",
	} {
		if got, ok := pathOf(uri); got != want || ok != (want != "") {
			t.Errorf("%q is %q (%v), want %q", uri, got, ok, want)
		}
	}
	for name, want := range map[string]string{"/a b/ü.yaml": "file:///a%20b/%C3%BC.yaml", "C:/x": "file:///C:/x"} {
		if got := uriOf(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
		if got, _ := pathOf(want); got != name {
			t.Errorf("%q is %q, want %q", want, got, name)
		}
	}
}
