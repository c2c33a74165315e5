package fetches

import (
	"fmt"
	"slices"

	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/code"
)

// modes tells how functions fetch, where their code tells it of all that they fetch
// in the same way.
func (f *finder) modes() {
	facts, _ := f.pass.ResultOf[code.Analyzer].(*code.Facts)
	for _, x := range f.facts.Fetches {
		if x.Kind != Function {
			continue
		}
		known := facts.ByKey(x.Resource.Key())
		if !known.Decided() || len(known.Fetches) == 0 {
			continue
		}
		if !f.read(x, known) {
			continue
		}
		first := known.Fetches[0]
		mode := modeOf(first, x.Layer)
		for _, a := range known.Fetches[1:] {
			if modeOf(a, x.Layer) != mode {
				mode = ""
			}
		}
		if mode != "" {
			x.Mode, x.Shown = mode, fmt.Sprintf("%s:%d", first.File, first.Line)
		}
	}
}

// read tells whether the code shows how all is read that the function is taken to
// read. Where all of the code is known, what it does not read is left out.
func (f *finder) read(x *Fetch, known *code.Function) bool {
	reads := map[Read]bool{}
	for _, u := range f.access.Uses {
		if u.Key == known.Key && slices.ContainsFunc(known.Fetches, func(a *code.Action) bool {
			return a.Variable != "" && a.Variable == u.Via || a.Name != "" && u.Via == access.CodeVia
		}) {
			reads[Read{Label: u.Secret, SecretKey: u.SecretKey}] = true
		}
	}
	shown := func(r Read) bool { return reads[Read{Label: r.Label, SecretKey: r.SecretKey}] }
	if known.Whole && known.Named() && slices.ContainsFunc(x.Reads, shown) {
		x.Reads = slices.DeleteFunc(x.Reads, func(r Read) bool { return !shown(r) })
	}
	return !slices.ContainsFunc(x.Reads, func(r Read) bool { return !shown(r) })
}

// modeOf is the way of one fetch. What is kept for a time of the code's own choosing,
// or fetched at some invocations only, is none of those that are told apart.
func modeOf(a *code.Action, layer *Layer) string {
	switch {
	case a.Expires:
		return ""
	case a.Where == code.Module && a.Client == code.CachingClient:
		return Cached
	case a.Where == code.Module:
		return Module
	case a.Where != code.Handler || a.Sometimes:
		return ""
	case a.API == "extension":
		if layer == nil {
			return ""
		}
		return Extension
	}
	return Handler
}
