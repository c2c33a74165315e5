package main

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/spf13/cobra"

	"github.com/fjall-lint/fjall-lint/reporters"
)

func newAccess(io streams) *cobra.Command {
	in := inputFlags{files: io.files}
	var out outputFlags
	var secrets, principals []string
	explain := false
	formats := []format{
		{"table", func(s reporters.Style) reporters.Reporter { return reporters.NewAccessTable(s, explain) }},
		{"json", func(reporters.Style) reporters.Reporter { return reporters.NewAccessJSON() }},
		{"markdown", func(reporters.Style) reporters.Reporter { return reporters.NewAccessMarkdown() }},
		{"dot", func(reporters.Style) reporters.Reporter { return reporters.NewAccessDot() }},
		{"mermaid", func(reporters.Style) reporters.Reporter { return reporters.NewAccessMermaid() }},
	}
	c := &cobra.Command{
		Use:   "access [PATH…]",
		Short: "Show who can do what to which secret, and why",
		Long: `Show the matrix of principals by secrets. With --secret (or just the name of a
secret) or --principal, show
link by link how each comes to its access, or the statement that comes closest
to allowing it.

` + pathHelp + `

Exit status: 0, whatever was found; 2 for bad usage, configuration or input.`,
		Example: `  fjall-lint access
  fjall-lint access --secret app/prod/database
  fjall-lint access --format dot | dot -Tsvg > access.svg`,
		RunE: func(c *cobra.Command, args []string) error {
			args, secrets = splitSecrets(io.files, args, secrets)
			explain = len(secrets)+len(principals) > 0
			outs, _, err := out.outputs(io)
			if err != nil {
				return err
			}
			o, err := in.lint(c.Context(), io, args, nil, false)
			if err != nil {
				return err
			}
			if o.report.Access, err = only(accessOf(o.result), secrets, principals); err != nil {
				if o.inputErr != nil {
					return fmt.Errorf("%w\n%w", o.inputErr, err)
				}
				return err
			}
			o.report.Command = "access"
			if err := writeAll(io, outs, o.report); err != nil {
				return err
			}
			return o.inputErr
		},
	}
	in.add(c)
	addNoCache(c)
	fl := c.Flags()
	fl.StringArrayVar(&secrets, "secret", nil, "explain this secret (name, logical id or construct path; repeatable)")
	fl.StringArrayVar(&principals, "principal", nil, "explain this principal, or the role of this resource (repeatable)")
	out.add(c, formats)
	return c
}

// only keeps the secrets and principals that are asked for; no names keep all.
func only(all []reporters.Access, secrets, principals []string) ([]reporters.Access, error) {
	var known []string
	for _, a := range all {
		known = append(known, a.Names...)
	}
	for _, name := range secrets {
		if !slices.Contains(known, name) || name == "" {
			return nil, unknownName("secret", name, known)
		}
	}
	known = nil
	for _, a := range all {
		for _, p := range a.Principals {
			known = append(known, p.Names...)
		}
		for _, u := range a.Uses {
			known = append(known, consumerNames(u)...)
		}
	}
	for _, name := range principals {
		if !slices.Contains(known, name) || name == "" {
			return nil, unknownName("principal", name, known)
		}
	}
	asked := func(names, want []string) bool {
		return slices.ContainsFunc(want, func(w string) bool { return slices.Contains(names, w) })
	}
	var kept []reporters.Access
	for _, a := range all {
		if len(secrets) > 0 && !asked(a.Names, secrets) {
			continue
		}
		if len(principals) > 0 {
			roles := map[string]bool{} // that are asked for, or a consumer's that is
			for _, p := range a.Principals {
				if asked(p.Names, principals) {
					roles[p.Key] = true
				}
			}
			var uses []reporters.AccessUse
			for _, u := range a.Uses {
				switch {
				case asked(consumerNames(u), principals):
					uses = append(uses, u)
					roles[u.RoleKey] = true
				case roles[u.RoleKey]:
					uses = append(uses, u)
				}
			}
			var held []reporters.AccessPrincipal
			for _, p := range a.Principals {
				if roles[p.Key] {
					held = append(held, p)
				}
			}
			if a.Uses, a.Principals = uses, held; len(uses)+len(held) == 0 {
				continue
			}
		}
		kept = append(kept, a)
	}
	return kept, nil
}

func consumerNames(u reporters.AccessUse) []string {
	return append(names(u.ConsumerID, u.ConsumerPath), u.Consumer)
}

// unknownName is the error for a name that is none of the known ones: it suggests
// one that holds it, else the nearest.
func unknownName(what, name string, known []string) error {
	slices.Sort(known)
	best, least := "", max(2, len(name)/3)+1
	for _, k := range known {
		if k == "" || name == "" || len(k) > 512 || len(name) > 512 {
			continue
		}
		d := levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(k))
		if strings.Contains(strings.ToLower(k), strings.ToLower(name)) {
			d = min(d, 1)
		}
		if d < least {
			best, least = k, d
		}
	}
	if best != "" {
		return fmt.Errorf("unknown %s %q: did you mean %q?", what, name, best)
	}
	return fmt.Errorf("unknown %s %q: `fjall-lint access` lists all", what, name)
}

// splitSecrets takes arguments that are no paths for names of secrets:
// `access app/prod/db` is `access --secret app/prod/db`. What is written like a
// template's file stays a path, so that a mistyped one is told as such.
func splitSecrets(fsys fs.FS, args, secrets []string) (paths, names []string) {
	names = secrets
	for _, arg := range args {
		_, err := fs.Stat(fsys, arg)
		switch filepath.Ext(arg) {
		case ".json", ".yaml", ".yml", ".template", ".out":
			err = nil
		}
		if err != nil && arg != "-" {
			names = append(names, arg)
			continue
		}
		paths = append(paths, arg)
	}
	return paths, names
}
