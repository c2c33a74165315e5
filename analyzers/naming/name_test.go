package naming

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSuggest(t *testing.T) {
	for _, c := range []struct{ name, stack, want string }{
		{"myapp-third-party-api-key", "", "myapp/<environment>/third-party-api-key"},
		{"myapp-third-party-api-key", "prod", "myapp/prod/third-party-api-key"},
		{"Prod_Db_Password", "", "<app>/prod/db-password"},
		{"SHARED_encryption_key", "", "shared/<environment>/encryption-key"},
		{"AmazonPayPrivateKey", "", "<app>/<environment>/amazon-pay-private-key"},
		{"ExternalOAuthCredentials", "", "<app>/<environment>/external-oauth-credentials"},
		{"orders-prod-db", "", "orders/prod/db"},
		{"orders-prod", "", "orders/prod/<purpose>"},
		{"prod/Database", "", "<app>/prod/database"},
		{"orders/DbPassword", "staging", "orders/staging/db-password"},
		{"/orders/prod/DB_Key/", "", "orders/prod/db-key"},
		{"token", "", "<app>/<environment>/token"},
		{"///", "", ""},
	} {
		if got := suggest(c.name, Environment{Word: c.stack}); got != c.want {
			t.Errorf("suggest(%q, %q) = %q, want %q", c.name, c.stack, got, c.want)
		}
	}
}

func TestTokens(t *testing.T) {
	for name, want := range map[string]string{
		"MyHTTPApp":     "my http app",
		"OAuthKey":      "oauth key",
		"my-app_v2":     "my app v2",
		"ListAPIs":      "list apis",
		"APIsOfPartner": "apis of partner",
		"UATStack":      "uat stack",
		"DocDBUser":     "doc db user",
		"é-x":           "x",
		"":              "",
	} {
		var words []string
		for _, tok := range tokens(name) {
			words = append(words, tok.word)
		}
		if got := strings.Join(words, " "); got != want {
			t.Errorf("tokens(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestAmbiguousSuffix(t *testing.T) {
	for name, want := range map[string]string{
		"app/db-secret": "-secret", "xyz-Ab12Cd": "-Ab12Cd", "app/db-secrets": "", "app/db-token": "",
		"secret": "", "-secret": "", "app/db-sec_et": "", "a--bcdefg": "-bcdefg", "*-Domain": "-Domain", "app-se*ret": "",
	} {
		if got := ambiguousSuffix(name); got != want {
			t.Errorf("ambiguousSuffix(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestFault(t *testing.T) {
	for part, want := range map[string]string{
		"api-key": "", "v2": "", "*-key": "", "": "is empty", "*": "", "-x": "has a hyphen that joins no words",
		"a--b": "has a hyphen that joins no words", "*-": "", "Key": "has upper-case letters", "a_b": "has underscores",
		"A_b": "has upper-case letters and underscores", "a.b": "has the character '.'",
		"a b": "has the character ' ', which Secrets Manager does not allow in a name",
	} {
		if got, _ := fault(part); got != want {
			t.Errorf("fault(%q) = %q, want %q", part, got, want)
		}
	}
}

func TestNameEnvironment(t *testing.T) {
	for name, want := range map[string]string{
		"orders/prod/db": "prod", "prod/database/password": "prod", "orders/Pre-Prod/db": "pre-prod", "orders/db": "",
		"stripe/live": "", "stripe/test/key": "test", "orders/dev/prod/key": "", "orders/uat/test/key": "uat",
		"orders-prod-db": "prod", "github-dev-token": "", "live-chat-key": "", "ordersProdDb": "", "non-prod-key": "",
		"*/prod/*": "prod", "shared/key": "", "dr/orders/key": "", "orders/prod*/key": "",
	} {
		if got := nameEnvironment(name).Word; got != want {
			t.Errorf("nameEnvironment(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestLabelEnvironment(t *testing.T) {
	labels := map[string]bool{"devtools": true, "prodtools": true, "dev-portal": true}
	for label, want := range map[string]string{
		"Prod": "prod", "orders-prod": "prod", "ProdStack": "prod", "OrdersProd": "prod", "prod-eu-orders": "prod",
		"orders-dev": "dev", "Dev": "dev", "DevStack": "dev", "dev-portal": "", "DevTools": "dev", "DevPortalStack": "",
		"load-test": "", "orders-test": "test", "LiveChatStack": "", "orders-live": "", "NonProd": "", "orders-non-prod": "",
		"OrdersPreProd": "preprod", "StageManager": "", "promote-staging-to-prod": "", "Reproduction": "", "Products": "",
	} {
		if got := labelEnvironment(label, labels); got != want {
			t.Errorf("labelEnvironment(%q) = %q, want %q", label, got, want)
		}
	}
}

func TestReserved(t *testing.T) {
	for name, want := range map[string][2]string{
		"rds!db-1":                   {"rds!", "Amazon RDS"},
		"newservice!x":               {"newservice!", "the AWS service newservice"},
		"app/prod!x":                 {},
		"aws/orders":                 {"aws/", "AWS"},
		"aws/*":                      {},
		"aws/directory-services/d-1": {},
		"aws-costs/key":              {},
	} {
		prefix, service := reserved(name)
		if diff := cmp.Diff(want, [2]string{prefix, service}); diff != "" {
			t.Errorf("reserved(%q): -want +got\n%s", name, diff)
		}
	}
}

func TestPrefixed(t *testing.T) {
	for name, want := range map[string]string{
		"AmazonMSK_a": "yes", "AmazonMSK_*": "yes", "Amazon*": "unknown", "*": "unknown", "orders*": "no", "orders": "no", "Amazon": "no",
	} {
		if got := prefixed(name, "AmazonMSK_"); got != want {
			t.Errorf("prefixed(%q) = %q, want %q", name, got, want)
		}
	}
}

// FuzzSuggest checks that a suggestion is of the form that it is to show.
func FuzzSuggest(f *testing.F) {
	for _, name := range []string{"Prod_Db_Password", "a/b", "//", "OAuth", "x!y", "é/ü", "-"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := suggest(name, Environment{})
		if got == "" {
			return
		}
		parts := strings.Split(got, "/")
		if len(parts) < 3 {
			t.Errorf("suggest(%q) = %q has %d parts", name, got, len(parts))
		}
		for _, p := range parts {
			if text, _ := fault(p); text != "" && !strings.HasPrefix(p, "<") {
				t.Errorf("suggest(%q) = %q: %q %s", name, got, p, text)
			}
		}
	})
}
