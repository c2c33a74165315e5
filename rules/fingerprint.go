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
	// section is that of the template, path leads on below the element; items of lists
	// are named by what names them, not by their position.
	section, path string
	file          string // of an asset, "" for the template itself
}

// fingerprint sets the fingerprint of each finding: a hash of its identity, and of
// an ordinal where several have the same. Findings must be sorted; root is the path
// that was linted.
func fingerprint(findings []*Finding, root string) {
	seen := map[identity]int{}
	for _, f := range findings {
		if f.identity == (identity{}) {
			f.identity = identify(f, root)
		}
		seen[f.identity]++
		f.ordinal = seen[f.identity]
		f.Fingerprint = f.identity.hash(f.ordinal)
		f.Place = f.place()
	}
	places := map[string]int{}
	for _, f := range findings {
		places[f.Place]++
		if n := places[f.Place]; n > 1 {
			f.Place += " " + strconv.Itoa(n)
		}
	}
}

// place names the exact place of a finding within one run.
func (f *Finding) place() string {
	if f.Stack == nil {
		return f.Rule.ID + " " + f.Range.File
	}
	return strings.Join([]string{f.Rule.ID, f.Stack.Key, f.LogicalID, f.Path.String()}, " ")
}

func identify(f *Finding, root string) identity {
	id := identity{rule: f.Rule.ID}
	if f.Stack == nil {
		id.name = fileBelow(f.Range.File, root)
		return id
	}
	id.stack, id.name = stackName(f.Stack), elementName(f.ConstructPath, f.LogicalID)
	if len(f.Path) > 0 {
		id.section, _ = f.Path[0].(string)
	}
	if len(f.Path) > 2 {
		id.path = propertyName(f.Stack, f.Path)
	}
	if f.Range.File != "" && f.Range.File != f.Stack.Source.Name {
		id.file = assetHash().ReplaceAllString(fileBelow(f.Range.File, f.Stack.Dir), "*")
	}
	return id
}

// hash is the fingerprint of the nth finding of an identity.
func (id identity) hash(n int) string {
	parts := []string{id.rule, id.stack, id.section, id.name, id.path}
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

// stackName names a stack as its author does: a nested one by the resource that
// nests it, because its file's name holds hashes.
func stackName(s *template.Stack) string {
	if p := s.ParentResource; p != nil && p.Stack != s {
		return stackName(p.Stack) + "/" + elementName(p.ConstructPath, p.ID)
	}
	return s.Name
}

func elementName(construct, id string) string {
	if construct != "" {
		return construct
	}
	return withoutHash(id)
}

// idHashes are the hashes within a logical id: the eight digits that the CDK puts
// last, and those of assets, versions and of secrets of databases.
var idHashes = regexp.MustCompile(`[0-9a-f]{32,}|[0-9A-F]{8}(?:[0-9a-f]{32,})?$`)

func withoutHash(id string) string {
	if short := idHashes.ReplaceAllString(id, ""); short != "" {
		return short
	}
	return id
}

// propertyName is the path within an element. An item of a list is named by the
// key that names it, not by its position.
func propertyName(s *template.Stack, p template.Path) string {
	var b strings.Builder
	for i, e := range p {
		if i < 2 {
			continue
		}
		name, ok := e.(string)
		if !ok {
			name = "[" + itemName(s, p[:i+1], p[i+1:]) + "]"
		}
		b.WriteByte('/')
		b.WriteString(name)
	}
	return b.String()
}

// itemKeys are the properties that tell the items of lists apart: of environment
// variables, statements, containers, policies and tags.
var itemKeys = []string{"Sid", "Name", "PolicyName", "Key"}

// itemName is the name that an item of a list has, "" without one. It is none
// where the finding is about that very property, which then may be anything.
func itemName(s *template.Stack, at, rest template.Path) string {
	n, ok := s.Lookup(at)
	if !ok {
		return ""
	}
	for _, key := range itemKeys {
		if len(rest) > 0 && rest[0] == any(key) {
			continue
		}
		if name := n.Get(key).Scalar(); name != "" {
			return key + "=" + name
		}
	}
	return ""
}
