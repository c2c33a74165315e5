package reporters

import (
	"reflect"
	"slices"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

type sarifFix struct {
	Description sarifText     `json:"description"`
	Changes     []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	Artifact     sarifArtifact      `json:"artifactLocation"`
	Replacements []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct {
	Deleted  sarifRegion `json:"deletedRegion"`
	Inserted *sarifText  `json:"insertedContent,omitempty"`
}

// maxFixes bounds the fixes of one result, which stand for alternatives or for the
// places that the result is about.
const maxFixes = 10

// fixes are what ends the findings of a result, one for each.
func (b *sarifBuilder) fixes(group []*rules.Finding) []sarifFix {
	var list []sarifFix
	for _, f := range group {
		replacements := b.Replacements[f]
		if len(replacements) == 0 || len(list) == maxFixes {
			continue
		}
		text := sentence(clean(f.Fix.Title))
		if f.Fix.Kind != rules.SafeFix && f.Fix.Warning != "" {
			text += " " + sentence(clean(f.Fix.Warning))
		}
		var changes []sarifChange
		var last *template.Source
		synthesized := false
		for _, r := range replacements {
			if r.Source != last {
				changes = append(changes, sarifChange{Artifact: b.artifact(r.Source.Name)})
				last = r.Source
			}
			change := &changes[len(changes)-1]
			rep := sarifReplacement{Deleted: deleted(r)}
			if r.Text != "" {
				rep.Inserted = &sarifText{Text: r.Text}
			}
			change.Replacements = append(change.Replacements, rep)
			synthesized = synthesized || r.Synthesized
		}
		if synthesized {
			text += " The next synthesis overwrites the template: the lasting change is one of the app."
		}
		fix := sarifFix{Description: sarifText{Text: cutRunes(text, maxText)}, Changes: changes}
		// Findings of one place may share a fix, and the format wants them to differ.
		if !slices.ContainsFunc(list, func(other sarifFix) bool { return reflect.DeepEqual(other, fix) }) {
			list = append(list, fix)
		}
	}
	return list
}

// deleted is the whole range that a replacement takes the place of, empty for an
// insertion.
func deleted(r Replacement) sarifRegion {
	start, end := r.Source.Pos(r.Start), r.Source.Pos(r.End)
	return sarifRegion{
		StartLine: start.Line, StartColumn: utf16Column(r.Source.Line(start.Line), start.Column),
		EndLine: end.Line, EndColumn: utf16Column(r.Source.Line(end.Line), end.Column),
	}
}
