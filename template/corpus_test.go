package template

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// mostLoadTime bounds the time in which any template of the corpus must be
// loaded and evaluated. The largest take a tenth of a second.
const mostLoadTime = 2 * time.Minute

// TestCorpus loads every public template by itself and evaluates all of its
// values. It lists what cannot be read, and fails when a template panics, takes
// too long, or is lost without a word.
func TestCorpus(t *testing.T) {
	root := filepath.Join("..", "..", "shared", "corpus", "public")
	files := slices.Sorted(maps.Keys(publicTemplates(t)))
	if testing.Short() {
		files = files[:len(files)/10]
	}
	fsys := os.DirFS(root)
	kinds := map[ProblemKind]int{}
	var stacks, resources, unread int
	for _, name := range files {
		asm, took := loadAll(t, func(ctx context.Context) (*Assembly, error) {
			return Load(ctx, fsys, []string{name}, Options{})
		})
		if asm == nil {
			t.Errorf("%s: not loaded", name)
			continue
		}
		if took > time.Second {
			t.Logf("%s: took %v", name, took)
		}
		checkAssembly(t, asm)
		stacks += len(asm.Stacks)
		for _, s := range asm.Stacks {
			resources += len(s.Order)
		}
		for _, p := range asm.Problems {
			kinds[p.Kind]++
			if p.Fatal || p.Kind == Unreadable {
				t.Logf("%s (fatal: %v)", p, p.Fatal)
			}
		}
		if len(asm.Stacks) == 0 {
			unread++
			if len(asm.Problems) == 0 {
				t.Errorf("%s: no stack and no problem", name)
			}
		}
	}
	t.Logf("%d files, %d stacks, %d resources, %d files of which nothing is loaded; problems: %v", len(files), stacks, resources, unread, kinds)
	if unread*100 > len(files) {
		t.Errorf("nothing is loaded of %d of %d files", unread, len(files))
	}
}

// TestCorpusAtOnce loads the whole folder of public templates in one go.
func TestCorpusAtOnce(t *testing.T) {
	files := publicTemplates(t)
	fsys := os.DirFS(filepath.Join("..", "..", "shared", "corpus", "public"))
	asm, took := loadAll(t, func(ctx context.Context) (*Assembly, error) {
		return Load(ctx, fsys, []string{"."}, Options{})
	})
	checkAssembly(t, asm)
	t.Logf("%d stacks, %d programs, %d problems in %v", len(asm.Stacks), len(asm.Programs), len(asm.Problems), took)
	if len(asm.Stacks) < len(files)*9/10 {
		t.Errorf("only %d stacks of %d files", len(asm.Stacks), len(files))
	}
}

// TestLarge loads templates at the limits of CloudFormation and a tree of 2,000
// templates, and compares the number of resources with what was generated.
func TestLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("generates 2,006 templates")
	}
	generator := filepath.Join("..", "..", "shared", "corpus", "large", "generate.py")
	if _, err := os.Stat(generator); err != nil {
		t.Skip("the generator of large templates is not there: ../shared/corpus/large/generate.py")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not there, which generates the large templates")
	}
	dir := t.TempDir()
	if out, err := exec.Command(python, generator, dir).CombinedOutput(); err != nil {
		t.Fatalf("generate: %v\n%s", err, out)
	}
	expected, err := os.ReadFile(filepath.Join(dir, "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{}
	for line := range strings.Lines(string(expected)) {
		var resources int
		name, rest, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if n, _ := fmt.Sscan(rest, &resources); n == 1 {
			want[name] = resources
		}
	}
	if len(want) < 2000 {
		t.Fatalf("only %d templates were generated", len(want))
	}
	asm, took := loadAll(t, func(ctx context.Context) (*Assembly, error) {
		return Load(ctx, os.DirFS(dir), []string{"limits", "tree"}, Options{})
	})
	t.Logf("%d templates in %v", len(asm.Stacks), took)
	for _, p := range asm.Problems {
		t.Errorf("%s", p)
	}
	for _, s := range asm.Stacks {
		name := s.Source.Name
		if got := len(s.Order); got != want[name] {
			t.Errorf("%s: %d resources, want %d", name, got, want[name])
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("%s was not loaded", name)
	}
}

// loadAll loads and evaluates everything, in bounded time.
func loadAll(t *testing.T, load func(context.Context) (*Assembly, error)) (*Assembly, time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), mostLoadTime)
	defer cancel()
	start := time.Now()
	asm, err := load(ctx)
	if err != nil {
		t.Error(err)
	}
	if asm != nil {
		for _, s := range asm.Stacks {
			evalAll(s)
		}
	}
	took := time.Since(start)
	if took > mostLoadTime {
		t.Errorf("took %v", took)
	}
	return asm, took
}
