package access

import (
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

func TestComplete(t *testing.T) {
	for name, want := range map[string]bool{
		"app/db-a1B2c3": true,
		"app/db-ABCDEF": true,
		"app/db":        false,
		"app-backend":   false, // seven letters
		"app-worker":    false, // six, but a word
		"app-v10001":    true,  // looks like one
		"app/db-abcdef": true,
		"app/db-xxxxxx": true,
		"my-secret":     false,
		"-a1B2c3":       false,
		"":              false,
		"db-a1B2c_":     false,
	} {
		if got := CompleteName(name); got != want {
			t.Errorf("CompleteName(%q) = %v", name, got)
		}
	}
}

func TestTelling(t *testing.T) {
	tests := []struct {
		name, variable string
		want           bool
	}{
		{"shop", "SERVICE_NAME", false},
		{"shop", "DB_SECRET", true},
		{"shop", "DB_CREDENTIALS", true},
		{"shop/prod/db", "DATABASE", true},
	}
	for _, tt := range tests {
		if got := NamesSecret(tt.name, tt.variable); got != tt.want {
			t.Errorf("NamesSecret(%q, %q) = %v", tt.name, tt.variable, got)
		}
	}
}

func TestTrimSuffix(t *testing.T) {
	sym := eval.Sym("param:t#P", eval.Name)
	tests := []struct {
		text   eval.Text
		suffix string
		want   string
	}{
		{text("a:b"), ":b", "a"},
		{text(sym, ":key::"), ":key::", "${P}"},
		{text("a", sym), ":b", "a${P}"},
		{text("a-"), "-", "a"},
		{text("a"), "-", "a"},
	}
	for _, tt := range tests {
		if got := written(trimSuffix(tt.text, tt.suffix)); got != tt.want {
			t.Errorf("trimSuffix(%s, %q) = %q, want %q", written(tt.text), tt.suffix, got, tt.want)
		}
	}
}

func TestSuffix(t *testing.T) {
	known := &secrets.Secret{KeysKnown: true, JSONKeys: []string{"username", "password"}}
	attached := &secrets.Secret{KeysKnown: true, JSONKeys: []string{"password"}, Attachments: make([]secrets.Attachment, 1)}
	tests := []struct {
		secret *secrets.Secret
		text   string
		want   string // a part of what is said
	}{
		{known, "", ""},
		{known, ":password::", ""},
		{known, ":::", ""},
		{known, "::AWSCURRENT:", ""},
		{known, ":password", "colons"},
		{known, "password", "colons"},
		{known, ":password:::", "colons"},
		{known, ":pasword::", "no JSON key pasword"},
		{attached, ":host::", ""},
		{&secrets.Secret{}, ":any::", ""},
	}
	for _, tt := range tests {
		got := suffix(tt.secret, []template.Part{{Kind: template.LiteralPart, Text: tt.text}})
		if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("suffix(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
	if got := suffix(known, []template.Part{{Kind: template.LiteralPart, Text: ":"}, {Kind: template.ParamPart}}); got != "" {
		t.Errorf("a suffix with a parameter is %q", got)
	}
}
