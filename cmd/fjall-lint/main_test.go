package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"fjall-lint": main})
}

// TestScripts runs the scripts of the command line. The commands that they have
// besides testscript's own are in [commands]; the rules of testdata/own are in
// the folder own of each.
func TestScripts(t *testing.T) {
	cases, err := filepath.Abs(filepath.Join("..", "..", "testdata", "rules"))
	if err != nil {
		t.Fatal(err)
	}
	// All scripts share a cache: what they change between two runs must be seen.
	kept := t.TempDir()
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		Cmds:                commands,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Condition: func(name string) (bool, error) {
			if name == "root" { // who may read every file
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("condition %q is not known", name)
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("CASES", cases)
			env.Setenv(cacheVariable, kept)
			// The search for a configuration ends here.
			if err := os.Mkdir(filepath.Join(env.WorkDir, ".git"), 0o755); err != nil {
				return err
			}
			return os.CopyFS(filepath.Join(env.WorkDir, "own"), os.DirFS(filepath.Join("testdata", "own")))
		},
	})
}

// commands are what the scripts have besides testscript's own commands.
var commands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	// exits CODE COMMAND ARG… runs a command that must end with the exit code.
	// How long it took is in $took.
	"exits": func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) < 2 {
			ts.Fatalf("usage: exits code command...")
		}
		want, err := strconv.Atoi(args[0])
		ts.Check(err)
		start := time.Now()
		err = ts.Exec(args[1], args[2:]...)
		ts.Setenv("took", time.Since(start).String())
		got := 0
		var exit *exec.ExitError
		switch {
		case errors.As(err, &exit):
			got = exit.ExitCode()
		default:
			ts.Check(err)
		}
		if got != want {
			ts.Fatalf("exit code %d, want %d", got, want)
		}
	},
	// within DURATION fails when the last command of exits took longer.
	"within": func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 1 {
			ts.Fatalf("usage: within duration")
		}
		most, err := time.ParseDuration(args[0])
		ts.Check(err)
		took, err := time.ParseDuration(ts.Getenv("took"))
		ts.Check(err)
		if took > most {
			ts.Fatalf("took %v, more than %v", took, most)
		}
	},
	// findings JSON FILE writes the findings of a report in JSON, a line each.
	"findings": func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 2 {
			ts.Fatalf("usage: findings json file")
		}
		lines, err := findingLines(ts.ReadFile(args[0]))
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(lines), 0o666))
	},
	// sarif SARIF FILE writes the results of a SARIF file and their places.
	"sarif": func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 2 {
			ts.Fatalf("usage: sarif sarif file")
		}
		lines, err := sarifLines(ts.ReadFile(args[0]))
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(lines), 0o666))
	},
	// bytes FILE TEXT writes a file; the text has Go's escapes.
	"bytes": func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 2 {
			ts.Fatalf("usage: bytes file text")
		}
		text, err := strconv.Unquote(`"` + args[1] + `"`)
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
	},
	// large FILE MB makes a sparse file that begins like a template.
	"large": func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 2 {
			ts.Fatalf("usage: large file megabytes")
		}
		size, err := strconv.ParseInt(args[1], 10, 64)
		ts.Check(err)
		file := ts.MkAbs(args[0])
		ts.Check(os.WriteFile(file, []byte(`{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {`), 0o666))
		ts.Check(os.Truncate(file, size<<20))
	},
	// nested FILE BEFORE DEPTH makes a file of lists within lists behind a text.
	"nested": func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 3 {
			ts.Fatalf("usage: nested file before depth")
		}
		depth, err := strconv.Atoi(args[2])
		ts.Check(err)
		text := args[1] + strings.Repeat("[", depth) + strings.Repeat("]", depth)
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
	},
	// same FILE… fails unless all files hold the same bytes, and some.
	"same": func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) < 2 {
			ts.Fatalf("usage: same file...")
		}
		first := ts.ReadFile(args[0])
		if first == "" {
			ts.Fatalf("%s is empty", args[0])
		}
		for _, name := range args[1:] {
			if ts.ReadFile(name) != first {
				ts.Fatalf("%s and %s differ", args[0], name)
			}
		}
	},
}

// findingLines are the findings of a report in JSON:
// file:line:column: severity rule: message [suppression].
func findingLines(report string) (string, error) {
	var doc struct {
		Findings []struct {
			RuleID, Severity, Message string
			Location                  struct {
				File                   string
				StartLine, StartColumn int
			}
			Suppressed *struct{ Kind, Reason string }
		}
	}
	if err := json.Unmarshal([]byte(report), &doc); err != nil {
		return "", fmt.Errorf("read report: %w", err)
	}
	var b bytes.Buffer
	for _, f := range doc.Findings {
		b.WriteString(f.Location.File)
		if f.Location.StartLine > 0 {
			fmt.Fprintf(&b, ":%d:%d", f.Location.StartLine, f.Location.StartColumn)
		}
		fmt.Fprintf(&b, ": %s %s: %s", f.Severity, f.RuleID, f.Message)
		if f.Suppressed != nil {
			fmt.Fprintf(&b, " [%s: %s]", f.Suppressed.Kind, f.Suppressed.Reason)
		}
		b.WriteByte('\n')
	}
	return b.String(), nil
}
