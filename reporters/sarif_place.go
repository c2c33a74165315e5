package reporters

import (
	"path"
	"strings"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

// Locate says which place is the first of a result, the one that code scanning
// shows.
type Locate string

// The places that a result may be shown at.
const (
	// LocateSource is the line of the author's code, where it is known and in the
	// repository, else the template's.
	LocateSource Locate = "source"
	// LocateTemplate is the line of the synthesized template.
	LocateTemplate Locate = "template"
)

// codePlace is a place in a file of the repository that the author wrote.
type codePlace struct {
	file         string // relative to the repository's root
	line, column int
}

func (p codePlace) location() sarifLocation {
	return sarifLocation{Physical: sarifPhysical{
		sarifArtifact{encodeURI(p.file), sourceRoot},
		sarifRegion{StartLine: p.line, StartColumn: max(p.column, 0)},
	}}
}

// primary is where a finding is shown first: the assignment of the property, else
// the line that makes the resource, each time the innermost frame that is in the
// repository; ok is false where the template is the place.
func (b *sarifBuilder) primary(f *rules.Finding) (p codePlace, ok bool) {
	if b.options.Locate == LocateTemplate {
		return codePlace{}, false
	}
	frames := b.frames(f)
	if len(frames) == 0 {
		return codePlace{}, false
	}
	return frames[0], true
}

// frames are the places in the author's code that led to a finding, innermost
// first.
func (b *sarifBuilder) frames(f *rules.Finding) []codePlace {
	if frames := b.framesOf(f.Source); len(frames) > 0 || f.Resource == nil {
		return frames
	}
	if frames := b.framesOf(f.Resource.Source); len(frames) > 0 {
		return frames
	}
	if f.Source == nil && f.Resource.Source == nil {
		if p, ok := b.maker(f.Stack, f.Resource.ConstructPath); ok {
			return []codePlace{p}
		}
	}
	return nil
}

// maker is the place in the code that makes the construct of a path, for an assembly that
// records none.
func (b *sarifBuilder) maker(s *template.Stack, constructPath string) (codePlace, bool) {
	if b.Repository == nil || b.options.Locate == LocateTemplate || s == nil || constructPath == "" {
		return codePlace{}, false
	}
	dir := ""
	if s.Program != nil && s.Program.Dir != "" {
		if name, ok := b.repoFile(s.Program.Dir); ok {
			dir = path.Dir(name)
		}
	}
	return b.Repository.maker(dir, constructPath)
}

func (b *sarifBuilder) framesOf(at *template.SourcePos) []codePlace {
	if at == nil {
		return nil
	}
	if list, ok := b.traces[at]; ok {
		return list
	}
	var list []codePlace
	recorded := at.Frames
	if len(recorded) == 0 {
		recorded = []template.Frame{{File: at.File, Line: at.Line, Column: at.Column}}
	}
	for _, frame := range recorded {
		if p, ok := b.codePlace(frame); ok {
			list = append(list, p)
		}
	}
	b.traces[at] = list
	return list
}

// codePlace is the place of a frame in a file of the repository. A file that has
// not as many lines is another one of that name.
func (b *sarifBuilder) codePlace(frame template.Frame) (codePlace, bool) {
	if frame.Line < 1 {
		return codePlace{}, false
	}
	if b.Repository == nil {
		name, ok := b.repoFile(frame.File)
		return codePlace{name, frame.Line, frame.Column}, ok
	}
	name, line, column, ok := b.Repository.locate(frame.File, frame.Line, frame.Column)
	if !ok {
		return codePlace{}, false
	}
	if src := b.Repository.source(name); src != nil && line > src.Pos(len(src.Data)).Line {
		return codePlace{}, false
	}
	return codePlace{name, line, column}, true
}

// codeOf is where an element of a template is made, in the author's code.
func (b *sarifBuilder) codeOf(s *template.Stack, id string, at template.Path) (codePlace, bool) {
	if s == nil || b.options.Locate == LocateTemplate {
		return codePlace{}, false
	}
	construct, source := s.ConstructOf(id)
	if r := s.Resources[id]; r != nil {
		property := ""
		if len(at) > 3 {
			property, _ = at[3].(string)
		}
		if frames := b.framesOf(r.PropertySource(property)); len(frames) > 0 {
			return frames[0], true
		}
	}
	if frames := b.framesOf(source); len(frames) > 0 {
		return frames[0], true
	}
	if source == nil {
		return b.maker(s, construct)
	}
	return codePlace{}, false
}

// secretLines is how many lines below the one that makes a resource are taken to
// be its construct's properties.
const secretLines = 30

// codeHash is the hash of a line of code that code scanning follows alerts by. It
// is left out where the hashed text may hold a credential: where it is redacted,
// and near the construct of a value that a finding is about, which the code may
// put together of parts. The upload action, which has the file, fills it in.
func (b *sarifBuilder) codeHash(p codePlace) string {
	if b.Repository == nil || b.Redact == nil {
		return ""
	}
	src := b.Repository.source(p.file)
	if src == nil {
		return ""
	}
	from := src.Offset(p.line, 1)
	until := hashedUntil(src.Data, from)
	last := src.Pos(until).Line
	for _, line := range b.secretCode[p.file] {
		if p.line <= line+secretLines && line <= last {
			return ""
		}
	}
	const around = 1024 // a value may begin before the text or end behind it
	text := strings.ToValidUTF8(string(src.Data[max(0, from-around):min(len(src.Data), until+around)]), "")
	if b.Redact(text) != text {
		return ""
	}
	return b.hashOf(src, p.line)
}

// secretPlaces are the lines of code that make what holds values that may be
// credentials, suppressed findings included, by file.
func (b *sarifBuilder) secretPlaces() map[string][]int {
	places := map[string][]int{}
	for _, f := range b.Findings {
		if !mayHoldSecret(f) || !f.Exact || len(f.Path) <= 2 {
			continue
		}
		for _, at := range b.frames(f) {
			places[at.file] = append(places[at.file], at.line)
		}
	}
	return places
}
