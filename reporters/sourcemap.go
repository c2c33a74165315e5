package reporters

import (
	"encoding/json"
	"errors"
	"path"
	"strings"
)

// sourceMap is what a compiler says of where its lines come from (ECMA-426).
type sourceMap struct {
	Version    int      `json:"version"`
	SourceRoot string   `json:"sourceRoot"`
	Sources    []string `json:"sources"`
	Mappings   string   `json:"mappings"`
}

// original is the place in the author's code of a place in compiled code, of which
// name is the file and text the source map; file is relative to the same folder as
// name.
func original(name string, text []byte, line, column int) (file string, originalLine, originalColumn int, ok bool) {
	var m sourceMap
	if err := json.Unmarshal(text, &m); err != nil || m.Version != 3 {
		return "", 0, 0, false
	}
	source, originalLine, originalColumn, ok := m.find(line-1, max(column-1, 0))
	if !ok || source < 0 || source >= len(m.Sources) || originalLine < 0 || originalColumn < 0 {
		return "", 0, 0, false
	}
	file = path.Join(path.Dir(name), m.SourceRoot, m.Sources[source])
	if strings.Contains(m.Sources[source], "://") || isAbs(slashed(m.Sources[source])) || strings.HasPrefix(file, "../") {
		return "", 0, 0, false
	}
	return file, originalLine + 1, originalColumn + 1, true
}

// find is the last mapping of a line that begins at a column or before it, all
// counted from zero; the first one of the line where none does.
func (m *sourceMap) find(line, column int) (source, originalLine, originalColumn int, ok bool) {
	at := 0                     // line of the compiled code
	var src, origLine, orig int // each is told by its distance from the one before
	for text := range strings.SplitSeq(m.Mappings, ";") {
		if at > line {
			break
		}
		generated := 0
		for segment := range strings.SplitSeq(text, ",") {
			if segment == "" {
				continue
			}
			fields, err := decodeVLQ(segment)
			if err != nil || len(fields) == 0 {
				return 0, 0, 0, false
			}
			generated += fields[0]
			if len(fields) < 4 {
				continue
			}
			src, origLine, orig = src+fields[1], origLine+fields[2], orig+fields[3]
			if at == line && (!ok || generated <= column) {
				source, originalLine, originalColumn, ok = src, origLine, orig, true
			}
		}
		at++
	}
	return source, originalLine, originalColumn, ok
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// decodeVLQ reads the numbers of a segment: digits of five bits, the least first,
// of which the sixth bit says that more follow; the lowest bit is the sign.
func decodeVLQ(segment string) ([]int, error) {
	fields := make([]int, 0, 5)
	value, shift := 0, 0
	for i := range len(segment) {
		digit := strings.IndexByte(base64Digits, segment[i])
		if digit < 0 || shift > 30 {
			return nil, errors.New("no number")
		}
		value |= (digit & 31) << shift
		shift += 5
		if digit&32 != 0 {
			continue
		}
		n := value >> 1
		if value&1 != 0 {
			n = -n
		}
		fields = append(fields, n)
		value, shift = 0, 0
	}
	if shift != 0 {
		return nil, errors.New("the number does not end")
	}
	return fields, nil
}
