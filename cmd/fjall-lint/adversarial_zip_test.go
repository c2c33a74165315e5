package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// zipped gives an assembly with a function whose code is an archive.
func zipped(archive func(t *testing.T, n int) []byte) func(t *testing.T, dir string, n int) {
	return func(t *testing.T, dir string, n int) {
		t.Helper()
		put(t, dir, "cdk.out/manifest.json", `{"version":"38.0.0","artifacts":{"S":{"type":"aws:cloudformation:stack","dependencies":["S.assets"],"properties":{"templateFile":"S.template.json"}},"S.assets":{"type":"cdk:asset-manifest","properties":{"file":"S.assets.json"}}}}`)
		put(t, dir, "cdk.out/cdk.out", `{"version":"38.0.0"}`)
		put(t, dir, "cdk.out/S.assets.json", `{"version":"38.0.0","files":{"abc":{"source":{"path":"asset.zip","packaging":"file"},"destinations":{"d":{"bucketName":"b","objectKey":"abc.zip"}}}}}`)
		put(t, dir, "cdk.out/S.template.json", `{"Resources":{"F":{"Type":"AWS::Lambda::Function","Properties":{"Runtime":"nodejs22.x","Handler":"index.handler","Role":"arn:aws:iam::111122223333:role/r","Code":{"S3Bucket":"b","S3Key":"abc.zip"}},"Metadata":{"aws:asset:path":"asset.zip","aws:asset:property":"Code"}}}}`)
		put(t, dir, "cdk.out/asset.zip", string(archive(t, n)))
	}
}

func zipOf(t *testing.T, add func(w *zip.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	if err := add(w); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func addFile(w *zip.Writer, name string, text []byte) error {
	f, err := w.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return err
}

// zipBomb is n files of 16 MiB that are all the same byte.
func zipBomb(t *testing.T, n int) []byte {
	t.Helper()
	zeros := bytes.Repeat([]byte("a"), 16<<20)
	return zipOf(t, func(w *zip.Writer) error {
		for i := range n {
			if err := addFile(w, fmt.Sprintf("f%d.js", i), zeros); err != nil {
				return err
			}
		}
		return nil
	})
}

// manyEntries is an archive of n empty files.
func manyEntries(t *testing.T, n int) []byte {
	t.Helper()
	return zipOf(t, func(w *zip.Writer) error {
		for i := range n {
			if _, err := w.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("d%d/index%d.js", i%100, i), Method: zip.Store}); err != nil {
				return err
			}
		}
		return nil
	})
}

// overlappingEntries is an archive whose n entries are all the same file of 1 MiB: the
// directory names it n times.
func overlappingEntries(t *testing.T, n int) []byte {
	t.Helper()
	one := zipOf(t, func(w *zip.Writer) error { return addFile(w, "a.js", bytes.Repeat([]byte("a"), 1<<20)) })
	end := bytes.LastIndex(one, []byte("PK\x05\x06"))
	start := int(binary.LittleEndian.Uint32(one[end+16:]))
	entry := one[start:end]
	out := append([]byte{}, one[:start]...)
	n = min(n, 65_000)
	for range n {
		out = append(out, entry...)
	}
	tail := bytes.Clone(one[end:])
	binary.LittleEndian.PutUint16(tail[8:], uint16(n))
	binary.LittleEndian.PutUint16(tail[10:], uint16(n))
	binary.LittleEndian.PutUint32(tail[12:], uint32(n*len(entry)))
	return append(out, tail...)
}

// lyingEntries says of its files, which are large, that they hold one byte.
func lyingEntries(t *testing.T, n int) []byte {
	t.Helper()
	data := zipBomb(t, n)
	for i := 0; ; {
		j := bytes.Index(data[i:], []byte("PK\x01\x02"))
		if j < 0 {
			return data
		}
		i += j + 4
		binary.LittleEndian.PutUint32(data[i+20:], 1)
	}
}

// nestedArchive is an archive in an archive, n times, with a bomb innermost.
func nestedArchive(t *testing.T, n int) []byte {
	t.Helper()
	data := zipBomb(t, 4)
	for range n {
		inner := data
		data = zipOf(t, func(w *zip.Writer) error {
			return addFile(w, strings.Repeat("a/", 50)+"inner.zip", inner)
		})
	}
	return data
}
