// Package lsp is a server of the Language Server Protocol: it lints the folders that an
// editor has open and shows what is wrong, why, and what ends it, in the templates and on
// the lines of the author's code.
//
// The protocol's messages are those of version 3.17 that the server needs; JSON-RPC is that
// of package jrpc2. Linting runs in the background, one run for a folder at a time: a
// request is answered from the last run, or with nothing where the text has changed since.
package lsp
