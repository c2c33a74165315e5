package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

func newRules(io streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "rules",
		Short: "List, explain, test and document rules",
	}
	c.AddCommand(newRulesList(io), newRulesShow(io), newRulesTest(io), newRulesDocs(io))
	return c
}

// ruleView is a rule as it is printed.
type ruleView struct {
	ID          string               `json:"id"`
	Name        string               `json:"name"`
	Category    string               `json:"category"`
	Severity    string               `json:"severity"`
	Off         bool                 `json:"off"`
	Title       string               `json:"title"`
	Description string               `json:"description"`
	Remediation string               `json:"remediation"`
	Tags        []string             `json:"tags"`
	References  []string             `json:"references"`
	Params      map[string]paramView `json:"params,omitempty"`
}

type paramView struct {
	Default     any    `json:"default"`
	Description string `json:"description"`
}

func view(r *rules.Rule) ruleView {
	params := make(map[string]paramView, len(r.Params))
	for name, p := range r.Params {
		params[name] = paramView{p.Default, p.Description}
	}
	return ruleView{
		r.ID, r.Name, r.Category, r.Severity.String(), r.Off, r.Title, r.Description, r.Remediation,
		append([]string{}, r.Tags...), append([]string{}, r.References...), params,
	}
}

func newRulesList(io streams) *cobra.Command {
	var in inputFlags
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List all rules",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			known, _, err := in.rules(nil)
			if err != nil {
				return err
			}
			if asJSON {
				views := make([]ruleView, len(known))
				for i, r := range known {
					views[i] = view(r)
				}
				return printJSON(io, views)
			}
			width := 0
			for _, r := range known {
				width = max(width, len(r.Name))
			}
			for _, r := range known {
				off := ""
				if r.Off {
					off = " (off)"
				}
				if _, err := fmt.Fprintf(io.out, "%-6s %-*s  %-8s  %s%s\n", r.ID, width, r.Name, r.Severity, r.Title, off); err != nil {
					return err
				}
			}
			return nil
		},
	}
	c.Flags().StringArrayVar(&in.ruleDirs, "rules", nil, "folder of your own rules (repeatable)")
	c.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return c
}

func printJSON(io streams, v any) error {
	enc := json.NewEncoder(io.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func newRulesShow(io streams) *cobra.Command {
	var in inputFlags
	var asJSON bool
	c := &cobra.Command{
		Use:     "show RULE",
		Short:   "Explain a rule",
		Example: "  fjall-lint rules show FJ101\n  fjall-lint rules show rotation/absent",
		Args:    one("RULE"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			known, _ := rules.Builtin()
			var ids []string
			for _, r := range known {
				ids = append(ids, r.ID+"\t"+r.Title)
			}
			return ids, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			known, _, err := in.rules(nil)
			if err != nil {
				return err
			}
			selection, err := rules.Select(known, nil, "", args)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(io, view(selection.Rules[0]))
			}
			_, err = fmt.Fprint(io.out, explain(selection.Rules[0]))
			return err
		},
	}
	c.Flags().StringArrayVar(&in.ruleDirs, "rules", nil, "folder of your own rules (repeatable)")
	c.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return c
}

// explain is a rule's page as text.
func explain(r *rules.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s (%s)\n%s\n\n", r.ID, r.Name, r.Severity, r.Title)
	fmt.Fprintf(&b, "%s\n\nWhat to do\n%s\n", wrap(r.Description, 80), wrap(r.Remediation, 80))
	if r.Off {
		b.WriteString("\nThe rule is off unless the strict profile or the configuration turns it on.\n")
	}
	if len(r.Params) > 0 {
		b.WriteString("\nParameters\n")
		names := make([]string, 0, len(r.Params))
		for name := range r.Params {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			preset, err := json.Marshal(r.Params[name].Default)
			if err != nil {
				preset = []byte("?")
			}
			fmt.Fprintf(&b, "  %s (default %s): %s\n", name, preset, r.Params[name].Description)
		}
	}
	if len(r.References) > 0 {
		b.WriteString("\nReferences\n")
		for _, ref := range r.References {
			fmt.Fprintf(&b, "  %s\n", ref)
		}
	}
	return b.String()
}

// wrap breaks text into lines of at most width columns.
func wrap(text string, width int) string {
	var b strings.Builder
	column := 0
	for _, word := range strings.Fields(text) {
		n := len([]rune(word))
		if column > 0 && column+1+n > width {
			b.WriteByte('\n')
			column = 0
		}
		if column > 0 {
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	return b.String()
}

func newRulesTest(io streams) *cobra.Command {
	return &cobra.Command{
		Use:   "test DIR",
		Short: "Run the test cases of your own rules",
		Long: `Run the test cases of the rules in DIR. A rule is DIR/<category>/<name>.rego; its
cases stand in DIR/testdata/<category>/<name>/: templates (or folders that are
assemblies) named bad… and ok…. A bad case says what it wants with a comment
on the line of the finding, # want "regexp", or, for JSON, in a file beside it
with the ending .want: 12 "regexp".`,
		Args: one("DIR"),
		RunE: func(c *cobra.Command, args []string) error {
			result, err := testRules(c.Context(), io, args[0])
			if err != nil {
				return fmt.Errorf("test rules: %w", err)
			}
			switch {
			case result.failed > 0:
				fmt.Fprintf(io.out, "%d of %d cases failed\n", result.failed, result.cases)
			case result.untested == 0:
				fmt.Fprintf(io.out, "ok: %d cases\n", result.cases)
				return nil
			}
			return errFindings
		},
	}
}

// tested counts what testing rules gave.
type tested struct {
	cases, failed int
	untested      int // rules without a bad or an ok case
}

func testRules(ctx context.Context, io streams, dir string) (tested, error) {
	own, libraries, err := rules.ReadDir(template.OS(), dir)
	if err != nil {
		return tested{}, err
	}
	if len(own) == 0 {
		return tested{}, fmt.Errorf("no rule found in %q: a rule is <category>/<name>.rego with a METADATA comment", dir)
	}
	fsys := os.DirFS(dir)
	cases, err := rules.Cases(fsys, "testdata", own)
	if err != nil {
		return tested{}, err
	}
	var t tested
	bad, ok := map[string]int{}, map[string]int{}
	for _, c := range cases {
		t.cases++
		result, err := rules.RunCase(ctx, fsys, c, own, libraries)
		if err != nil {
			return tested{}, fmt.Errorf("in %q: %w", dir, err)
		}
		if c.Bad {
			bad[c.Rule.ID]++
		} else {
			ok[c.Rule.ID]++
		}
		if len(result.Failures) > 0 {
			t.failed++
		}
		for _, f := range result.Failures {
			fmt.Fprintln(io.out, path.Clean(filepath.ToSlash(dir))+"/"+f)
		}
	}
	for _, r := range own {
		if bad[r.ID] == 0 || ok[r.ID] == 0 {
			t.untested++
			fmt.Fprintf(io.out, "rule %s (%s) lacks a bad or an ok case in %s\n", r.ID, r.Name, path.Join(filepath.ToSlash(dir), "testdata", r.Name))
		}
	}
	return t, nil
}
