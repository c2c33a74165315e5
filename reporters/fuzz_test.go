package reporters

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// hostileSeeds are what a template may hold to break out of a format.
var hostileSeeds = []string{
	hostile, "\x1b]8;;http://example.com\x07link\x1b]8;;\x07", "\x1b[2J\x9b31m\u009b1m", "a\r\n::error file=x::y\n::add-mask::z", "##vso[task.complete]", "##[group]x",
	"| a | b |\n|---|---|", "`code` ``more```", "a`|`b", `ends in \`, `\|`, "<script>alert(1)</script>", "<!-- x", "--> x", "]]>", "<![CDATA[x]]>", "</td></tr></table>",
	"</testcase></testsuite>", "<details><summary>", "https://example.com www.example.com a@b.example", "@org/team #12 GH-12", "[x](javascript:alert(1))", "![x](y)", "~~x~~ **y** __z__ $z$",
	"\u202euser\u2066", "zero\u200bwidth\ufeff", "\U000e0041\U000e007f", strings.Repeat("\u0301", 40), "日本語 👨\u200d👩\u200d👧", "\xff\xfe\x00", "&lt;script&gt;&#x3c;", "%0A::error::x", "%25%0a,::",
	"\"]; node[x]; \"", "end\nsubgraph x", `"]:::x --> y["`, "%%{init: {}}%%", "    indented", "- item", "1. item", "> quote", "# heading", "***", "===", "```\nfence", "\t", " ", "~~~", "\u2028x\u2029",
	"{{.Version}}", "' onload='x", `"><img src=x onerror=alert(1)>`, "diff --git a/x b/x", "--- a\n+++ b\n@@ -1 +1 @@", "\\x1b[0m", "\\u001b",
}

// seedReport is a report whose texts are all the one given, as they may come from a
// template, a file name or a rule.
func seedReport(t testing.TB, text string) *Report {
	t.Helper()
	r := hostileCost(t, text)
	for _, f := range r.Findings {
		f.Message, f.LogicalID, f.ConstructPath, f.ResourceType = text, text, text, text
		f.Range.File = text
		if f.Source != nil {
			f.Source.File = text
		}
		f.Fix = &rules.Fix{Title: text, Warning: text, Kind: "suggestion"}
		if f.Suppressed != nil {
			f.Suppressed.Reason = text
		}
		for i := range f.Related {
			f.Related[i].Message, f.Related[i].LogicalID, f.Related[i].Range.File = text, text, text
		}
	}
	for i := range r.Undecided {
		u := &r.Undecided[i]
		u.Category, u.Template, u.LogicalID, u.Why, u.Range.File = text, text, text, text, text
	}
	for i := range r.Secrets {
		s := &r.Secrets[i]
		s.Name, s.Stack, s.Template, s.LogicalID, s.ConstructPath, s.Origin, s.Key, s.Rotation.Text = text, text, text, text, text, text, text, text
	}
	r.Access = accessReport(t).Access
	for i := range r.Access {
		a := &r.Access[i]
		a.Name, a.Title, a.Stack, a.Template, a.LogicalID, a.ConstructPath = text, text, text, text, text, text
		links := func(path []AccessLink) {
			for i := range path {
				l := &path[i]
				l.Text, l.LogicalID, l.ConstructPath, l.Range.File = text, text, text, text
			}
		}
		for i := range a.Principals {
			p := &a.Principals[i]
			p.Principal, p.LogicalID, p.ConstructPath, p.Way = text, text, text, text
			links(p.Path)
		}
		for i := range a.Uses {
			u := &a.Uses[i]
			u.Consumer, u.ConsumerID, u.ConsumerPath, u.Via, u.Role, u.Why, u.Network.Text = text, text, text, text, text, text, text
			links(u.Path)
		}
	}
	diff := "--- a/" + text + "\n+++ b/" + text + "\n@@ -1 +1 @@\n-" + text + "\n+" + text + "\n"
	r.Fixes = &Fixes{
		Made: r.Findings[:2], Left: []FixLeft{{r.Findings[2], text}}, Withheld: []string{text},
		Files: []FixFile{{Name: text, Diff: diff, Patch: diff}},
	}
	r.Notes = []string{text}
	return r
}

// everyFormat are all formats that hold texts of templates, with what their readers
// would take for structure. Only the patch is left out: it is the text itself.
var everyFormat = []struct {
	name    string
	command string
	make    func() Reporter
	// shape is what the format makes of the text: whatever the text, it is the same.
	shape func(t *testing.T, text string) string
}{
	{"table", "check", func() Reporter { return NewTable(Style{Width: 90, Verbose: true}) }, nil},
	{"report", "report", func() Reporter { return NewTable(Style{Width: 70, Verbose: true}) }, nil},
	{"fix", "fix", func() Reporter { return NewFixTable(Style{Width: 60}) }, nil},
	{"json", "check", NewJSON, jsonShape},
	{"sarif", "check", func() Reporter { return NewSARIF(SARIFOptions{IncludeSuppressed: true}) }, jsonValid},
	{"gitlab", "check", NewGitLab, jsonShape},
	{"junit", "check", NewJUnit, xmlShape},
	{"github", "check", NewGitHub, commandShape},
	{"markdown", "check", func() Reporter { return NewMarkdown(CommentBytes) }, markdownShape},
	{"access-table", "access", func() Reporter { return NewAccessTable(Style{Width: 80}, false) }, nil},
	{"access-explain", "access", func() Reporter { return NewAccessTable(Style{Width: 80}, true) }, nil},
	{"access-json", "access", NewAccessJSON, jsonShape},
	{"access-markdown", "access", NewAccessMarkdown, markdownShape},
	{"access-dot", "access", NewAccessDot, quotedShape},
	{"access-mermaid", "access", NewAccessMermaid, quotedShape},
	{"cost-table", "cost", func() Reporter { return NewCostTable(Style{Width: 80, Verbose: true}) }, nil},
	{"cost-json", "cost", NewCostJSON, jsonValid},
	{"cost-markdown", "cost", NewCostMarkdown, markdownShape},
	{"cost-html", "cost", NewCostHTML, htmlShape},
}

// htmlShape is the tags of a page. What is said of a stack besides its title is left out where
// it is the same.
func htmlShape(_ *testing.T, text string) string {
	return strings.ReplaceAll(strings.Join(tag.FindAllString(text, -1), "\n"), "<span class=\"sub\">\n</span>\n", "")
}

// TestHostileText gives every hostile text to every format.
func TestHostileText(t *testing.T) {
	for _, text := range hostileSeeds {
		checkFormats(t, text)
	}
}

// FuzzFormats: no text steers a terminal or a build service, or changes what a format's
// reader takes for structure.
func FuzzFormats(f *testing.F) {
	for _, text := range hostileSeeds {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 300 {
			t.Skip("longer texts change what is left out of a comment, not its structure")
		}
		checkFormats(t, text)
	})
}

func checkFormats(t *testing.T, text string) {
	t.Helper()
	for _, format := range everyFormat {
		r := seedReport(t, text)
		r.Command = format.command
		got := string(render(t, r, format.make()))
		switch format.name {
		case "github": // whose lines are commands
		case "fix":
			checkPrintable(t, strings.ReplaceAll(got, "\t", " ")) // lines of a file keep their tabs
		default:
			checkPrintable(t, strings.ReplaceAll(got, "\u2060", "")) // by which Markdown breaks up links
		}
		if format.shape == nil {
			continue
		}
		// What is not of the repository has no place in it that a build service could show.
		harmless := "plain"
		if _, ok := r.repoFile(text); !ok {
			harmless = "../plain"
		}
		plain := seedReport(t, harmless)
		plain.Command = format.command
		want := format.shape(t, string(render(t, plain, format.make())))
		// An empty text may be left out, and so may the name of no file.
		if is := format.shape(t, got); is != want && strings.Trim(squeeze(clean(text)), "/.") != "" {
			t.Errorf("%s: %+q changes the structure:\n%s\nwhich is for plain text\n%s\nof\n%s", format.name, text, is, want, got)
		}
		if t.Failed() {
			t.Fatalf("%s, given %+q", format.name, text)
		}
	}
}

func jsonValid(t *testing.T, text string) string {
	t.Helper()
	if !json.Valid([]byte(text)) {
		t.Errorf("no JSON: %s", text)
	}
	return ""
}

// jsonShape is the keys of objects and the kinds of values, without the values.
func jsonShape(t *testing.T, text string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Errorf("no JSON: %v", err)
	}
	var strip func(any) any
	strip = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			for k := range v {
				v[k] = strip(v[k])
			}
			return v
		case []any:
			for i := range v {
				v[i] = strip(v[i])
			}
			return v
		}
		return ""
	}
	out, err := json.Marshal(strip(v))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// xmlShape is the elements with the names of their attributes.
func xmlShape(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Errorf("no XML: %v", err)
			return ""
		}
		switch token := token.(type) {
		case xml.StartElement:
			b.WriteString("<" + token.Name.Local)
			for _, a := range token.Attr {
				b.WriteString(" " + a.Name.Local)
			}
			b.WriteString(">\n")
		case xml.EndElement:
			b.WriteString("</" + token.Name.Local + ">\n")
		case xml.Comment, xml.Directive:
			t.Errorf("%T in %s", token, text)
		}
	}
}

// commandShape is the commands with the names of their properties, sorted, because their
// order is that of the files' names; each line is one.
func commandShape(t *testing.T, text string) string {
	t.Helper()
	var shapes []string
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		name, rest, _ := strings.Cut(strings.TrimPrefix(line, "::"), " ")
		properties, message, ok := strings.Cut(rest, "::")
		if !strings.HasPrefix(strings.TrimSpace(line), "::") && !strings.HasPrefix(strings.TrimSpace(line), "##") {
			shapes = append(shapes, "text") // for the log, which the runner shows
			continue
		}
		if !ok || !strings.HasPrefix(line, "::") {
			t.Errorf("no command of ours: %q", line)
		}
		for p := range strings.SplitSeq(properties, ",") {
			key, _, _ := strings.Cut(p, "=")
			name += " " + key
		}
		shapes = append(shapes, name)
		for _, r := range message {
			if r < ' ' || r == 0x7f {
				t.Errorf("%+q in %q", r, line)
			}
		}
	}
	slices.Sort(shapes)
	return strings.Join(shapes, "\n")
}

// markdown is GitHub flavoured Markdown; raw HTML comes through, so that it is seen.
var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))

var codeTag = regexp.MustCompile(`</?code>`)

// markdownShape is the elements and attributes of the page that Markdown gives. Code
// spans do not count: a text that is empty when it is cleaned has none.
func markdownShape(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	if err := markdown.Convert([]byte(text), &b); err != nil {
		t.Fatal(err)
	}
	return strings.Join(tag.FindAllString(codeTag.ReplaceAllString(b.String(), ""), -1), "\n")
}

// quotedShape is the text without what stands in quotes. It shows a quote that is not
// escaped: what follows it is then outside.
func quotedShape(t *testing.T, text string) string {
	t.Helper()
	return regexp.MustCompile(`"(\\.|[^"\\])*"`).ReplaceAllString(text, `""`)
}

// FuzzLocate: whatever path an assembly recorded, only files of the repository are read.
func FuzzLocate(f *testing.F) {
	f.Add("/home/dev/shop/lib/stack.ts", "/build/out", "dist", 3, 4)
	f.Add("../../etc/passwd", "/", "..", 1, 1)
	f.Add(`C:\app\lib\stack.ts`, `C:\app`, "lib", 1, 1)
	f.Add("file:///C:/app/dist/stack.js", "//?/C:", "../../x", 11, 24)
	f.Add("/x/../lib/stack.ts:3\x00", "x", "/lib", -1, 0)
	f.Fuzz(func(t *testing.T, recorded, from, to string, line, column int) {
		files := map[string]string{"lib/stack.ts": "a\nb\nc\n", "dist/stack.js": "x\n", "dist/stack.js.map": stackMap}
		names := []string{"dist/stack.js", "lib/stack.ts"}
		repository := NewRepository(repo, func() []string { return names }, func(name string) ([]byte, error) {
			if strings.HasPrefix(name, "/") || slices.Contains(strings.Split(name, "/"), "..") {
				t.Errorf("%q is read, given %q", name, recorded)
			}
			text, ok := files[name]
			if !ok {
				return nil, errors.New("not there")
			}
			return []byte(text), nil
		}, []PathMap{{from, to}})
		name, _, _, ok := repository.locate(recorded, line, column)
		if ok && !slices.Contains(names, name) {
			t.Errorf("%q is %q", recorded, name)
		}
		asm := loadAssembly(t, map[string]string{"t.json": `{"Resources":{"S":{"Type":"AWS::SecretsManager::Secret"}}}`}, "t.json")
		finding := at(t, &rules.Finding{Rule: testRules()["FJ401"], Message: "m", Source: &template.SourcePos{File: recorded, Line: line, Column: column}}, asm.Stacks[0], "Resources", "S")
		r := &Report{Assembly: asm, Findings: []*rules.Finding{finding}, RepoRoot: repo, WorkDir: repo, Repository: repository}
		for _, rep := range []Reporter{NewSARIF(SARIFOptions{}), NewGitHub(), NewGitLab()} {
			render(t, r, rep)
		}
	})
}
