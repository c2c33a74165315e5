package tokens

import "strings"

// locateTelegram finds a bot token: the bot's number, a colon, and 35
// characters that begin with AA. The anchor is the colon.
func locateTelegram(text string, at int) (start, end int, ok bool) {
	start = at
	for start > 0 && at-start < 11 && '0' <= text[start-1] && text[start-1] <= '9' {
		start--
	}
	if n := at - start; n < 8 || n > 10 {
		return 0, 0, false
	}
	// The API's URLs write "bot" right before the token.
	if !startsWord(text, start) && !strings.HasSuffix(text[:start], "/bot") {
		return 0, 0, false
	}
	end = at + 1
	for end < len(text) && end-at <= 36 && (isWord(text[end]) || text[end] == '-') {
		end++
	}
	body := text[at+1 : end]
	return start, end, len(body) == 35 && isMixed(body) && random(body[2:], 3.6)
}

// locateAzureSAS finds the signature of a shared access signature: "sig" among
// query parameters that also name the version.
func locateAzureSAS(text string, at int) (start, end int, ok bool) {
	if at == 0 || text[at-1] != '&' && text[at-1] != '?' && text[at-1] != ';' && !strings.HasSuffix(text[:at], `\u0026`) {
		return 0, 0, false
	}
	start = at + len("sig=")
	end = start
	for limit := min(len(text), start+64); end < limit && (isWord(text[end]) && text[end] != '_' || strings.IndexByte("%+/=", text[end]) >= 0); {
		end++
	}
	value := text[start:end]
	for _, encoded := range [...][2]string{{"%2B", "+"}, {"%2F", "/"}, {"%3D", "="}, {"%2b", "+"}, {"%2f", "/"}, {"%3d", "="}} {
		value = strings.ReplaceAll(value, encoded[0], encoded[1])
	}
	if len(value) != 44 || len(decode64(value)) != 32 {
		return 0, 0, false
	}
	around := text[max(0, at-300):min(len(text), end+200)]
	return start, end, (strings.Contains(around, "sv=20") || strings.Contains(around, "api-version=") || strings.Contains(around, "sp=")) && !isFiller(value)
}

// locateBootstrapToken finds the join token of a Kubernetes cluster near the
// word that tells what it is.
func locateBootstrapToken(text string, at int) (start, end int, ok bool) {
	limit := min(len(text), at+200)
	for i := at; i+23 <= limit; i++ {
		if text[i+6] != '.' || !startsWord(text, i) || i+23 < len(text) && (isWord(text[i+23]) || text[i+23] == '.' || text[i+23] == '-') {
			continue
		}
		token := text[i : i+23]
		if isLowerNum(token[:6]) && isLowerNum(token[7:]) {
			return i, i + 23, hasDigitAndLetter(token[7:]) && random(token[7:], 2.6)
		}
	}
	return 0, 0, false
}

func isLowerNum(s string) bool {
	for i := range len(s) {
		if (s[i] < 'a' || s[i] > 'z') && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}

// locateSidekiq finds the user and password, eight hexadecimal digits each, of
// the Sidekiq gem server, in Bundler's variable for it.
func locateSidekiq(text string, at int) (start, end int, ok bool) {
	i := at
	for limit := min(len(text), at+nameLimit); i < limit && isWord(text[i]); {
		i++
	}
	start = skip(text, i, min(len(text), i+6), " \t\"'=:`")
	end = start + 17
	if start == i || end > len(text) || text[start+8] != ':' || end < len(text) && isWord(text[end]) {
		return 0, 0, false
	}
	for k := start; k < end; k++ {
		if !isHex(text[k]) && k != start+8 {
			return 0, 0, false
		}
	}
	return start, end, !isFiller(text[start:start+8]) && !isFiller(text[start+9:end])
}

// locateNuGetPassword finds the value of a ClearTextPassword element.
func locateNuGetPassword(text string, at int) (start, end int, ok bool) {
	const attribute = `value="`
	window := text[at:min(len(text), at+80)]
	i := strings.Index(window, attribute)
	if i < 0 {
		return 0, 0, false
	}
	start = at + i + len(attribute)
	n := strings.IndexByte(text[start:min(len(text), start+200)], '"')
	if n < 8 {
		return 0, 0, false
	}
	value := text[start : start+n]
	return start, start + n, !IsPlaceholder(value) && !(value[0] == '%' && value[n-1] == '%') && Entropy(value) >= 2
}
