package tokens

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fjall-lint/fjall-lint/internal/fuzzcorpus"
)

func TestFormats(t *testing.T) {
	all := Formats()
	if len(all) < 150 {
		t.Errorf("%d formats, want at least 150", len(all))
	}
	kebab := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	titles := make(map[string]string)
	for i, f := range all {
		if i > 0 && all[i-1].ID >= f.ID {
			t.Errorf("%s: not sorted, or twice", f.ID)
		}
		if !kebab.MatchString(f.ID) {
			t.Errorf("%s: id is not in kebab case", f.ID)
		}
		if f.Title == "" || f.Provider == "" || !strings.HasPrefix(f.Source, "https://") {
			t.Errorf("%s: title, provider or source is missing", f.ID)
		}
		if other := titles[f.Title]; other != "" {
			t.Errorf("%s: same title as %s", f.ID, other)
		}
		titles[f.Title] = f.ID
		if (f.locate == nil) == (len(f.Shapes) == 0) {
			t.Errorf("%s: needs either shapes or a locator", f.ID)
		}
		if f.assigned && (len(f.anchors) == 0 || f.rank == rankPrefix) {
			t.Errorf("%s: assigned, but without anchors or with the rank of a prefix", f.ID)
		}
		for _, a := range f.anchors {
			if len(a) < 3 {
				t.Errorf("%s: anchor %q is shorter than three bytes", f.ID, a)
			}
		}
		for _, expr := range f.Shapes {
			s, err := parseShape(expr)
			if err != nil {
				t.Errorf("%s: %v", f.ID, err)
				continue
			}
			if len(f.anchors) == 0 && len(s.prefix()) < 3 {
				t.Errorf("%s: shape %q has a prefix shorter than three bytes", f.ID, expr)
			}
			checkGreedy(t, f.ID, s)
			if f.before > 0 && !slices.ContainsFunc(f.anchors, func(a string) bool { return fixedBefore(s, a) == f.before }) {
				t.Errorf("%s: no anchor stands %d bytes into %q", f.ID, f.before, expr)
			}
		}
	}
}

// fixedBefore returns the offset at which an anchor's first literal byte run
// can stand in a shape.
func fixedBefore(s shape, anchor string) int {
	offset := 0
	for _, seg := range s {
		if seg.literal != "" {
			for k := range len(anchor) {
				if i := strings.Index(strings.ToLower(seg.literal), strings.ToLower(anchor[k:])); i >= 0 && len(anchor)-k >= 2 {
					return offset + i - k
				}
				if i := strings.Index(strings.ToLower(seg.literal), strings.ToLower(anchor[:len(anchor)-k])); i >= 0 && len(anchor)-k >= 2 {
					return offset + i
				}
			}
			offset += len(seg.literal)
			continue
		}
		if seg.min != seg.max {
			return -1
		}
		offset += seg.min
	}
	return -1
}

// checkGreedy fails unless a repetition of variable length is followed by
// bytes outside its set, which matching without going back relies on.
func checkGreedy(t *testing.T, id string, s shape) {
	t.Helper()
	for k := range s {
		if s[k].literal != "" || s[k].min == s[k].max {
			continue
		}
		for j := k + 1; j < len(s); j++ {
			if s[j].literal != "" {
				if s[k].set.has(s[j].literal[0]) {
					t.Errorf("%s: segment %d may run into the literal %q", id, k, s[j].literal)
				}
				break
			}
			for c := range 256 {
				if s[k].set.has(byte(c)) && s[j].set.has(byte(c)) {
					t.Errorf("%s: segments %d and %d share %q", id, k, j, byte(c))
					break
				}
			}
			if s[j].min > 0 {
				break
			}
		}
	}
}

func TestScanFindsEveryFormat(t *testing.T) {
	for seed := range uint64(5) {
		r := newSampler(seed)
		for _, f := range Formats() {
			for i, s := range r.samples(t, f) {
				got := Scan(s.text)
				if len(got) != 1 || got[0].Format != f || got[0].Start != s.start || got[0].End != s.end {
					var found []string
					for _, m := range got {
						found = append(found, m.Format.ID)
					}
					if len(got) == 1 && sameToken[f.ID] == got[0].Format.ID {
						continue
					}
					t.Errorf("seed %d: %s: shape %d: found %v %v, want it at %d to %d", seed, f.ID, i, found, got, s.start, s.end)
				}
			}
		}
	}
}

// sameToken are pairs of formats that a token can't tell apart: the one found
// instead.
var sameToken = map[string]string{}

func TestScanMissesNearTokens(t *testing.T) {
	r := newSampler(7)
	for _, f := range Formats() {
		for i, s := range r.samples(t, f) {
			token := s.text[s.start:s.end]
			near := map[string]string{
				"cut short":     s.text[:s.start] + token[:len(token)/3] + s.text[s.end:],
				"as a variable": s.text[:s.start] + "${TOKEN}" + s.text[s.end:],
				"as x":          s.text[:s.start] + filled(f, token, 'x') + s.text[s.end:],
			}
			if f.locate != nil || fixedStart(f.Shapes[i]) {
				near["behind a letter"] = s.text[:s.start] + "x" + token + s.text[s.end:]
			}
			if f.locate != nil || fixedEnd(f.Shapes[i]) {
				near["before a letter"] = s.text[:s.start] + token + "zz" + s.text[s.end:]
			}
			if f.Provider == "GitHub" && f.prove != nil || f.ID == "npm-access-token" || f.prove != nil && strings.HasPrefix(f.ID, "age-") {
				wrong := []byte(token)
				wrong[len(wrong)-8] = wrong[len(wrong)-8]%26 + 'A'
				if string(wrong) != token {
					near["with a wrong checksum"] = s.text[:s.start] + string(wrong) + s.text[s.end:]
				}
			}
			for how, text := range near {
				if skipNear[f.ID+" "+how] {
					continue
				}
				for _, m := range Scan(text) {
					if m.Format == f {
						t.Errorf("%s: shape %d: found %s", f.ID, i, how)
					}
				}
			}
		}
	}
}

// skipNear are near misses that are no misses for a format: a URL's password
// or a key block has no length to be wrong.
var skipNear = map[string]bool{
	"curl-user-password behind a letter": true, "curl-user-password before a letter": true, "curl-user-password cut short": true,
	"url-password behind a letter": true, "url-password before a letter": true, "url-password cut short": true,
	"http-bearer-header behind a letter": true, "http-bearer-header before a letter": true, "http-bearer-header cut short": true,
	"slack-legacy-token cut short": true, "1password-service-account-token cut short": true, "databricks-access-token before a letter": true, "private-key cut short": true, "openssh-private-key cut short": true, "encrypted-private-key cut short": true,
	"pgp-private-key cut short": true, "base64-private-key cut short": true, "google-service-account-key cut short": true,
	"private-key behind a letter": true, "private-key before a letter": true, "openssh-private-key behind a letter": true,
	"openssh-private-key before a letter": true, "encrypted-private-key behind a letter": true, "encrypted-private-key before a letter": true,
	"pgp-private-key behind a letter": true, "pgp-private-key before a letter": true, "base64-private-key before a letter": true,
	"google-service-account-key behind a letter": true, "google-service-account-key before a letter": true,
	"nuget-config-password behind a letter": true, "nuget-config-password before a letter": true, "nuget-config-password cut short": true,
	"putty-private-key behind a letter": true, "putty-private-key before a letter": true,
	"json-web-token before a letter": true, "docker-config-auth cut short": true, "http-basic-header cut short": true,
}

// fixedStart reports whether a shape starts with a segment of one length.
func fixedStart(expr string) bool {
	s, err := parseShape(expr)
	return err == nil && s[0].min == s[0].max
}

// fixedEnd reports whether a shape ends in a segment of one length.
func fixedEnd(expr string) bool {
	s, err := parseShape(expr)
	return err == nil && s[len(s)-1].min == s[len(s)-1].max
}

// filled replaces the letters and digits after a token's prefix.
func filled(f *Format, token string, with byte) string {
	out := []byte(token)
	from := 4
	if len(f.Shapes) > 0 {
		prefix, _, _ := strings.Cut(f.Shapes[0], "[")
		from = len(prefix)
	}
	for i := from; i < len(out); i++ {
		if isWord(out[i]) && out[i] != '_' {
			out[i] = with
		}
	}
	return string(out)
}

func TestScanLeavesAlone(t *testing.T) {
	r := newSampler(3)
	for name, text := range map[string]string{
		"documented AWS key":         "AKIAIOSFODNN7EXAMPLE and AKIAI44QH8DHBEXAMPLE",
		"documented AWS secret":      "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
		"second documented secret":   "aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
		"temporary id alone":         "ASIA" + r.from(uppers+"234567", 16),
		"public key":                 r.pem("PUBLIC KEY", "MIIBIj", 400),
		"certificate":                r.pem("CERTIFICATE", "MIIDdz", 1200),
		"key header without body":    "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----",
		"key header in code":         `if (text.startsWith("-----BEGIN PRIVATE KEY-----")) { parse(text.substring("-----BEGIN PRIVATE KEY-----".length)) }`,
		"key of a template":          "-----BEGIN PRIVATE KEY-----\n${KeyBody}\n-----END PRIVATE KEY-----",
		"digest of an image":         "image@sha256:" + r.from(hexDigits, 64),
		"digest named for a vendor":  "DATADOG_AGENT_SHA256=" + r.from(hexDigits, 64) + "\nSENTRY_COMMIT=" + r.from(hexDigits, 40),
		"asset hash":                 "asset." + r.from(hexDigits, 64) + ".zip",
		"integrity":                  "sha512-" + r.from(b64Digits, 86) + "==",
		"arn":                        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:datadog_api_key-AbCdEf",
		"dynamic reference":          "DD_API_KEY={{resolve:secretsmanager:datadog:SecretString:apiKey}}",
		"logical id":                 "MyStackDatadogApiKeySecretA1B2C3D4",
		"class names":                ".sk-folding-cube .sk-cube1 { } .icon-sk-live { } task-runner risk-free",
		"template URL":               "postgres://${User}:${Password}@${Host}/db https://{{user}}:{{pass}}@h.net mysql://user:<password>@h.net redis://:%s@h.net amqp://u:$PASSWORD@h.net",
		"placeholder URL":            "https://user:password@h.net https://me:xxxx@h.net https://admin:changeme@h.net https://user:pass@example.com http://a:MY_PASSWORD@h.net",
		"local URL":                  "postgres://app:s3cr3tvalue@localhost:5432/app",
		"URL with a port and an at":  "https://registry.net:8080/path@2x https://fonts.net/css2?family=Inter:wght@400",
		"ssh remote":                 "ssh://git@github.com:22/org/repo git+ssh://git@github.com:org/repo",
		"bearer of a variable":       "Authorization: Bearer ${TOKEN}\nAuthorization: Bearer $TOKEN\nAuthorization: Bearer <token>\n'Authorization': 'Bearer ' + token",
		"curl with a variable":       "curl -u admin:$PASS https://h.net; curl -u \"admin:$(cat /pw)\" https://h.net; curl --user user:password https://h.net; docker run -u 1000:1000 image",
		"basic of a placeholder":     "Authorization: Basic dXNlcjpwYXNzd29yZA==",
		"publishable Stripe key":     "pk_live_" + r.from(alnum, 24),
		"public Mapbox token":        "pk.eyJ" + r.from(alnum, 60) + "." + r.from(alnum, 22),
		"token in an identifier":     "my_ghp_" + r.from(alnum, 36),
		"name of a secret":           "DATADOG_API_KEY_ARN=" + r.from(hexDigits, 32) + " datadog_api_key_id: " + r.from(hexDigits, 32),
		"unsigned token":             "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsIngiOjF9.",
		"vendor without a key":       "sentry " + r.from(hexDigits, 64) + "\nsnyk: " + "\nheroku/" + r.from(hexDigits, 40),
		"sequence":                   "ghp_1234567890abcdefghij1234567890abcdef glpat-aaaaaaaaaaaaaaaaaaaa sk_live_1234567890abcdefghijklmn",
		"data image":                 "data:image/png;base64," + r.from(b64Digits, 4000),
		"variable of a shell":        "curl -u user:$PASS https://h.net; export SNYK_TOKEN=$TOKEN",
		"kubernetes token of a book": "kubeadm join --token abcdef.0123456789abcdef 10.0.0.1:6443",
	} {
		for _, m := range Scan(text) {
			t.Errorf("%s: found %s at %d", name, m.Format.ID, m.Start)
		}
	}
}

// The example token of jwt.io, whose payload names John Doe.
func TestScanLeavesJWTExample(t *testing.T) {
	text := "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
	if got := Scan(text); len(got) != 0 {
		t.Errorf("found %s", got[0].Format.ID)
	}
}

func TestScanNotations(t *testing.T) {
	r := newSampler(11)
	key := r.from(hexDigits, 32)
	for _, text := range []string{
		"DD_API_KEY=" + key,
		"export DD_API_KEY='" + key + "'",
		"ENV DD_API_KEY=" + key + "\nRUN x",
		`{"DD_API_KEY": "` + key + `"}`,
		`"{\"DD_API_KEY\":\"` + key + `\"}"`,
		`[{"Name": "DD_API_KEY", "Value": "` + key + `"}]`,
		"- name: DD_API_KEY\n  value: " + key + "\n",
		"datadog.api.key: " + key,
		`datadog_api_key => "` + key + `"`,
		`setenv("DD_API_KEY", "` + key + `")`,
		`<add key="datadogApiKey" value="` + key + `" />`,
		"<datadogApiKey>" + key + "</datadogApiKey>",
		"agent --datadog-api-key " + key + " --verbose",
		"agent --datadog-api-key=" + key,
		`os.environ["DD_API_KEY"] = "` + key + `"`,
		`apiKey := datadogAPIKey("` + key + `")`,
	} {
		got := Scan(text)
		found := len(got) == 1 && got[0].Format.ID == "datadog-api-key" && text[got[0].Start:got[0].End] == key
		if want := !strings.HasPrefix(text, "apiKey :="); found != want {
			t.Errorf("%s: found = %v, want %v", strings.ReplaceAll(text, key, "<key>"), found, want)
		}
	}
}

func TestScanBoundaries(t *testing.T) {
	r := newSampler(13)
	token := withBase62CRC(r, "ghp_"+r.from(alnum, 36))
	for text, want := range map[string]int{
		token:                              1,
		`\n` + token + `\n`:                1,
		"%3D" + token + "%26":              1,
		`\u003d` + token:                   1,
		"https://" + token + "@github.com": 1,
		"a" + token:                        0,
		"_" + token:                        0,
		token + "a":                        0,
		token + token:                      0,
		token + " " + token:                2,
		"é" + token + "é":                  2 - 1,
	} {
		if got := Scan(text); len(got) != want {
			t.Errorf("%q: %d found, want %d", strings.ReplaceAll(text, token, "<token>"), len(got), want)
		}
	}
}

func TestScanPrefersTheSpecific(t *testing.T) {
	r := newSampler(17)
	token := withBase62CRC(r, "ghp_"+r.from(alnum, 36))
	for _, text := range []string{
		"Authorization: Bearer " + token,
		"https://oauth2:" + token + "@github.com/org/repo",
		"SONAR_TOKEN=" + token,
	} {
		got := Scan(text)
		if len(got) != 1 || got[0].Format.ID != "github-personal-access-token" {
			t.Errorf("%s: found %v", strings.ReplaceAll(text, token, "<token>"), got)
		}
	}
}

func TestIsPlaceholder(t *testing.T) {
	for _, v := range []string{
		"", " ", "changeme", "CHANGE_ME", "change-me-please", "xxxx", "XXXXXXXXXXXX", "xxxxxxxx-xxxx-xxxx", "${Password}", "{{resolve:ssm:x}}", "<password>",
		"%(password)s", "$PASSWORD", "$(cat x)", "%s", "%d", "[password]", "{password}", "%PASSWORD%", "aaaaaaaaaaaa", "1234567890", "abcdefgh", "abcabcabcabc",
		"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "your_password_here", "YOUR-API-KEY", "none", "null", "REDACTED", "********", "dummy-key",
		"process.env.TOKEN", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:x", "<%= token %>", "#{token}", "0123456789abcdef", "...",
		"insert_token_here", "replace_me", "todo", "placeholder", "sample-token",
	} {
		if !IsPlaceholder(v) {
			t.Errorf("IsPlaceholder(%q) = false", v)
		}
	}
	r := newSampler(19)
	for _, v := range []string{
		"Tr0ub4dor&3", "correct horse battery staple", "hunter2!", "p@ssw0rd", "S3cur3P@ss", "$ecretThing9", "MyRoot#2024", "winter2025", "x7", "100%sure",
		r.from(alnum, 20), r.from(hexDigits, 40), r.from(b64Digits, 64),
	} {
		if IsPlaceholder(v) {
			t.Errorf("IsPlaceholder(%q) = true", v)
		}
	}
}

// Random values must not look like fillers, or true tokens are lost.
func TestPlaceholderLosesFewRandomValues(t *testing.T) {
	r := newSampler(23)
	for _, alphabet := range []string{hexDigits, lowers + digits, alnum, b64Digits} {
		lost := 0
		const n = 20000
		for range n {
			v := r.from(alphabet, 40)
			if IsPlaceholder(v) || Entropy(v) < defaultEntropy(len(v)) {
				lost++
			}
		}
		if lost > n/1000 {
			t.Errorf("%d of %d random values over %q look like fillers", lost, n, alphabet)
		}
	}
}

func TestEntropy(t *testing.T) {
	for s, want := range map[string]float64{"": 0, "aaaa": 0, "abab": 1, "abcd": 2, "abcdefgh": 3} {
		if got := Entropy(s); got != want {
			t.Errorf("Entropy(%q) = %v, want %v", s, got, want)
		}
	}
}

// Known answers, so that the checks are not only inverse to the generator.
func TestChecksums(t *testing.T) {
	if got, want := base62CRC("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ"), "0mLq17"; got != want {
		t.Errorf("base62CRC = %s, want %s", got, want)
	}
	// BIP 173, test vectors.
	if !checkBech32("A12UEL5L") || checkBech32("A12UEL5M") {
		t.Error("checkBech32 disagrees with the vectors of BIP 173")
	}
}

// The time for adversarial text must grow with its length and not faster: text
// made of anchors, of starts of tokens, and of runs that never end a token.
func TestScanIsLinear(t *testing.T) {
	if os.Getenv("FJALL_LINT_TIMING") == "" {
		t.Skip("times some 2,000 texts, which needs a quiet machine: set FJALL_LINT_TIMING=1")
	}
	r := newSampler(29)
	var pieces []string
	for _, f := range Formats() {
		for _, s := range r.samples(t, f)[:1] {
			pieces = append(pieces, s.text[:(s.start+s.end)/2])
		}
		for _, a := range f.anchors {
			pieces = append(pieces, a, a+"=", "-"+a, a+": ")
		}
	}
	pieces = append(pieces, "eyJ"+strings.Repeat("a", 20)+".", "-----BEGIN PRIVATE KEY-----MII", "A", "=", "://a:", "@", "bearer ", "AKIA"+strings.Repeat("A", 16)+" ")
	const small, large = 4 << 10, 32 << 10
	Scan("warm up")
	slices.Sort(pieces)
	for _, p := range slices.Compact(pieces) {
		short, long := strings.Repeat(p, small/len(p)+1), strings.Repeat(p, large/len(p)+1)
		// Eight times the text; thirty-two times the time leaves room for noise
		// and is half of what a quadratic scan takes. A busy machine is not the
		// scan's fault, so that the best of several runs counts.
		fast, slow := timeScan(short, 1), timeScan(long, 1)
		for tries := 0; slow > 32*fast && tries < 5; tries++ {
			fast, slow = max(fast, timeScan(short, 1)), min(slow, timeScan(long, 5))
		}
		if slow > 32*fast && slow > 5*time.Millisecond {
			t.Errorf("%.40q: %v for %d bytes, %v for %d", p, fast, len(short), slow, len(long))
		}
	}
}

// timeScan returns the shortest of n scans' times.
func timeScan(text string, n int) time.Duration {
	best := time.Hour
	for range n {
		start := time.Now()
		Scan(text)
		best = min(best, time.Since(start))
	}
	return best
}

func TestScanConcurrently(t *testing.T) {
	r := newSampler(31)
	var text strings.Builder
	want := 0
	for _, f := range Formats() {
		for _, s := range r.samples(t, f) {
			text.WriteString(s.text + "\n")
			want++
		}
	}
	results := make(chan int)
	for range 8 {
		go func() { results <- len(Scan(text.String())) }()
	}
	first := <-results
	for range 7 {
		if n := <-results; n != first {
			t.Errorf("%d and %d found in the same text", first, n)
		}
	}
	if first < want*95/100 {
		t.Errorf("%d found of %d", first, want)
	}
}

func FuzzScan(f *testing.F) {
	r := newSampler(37)
	for _, format := range Formats() {
		for _, s := range r.samples(f, format) {
			f.Add(s.text)
		}
	}
	fuzzcorpus.Add(f, func(data []byte) { f.Add(string(data)) }, fuzzcorpus.Templates...)
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, m := range Scan(text) {
			if m.Format == nil || m.Start < last || m.End <= m.Start || m.End > len(text) {
				t.Fatalf("match %d to %d after %d in %d bytes", m.Start, m.End, last, len(text))
			}
			last = m.End
		}
		IsPlaceholder(text)
	})
}

func FuzzParseShape(f *testing.F) {
	f.Add("ghp_[0-9A-Za-z]{36}")
	f.Add("[a-c]{1,2}x")
	f.Fuzz(func(_ *testing.T, expr string) {
		if len(expr) > 200 {
			return
		}
		if s, err := parseShape(expr); err == nil {
			s.match("some text to match", 5)
		}
	})
}

func prose(n int) string {
	words := strings.Fields("the quick brown fox jumps over a lazy dog while resources properties type value function ref stack output parameter description lambda runtime handler bucket policy statement effect allow action resource condition string equals version")
	r := newSampler(41)
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(words[r.IntN(len(words))])
		b.WriteByte(" \n"[r.IntN(2)])
	}
	return b.String()[:n]
}

// On a shared 2-core machine, best of several runs:
//
//	ScanProse         1.9 ms for 1 MB (550 MB/s), text without hits
//	ScanRandomBase64  2.1 ms for 1 MB (490 MB/s)
//	ScanDense          61 ms for 1 MB, which holds 5,000 tokens
//	Build             0.5 ms and 0.4 MB, once per process
func BenchmarkScanProse(b *testing.B) {
	text := prose(1 << 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Scan(text)
	}
}

func BenchmarkScanRandomBase64(b *testing.B) {
	text := newSampler(43).from(b64Digits, 1<<20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Scan(text)
	}
}

func BenchmarkScanDense(b *testing.B) {
	r := newSampler(47)
	var dense strings.Builder
	for dense.Len() < 1<<20 {
		for _, f := range Formats() {
			for _, s := range r.samples(b, f) {
				dense.WriteString(s.text + "\n")
			}
		}
	}
	text := dense.String()[:1<<20]
	b.SetBytes(1 << 20)
	for b.Loop() {
		Scan(text)
	}
}

func BenchmarkBuild(b *testing.B) {
	allFormats()
	b.ReportAllocs()
	for b.Loop() {
		newEngine()
	}
}

// BenchmarkScanFile scans the file named by SCAN_FILE, such as a minified
// bundle.
func BenchmarkScanFile(b *testing.B) {
	name := os.Getenv("SCAN_FILE")
	if name == "" {
		b.Skip("SCAN_FILE names no file")
	}
	data, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	text := string(data)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Scan(text)
	}
}

func TestAutomatonIsSmall(t *testing.T) {
	a := newEngine().automaton
	if states := len(a.output); states > 4000 || len(a.next)*2 > 400<<10 {
		t.Errorf("%d states, %d KB of transitions", states, len(a.next)*2>>10)
	}
}

// The automaton against a search for each keyword.
func TestAutomatonFindsAll(t *testing.T) {
	words := []string{"abc", "bcd", "abcd", "cab", "aaa", "://", "x-y"}
	a := newAutomaton(words)
	r := newSampler(53)
	for range 2000 {
		text := r.from("abcdABC:/x-y", 40)
		got := make(map[[2]int]bool)
		a.each(text, func(k uint16, end int) { got[[2]int{int(k), end}] = true })
		want := 0
		for k, w := range words {
			for i := range text {
				if strings.HasPrefix(strings.ToLower(text[i:]), w) {
					want++
					if !got[[2]int{k, i + len(w)}] {
						t.Fatalf("%q in %q at %d is missing", w, text, i)
					}
				}
			}
		}
		if len(got) != want {
			t.Fatalf("%d found in %q, want %d", len(got), text, want)
		}
	}
}
