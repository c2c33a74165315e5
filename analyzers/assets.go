package analyzers

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// Bounds on what is read of one code asset.
const (
	maxSourceFile     = 2 << 20   // bytes; larger ones are data or bundles of vendored code
	maxAssetBytes     = 64 << 20  // of all source files together, unpacked
	maxAssetFiles     = 20_000    // entries looked at
	maxArchiveSize    = 256 << 20 // bytes of the archive itself
	maxArchiveEntries = 100_000
)

// vendored are folders of code that the author of the app did not write.
var vendored = map[string]bool{
	"node_modules": true, ".git": true, "site-packages": true, "dist-packages": true, "__pycache__": true, "vendor": true,
	".venv": true, "venv": true, "bower_components": true, ".terraform": true,
}

// Assets reads assets from a file system.
func Assets(fsys fs.FS) AssetFiles { return assets{fsys} }

type assets struct{ fsys fs.FS }

// Walk implements [AssetFiles]: vendored folders, binaries and over-large files
// are left out. Archives are read as they are, without unpacking to disk.
func (a assets) Walk(ctx context.Context, name string, visit func(file string, text []byte)) ([]string, error) {
	info, err := fs.Stat(a.fsys, name)
	if err != nil {
		return nil, fmt.Errorf("open asset: %w", err)
	}
	w := &walk{ctx: ctx, visit: visit}
	if info.IsDir() {
		err = w.tree(template.Sub(a.fsys, name))
	} else {
		err = w.archive(a.fsys, name, info)
	}
	slices.Sort(w.skipped)
	return w.skipped, err
}

type walk struct {
	ctx     context.Context
	visit   func(string, []byte)
	skipped []string
	bytes   int64
	files   int
}

func (w *walk) tree(fsys fs.FS) error {
	return fs.WalkDir(fsys, ".", func(file string, d fs.DirEntry, err error) error {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		if err != nil {
			w.skipped = append(w.skipped, file+" (cannot be read)")
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			if vendored[d.Name()] {
				w.skipped = append(w.skipped, file+"/")
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() { // symbolic links may lead anywhere
			return nil
		}
		if w.files++; w.files > maxAssetFiles {
			w.skipped = append(w.skipped, fmt.Sprintf("what follows %d files", maxAssetFiles))
			return fs.SkipAll
		}
		info, err := d.Info()
		if err != nil {
			return nil
		}
		if !w.fits(file, info.Size()) {
			return nil
		}
		text, err := fs.ReadFile(fsys, file)
		if err != nil {
			w.skipped = append(w.skipped, file+" (cannot be read)")
			return nil
		}
		w.source(file, text)
		return nil
	})
}

// fits tells whether a file is small enough to be read.
func (w *walk) fits(file string, size int64) bool {
	if size > maxSourceFile {
		w.skipped = append(w.skipped, fmt.Sprintf("%s (%d MB)", file, size>>20))
		return false
	}
	if w.bytes += size; w.bytes > maxAssetBytes {
		w.skipped = append(w.skipped, file+" (the asset is too large)")
		return false
	}
	return true
}

func (w *walk) source(file string, text []byte) {
	if bytes.IndexByte(text[:min(len(text), 8000)], 0) >= 0 {
		return // binary
	}
	w.visit(file, text)
}

// archive reads a zip file. Names that lead out of it and sizes that are not as
// announced are not followed.
func (w *walk) archive(fsys fs.FS, name string, info fs.FileInfo) error {
	if info.Size() > maxArchiveSize {
		w.skipped = append(w.skipped, fmt.Sprintf("%s (%d MB)", path.Base(name), info.Size()>>20))
		return nil
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("open asset: %w", err)
	}
	if !bytes.HasPrefix(data, []byte("PK")) { // a single file
		if w.fits(path.Base(name), int64(len(data))) {
			w.source(path.Base(name), data)
		}
		return nil
	}
	if n := bytes.Count(data, []byte("PK\x01\x02")); n > maxArchiveEntries {
		w.skipped = append(w.skipped, fmt.Sprintf("%s (%d files)", path.Base(name), n))
		return nil
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return fmt.Errorf("open archive: %w", err)
	}
	files := slices.Clone(z.File)
	slices.SortStableFunc(files, func(a, b *zip.File) int { return cmp.Compare(a.Name, b.Name) })
	for _, f := range files {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		if !fs.ValidPath(f.Name) || f.FileInfo().IsDir() || !f.Mode().IsRegular() {
			continue
		}
		parts := strings.Split(path.Dir(f.Name), "/")
		if i := slices.IndexFunc(parts, func(d string) bool { return vendored[d] }); i >= 0 {
			if dir := strings.Join(parts[:i+1], "/") + "/"; !slices.Contains(w.skipped, dir) {
				w.skipped = append(w.skipped, dir)
			}
			continue
		}
		if w.bytes > maxAssetBytes { // as was said
			return nil
		}
		if w.files++; w.files > maxAssetFiles {
			w.skipped = append(w.skipped, fmt.Sprintf("what follows %d files", maxAssetFiles))
			return nil
		}
		if f.UncompressedSize64 > maxSourceFile {
			w.skipped = append(w.skipped, fmt.Sprintf("%s (%d MB)", f.Name, f.UncompressedSize64>>20))
			continue
		}
		r, err := f.Open()
		if err != nil {
			w.skipped = append(w.skipped, f.Name+" (cannot be read)")
			continue
		}
		text, err := io.ReadAll(io.LimitReader(r, maxSourceFile+1)) // the announced size may be a lie
		r.Close()
		if len(text) > maxSourceFile {
			w.bytes += int64(len(text)) // it was unpacked
		}
		if err != nil || !w.fits(f.Name, int64(len(text))) {
			continue
		}
		w.source(f.Name, text)
	}
	return nil
}
