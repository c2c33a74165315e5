package naming

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// gap stands for text that is not certain; it cannot occur in a name.
const gap = "*"

// readName reads one value of Name. ok is false when nothing of it is certain.
func readName(v *template.Value, at analyzers.Place, stack Environment) (n Name, ok bool) {
	text, whole := certain(v)
	if strings.Trim(text, gap) == "" {
		return Name{}, false
	}
	n = Name{Text: text, Whole: whole, At: at, Parts: []Part{}, Lookups: []Lookup{}}
	for _, p := range strings.Split(text, "/") {
		fault, refused := fault(p)
		n.Parts = append(n.Parts, Part{Text: p, Fault: fault, Refused: refused})
	}
	n.Service = dictating(text)
	n.Reserved, n.ReservedFor = reserved(text)
	n.Suffix = ambiguousSuffix(text)
	n.Environment = nameEnvironment(text)
	if whole {
		n.Suggestion = suggest(text, stack)
	}
	return n, true
}

// certain is a value's text with a gap for every piece that is unknown or may
// be another in another deployment.
func certain(v *template.Value) (text string, whole bool) {
	if v == nil || v.Kind != template.ScalarValue || v.Base64 {
		return gap, false
	}
	var b strings.Builder
	whole = true
	for i := range v.Parts {
		p := &v.Parts[i]
		if p.Kind == template.LiteralPart && p.Origin != template.FromDefault {
			b.WriteString(p.Text)
			continue
		}
		b.WriteString(gap)
		whole = false
	}
	return b.String(), whole
}

// fault says what keeps a part of a name from being lower-case words of
// letters and digits joined by single hyphens.
func fault(part string) (text string, refused bool) {
	open := strings.Contains(part, gap)
	upper, underscore := false, false
	for _, r := range part {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '*':
		case r >= 'A' && r <= 'Z':
			upper = true
		case r == '_':
			underscore = true
		case strings.ContainsRune("+=.@", r):
			if text == "" {
				text = fmt.Sprintf("has the character %q", r)
			}
		default:
			// Source: AWS Secrets Manager API reference, CreateSecret, Name.
			return fmt.Sprintf("has the character %q, which Secrets Manager does not allow in a name", r), true
		}
	}
	switch {
	case upper && underscore:
		return "has upper-case letters and underscores", false
	case upper:
		return "has upper-case letters", false
	case underscore:
		return "has underscores", false
	case text != "":
		return text, false
	case open:
		return "", false
	case part == "":
		return "is empty", false
	case strings.HasPrefix(part, "-") || strings.HasSuffix(part, "-") || strings.Contains(part, "--"):
		return "has a hyphen that joins no words", false
	}
	return "", false
}

// ambiguousSuffix is the hyphen and six characters that a name ends in: what
// Secrets Manager takes for the end of a complete ARN.
// Source: AWS Secrets Manager API reference, CreateSecret, Name.
func ambiguousSuffix(name string) string {
	i := len(name) - 7
	if i < 0 || name[i] != '-' || i == 0 {
		return ""
	}
	for _, c := range []byte(name[i+1:]) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return ""
		}
	}
	return name[i:]
}

// suggest puts a name into the form app/environment/purpose.
func suggest(name string, stack Environment) string {
	environment := "<environment>"
	if stack.Word != "" {
		environment = stack.Word
	}
	var parts []string
	for _, p := range strings.Split(name, "/") {
		if p = kebab(p); p != "" {
			parts = append(parts, p)
		}
	}
	switch {
	case len(parts) == 0:
		return ""
	case len(parts) > 2:
		return strings.Join(parts, "/")
	case len(parts) == 2:
		if len(wordEnvironments(parts[0])) > 0 {
			return "<app>/" + parts[0] + "/" + parts[1]
		}
		return parts[0] + "/" + environment + "/" + parts[1]
	}
	words := strings.Split(parts[0], "-")
	for i, w := range words {
		if len(wordEnvironments(w)) == 0 {
			continue
		}
		app, purpose := strings.Join(words[:i], "-"), strings.Join(words[i+1:], "-")
		return cmp.Or(app, "<app>") + "/" + w + "/" + cmp.Or(purpose, "<purpose>")
	}
	// The app is what the first separator sets off, if there is one.
	app, purpose := "<app>", parts[0]
	if k := strings.IndexFunc(strings.Trim(name, "/"), func(r rune) bool { return !alphanumeric(r) }); k > 0 {
		first := kebab(strings.Trim(name, "/")[:k])
		if rest, ok := strings.CutPrefix(parts[0], first+"-"); ok {
			app, purpose = first, rest
		}
	}
	return app + "/" + environment + "/" + purpose
}

// kebab writes a name as lower-case words joined by hyphens.
func kebab(name string) string {
	var words []string
	for _, t := range tokens(name) {
		words = append(words, t.word)
	}
	return strings.Join(words, "-")
}

// token is a word of a name, in lower case.
type token struct {
	word string
	// alone is set when the word is set off by other characters than letters and
	// digits on both sides, not only by its case: "prod" in "my-prod-app".
	alone bool
}

// tokens splits a name into words: at everything that is no letter or digit,
// and where the case shows the beginning of a word ("MyHTTPApp": my, http,
// app).
func tokens(name string) []token {
	var list []token
	for _, segment := range strings.FieldsFunc(name, func(r rune) bool { return !alphanumeric(r) }) {
		start, first := 0, len(list)
		for i := 1; i < len(segment); i++ {
			if begins(segment, i) {
				list = append(list, token{word: strings.ToLower(segment[start:i])})
				start = i
			}
		}
		list = append(list, token{word: strings.ToLower(segment[start:])})
		if len(list) == first+1 {
			list[first].alone = true
		}
	}
	return list
}

func alphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// begins tells whether a word begins at s[i].
func begins(s string, i int) bool {
	upper := func(i int) bool { return s[i] >= 'A' && s[i] <= 'Z' }
	lower := func(i int) bool { return s[i] >= 'a' && s[i] <= 'z' }
	if !upper(i) {
		return false
	}
	if !upper(i - 1) {
		return true
	}
	// The last capital of several begins a word (HTTPApp), but not after a
	// single letter (OAuth) or before the s of a plural (APIs).
	return i+1 < len(s) && lower(i+1) && !plural(s[i:]) && i >= 2 && upper(i-2)
}

// plural tells an upper-case word's small s: "APIs".
func plural(s string) bool {
	return len(s) >= 2 && s[1] == 's' && (len(s) == 2 || s[2] < 'a' || s[2] > 'z')
}
