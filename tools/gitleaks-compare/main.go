// Command gitleaks-compare runs gitleaks' default rules and the token engine
// over the same files and prints what only one of them finds: rule, file and
// line, never a value.
//
// Usage:
//
//	go run . [-samples n] [-all] [-ours] [folder or file ...]
//
// With -samples it also generates n texts from the expression of every
// gitleaks rule and prints, rule by rule, how many each side finds.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fjall-lint/fjall-lint/analyzers/tokens"
	"github.com/lucasjones/reggen"
	"github.com/rs/zerolog"
	"github.com/zricethezav/gitleaks/v8/detect"
	"github.com/zricethezav/gitleaks/v8/logging"
	"github.com/zricethezav/gitleaks/v8/report"
)

func main() {
	samples := flag.Int("samples", 0, "texts to generate from each gitleaks rule")
	alone := flag.Bool("ours", false, "run the token engine alone, to read all it finds")
	all := flag.Bool("all", false, "print what both find, too")
	flag.Parse()
	logging.Logger = zerolog.Nop()
	if err := run(os.Stdout, flag.Args(), *samples, *all, *alone); err != nil {
		fmt.Fprintf(os.Stderr, "gitleaks-compare: %v\n", err)
		os.Exit(1)
	}
}

func run(out io.Writer, roots []string, samples int, all, alone bool) error {
	detector, err := detect.NewDetectorDefaultConfig()
	if err != nil {
		return fmt.Errorf("load gitleaks' default rules: %w", err)
	}
	folders := detector
	if alone {
		folders = nil
	}
	var rows []row
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			info, err := d.Info()
			if err != nil || info.Size() > 8<<20 {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil || !utf8.Valid(data) {
				return err
			}
			name, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			rows = append(rows, compare(folders, name, string(data))...)
			return nil
		})
		if err != nil {
			return fmt.Errorf("walk %q: %w", root, err)
		}
	}
	if len(roots) > 0 {
		printRows(out, rows, all)
	}
	if samples > 0 {
		return printSamples(out, detector, samples)
	}
	return nil
}

// row is one place and the rules of either side that fire there.
type row struct {
	file         string
	line         int
	theirs, ours string
}

// compare returns the places of one text, joined by line. A nil detector finds
// nothing.
func compare(detector *detect.Detector, file, text string) []row {
	lines := make(map[int]*row)
	at := func(line int) *row {
		if lines[line] == nil {
			lines[line] = &row{file: file, line: line}
		}
		return lines[line]
	}
	var theirs []report.Finding
	if detector != nil {
		theirs = detector.DetectString(text)
	}
	for _, f := range theirs {
		r := at(f.StartLine + 1)
		r.theirs = join(r.theirs, f.RuleID)
	}
	for _, m := range tokens.Scan(text) {
		r := at(1 + strings.Count(text[:m.Start], "\n"))
		r.ours = join(r.ours, m.Format.ID)
	}
	var rows []row
	for _, r := range lines {
		rows = append(rows, *r)
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.line, b.line) })
	return rows
}

func join(list, id string) string {
	if list == "" || slices.Contains(strings.Split(list, ","), id) {
		return cmp.Or(list, id)
	}
	return list + "," + id
}

func printRows(out io.Writer, rows []row, all bool) {
	var both, theirs, ours int
	for _, r := range rows {
		who := ""
		switch {
		case r.theirs != "" && r.ours != "":
			both++
			if all {
				who = "both"
			}
		case r.theirs != "":
			theirs++
			who = "only gitleaks"
		default:
			ours++
			who = "only ours"
		}
		if who != "" {
			fmt.Fprintf(out, "%-14s %-32s %-32s %s:%d\n", who, cmp.Or(r.theirs, "-"), cmp.Or(r.ours, "-"), r.file, r.line)
		}
	}
	fmt.Fprintf(out, "lines: %d both, %d only gitleaks, %d only ours\n", both, theirs, ours)
}

// printSamples generates secrets from every rule's expression. A text counts
// for gitleaks when that very rule finds it, allowlists and entropy included.
func printSamples(out io.Writer, detector *detect.Detector, n int) error {
	ids := make([]string, 0, len(detector.Config.Rules))
	for id := range detector.Config.Rules {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	fmt.Fprintf(out, "%-44s %8s %8s %s\n", "rule", "gitleaks", "ours", "ours of theirs")
	for _, id := range ids {
		rule := detector.Config.Rules[id]
		if rule.Regex == nil {
			continue
		}
		secret, name := secretOf(rule.Regex.String())
		if name != "" && len(rule.Keywords) > 0 && !strings.ContainsAny(rule.Keywords[0], "-.") {
			name = strings.ToUpper(rule.Keywords[0])
		}
		generator, err := reggen.NewGenerator(secret)
		if err != nil {
			return fmt.Errorf("generate from rule %q: %w", id, err)
		}
		generator.SetSeed(1)
		theirs, ours := 0, 0
		var formats string
		for range n {
			// Folding case brings in two letters that no token has.
			text := strings.NewReplacer("\u017f", "s", "\u212a", "k").Replace(generator.Generate(8))
			if name != "" {
				text = name + "_API_KEY=\"" + text + "\"\n"
			}
			found := false
			for _, f := range detector.DetectString(text) {
				found = found || f.RuleID == id
			}
			if !found {
				continue
			}
			theirs++
			matches := tokens.Scan(text)
			if len(matches) > 0 {
				ours++
			}
			for _, m := range matches {
				formats = join(formats, m.Format.ID)
			}
		}
		fmt.Fprintf(out, "%-44s %8d %8d %s\n", id, theirs, ours, formats)
	}
	return nil
}

// secretOf cuts the part for the secret out of a rule's expression, and out of
// those for an assignment the provider's name, so that texts can be made as
// people write them.
func secretOf(expr string) (secret, name string) {
	const assignment = "(?:=|>|:{1,3}=|\\|\\||:|=>|\\?=|,)[\\x60'\"\\s=]{0,5}"
	before, secret, assigned := strings.Cut(expr, assignment)
	if !assigned {
		secret = expr
	}
	secret, _, _ = strings.Cut(secret, "(?:[\\x60'\"\\s;]|\\\\[nr]|$)")
	if !assigned {
		return secret, ""
	}
	// The name is the first group of the provider's spellings.
	_, name, _ = strings.Cut(before, "(?:")
	if i := strings.LastIndex(before, "(?:[ \\t\\w.-]{0,20})"); i >= 0 {
		name = before[:i]
		name = name[strings.LastIndex(name, "(")+1:]
		name = strings.Trim(name, "?:)-i")
	}
	name, _, _ = strings.Cut(name, "|")
	return secret, strings.ToUpper(strings.NewReplacer("[", "", "]", "", "_-", "_").Replace(name))
}
