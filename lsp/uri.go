package lsp

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"
)

// pathOf is the absolute path, with slashes, of a file that a URI names; ok is false for
// what is no file, such as a document that was never saved.
func pathOf(uri string) (name string, ok bool) {
	u, err := url.Parse(uri)
	if err != nil || !strings.EqualFold(u.Scheme, "file") || u.Path == "" {
		return "", false
	}
	name = path.Clean(u.Path)
	if u.Host != "" && !strings.EqualFold(u.Host, "localhost") {
		return "//" + u.Host + name, true // a share of Windows
	}
	if isDrivePath(name) {
		name = strings.ToUpper(name[1:2]) + name[2:]
	}
	return name, true
}

// isDrivePath tells the path of a URI that begins with a drive: "/c:/…".
func isDrivePath(name string) bool {
	return len(name) > 2 && name[0] == '/' && name[2] == ':' && (name[1]|0x20 >= 'a' && name[1]|0x20 <= 'z')
}

// uriOf is the URI of a file by its absolute path.
func uriOf(name string) string {
	name = filepath.ToSlash(name)
	if len(name) > 1 && name[1] == ':' {
		name = "/" + name
	}
	return (&url.URL{Scheme: "file", Path: name}).String()
}

// below tells whether a file is in a folder or is it.
func below(dir, name string) bool {
	return name == dir || strings.HasPrefix(name, strings.TrimSuffix(dir, "/")+"/")
}
