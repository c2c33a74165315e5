package tokens

import (
	"strings"
)

// pemLimit is the most bytes of a key block that are looked at; a 16384-bit
// RSA key takes 13 KB.
const pemLimit = 24 << 10

// keyKind tells private key blocks apart.
type keyKind uint8

const (
	plainKey keyKind = iota
	opensshKey
	encryptedKey
	pgpKey
)

// locatePEM returns a locator of private key blocks of one kind. A block needs
// a body: a header alone, or one over a placeholder, is documentation.
func locatePEM(want keyKind) func(text string, at int) (start, end int, ok bool) {
	return func(text string, at int) (int, int, bool) {
		kind, end, ok := pemBlock(text, at)
		return at, end, ok && kind == want
	}
}

// pemBlock reads the private key block at text[at].
func pemBlock(text string, at int) (kind keyKind, end int, ok bool) {
	const begin = "-----BEGIN "
	label := text[at+len(begin) : min(len(text), at+len(begin)+64)]
	stop := strings.Index(label, "-----")
	if stop < 0 {
		return 0, 0, false
	}
	switch label = label[:stop]; {
	case label == "PGP PRIVATE KEY BLOCK":
		kind = pgpKey
	case label == "OPENSSH PRIVATE KEY":
		kind = opensshKey
	case label == "ENCRYPTED PRIVATE KEY":
		kind = encryptedKey
	case strings.HasSuffix(label, "PRIVATE KEY"):
		kind = plainKey
	default:
		return 0, 0, false
	}

	i := at + len(begin) + stop + 5
	body, i, headers := pemBody(text[:min(len(text), at+pemLimit)], i)
	if strings.Contains(headers, "ENCRYPTED") {
		kind = encryptedKey
	}
	switch {
	case len(body) < 60 || Entropy(body) < 3.5:
		return 0, 0, false
	case kind == pgpKey:
		ok = decode64(body[:4]) != "" && decode64(body[:4])[0]&0x80 != 0 // a packet header has its top bit set
	case kind == opensshKey:
		ok = strings.HasPrefix(body, "b3BlbnNzaC1rZXktdjE") // openssh-key-v1
	case headers != "" && kind == encryptedKey:
		ok = true // the cipher covers the whole body
	default:
		ok = body[0] == 'M' // a DER sequence
	}
	// "none" is the cipher name of an OpenSSH key without passphrase.
	if kind == opensshKey && ok && !strings.HasPrefix(body, "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU") {
		kind = encryptedKey
	}
	if rest := text[i:min(len(text), i+100)]; strings.HasPrefix(rest, "-----END ") {
		if j := strings.Index(rest[9:], "-----"); j >= 0 {
			i += 9 + j + 5
		}
	}
	return kind, i, ok
}

// pemBody collects the base64 of a block that goes on at text[i], whether its
// lines are separated by line ends, by their escapes, or by the quotes and
// commas of string literals, and the header lines before it.
func pemBody(text string, i int) (body string, end int, headers string) {
	var b strings.Builder
	for i < len(text) {
		c := text[i]
		switch {
		case c == '\\' && i+1 < len(text) && strings.IndexByte(`nrt"\`, text[i+1]) >= 0:
			i += 2
		case strings.IndexByte(" \t\r\n\"',`", c) >= 0:
			i++
		case c == ':' || c == '.' && b.Len() < 60:
			// A header line such as "Proc-Type: 4,ENCRYPTED": what was taken for
			// the body is its name.
			stop := i
			for stop < len(text) && stop-i < 200 && text[stop] != '\n' && text[stop] != '\\' {
				stop++
			}
			headers += text[i:stop] + "\n"
			b.Reset()
			i = stop
		case c == '-' && (len(text)-i < 5 || text[i:i+5] != "-----") && b.Len() < 24:
			i++ // within the name of a header
		case isWord(c) && c != '_' || c == '+' || c == '/' || c == '=':
			b.WriteByte(c)
			i++
		default:
			return b.String(), i, headers
		}
		if len(headers) > 1000 {
			break
		}
	}
	return b.String(), i, headers
}

// locateServiceAccount finds the key in a Google service account file, whose
// "private_key" follows its "private_key_id".
func locateServiceAccount(text string, at int) (start, end int, ok bool) {
	window := text[at:min(len(text), at+300)]
	i := strings.Index(window, "-----BEGIN PRIVATE KEY-----")
	if i < 0 {
		return 0, 0, false
	}
	_, end, ok = pemBlock(text, at+i)
	return at + i, end, ok
}

// locateBase64PEM finds a private key block that was encoded in base64 as a
// whole, as in "client-key-data" of a kubeconfig.
func locateBase64PEM(text string, at int) (start, end int, ok bool) {
	if !startsWord(text, at) {
		return 0, 0, false
	}
	i := at
	for limit := min(len(text), at+pemLimit); i < limit && (isWord(text[i]) && text[i] != '_' || text[i] == '+' || text[i] == '/'); {
		i++
	}
	encoded := text[at:i]
	i = skip(text, i, min(len(text), i+2), "=")
	block := decode64(encoded[:len(encoded)/4*4])
	if !strings.HasPrefix(block, "-----BEGIN ") {
		return 0, 0, false
	}
	_, _, ok = pemBlock(block, 0)
	return at, i, ok
}

// locatePuTTY finds a PuTTY key file that is not under a passphrase.
func locatePuTTY(text string, at int) (start, end int, ok bool) {
	window := text[at:min(len(text), at+8<<10)]
	head := window[:min(len(window), 200)]
	i := strings.Index(head, "Encryption: none")
	if i < 0 {
		return 0, 0, false
	}
	j := strings.Index(window, "Private-Lines: ")
	if j < 0 {
		return 0, 0, false
	}
	k := j + len("Private-Lines: ")
	for k < len(window) && '0' <= window[k] && window[k] <= '9' {
		k++
	}
	body, stop, _ := pemBody(window[:min(len(window), k+4<<10)], k)
	return at, at + stop, len(body) >= 40 && Entropy(body) >= 4
}
