package classify

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fjall-lint/fjall-lint/analyzers/tokens"
)

// Credential tells whether a literal that a name of the given strength is set
// to looks like a credential. It errs towards no: settings, names, paths,
// addresses, placeholders and references are not credentials.
func Credential(value string, name Strength) bool {
	v := strings.TrimSpace(value)
	if name == None || Placeholder(v) || Reference(v) {
		return false
	}
	n := utf8.RuneCountInString(v)
	switch strings.ToLower(v) {
	case "true", "false", "yes", "no", "on", "off", "null", "none", "required", "optional", "enabled", "disabled", "auto",
		"plaintext", "password", "token", "secret", "basic", "bearer", "header", "jwt", "oauth", "oauth2", "hours", "days", "minutes":
		return false
	}
	if strings.ContainsFunc(v, unicode.IsSpace) && !strings.Contains(v, "PRIVATE KEY") {
		return false
	}
	if namesCredential(v) {
		return false
	}
	if name == Strong {
		if _, err := strconv.Atoi(v); err == nil {
			return n >= 6
		}
		return n >= 4
	}
	if n < 8 {
		return false
	}
	return mixed(v)
}

// Reference tells whether a value points to where a credential is rather than
// being one: an ARN, a path or name in a store, a URL without a password, a
// host, an e-mail address, a variable, a function call.
func Reference(v string) bool {
	low := strings.ToLower(v)
	switch {
	case strings.HasPrefix(low, "arn:"), strings.HasPrefix(v, "/"), strings.HasPrefix(v, "./"), strings.HasPrefix(v, "~/"),
		strings.HasPrefix(low, "alias/"), strings.HasPrefix(low, "ssm:"), strings.HasPrefix(low, "s3:"), strings.HasPrefix(v, "$"),
		strings.HasPrefix(v, "%"), strings.HasPrefix(low, "env."), strings.HasPrefix(low, "env:"), strings.HasPrefix(low, "file:"),
		strings.HasPrefix(low, "process.env"), strings.HasPrefix(low, "os.environ"), strings.HasPrefix(low, "vault:"),
		strings.Contains(v, "{{"), strings.Contains(v, "${"), strings.HasSuffix(v, "()"):
		return true
	}
	if strings.Contains(v, "://") {
		u, err := url.Parse(v)
		if err != nil {
			return false
		}
		_, has := u.User.Password()
		return !has
	}
	// app/prod/db: a secret's name, or a path.
	if strings.Contains(v, "/") && path(v) {
		return true
	}
	return domain(low)
}

// path tells whether a value is made of words between slashes.
func path(v string) bool {
	if strings.HasSuffix(v, "=") || strings.ContainsAny(v, "+=") {
		return false
	}
	for _, part := range strings.Split(v, "/") {
		if len(part) > 40 || strings.ContainsAny(part, " !@#$%^&*()") {
			return false
		}
	}
	// A random base64 text has slashes too: its parts mix cases and digits.
	upper, digit, lower := shape(v)
	return !(upper > 2 && lower > 2 && digit > 2)
}

func domain(v string) bool {
	host, port, ok := strings.Cut(v, ":")
	if ok {
		if _, err := strconv.Atoi(port); err != nil {
			return false
		}
	}
	if i := strings.LastIndexByte(host, '@'); i > 0 { // an e-mail address
		host = host[i+1:]
	}
	i := strings.LastIndexByte(host, '.')
	if i <= 0 || strings.ContainsAny(host, " /!@#$%^&*()_+=") {
		return false
	}
	switch host[i+1:] {
	case "com", "org", "net", "io", "internal", "local", "dev", "aws", "app", "cloud", "cn", "eu", "de", "uk", "co", "json", "pem",
		"yaml", "yml", "txt", "key", "crt", "xml", "js", "py", "sh", "handler", "properties", "env":
		return true
	}
	return false
}

// namesCredential tells whether a value is itself a name: words joined by
// hyphens, underscores or dots that speak of a credential, such as
// "my-db-password", which is a secret's name or a field's.
func namesCredential(v string) bool {
	if !strings.ContainsAny(v, "-_.") || strings.ContainsAny(v, "!@#$%^&*()+=/\\:;,<>?|'\"") {
		return false
	}
	upper, digit, _ := shape(v)
	if digit > 0 || upper > 0 && upper < len(strings.Trim(v, "-_.")) && strings.ToUpper(v) != v && !camel(v) {
		return false
	}
	words := Words(v)
	for _, w := range words {
		if strongNouns[w] || weakNouns[w] || w == "key" || w == "auth" || w == "db" || w == "database" {
			return len(words) > 1
		}
	}
	return false
}

func camel(v string) bool {
	for _, w := range strings.FieldsFunc(v, func(r rune) bool { return r == '-' || r == '_' || r == '.' }) {
		for i, r := range w {
			if i > 0 && unicode.IsUpper(r) {
				return false
			}
		}
	}
	return true
}

func shape(v string) (upper, digit, lower int) {
	for _, r := range v {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsDigit(r):
			digit++
		case unicode.IsLower(r):
			lower++
		}
	}
	return
}

// mixed tells whether a value has the look of something random: letters with
// digits, or a good spread of characters.
func mixed(v string) bool {
	upper, digit, lower := shape(v)
	letters := upper + lower
	switch {
	case letters == 0:
		return len(v) >= 16 // digits only: long enough to be no number
	case digit > 0:
		return digit >= 2 || tokens.Entropy(v) > 3
	case upper > 0 && lower > 0 && !camel(v):
		return tokens.Entropy(v) > 3.3 && len(v) >= 16
	}
	return strings.ContainsAny(v, "!@#$%^&*") || len(v) >= 24 && !strings.ContainsAny(v, "-_. ")
}

// Describe says what a literal is like without showing anything of it: its
// length, and what it looks like.
func Describe(value string) (length int, looks string) {
	length = utf8.RuneCountInString(value)
	if m := tokens.Scan(value); len(m) > 0 {
		return length, m[0].Format.Title
	}
	return length, alphabet(value)
}

func alphabet(v string) string {
	upper, digit, lower := shape(v)
	others := utf8.RuneCountInString(v) - upper - digit - lower
	switch {
	case strings.HasPrefix(strings.TrimSpace(v), "{"):
		return "JSON"
	case others == 0 && upper+lower == 0 && digit > 0:
		return "digits"
	case others == 0 && len(v) >= 16 && strings.Trim(strings.ToLower(v), "0123456789abcdef") == "":
		return "hexadecimal"
	case others == 0 && digit == 0:
		return "letters"
	case others == 0:
		return "letters and digits"
	case len(v) >= 20 && strings.Trim(v, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") == "":
		return "base64"
	}
	return "text"
}
