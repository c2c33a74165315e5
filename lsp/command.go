package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"path"

	"github.com/fjall-lint/fjall-lint/reporters"
)

// The commands. lintCommand lints everything again; cdkCommand has the client write a file
// with the fixes of the app as code, beside the file whose URI is its argument.
const (
	lintCommand = "fjall-lint.lint"
	cdkCommand  = "fjall-lint.writeCdkCode"
)

func (s *server) executeCommand(ctx context.Context, p *commandParams) (any, error) {
	switch p.Command {
	case lintCommand:
		for _, done := range s.lintAll() {
			select {
			case <-done:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		return nil, nil
	case cdkCommand:
		return nil, s.writeCDK(p.Arguments)
	}
	return nil, refuse(codeInvalidParams, fmt.Sprintf("the command is not known: it is none of %s and %s", lintCommand, cdkCommand))
}

func (s *server) writeCDK(arguments []json.RawMessage) error {
	var uri string
	if len(arguments) != 1 || json.Unmarshal(arguments[0], &uri) != nil {
		return refuse(codeInvalidParams, "the command takes the URI of a file of code")
	}
	l, name := s.current(uri)
	if l == nil {
		return refuse(codeInvalidParams, "the file has changed since it was checked, or is in no folder that is open")
	}
	code, err := l.cdkCode(name)
	if err != nil {
		return refuse(codeInternalError, reporters.OneLine(err.Error()))
	}
	b := l.newEdit()
	b.create(path.Join(path.Dir(name), fixesFile), code)
	s.ask("workspace/applyEdit", applyEditParams{"Fixes of fjall-lint as CDK code", b.edit()})
	return nil
}
