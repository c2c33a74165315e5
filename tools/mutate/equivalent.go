package mutate

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed equivalent.tsv
var equivalentTSV string

// Equivalent says why a mutant makes no difference that a test could notice. It is known
// by its file, rule and change, so that it stays known when lines move.
type Equivalent struct {
	File, Rule, Change, Reason string

	used bool
}

// Equivalents are the mutants that equivalent.tsv explains.
type Equivalents struct{ list []*Equivalent }

// ReadEquivalent reads equivalent.tsv: file, rule, change and reason, a line each.
func ReadEquivalent() (*Equivalents, error) {
	var all Equivalents
	n := 0
	for line := range strings.Lines(equivalentTSV) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != 4 {
			return nil, fmt.Errorf("equivalent.tsv:%d: %d fields, want file, rule, change and reason with tabs between", n, len(fields))
		}
		all.list = append(all.list, &Equivalent{File: fields[0], Rule: fields[1], Change: fields[2], Reason: fields[3]})
	}
	return &all, nil
}

// Explains tells whether a mutant is one of them.
func (e *Equivalents) Explains(m Mutant) bool {
	for _, known := range e.list {
		if known.File == m.File && known.Rule == m.Rule && known.Change == m.Change {
			known.used = true
			return true
		}
	}
	return false
}

// Unused are those of a file that explained no mutant.
func (e *Equivalents) Unused(file string) []*Equivalent {
	var unused []*Equivalent
	for _, known := range e.list {
		if known.File == file && !known.used {
			unused = append(unused, known)
		}
	}
	return unused
}
