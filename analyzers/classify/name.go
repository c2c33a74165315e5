package classify

import "strings"

// Strength tells how sure a name speaks of a credential.
type Strength int

// The strengths of a name.
const (
	// None: the name does not speak of a credential, or speaks of something
	// about one (its length, name, header, lifetime).
	None Strength = iota
	// Weak: words such as token, secret or key, which also name other things.
	Weak
	// Strong: password, passphrase, client secret, private key and the like.
	Strong
)

// strongNouns end a name that certainly is a credential's.
var strongNouns = map[string]bool{
	"password": true, "passwd": true, "pwd": true, "passphrase": true, "passcode": true, "pass": true, "pw": true,
	"passwort": true, "pgpassword": true, "userpassword": true, "dbpassword": true, "mypassword": true, "rootpassword": true,
	"clientsecret": true, "secretkey": true, "privatekey": true, "apisecret": true, "appsecret": true,
	"masterpassword": true, "adminpassword": true, "authpassword": true,
}

// weakNouns end a name that may be a credential's.
var weakNouns = map[string]bool{
	"secret": true, "token": true, "credential": true, "credentials": true, "apikey": true, "accesstoken": true,
	"authtoken": true, "apitoken": true, "accesskey": true, "secretaccesskey": true, "psk": true, "salt": true, "creds": true,
	"passwords": true, "tokens": true, "secrets": true, "dsn": true, "hmac": true, "bearer": true, "jwt": true, "pat": true,
	"connectionstring": true, "keytab": true, "sas": true,
}

// keyQualifiers stand before key in the name of a credential. Other keys
// (public, partition, object, KMS …) are none.
var keyQualifiers = map[string]Strength{
	"private": Strong, "secret": Strong, "api": Weak, "signing": Weak, "encryption": Weak, "access": Weak, "auth": Weak,
	"master": Weak, "license": Weak, "service": Weak, "shared": Weak, "hmac": Weak, "jwt": Weak, "session": Weak,
	"webhook": Weak, "crypto": Weak, "app": Weak, "application": Weak, "account": Weak, "storage": Weak, "admin": Weak,
	"stripe": Weak, "sendgrid": Weak, "openai": Weak, "anthropic": Weak, "twilio": Weak, "mailgun": Weak, "datadog": Weak,
	"cookie": Weak, "preshared": Weak, "integration": Weak, "ingest": Weak, "deploy": Weak,
	"write": Weak, "rest": Weak,
}

// Name judges a name in any spelling: DB_PASSWORD, dbPassword, db-password.
func Name(name string) Strength {
	words := Words(name)
	for len(words) > 1 && (isCounter(words[len(words)-1]) || variants[words[len(words)-1]]) {
		words = words[:len(words)-1]
	}
	if len(words) == 0 || len(words) > 1 && verbs[words[0]] {
		return None
	}
	last := words[len(words)-1]
	before := func(n int) string {
		if len(words) > n {
			return words[len(words)-1-n]
		}
		return ""
	}
	switch {
	case last == "value" || last == "val" || last == "string" || last == "text" || last == "plaintext" || last == "literal":
		// PasswordValue, ApiKeyValue, ConnectionString
		if last == "string" && before(1) == "connection" {
			return Weak
		}
		return Name(strings.Join(words[:len(words)-1], "_"))
	case last == "base" && before(1) == "key" && before(2) == "secret": // SECRET_KEY_BASE
		return Strong
	case last == "key":
		if before(1) == "access" && before(2) == "secret" {
			return Strong
		}
		return keyQualifiers[before(1)]
	case last == "token" && notCredentialToken[before(1)]:
		return None
	case last == "secret" && (before(1) == "client" || before(1) == "app" || before(1) == "api" || before(1) == "consumer" || before(1) == "webhook" || before(1) == "shared"):
		return Strong
	case last == "pass" && len(words) == 1:
		return Weak
	case last == "pw" || last == "pat" || last == "sas" || last == "salt" || last == "dsn":
		if len(words) == 1 {
			return Weak
		}
	}
	if strongNouns[last] {
		return Strong
	}
	if weakNouns[last] {
		return Weak
	}
	return None
}

// variants end a name without changing what it names: PASSWORD_PROD,
// api-key-copy, token-v2.
var variants = map[string]bool{
	"copy": true, "backup": true, "old": true, "new": true, "current": true, "previous": true, "primary": true, "secondary": true,
	"prod": true, "production": true, "dev": true, "development": true, "test": true, "staging": true, "stage": true, "qa": true,
	"live": true, "default": true, "plain": true, "v": true,
}

// verbs begin the name of a setting about credentials: GenerateSecret,
// RequirePassword, EnableToken.
var verbs = map[string]bool{
	"generate": true, "create": true, "enable": true, "disable": true, "use": true, "has": true, "is": true, "require": true,
	"rotate": true, "manage": true, "allow": true, "return": true, "validate": true, "reset": true, "expire": true, "hide": true,
}

// notCredentialToken are kinds of tokens that are no credentials:
// continuation tokens, custom resources' ServiceToken, idempotency tokens.
var notCredentialToken = map[string]bool{
	"next": true, "client": true, "service": true, "continuation": true, "pagination": true, "page": true, "idempotency": true,
	"request": true, "lifecycle": true, "result": true, "resume": true, "sync": true, "task": true, "csrf": true,
	"design": true, "invalid": true, "no": true, "use": true, "enable": true, "max": true, "min": true,
}

func isCounter(word string) bool { return strings.Trim(word, "0123456789") == "" }

// Words cuts a name into its words in lower case.
func Words(name string) []string {
	var words []string
	start := -1
	flush := func(end int) {
		if start >= 0 {
			words = append(words, strings.ToLower(name[start:end]))
			start = -1
		}
	}
	kind := func(c byte) int {
		switch {
		case 'a' <= c && c <= 'z', c >= 0x80:
			return 1
		case 'A' <= c && c <= 'Z':
			return 2
		case '0' <= c && c <= '9':
			return 3
		}
		return 0
	}
	for i := range len(name) {
		k := kind(name[i])
		if k == 0 {
			flush(i)
			continue
		}
		if start >= 0 {
			prev := kind(name[i-1])
			switch {
			case prev == 1 && k == 2: // aB
				flush(i)
			case prev == 2 && k == 1 && i-1 > start: // ABc: A, Bc
				flush(i - 1)
				start = i - 1
			case k == 3 && prev != 3 && i+1 < len(name) && kind(name[i+1]) == 0, k == 3 && prev != 3 && i+1 == len(name):
				flush(i) // password1
			}
		}
		if start < 0 {
			start = i
		}
	}
	flush(len(name))
	return words
}
