package tokens

import (
	"encoding/binary"
	enchex "encoding/hex"
	"hash/crc32"
	"strings"
)

const githubTokenFormats = "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/"

const base62Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// checkBase62CRC verifies tokens of GitHub and npm: a prefix up to the first
// underscore, 30 random characters, and their CRC-32 as six digits in base 62
// ("Behind GitHub's new authentication token formats", 2021).
func checkBase62CRC(token string) bool {
	_, body, _ := strings.Cut(token, "_")
	if len(body) < 7 {
		return false
	}
	random := len(body) - 6
	return base62CRC(body[:random]) == body[random:]
}

// base62CRC returns the CRC-32 (IEEE) of s as six digits in base 62.
func base62CRC(s string) string {
	sum := crc32.ChecksumIEEE([]byte(s))
	var digits [6]byte
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = base62Digits[sum%62]
		sum /= 62
	}
	return string(digits[:])
}

// checkGrafanaCRC verifies a Grafana service account token: after the last
// underscore stands the CRC-32 of everything before it, in hexadecimal, least
// significant byte first.
func checkGrafanaCRC(token string) bool {
	i := strings.LastIndexByte(token, '_')
	return i > 0 && grafanaCRC(token[:i]) == token[i+1:]
}

func grafanaCRC(s string) string {
	sum := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(s)))
	return enchex.EncodeToString(sum)
}

const bech32Digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// checkBech32 verifies the checksum of a Bech32 string (BIP 173), which age
// writes in capitals for secret keys.
func checkBech32(token string) bool {
	token = strings.ToLower(token)
	i := strings.LastIndexByte(token, '1')
	if i < 1 || len(token)-i-1 < 6 {
		return false
	}
	values := make([]byte, 0, len(token)-i-1)
	for _, c := range []byte(token[i+1:]) {
		v := strings.IndexByte(bech32Digits, c)
		if v < 0 {
			return false
		}
		values = append(values, byte(v))
	}
	return bech32Sum(token[:i], values) == 1
}

// bech32Sum returns the remainder of BIP 173 over the human-readable part and
// five-bit values; it is 1 for values that end in a valid checksum.
func bech32Sum(readable string, values []byte) uint32 {
	sum := uint32(1)
	add := func(v byte) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, generator := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= generator
			}
		}
	}
	for i := range len(readable) {
		add(readable[i] >> 5)
	}
	add(0)
	for i := range len(readable) {
		add(readable[i] & 31)
	}
	for _, v := range values {
		add(v)
	}
	return sum
}
