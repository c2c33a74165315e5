package knowntokens

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/tokens"
	"github.com/fjall-lint/fjall-lint/template"
)

// AssetToken is a token within a source file of a code asset.
type AssetToken struct {
	// At is the resource that the code belongs to, with the place in the file.
	At     analyzers.Place `json:"at"`
	Label  string          `json:"label"`
	File   string          `json:"file"` // within the asset
	Format string          `json:"format"`
	Title  string          `json:"title"`
	Class  string          `json:"class"`
	Length int             `json:"length"`
}

// assets scans the source files of the program's code assets, each asset once.
func (s *scan) assets() error {
	files := s.pass.Settings.Files
	if files == nil {
		return nil
	}
	done := map[string]bool{}
	var failed error
	s.pass.Resources(func(r *template.Resource) {
		path, ok := r.CodeAsset()
		if !ok || done[path] || failed != nil {
			return
		}
		done[path] = true
		skipped, err := files.Walk(s.pass.Context, path, func(file string, text []byte) {
			if !utf8.Valid(text) {
				return
			}
			body := string(text)
			matches := tokens.Scan(body)
			if len(matches) == 0 {
				return
			}
			src := template.NewSource(path+"/"+file, text)
			for _, m := range matches {
				at := analyzers.At(r, "Code")
				rng := src.Range(m.Start, m.End)
				at.File = &rng
				s.facts.Assets = append(s.facts.Assets, AssetToken{
					At: at, Label: r.Label(), File: file, Format: m.Format.ID, Title: m.Format.Title, Class: m.Format.Class.String(),
					Length: utf8.RuneCountInString(body[m.Start:m.End]),
				})
			}
		})
		if err != nil {
			if s.pass.Context.Err() != nil {
				failed = err
				return
			}
			s.pass.Note(fmt.Sprintf("asset of %s was not read: %v", r.ID, err))
			return
		}
		if len(skipped) > 0 {
			s.pass.Note(fmt.Sprintf("asset of %s: left out %s", r.ID, summary(skipped)))
		}
	})
	return failed
}

// summary names the first few of what was left out.
func summary(skipped []string) string {
	const most = 5
	if len(skipped) <= most {
		return strings.Join(skipped, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(skipped[:most], ", "), len(skipped)-most)
}
