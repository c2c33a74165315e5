package template

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseFrame(t *testing.T) {
	tests := []struct {
		line string
		want Frame
		user bool
	}{
		{"new Reader (/repo/constructs.js:7:15)", Frame{"new Reader", "/repo/constructs.js", 7, 15}, true},
		{"    at new FjallStack (/repo/lib/fjall.ts:43:71)", Frame{"new FjallStack", "/repo/lib/fjall.ts", 43, 71}, true},
		{"    at async main (/repo/app.mjs:3:1)", Frame{"main", "/repo/app.mjs", 3, 1}, true},
		{"<anonymous> (/repo/app.js:9:11)", Frame{"<anonymous>", "/repo/app.js", 9, 11}, true},
		{"Object.<anonymous> (/repo/app.js:9:11)", Frame{"Object.<anonymous>", "/repo/app.js", 9, 11}, true},
		{"Foo.bar [as baz] (/repo/app.js:9:11)", Frame{"Foo.bar [as baz]", "/repo/app.js", 9, 11}, true},
		{"/repo/app.js:9:11", Frame{"", "/repo/app.js", 9, 11}, true},
		{"DbStack.__init__ (/repo/app/stacks/db.py:12)", Frame{"DbStack.__init__", "/repo/app/stacks/db.py", 12, 0}, true},
		{"<module> (/repo/app.py:5)", Frame{"<module>", "/repo/app.py", 5, 0}, true},
		{`new Db (C:\repo\lib\db.ts:10:19)`, Frame{"new Db", `C:\repo\lib\db.ts`, 10, 19}, true},
		{`new Db (C:\repo\lib\db.ts:10)`, Frame{"new Db", `C:\repo\lib\db.ts`, 10, 0}, true},
		{"f (file:///repo/app%20one.mjs:3:5)", Frame{"f", "/repo/app one.mjs", 3, 5}, true},
		{"f (file:///C:/repo/app.mjs:3:5)", Frame{"f", "C:/repo/app.mjs", 3, 5}, true},
		{"f (/repo (copy)/app.js:3:5)", Frame{"f", "/repo (copy)/app.js", 3, 5}, true},
		{"f (/repo :-)/app.js:3:5)", Frame{"f", "/repo :-)/app.js", 3, 5}, true},
		{"com.acme.DbStack.<init> (DbStack.java:31)", Frame{"com.acme.DbStack.<init>", "DbStack.java", 31, 0}, true},

		{line: "...new Secret2 in aws-cdk-lib..."},
		{line: "    ...node internals..."},
		{line: "...node internals, ts-node, ts-node..."},
		{line: "(no user code in 10 frames, use --stack-trace-limit to capture more)"},
		{line: "stack traces disabled"},
		{line: "Module._compile (node:internal/modules/cjs/loader:1521:14)"},
		{line: "node:internal/main/run_main_module:28:49"},
		{line: "Module.load (internal/modules/cjs/loader.js:985:32)"},
		{line: "emit (events.js:315:20)"},
		{line: "new Secret2 (/repo/node_modules/aws-cdk-lib/aws-secretsmanager/lib/secret.js:1:10439)"},
		{line: `new Secret2 (C:\repo\node_modules\aws-cdk-lib\x.js:1:10439)`},
		{line: "f (/repo/.venv/lib/python3.12/site-packages/aws_cdk/__init__.py:77)"},
		{line: "f (/usr/lib/python3.12/runpy.py:88)"},
		{line: "require (/repo/.pnp.cjs:12:3)"},
		{line: "f (webpack:///src/app.ts:1:2)"},
		{line: "f (https://example.com/app.ts:1:2)"},
		{line: "eval (eval at <anonymous> (/repo/x.js:3:5), <anonymous>:1:1)"},
		{line: "Array.map (<anonymous>)"},
		{line: "Promise.all (index 0)"},
		{line: "f (native)"},
		{line: "software.amazon.awscdk.App.<init> (App.java:31)"},
		{line: "f (/repo/app.js:0:1)"},
		{line: "f (/repo/app.js:99999999999999999999)"},
		{line: "f (:3:4)"},
		{line: ""},
		{line: ")"},
		{line: "()"},
		{line: ":"},
	}
	for _, tt := range tests {
		got, user := parseFrame(tt.line)
		if user != tt.user {
			t.Errorf("%q is user code: %t, want %t", tt.line, user, tt.user)
		}
		if tt.user && got != tt.want {
			t.Errorf("%q gives %+v, want %+v", tt.line, got, tt.want)
		}
	}
}

func TestParseFrames(t *testing.T) {
	got := parseFrames(strings.Split(`new Secret2 (/repo/node_modules/aws-cdk-lib/aws-secretsmanager/lib/secret.js:1:10439)
new Reader (/repo/constructs.js:7:15)
Object.<anonymous> (/repo/app.js:9:11)
Module._compile (node:internal/modules/cjs/loader:1521:14)
node:internal/main/run_main_module:28:49`, "\n"))
	want := []Frame{{"new Reader", "/repo/constructs.js", 7, 15}, {"Object.<anonymous>", "/repo/app.js", 9, 11}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got := parseFrames([]string{"...aws-cdk-lib...", "(no user code in 10 frames, use --stack-trace-limit to capture more)"}); got != nil {
		t.Errorf("no user code gives %v", got)
	}
}

// The jsii kernel runs unpacked in a temporary folder; only its function names
// tell it from an app.
func TestParseFramesJsii(t *testing.T) {
	got := parseFrames([]string{
		"Kernel._Kernel_create (/tmp/tmpab12/lib/program.js:548:25)",
		"Kernel.create (/tmp/tmpab12/lib/program.js:218:93)",
		"KernelHost.processRequest (/tmp/tmpab12/lib/program.js:15464:36)",
		"Immediate._onImmediate (/tmp/tmpab12/lib/program.js:15438:37)",
		"DbStack.__init__ (/repo/stacks/db.py:12)",
		"<module> (/repo/app.py:5)",
	})
	want := []Frame{{"DbStack.__init__", "/repo/stacks/db.py", 12, 0}, {"<module>", "/repo/app.py", 5, 0}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	own := parseFrames([]string{"new Db (/repo/lib/program.js:3:1)"})
	if len(own) != 1 {
		t.Errorf("an app's own lib/program.js gives %v", own)
	}
}

func FuzzParseFrames(f *testing.F) {
	for _, line := range []string{
		"new Reader (/repo/constructs.js:7:15)", "    at async f (file:///C:/a.js:1)", "...x in y...", `n (C:\a.ts:1:2)`,
		"eval (eval at <anonymous> (/r/x.js:3:5), <anonymous>:1:1)", "f (/a )(/b.js:1:2)", "Kernel.create (/t/lib/program.js:1:1)\nx (/a.py:3)",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, frame := range parseFrames(strings.Split(text, "\n")) {
			if frame.File == "" || frame.Line < 1 || frame.Column < 0 {
				t.Errorf("%q gives %+v", text, frame)
			}
			if strings.Contains(frame.File, "/node_modules/") {
				t.Errorf("%q gives the library's %+v", text, frame)
			}
		}
	})
}
