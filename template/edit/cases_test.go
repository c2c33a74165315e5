package edit

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fjall-lint/fjall-lint/template"
)

var update = flag.Bool("update", false, "write what comes out into the cases")

// TestCases goes through testdata/*.txtar. A case is a template, named after
// what it shows, operations, and the result or error. Each is also tried with
// the line ends of Windows, with a byte order mark, and without a line break at
// the end.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases")
	}
	count := 0
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		parts := archive.Files
		archive.Files = nil
		for len(parts) > 0 {
			before, ops := parts[0], parts[1]
			parts = parts[2:]
			var after txtar.File
			if len(parts) > 0 && (parts[0].Name == "after" || parts[0].Name == "error") {
				after, parts = parts[0], parts[1:]
			}
			count++
			t.Run(filepath.Base(file)+"/"+before.Name, func(t *testing.T) {
				after = runCase(t, before, ops, after)
			})
			archive.Files = append(archive.Files, before, ops, after)
		}
		if *update {
			if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("%d cases", count)
}

func runCase(t *testing.T, before, ops, want txtar.File) txtar.File {
	operations := parseOps(t, string(ops.Data))
	name := "a" + filepath.Ext(before.Name)
	out, err := check(t, name, before.Data, operations)
	got := txtar.File{Name: "after", Data: out}
	if err != nil {
		got = txtar.File{Name: "error", Data: []byte(err.Error() + "\n")}
	}
	if *update {
		return got
	}
	if got.Name != want.Name || !bytes.Equal(got.Data, want.Data) {
		t.Fatalf("got %s, want %s:\n%s", got.Name, want.Name, cmp.Diff(string(want.Data), string(got.Data)))
	}
	windows := func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) }
	marked := func(b []byte) []byte { return append([]byte("\uFEFF"), b...) }
	for how, write := range map[string]func([]byte) []byte{"CRLF": windows, "byte order mark": marked} {
		again, err := check(t, name, write(before.Data), operations)
		if want.Name == "error" {
			if err == nil {
				t.Errorf("%s: no error", how)
			}
		} else if err != nil || !bytes.Equal(again, write(want.Data)) {
			t.Errorf("%s: %v\n%s", how, err, cmp.Diff(string(write(want.Data)), string(again)))
		}
	}
	if trimmed := bytes.TrimSuffix(before.Data, []byte("\n")); want.Name == "after" && !bytes.HasSuffix(trimmed, []byte("\n")) {
		again, err := check(t, name, trimmed, operations)
		if err != nil || !bytes.Equal(bytes.TrimSuffix(again, []byte("\n")), bytes.TrimSuffix(want.Data, []byte("\n"))) {
			t.Errorf("no line break at the end: %v\n%s", err, cmp.Diff(string(want.Data), string(again)))
		}
		if bytes.HasSuffix(again, []byte("\n")) && filepath.Ext(name) == ".json" {
			t.Errorf("a line break comes at the end")
		}
	}
	return got
}

// parseOps reads operations: `set PATH JSON`, `append PATH JSON`, `remove PATH`
// and `text PATH "OLD" "NEW"`, one a line.
func parseOps(t *testing.T, s string) []Operation {
	t.Helper()
	var ops []Operation
	for line := range strings.Lines(s) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		path, arg, _ := strings.Cut(rest, " ")
		op := Operation{Path: pointer(path)}
		var err error
		switch name {
		case "set":
			op.Value, err = Value([]byte(arg))
		case "append":
			op.Op = Append
			op.Value, err = Value([]byte(arg))
		case "remove":
			op.Op = Remove
		case "text":
			op.Op = Text
			dec := json.NewDecoder(strings.NewReader(arg))
			if err = dec.Decode(&op.Old); err == nil {
				err = dec.Decode(&op.New)
			}
		default:
			t.Fatalf("unknown operation %q", name)
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		ops = append(ops, op)
	}
	return ops
}

// pointer reads a JSON pointer; numbers are indexes, unless 0 is in front.
func pointer(s string) template.Path {
	var p template.Path
	if s == "" {
		return p
	}
	for e := range strings.SplitSeq(strings.TrimPrefix(s, "/"), "/") {
		e = strings.ReplaceAll(strings.ReplaceAll(e, "~1", "/"), "~0", "~")
		if i, err := strconv.Atoi(e); err == nil {
			p = append(p, i)
		} else {
			p = append(p, e)
		}
	}
	return p
}

// value reads JSON.
func value(s string) *template.Node {
	v, err := Value([]byte(s))
	if err != nil {
		panic(err)
	}
	return v
}
