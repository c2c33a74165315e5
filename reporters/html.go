package reporters

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"sync"
)

// NewHTML writes the whole report as a page: one file that needs no network. All of
// it can be read without a script; the script filters, draws the graph of access and
// keeps what was chosen in the address.
func NewHTML() Reporter { return htmlReporter{} }

type htmlReporter struct{}

// The script is bundled from tools/html-report; see `make html-report`.
//
//go:embed html
var htmlFiles embed.FS

func htmlFile(name string) string {
	text, err := htmlFiles.ReadFile("html/" + name)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(text)
}

// pageTemplates are the pages by the names of their files.
var pageTemplates = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(htmlFiles, "html/*.tmpl"))
})

// assets are what a page carries with it, and the policy that lets it do nothing else.
type assets struct {
	Style  template.CSS
	Script template.JS
	// Policy is the content security policy: the browser runs this script and applies
	// this style, each known by its hash, and loads nothing.
	Policy string
}

var costAssets = sync.OnceValue(func() *assets { return newAssets(htmlFile("page.css"), "") })

var reportAssets = sync.OnceValue(func() *assets {
	return newAssets(htmlFile("page.css")+htmlFile("report.css"), htmlFile("report.js"))
})

func newAssets(style, script string) *assets {
	a := &assets{Style: template.CSS(style), Script: template.JS(script)}
	a.Policy = "default-src 'none'; style-src " + cspHash("\n"+style)
	if script != "" {
		a.Policy += "; script-src " + cspHash("\n"+script)
	}
	a.Policy += "; base-uri 'none'; form-action 'none'"
	return a
}

// cspHash names the text of an element in a policy. The line break after the element's
// tag is part of its text.
// Source: W3C, Content Security Policy Level 3, 6.7.3.
func cspHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

func (htmlReporter) Report(w io.Writer, r *Report) error {
	return writePage(w, "report.html.tmpl", r.reportPage())
}

// writePage writes a page when all of it could be laid out.
func writePage(w io.Writer, name string, page any) error {
	var b bytes.Buffer
	if err := pageTemplates().ExecuteTemplate(&b, name, page); err != nil {
		return fmt.Errorf("lay out report: %w", err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}
