package tokens

import (
	b64 "encoding/base64"
	"encoding/json"
	"strings"
)

// isMixed reports whether s has a digit, a small and a capital letter.
func isMixed(s string) bool {
	var has [3]bool
	for i := range len(s) {
		switch b := s[i]; {
		case '0' <= b && b <= '9':
			has[0] = true
		case 'a' <= b && b <= 'z':
			has[1] = true
		case 'A' <= b && b <= 'Z':
			has[2] = true
		}
	}
	return has[0] && has[1] && has[2]
}

// hasDigitAndLetter reports whether s has both.
func hasDigitAndLetter(s string) bool {
	digit, letter := false, false
	for i := range len(s) {
		b := s[i] | 0x20
		digit = digit || '0' <= s[i] && s[i] <= '9'
		letter = letter || 'a' <= b && b <= 'z'
	}
	return digit && letter
}

// isAWSSecretKey tells the 40 random characters of a secret access key from a
// SHA-1 digest, an identifier and the documented examples.
func isAWSSecretKey(s string) bool { return isMixed(s) && random(s, 4.0) }

// isOctopusKey tells an Octopus key from an upper-case identifier.
func isOctopusKey(s string) bool { return hasDigitAndLetter(s[4:]) && random(s[4:], 3.2) }

// isXBearer decides on an X app-only bearer token, which begins with twenty-odd
// A's that the filler test would take for a run.
func isXBearer(s string) bool {
	body := strings.TrimLeft(s, "A")
	return len(body) >= 60 && isMixed(body) && Entropy(body) >= 4
}

// isDropboxLong decides on a Dropbox token, which has ten A's in its middle.
func isDropboxLong(s string) bool {
	return random(s[:11], 2.5) && random(s[21:], 3.6) && isMixed(s[21:])
}

// isAdyenKey decides on an Adyen API key: three parts of random base64.
func isAdyenKey(s string) bool { return random(s[3:], 4.3) && isMixed(s) }

// isDiscordToken decides on a Discord bot token: its first part is the bot's
// numeric id in base64.
func isDiscordToken(s string) bool {
	id, rest, _ := strings.Cut(s, ".")
	decoded := decode64(id)
	if len(decoded) < 17 || len(decoded) > 20 || !allDigits(decoded) {
		return false
	}
	return random(rest, 3.5)
}

// isJFrogReference decides on a JFrog reference token: base64 of
// "reftkn:01:", the expiry and the token.
func isJFrogReference(s string) bool {
	return strings.HasPrefix(decode64(s), "reftkn:01:") && Entropy(s) >= 4
}

// isGrafanaCloud decides on a Grafana Cloud token: base64 of a JSON object
// that begins with the organization (o).
func isGrafanaCloud(s string) bool {
	return strings.HasPrefix(decode64(s[4:20]), `{"o":`) && random(s[20:], 3.5)
}

// isGrafanaKey decides on a legacy Grafana API key: base64 of a JSON object
// with the key (k), its name (n) and the organization (id).
func isGrafanaKey(s string) bool {
	var t struct {
		K, N string
		ID   any
	}
	return json.Unmarshal([]byte(decode64(s)), &t) == nil && t.K != "" && t.ID != nil && !isFiller(t.K)
}

// isOnePassword decides on a 1Password service account token: base64url of a
// JSON object that begins with the address to sign in at.
func isOnePassword(s string) bool {
	const start = 60 // decodes to 45 bytes
	return len(s) > start+4 && strings.Contains(decode64(s[4:4+start]), `{"signInAddress"`)
}

// decode64 decodes base64 in the standard or the URL alphabet, padded or not,
// and returns "" for anything else.
func decode64(s string) string {
	s = strings.TrimRight(s, "=")
	encoding := b64.RawStdEncoding
	if strings.ContainsAny(s, "-_") {
		encoding = b64.RawURLEncoding
	}
	decoded, err := encoding.DecodeString(s)
	if err != nil {
		return ""
	}
	return string(decoded)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
