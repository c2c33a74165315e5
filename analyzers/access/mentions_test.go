package access

import (
	"testing"

	"github.com/fjall-lint/fjall-lint/template"
)

// TestMentions: the index finds what the search finds.
func TestMentions(t *testing.T) {
	const name = "shop/db"
	for _, text := range []string{
		"", "shop/db", "x shop/db y", `"shop/db"`, "shop/db2", "ashop/db", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db",
		"secret:shop/db-AbCdEf", "secret:shop/db-AbCdEfg", "secret:shop/db-??????", "secret:shop/db-*", "secret:shop/db-${Suffix}", "secret:shop/db-",
		"shop/db-AbCdEf/x", "shop/db.x shop/db", "shop/db\x00", "äshop/dbä", "shop/dbshop/db-", "shop/db-a-b-c", "shop/db-abcde-", "shop/db--", "shop/db-?",
	} {
		index := mentions{}
		index.add(nil, text)
		found := index.outside(name, &template.Resource{Stack: &template.Stack{}})
		if want := standsIn(text, name); found != want {
			t.Errorf("%q: %v, want %v", text, found, want)
		}
	}
}
