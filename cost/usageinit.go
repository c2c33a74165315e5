package cost

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/analyzers"
)

// InitUsage writes a usage file for some programs: every key that their estimate
// would use, with what it takes without the file. Read back, it changes nothing
// of the estimate.
func InitUsage(w io.Writer, facts []*analyzers.Facts, opts Options) error {
	ask := estimate(facts, opts).b.ask
	out := bufio.NewWriter(w)
	fmt.Fprint(out, `# How much the secrets of this app are used: what the templates do not tell, for
# fjall-lint cost --usage THIS_FILE. Each value is a number, or low, expected and
# high. What a resource says goes before what its type says.
version: 1
`)
	writeDefaults(out, ask)
	writeResources(out, ask)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write usage file: %w", err)
	}
	return nil
}

// writeDefaults writes the standard values of the types that were asked for.
func writeDefaults(out *bufio.Writer, ask *asker) {
	var types []string
	for _, q := range ask.order {
		if !slices.Contains(types, q.kind) {
			types = append(types, q.kind)
		}
	}
	slices.Sort(types)
	if len(types) == 0 {
		fmt.Fprint(out, "defaults: {}\n")
		return
	}
	fmt.Fprint(out, "\ndefaults:\n")
	for _, t := range types {
		fmt.Fprintf(out, "  %s:\n", yamlKey(t))
		var empty []usageKey
		wrote := false
		for _, k := range usageKeys(t) {
			if !askedFor(ask, t, k.name) {
				continue
			}
			value, _, given := ask.find("", t, k.name)
			switch {
			case len(k.modes) > 0 && !given:
				value.mode = k.modes[0]
			case k.computed != "" && !given:
				empty = append(empty, k)
				continue
			case !given:
				value.quantity = k.standard
			}
			wrote = true
			fmt.Fprintf(out, "%s    %s: %s\n", remark("    ", k.about), k.name, yamlValue(k, value))
		}
		if !wrote {
			fmt.Fprint(out, "    {}\n")
		}
		for _, k := range empty {
			fmt.Fprintf(out, "%s    # %s: …\n", remark("    ", k.about+"; without a value: "+k.computed), k.name)
		}
	}
}

func askedFor(ask *asker, kind, key string) bool {
	return slices.ContainsFunc(ask.order, func(q *question) bool {
		return q.kind == kind && slices.ContainsFunc(q.answers, func(a answer) bool { return a.key.name == key })
	})
}

// remark is a comment that is broken into lines.
func remark(indent, text string) string {
	const width = 88
	var b strings.Builder
	line := indent + "#"
	for _, word := range strings.Fields(text) {
		if len(line)+1+len(word) > width && line != indent+"#" {
			b.WriteString(line + "\n")
			line = indent + "#"
		}
		line += " " + word
	}
	b.WriteString(line + "\n")
	return b.String()
}

func writeResources(out *bufio.Writer, ask *asker) {
	if len(ask.order) == 0 {
		fmt.Fprint(out, "resources: {}\n")
		return
	}
	fmt.Fprint(out, "\nresources:\n")
	for _, q := range ask.order {
		name, label := q.stack.Name, "the stack"
		if q.resource != nil {
			name, label = q.stack.Name+"/"+q.resource.ID, q.resource.Label()+", "+q.kind
		}
		fmt.Fprintf(out, "  # %s\n  %s:\n", oneLine(label), yamlKey(name))
		wrote := false
		for _, a := range q.answers {
			if a.open {
				continue
			}
			wrote = true
			fmt.Fprintf(out, "    %s: %s\n", a.key.name, yamlValue(a.key, a.value))
		}
		if !wrote {
			fmt.Fprint(out, "    {}\n")
		}
		for _, a := range q.answers {
			if a.open {
				fmt.Fprintf(out, "    # %s: …\n", a.key.name)
			}
		}
	}
}

// oneLine keeps a name from ending the comment that it stands in.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		return r
	}, text)
}

// yamlKey writes a name as a key of YAML, in quotes where it needs them.
func yamlKey(name string) string {
	text, err := yaml.Marshal(name)
	if err != nil || strings.Count(string(text), "\n") != 1 {
		return fmt.Sprintf("%q", name)
	}
	return strings.TrimSuffix(string(text), "\n")
}

func yamlValue(k usageKey, a amount) string {
	if len(k.modes) > 0 {
		return a.mode
	}
	r := a.quantity
	if r.Known() {
		return r.Expected.Normalize().String()
	}
	return fmt.Sprintf("{low: %s, expected: %s, high: %s}", r.Low.Normalize(), r.Expected.Normalize(), r.High.Normalize())
}
