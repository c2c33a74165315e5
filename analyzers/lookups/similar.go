package lookups

import (
	"slices"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
)

// The ways in which one name is nearly another.
const (
	form        = "form"        // other letter case or separators
	spelling    = "spelling"    // one word is misspelled
	environment = "environment" // the word for an environment is missing
)

// similar tells how a name is nearly the name of a secret that exists, "" where it is
// not; word is what is misspelled or missing. Names of an app are alike by nature, so
// that most differences are meant: numbers, environments, other words. What remains is
// a slip within one long word.
func similar(name, existing string, environments map[string][]string) (how, word string) {
	if name == existing {
		return "", ""
	}
	if squeeze(name) == squeeze(existing) {
		return form, ""
	}
	a, b := words(name), words(existing)
	switch len(b) - len(a) {
	case 0:
		differ := -1
		for i := range a {
			if a[i] == b[i] {
				continue
			}
			if differ >= 0 {
				return "", ""
			}
			differ = i
		}
		x, y := a[differ], b[differ]
		if environments[x] == nil && environments[y] == nil && misspelled(x, y) {
			return spelling, x
		}
	case 1:
		for i, w := range b[:len(b)-1] {
			if environments[w] != nil && slices.Equal(slices.Delete(slices.Clone(b), i, i+1), a) {
				return environment, w
			}
		}
	}
	return "", ""
}

func separator(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }

func squeeze(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), separator), "")
}

func words(name string) []string { return strings.FieldsFunc(strings.ToLower(name), separator) }

// misspelled tells whether one word is a slip of the other: a letter too many or too
// few, another one in its place, two that changed places, or, in long words, two of
// these.
func misspelled(x, y string) bool {
	letters := func(w string) bool {
		return strings.IndexFunc(w, func(c rune) bool { return c < 'a' || c > 'z' }) < 0
	}
	if !letters(x) || !letters(y) || x[0] != y[0] {
		return false // db1 and db2, internal and external
	}
	shorter := min(len(x), len(y))
	switch levenshtein.ComputeDistance(x, y) {
	case 1:
		return len(x) != len(y) && shorter >= 4 || shorter >= 6
	case 2:
		return shorter >= 7 || shorter >= 5 && swapped(x, y)
	}
	return false
}

// swapped tells whether two neighbouring letters changed places.
func swapped(x, y string) bool {
	if len(x) != len(y) {
		return false
	}
	i := 0
	for x[i] == y[i] {
		i++
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && x[i+2:] == y[i+2:]
}
