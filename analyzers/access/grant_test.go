package access

import (
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
)

func text(parts ...any) eval.Text {
	var t []eval.Text
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			t = append(t, eval.Lit(p))
		case eval.Text:
			t = append(t, p)
		}
	}
	return eval.Join(t...)
}

func TestWide(t *testing.T) {
	region, account := eval.Sym("AWS::Region", eval.Token), eval.Sym("AWS::AccountId", eval.Token)
	tests := []struct {
		pattern eval.Text
		want    bool
	}{
		{text("arn:aws:secretsmanager:*"), true},
		{text("arn:aws:secretsmanager:*:*:*"), true},
		{text("arn:aws:secretsmanager:*:*:secret:*"), true},
		{text("arn:aws:secretsmanager:*:*:secret*"), true},
		{text("arn:aws:secretsmanager:", region, ":", account, ":secret:*"), true},
		{text("arn:aws:secretsmanager:", region, ":", account, ":secret:??*"), true},
		{text("arn:aws:secretsmanager:", region, ":", account, ":*"), true},
		{text("arn:aws:secretsmanager:", region, ":", account, ":secret:app/*"), false},
		{text("arn:aws:secretsmanager:", region, ":", account, ":secret:", eval.Sym("param:t#Prefix", eval.Name), "*"), false},
		{text("arn:aws:secretsmanager:", region, ":", account, ":secret:db-??????"), false},
		{text("arn:aws:secretsmanager:eu-west-1"), false},
	}
	for _, tt := range tests {
		if got := wide(tt.pattern); got != tt.want {
			t.Errorf("wide(%s) = %v", written(tt.pattern), got)
		}
	}
}

func TestWritten(t *testing.T) {
	name := eval.Text{
		{Kind: eval.Symbol, Sym: "name:app.json#Secret", Shape: eval.Name},
		{Kind: eval.Exact, Lit: "-"},
		{Kind: eval.Symbol, Sym: "random:app.json#Secret", Shape: eval.Alphanumeric, Len: 12},
	}
	tests := []struct {
		pattern eval.Text
		want    string
	}{
		{text("*"), "*"},
		{text("arn:", eval.Sym("AWS::Partition", eval.Token), ":secretsmanager:x"), "arn:${AWS::Partition}:secretsmanager:x"},
		{text(":secret:", name, "-", eval.Text{{Kind: eval.Random6, Sym: "app.json#Secret"}}), ":secret:${Secret}-??????"},
		{text(eval.Sym("param:app.json#Name", eval.Name), "-*"), "${Name}-*"},
		{text(eval.Sym("import:shared-arn", eval.AnyText)), "${shared-arn}"},
		{text(eval.Sym("ref:app.json#Bucket.", eval.AnyText), "/*"), "${Bucket}/*"},
	}
	for _, tt := range tests {
		if got := written(tt.pattern); got != tt.want {
			t.Errorf("written(%s) = %q, want %q", tt.pattern, got, tt.want)
		}
	}
}

func TestWildcards(t *testing.T) {
	tests := []struct{ actions, want string }{
		{"*", "*"},
		{"secretsmanager:*", "secretsmanager:*"},
		{"SecretsManager:*secret", "SecretsManager:*secret"},
		{"secretsmanager:Put*,s3:*", "secretsmanager:Put*"},
		{"secretsmanager:Get*,secretsmanager:List*,secretsmanager:Describe*", ""},
		{"secretsmanager:PutSecretValue,kms:*", ""},
	}
	for _, tt := range tests {
		var actions []eval.Text
		for _, a := range strings.Split(tt.actions, ",") {
			actions = append(actions, eval.Lit(a))
		}
		if got := strings.Join(wildcards(actions), ","); got != tt.want {
			t.Errorf("wildcards(%s) = %s, want %s", tt.actions, got, tt.want)
		}
	}
}

func TestPrincipalAccount(t *testing.T) {
	for given, want := range map[string]string{
		"111122223333":                         "111122223333",
		"arn:aws:iam::111122223333:root":       "111122223333",
		"arn:aws:iam::111122223333:role/a:b":   "111122223333",
		"arn:aws:iam::*:root":                  "",
		"*":                                    "",
		"11112222333":                          "",
		"arn:aws:iam::cloudfront:user/origin1": "",
	} {
		if got := principalAccount(given); got != want {
			t.Errorf("principalAccount(%q) = %q, want %q", given, got, want)
		}
	}
}

func TestNarrows(t *testing.T) {
	tests := []struct {
		keys string
		want bool
	}{
		{"", false},
		{"aws:SecureTransport", false},
		{"aws:CurrentTime,aws:RequestedRegion", false},
		{"aws:PrincipalOrgID", true},
		{"aws:SecureTransport,aws:SourceVpce", true},
	}
	for _, tt := range tests {
		var conditions []eval.Condition
		for _, k := range strings.Split(tt.keys, ",") {
			if k != "" {
				conditions = append(conditions, eval.Condition{Operator: "StringEquals", Key: k})
			}
		}
		if got := narrows(conditions); got != tt.want {
			t.Errorf("narrows(%s) = %v", tt.keys, got)
		}
	}
}
