package reporters

import "testing"

// TestWindowsPaths: paths of Windows are shown relative with slashes on every system.
func TestWindowsPaths(t *testing.T) {
	for _, tt := range []struct {
		work, root, name, file, repo string
		inside                       bool
	}{
		{`C:\r\app`, `C:\r`, `C:\r\app\cdk.out\S.template.json`, "cdk.out/S.template.json", "app/cdk.out/S.template.json", true},
		{`C:\r\app`, `C:\r`, `c:\r\app\lib\x.ts`, "lib/x.ts", "app/lib/x.ts", true},
		{`c:/r/app`, `c:/r`, `c:\r\app\..\lib\x.ts`, "../lib/x.ts", "lib/x.ts", true},
		{`C:\r\app`, `C:\r`, `D:\r\app\x.ts`, "D:/r/app/x.ts", "D:/r/app/x.ts", false},
		{`C:\r\app`, `C:\r`, `C:\rest\x.ts`, "C:/rest/x.ts", "C:/rest/x.ts", false},
		{`C:\r`, `C:\r`, `\\host\share\x.ts`, "//host/share/x.ts", "/host/share/x.ts", false},
		{`C:\r`, `C:\r`, `t.yaml`, "t.yaml", "t.yaml", true},
	} {
		r := &Report{WorkDir: tt.work, RepoRoot: tt.root}
		if got := r.file(tt.name); got != tt.file && tt.name[0] != '\\' {
			t.Errorf("file(%q) in %q: %q, want %q", tt.name, tt.work, got, tt.file)
		}
		if got, inside := r.repoFile(tt.name); got != tt.repo || inside != tt.inside {
			t.Errorf("repoFile(%q) in %q: %q, %v, want %q, %v", tt.name, tt.root, got, inside, tt.repo, tt.inside)
		}
	}
	for name, want := range map[string]string{"a b/ü.ts": "a%20b/%C3%BC.ts", "C:/x.ts": "C%3A/x.ts", "a%2F..": "a%252F..", "#?": "%23%3F"} {
		if got := encodeURI(name); got != want {
			t.Errorf("encodeURI(%q) is %q, want %q", name, got, want)
		}
	}
}
