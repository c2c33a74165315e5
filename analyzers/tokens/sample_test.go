package tokens

import (
	b64 "encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// sample is a text with exactly one token in it.
type sample struct {
	text       string
	start, end int
}

// sampler makes tokens at test time, so that nothing that looks like one
// stands in the repository. A fixed seed makes it repeatable.
type sampler struct{ *rand.Rand }

func newSampler(seed uint64) sampler { return sampler{rand.New(rand.NewPCG(seed, 1))} }

// from returns n random bytes of an alphabet.
func (r sampler) from(alphabet string, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(alphabet[r.IntN(len(alphabet))])
	}
	return b.String()
}

const (
	lowers    = "abcdefghijklmnopqrstuvwxyz"
	uppers    = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits    = "0123456789"
	hexDigits = digits + "abcdef"
	alnum     = digits + uppers + lowers
	b64Digits = alnum + "+/"
)

func (r sampler) bytes(n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(r.IntN(256))
	}
	return out
}

// shape returns a random token of a shape.
func (r sampler) shape(t testing.TB, expr string) string {
	t.Helper()
	s, err := parseShape(expr)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, seg := range s {
		if seg.literal != "" {
			b.WriteString(seg.literal)
			continue
		}
		var alphabet []byte
		for c := range 256 {
			if seg.set.has(byte(c)) {
				alphabet = append(alphabet, byte(c))
			}
		}
		n := seg.min
		if seg.max > seg.min {
			n += r.IntN(min(seg.max-seg.min, 40) + 1)
		}
		b.WriteString(r.from(string(alphabet), n))
	}
	return b.String()
}

// remade are the formats whose tokens hold a checksum or a structure that a
// shape can't give.
var remade = map[string]func(r sampler, token string) string{
	"github-personal-access-token":  withBase62CRC,
	"github-oauth-access-token":     withBase62CRC,
	"github-app-user-token":         withBase62CRC,
	"github-app-installation-token": withBase62CRC,
	"github-refresh-token":          withBase62CRC,
	"npm-access-token":              withBase62CRC,
	"grafana-service-account-token": func(_ sampler, token string) string {
		body := token[:strings.LastIndexByte(token, '_')]
		return body + "_" + grafanaCRC(body)
	},
	"grafana-cloud-token": func(r sampler, _ string) string {
		return "glc_" + b64.StdEncoding.EncodeToString(fmt.Appendf(nil, `{"o":"%s","n":"ci","k":"%s","m":{"r":"eu"}}`, r.from(digits, 6), r.from(alnum, 24)))
	},
	"grafana-api-key": func(r sampler, _ string) string {
		return b64.StdEncoding.EncodeToString(fmt.Appendf(nil, `{"k":"%s","n":"ci","id":1}`, r.from(alnum, 32)))
	},
	"1password-service-account-token": func(r sampler, _ string) string {
		return "ops_" + b64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"signInAddress":"my.1password.com","userAuth":{"method":"SRPg-4096"},"email":"%s@1passwordserviceaccounts.com","srpX":"%s","muk":"%s"}`, r.from(lowers, 12), r.from(hexDigits, 64), r.from(alnum, 60)))
	},
	"artifactory-reference-token": func(r sampler, _ string) string {
		return b64.RawStdEncoding.EncodeToString([]byte("reftkn:01:" + r.from(digits, 10) + ":" + r.from(alnum, 27)))
	},
	"discord-bot-token": func(r sampler, token string) string {
		_, rest, _ := strings.Cut(token, ".")
		return b64.RawURLEncoding.EncodeToString([]byte("8"+r.from(digits, 17))) + "." + rest
	},
	"age-secret-key":              withBech32,
	"age-post-quantum-secret-key": withBech32,
}

func withBase62CRC(_ sampler, token string) string {
	prefix, body, _ := strings.Cut(token, "_")
	return prefix + "_" + body[:30] + base62CRC(body[:30])
}

func withBech32(r sampler, token string) string {
	readable := strings.ToLower(token[:strings.LastIndexByte(token, '1')])
	var values []byte
	for range 52 {
		values = append(values, byte(r.IntN(32)))
	}
	sum := bech32Sum(readable, append(values, 0, 0, 0, 0, 0, 0)) ^ 1
	for i := range 6 {
		values = append(values, byte(sum>>(5*(5-i))&31))
	}
	out := readable + "1"
	for _, v := range values {
		out += string(bech32Digits[v])
	}
	return strings.ToUpper(out)
}

// located are texts for the formats with a locator: before, token, after.
var located = map[string]func(r sampler) (before, token, after string){
	"aws-access-key-pair": func(r sampler) (string, string, string) {
		return "keys: ASIA" + r.from(uppers+"234567", 16) + ", ", r.from(b64Digits, 40), "\n"
	},
	"google-service-account-key": func(r sampler) (string, string, string) {
		return `{"type": "service_account", "private_key_id": "` + r.from(hexDigits, 40) + `", "private_key": "`,
			strings.ReplaceAll(r.pem("PRIVATE KEY", "MIIEvg", 1600), "\n", `\n`), `\n"}`
	},
	"azure-sas-signature": func(r sampler) (string, string, string) {
		return "https://account.blob.core.windows.net/c?sv=2022-11-02&sp=rl&sig=", strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(b64.StdEncoding.EncodeToString(r.bytes(32))), "&se=2030-01-01"
	},
	"kubernetes-bootstrap-token": func(r sampler) (string, string, string) {
		return "kubeadm join 10.0.0.1:6443 --token ", r.from(lowers+digits, 6) + "." + r.from(lowers+digits, 16), " --discovery-token-ca-cert-hash sha256:"
	},
	"docker-config-auth": func(r sampler) (string, string, string) {
		return `{"auths": {"registry.corp.net": {"auth": "`, b64.StdEncoding.EncodeToString([]byte("deployer:" + r.from(alnum, 20))), `"}}}`
	},
	"sidekiq-gem-server-credentials": func(r sampler) (string, string, string) {
		return "BUNDLE_ENTERPRISE__CONTRIBSYS__COM=", r.from(hexDigits, 8) + ":" + r.from(hexDigits, 8), "\n"
	},
	"nuget-config-password": func(r sampler) (string, string, string) {
		return `<add key="ClearTextPassword" value="`, r.from(alnum, 20), `" />`
	},
	"telegram-bot-token": func(r sampler) (string, string, string) {
		return "https://api.telegram.org/bot", "7" + r.from(digits, 9) + ":AA" + r.from(alnum+"-_", 33), "/sendMessage"
	},
	"private-key": func(r sampler) (string, string, string) {
		return "key:\n", r.pem("RSA PRIVATE KEY", "MIIEpA", 1600), "\n"
	},
	"openssh-private-key": func(r sampler) (string, string, string) {
		return "", r.pem("OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB", 300), "\n"
	},
	"encrypted-private-key": func(r sampler) (string, string, string) {
		block := r.pem("RSA PRIVATE KEY", "", 1600)
		return "", strings.Replace(block, "\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"+r.from("0123456789ABCDEF", 32)+"\n\n", 1), "\n"
	},
	"pgp-private-key": func(r sampler) (string, string, string) {
		block := r.pem("PGP PRIVATE KEY BLOCK", "lQOY", 1200)
		return "", strings.Replace(block, "\n", "\nVersion: GnuPG v2\n\n", 1), "\n"
	},
	"base64-private-key": func(r sampler) (string, string, string) {
		return "client-key-data: ", b64.StdEncoding.EncodeToString([]byte(r.pem("EC PRIVATE KEY", "MHcCAQEE", 160) + "\n")), "\n"
	},
	"putty-private-key": func(r sampler) (string, string, string) {
		return "", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: key\nPublic-Lines: 2\n" + r.from(b64Digits, 64) + "\n" + r.from(b64Digits, 40) + "\nPrivate-Lines: 1\n" + r.from(b64Digits, 44), ""
	},
	"json-web-token": func(r sampler) (string, string, string) {
		return "token: ", b64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." +
			b64.RawURLEncoding.EncodeToString([]byte(`{"sub":"`+r.from(digits, 8)+`","scope":"admin"}`)) + "." + b64.RawURLEncoding.EncodeToString(r.bytes(32)), "\n"
	},
	"url-password": func(r sampler) (string, string, string) {
		return "DATABASE_URL=postgres://billing:", r.from(alnum, 16), "@db.corp.net:5432/billing"
	},
	"curl-user-password": func(r sampler) (string, string, string) {
		return "curl -s -u deployer:", r.from(alnum, 16), " https://ci.corp.net/build"
	},
	"http-bearer-header": func(r sampler) (string, string, string) {
		return `curl -H "Authorization: Bearer `, r.from(alnum, 40), `" https://api.corp.net`
	},
	"http-basic-header": func(r sampler) (string, string, string) {
		return "Authorization: Basic ", b64.StdEncoding.EncodeToString([]byte("deployer:" + r.from(alnum, 16))), "\r\n"
	},
}

// pem returns a block of random base64.
func (r sampler) pem(label, first string, n int) string {
	body := first + r.from(b64Digits, n-len(first))
	var b strings.Builder
	b.WriteString("-----BEGIN " + label + "-----\n")
	for len(body) > 64 {
		b.WriteString(body[:64] + "\n")
		body = body[64:]
	}
	b.WriteString(body + "\n-----END " + label + "-----")
	return b.String()
}

// name returns a name that says the literal assigned to it is a token of f.
func (f *Format) name() string {
	name := strings.ToUpper(f.anchors[0])
	if !namesSecret(name) {
		name += "_API_KEY"
	}
	return strings.NewReplacer(" ", "_", "-", "_", ".", "_").Replace(name)
}

// samples returns a text for every shape of a format, or one for its locator.
func (r sampler) samples(t testing.TB, f *Format) []sample {
	t.Helper()
	in := func(before, token, after string) sample {
		return sample{before + token + after, len(before), len(before) + len(token)}
	}
	if f.locate != nil {
		build := located[f.ID]
		if build == nil {
			t.Fatalf("%s: no sample for its locator", f.ID)
		}
		return []sample{in(build(r))}
	}
	var out []sample
	for _, expr := range f.Shapes {
		token := r.shape(t, expr)
		if remake := remade[f.ID]; remake != nil {
			token = remake(r, token)
		}
		// A random token may look like a filler or lack a digit: that is the
		// price of the tests against false positives, paid elsewhere.
		for range 100 {
			s, err := parseShape(expr)
			if err == nil && f.genuine(token, len(s.prefix())) || remade[f.ID] != nil {
				break
			}
			token = r.shape(t, expr)
		}
		if f.assigned {
			out = append(out, in(f.name()+`="`, token, "\"\n"))
		} else {
			out = append(out, in(`value: "`, token, "\"\n"))
		}
	}
	return out
}
