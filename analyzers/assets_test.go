package analyzers

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func archive(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAssets(t *testing.T) {
	bomb := archive(t, map[string]string{"big.js": strings.Repeat("a", maxSourceFile+1), "ok.js": "1"})
	fsys := fstest.MapFS{
		"dir/index.js":               {Data: []byte("x")},
		"dir/lib/a.py":               {Data: []byte("y")},
		"dir/node_modules/m/i.js":    {Data: []byte("z")},
		"dir/bin":                    {Data: []byte("a\x00b")},
		"dir/large.js":               {Data: bytes.Repeat([]byte("a"), maxSourceFile+1)},
		"code.zip":                   {Data: archive(t, map[string]string{"index.js": "x", "node_modules/m/i.js": "z", "../evil.js": "e", "/abs.js": "e"})},
		"bomb.zip":                   {Data: bomb},
		"broken.zip":                 {Data: []byte("PK\x03\x04 not really")},
		"single.py":                  {Data: []byte("s")},
		"other/__pycache__/x.pyc.py": {Data: []byte("p")},
	}
	tests := []struct {
		path    string
		want    []string
		skipped []string
		fails   bool
	}{
		{path: "dir", want: []string{"index.js", "lib/a.py"}, skipped: []string{"large.js (2 MB)", "node_modules/"}},
		{path: "code.zip", want: []string{"index.js"}, skipped: []string{"node_modules/"}},
		{path: "bomb.zip", want: []string{"ok.js"}, skipped: []string{"big.js (2 MB)"}},
		{path: "broken.zip", fails: true},
		{path: "single.py", want: []string{"single.py"}},
		{path: "absent", fails: true},
	}
	for _, tt := range tests {
		var got []string
		skipped, err := Assets(fsys).Walk(t.Context(), tt.path, func(file string, _ []byte) { got = append(got, file) })
		if (err != nil) != tt.fails {
			t.Errorf("%s: error %v", tt.path, err)
		}
		slices.Sort(got)
		if !slices.Equal(got, tt.want) || !slices.Equal(skipped, tt.skipped) {
			t.Errorf("%s: visited %q, skipped %q; want %q, %q", tt.path, got, skipped, tt.want, tt.skipped)
		}
	}
}

// TestBombs: archives that unpack to much more than they say, or to much more in all
// than one file may have.
func TestBombs(t *testing.T) {
	many := map[string]string{}
	for i := range 100 {
		many[fmt.Sprintf("f%02d.js", i)] = strings.Repeat("a", maxSourceFile-1)
	}
	fsys := fstest.MapFS{
		"lies.zip": {Data: lying(t, "index.js", 100<<20)},
		"many.zip": {Data: archive(t, many)},
	}
	for _, name := range []string{"lies.zip", "many.zip"} {
		read := 0
		skipped, err := Assets(fsys).Walk(t.Context(), name, func(_ string, text []byte) { read += len(text) })
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if read > maxAssetBytes {
			t.Errorf("%s: %d bytes were read", name, read)
		}
		if name == "many.zip" && len(skipped) == 0 {
			t.Errorf("%s: nothing is said to be left out", name)
		}
	}
}

// lying is an archive with one file that claims to hold ten bytes.
func lying(t *testing.T, name string, size int) []byte {
	t.Helper()
	var packed bytes.Buffer
	c, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write(make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CompressedSize64: uint64(packed.Len()), UncompressedSize64: 10})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(packed.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
