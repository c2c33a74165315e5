package reporters

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/template"
)

// Where the assemblies of the corpus record who made a construct, what is found in the code
// without that record is the same line, or one of those that led there.
func TestMakerAgreesWithTraces(t *testing.T) {
	const dir = "../../shared/corpus/cdk"
	root, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	assemblies, _ := filepath.Glob(filepath.Join(root, "apps", "*", "*", "cdk.out"))
	if len(assemblies) == 0 {
		t.Skip("the corpus of CDK apps is not beside the repository")
	}
	repository := NewRepository(filepath.ToSlash(root)+"/", func() []string {
		var names []string
		_ = filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
			if rel, e := filepath.Rel(root, file); err == nil && e == nil && d.Type().IsRegular() {
				names = append(names, filepath.ToSlash(rel))
			}
			return nil
		})
		return names
	}, func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(root, filepath.FromSlash(name))) }, nil)
	traced, same, outer, wrong := 0, 0, 0, 0
	for _, dir := range assemblies {
		asm, err := template.Load(t.Context(), os.DirFS(dir), []string{"."}, template.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rel, err := filepath.Rel(root, dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range asm.Stacks {
			for _, r := range s.Order {
				if r.Source == nil || r.ConstructPath == "" {
					continue
				}
				traced++
				p, ok := repository.maker(path.Dir(filepath.ToSlash(rel)), r.ConstructPath)
				if !ok {
					continue
				}
				verdict := &wrong
				for i, f := range r.Source.Frames {
					if f.Line == p.line && strings.TrimPrefix(slashed(f.File), "/repo/") == p.file {
						if verdict = &outer; i == 0 {
							verdict = &same
						}
						break
					}
				}
				if *verdict++; verdict == &wrong {
					t.Errorf("%s: %s is at %s:%d, the assembly says %v", rel, r.ConstructPath, p.file, p.line, r.Source.Frames)
				}
			}
		}
	}
	t.Logf("%d constructs: %d at the same line, %d at one that led there, %d elsewhere, the others not found", traced, same, outer, wrong)
	if same == 0 {
		t.Error("nothing is found")
	}
}
