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
	return i >= 0 && !strings.ContainsAny(before[i:], "\n;&|")
}

// locateBearer finds the token in "Authorization: Bearer <token>", or after
// another scheme of one word.
func locateBearer(text string, at int) (start, end int, ok bool) {
	start = at + strings.IndexByte(text[at:], ' ') + 1
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

// locateCurlUser finds the password in "curl -u user:password". The match
// spans the password alone.
func locateCurlUser(text string, at int) (start, end int, ok bool) {
	line := text[max(0, at-200):at]
	if i := strings.LastIndexAny(line, "\n|;&"); i >= 0 {
		line = line[i:]
	}
	if i := strings.LastIndex(line, "curl"); i < 0 || strings.Contains(line[i:], " -- ") {
		return 0, 0, false
	}
	i := at + 1
	for i < len(text) && i-at < 10 && text[i] != ' ' && text[i] != '=' {
		i++
	}
	i = skip(text, i, min(len(text), i+4), " =")
	quote := byte(0)
	if i < len(text) && (text[i] == '\'' || text[i] == '"') {
		quote = text[i]
		i++
	}
	colon, from := -1, 0
	for end = i; end < len(text) && end-i < 200; end++ {
		c := text[end]
		if quote == 0 && colon >= 0 && end == colon+1 && (c == '\'' || c == '"') {
			quote, from = c, end+1 // user:'password'
			continue
		}
		if c == quote || quote == 0 && strings.IndexByte(" \t\r\n'\"\\;|&)", c) >= 0 || c == '\n' || c == '\\' {
			break
		}
		if c == ':' && colon < 0 {
			colon, from = end, end+1
		}
	}
	if colon < 0 || end <= from || end < len(text) && quote != 0 && text[end] != quote {
		return 0, 0, false
	}
	user, password := text[i:colon], text[from:end]
	return from, end, isLiteralPassword(user, password) && !strings.ContainsAny(user, "${(`<")
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
	return isLiteralPassword(user, password)
}
