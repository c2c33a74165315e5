package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/fjall-lint/fjall-lint/lsp/lsptest"
)

// init adds the command of sessions with the language server.
func init() {
	// lsp SESSION GOT [FLAG…] runs a session with the language server and writes what came
	// of it. The steps are those of [session].
	commands["lsp"] = func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) < 2 {
			ts.Fatalf("usage: lsp session got [flag...]")
		}
		s := &session{dir: ts.MkAbs("."), texts: map[string]string{}, versions: map[string]int{}}
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
		defer cancel()
		ts.Check(s.start(ctx, ts.Getenv("PATH"), args[2:]))
		for line := range strings.Lines(ts.ReadFile(args[0])) {
			if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			fmt.Fprintf(&s.out, "> %s\n", line)
			if err := s.step(ctx, line); err != nil {
				ts.Fatalf("%s: %v\n%s", line, err, s.stderr.String())
			}
		}
		// Nothing that the session shows holds a path of this machine.
		got := strings.NewReplacer("file://"+s.dir, "", s.dir, "").Replace(s.out.String())
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(got), 0o666))
	}
}

// session is one with the language server, as an editor has it.
type session struct {
	*lsptest.Client
	cmd      *exec.Cmd
	dir      string
	texts    map[string]string // of open files, by name
	versions map[string]int
	out      bytes.Buffer
	stderr   bytes.Buffer
	logged   int
}

func (s *session) start(ctx context.Context, path string, flags []string) error {
	for _, dir := range filepath.SplitList(path) {
		if file := filepath.Join(dir, "fjall-lint"); s.cmd == nil && regular(file) {
			s.cmd = exec.CommandContext(ctx, file, append([]string{"lsp"}, flags...)...)
		}
	}
	if s.cmd == nil {
		return errors.New("fjall-lint is not in PATH")
	}
	s.cmd.Dir, s.cmd.Stderr, s.cmd.Env = s.dir, &s.stderr, append(os.Environ(), "PATH="+path)
	in, err := s.cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	s.Client = lsptest.New(in, out)
	return s.cmd.Start()
}

func regular(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular()
}

// abilities are those of a client that can do all; %s is the encoding of positions.
const abilities = `{
	"general": {"positionEncodings": [%q]},
	"window": {"workDoneProgress": true},
	"workspace": {"applyEdit": true, "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"]}, "didChangeWatchedFiles": {"dynamicRegistration": true}},
	"textDocument": {
		"publishDiagnostics": {"relatedInformation": true, "tagSupport": {"valueSet": [1, 2]}, "codeDescriptionSupport": true, "dataSupport": true},
		"hover": {"contentFormat": ["markdown"]},
		"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source.fixAll"]}}}}}`

// step makes one step:
//
//	begin [ENCODING|plain|files]   initialize and initialized
//	open FILE                      open a file of the disk
//	edit FILE OLD => NEW           replace the first OLD in an open file
//	save FILE, close FILE
//	copy FROM TO, remove FILE      change the disk and tell the server
//	lint                           lint and wait
//	diagnostics                    write all diagnostics
//	hover FILE TEXT                hover over the first TEXT
//	actions FILE TEXT              write the code actions there
//	only KIND FILE TEXT            write those of a kind
//	apply FILE TEXT => TITLE       carry out the code action of that title
//	cat FILE                       write a file as the editor sees it
//	log                            write what was logged since
//	shutdown, exit
func (s *session) step(ctx context.Context, line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	file, text, _ := strings.Cut(rest, " ")
	switch verb {
	case "begin":
		return s.begin(ctx, rest)
	case "open":
		text, err := os.ReadFile(filepath.Join(s.dir, file))
		if err != nil {
			return err
		}
		s.texts[file], s.versions[file] = string(text), 1
		return s.Notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": s.uri(file), "languageId": "yaml", "version": 1, "text": string(text)}})
	case "edit":
		old, fresh, _ := strings.Cut(text, " => ")
		old, fresh = stepEscapes.Replace(old), stepEscapes.Replace(fresh)
		at, ok := s.find(file, old)
		if !ok {
			return fmt.Errorf("no %q in %s", old, file)
		}
		return s.change(file, []textEdit{{at, fresh}})
	case "save":
		if err := os.WriteFile(filepath.Join(s.dir, file), []byte(s.texts[file]), 0o666); err != nil {
			return err
		}
		return s.Notify("textDocument/didSave", s.document(file))
	case "close":
		delete(s.texts, file)
		return s.Notify("textDocument/didClose", s.document(file))
	case "copy":
		data, err := os.ReadFile(filepath.Join(s.dir, file))
		if err == nil {
			err = os.WriteFile(filepath.Join(s.dir, text), data, 0o666)
		}
		return errors.Join(err, s.changed(text))
	case "remove":
		return errors.Join(os.Remove(filepath.Join(s.dir, file)), s.changed(file))
	case "lint":
		_, err := s.Call(ctx, "workspace/executeCommand", map[string]any{"command": "fjall-lint.lint"})
		return err
	case "diagnostics":
		return s.diagnostics()
	case "hover":
		return s.hover(ctx, file, text)
	case "actions":
		actions, err := s.actions(ctx, file, text, nil)
		s.list(actions)
		return err
	case "only":
		file, at, _ := strings.Cut(text, " ")
		actions, err := s.actions(ctx, file, at, []string{strings.Fields(rest)[0]})
		s.list(actions)
		return err
	case "apply":
		text, title, _ := strings.Cut(text, " => ")
		return s.apply(ctx, file, text, title)
	case "cat":
		text, err := s.text(file)
		s.out.WriteString(text)
		return err
	case "log":
		all := s.Notifications("window/logMessage")
		for _, m := range all[s.logged:] {
			var p struct{ Message string }
			if err := json.Unmarshal(m.Params, &p); err != nil {
				return err
			}
			fmt.Fprintln(&s.out, p.Message)
		}
		s.logged = len(all)
		return nil
	case "shutdown":
		_, err := s.Call(ctx, "shutdown", nil)
		return err
	case "exit":
		if err := s.Notify("exit", nil); err != nil {
			return err
		}
		if err := s.Wait(ctx); err != nil {
			return err
		}
		_ = s.cmd.Wait() // the code tells
		fmt.Fprintf(&s.out, "exit code %d%s\n", s.cmd.ProcessState.ExitCode(), s.stderr.String())
		return nil
	}
	return errors.New("the step is not known")
}

// stepEscapes are what stands for white space in a step.
var stepEscapes = strings.NewReplacer(`\n`, "\n", `\s`, " ")

func (s *session) begin(ctx context.Context, how string) error {
	params := map[string]any{"processId": nil, "rootUri": s.uri(""), "capabilities": map[string]any{}}
	switch how {
	case "plain":
	case "files":
		params["rootUri"] = nil
		params["capabilities"] = json.RawMessage(fmt.Sprintf(abilities, "utf-16"))
	default:
		params["capabilities"] = json.RawMessage(fmt.Sprintf(abilities, how))
		params["workspaceFolders"] = []any{map[string]any{"uri": s.uri(""), "name": "app"}}
	}
	result, err := s.Call(ctx, "initialize", params)
	if err != nil {
		return err
	}
	var r struct {
		Capabilities struct{ PositionEncoding string }
	}
	if err := json.Unmarshal(result, &r); err != nil {
		return err
	}
	fmt.Fprintln(&s.out, r.Capabilities.PositionEncoding)
	return s.Notify("initialized", map[string]any{})
}

func (s *session) uri(file string) string {
	return "file://" + strings.TrimSuffix(filepath.ToSlash(filepath.Join(s.dir, file)), "/")
}

func (s *session) name(uri string) string { return strings.TrimPrefix(uri, s.uri("")+"/") }

func (s *session) document(file string) map[string]any {
	return map[string]any{"textDocument": map[string]any{"uri": s.uri(file)}}
}

func (s *session) changed(file string) error {
	return s.Notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": s.uri(file), "type": 2}}})
}

// text is that of a file as the editor sees it.
func (s *session) text(file string) (string, error) {
	if text, ok := s.texts[file]; ok {
		return text, nil
	}
	text, err := os.ReadFile(filepath.Join(s.dir, file))
	return string(text), err
}

type textPosition struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

type textRange struct {
	Start textPosition `json:"start"`
	End   textPosition `json:"end"`
}

type textEdit struct {
	Range   textRange
	NewText string
}

// find is where a text first stands in a file.
func (s *session) find(file, text string) (textRange, bool) {
	all, err := s.text(file)
	i := strings.Index(all, text)
	if err != nil || i < 0 {
		return textRange{}, false
	}
	return textRange{positionOf(all, i), positionOf(all, i+len(text))}, true
}

func positionOf(text string, offset int) textPosition {
	before := text[:offset]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return textPosition{strings.Count(before, "\n"), len(utf16.Encode([]rune(line)))}
}

func offsetOf(text string, p textPosition) int {
	offset := 0
	for range p.Line {
		offset += strings.IndexByte(text[offset:], '\n') + 1
	}
	for i, r := range text[offset:] {
		if p.Character <= 0 {
			return offset + i
		}
		p.Character -= utf16.RuneLen(r)
	}
	return len(text)
}

// change edits a file: an open one in the editor, another one on disk.
func (s *session) change(file string, edits []textEdit) error {
	text, err := s.text(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	slices.SortStableFunc(edits, func(a, b textEdit) int {
		return offsetOf(text, b.Range.Start) - offsetOf(text, a.Range.Start)
	})
	_, open := s.texts[file]
	var changes []any
	for _, e := range edits {
		text = text[:offsetOf(text, e.Range.Start)] + e.NewText + text[offsetOf(text, e.Range.End):]
		changes = append(changes, map[string]any{"range": e.Range, "text": e.NewText})
	}
	if !open {
		return errors.Join(os.WriteFile(filepath.Join(s.dir, file), []byte(text), 0o666), s.changed(file))
	}
	s.texts[file] = text
	s.versions[file]++
	return s.Notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": s.uri(file), "version": s.versions[file]}, "contentChanges": changes,
	})
}

func (s *session) diagnostics() error {
	type place struct {
		URI   string
		Range textRange
	}
	type published struct {
		URI         string
		Version     int
		Diagnostics []struct {
			Range           textRange
			Severity        int
			Code, Message   string
			CodeDescription struct{ Href string }
			Tags            []int
			Related         []struct {
				Location place
				Message  string
			} `json:"relatedInformation"`
		}
	}
	last := map[string]published{}
	for _, m := range s.Notifications("textDocument/publishDiagnostics") {
		var p published
		if err := json.Unmarshal(m.Params, &p); err != nil {
			return err
		}
		last[p.URI] = p
	}
	at := func(r textRange) string {
		return fmt.Sprintf("%d:%d-%d:%d", r.Start.Line, r.Start.Character, r.End.Line, r.End.Character)
	}
	var uris []string
	for uri := range last {
		uris = append(uris, uri)
	}
	slices.Sort(uris)
	for _, uri := range uris {
		p := last[uri]
		version := ""
		if p.Version > 0 {
			version = fmt.Sprintf(" version %d", p.Version)
		}
		if len(p.Diagnostics) == 0 {
			fmt.Fprintf(&s.out, "%s%s: none\n", s.name(uri), version)
			continue
		}
		fmt.Fprintf(&s.out, "%s%s:\n", s.name(uri), version)
		for _, d := range p.Diagnostics {
			severity := []string{"", "error", "warning", "information", "hint"}[d.Severity]
			if len(d.Tags) > 0 {
				severity += " (unnecessary)"
			}
			fmt.Fprintf(&s.out, "  %s %s %s %s\n", at(d.Range), severity, d.Code, d.Message)
			for _, r := range d.Related {
				fmt.Fprintf(&s.out, "    %s %s %s\n", s.name(r.Location.URI), at(r.Location.Range), r.Message)
			}
		}
	}
	return nil
}

func (s *session) hover(ctx context.Context, file, text string) error {
	at, ok := s.find(file, text)
	if !ok {
		return fmt.Errorf("no %q in %s", text, file)
	}
	result, err := s.Call(ctx, "textDocument/hover", map[string]any{
		"textDocument": map[string]any{"uri": s.uri(file)}, "position": at.Start,
	})
	if err != nil {
		return err
	}
	var h *struct{ Contents struct{ Kind, Value string } }
	if err := json.Unmarshal(result, &h); err != nil {
		return err
	}
	if h == nil {
		s.out.WriteString("nothing\n")
		return nil
	}
	fmt.Fprintf(&s.out, "%s\n", strings.TrimRight(h.Contents.Value, "\n"))
	return nil
}

type editorAction struct {
	Title, Kind string
	IsPreferred bool
	Edit        *struct {
		DocumentChanges []struct {
			Kind, URI    string
			TextDocument struct {
				URI     string
				Version *int
			}
			Edits []textEdit
		}
	}
	Command *struct {
		Command   string
		Arguments json.RawMessage
	}
}

func (s *session) actions(ctx context.Context, file, text string, only []string) ([]editorAction, error) {
	at, ok := s.find(file, text)
	if !ok {
		return nil, fmt.Errorf("no %q in %s", text, file)
	}
	about := map[string]any{"diagnostics": []any{}}
	if only != nil {
		about["only"] = only
	}
	result, err := s.Call(ctx, "textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": s.uri(file)}, "range": at, "context": about,
	})
	if err != nil {
		return nil, err
	}
	var actions []editorAction
	return actions, json.Unmarshal(result, &actions)
}

func (s *session) list(actions []editorAction) {
	for _, a := range actions {
		preferred := ""
		if a.IsPreferred {
			preferred = ", preferred"
		}
		fmt.Fprintf(&s.out, "%s (%s%s)\n", a.Title, a.Kind, preferred)
	}
	if len(actions) == 0 {
		s.out.WriteString("none\n")
	}
}

func (s *session) apply(ctx context.Context, file, text, title string) error {
	actions, err := s.actions(ctx, file, text, nil)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(actions, func(a editorAction) bool { return a.Title == title })
	if i < 0 {
		return errors.New("there is no such code action")
	}
	edit := actions[i].Edit
	if c := actions[i].Command; c != nil {
		before := len(s.Requests("workspace/applyEdit"))
		if _, err := s.Call(ctx, "workspace/executeCommand", map[string]any{"command": c.Command, "arguments": c.Arguments}); err != nil {
			return err
		}
		for len(s.Requests("workspace/applyEdit")) == before && ctx.Err() == nil {
			time.Sleep(time.Millisecond)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		asked := struct{ Edit any }{&edit}
		if err := json.Unmarshal(s.Requests("workspace/applyEdit")[before].Params, &asked); err != nil {
			return err
		}
	}
	for _, c := range edit.DocumentChanges {
		if c.Kind != "" {
			fmt.Fprintf(&s.out, "%s %s\n", c.Kind, s.name(c.URI))
			continue
		}
		name := s.name(c.TextDocument.URI)
		if v := c.TextDocument.Version; v != nil && *v != s.versions[name] {
			return fmt.Errorf("the edit is for version %d of %s, which has %d", *v, name, s.versions[name])
		}
		if err := s.change(name, c.Edits); err != nil {
			return err
		}
	}
	return nil
}

// shutDown is the exit code of a session that ends as the protocol wants it.
func shutDown(t *testing.T, args []string) int {
	t.Helper()
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	c := lsptest.New(inW, outR)
	code := make(chan int, 1)
	go func() { code <- run(t.Context(), args, inR, outW, io.Discard) }()
	for _, method := range []string{"initialize", "shutdown"} {
		if _, err := c.Call(t.Context(), method, struct{}{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Notify("exit", nil); err != nil {
		t.Fatal(err)
	}
	return <-code
}

// secretTemplates hold credentials where they must not be, in forms that edits come near to.
var secretTemplates = map[string]string{
	"block.yaml": `Parameters:
  Pw: {Type: String, Default: %[1]s} # it was %[1]s
Resources:
  Token: # %[1]s
    Type: AWS::SecretsManager::Secret
    Properties: {SecretString: '{"password":"%[1]s"}'} # %[1]s
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Environment: {Variables: {PASSWORD: %[1]s, TOKEN: !Sub "%[1]s-${AWS::Region}"}}
  Db:
    Type: AWS::RDS::DBInstance
    Properties: {MasterUsername: admin, MasterUserPassword: %[1]s, Engine: postgres}
`,
	"minified.json": `{"Resources":{"Token":{"Type":"AWS::SecretsManager::Secret","Properties":{"Name":"a","SecretString":"%[1]s"}},` +
		`"Db":{"Type":"AWS::RDS::DBInstance","Properties":{"MasterUsername":"admin","MasterUserPassword":"%[1]s","Engine":"postgres"}},` +
		`"Role":{"Type":"AWS::IAM::Role","Properties":{"Policies":[{"PolicyName":"%[1]s","PolicyDocument":{"Statement":{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"}}}]}}}}`,
	"broken.yaml": "Resources:\n  A: {Type: AWS::SNS::Topic, Password: %[1]s\n  B: *%[1]s\n",
}

// TestLSPKeepsCredentials: no message holds a credential, whatever the editor asks for.
func TestLSPKeepsCredentials(t *testing.T) {
	const value = "Zq7Hunter2Quartz9xLm4Vw"
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	s := &session{dir: dir, texts: map[string]string{}, versions: map[string]int{}}
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	s.Client = lsptest.New(inW, outR)
	var stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(t.Context(), []string{"lsp", "--profile", "strict"}, inR, outW, &stderr)
		outW.Close()
	}()
	step := func(format string, args ...any) {
		t.Helper()
		if err := s.step(t.Context(), fmt.Sprintf(format, args...)); err != nil {
			t.Fatalf(format+": %v", append(args, err)...)
		}
	}
	for name, text := range secretTemplates {
		if err := os.WriteFile(filepath.Join(dir, name), fmt.Appendf(nil, text, value), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	step("begin utf-16")
	step("lint")
	for name, text := range secretTemplates {
		step("open %s", name)
		step("lint")
		for line := range strings.Lines(fmt.Sprintf(text, value)) {
			line = strings.TrimRight(line, "\n")
			step("hover %s %s", name, line)
			step("actions %s %s", name, line)
			for i := range line {
				if strings.HasPrefix(line[i:], value) {
					step("hover %s %s", name, line[i:])
				}
			}
		}
	}
	step("shutdown")
	if err := s.Notify("exit", nil); err != nil {
		t.Fatal(err)
	}
	if c := <-code; c != 0 {
		t.Errorf("exit code %d", c)
	}
	if err := s.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	received := s.Received()
	if n := bytes.Count(received, []byte(`"FJ101"`)); n == 0 {
		t.Errorf("the credentials were not found:\n%s", received)
	}
	for what, sent := range map[string][]byte{"message": received, "standard error": stderr.Bytes()} {
		for _, part := range []string{value, value[:8], value[len(value)-8:]} {
			if i := bytes.Index(sent, []byte(part)); i >= 0 {
				t.Errorf("%s holds the credential, or a part: …%s…", what, sent[max(i-200, 0):min(i+50, len(sent))])
			}
		}
	}
}
