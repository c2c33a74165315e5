package lookups

import "testing"

func TestSimilar(t *testing.T) {
	environments := map[string][]string{"dev": {"development"}, "prod": {"production"}, "staging": {"staging"}, "stage": {"staging"}}
	tests := []struct{ name, existing, how, word string }{
		{"shop/prod/db", "shop/prod/db", "", ""},
		{"Shop/Prod/DB", "shop/prod/db", form, ""},
		{"shop-prod-db", "shop/prod/db", form, ""},
		{"shop/prod/apitoken", "shop/prod/api-token", form, ""},
		{"shop/prod/databse", "shop/prod/database", spelling, "databse"},
		{"shop/prod/databsae", "shop/prod/database", spelling, "databsae"},
		{"shop/prod/tokne", "shop/prod/token", spelling, "tokne"},
		{"shop/prod/tokens", "shop/prod/token", spelling, "tokens"},
		{"shop/prod/keys", "shop/prod/key", "", ""},
		{"shop/prod/mail", "shop/prod/main", "", ""},
		{"shop/prod/db1", "shop/prod/db2", "", ""},
		{"shop/prod/replica1", "shop/prod/replica2", "", ""},
		{"shop/us/token", "shop/eu/token", "", ""},
		{"shop/internal/token", "shop/external/token", "", ""},
		{"shop/staging/token", "shop/stage/token", "", ""},
		{"shop/dev/token", "shop/prod/token", "", ""},
		{"shpo/prod/databse", "shop/prod/database", "", ""},
		{"shop/token", "shop/prod/token", environment, "prod"},
		{"shop", "shop/prod", "", ""},
		{"shop/prod/token", "shop/token", "", ""},
		{"shop/api/token", "shop/prod/token", "", ""},
		{"---", "///", form, ""},
		{"a", "", "", ""},
	}
	for _, tt := range tests {
		if how, word := similar(tt.name, tt.existing, environments); how != tt.how || word != tt.word {
			t.Errorf("similar(%q, %q) = %q, %q, want %q, %q", tt.name, tt.existing, how, word, tt.how, tt.word)
		}
	}
}
