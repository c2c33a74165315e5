// Package fuzzcorpus gives fuzz targets real files to begin with: those of a
// folder of templates and apps that need not be there.
package fuzzcorpus

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Variable names the environment variable with the folder that files are taken
// from. Without it that is ../shared/corpus beside the module.
const Variable = "FJALL_LINT_FUZZ_CORPUS"

// Bounds on what one target takes. Every plain `go test` runs all seeds, so that
// they are few; the fuzzer makes more of them.
const (
	maxFiles = 48
	maxBytes = 64 << 10
)

// Templates are the extensions of CloudFormation templates.
var Templates = []string{".json", ".template", ".yaml", ".yml"}

// Add gives the files with one of the extensions to add, at most 48 of at most
// 64 KiB each, spread over the whole folder; in a short test run 6. It is silent
// where there is no folder.
func Add(f *testing.F, add func(data []byte), extensions ...string) {
	f.Helper()
	most := maxFiles
	if testing.Short() {
		most = 6
	}
	for _, name := range spread(ofKind(files(), extensions), most) {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		add(data)
	}
}

// files are all files of the folder that are small enough, sorted by path.
var files = sync.OnceValue(func() []string {
	var names []string
	_ = filepath.WalkDir(folder(), func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil // what cannot be read is no seed
		}
		if info, err := d.Info(); err == nil && info.Size() <= maxBytes {
			names = append(names, name)
		}
		return nil
	})
	return names
})

// folder is where the files are; it may not be there.
func folder() string {
	if dir := os.Getenv(Variable); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(filepath.Dir(dir), "shared", "corpus")
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

func ofKind(names, extensions []string) []string {
	var kept []string
	for _, name := range names {
		if slices.Contains(extensions, strings.ToLower(filepath.Ext(name))) {
			kept = append(kept, name)
		}
	}
	return kept
}

// spread takes at most n items at even distances.
func spread(names []string, n int) []string {
	if len(names) <= n {
		return names
	}
	some := make([]string, n)
	for i := range some {
		some[i] = names[i*len(names)/n]
	}
	return some
}
