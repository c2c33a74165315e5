package analyzers

import (
	"io/fs"
	"testing"
	"testing/fstest"
)

// FuzzArchive reads any file as an asset: whatever an archive says of itself, no more is
// given than the bounds allow, and by no name that leads out of it.
func FuzzArchive(f *testing.F) {
	f.Add(archive(f, map[string]string{"index.js": "x", "lib/a.py": "y", "../up.js": "z", "/abs.js": "z", "node_modules/m/i.js": "m", `..\win.js`: "w"}))
	f.Add(archive(f, nil))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("PK\x05\x06\x00\x00\x00\x00\xff\xff\xff\xff\x2e\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Add([]byte("exports.handler = 1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fsys := fstest.MapFS{"asset": &fstest.MapFile{Data: data}}
		bytes, files := 0, 0
		// An error is for an archive that cannot be opened.
		_, _ = Assets(fsys).Walk(t.Context(), "asset", func(file string, text []byte) {
			files++
			bytes += len(text)
			if !fs.ValidPath(file) || len(text) > maxSourceFile {
				t.Errorf("%q has %d bytes", file, len(text))
			}
		})
		if bytes > maxAssetBytes || files > maxAssetFiles {
			t.Errorf("%d files of %d bytes", files, bytes)
		}
	})
}
