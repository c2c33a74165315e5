package template

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation"
	"github.com/awslabs/goformation/v7/intrinsics"
	"github.com/google/go-cmp/cmp"
)

// TestGoformation compares the loader with goformation: of every template that
// goformation accepts, both find the same resources, types, parameters and
// outputs. It rejects a whole template for one type or property that it does
// not know, and builds its table of 1,300 types once for each resource, so that
// the corpus is left out with -short.
//
// Compared at the time of writing, without a difference: 43 templates of
// testdata, 106 of the rules' cases, 2 apps; 50 of 54 in the corpus of CDK apps
// (956 resources) and 1,152 of 1,787 public ones (14,026 resources), in 11 s.
func TestGoformation(t *testing.T) {
	for _, tt := range []struct {
		name, dir string
		long      bool
		least     int // that must have been compared, so that the test says something
	}{
		{"testdata", "testdata", false, 20},
		{"rules", "../testdata/rules", false, 20},
		{"apps", "../testdata/apps", false, 1},
		{"cdk", "../../shared/corpus/cdk", true, 10},
		{"public", "../../shared/corpus/public", true, 500},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.long && testing.Short() {
				t.Skip("goformation is slow; run without -short")
			}
			if _, err := os.Stat(tt.dir); err != nil {
				t.Skipf("%s is not there", tt.dir)
			}
			t.Parallel()
			compareDir(t, tt.dir, tt.least)
		})
	}
}

func compareDir(t *testing.T, dir string, least int) {
	var files []string
	err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		// goformation takes one document of JSON or YAML.
		if d.Type().IsRegular() && isCandidate(file) {
			files = append(files, file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var compared, resources, rejected, other int
	next := make(chan string)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for file := range next {
				found, want, err := compareFile(file)
				mu.Lock()
				switch {
				case found == nil:
					other++
				case err != nil:
					rejected++
				default:
					compared++
					resources += strings.Count(want.String(), "resource ")
					if diff := cmp.Diff(want.lines(), found.lines()); diff != "" {
						t.Errorf("%s: -goformation +loader\n%s", file, diff)
					}
				}
				mu.Unlock()
			}
		})
	}
	for _, file := range files {
		next <- file
	}
	close(next)
	wg.Wait()
	t.Logf("%d templates with %d resources compared, %d that goformation rejects, %d files that are no template", compared, resources, rejected, other)
	if compared < least {
		t.Errorf("only %d templates were compared, of at least %d", compared, least)
	}
}

// elements are what stands in a template: a line for each element.
type elements map[string]bool

func (e elements) lines() []string { return slices.Sorted(maps.Keys(e)) }

func (e elements) String() string { return strings.Join(e.lines(), "\n") }

// compareFile reads a file with the loader and with goformation; found is nil
// when the loader finds no template in it.
func compareFile(file string) (found, want elements, err error) {
	data, err := os.ReadFile(file)
	if err != nil || !mayBeTemplate(data) {
		return nil, nil, err
	}
	docs, _ := Parse(NewSource(file, data))
	if len(docs) != 1 || !looksLikeTemplate(docs[0]) {
		return nil, nil, nil
	}
	found = elementsOf(docs[0])
	want, err = goformationElements(data)
	return found, want, err
}

// elementsOf are the elements as they are written: goformation does not expand
// SAM either.
func elementsOf(root *Node) elements {
	e := elements{}
	l := &loader{opts: &Options{}, asm: &Assembly{}}
	s := &Stack{Program: &Program{}}
	// The transform is what makes the loader expand SAM.
	l.shape(s, root.Source(), root.Without("Transform"))
	for _, r := range s.Order {
		e["resource "+r.ID+" "+r.Type] = true
	}
	for name := range s.Parameters {
		e["parameter "+name] = true
	}
	for name := range s.Outputs {
		e["output "+name] = true
	}
	return e
}

var goformationGlobals sync.Mutex

func goformationElements(data []byte) (e elements, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("goformation panics: %v", p)
		}
	}()
	// The two halves of goformation.ParseYAML and ParseJSON. The first one is
	// quick, and changes global variables while it works.
	process := intrinsics.ProcessYAML
	if strings.HasPrefix(strings.TrimSpace(string(data)), "{") {
		process = intrinsics.ProcessJSON
	}
	goformationGlobals.Lock()
	text, err := func() ([]byte, error) {
		defer goformationGlobals.Unlock()
		return process(data, nil)
	}()
	if err != nil {
		return nil, err
	}
	parsed := &cloudformation.Template{}
	if err := json.Unmarshal(text, parsed); err != nil {
		return nil, err
	}
	e = elements{}
	for id, r := range parsed.Resources {
		e["resource "+id+" "+r.AWSCloudFormationType()] = true
	}
	for name := range parsed.Parameters {
		e["parameter "+name] = true
	}
	for name := range parsed.Outputs {
		e["output "+name] = true
	}
	return e, nil
}
