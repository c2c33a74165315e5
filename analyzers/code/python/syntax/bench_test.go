package syntax

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

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
