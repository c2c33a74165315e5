package lsp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/creachadair/jrpc2"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/reporters"
)

// ErrNotShutDown is the error of a session that ends without the request to shut down. The
// protocol wants exit code 1 then.
var ErrNotShutDown = errors.New("the client ended the session without a shutdown request")

// Input is what one run lints.
type Input struct {
	// Open are the texts of the files that are open, by absolute path with slashes.
	Open map[string][]byte
	// OnlyOpen is set where the editor has no folder open: the files are all there is.
	OnlyOpen bool
}

// Run is what one run found. The report has its Assembly, Repository and Redact set.
type Run struct {
	Report *reporters.Report
	Facts  []*analyzers.Facts
	// Config is the absolute path of the configuration, with slashes; "" where there is
	// none.
	Config string
	// Notes are remarks for the log.
	Notes []string
}

// Lint lints a folder.
type Lint func(ctx context.Context, in Input) (*Run, error)

// Options are what a server is made of.
type Options struct {
	// Version is the tool's.
	Version string
	// Folder makes what lints a folder, an absolute path; it is called once for each.
	Folder func(dir string) Lint
	// Inputs are the paths whose changes matter for a folder. They are watched where the
	// client cannot.
	Inputs func(dir string) []string
	// Debounce is how long nothing must change before a run begins; 0 means 250 ms.
	Debounce time.Duration
	// Slow is how long a run may take before the client is told of its progress; 0 means
	// 500 ms.
	Slow time.Duration
}

// phase is where a session is in its life.
type phase int

const (
	started phase = iota // nothing was asked for yet
	initialized
	shutDown
)

// server is one session with a client.
type server struct {
	Options
	ctx    context.Context // ends with the session
	rpc    *jrpc2.Server
	frames *frames

	mu       sync.Mutex
	phase    phase
	client   clientAbilities
	encoding encoding
	docs     map[string]*document // by path
	folders  []*folder
	running  sync.WaitGroup
	tokens   int // of progress that was reported
}

// Serve answers a client until it ends the session. The error is ErrNotShutDown where it
// did so without asking to shut down first.
func Serve(ctx context.Context, in io.Reader, out io.Writer, o Options) error {
	if o.Debounce <= 0 {
		o.Debounce = 250 * time.Millisecond
	}
	if o.Slow <= 0 {
		o.Slow = 500 * time.Millisecond
	}
	ctx, cancel := context.WithCancel(ctx)
	s := &server{Options: o, ctx: ctx, encoding: utf16Units, docs: map[string]*document{}}
	s.rpc = jrpc2.NewServer(s, &jrpc2.ServerOptions{
		AllowPush: true, DisableBuiltin: true, Concurrency: 1024, NewContext: func() context.Context { return ctx },
	})
	s.frames = newFrames(in, out)
	s.rpc.Start(s.frames)
	stop := context.AfterFunc(ctx, s.leave)
	err := s.rpc.Wait()
	stop()
	cancel()
	s.running.Wait()
	s.frames.flush()
	if err != nil {
		return fmt.Errorf("serve editor: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase != shutDown {
		return ErrNotShutDown
	}
	return nil
}

// Assign finds what handles a method.
func (s *server) Assign(_ context.Context, method string) jrpc2.Handler {
	handler, known := s.handlers()[method]
	return func(ctx context.Context, req *jrpc2.Request) (result any, err error) {
		if req.IsNotification() {
			defer func() { result, err = nil, nil }() // it has no answer, whatever became of it
		}
		defer func() {
			if recover() != nil { // its text may quote what was sent
				s.log(messageError, "internal error in "+method)
				result, err = nil, refuse(codeInternalError, "internal error")
			}
		}()
		if err := s.admit(method, req.IsNotification()); err != nil {
			return nil, err
		}
		if !known {
			return nil, refuse(codeMethodNotFound, "the method is not known")
		}
		if ctx.Err() == nil {
			result, err = handler(ctx, req)
		}
		if ctx.Err() != nil {
			return nil, refuse(codeRequestCancelled, "the request was cancelled")
		}
		return result, err
	}
}

// admit tells whether a message may be handled at this time of the session.
func (s *server) admit(method string, notification bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case method == "exit":
	case s.phase == shutDown:
		return refuse(codeInvalidRequest, "the server is shut down")
	case s.phase == started && method != "initialize":
		return refuse(codeServerNotInitialized, "the server is not initialized")
	case s.phase == initialized && method == "initialize":
		return refuse(codeInvalidRequest, "the server is initialized already")
	case method == "initialize" && notification:
		return refuse(codeInvalidRequest, "initialize is a request")
	}
	return nil
}

func refuse(code int, text string) error { return &jrpc2.Error{Code: jrpc2.Code(code), Message: text} }

// handlers are the methods that are known.
func (s *server) handlers() map[string]jrpc2.Handler {
	return map[string]jrpc2.Handler{
		"initialize":                          handle(s.initialize),
		"initialized":                         handle(s.begin),
		"shutdown":                            handle(s.shutdown),
		"exit":                                handle(s.exit),
		"$/cancelRequest":                     handle(s.cancel),
		"$/setTrace":                          ignored,
		"workspace/didChangeConfiguration":    ignored,
		"window/workDoneProgress/cancel":      ignored,
		"textDocument/didOpen":                handle(s.didOpen),
		"textDocument/didChange":              handle(s.didChange),
		"textDocument/didSave":                handle(s.didSave),
		"textDocument/didClose":               handle(s.didClose),
		"textDocument/hover":                  handle(s.hover),
		"textDocument/codeAction":             handle(s.codeAction),
		"workspace/didChangeWatchedFiles":     handle(s.didChangeWatchedFiles),
		"workspace/didChangeWorkspaceFolders": handle(s.didChangeFolders),
		"workspace/executeCommand":            handle(s.executeCommand),
	}
}

func ignored(context.Context, *jrpc2.Request) (any, error) { return nil, nil }

// handle reads the parameters of a message.
func handle[P any](f func(context.Context, *P) (any, error)) jrpc2.Handler {
	return func(ctx context.Context, req *jrpc2.Request) (any, error) {
		var params P
		if req.HasParams() {
			if err := req.UnmarshalParams(&params); err != nil {
				// The decoder's own words may quote a value.
				return nil, refuse(codeInvalidParams, "the parameters are not those of "+req.Method())
			}
		}
		return f(ctx, &params)
	}
}

type none struct{}

// codeActionKindsOffered are the kinds of code actions; the last one is for all of a file.
var codeActionKindsOffered = []string{kindQuickFix, kindFixAll}

func (s *server) initialize(_ context.Context, p *initializeParams) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase, s.client = initialized, p.Capabilities
	s.encoding = chooseEncoding(p.Capabilities.General.PositionEncodings)
	folders := p.Folders
	if len(folders) == 0 && p.RootURI != nil {
		folders = []workspaceFolder{{URI: *p.RootURI}}
	}
	if len(folders) == 0 && p.RootPath != nil && *p.RootPath != "" {
		folders = []workspaceFolder{{URI: uriOf(*p.RootPath)}}
	}
	for _, f := range folders {
		if dir, ok := pathOf(f.URI); ok {
			s.addFolder(dir, false)
		}
	}
	var r initializeResult
	r.ServerInfo = serverInfo{"fjall-lint", s.Version}
	r.Capabilities = serverAbilities{
		PositionEncoding: string(s.encoding),
		TextDocumentSync: textSync{OpenClose: true, Change: 2, Save: true},
		HoverProvider:    true,
		CodeAction:       codeActionKinds{codeActionKindsOffered},
		ExecuteCommand:   commandNames{[]string{lintCommand, cdkCommand}},
	}
	r.Capabilities.Workspace.Folders.Supported, r.Capabilities.Workspace.Folders.ChangeNotifications = true, true
	return r, nil
}

// begin starts the runs; before it the client may not be sent anything.
func (s *server) begin(context.Context, *none) (any, error) {
	s.watchFiles()
	s.lintAll()
	return nil, nil
}

func (s *server) shutdown(context.Context, *none) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase = shutDown
	for _, f := range s.folders {
		f.stop()
	}
	return nil, nil
}

func (s *server) exit(context.Context, *none) (any, error) {
	s.leave()
	return nil, nil
}

// leave ends the session as if the client's stream had ended. The server's own Stop must not
// meet a message that comes at the same time.
func (s *server) leave() { _ = s.frames.Close() }

func (s *server) cancel(_ context.Context, p *cancelParams) (any, error) {
	s.rpc.CancelRequest(string(p.ID))
	return nil, nil
}

// addFolder begins to lint a folder; the caller has locked the server.
func (s *server) addFolder(dir string, onlyOpen bool) *folder {
	for _, f := range s.folders {
		if f.dir == dir {
			return f
		}
	}
	f := newFolder(s, dir, onlyOpen)
	s.folders = append(s.folders, f)
	s.running.Go(f.loop)
	return f
}

// folderOf is the innermost folder that a file is in. Where the editor has no folder open,
// the file's own is taken.
func (s *server) folderOf(name string) *folder {
	s.mu.Lock()
	defer s.mu.Unlock()
	var in *folder
	workspace := false
	for _, f := range s.folders {
		workspace = workspace || !f.onlyOpen
		if below(f.dir, name) && (in == nil || len(f.dir) > len(in.dir)) {
			in = f
		}
	}
	if in == nil && !workspace {
		in = s.addFolder(filepath.ToSlash(filepath.Dir(filepath.FromSlash(name))), true)
	}
	return in
}

func (s *server) didChangeFolders(_ context.Context, p *foldersParams) (any, error) {
	s.mu.Lock()
	var fresh []*folder
	for _, added := range p.Event.Added {
		if dir, ok := pathOf(added.URI); ok {
			fresh = append(fresh, s.addFolder(dir, false))
		}
	}
	var gone []*folder
	s.folders = slices.DeleteFunc(s.folders, func(f *folder) bool {
		for _, removed := range p.Event.Removed {
			if dir, ok := pathOf(removed.URI); ok && dir == f.dir {
				gone = append(gone, f)
				return true
			}
		}
		return false
	})
	s.mu.Unlock()
	for _, f := range fresh {
		s.watchFolder(f)
		f.request()
	}
	for _, f := range gone {
		f.stop()
		f.publish(nil)
	}
	return nil, nil
}

// lintAll asks for a run of every folder; the channels are closed when those are done.
func (s *server) lintAll() []<-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	var done []<-chan struct{}
	for _, f := range s.folders {
		done = append(done, f.request())
	}
	return done
}

// log writes to the client's log. It says nothing of values.
func (s *server) log(kind int, text string) {
	_ = s.rpc.Notify(s.ctx, "window/logMessage", messageParams{kind, reporters.OneLine(text)}) // the session may be over
}
