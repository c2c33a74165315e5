package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// console collects what a command prints.
type console struct {
	mu   sync.Mutex
	text strings.Builder
}

func (c *console) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.Write(p)
}

func (c *console) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.String()
}

// await waits until a text was printed n times.
func (c *console) await(t *testing.T, text string, n int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if strings.Count(c.String(), text) >= n {
			return
		}
	}
	t.Fatalf("%q was not printed %d times:\n%s", text, n, c)
}

const watchedTemplate = `Resources:
  Token: {Type: AWS::SecretsManager::Secret, Properties: {Description: for the mailer, SecretString: Tr0ub4dor-and-3}}
  Other: {Type: AWS::SecretsManager::Secret, Properties: {GenerateSecretString: {}}}
`

// watching runs check --watch in a folder of its own until the test ends it with stop,
// which gives the exit code.
func watching(t *testing.T, args ...string) (out, notes *console, stop func() int) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.Mkdir(".git", 0o755); err != nil { // the search for a configuration ends here
		t.Fatal(err)
	}
	rewrite(t, "t.yaml", watchedTemplate)
	out, notes = &console{}, &console{}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, append([]string{"check", "--watch", "--only", "FJ101,FJ001"}, args...), strings.NewReader(""), out, notes)
	}()
	stop = func() int {
		cancel()
		return <-ended
	}
	t.Cleanup(func() { cancel() })
	return out, notes, stop
}

func rewrite(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

const waiting = "Waiting for changes (Ctrl-C ends)."

// TestWatch: the table is printed anew with each change of the template or the
// configuration, with what is fixed and new; what is broken for a while ends nothing.
func TestWatch(t *testing.T) {
	out, notes, stop := watching(t, "t.yaml")
	out.await(t, waiting, 1)
	if !strings.Contains(out.String(), "1 finding: 1 critical. "+waiting) {
		t.Errorf("the first run:\n%s", out)
	}
	rewrite(t, "t.yaml", strings.ReplaceAll(watchedTemplate, "SecretString: Tr0ub4dor-and-3", "GenerateSecretString: {}"))
	out.await(t, "No findings; 1 fixed, 0 new. "+waiting, 1)
	rewrite(t, "t.yaml", "Resources: {\n")
	out.await(t, "; 0 fixed, 1 new. "+waiting, 1)
	rewrite(t, "t.yaml", watchedTemplate)
	out.await(t, "1 finding: 1 critical; 1 fixed, 1 new. "+waiting, 1)
	rewrite(t, ".fjall-lint.yaml", "version: 2\n")
	out.await(t, "The check could not be made. "+waiting, 1)
	notes.await(t, "fjall-lint: ", 1)
	rewrite(t, ".fjall-lint.yaml", "version: 1\nignore: [{rule: FJ101, reason: known}]\n")
	out.await(t, "No findings; 1 fixed, 0 new. "+waiting, 2)
	if n := strings.Count(out.String(), " "+strings.Repeat("─", 20)+"\n"); n != 5 {
		t.Errorf("%d separators:\n%s", n, out)
	}
	if strings.Contains(out.String(), "\x1b") {
		t.Error("a terminal is steered that is none")
	}
	if code := stop(); code != exitClean {
		t.Errorf("exit code %d", code)
	}
}

// TestWatchSynthesis: an assembly is checked as soon as there is one, and again when its
// synthesis is through.
func TestWatchSynthesis(t *testing.T) {
	out, notes, stop := watching(t)
	out.await(t, waiting, 1)
	synth := func(secret string) {
		if err := os.RemoveAll("cdk.out"); err != nil {
			t.Fatal(err)
		}
		rewrite(t, "cdk.out/App.template.json", `{"Resources":{"Token":{"Type":"AWS::SecretsManager::Secret","Properties":`+secret+`}}}`)
		rewrite(t, "cdk.out/manifest.json", `{"version":"48.0.0","artifacts":{"App":{"type":"aws:cloudformation:stack",
			"environment":"aws://unknown-account/unknown-region","properties":{"templateFile":"App.template.json"}}}}`)
	}
	synth(`{"SecretString":"Tr0ub4dor-and-4"}`)
	out.await(t, "App.template.json", 1)
	out.await(t, waiting, 2)
	synth(`{"GenerateSecretString":{}}`)
	out.await(t, "No findings; 1 fixed, 0 new. "+waiting, 1)
	if notes.String() != "" {
		t.Errorf("notes: %s", notes)
	}
	stop()
}

// TestWatchJSON: standard output holds one document after another and nothing else, and
// what the check writes itself is no change.
func TestWatchJSON(t *testing.T) {
	out, notes, stop := watching(t, "--format", "json", "--format", "sarif=out.sarif", ".")
	notes.await(t, waiting, 1)
	rewrite(t, "t.yaml", watchedTemplate+"# changed\n")
	notes.await(t, "; as before. "+waiting, 1)
	if code := stop(); code != exitClean {
		t.Errorf("exit code %d", code)
	}
	docs := json.NewDecoder(strings.NewReader(out.String()))
	n := 0
	for {
		var doc struct{ Findings []any }
		if err := docs.Decode(&doc); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if n++; len(doc.Findings) != 1 {
			t.Errorf("document %d has %d findings", n, len(doc.Findings))
		}
	}
	if n != 2 {
		t.Errorf("%d documents", n)
	}
}

func TestWatchRefuses(t *testing.T) {
	for args, want := range map[string]string{
		"-":                      "cannot watch standard input",
		"--format github":        "goes without --format github",
		"--format sarif":         "give it a file, as --format sarif=FILE",
		"--format junit=-":       "give it a file, as --format junit=FILE",
		"--format worst":         "is none of table",
		"--fail-on worst t.yaml": "--fail-on",
	} {
		var notes strings.Builder
		code := run(t.Context(), append([]string{"check", "--watch"}, strings.Fields(args)...), strings.NewReader(""), io.Discard, &notes)
		if code != exitUsage || !strings.Contains(notes.String(), want) {
			t.Errorf("%s: exit code %d, %s", args, code, &notes)
		}
	}
}

// TestWatchInterrupt: Ctrl-C ends the binary with 0, and leaves no half-written file.
func TestWatchInterrupt(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	rewrite(t, filepath.Join(dir, "t.yaml"), watchedTemplate)
	out := &console{}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Args = []string{"fjall-lint", "check", "--watch", "--no-config", "-f", "table", "-f", "json=report.json", "t.yaml"}
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	out.await(t, waiting, 1)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}
