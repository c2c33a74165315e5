package syntax

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type outline struct {
	Bad       bool     `json:"bad"`
	Functions [][]any  `json:"functions"`
	Calls     [][]any  `json:"calls"`
	Binds     []string `json:"binds"`
}

// TestDifferential compares with Python's own parser. PYTHON_SOURCES can name a
// folder with more files, such as Python's library.
func TestDifferential(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed, so there is nothing to compare with")
	}
	files, _ := filepath.Glob("testdata/*.py")
	more, _ := filepath.Glob("../testdata/*.py")
	files = append(files, more...)
	if dir := os.Getenv("PYTHON_SOURCES"); dir != "" {
		_ = filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".py") {
				files = append(files, path)
			}
			return nil
		})
	}
	cmd := exec.Command(python, "testdata/outline.py")
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n"))
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("python3 does not run: %v", err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for _, path := range files {
		var want outline
		if err := dec.Decode(&want); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		m := Parse(string(text))
		if want.Bad {
			// What is not Python may be read leniently, as newer Python is.
			continue
		}
		if m.Err != "" {
			t.Errorf("%s:%d: %s", path, 1+strings.Count(m.Text[:m.ErrAt], "\n"), m.Err)
			continue
		}
		want.sort()
		if diff := cmp.Diff(want, outlineOf(m)); diff != "" {
			t.Errorf("%s (-python +here):\n%s", path, diff)
		}
	}
}

func outlineOf(m *Module) outline {
	o := outline{Functions: [][]any{}, Calls: [][]any{}, Binds: []string{}}
	lines := []int{}
	for i := range len(m.Text) {
		if m.Text[i] == '\n' || m.Text[i] == '\r' && !strings.HasPrefix(m.Text[i:], "\r\n") {
			lines = append(lines, i)
		}
	}
	expr := func(x Expr) {
		Walk(x, func(x Expr) bool {
			c, ok := x.(*Call)
			if !ok {
				return true
			}
			if a, ok := c.Fn.(*Attr); ok {
				pos, kw := 0, 0
				for _, a := range c.Args {
					if a.Name != "" || a.Stars == 2 {
						kw++
					} else {
						pos++
					}
				}
				o.Calls = append(o.Calls, []any{a.Name, float64(pos), float64(kw)})
			}
			return true
		})
	}
	var block func([]Stmt)
	block = func(list []Stmt) {
		for _, s := range list {
			Exprs(s, expr)
			Blocks(s, block)
			switch s := s.(type) {
			case *Def:
				at := s.NameAt
				line, _ := slices.BinarySearch(lines, at)
				o.Functions = append(o.Functions, []any{s.Name, float64(line + 1)})
				for _, p := range s.Params {
					expr(p.Ann)
				}
				expr(s.Returns)
				block(s.Body)
			case *Class:
				block(s.Body)
			case *Assign:
				expr(s.Ann)
			case *Match:
				for _, c := range s.Cases {
					o.Binds = append(o.Binds, c.Binds...)
				}
			}
		}
	}
	block(m.Body)
	o.sort()
	return o
}

func (o outline) sort() {
	order := func(a, b []any) int { return strings.Compare(fmt.Sprint(a...), fmt.Sprint(b...)) }
	slices.SortFunc(o.Functions, order)
	slices.SortFunc(o.Calls, order)
	slices.Sort(o.Binds)
}
