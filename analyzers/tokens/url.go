package tokens

import "strings"

// userinfoLimit bounds the part of a URL before its host.
const userinfoLimit = 300

// weakPasswords are what documentation and throw-away databases use. Whether
// a deployed password is weak is another rule's question; in a URL these are
// nearly always examples.
var weakPasswords = map[string]bool{
	"password": true, "pass": true, "passwd": true, "pwd": true, "secret": true, "mypassword": true, "passw0rd": true,
	"postgres": true, "mysql": true, "root": true, "admin": true, "user": true, "guest": true, "test": true, "redis": true,
	"token": true, "pw": true, "1234": true, "12345": true, "123456": true, "hunter2": true, "userpass": true, "p": true, "b": true,
	"x-oauth-basic": true, "apikey": true, "api_key": true, "dbpassword": true, "mypass": true, "db_password": true, "pat": true,
	"access_token": true, "accesstoken": true, "personal_access_token": true, "your-password": true, "username": true, "letmein": true, "s3cr3t": true, "secret123": true, "pass123": true,
}

// exampleUsers are the users of documentation: with them a password has to
// look like one.
var exampleUsers = map[string]bool{"user": true, "username": true, "usr": true, "me": true, "john": true, "alice": true, "bob": true, "foo": true, "test": true}

// locateURLPassword finds the password in scheme://user:password@host. The
// match spans the password alone.
func locateURLPassword(text string, at int) (start, end int, ok bool) {
	if at == 0 || !isWord(text[at-1]) {
		return 0, 0, false
	}
	from := at + len("://")
	colon, stop := -1, -1
scan:
	for i := from; i < len(text) && i-from < userinfoLimit; i++ {
		switch c := text[i]; {
		case c == ':' && colon < 0:
			colon = i
		case c == '@':
			stop = i
			if colon < 0 {
				return 0, 0, false
			}
		case strings.IndexByte("/?# \t\r\n\"'`<>\\|()[]", c) >= 0:
			break scan
		}
	}
	if stop < 0 || colon+4 > stop || stop+1 >= len(text) {
		return 0, 0, false
	}
	user, password := text[from:colon], text[colon+1:stop]
	if host := text[stop+1:]; !isRealHost(host) {
		return 0, 0, false
	}
	return colon + 1, stop, isLiteralPassword(user, password)
}

// isLiteralPassword reports whether a password beside its user is one, and not
// an expression, a placeholder, or what documentation writes.
func isLiteralPassword(user, password string) bool {
	low := strings.ToLower(password)
	return len(password) >= 6 && !strings.HasPrefix(low, "anon") && !IsPlaceholder(password) && (!strings.ContainsAny(password, "{}*$%`") || isPercentEncoded(password)) &&
		!strings.EqualFold(user, password) && !weakPasswords[low] && !shouting(password) && !strings.Contains(low, "password") &&
		(!exampleUsers[strings.ToLower(user)] || len(password) >= 10 && hasDigitAndLetter(password)) && Entropy(password) >= 1.5
}

// isRealHost reports whether the host at the start of s is one that a stranger
// could reach: a literal name outside the domains reserved for documentation
// (RFC 2606) and this machine, or an expression that becomes one.
func isRealHost(s string) bool {
	if strings.HasPrefix(s, "${") || strings.HasPrefix(s, "{{") {
		return true
	}
	i := 0
	for i < len(s) && i < 255 && (isWord(s[i]) || s[i] == '.' || s[i] == '-') {
		i++
	}
	host := strings.ToLower(strings.TrimSuffix(s[:i], "."))
	if host == "" {
		return false
	}
	for _, w := range [...]string{"localhost", "127.0.0.1", "0.0.0.0", "host", "hostname", "server", "example", "host.docker.internal", "address", "domain", "url", "ip"} {
		if host == w {
			return false
		}
	}
	for _, w := range [...]string{".local", ".localhost", ".test", ".invalid", ".example"} {
		if strings.HasSuffix(host, w) {
			return false
		}
	}
	return !strings.Contains(host, "example.") && !strings.Contains(host, "localhost")
}

// shouting reports whether s is a name in capitals, as documentation writes
// what has to be filled in: PASSWORD, MY_TOKEN.
func shouting(s string) bool {
	for i := range len(s) {
		if (s[i] < 'A' || s[i] > 'Z') && s[i] != '_' && s[i] != '-' {
			return false
		}
	}
	return true
}

// isPercentEncoded reports whether every % in s begins an encoded byte, and s
// has no other mark of a template.
func isPercentEncoded(s string) bool {
	for i := range len(s) {
		switch s[i] {
		case '%':
			if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
				return false
			}
		case '$':
			if i+1 < len(s) && (isWord(s[i+1]) || s[i+1] == '{' || s[i+1] == '(') {
				return false
			}
		case '{', '}', '*', '`':
			return false
		}
	}
	return true
}
