package cost_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/cost"
)

// The offers below testdata/offers have the form of AWS's, written by hand: the
// SKUs are made up, and so are amounts that stand for something in a test.
func TestImportOffer(t *testing.T) {
	tests := []struct {
		file     string
		products int
		prices   []string
		skipped  []string
	}{
		{
			"AWSSecretsManager", 7,
			[]string{
				"ap-southeast-1 secret 0.4 USD 2026-09-11",
				"eu-west-1 secret 0.41 USD 2026-09-11", // the newer term's
				"eu-west-1 secret-call 0.000005 USD 2026-09-11",
				"us-west-2 secret 0.4 USD 2026-09-11",
				"us-west-2 secret-call 0.000005 USD 2026-09-11",
			},
			[]string{
				`secret, product "SECRETNOWHEREAAA": location "Antarctica (McMurdo)" is not known`,
				`secret-call of ap-southeast-1, product "CALLSAPS1AAAAAAA": it has no terms`,
			},
		},
		{
			"AWSSecretsManager-cn", 4,
			[]string{
				"cn-north-1 secret 2.5 CNY 2026-08-01",
				"cn-north-1 secret-call 0.000031 CNY 2026-08-01",
			},
			[]string{
				`secret of cn-northwest-1, product "SECRETCNW1AAAAAA": it has no price in CNY`,
				`secret-call of cn-northwest-1, product "CALLSCNW1AAAAAAA": its unit is "Requests", not API Requests`,
			},
		},
		{
			"awskms", 9,
			[]string{
				"us-east-1 kms-key 1 USD 2026-09-11",
				"us-east-1 kms-request 0.000003 USD 2026-09-11", // behind the free tier
				"us-west-2 kms-key 1 USD 2026-09-11",
				"us-west-2 kms-request 0.000003 USD 2026-09-11",
			},
			[]string{`kms-request of us-east-2, product "FREEUSE2AAAAAAAA": all its tiers are free`},
		},
		{
			"AWSSystemsManager", 4,
			[]string{
				"us-east-1 ssm-advanced 0.05 USD 2026-09-01", // by the month
				"us-west-1 ssm-advanced 0.05 USD 2026-09-01", // by the hour
			},
			[]string{`ssm-advanced of us-east-2, product "PARAMUSE2AAAAAAA": its unit is "Fortnights", neither an hour nor a month of a parameter`},
		},
		{
			"AmazonVPC", 10,
			[]string{
				"eu-central-1 vpc-endpoint-hour 0.012 USD 2026-09-17", // two products that agree
				"us-east-1 vpc-endpoint-hour 0.01 USD 2026-09-17",
				"us-east-1 vpc-endpoint-gb 0.01 USD 2026-09-17", // the first of three tiers
			},
			[]string{`vpc-endpoint-hour of eu-west-2: products "HOURSEUW2AAAAAAA" and "HOURSEUW2BBBBBBB" differ`},
		},
		{
			"AmazonEC2", 10,
			[]string{
				"eu-west-1 nat-gateway-hour 0.048 USD 2026-09-25",
				"us-east-1 nat-gateway-hour 0.045 USD 2026-09-25",
			},
			[]string{`nat-gateway-hour, product "NATHOURSLAX1BBBB": region code "us-west-2-lax-1" is none`},
		},
		{"terms-first", 2, []string{"us-east-1 kms-key 1 USD 2026-09-12"}, nil},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			name := filepath.Join("testdata", "offers", test.file+".json")
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			offer, err := cost.ImportOffer(f, name)
			if err != nil {
				t.Fatal(err)
			}
			if offer.Products != test.products {
				t.Errorf("products = %d, want %d", offer.Products, test.products)
			}
			var prices []string
			for _, p := range offer.Prices {
				prices = append(prices, fmt.Sprintf("%s %s %s %s %s", p.Region, p.Item, p.Amount, p.Currency, p.Date))
				if want := fmt.Sprintf("AWS price list, offer %s of %s", offer.Code, p.Region); p.Source != want || p.Assumed {
					t.Errorf("source = %q, assumed = %t, want %q", p.Source, p.Assumed, want)
				}
			}
			if diff := cmp.Diff(test.prices, prices); diff != "" {
				t.Errorf("prices (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.skipped, offer.Skipped); diff != "" {
				t.Errorf("skipped (-want +got):\n%s", diff)
			}
		})
	}
}

func TestImportOfferOfItself(t *testing.T) {
	offer, err := cost.ImportOffer(strings.NewReader(offerText("awskms", "", "")), "kms.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&cost.Offer{Code: "awskms", Version: "1", Published: "2026-09-11T12:46:01Z"}, offer); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// offerText is an offer with products and terms on demand.
func offerText(code, products, terms string) string {
	return fmt.Sprintf(`{"offerCode": %q, "version": "1", "publicationDate": "2026-09-11T12:46:01Z",
"products": {%s},
"terms": {"OnDemand": {%s}}}`, code, products, terms)
}

// keyOffer is an offer with one KMS key and the given terms of it.
func keyOffer(terms string) string {
	return offerText("awskms", `"K": {"sku": "K", "productFamily": "Encryption Key",
	"attributes": {"usagetype": "us-east-1-KMS-Keys", "regionCode": "us-east-1", "locationType": "AWS Region"}}`, `"K": {`+terms+`}`)
}

// keyTerm is a term of it with one tier.
func keyTerm(code, date, tier string) string {
	return fmt.Sprintf(`%q: {"effectiveDate": %q, "priceDimensions": {"R": {%s}}}`, code, date, tier)
}

func TestImportOfferTerms(t *testing.T) {
	tier := func(amount string) string {
		return `"unit": "Keys", "beginRange": "0", "pricePerUnit": {"USD": "` + amount + `"}`
	}
	tests := []struct {
		name, terms   string
		want, skipped string
	}{
		{"one", keyTerm("A", "2025-01-01", tier("1.50")), "1.5", ""},
		{"newest first", keyTerm("A", "2026-01-01", tier("2")) + "," + keyTerm("B", "2025-01-01", tier("1")), "2", ""},
		{"newest last", keyTerm("A", "2025-01-01", tier("1")) + "," + keyTerm("B", "2026-01-01", tier("2")), "2", ""},
		{"newest is free", keyTerm("A", "2025-01-01", tier("1")) + "," + keyTerm("B", "2026-01-01", tier("0.00")), "1", ""},
		{"same day, same price", keyTerm("A", "2025-01-01", tier("1")) + "," + keyTerm("B", "2025-01-01", tier("1.0")), "1", ""},
		{"same day", keyTerm("A", "2025-01-01", tier("1")) + "," + keyTerm("B", "2025-01-01", tier("2")), "", "two of its terms begin on the same day"},
		{"no terms", "", "", "it has no price on demand"},
		{"no tiers", `"A": {"effectiveDate": "2025-01-01"}`, "", "all its tiers are free"},
		{"no currency", keyTerm("A", "2025-01-01", `"unit": "Keys", "beginRange": "0", "pricePerUnit": {}`), "", "it has no price in USD"},
		{"two tiers", `"A": {"priceDimensions": {"R": {` + tier("1") + `}, "S": {` + tier("2") + `}}}`, "", "two of its tiers begin at the same quantity"},
		{"unit", keyTerm("A", "2025-01-01", strings.Replace(tier("1"), "Keys", "10K Keys", 1)), "", `its unit is "10K Keys", not Keys`},
		{"null", `"A": null`, "", "all its tiers are free"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			offer, err := cost.ImportOffer(strings.NewReader(keyOffer(test.terms)), "kms.json")
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			if test.skipped != "" {
				want = []string{`kms-key of us-east-1, product "K": ` + test.skipped}
			}
			if diff := cmp.Diff(want, offer.Skipped); diff != "" {
				t.Errorf("skipped (-want +got):\n%s", diff)
			}
			got := ""
			for _, p := range offer.Prices {
				got += p.Amount.String()
			}
			if got != test.want {
				t.Errorf("amount = %q, want %q", got, test.want)
			}
		})
	}
}

func TestImportOfferLocations(t *testing.T) {
	tests := []struct{ location, currency, want string }{
		{"EU (Ireland)", "USD", "eu-west-1 USD"},
		{"Europe (Ireland)", "USD", "eu-west-1 USD"},
		{"Europe (Zurich)", "USD", "eu-central-2 USD"},
		{"AWS GovCloud (US)", "USD", "us-gov-west-1 USD"},
		{"China (Ningxia)", "CNY", "cn-northwest-1 CNY"},
		{"China (Ningxia)", "USD", "cn-northwest-1 USD"}, // the only currency
		{"AWS European Sovereign Cloud (Germany)", "EUR", "eusc-de-east-1 EUR"},
		{"US East (Ohio)", "points", ""},
	}
	for _, test := range tests {
		text := offerText("AmazonVPC",
			`"E": {"productFamily": "VpcEndpoint", "attributes": {"usagetype": "X-VpcEndpoint-Hours", "location": "`+test.location+`", "regionCode": ""}}`,
			`"E": {"A": {"priceDimensions": {"R": {"unit": "hours", "beginRange": "0", "pricePerUnit": {"`+test.currency+`": "0.01"}}}}}`)
		offer, err := cost.ImportOffer(strings.NewReader(text), "vpc.json")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range offer.Prices {
			got += p.Region + " " + p.Currency
		}
		if got != test.want {
			t.Errorf("%s in %s: %q, want %q (%q)", test.location, test.currency, got, test.want, offer.Skipped)
		}
	}
}

func TestImportOfferMistakes(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join("testdata", "offers", "AWSSecretsManager.json"))
	if err != nil {
		t.Fatal(err)
	}
	amount := func(text string) string {
		return keyOffer("\n" + keyTerm("A", "2025-01-01", `"unit": "Keys", "beginRange": "0", "pricePerUnit": {"USD": "`+text+`"}`))
	}
	const no = "p.json is no offer file of AWS's price list: "
	tests := []struct{ name, text, want string }{
		{"empty", "", no + "it is empty"},
		{"space", " \n\t", no + "it is empty"},
		{"html", "\n<!DOCTYPE html><html>", no + "it is HTML or XML, perhaps a page about an error"},
		{"xml", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", no + "it is HTML or XML, perhaps a page about an error"},
		{"gzip", "\x1f\x8b\x08\x00", no + "it is packed; unpack it first"},
		{"zip", "PK\x03\x04\x14", no + "it is packed; unpack it first"},
		{"utf-16", "\xff\xfe{\x00", no + "it is text in UTF-16; save it as UTF-8"},
		{"csv", "\"FormatVersion\",\"v1.0\"\n", no + "it looks like CSV; take the index.json that stands beside each index.csv"},
		{"list", "[1]", no + "it is no JSON object"},
		{"text", "offerCode", no + "it is no JSON object"},
		{"other", `{"name": "app", "private": true}`, no + "it has no offerCode"},
		{"offer index", `{"formatVersion": "v1.0", "offers": {}}`, no + "it is the index of all services; an offer file is what a currentVersionUrl in it leads to"},
		{"region index", `{"formatVersion": "v1.0", "regions": {}}`, no + "it is the index of a service's regions; an offer file is what a currentVersionUrl in it leads to"},
		{"query", `{"FormatVersion": "aws_v1", "PriceList": []}`, no + "it is an answer of the Price List Query API; offer files are those of the Bulk API"},
		{"price file", `{"version": 1, "prices": []}`, no + "it is a price file already"},
		{"other service", offerText("AmazonS3", "", ""), `p.json: offer "AmazonS3" has no price that is used: one of AWSSecretsManager, awskms, AWSSystemsManager, AmazonVPC, AmazonEC2 is wanted`},
		{"no products", `{"offerCode": "awskms", "terms": {}}`, no + "it has no products"},
		{"no terms", `{"offerCode": "awskms", "products": {}}`, no + "it has no terms"},
		{"truncated", string(whole[:len(whole)/2]), "p.json:107:47: the file is cut off: an offer file goes on here"},
		{"truncated at its end", strings.TrimRight(string(whole), "}\n "), "p.json:213:31: the file is cut off: an offer file goes on here"},
		{"syntax", "{\n  \"offerCode\": \"awskms\",\n  \"products\": {,}\n}", "p.json:3:16: not valid JSON: invalid character ',' at start of value"},
		{"behind a mark", "\xef\xbb\xbf{\"offerCode\": 1}", "p.json:1:18: offerCode must be text"},
		{"rest", offerText("awskms", "", "") + "\n{}", "p.json:4:1: the offer file ends before this; remove what follows"},
		{"products", strings.Replace(offerText("awskms", "", ""), `"products": {}`, `"products": [ ]`, 1), "p.json:2:13: products must be a JSON object"},
		{"attributes", offerText("awskms", "\n"+`"K": {"sku": "KMS-Keys", "attributes": []}`, ""), `p.json:3:40: "/attributes" has another kind of value than in AWS's offers`},
		{"terms", keyOffer("\n" + `"A": {"priceDimensions": {"R": {"unit": 7}}}`), `p.json:5:41: "/A/priceDimensions/R/unit" has another kind of value than in AWS's offers`},
		{"negative", amount("-1.00"), `p.json:4:29: kms-key of us-east-1, product "K": price "-1.00" is negative`},
		{"exponent", amount("1e9"), `p.json:4:29: kms-key of us-east-1, product "K": price "1e9" is no decimal number such as 0.40`},
		{"no number", amount("free"), `p.json:4:29: kms-key of us-east-1, product "K": price "free" is no decimal number such as 0.40`},
		{"long", amount("0." + strings.Repeat("0", 39)), `p.json:4:29: kms-key of us-east-1, product "K": price has more than 40 characters`},
		{"deep", `{"a": ` + strings.Repeat("[", 20000), "p.json:1:10006: not valid JSON: exceeded max depth"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			offer, err := cost.ImportOffer(strings.NewReader(test.text), "p.json")
			if err == nil {
				t.Fatalf("offer %+v, want error %q", offer, test.want)
			}
			if err.Error() != test.want {
				t.Errorf("error\n%s, want\n%s", err, test.want)
			}
		})
	}
}

func TestImportOfferRemarksAreBounded(t *testing.T) {
	var products []string
	for i := range 150 {
		products = append(products, fmt.Sprintf(`"S%03d": {"productFamily": "Secret", "attributes": {"location": "Mars"}}`, i))
	}
	offer, err := cost.ImportOffer(strings.NewReader(offerText("AWSSecretsManager", strings.Join(products, ","), "")), "sm.json")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(offer.Skipped); n != 101 || offer.Skipped[100] != "and 50 more" {
		t.Errorf("%d remarks, the last %q", n, offer.Skipped[n-1])
	}
}

func TestImportOfferOfEveryLength(t *testing.T) {
	for _, file := range []string{"awskms.json", "terms-first.json"} {
		text, err := os.ReadFile(filepath.Join("testdata", "offers", file))
		if err != nil {
			t.Fatal(err)
		}
		text = bytes.TrimRight(text, "\n")
		for n := range text {
			if _, err := cost.ImportOffer(bytes.NewReader(text[:n]), file); err == nil {
				t.Fatalf("the first %d bytes of %s are an offer", n, file)
			}
		}
	}
}

func TestImportOfferUnreadable(t *testing.T) {
	broken := errors.New("disk on fire")
	text := offerText("awskms", strings.Repeat(`"A": {"sku": "A"}, `, 100)+`"B": {}`, "")
	for _, from := range []int64{0, 600} {
		_, err := cost.ImportOffer(&brokenReader{strings.NewReader(text), from, broken}, "p.json")
		if !errors.Is(err, broken) || err.Error() != "read p.json: disk on fire" {
			t.Errorf("from %d: error %v", from, err)
		}
	}
}

// brokenReader fails behind an offset.
type brokenReader struct {
	*strings.Reader
	from int64
	err  error
}

func (r *brokenReader) Read(p []byte) (int, error) {
	left := r.from - (r.Size() - int64(r.Len()))
	if left <= 0 {
		return 0, r.err
	}
	return r.Reader.Read(p[:min(int64(len(p)), left)])
}

// productStream is an offer of AmazonEC2 with many products that are not wanted,
// which is made while it is read.
type productStream struct {
	products int
	part     int
	rest     []byte
	read     int64
	peak     uint64 // of the heap
}

func (s *productStream) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 || whence != io.SeekStart {
		return 0, errors.New("cannot seek there")
	}
	s.part, s.rest = 0, nil
	return 0, nil
}

func (s *productStream) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		if s.part%5000 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			s.peak = max(s.peak, m.HeapAlloc)
		}
		s.rest = s.next(s.rest)
		if s.part++; len(s.rest) == 0 {
			return 0, io.EOF
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	s.read += int64(n)
	return n, nil
}

func (s *productStream) next(buf []byte) []byte {
	buf = buf[:0:cap(buf)]
	switch n, terms := s.part-1, s.part-2-s.products; {
	case s.part == 0:
		return append(buf, `{"offerCode": "AmazonEC2", "version": "1", "publicationDate": "2026-09-25T17:45:21Z", "products": {
"NAT": {"sku": "NAT", "productFamily": "NAT Gateway", "attributes": {"usagetype": "NatGateway-Hours", "location": "US East (N. Virginia)", "locationType": "AWS Region"}}`...)
	case n < s.products:
		return fmt.Appendf(buf, `,
"INSTANCE%08d": {"sku": "INSTANCE%08[1]d", "productFamily": "Compute Instance", "attributes": {"servicecode": "AmazonEC2", "location": "EU (Ireland)", "locationType": "AWS Region", "instanceType": "c7i.metal-48xl", "currentGeneration": "Yes", "instanceFamily": "Compute optimized", "vcpu": "192", "physicalProcessor": "Intel Xeon Scalable (Sapphire Rapids)", "memory": "384 GiB", "storage": "EBS only", "tenancy": "Host", "operatingSystem": "Windows", "licenseModel": "No License required", "usagetype": "EU-HostBoxUsage:c7i.metal-48xl", "operation": "RunInstances:0102", "regionCode": "eu-west-1", "servicename": "Amazon Elastic Compute Cloud"}}`, n)
	case terms < 0:
		return append(buf, `}, "terms": {"OnDemand": {
"NAT": {"NAT.JRTCKXETXF": {"effectiveDate": "2026-09-01T00:00:00Z", "priceDimensions": {"NAT.JRTCKXETXF.6YS6EN2CT7": {"unit": "Hrs", "beginRange": "0", "endRange": "Inf", "pricePerUnit": {"USD": "0.0450000000"}}}}}`...)
	case terms < s.products:
		return fmt.Appendf(buf, `,
"INSTANCE%08d": {"INSTANCE%08[1]d.JRTCKXETXF": {"offerTermCode": "JRTCKXETXF", "sku": "INSTANCE%08[1]d", "effectiveDate": "2026-09-01T00:00:00Z", "priceDimensions": {"INSTANCE%08[1]d.JRTCKXETXF.6YS6EN2CT7": {"rateCode": "INSTANCE%08[1]d.JRTCKXETXF.6YS6EN2CT7", "description": "$0.00 per Dedicated Host Instance", "beginRange": "0", "endRange": "Inf", "unit": "Hrs", "pricePerUnit": {"USD": "0.0000000000"}, "appliesTo": []}}, "termAttributes": {}}}`, terms)
	case terms == s.products:
		return append(buf, `}}}`...)
	}
	return buf
}

func TestImportOfferMemory(t *testing.T) {
	products := 200_000
	if testing.Short() {
		products = 50_000
	}
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	s := &productStream{products: products}
	offer, err := cost.ImportOffer(s, "ec2.json")
	if err != nil {
		t.Fatal(err)
	}
	if offer.Products != products+1 || len(offer.Prices) != 1 || offer.Prices[0].Amount.String() != "0.045" {
		t.Errorf("%d products, prices %v", offer.Products, offer.Prices)
	}
	t.Logf("%d MB read, heap from %d to %d kB", s.read>>20, before.HeapAlloc>>10, s.peak>>10)
	// How much garbage lies about depends on the collector, and on what else runs.
	if limit := before.HeapAlloc + uint64(s.read)/4; s.peak > limit {
		t.Errorf("heap of %d bytes while reading %d, want %d at most", s.peak, s.read, limit)
	}
}

func TestImportOfferEndlessValue(t *testing.T) {
	for _, text := range []string{`{"offerCode": "`, `{"offerCode": "awskms", "products": {"A": {"sku": "`, `{"x": [1, "`} {
		s := &endlessReader{start: text}
		if _, err := cost.ImportOffer(s, "p.json"); err == nil || !strings.HasSuffix(err.Error(), "a value has more than 8 MB") {
			t.Errorf("error %v", err)
		}
		if s.at > 64<<20 {
			t.Errorf("%d bytes were read", s.at)
		}
	}
}

// endlessReader is a text that goes on with the same letter for ever.
type endlessReader struct {
	start string
	at    int64
}

func (r *endlessReader) Seek(offset int64, _ int) (int64, error) {
	r.at = offset
	return offset, nil
}

func (r *endlessReader) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	if r.at < int64(len(r.start)) {
		copy(p, r.start[r.at:])
	}
	r.at += int64(len(p))
	return len(p), nil
}

// An offer of 22 MB with 20,000 instances and one NAT gateway, on a machine with
// two cores: 42 ms, 530 MB/s, 0.9 MB in 40,000 allocations, a name each.
func BenchmarkImportOffer(b *testing.B) {
	text, err := io.ReadAll(&productStream{products: 20_000})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := cost.ImportOffer(bytes.NewReader(text), "ec2.json"); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzImportOffer(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "offers", "*.json"))
	if err != nil || len(files) == 0 {
		f.Fatal("no offers", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("\xef\xbb\xbf{}"))
	f.Add([]byte(keyOffer(keyTerm("A", "2025-01-01", `"unit": "Keys", "beginRange": "0", "pricePerUnit": {"USD": "1"}`))))
	f.Fuzz(func(t *testing.T, text []byte) {
		offer, err := cost.ImportOffer(bytes.NewReader(text), "p.json")
		if err != nil {
			if offer != nil || err.Error() == "" {
				t.Errorf("offer %v with error %v", offer, err)
			}
			return
		}
		for _, p := range offer.Prices {
			if p.Amount.IsNegative() {
				t.Errorf("amount %s", p.Amount)
			}
		}
		// What was imported can be written and read.
		var out bytes.Buffer
		if err := cost.WritePrices(&out, offer.Prices); err != nil {
			t.Fatal(err)
		}
		again, err := cost.ReadPrices("prices.json", out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(offer.Prices, again); diff != "" {
			t.Errorf("(-imported +read):\n%s", diff)
		}
	})
}
