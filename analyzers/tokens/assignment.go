package tokens

import "strings"

// nameLimit bounds how far a name reaches around the provider's word in it,
// and gapLimit how far a value may stand from its name.
const (
	nameLimit = 40
	gapLimit  = 48
)

// secretWords are the words one of which a name has to hold for the literal
// assigned to it to be a credential.
var secretWords = [...]string{"key", "token", "secret", "pass", "pwd", "auth", "credential", "_pat", "apikey", "login", "dsn"}

// plainWords, at the end of a name, say that its value is no credential.
var plainWords = [...]string{
	"sha", "sha1", "sha256", "hash", "digest", "checksum", "md5", "commit", "revision", "version", "etag",
	"id", "arn", "name", "path", "file", "url", "uri", "fingerprint", "thumbprint",
}

// assignedLiteral returns the offset of the literal that is assigned to the
// name around text[at:end], in the notations of shells, JSON, YAML, property
// files, XML attributes, call arguments, command-line flags, and lists of
// name and value pairs as in container definitions.
func assignedLiteral(text string, at, end int) (value int, ok bool) {
	start := at
	for start > 0 && at-start < nameLimit && isName(text[start-1]) {
		start--
	}
	stop := end
	for stop < len(text) && stop-end < nameLimit && (isName(text[stop]) || text[stop] == ' ' && stop+1 < len(text) && isName(text[stop+1])) {
		stop++
	}
	flag := strings.HasPrefix(text[start:], "--")
	if flag {
		// The value of a flag may follow after a space.
		if i := strings.IndexByte(text[end:stop], ' '); i >= 0 {
			stop = end + i
		}
	}
	if !namesSecret(text[start:stop]) {
		return 0, false
	}

	limit := min(len(text), stop+gapLimit)
	i := skip(text, stop, limit, " \t\r\n\"'`\\,;")
	if limit-i > 6 && strings.EqualFold(text[i:i+5], "value") && !isWord(text[i+5]) {
		i = skip(text, i+5, limit, " \t\"'`\\")
		if i == limit || strings.IndexByte(":=>", text[i]) < 0 {
			return 0, false
		}
		return skip(text, i, limit, " \t:=>\"'`\\"), true
	}

	i = skip(text, stop, limit, " \t\"'`\\)]")
	quoted := i > stop && strings.ContainsAny(text[stop:i], "\"'`")
	operators := skip(text, i, min(limit, i+3), ":=>|?")
	switch {
	case operators > i:
		i = operators
	case quoted && i < limit && text[i] == ',':
		i++
	case flag && i > stop:
	default:
		return 0, false
	}
	return skip(text, i, limit, " \t\"'`\\"), true
}

// endsLiteral reports whether a literal of the expected shape may end at
// text[at]: nothing follows that would make it part of a longer word, path or
// expression.
func endsLiteral(text string, at int) bool {
	return at == len(text) || strings.IndexByte("-+/=.$({", text[at]) < 0 ||
		text[at] == '.' && (at+1 == len(text) || text[at+1] == ' ' || text[at+1] == '\n')
}

func isName(b byte) bool { return isWord(b) || b == '-' || b == '.' }

func skip(text string, from, limit int, bytes string) int {
	for from < limit && strings.IndexByte(bytes, text[from]) >= 0 {
		from++
	}
	return from
}

// namesSecret reports whether a name is one of a credential.
func namesSecret(name string) bool {
	name = strings.ToLower(name)
	for _, w := range plainWords {
		if rest, ok := strings.CutSuffix(name, w); ok && (len(w) > 4 || rest == "" || !isWord(rest[len(rest)-1]) || rest[len(rest)-1] == '_') {
			return false
		}
	}
	for _, w := range secretWords {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}
