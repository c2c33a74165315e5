package tokens

import (
	"encoding/json"
	"strings"
)

// jwtLimit is the most bytes a token may have; larger ones don't fit in the
// headers that carry them.
const jwtLimit = 16 << 10

// locateJWT recognises a signed JSON Web Token: header and payload are JSON
// objects in base64url, the header names an algorithm other than none, and a
// signature follows.
//
// Tokens made to be published are skipped: the example of jwt.io and of RFC
// 7519, and Supabase's anonymous key.
func locateJWT(text string, at int) (start, end int, ok bool) {
	if !startsWord(text, at) || at > 0 && (text[at-1] == '-' || text[at-1] == '.') {
		return 0, 0, false
	}
	i := at
	var parts [3]string
	for k := range parts {
		from := i
		limit := min(len(text), at+jwtLimit)
		for i < limit && (isWord(text[i]) || text[i] == '-') {
			i++
		}
		parts[k] = text[from:i]
		if k < 2 {
			if i == limit || text[i] != '.' || len(parts[k]) < 10 {
				return 0, 0, false
			}
			i++
		}
	}
	if len(parts[2]) < 20 || i < len(text) && text[i] == '.' && i+1 < len(text) && isWord(text[i+1]) {
		return 0, 0, false
	}
	var header struct{ Alg string }
	var payload map[string]any
	if json.Unmarshal([]byte(decode64(parts[0])), &header) != nil || header.Alg == "" || strings.EqualFold(header.Alg, "none") ||
		json.Unmarshal([]byte(decode64(parts[1])), &payload) != nil {
		return 0, 0, false
	}
	switch {
	case payload["sub"] == "1234567890", payload["name"] == "John Doe",
		payload["iss"] == "joe", payload["iss"] == "supabase-demo", payload["role"] == "anon":
		return 0, 0, false
	}
	return at, i, Entropy(parts[2]) >= 3.5 && !isFiller(parts[2])
}
