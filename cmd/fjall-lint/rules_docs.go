package main

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/fjall-lint/fjall-lint/rules"
)

func newRulesDocs(io streams) *cobra.Command {
	var in inputFlags
	c := &cobra.Command{
		Use:   "docs DIR",
		Short: "Write a page for each rule",
		Long: `Write a page in Markdown for each rule to DIR/<category>/<name>.md, and an index
to DIR/README.md. The page of a rule of your own shows its smallest bad case.`,
		Example: "  fjall-lint rules docs docs/rules\n  fjall-lint rules docs docs/rules --rules lint-rules",
		Args:    one("DIR"),
		RunE: func(c *cobra.Command, args []string) error {
			pages, err := rulePages(c.Context(), in.ruleDirs)
			if err != nil {
				return fmt.Errorf("write pages of rules: %w", err)
			}
			for _, name := range slices.Sorted(maps.Keys(pages)) {
				file := filepath.Join(args[0], filepath.FromSlash(name))
				if err := replaceFile(file, verbatim(pages[name]).to); err != nil {
					return fmt.Errorf("write pages of rules: %w", err)
				}
			}
			_, err = fmt.Fprintf(io.out, "%d pages written to %s\n", len(pages), args[0])
			return err
		},
	}
	c.Flags().StringArrayVar(&in.ruleDirs, "rules", nil, "folder of your own rules (repeatable)")
	return c
}

// caseSource is where the cases of some rules are.
type caseSource struct {
	fsys fs.FS
	dir  string
}

// rulePages are the pages of all rules and their index, by the name of the file.
func rulePages(ctx context.Context, ruleDirs []string) (map[string][]byte, error) {
	known, libraries, err := (&inputFlags{ruleDirs: ruleDirs}).rules(nil)
	if err != nil {
		return nil, err
	}
	examples, err := rules.Examples()
	if err != nil {
		return nil, err
	}
	sources := []caseSource{{examples, "."}}
	for _, dir := range ruleDirs {
		sources = append(sources, caseSource{os.DirFS(dir), "testdata"})
	}
	pages := map[string][]byte{"README.md": ruleIndex(known)}
	for _, r := range known {
		p := rulePage{Rule: r}
		for _, s := range sources {
			if err := p.findExamples(ctx, s, known, libraries); err != nil {
				return nil, fmt.Errorf("example of rule %s: %w", r.ID, err)
			}
		}
		pages[r.Name+".md"] = p.markdown()
	}
	return pages, nil
}
