package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/fjall-lint/fjall-lint/template"
)

// parseOnly reads and parses every file of a folder with the parser of the linter, on all
// processors, and keeps the trees as a check does.
func parseOnly(dir string) error {
	var files []string
	err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, file)
		}
		return err
	})
	if err != nil {
		return err
	}
	docs := make([][]*template.Node, len(files))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				if data, err := os.ReadFile(files[i]); err == nil {
					docs[i], _ = template.Parse(template.NewSource(files[i], data))
				}
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	wg.Wait()
	for i := range docs {
		if len(docs[i]) == 0 {
			return fmt.Errorf("%s: not parsed", files[i])
		}
	}
	runtime.KeepAlive(docs)
	return nil
}
