package tokens

import "strings"

// pairWindow is how far from its key ID a secret access key is looked for.
const pairWindow = 200

// locateAWSPair finds the secret access key near the access key ID at
// text[at]. A temporary ID (ASIA…) alone is worthless, so that only the pair
// counts.
func locateAWSPair(text string, at int) (start, end int, ok bool) {
	const length = 20
	if at+length > len(text) || !startsWord(text, at) || at+length < len(text) && isWord(text[at+length]) {
		return 0, 0, false
	}
	id := text[at : at+length]
	for i := range len(id) {
		if c := id[i]; (c < 'A' || c > 'Z') && (c < '2' || c > '7') {
			return 0, 0, false
		}
	}
	if isFiller(id) {
		return 0, 0, false
	}
	if start, ok = secretKeyIn(text, at+length, min(len(text), at+length+pairWindow)); ok {
		return start, start + 40, true
	}
	if start, ok = secretKeyIn(text, max(0, at-pairWindow), at); ok {
		return start, start + 40, true
	}
	return 0, 0, false
}

// secretKeyIn finds 40 characters of base64 between other characters in
// text[from:to].
func secretKeyIn(text string, from, to int) (start int, ok bool) {
	isBase64 := func(b byte) bool { return isWord(b) && b != '_' || b == '+' || b == '/' }
	if from > 0 {
		for from < to && isBase64(text[from-1]) && isBase64(text[from]) {
			from++
		}
	}
	for i := from; i < to; {
		if !isBase64(text[i]) {
			i++
			continue
		}
		run := i
		for i < len(text) && i-run <= 64 && isBase64(text[i]) {
			i++
		}
		if i-run == 40 && (i == len(text) || strings.IndexByte("=_-", text[i]) < 0) && (run == 0 || strings.IndexByte("_-", text[run-1]) < 0) && isAWSSecretKey(text[run:i]) {
			return run, true
		}
		for i < to && isBase64(text[i]) {
			i++
		}
	}
	return 0, false
}
