package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/fjall-lint/fjall-lint/fixes"
	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// shownFile is a file of an example as a page shows it.
type shownFile struct {
	name, text string
}

// findExamples takes the smallest bad case of the rule, what the tool says of it
// and how its fix changes it; without a fix, the smallest ok case too.
func (p *rulePage) findExamples(ctx context.Context, source caseSource, known []*rules.Rule, libraries map[string]string) error {
	cases, err := rules.Cases(source.fsys, source.dir, []*rules.Rule{p.Rule})
	if err != nil || len(cases) == 0 {
		return err
	}
	dir, err := fs.Sub(source.fsys, path.Join(source.dir, p.Rule.Name))
	if err != nil {
		return err
	}
	run := func(fsys fs.FS, c rules.Case) (*rules.CaseResult, error) {
		return rules.RunCase(ctx, fsys, c, known, libraries)
	}
	if bad, ok := smallest(dir, cases, true); ok {
		result, err := run(dir, bad)
		if err != nil {
			return err
		}
		redact := rules.Redactor(result.Result.Facts)
		if p.bad, err = shownFiles(dir, bad, redact); err != nil {
			return err
		}
		if err := p.check(result); err != nil {
			return err
		}
		lint := func(ctx context.Context, fsys fs.FS) (*template.Assembly, *rules.Result, error) {
			result, err := run(fsys, bad)
			if err != nil {
				return nil, nil, err
			}
			return result.Assembly, result.Result, nil
		}
		done, err := fixes.Run(ctx, dir, lint, func(f *rules.Finding) bool { return f.Rule.ID == p.Rule.ID })
		if err != nil {
			return err
		}
		p.fixed = done.Fixed
		for _, f := range done.Files {
			diff, _ := fixes.Shown(f.Diff(f.Name), redact)
			p.diff += withoutWants(diff)
		}
	}
	if good, ok := smallest(dir, cases, false); ok && p.diff == "" {
		result, err := run(dir, good)
		if err != nil {
			return err
		}
		if p.good, err = shownFiles(dir, good, rules.Redactor(result.Result.Facts)); err != nil {
			return err
		}
		p.difference = difference(p.bad, p.good)
	}
	return nil
}

// check sets the output of check, and the command that gives it.
func (p *rulePage) check(result *rules.CaseResult) error {
	p.command = "fjall-lint check --only " + p.Rule.ID
	report := newReportOf(template.OS(), result.Assembly, result.Result, nil, result.Selection, nil)
	report.Command, report.FailOn, report.MinSeverity = "check", rules.Medium, rules.Low
	if p.Rule.Severity < rules.Low {
		p.command += " --severity info"
		report.MinSeverity = rules.Info
	}
	p.command += " " + result.File
	for _, f := range result.Findings {
		if f.Rule.ID == p.Rule.ID && f.Suppressed == nil {
			p.findings++
		}
	}
	var b bytes.Buffer
	if err := reporters.NewTable(reporters.Style{Width: 100}).Report(&b, report); err != nil {
		return err
	}
	p.output = b.String()
	return nil
}

// smallest is the smallest of the bad or of the ok cases, by the bytes of its
// files; its name is relative to the rule's folder.
func smallest(dir fs.FS, cases []rules.Case, bad bool) (found rules.Case, ok bool) {
	least := int64(0)
	for _, c := range cases {
		if c.Bad != bad {
			continue
		}
		c.File = path.Base(c.File)
		size := int64(0)
		_ = fs.WalkDir(dir, c.File, func(_ string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if info, err := d.Info(); err == nil && !d.IsDir() {
				size += info.Size()
			}
			return nil
		})
		if !ok || size < least {
			found, ok, least = c, true, size
		}
	}
	return found, ok
}

// shownFiles are the files of a case but for the manifests of an assembly and empty
// templates, without credentials and without the comments that say what is wanted.
func shownFiles(dir fs.FS, c rules.Case, redact func(string) string) ([]shownFile, error) {
	var list []shownFile
	err := fs.WalkDir(dir, c.File, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "manifest.json" || strings.HasSuffix(name, ".assets.json") {
			return err
		}
		text, err := fs.ReadFile(dir, name)
		if err != nil || strings.TrimSpace(string(text)) == "{}" {
			return err
		}
		shown, _ := fixes.Shown(string(text), redact)
		list = append(list, shownFile{name, withoutWants(shown)})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read case %s: %w", c.File, err)
	}
	return list, nil
}

// difference is how the files of a good assembly differ from those of the bad one; ""
// where they are not the same files.
func difference(bad, good []shownFile) string {
	if len(bad) != len(good) {
		return ""
	}
	var b strings.Builder
	for i, f := range bad {
		_, name, inFolder := strings.Cut(f.name, "/")
		_, other, also := strings.Cut(good[i].name, "/")
		switch {
		case !inFolder || !also || name != other:
			return ""
		case f.text != good[i].text:
			b.WriteString(fixes.File{Name: f.name, Before: []byte(f.text), After: []byte(good[i].text)}.Diff(f.name))
		}
	}
	return b.String()
}

var wantComment = regexp.MustCompile(`(?m)[ \t]*# want ".*$`)

func withoutWants(text string) string {
	if text = wantComment.ReplaceAllString(text, ""); !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text
}
