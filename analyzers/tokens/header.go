package tokens

import "strings"

// headerReach is how far before its scheme the header's name may stand, with
// the quotes, colons, commas and constructor calls of a program between.
const headerReach = 40

// inAuthorization reports whether text[at] is the value of an Authorization
// header.
func inAuthorization(text string, at int) bool {
	before := strings.ToLower(text[max(0, at-headerReach):at])
	i := strings.LastIndex(before, "authorization")
	return i >= 0 && strings.IndexAny(before[i:], "\n;&|") < 0
}

// locateBearer finds the token in "Authorization: Bearer <token>".
func locateBearer(text string, at int) (start, end int, ok bool) {
	start = at + len("bearer ")
	if !startsWord(text, at) || !inAuthorization(text, at) {
		return 0, 0, false
	}
	end = start
	for limit := min(len(text), start+4096); end < limit && (isWord(text[end]) || strings.IndexByte(".~+/=-", text[end]) >= 0); {
		end++
	}
	token := text[start:end]
	if len(token) < 20 || end < len(text) && strings.IndexByte("${(<%[:@", text[end]) >= 0 {
		return 0, 0, false
	}
	return start, end, hasDigitAndLetter(token) && random(token, 3.3) && !isTemplate(token)
}

// locateBasic finds the credentials in "Authorization: Basic <base64>".
func locateBasic(text string, at int) (start, end int, ok bool) {
	start = at + len("basic ")
	if !startsWord(text, at) || !inAuthorization(text, at) {
		return 0, 0, false
	}
	end = base64End(text, start)
	return start, end, isUserAndPassword(text[start:end])
}

// locateDockerAuth finds the credentials in the "auth" of a registry in
// Docker's config.json.
func locateDockerAuth(text string, at int) (start, end int, ok bool) {
	if !strings.Contains(text[max(0, at-300):at], `auths`) {
		return 0, 0, false
	}
	i := strings.IndexByte(text[at:min(len(text), at+20)], ':')
	if i < 0 {
		return 0, 0, false
	}
	start = skip(text, at+i+1, min(len(text), at+i+8), " \t\\\"")
	end = base64End(text, start)
	return start, end, isUserAndPassword(text[start:end])
}

func base64End(text string, i int) int {
	for limit := min(len(text), i+1024); i < limit && (isWord(text[i]) && text[i] != '_' || strings.IndexByte("+/=", text[i]) >= 0); {
		i++
	}
	return i
}

// isUserAndPassword reports whether s is base64 of user:password with a
// password that is no placeholder.
func isUserAndPassword(s string) bool {
	if len(s) < 8 {
		return false
	}
	user, password, ok := strings.Cut(decode64(s), ":")
	if !ok || len(password) < 4 || user == "" && password == "" {
		return false
	}
	for _, part := range [...]string{user, password} {
		for i := range len(part) {
			if part[i] < ' ' || part[i] > '~' {
				return false
			}
		}
	}
	return !IsPlaceholder(password) && !strings.EqualFold(user, password) && !weakPasswords[strings.ToLower(password)] && !shouting(password)
}
