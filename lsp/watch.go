package lsp

import (
	"slices"

	"github.com/fjall-lint/fjall-lint/watch"
)

// watchedFiles are the files that a client is asked to tell of: what a synthesis writes,
// with the code that functions run, and templates, configuration and rules.
var watchedFiles = []string{"**/cdk.out/**", "**/*.{json,yaml,yml,template,rego}"}

// watchFiles asks the client to tell of changes of files; where it cannot, the folders are
// watched here.
func (s *server) watchFiles() {
	s.mu.Lock()
	folders := slices.Clone(s.folders)
	s.mu.Unlock()
	if s.client.Workspace.DidChangeWatchedFiles.DynamicRegistration {
		r := registration{ID: "files", Method: "workspace/didChangeWatchedFiles"}
		for _, glob := range watchedFiles {
			r.Options.Watchers = append(r.Options.Watchers, fileWatcher{glob})
		}
		s.ask("client/registerCapability", registrationParams{[]registration{r}})
		return
	}
	for _, f := range folders {
		s.watchFolder(f)
	}
}

// watchFolder watches a folder that the client does not.
func (s *server) watchFolder(f *folder) {
	if s.client.Workspace.DidChangeWatchedFiles.DynamicRegistration || s.Inputs == nil || f.onlyOpen {
		return
	}
	s.running.Go(func() {
		w := watch.New(watch.Options{Note: func(text string) { s.log(messageInfo, text) }})
		defer w.Close()
		for {
			w.Mark(s.Inputs(native(f.dir)))
			if w.Wait(f.ctx) != nil {
				return
			}
			f.awake()
		}
	})
}
