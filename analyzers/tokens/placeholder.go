package tokens

import "strings"

// fillerWords stand in documented examples and templates to be filled in.
var fillerWords = [...]string{
	"example", "placeholder", "changeme", "change_me", "change-me", "changethis", "replaceme", "replace_me",
	"replace-me", "replacethis", "redacted", "dummy", "sample", "insert_", "insert-", "your_", "your-", "yourtoken",
	"yourkey", "yourapi", "yoursecret", "yourpass", "my_secret", "notreal", "not-real", "not_real", "fake", "todo", "fixme",
}

// fillerValues are fillers only when they are the whole value.
var fillerValues = [...]string{
	"none", "null", "nil", "undefined", "empty", "unset", "n/a", "na", "tbd", "secret_value", "string", "value", "test",
	"foo", "bar", "baz", "foobar", "xxx", "...", "your", "replace", "override", "default", "dynamic", "true", "false",
}

// documentedKeys are words inside example credentials, in small letters: those
// that AWS publishes (IAM User Guide, "Managing access keys"), spelt without
// the word EXAMPLE, and those of RFC 6749 and RFC 7617.
var documentedKeys = [...]string{"iosfodnn7", "i44qh8dhb", "bpxrficy", "utnfemi", "gx1fbat3bv", "open sesame"}

// IsPlaceholder reports whether a value stands for a credential without being
// one: empty, a template expression (${...}, {{...}}, <...>, %(x)s, $VAR, %s),
// a filler such as "changeme" or "xxxx", a run of one character, a counting
// sequence, or a documented example key.
func IsPlaceholder(value string) bool {
	v := strings.TrimSpace(value)
	return v == "" || isTemplate(v) || isFiller(v)
}

// isTemplate reports whether a value is, or holds, an expression that
// something else replaces.
func isTemplate(v string) bool {
	for _, mark := range [...]string{"${", "{{", "}}", "$(", "#{", "<%", "%>", "%(", "[[", "@@"} {
		if strings.Contains(v, mark) {
			return true
		}
	}
	switch first, last := v[0], v[len(v)-1]; {
	case first == '<' && last == '>', first == '[' && last == ']', first == '{' && last == '}',
		first == '%' && last == '%' && len(v) > 2:
		return true
	case first == '$' && len(v) > 1 && isVariable(v[1:]):
		return true
	case first == '%' && len(v) == 2:
		return true
	}
	return strings.HasPrefix(v, "process.env") || strings.HasPrefix(v, "os.environ") || strings.HasPrefix(v, "arn:")
}

// isVariable reports whether s is a name as shells write them in capitals.
func isVariable(s string) bool {
	for i := range len(s) {
		if !isWord(s[i]) || 'a' <= s[i] && s[i] <= 'z' {
			return false
		}
	}
	return s[0] > '9'
}

// isFiller reports whether a value was written to show where a credential
// goes. Words are looked for only where chance doesn't spell them.
func isFiller(v string) bool {
	low := strings.ToLower(v)
	for _, w := range fillerValues {
		if low == w {
			return true
		}
	}
	for _, w := range fillerWords {
		// Four letters turn up once in a few thousand long tokens by chance.
		if (len(low) <= 64 || len(w) > 5) && strings.Contains(low, w) {
			return true
		}
	}
	for _, w := range documentedKeys {
		if strings.Contains(low, w) {
			return true
		}
	}
	return patterned(low)
}

// patterned reports whether a value is mostly runs of a character, counting
// sequences, or one short piece over and over.
func patterned(v string) bool {
	if len(v) < 3 {
		return false
	}
	run, up, longestRun, longestUp := 1, 1, 1, 1
	for i := 1; i < len(v); i++ {
		if v[i] == v[i-1] {
			run++
		} else {
			run = 1
		}
		if follows(v[i-1], v[i]) {
			up++
		} else {
			up = 1
		}
		longestRun, longestUp = max(longestRun, run), max(longestUp, up)
	}
	if longestRun == len(v) || longestRun*2 >= len(v) && len(v) >= 6 {
		return true
	}
	if strings.Contains(v, "xxxx") || strings.Contains(v, "****") || strings.Contains(v, "....") {
		return true
	}
	if longestUp >= 9 || len(v) >= 6 && longestUp >= 6 && longestUp*2 >= len(v) {
		return true
	}
	for _, period := range [...]int{2, 3, 4, 5, 8, 10} {
		if len(v) >= 3*period && v[period:] == v[:len(v)-period] {
			return true
		}
	}
	return false
}

// follows reports whether b comes after a in a counting sequence: 1 2 3, a b
// c, and 9 to 0 or to a.
func follows(a, b byte) bool {
	return b == a+1 || a == '9' && (b == '0' || b == 'a')
}

// IsExpression reports whether a value is, or holds, an expression that
// something else replaces by the real value: ${...}, {{...}}, <...>, $VAR, %s.
func IsExpression(value string) bool {
	v := strings.TrimSpace(value)
	return v != "" && isTemplate(v)
}
