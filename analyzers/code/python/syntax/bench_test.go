package syntax

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkParse reads the handlers of testdata, or what is below PYTHON_SOURCES.
//
// History (AMD EPYC, 2 cores):
//
//	first version   26 MB/s (50 MB/s over Python's library)
func BenchmarkParse(b *testing.B) {
	dir := os.Getenv("PYTHON_SOURCES")
	if dir == "" {
		dir = "../testdata"
	}
	var texts []string
	size := int64(0)
	_ = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".py") {
			text, _ := os.ReadFile(path)
			texts = append(texts, string(text))
			size += int64(len(text))
		}
		return nil
	})
	b.SetBytes(size)
	bad := 0
	for b.Loop() {
		bad = 0
		for _, t := range texts {
			if Parse(t).Err != "" {
				bad++
			}
		}
	}
	b.ReportMetric(float64(len(texts)), "files")
	b.ReportMetric(float64(bad), "opaque")
}
