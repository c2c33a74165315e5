package template

import "testing"

// TestNamesOfManifests: names that stand in a manifest stay within the assembly, written
// as any system writes them.
func TestNamesOfManifests(t *testing.T) {
	for _, tt := range []struct {
		name, want string
	}{
		{"S.template.json", "out/nested/S.template.json"},
		{`sub\S.template.json`, "out/nested/sub/S.template.json"},
		{`..\S.template.json`, "out/S.template.json"},
		{`.\a\..\b.json`, "out/nested/b.json"},
		{`..\..\x.json`, ""},
		{"../../x.json", ""},
		{`a\..\..\..\x.json`, ""},
		{`..\../..\x.json`, ""},
		{`C:\x.json`, ""},
		{"C:/x.json", ""},
		{"C:x.json", ""},
		{"c:", ""},
		{`\x.json`, ""},
		{"/x.json", ""},
		{`\\host\share\x.json`, ""},
		{"//host/share/x.json", ""},
		{`\\?\C:\x.json`, ""},
		{`\\.\pipe\x`, ""},
		{"", ""},
	} {
		got, ok := joinWithin("out", "out/nested", tt.name)
		if ok != (tt.want != "") || ok && got != tt.want {
			t.Errorf("%q is %q, %v, want %q", tt.name, got, ok, tt.want)
		}
	}
}
