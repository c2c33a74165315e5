package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
)

// outputFlags are the flags that say how a report is written.
type outputFlags struct {
	formats  []string
	output   string
	color    string
	width    int
	verbose  bool
	severity string

	kinds []format
}

// format is a format that a command writes.
type format struct {
	name string
	// reporter makes the reporter, for a style that formats for machines do not
	// look at.
	reporter func(reporters.Style) reporters.Reporter
}

// reportFormats are the formats of the commands that report findings.
var reportFormats = []format{
	{"table", reporters.NewTable},
	{"json", func(reporters.Style) reporters.Reporter { return reporters.NewJSON() }},
	{"sarif", func(reporters.Style) reporters.Reporter { return reporters.NewSARIF(reporters.SARIFOptions{}) }},
	{"html", func(reporters.Style) reporters.Reporter { return reporters.NewHTML() }},
	{"markdown", func(reporters.Style) reporters.Reporter { return reporters.NewMarkdown(reporters.CommentBytes) }},
	{"github", func(reporters.Style) reporters.Reporter { return reporters.NewGitHub() }},
	{"gitlab", func(reporters.Style) reporters.Reporter { return reporters.NewGitLab() }},
	{"junit", func(reporters.Style) reporters.Reporter { return reporters.NewJUnit() }},
}

func formatNames(formats []format) []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

// add adds the flags of every command that writes a report in some formats, of
// which the first is the one without a flag.
func (f *outputFlags) add(c *cobra.Command, formats []format) {
	f.kinds = formats
	names := formatNames(formats)
	last := len(names) - 1
	fl := c.Flags()
	fl.StringArrayVarP(&f.formats, "format", "f", nil,
		fmt.Sprintf("%s or %s; repeatable as FORMAT=FILE (default %s)", strings.Join(names[:last], ", "), names[last], names[0]))
	fl.StringVarP(&f.output, "output", "o", "", "file to write to instead of standard output")
	fl.StringVar(&f.color, "color", "auto", "colours: auto, always or never")
	fl.IntVar(&f.width, "width", 0, "columns of the table (default: the terminal's, else 100)")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("color", cobra.FixedCompletions([]string{"auto", "always", "never"}, cobra.ShellCompDirectiveNoFileComp))
}

// addFindings adds the flags that are about findings.
func (f *outputFlags) addFindings(c *cobra.Command) {
	fl := c.Flags()
	fl.BoolVarP(&f.verbose, "verbose", "v", false, "show the place in the template with each finding")
	fl.StringVar(&f.severity, "severity", "low", "least severity that people are shown (table, github, junit, markdown); what is below is counted")
}

// has tells whether a format is asked for.
func (f *outputFlags) has(name string) bool {
	return slices.ContainsFunc(f.formats, func(spec string) bool {
		is, _, _ := strings.Cut(spec, "=")
		return is == name
	})
}

// hasOnly tells whether nothing but some formats is asked for.
func (f *outputFlags) hasOnly(names ...string) bool {
	if len(f.formats) == 0 {
		return slices.Contains(names, f.kinds[0].name)
	}
	return !slices.ContainsFunc(f.formats, func(spec string) bool {
		is, _, _ := strings.Cut(spec, "=")
		return !slices.Contains(names, is)
	})
}

// fileOf is the file that a format goes to, "-" for standard output.
func (f *outputFlags) fileOf(spec string) string {
	_, file, named := strings.Cut(spec, "=")
	if !named {
		file = f.output
	}
	return cmp.Or(file, "-")
}

type output struct {
	reporter reporters.Reporter
	file     string // "-" is standard output
}

// outputs reads the flags; the mistakes in them are found before any work.
func (f *outputFlags) outputs(io streams) ([]output, rules.Severity, error) {
	severity := rules.Info
	if f.severity != "" {
		var err error
		if severity, err = rules.ParseSeverity(f.severity); err != nil {
			return nil, 0, fmt.Errorf("--severity: %w", err)
		}
	}
	switch f.color {
	case "auto", "always", "never":
	default:
		return nil, 0, fmt.Errorf("--color %q is none of auto, always and never", f.color)
	}
	if len(f.formats) == 0 {
		f.formats = []string{f.kinds[0].name}
	}
	var outs []output
	taken := map[string]bool{} // files, "-" for standard output
	for _, spec := range f.formats {
		name, named, ok := strings.Cut(spec, "=")
		if ok && named == "" {
			return nil, 0, fmt.Errorf("--format %q names no file: write %s=FILE", spec, name)
		}
		file := f.fileOf(spec)
		if info, err := os.Stat(file); file != "-" && (err == nil && info.IsDir() || os.IsPathSeparator(file[len(file)-1])) {
			return nil, 0, fmt.Errorf("output %q is a folder: name a file in it", file)
		}
		i := slices.IndexFunc(f.kinds, func(k format) bool { return k.name == name })
		if i < 0 {
			return nil, 0, fmt.Errorf("format %q is none of %s", name, strings.Join(formatNames(f.kinds), ", "))
		}
		rep := f.kinds[i].reporter(f.style(io, file))
		if at := filepath.Clean(file); taken[at] {
			where := "standard output"
			if file != "-" {
				where = strconv.Quote(file)
			}
			return nil, 0, fmt.Errorf("more than one format goes to %s: give each a file of its own, as --format %s=FILE", where, name)
		} else {
			taken[at] = true
		}
		outs = append(outs, output{rep, file})
	}
	return outs, severity, nil
}

func (f *outputFlags) style(io streams, file string) reporters.Style {
	s := reporters.Style{Verbose: f.verbose, Width: f.width}
	columns, terminal := 0, false
	if file == "-" {
		columns, terminal = terminalOf(io.out)
	}
	if s.Width == 0 {
		s.Width = columns
	}
	if s.Width == 0 {
		s.Width, _ = strconv.Atoi(os.Getenv("COLUMNS"))
	}
	if s.Width == 0 {
		s.Width = 100
	}
	s.Width = min(max(s.Width, 40), 400)
	switch f.color {
	case "always":
		s.Color = true
	case "auto":
		s.Color = terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
		if v := os.Getenv("CLICOLOR_FORCE"); v != "" && v != "0" && os.Getenv("NO_COLOR") == "" {
			s.Color = true
		}
	}
	return s
}

func terminalOf(w io.Writer) (columns int, terminal bool) {
	if r, ok := w.(recorded); ok {
		w = r.Unwrap()
	}
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return 0, false
	}
	columns, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		columns = 80
	}
	return columns, true
}
