package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/fjall-lint/fjall-lint/template"
)

// identity tells which findings of two runs are the same one. It survives moved
// lines, changed values and new assets, because it holds none of them.
type identity struct {
	rule  string
	stack string // name, "" for a file that is no template
	name  string // construct path, else logical id, else file
	path  string // JSON pointer below the element
	file  string // of an asset, "" for the template itself
}

// fingerprint sets the fingerprint of each finding: a hash of its identity, and of
// an ordinal where several have the same. Findings must be sorted; root is the path
// that was linted.
func fingerprint(findings []*Finding, root string) {
	seen := map[identity]int{}
	for _, f := range findings {
		f.identity = identify(f, root)
		seen[f.identity]++
		f.ordinal = seen[f.identity]
		f.Fingerprint = f.identity.hash(f.ordinal)
	}
}

func identify(f *Finding, root string) identity {
	id := identity{rule: f.Rule.ID, name: f.ConstructPath}
	if len(f.Path) > 2 {
		id.path = f.Path[2:].String()
	}
	if f.Stack == nil {
		id.name = fileBelow(f.Range.File, root)
		return id
	}
	id.stack = f.Stack.Name
	if f.Stack.Parent != nil { // named by the logical ids that lead to it
		names := strings.Split(id.stack, "/")
		for i := 1; i < len(names); i++ {
			names[i] = withoutHash(names[i])
		}
		id.stack = strings.Join(names, "/")
	}
	if id.name == "" {
		id.name = withoutHash(f.LogicalID)
	}
	if f.Range.File != "" && f.Range.File != f.Stack.Source.Name {
		id.file = assetHash().ReplaceAllString(fileBelow(f.Range.File, f.Stack.Dir), "*")
	}
	return id
}

// hash is the fingerprint of the nth finding of an identity.
func (id identity) hash(n int) string {
	parts := []string{id.rule, id.stack, id.name, id.path}
	if id.file != "" {
		parts = append(parts, id.file)
	}
	if n > 1 {
		parts = append(parts, strconv.Itoa(n))
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// where names the place for people.
func (id identity) where(p template.Path) string {
	parts := []string{id.name}
	if len(p) > 2 {
		parts = append(parts, p[2:].Dotted())
	}
	if id.file != "" {
		parts = append(parts, id.file)
	}
	return strings.Join(parts, " ")
}

// withoutHash is a logical id without the eight digits that the CDK makes of the
// construct's path, and without the hashes of assets: in ids of parameters for
// assets they change with every build.
func withoutHash(id string) string {
	const digits = 8
	id = assetHash().ReplaceAllString(id, "*")
	if cut := len(id) - digits; cut > 0 && strings.Trim(id[cut:], "0123456789ABCDEF") == "" {
		return id[:cut]
	}
	return id
}

var assetHash = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[0-9a-f]{32,}`) })

// fileBelow is a file's path below a folder, and its name for one elsewhere: how the way
// to it is written depends on the working folder.
func fileBelow(file, folder string) string {
	file, folder = path.Clean(filepath.ToSlash(file)), path.Clean(filepath.ToSlash(folder))
	if rest, ok := strings.CutPrefix(file, folder+"/"); ok {
		return rest
	}
	if folder == "." && !path.IsAbs(file) && !strings.HasPrefix(file, "../") {
		return file
	}
	return path.Base(file)
}
