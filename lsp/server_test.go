package lsp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fjall-lint/fjall-lint/lsp"
	"github.com/fjall-lint/fjall-lint/lsp/lsptest"
	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// lintFunc is what a test lints with.
type lintFunc = lsp.Lint

// nothing finds nothing.
func nothing(context.Context, lsp.Input) (*lsp.Run, error) { return found(), nil }

// found is a run with findings.
func found(findings ...*rules.Finding) *lsp.Run {
	return &lsp.Run{Report: &reporters.Report{
		Assembly: &template.Assembly{}, Findings: findings, Redact: func(text string) string { return text },
	}}
}

// serve begins a session; the error is that of Serve, once the session is over.
func serve(t *testing.T, lint lintFunc) (*lsptest.Client, <-chan error) {
	t.Helper()
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := lsp.Serve(t.Context(), inR, outW, lsp.Options{
			Version: "1", Folder: func(string) lsp.Lint { return lint }, Inputs: func(dir string) []string { return []string{dir} }, Debounce: time.Millisecond, Slow: time.Millisecond,
		})
		outW.Close()
		done <- err
	}()
	t.Cleanup(func() { inW.Close() })
	return lsptest.New(inW, outR), done
}

// begin opens a folder.
func begin(t *testing.T, c *lsptest.Client, dir, abilities string) {
	t.Helper()
	params := json.RawMessage(fmt.Sprintf(`{"rootUri": %q, "capabilities": %s}`, "file://"+filepath.ToSlash(dir), abilities))
	if _, err := c.Call(t.Context(), "initialize", params); err != nil {
		t.Fatal(err)
	}
	if err := c.Notify("initialized", struct{}{}); err != nil {
		t.Fatal(err)
	}
}

// abilities of clients: to tell of changes, and nothing.
const (
	telling = `{"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}}`
	little  = `{}`
)

func lintNow(t *testing.T, c *lsptest.Client) {
	t.Helper()
	if _, err := c.Call(t.Context(), "workspace/executeCommand", json.RawMessage(`{"command": "fjall-lint.lint"}`)); err != nil {
		t.Fatal(err)
	}
}

// end ends a session as the protocol wants it.
func end(t *testing.T, c *lsptest.Client, done <-chan error) {
	t.Helper()
	if _, err := c.Call(t.Context(), "shutdown", nil); err != nil {
		t.Fatal(err)
	}
	if err := c.Notify("exit", nil); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("the session ended with %v", err)
	}
}

// TestLifecycle: what is asked for at a wrong time or in a wrong way is refused as the
// protocol says, and the session goes on.
func TestLifecycle(t *testing.T) {
	c, done := serve(t, nothing)
	refused := func(method, params string, code int) {
		t.Helper()
		var answer *lsptest.Error
		if _, err := c.Call(t.Context(), method, json.RawMessage(params)); !errors.As(err, &answer) || answer.Code != code {
			t.Errorf("%s is answered with %v, want code %d", method, err, code)
		}
	}
	stray := func(message string, code int) {
		t.Helper()
		if err := c.Raw([]byte(message)); err != nil {
			t.Fatal(err)
		}
		m, err := c.Stray(t.Context())
		if err != nil || m.Error == nil || m.Error.Code != code || string(m.ID) != "null" && len(m.ID) > 0 {
			t.Errorf("%.40q is answered with %+v %v, want code %d", message, m, err, code)
		}
	}
	refused("textDocument/hover", `{}`, -32002)
	refused("shutdown", `null`, -32002)
	if err := c.Notify("textDocument/didOpen", json.RawMessage(`{"textDocument": {"uri": "file:///a.yaml"}}`)); err != nil {
		t.Fatal(err) // it is dropped
	}
	begin(t, c, t.TempDir(), telling)
	refused("initialize", `{}`, -32600)
	refused("textDocument/rename", `{}`, -32601)
	refused("$/unknown", `{}`, -32601)
	refused("textDocument/hover", `{"textDocument": 7}`, -32602)
	refused("textDocument/hover", `{"textDocument": {"uri": "file:///a"}, "position": {"line": -1, "character": 0}}`, -32602)
	refused("textDocument/hover", `[]`, -32602)
	refused("workspace/executeCommand", `{"command": "rm"}`, -32602)
	refused("workspace/executeCommand", `{"command": "fjall-lint.writeCdkCode"}`, -32602)
	refused("workspace/executeCommand", `{"command": "fjall-lint.writeCdkCode", "arguments": ["file:///nowhere.ts"]}`, -32602)
	for _, n := range []string{"$/unknown", "$/setTrace", "textDocument/unknown", "$/cancelRequest"} {
		if err := c.Notify(n, struct{}{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range []string{
		`{"textDocument": {"uri": "file:///never/opened.yaml", "version": 2}, "contentChanges": [{"text": "x"}]}`,
		`{"textDocument": {"uri": "untitled:1"}}`, `{"contentChanges": {}}`, `[1]`,
	} {
		if err := c.Notify("textDocument/didChange", json.RawMessage(n)); err != nil {
			t.Fatal(err)
		}
	}
	stray(`{"jsonrpc": "2.0", "id": `, -32700)
	for _, message := range []string{
		`7`, `null`, `[]`, `[{"jsonrpc": "2.0", "id": 70, "method": "shutdown"}]`, `{}`, `{"jsonrpc": "1.0", "method": "exit"}`,
		`{"jsonrpc": "2.0", "method": 7}`, `{"jsonrpc": "2.0", "method": ""}`, `{"jsonrpc": "2.0", "id": {}, "method": "shutdown"}`,
		`{"jsonrpc": "2.0", "method": "exit", "params": 7}`, `{"jsonrpc": "2.0", "result": 7}`,
	} {
		stray(message, -32600)
	}
	// Answers to nothing are passed over, and fields that are none of the protocol's.
	for _, message := range []string{`{"jsonrpc": "2.0", "id": 1, "result": null}`, `{"jsonrpc": "2.0", "method": "$/setTrace", "more": 1, "params": {}}`, `{"jsonrpc":"2.0","method":"$/setTrace","params":null}`} {
		if err := c.Raw([]byte(message)); err != nil {
			t.Fatal(err)
		}
	}
	// What is not there, is elsewhere or behind the end is nothing.
	for _, at := range []string{`"file:///nowhere.yaml"`, `"untitled:1"`, `"%"`} {
		for _, method := range []string{"textDocument/hover", "textDocument/codeAction"} {
			params := fmt.Sprintf(`{"textDocument": {"uri": %s}, "position": {"line": 4294967295, "character": 9}, "range": {"start": {"line": 9, "character": 9}, "end": {"line": 1, "character": 1}}}`, at)
			if _, err := c.Call(t.Context(), method, json.RawMessage(params)); err != nil {
				t.Errorf("%s of %s: %v", method, at, err)
			}
		}
	}
	lintNow(t, c)
	if _, err := c.Call(t.Context(), "shutdown", nil); err != nil {
		t.Fatal(err)
	}
	refused("textDocument/hover", `{}`, -32600)
	refused("shutdown", `null`, -32600)
	if err := c.Notify("exit", nil); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("the session ended with %v", err)
	}
}

// TestNotShutDown: a client that leaves without a word, or says exit at once.
func TestNotShutDown(t *testing.T) {
	for name, leave := range map[string]func(c *lsptest.Client, in io.Closer) error{
		"exit":         func(c *lsptest.Client, _ io.Closer) error { return c.Notify("exit", nil) },
		"end of input": func(_ *lsptest.Client, in io.Closer) error { return in.Close() },
		"half a message": func(c *lsptest.Client, in io.Closer) error {
			return errors.Join(c.Bytes([]byte("Content-Length: 9\r\n\r\n{")), in.Close())
		},
		"no header": func(c *lsptest.Client, _ io.Closer) error { return c.Bytes([]byte("hello\r\n\r\n")) },
	} {
		t.Run(name, func(t *testing.T) {
			inR, inW := io.Pipe()
			outR, outW := io.Pipe()
			c := lsptest.New(inW, outR)
			left := make(chan error, 1)
			go func() { left <- leave(c, inW) }()
			err := lsp.Serve(t.Context(), inR, outW, lsp.Options{Folder: func(string) lsp.Lint { return nothing }})
			inR.Close() // what was not read is of no interest
			<-left
			if err == nil || (name == "exit" || name == "end of input") != errors.Is(err, lsp.ErrNotShutDown) {
				t.Errorf("the session ended with %v", err)
			}
		})
	}
}

// TestLintInBackground: requests are answered while a run is on its way, a request that
// waits for it can be cancelled, and a run that a change has overtaken is given up.
func TestLintInBackground(t *testing.T) {
	began, givenUp := make(chan lsp.Input, 10), make(chan struct{}, 10)
	c, done := serve(t, func(ctx context.Context, in lsp.Input) (*lsp.Run, error) {
		began <- in
		if len(in.Open) < 2 { // of one file, a run never ends
			<-ctx.Done()
			givenUp <- struct{}{}
			return nil, ctx.Err()
		}
		return found(), nil
	})
	dir := t.TempDir()
	begin(t, c, dir, telling)
	<-began
	id, answer, err := c.Begin("workspace/executeCommand", json.RawMessage(`{"command": "fjall-lint.lint"}`))
	if err != nil {
		t.Fatal(err)
	}
	<-givenUp
	<-began
	if _, err := c.Call(t.Context(), "textDocument/hover", json.RawMessage(`{"textDocument": {"uri": "file:///x"}, "position": {"line": 0, "character": 0}}`)); err != nil {
		t.Error(err)
	}
	if err := c.Notify("$/cancelRequest", map[string]int{"id": id}); err != nil {
		t.Fatal(err)
	}
	var refused *lsptest.Error
	if _, err := answer(t.Context()); !errors.As(err, &refused) || refused.Code != -32800 {
		t.Errorf("the cancelled request is answered with %v", err)
	}
	open := func(name string) {
		t.Helper()
		err := c.Notify("textDocument/didOpen", json.RawMessage(fmt.Sprintf(`{"textDocument": {"uri": %q, "version": 1, "text": "Resources: {}"}}`, "file://"+filepath.ToSlash(dir)+"/"+name)))
		if err != nil {
			t.Fatal(err)
		}
	}
	open("a.yaml")
	open("b.yaml")
	<-givenUp
	lintNow(t, c)
	end(t, c, done)
}

// TestProgress: a client that shows progress is asked for a place and told of begin and end
// of a run that takes a while.
func TestProgress(t *testing.T) {
	var c *lsptest.Client
	shown := func() bool { return len(c.Notifications("$/progress")) > 0 }
	c, done := serve(t, func(ctx context.Context, _ lsp.Input) (*lsp.Run, error) {
		for ctx.Err() == nil && !shown() {
			time.Sleep(time.Millisecond)
		}
		return found(), ctx.Err()
	})
	begin(t, c, t.TempDir(), `{"window": {"workDoneProgress": true}, "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}}`)
	for !shown() || len(c.Requests("client/registerCapability")) == 0 {
		time.Sleep(time.Millisecond)
	}
	for len(c.Notifications("$/progress")) < 2 {
		time.Sleep(time.Millisecond)
	}
	end(t, c, done)
	if err := c.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	tokens := map[string]string{}
	for _, m := range c.Requests("window/workDoneProgress/create") {
		var p struct{ Token string }
		if err := json.Unmarshal(m.Params, &p); err != nil {
			t.Fatal(err)
		}
		tokens[p.Token] = ""
	}
	for _, m := range c.Notifications("$/progress") {
		var p struct {
			Token string
			Value struct{ Kind string }
		}
		if err := json.Unmarshal(m.Params, &p); err != nil {
			t.Fatal(err)
		}
		tokens[p.Token] += p.Value.Kind
	}
	for token, kinds := range tokens {
		if kinds != "beginend" {
			t.Errorf("%s has %q", token, kinds)
		}
	}
	if len(tokens) == 0 {
		t.Error("no progress was shown")
	}
}

// TestFailedRun: an error is logged once, a panic says nothing of what it was about, and
// neither keeps the next run from showing what it finds.
func TestFailedRun(t *testing.T) {
	dir := t.TempDir()
	file := filepath.ToSlash(filepath.Join(dir, "t.yaml"))
	if err := os.WriteFile(file, []byte("Resources: {}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	runs := 0
	c, done := serve(t, func(context.Context, lsp.Input) (*lsp.Run, error) {
		runs++
		switch runs {
		case 1, 2:
			return nil, errors.New("the configuration is\nno YAML")
		case 3:
			panic("Hunter2-Zebra-Quartz")
		case 4:
			rng := template.Range{File: "t.yaml", Start: template.Pos{Line: 1, Column: 1}, End: template.Pos{Line: 1, Column: 10}}
			return found(&rules.Finding{Rule: &rules.Rule{ID: "XX001"}, Severity: rules.Low, Message: "wrong", Range: rng}), nil
		}
		return found(), nil
	})
	begin(t, c, dir, telling)
	for range 5 {
		lintNow(t, c)
	}
	if runs < 5 {
		t.Skipf("only %d runs were made, because others overtook them", runs)
	}
	end(t, c, done)
	if err := c.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, m := range c.Notifications("window/logMessage") {
		said = append(said, string(m.Params))
	}
	all := strings.Join(said, "\n")
	if strings.Count(all, "no YAML") != 1 || strings.Count(all, "internal error while") != 1 || strings.Contains(all, "Zebra") {
		t.Errorf("the log is\n%s", all)
	}
	var shown []string
	for _, m := range c.Notifications("textDocument/publishDiagnostics") {
		var p struct{ Diagnostics []struct{ Message string } }
		if err := json.Unmarshal(m.Params, &p); err != nil {
			t.Fatal(err)
		}
		shown = append(shown, fmt.Sprint(p.Diagnostics))
	}
	if want := []string{"[{wrong}]", "[]"}; !slices.Equal(shown, want) {
		t.Errorf("shown are %q, want %q", shown, want)
	}
}

// TestWatchedByServer: where the client does not tell of changes, the server looks itself.
func TestWatchedByServer(t *testing.T) {
	dir := t.TempDir()
	ran := make(chan struct{}, 100)
	c, done := serve(t, func(context.Context, lsp.Input) (*lsp.Run, error) {
		ran <- struct{}{}
		return found(), nil
	})
	begin(t, c, dir, little)
	lintNow(t, c)
	for len(ran) > 0 {
		<-ran
	}
	// The watch may begin after this write, which it then does not see.
	for n := 0; len(ran) == 0; n++ {
		if err := os.WriteFile(filepath.Join(dir, "t.yaml"), fmt.Appendf(nil, "Resources: {}\n# %d\n", n), 0o666); err != nil {
			t.Fatal(err)
		}
		time.Sleep(300 * time.Millisecond)
	}
	end(t, c, done)
}

// TestFolders: folders come and go, and what was shown of one that goes is taken back.
func TestFolders(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	c, done := serve(t, func(context.Context, lsp.Input) (*lsp.Run, error) {
		rng := template.Range{File: "t.yaml", Start: template.Pos{Line: 1, Column: 1}}
		return found(&rules.Finding{Rule: &rules.Rule{ID: "XX001"}, Severity: rules.Low, Message: "wrong", Range: rng}), nil
	})
	begin(t, c, one, telling)
	uri := func(dir string) string { return "file://" + filepath.ToSlash(dir) }
	change := fmt.Sprintf(`{"event": {"added": [{"uri": %q, "name": "two"}], "removed": [{"uri": %q, "name": "one"}]}}`, uri(two), uri(one))
	lintNow(t, c)
	if err := c.Notify("workspace/didChangeWorkspaceFolders", json.RawMessage(change)); err != nil {
		t.Fatal(err)
	}
	lintNow(t, c)
	end(t, c, done)
	if err := c.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	last := map[string]int{}
	for _, m := range c.Notifications("textDocument/publishDiagnostics") {
		var p struct {
			URI         string
			Diagnostics []any
		}
		if err := json.Unmarshal(m.Params, &p); err != nil {
			t.Fatal(err)
		}
		last[p.URI] = len(p.Diagnostics)
	}
	if last[uri(one)+"/t.yaml"] != 0 || last[uri(two)+"/t.yaml"] != 1 || len(last) != 2 {
		t.Errorf("shown are %v", last)
	}
}

// FuzzServe: whatever a client sends, the session ends when the client's stream does.
func FuzzServe(f *testing.F) {
	frame := func(messages ...string) []byte {
		var b bytes.Buffer
		for _, m := range messages {
			fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(m), m)
		}
		return b.Bytes()
	}
	const first = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"rootUri":"file:///nowhere","capabilities":{"textDocument":{"codeAction":{"codeActionLiteralSupport":{}}}}}}`
	f.Add(frame(first, `{"jsonrpc":"2.0","method":"initialized","params":{}}`, `{"jsonrpc":"2.0","id":2,"method":"shutdown"}`, `{"jsonrpc":"2.0","method":"exit"}`))
	f.Add(frame(first,
		`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///nowhere/a.yaml","version":1,"text":"a: 🔑"}}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///nowhere/a.yaml","version":2},"contentChanges":[{"range":{"start":{"line":0,"character":4},"end":{"line":0,"character":5}},"text":"b"}]}}`,
		`{"jsonrpc":"2.0","id":3,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///nowhere/a.yaml"},"position":{"line":0,"character":1}}}`,
		`{"jsonrpc":"2.0","id":4,"method":"textDocument/codeAction","params":{"textDocument":{"uri":"file:///nowhere/a.yaml"},"range":{"start":{"line":0,"character":1},"end":{"line":0,"character":1}},"context":{"only":["source"]}}}`,
		`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":4}}`))
	f.Add(frame(`[]`, `[{"jsonrpc":"2.0","id":1,"method":"x"}]`, `{}`, `{"jsonrpc":"2.0","id":{},"method":"initialize"}`, `{"jsonrpc":"2.0","id":9,"result":1}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		_ = lsp.Serve(t.Context(), bytes.NewReader(in), io.Discard, lsp.Options{Folder: func(string) lsp.Lint { return nothing }, Debounce: time.Microsecond})
	})
}
