package connectivity

import (
	"testing"

	"github.com/fjall-lint/fjall-lint/analyzers/code"
)

func TestConnects(t *testing.T) {
	tests := []struct {
		name    string
		whole   bool
		modules []string
		want    bool
	}{
		{"code that is not known", false, nil, true},
		{"the SDK alone", true, []string{"@aws-sdk/client-secrets-manager", "node:crypto"}, false},
		{"a driver", true, []string{"@aws-sdk/client-secrets-manager", "pg"}, true},
		{"a part of a driver", true, []string{"mysql2/promise"}, true},
		{"a driver with a scope", true, []string{"@prisma/client/edge"}, true},
		{"sockets", true, []string{"node:net"}, true},
		{"Python without", true, []string{"boto3", "json", "os"}, false},
		{"Python with", true, []string{"boto3", "sqlalchemy.orm"}, true},
	}
	for _, tt := range tests {
		if got := connects(&code.Function{Whole: tt.whole, Modules: tt.modules}); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
	if !connects(nil) {
		t.Error("a function without code that could be had")
	}
}
