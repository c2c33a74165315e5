package cost_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/template/yamldoc"
)

const priceFileText = `{
  "version": 1,
  "prices": [
    {"region": "cn-north-1", "item": "secret", "unit": "secret-month", "amount": "2.50", "currency": "CNY", "source": "a bill, \"2026-11\" <é>", "date": "2026-11-01"},
    {"region": "us-east-1", "item": "secret-call", "unit": "API call", "amount": "0.000005", "currency": "USD", "source": "AWS price list, offer AWSSecretsManager of us-east-1", "date": "2026-09-11"},
    {"region": "us-east-1", "item": "kms-key", "unit": "key-month", "amount": "1.00", "currency": "USD", "source": "the pricing page"}
  ]
}
`

func TestWritePrices(t *testing.T) {
	list := []cost.Price{
		{Region: "us-east-1", Item: cost.KeyItem, Amount: decimal.NewFromInt(1), Currency: "USD", Source: "the pricing page"},
		{Region: "us-east-1", Item: cost.CallItem, Amount: decimal.RequireFromString("0.0000050000"), Currency: "USD", Source: "AWS price list, offer AWSSecretsManager of us-east-1", Date: "2026-09-11"},
		{Region: "cn-north-1", Item: cost.SecretItem, Amount: decimal.NewFromInt(99), Currency: "CNY", Source: "an older one"},
		{Region: "cn-north-1", Item: cost.SecretItem, Amount: decimal.RequireFromString("2.5"), Currency: "CNY", Source: " a bill,\n\"2026-11\" <é>", Date: "2026-11-01"},
	}
	var out strings.Builder
	if err := cost.WritePrices(&out, list); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(priceFileText, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	out.Reset()
	if err := cost.WritePrices(&out, nil); err != nil {
		t.Fatal(err)
	}
	if want := "{\n  \"version\": 1,\n  \"prices\": []\n}\n"; out.String() != want {
		t.Errorf("no prices are %q, want %q", out.String(), want)
	}
}

func TestWritePricesMistakes(t *testing.T) {
	good := cost.Price{Region: "us-east-1", Item: cost.SecretItem, Amount: decimal.NewFromInt(1), Currency: "USD"}
	tests := []struct {
		name   string
		change func(*cost.Price)
		want   string
	}{
		{"item", func(p *cost.Price) { p.Item = "tea" }, "write price of tea in us-east-1: no such item"},
		{"region", func(p *cost.Price) { p.Region = "" }, "write price of secret in : no such region"},
		{"currency", func(p *cost.Price) { p.Currency = "$" }, `write price of secret in us-east-1: currency "$" is no code of three capitals`},
		{"date", func(p *cost.Price) { p.Date = "today" }, `write price of secret in us-east-1: date "today" is no day`},
		{"amount", func(p *cost.Price) { p.Amount = decimal.NewFromInt(-1) }, `write price of secret in us-east-1: amount "-1.00" is negative`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := good
			test.change(&p)
			if err := cost.WritePrices(&bytes.Buffer{}, []cost.Price{p}); err == nil || err.Error() != test.want {
				t.Errorf("error %v, want %s", err, test.want)
			}
		})
	}
	broken := errors.New("disk full")
	if err := cost.WritePrices(fullWriter{broken}, []cost.Price{good}); !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
}

type fullWriter struct{ err error }

func (w fullWriter) Write([]byte) (int, error) { return 0, w.err }

func TestReadPrices(t *testing.T) {
	secret := cost.Price{Region: "us-east-1", Item: cost.SecretItem, Amount: decimal.RequireFromString("0.4"), Currency: "USD", Source: "p.yaml"}
	dated := secret
	dated.Date, dated.Source = "2026-11-01", "a bill"
	tests := []struct {
		name, text string
		want       []cost.Price
	}{
		{"none", `{"version": 1, "prices": []}`, nil},
		{"json", `{"prices": [{"region": "us-east-1", "item": "secret", "amount": 0.40, "currency": "USD"}]}`, []cost.Price{secret}},
		{"yaml", "version: 1\nprices:\n- region: us-east-1\n  item: secret\n  unit: secret-month\n  amount: '0.4'\n  currency: USD\n  source: a bill\n  date: 2026-11-01\n", []cost.Price{dated}},
		{"alias", "prices:\n- &a {region: us-east-1, item: secret, amount: &n 0.400, currency: USD}\n- {region: us-east-2, item: secret, amount: *n, currency: USD}\n", func() []cost.Price {
			other := secret
			other.Region = "us-east-2"
			return []cost.Price{secret, other}
		}()},
		{"free", `{"prices": [{"region": "us-east-1", "item": "secret", "amount": 0, "currency": "USD"}]}`, []cost.Price{{Region: "us-east-1", Item: cost.SecretItem, Currency: "USD", Source: "p.yaml"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cost.ReadPrices("p.yaml", []byte(test.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadPricesMistakes(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty", "", []string{"p.json:1:1: the file is empty"}},
		{"comment", "# nothing\n", []string{"p.json:1:1: the file is empty"}},
		{"text", "prices", []string{"p.json:1:1: a price file must be a map, not a single value"}},
		{"list", "[]", []string{"p.json:1:1: a price file must be a map, not a list"}},
		{"nothing in it", "{}", []string{"p.json:1:1: a price file has no prices"}},
		{"syntax", "{\n  \"prices\": [\n", []string{"p.json:3:1: not valid JSON: unexpected end of file (the '[' of line 2 is not closed; was the file cut off?)"}},
		{"documents", "prices: []\n---\nprices: []\n", []string{"p.json:2:1: a second YAML document begins here; the file has one"}},
		{"offer", `{"formatVersion": "v1.0", "offerCode": "awskms"}`, []string{"p.json:1:1: this is an offer file of AWS's price list; make a price file of it with `fjall-lint cost prices import`"}},
		{"keys", "{\"version\": 2,\n \"price\": [],\n \"version\": 1,\n \"prices\": {}}", []string{
			`p.json:1:13: version "2" is not known: write 1`,
			`p.json:2:2: key "price" is not known in a price file: did you mean "prices"?`,
			`p.json:3:2: key "version" stands twice in a price file, first on line 1`,
			"p.json:4:12: prices must be a list, not a map",
		}},
		{"rows", `{"prices": [
  7,
  {"region": "US East", "item": "secret", "amount": "0.40", "currency": "USD"},
  {"region": "us-east-1", "item": "secrets", "amount": "0.40", "currency": "USD"},
  {"region": "us-east-1", "item": "kms-key", "amount": "-1", "currency": "usd"},
  {"region": "us-east-1", "item": "secret", "unit": "API call", "amount": 4e-1, "currency": "USD"},
  {"region": "us-east-1", "item": "secret", "amount": 0x10, "currency": "USD", "date": "11/2026"},
  {"region": "us-east-1", "item": "secret", "amount": [], "currency": null, "curency": "USD"},
  {"region": "us-east-1"}
]}`, []string{
			"p.json:2:3: a price must be a map, not a single value",
			`p.json:3:14: region "US East" is no region's code such as us-east-1`,
			`p.json:4:35: item "secrets" is none of secret, secret-call, kms-key, kms-request, ssm-advanced, vpc-endpoint-hour, vpc-endpoint-gb, nat-gateway-hour: did you mean "secret"?`,
			`p.json:5:56: amount "-1" is negative`,
			`p.json:5:74: currency "usd" is no code of three capitals such as USD`,
			`p.json:6:75: amount "4e-1" is no decimal number such as 0.40`,
			`p.json:6:53: unit "API call" is not that of secret: the amount is for one secret-month`,
			`p.json:7:55: amount "0x10" is no decimal number such as 0.40`,
			`p.json:7:88: date "11/2026" is no day such as 2027-01-31`,
			"p.json:8:55: amount must be text, not a list",
			"p.json:8:71: currency must be text, not nothing",
			`p.json:8:77: key "curency" is not known in a price: did you mean "currency"?`,
			"p.json:9:3: a price has no item",
			"p.json:9:3: a price has no amount",
			"p.json:9:3: a price has no currency",
		}},
		{"twice", `prices:
- {region: us-east-1, item: secret, amount: 0.40, currency: USD}
- {region: us-east-2, item: secret, amount: 0.40, currency: USD}
- {region: us-east-1, item: secret, amount: 0.50, currency: USD}
`, []string{"p.json:4:29: the price of secret in us-east-1 stands twice, on lines 2 and 4"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			list, err := cost.ReadPrices("p.json", []byte(test.text))
			if err == nil || list != nil {
				t.Fatalf("prices %v, error %v", list, err)
			}
			if diff := cmp.Diff(test.want, strings.Split(err.Error(), "\n")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			place := (*yamldoc.Error)(nil)
			if !errors.As(err, &place) || place.File != "p.json" || place.Line < 1 || place.Column < 1 {
				t.Errorf("error without a place: %#v", err)
			}
		})
	}
}

// Prices are the same behind a price file, and the file is the same again.
func TestPriceFileRoundTrip(t *testing.T) {
	prices := rapid.Custom(func(t *rapid.T) cost.Price {
		return cost.Price{
			Region:   rapid.SampledFrom([]string{"us-east-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"}).Draw(t, "region"),
			Item:     rapid.SampledFrom(cost.Items()).Draw(t, "item"),
			Amount:   decimal.New(rapid.Int64Range(0, 1e12).Draw(t, "coefficient"), rapid.Int32Range(-15, 3).Draw(t, "exponent")),
			Currency: rapid.StringMatching(`[A-Z]{3}`).Draw(t, "currency"),
			Source:   "x" + rapid.StringMatching(`[ -~é€𝄞]*`).Draw(t, "source") + "x",
			Date:     rapid.SampledFrom([]string{"", "2026-02-28", "1999-12-31"}).Draw(t, "date"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(prices).Draw(t, "prices")
		var first, second bytes.Buffer
		if err := cost.WritePrices(&first, list); err != nil {
			t.Fatal(err)
		}
		got, err := cost.ReadPrices("p.json", first.Bytes())
		if err != nil {
			t.Fatalf("%v\n%s", err, first.Bytes())
		}
		if diff := cmp.Diff(cost.NewPrices(list).All(), got); diff != "" {
			t.Errorf("(-written +read):\n%s", diff)
		}
		if err := cost.WritePrices(&second, got); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s\nbecame\n%s", first.Bytes(), second.Bytes())
		}
	})
}

func FuzzReadPrices(f *testing.F) {
	f.Add([]byte(priceFileText))
	f.Add([]byte("prices:\n- &a {region: us-east-1, item: secret, amount: &n 0.40, currency: USD}\n- {<<: *a, region: us-east-2}\n"))
	f.Add([]byte("prices: &a [*a]\n--- \nx"))
	f.Add([]byte("? {a: b}\n: [c]\n"))
	if offer, err := os.ReadFile(filepath.Join("testdata", "offers", "terms-first.json")); err == nil {
		f.Add(offer)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := cost.ReadPrices("p.json", text)
		if err != nil {
			if list != nil || !strings.HasPrefix(err.Error(), "p.json:") {
				t.Errorf("prices %v with error %v", list, err)
			}
			return
		}
		var out bytes.Buffer
		if err := cost.WritePrices(&out, list); err != nil {
			t.Fatal(err)
		}
		again, err := cost.ReadPrices("p.json", out.Bytes())
		if err != nil {
			t.Fatalf("%v\n%s", err, out.Bytes())
		}
		// Control characters of sources do not survive.
		for _, l := range [][]cost.Price{list, again} {
			for i := range l {
				l[i].Source = ""
			}
		}
		if diff := cmp.Diff(cost.NewPrices(list).All(), again); diff != "" {
			t.Errorf("(-read +again):\n%s", diff)
		}
	})
}
