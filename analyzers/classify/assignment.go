package classify

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Assignment is a place in a text where a name is set to a literal value.
// Start and End are the value's byte offsets.
type Assignment struct {
	Name       string
	Start, End int
}

// TextKind tells how a text is written, which decides what counts as a literal.
type TextKind int

// The kinds of text.
const (
	// Code: only quoted strings are literals.
	Code TextKind = iota
	// Shell: scripts, user data, command lines: bare words are literals too.
	Shell
	// Config: YAML, properties and the like: bare words are literals too.
	Config
)

// Assignments finds where credentials are set in a text: `name = "value"`,
// `"name": "value"`, `export NAME=value`, `--password value`, `mysql -pvalue`,
// `curl -u user:value`. Only values that look like a credential for their name
// are given.
func Assignments(text string, kind TextKind) []Assignment {
	var found []Assignment
	offset := 0
	for line := range strings.Lines(text) {
		if len(line) > 20000 { // minified code or data
			line = line[:20000]
		}
		found = appendLine(found, line, offset, kind)
		if i := strings.IndexByte(text[offset:], '\n'); i >= 0 {
			offset += i + 1
		} else {
			break
		}
	}
	return found
}

func appendLine(found []Assignment, line string, offset int, kind TextKind) []Assignment {
	low := strings.ToLower(line)
	if !speaksOfCredentials(low) {
		if kind == Shell {
			found = appendFlags(found, line, offset)
		}
		return found
	}
	trimmed := strings.TrimSpace(line)
	if strings.HasPrefix(trimmed, "#") && kind != Code || strings.HasPrefix(trimmed, "//") {
		return found
	}
	for i := 0; i < len(line); i++ {
		c := line[i]
		if c != '=' && c != ':' {
			continue
		}
		if i+1 < len(line) && (line[i+1] == '=' || line[i+1] == ':') || i > 0 && strings.IndexByte("=!<>:", line[i-1]) >= 0 {
			continue // ==, !=, ::
		}
		name := nameBefore(line, i)
		if name == "" {
			continue
		}
		strength := Name(name)
		if strength == None {
			continue
		}
		start, end, isQuoted := valueAfter(line, i+1, c, kind)
		if start >= end {
			continue
		}
		value := line[start:end]
		if !isQuoted && !bareAllowed(line, i, c, value, kind) {
			continue
		}
		if Credential(value, strength) {
			found = append(found, Assignment{name, offset + start, offset + end})
			i = end
		}
	}
	if kind == Shell {
		found = appendFlags(found, line, offset)
	}
	return found
}

// speaksOfCredentials is a quick test on a line in lower case.
func speaksOfCredentials(low string) bool {
	for _, w := range []string{"pass", "pwd", "secret", "token", "key", "cred", "dsn", "salt", "bearer", "jwt"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

func isNameByte(c byte) bool {
	return c == '_' || c == '-' || c == '.' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// nameBefore is the name that stands before the sign at i, with or without
// quotes; "" when something else stands there.
func nameBefore(line string, i int) string {
	j := i
	for j > 0 && (line[j-1] == ' ' || line[j-1] == '\t') {
		j--
	}
	if j > 0 && (line[j-1] == '"' || line[j-1] == '\'') {
		j--
		if j > 0 && line[j-1] == '\\' { // JSON within JSON
			j--
		}
	} else if j > 0 && line[j-1] == ']' && j > 1 && (line[j-2] == '"' || line[j-2] == '\'') { // x["password"] =
		j -= 2
	}
	end := j
	for j > 0 && isNameByte(line[j-1]) {
		j--
	}
	return strings.TrimLeft(line[j:end], "-.")
}

// valueAfter finds the value behind the sign: a quoted string that ends on the
// line, or a bare word.
func valueAfter(line string, i int, sign byte, kind TextKind) (start, end int, isQuoted bool) {
	spaces := 0
	for i < len(line) && (line[i] == ' ' || line[i] == '\t') {
		i++
		spaces++
	}
	if kind == Shell && sign == '=' && spaces > 0 {
		return 0, 0, false
	}
	escaped := i+1 < len(line) && line[i] == '\\' && (line[i+1] == '"' || line[i+1] == '\'')
	if escaped {
		i++
	}
	if i < len(line) && (line[i] == '"' || line[i] == '\'' || line[i] == '`') {
		quote := line[i]
		start = i + 1
		for j := start; j < len(line); j++ {
			switch {
			case escaped && line[j] == '\\' && j+1 < len(line) && line[j+1] == quote:
				return start, j, true
			case !escaped && line[j] == '\\':
				j++
			case !escaped && line[j] == quote:
				if rest := strings.TrimLeft(line[j+1:], " \t"); rest != "" && (rest[0] == '+' || rest[0] == '%' || rest[0] == '.') {
					return 0, 0, true // computed: 'a' + b, "…".format()
				}
				return start, j, true
			}
		}
		return 0, 0, true
	}
	start = i
	for i < len(line) && !unicode.IsSpace(rune(line[i])) && strings.IndexByte(";,&|<>(){}[]\"'`", line[i]) < 0 {
		i++
	}
	return start, i, false
}

// bareAllowed tells whether a bare word is a literal where it stands.
func bareAllowed(line string, sign int, c byte, value string, kind TextKind) bool {
	if _, size := utf8.DecodeRuneInString(value); size == 0 || strings.IndexByte("$`%*&!|>@\\", value[0]) >= 0 {
		return false
	}
	switch kind {
	case Shell:
		end := sign + 1 + len(value)
		return c == '=' && (end >= len(line) || strings.IndexByte("({[", line[end]) < 0)
	case Config:
		if c == '=' {
			return true
		}
		// `key: value` with nothing else behind the value
		i := strings.Index(line[sign:], value)
		rest := strings.TrimSpace(line[sign+i+len(value):])
		return sign+1 < len(line) && line[sign+1] == ' ' && (rest == "" || strings.HasPrefix(rest, "#"))
	}
	return false
}

// flags are options of command lines that take a credential, with the commands
// that they belong to; a command "" stands for any.
var flags = []struct {
	flag    string
	glued   bool // -pVALUE
	command []string
}{
	{"--password", false, nil},
	{"--passwd", false, nil},
	{"--db-password", false, nil},
	{"--token", false, nil},
	{"--auth-token", false, nil},
	{"--client-secret", false, nil},
	{"--secret-key", false, nil},
	{"--admin-password", false, nil},
	{"--adminpass", false, nil},
	{"--dbpass", false, nil},
	{"--pass", false, nil},
	{"-p", true, []string{"mysql", "mysqladmin", "mysqldump", "mariadb", "sshpass"}},
	{"-p", false, []string{"sshpass", "docker login", "htpasswd", "rabbitmqadmin"}},
	{"-a", false, []string{"redis-cli"}},
	{"-P", false, []string{"sqlcmd"}},
}

// appendFlags finds credentials given as options of commands.
func appendFlags(found []Assignment, line string, offset int) []Assignment {
	if !strings.Contains(line, " -") {
		return found
	}
	for _, f := range flags {
		if f.command != nil && !hasCommand(line, f.command) {
			continue
		}
		for i := 0; ; {
			j := strings.Index(line[i:], " "+f.flag)
			if j < 0 {
				break
			}
			i += j + 1 + len(f.flag)
			start := i
			switch {
			case i >= len(line):
				continue
			case f.glued:
				if line[i] == ' ' || line[i] == '=' || line[i] == '\n' || line[i] == 'r' && strings.HasPrefix(line[i:], "rotocol") || line[i] == 'o' && strings.HasPrefix(line[i:], "ort") {
					continue
				}
			case line[i] == '=' || line[i] == ' ':
				start++
			default:
				continue
			}
			quote := byte(0)
			if start < len(line) && (line[start] == '"' || line[start] == '\'') {
				quote = line[start]
				start++
			}
			end := start
			for end < len(line) && (quote != 0 && line[end] != quote || quote == 0 && !unicode.IsSpace(rune(line[end])) && strings.IndexByte(";|&<>", line[end]) < 0) {
				end++
			}
			value := line[start:end]
			if value == "" || strings.ContainsAny(value, "$`") || strings.HasPrefix(value, "-") || strings.HasSuffix(value, "-stdin") {
				continue
			}
			if Credential(value, Strong) {
				found = add(found, Assignment{f.flag, offset + start, offset + end})
			}
			i = end
		}
	}
	// curl -u user:password
	if i := strings.Index(line, " -u "); i >= 0 && strings.Contains(line, "curl") {
		start := i + 4
		word := strings.Fields(line[start:])
		if len(word) > 0 {
			w := strings.Trim(word[0], `"'`)
			if user, pass, ok := strings.Cut(w, ":"); ok && user != "" && !strings.ContainsAny(w, "$`") && Credential(pass, Strong) {
				at := start + strings.Index(line[start:], pass)
				found = add(found, Assignment{"-u", offset + at, offset + at + len(pass)})
			}
		}
	}
	return found
}

func add(found []Assignment, a Assignment) []Assignment {
	for _, f := range found {
		if f.Start < a.End && a.Start < f.End {
			return found
		}
	}
	return append(found, a)
}

func hasCommand(line string, commands []string) bool {
	for _, c := range commands {
		for i := 0; ; {
			j := strings.Index(line[i:], c)
			if j < 0 {
				break
			}
			i += j
			end := i + len(c)
			if (i == 0 || !isNameByte(line[i-1])) && end < len(line) && line[end] == ' ' {
				return true
			}
			i = end
		}
	}
	return false
}
