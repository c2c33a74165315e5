package reporters

import (
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// slashed writes a path with slashes, also one that was recorded on Windows.
func slashed(file string) string {
	if isDrive(file) || strings.HasPrefix(file, `\\`) {
		return strings.ReplaceAll(file, `\`, "/")
	}
	return filepath.ToSlash(file)
}

// isDrive tells a path that begins with a drive's letter.
func isDrive(file string) bool {
	return len(file) > 2 && file[1] == ':' && (file[2] == '\\' || file[2] == '/')
}

func isAbs(file string) bool { return strings.HasPrefix(file, "/") || isDrive(file) }

// within is the path of file below a folder.
func within(dir, file string) (string, bool) {
	if dir == "" {
		return "", false
	}
	dir = strings.TrimSuffix(slashed(dir), "/") + "/"
	if isDrive(dir) && isDrive(file) && dir[0]|0x20 == file[0]|0x20 {
		dir, file = dir[1:], file[1:] // programs do not agree on the case of a drive's letter
	}
	rest, ok := strings.CutPrefix(file, dir)
	return rest, ok && rest != ""
}

// file is a path for people and for JSON: relative to the working folder where
// the file is below it or elsewhere in the repository, else as it was given.
func (r *Report) file(name string) string {
	name = slashed(name)
	if !isAbs(name) {
		return name
	}
	name = path.Clean(name)
	if rest, ok := within(r.WorkDir, name); ok {
		return rest
	}
	if _, ok := within(r.RepoRoot, name); ok && r.WorkDir != "" {
		if rel, err := filepath.Rel(filepath.FromSlash(r.WorkDir), filepath.FromSlash(name)); err == nil {
			return filepath.ToSlash(rel)
		}
	}
	return name
}

// repoFile is a path relative to the repository's root, and whether the file is
// below it.
func (r *Report) repoFile(name string) (string, bool) {
	root := r.RepoRoot
	if root == "" {
		root = r.WorkDir
	}
	name = slashed(name)
	if name == template.StdinName {
		return name, false
	}
	if !isAbs(name) {
		if r.WorkDir == "" {
			name = path.Clean(name)
			return name, name != ".." && !strings.HasPrefix(name, "../")
		}
		name = strings.TrimSuffix(slashed(r.WorkDir), "/") + "/" + name
	}
	name = path.Clean(name)
	if rest, ok := within(root, name); ok {
		return rest, true
	}
	return name, false
}

// place is file:line:column, shorter where less is known.
func place(file string, line, column int) string {
	if line > 0 {
		file += ":" + strconv.Itoa(line)
		if column > 0 {
			file += ":" + strconv.Itoa(column)
		}
	}
	return file
}

func (r *Report) at(rng template.Range) string {
	return clean(place(r.file(rng.File), rng.Start.Line, rng.Start.Column))
}

func (r *Report) sourceAt(s *template.SourcePos) string {
	return clean(place(r.file(s.File), s.Line, s.Column))
}
