package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// fingerprint sets the identities of findings, which must be sorted.
//
// The one that reports show is made of what an author would call the same place:
// rule, stack, construct path or logical id without its hash, property path
// without positions in lists, and a count where all these are the same. Lines,
// values and what synthesis makes up anew do not go into it.
func fingerprint(findings []*Finding) {
	seen := map[string]int{}
	identity := func(parts ...string) string {
		id := strings.Join(parts, "\x00")
		seen[id]++
		if n := seen[id]; n > 1 {
			id += "\x00" + strconv.Itoa(n)
		}
		sum := sha256.Sum256([]byte(id))
		return hex.EncodeToString(sum[:16])
	}
	for _, f := range findings {
		if f.Stack == nil {
			// The folder is another on each machine.
			f.Fingerprint = identity(f.Rule.ID, path.Base(filepath.ToSlash(f.Range.File)))
			f.Place = identity("place", f.Rule.ID, f.Range.File)
			continue
		}
		section, property := "", ""
		if len(f.Path) > 0 {
			section, _ = f.Path[0].(string)
		}
		if len(f.Path) > 2 {
			property = propertyName(f.Stack, f.Path)
		}
		f.Fingerprint = identity(f.Rule.ID, stackName(f.Stack), section, elementName(f.ConstructPath, f.LogicalID), property)
		f.Place = identity("place", f.Rule.ID, f.Stack.Key, f.LogicalID, f.Path.String())
	}
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
