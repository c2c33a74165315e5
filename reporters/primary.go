package reporters

import (
	"cmp"
	"slices"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// primary is where a finding is shown beside the code: a place in one file.
type primary struct {
	// file is relative to the repository's root where inRepo is set.
	file   string
	inRepo bool
	// line is at least 1; column is 0 where it is not known.
	line, column, endLine int
	// authored is set for a place in the author's source; the template is then
	// another one.
	authored bool
}

// String is the place as people write it.
func (p primary) String() string { return place(p.file, p.line, p.column) }

// placer finds the place at which people look for a finding, the same one that SARIF
// shows it at.
type placer struct{ *sarifBuilder }

func (r *Report) placer() placer {
	return placer{newSARIFBuilder(sarifReporter{options: SARIFOptions{Locate: LocateSource}}, r, nil)}
}

// of prefers the author's source, which is what a change request shows and where the
// finding is mended, to the template, which is generated and often not in the
// repository.
func (p placer) of(f *rules.Finding) primary {
	if at, ok := p.primary(f); ok {
		return primary{file: at.file, inRepo: true, line: at.line, column: max(at.column, 0), endLine: at.line, authored: true}
	}
	file, ok := p.repoFile(f.Range.File)
	start, end := f.Range.Start, f.Range.End
	if start.Line < 1 { // the finding is about all of the file
		start, end = template.Pos{Line: 1}, template.Pos{Line: 1}
	}
	if end.Column == 1 { // the range ends with the line before
		end.Line--
	}
	return primary{file: file, inRepo: ok, line: start.Line, column: max(start.Column, 0), endLine: max(start.Line, end.Line)}
}

// seenAt is the primary place of a finding as the log of a run tells it: from the
// working folder.
func (r *Report) seenAt(f *rules.Finding, at primary) string {
	if at.authored {
		return clean(place(r.file(r.RepoRoot+at.file), at.line, at.column))
	}
	return r.at(f.Range)
}

// repoName is a file from the repository's root, where it is below it.
func (r *Report) repoName(file string) string {
	name, _ := r.repoFile(file)
	return name
}

// repoAt is a place from the repository's root, where the file is below it.
func (r *Report) repoAt(rng template.Range) string {
	return clean(place(r.repoName(rng.File), rng.Start.Line, rng.Start.Column))
}

// mostSevereFirst is a copy of findings with the most severe first, in the order
// of the report among equals.
func mostSevereFirst(findings []*rules.Finding) []*rules.Finding {
	byRank := slices.Clone(findings)
	slices.SortStableFunc(byRank, func(a, b *rules.Finding) int { return cmp.Compare(b.Severity, a.Severity) })
	return byRank
}
