package credentials

import (
	"slices"
	"testing"
)

func TestJSONFields(t *testing.T) {
	tests := []struct {
		text string
		want []string // key=value at the offsets
		ok   bool
	}{
		{`{"a":"x","b":{"c":"y"},"d":["e","f"],"n":12}`, []string{"a=x", "c=y", "d=e", "d=f", "n=12"}, true},
		{` {"a": "" } `, []string{"a="}, true},
		{`{}`, nil, true},
		{`{"a":"esc\"aped"}`, []string{`a=aped`}, true}, // the offsets of escaped text are those of its end
		{`["a"]`, nil, false},
		{`text`, nil, false},
		{`{"a":"x"`, nil, false},
		{`{"a":` + gap + `}`, nil, false},
	}
	for _, tt := range tests {
		fields, ok := jsonFields(tt.text)
		var got []string
		for _, f := range fields {
			got = append(got, f.key+"="+tt.text[f.start:f.end])
		}
		if ok != tt.ok || ok && !slices.Equal(got, tt.want) {
			t.Errorf("jsonFields(%q) = %q, %v; want %q, %v", tt.text, got, ok, tt.want, tt.ok)
		}
	}
}

func TestSecretField(t *testing.T) {
	tests := []struct {
		key, value string
		want       bool
	}{
		{"password", "hunter2", true},
		{"password", "", false},
		{"password", "REPLACE_ME", false},
		{"api_key", "9f3c07aa21be4d55", true},
		{"api_url", "https://api.example.com", false},
		{"username", "a-user-with-a-very-long-n4me-9182", false},
		{"host", "db-instance-1.abcdefghijkl.us-east-1.rds.amazonaws.com", false},
		{"password_arn", "arn:aws:secretsmanager:us-east-1:111122223333:secret:x", false},
		{"stripe", "Zk3vT9qLx7Wb2Np8Rd5Yc1Hf", true},
		{"note", "plain words without any secret in them", false},
	}
	for _, tt := range tests {
		if got := secretField(tt.key, tt.value); got != tt.want {
			t.Errorf("secretField(%q, %q) = %v, want %v", tt.key, tt.value, got, tt.want)
		}
	}
}

func FuzzJSONFields(f *testing.F) {
	f.Add(`{"a":"x","b":{"c":[1,"y",null,true]}}`)
	f.Add(`{"a":"\\u0041\\""}`)
	f.Add(`{"a":"` + gap + `x"}`)
	f.Fuzz(func(t *testing.T, text string) {
		fields, _ := jsonFields(text)
		for _, x := range fields {
			if x.start < 0 || x.start > x.end || x.end > len(text) {
				t.Fatalf("offsets %d, %d in %d bytes", x.start, x.end, len(text))
			}
		}
	})
}

func TestTable(t *testing.T) {
	n := map[class]int{}
	for _, rows := range table() {
		for _, r := range rows {
			n[r.class]++
			if len(r.path) == 0 || r.path[0] == "" {
				t.Errorf("a row without a path: %v", r)
			}
		}
	}
	for c, least := range map[class]int{credential: 199, carrier: 60, attribute: 5, secretStore: 2} {
		if n[c] < least {
			t.Errorf("%d rows of class %s, want at least %d", n[c], c, least)
		}
	}
	if !secretAttribute("AWS::IAM::AccessKey", "SecretAccessKey") || secretAttribute("AWS::IAM::AccessKey", "Status") {
		t.Error("attributes of AWS::IAM::AccessKey")
	}
}
