package cost

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/fjall-lint/fjall-lint/template/yamldoc"
)

// Offer is what was read from a file of AWS's price list: the offer of one
// service, in one region or in all.
type Offer struct {
	// Code is the service. Version and Published are what the file says of itself; the
	// prices are of the day when it was published.
	Code      string
	Version   string
	Published string
	// Prices are by region and item. There may be none, as not every service is in
	// every region.
	Prices []Price
	// Products is how many products the file has.
	Products int
	// Skipped says, a sentence each, why a product that looked right gave no price.
	Skipped []string
}

// wantedProduct says which product of an offer is an item's.
type wantedProduct struct {
	item Item
	// family is the product's family, usage the end of its usage type; "" is any.
	family, usage string
	// unit is the unit that the price is for, "" where perUnit knows several.
	unit string
}

// wantedOffers are the services with a price that is used.
//
// Sources: for Secrets Manager and KMS the products of us-west-2 of 2026-09-11 in
// sirerun/serenity@0bed48e, docs/launch/evidence/T23.60/aws-rates, as AWS wrote
// them; for endpoints the usage types of AWS's VPC guide; for NAT gateways an
// extract of the offer of eu-west-1 of 2026-09-25 in a public repository; for
// parameters, and all others once more, the filters of infracost/infracost.
var wantedOffers = []struct {
	code     string
	products []wantedProduct
}{
	// Usage types are irregular here: USW2-AWSSecretsManager-Secrets, but
	// APS1-AWSSecretsManager-Secret; EU-AWSSecretsManager-APIRequests, but
	// USW2-AWSSecretsManagerAPIRequest. The families are not. Calls are priced one
	// by one, whatever the description says of 10,000.
	{"AWSSecretsManager", []wantedProduct{
		{item: SecretItem, family: "Secret", unit: "Secrets"},
		{item: CallItem, family: "API Request", unit: "API Requests"},
	}},
	// Requests with asymmetric keys and for pairs of data keys cost up to 400 times
	// as much; their usage types go on behind KMS-Requests. The free 20,000 requests
	// are a product of their own, of family Bundle and location Any.
	{"awskms", []wantedProduct{
		{item: KeyItem, family: "Encryption Key", usage: "KMS-Keys", unit: "Keys"},
		{item: KeyRequestItem, usage: "KMS-Requests", unit: "Requests"},
	}},
	{"AWSSystemsManager", []wantedProduct{{item: ParameterItem, usage: "PS-Advanced-Param-Tier1"}}},
	// The same family has the endpoints of Gateway Load Balancers
	// (VpcEndpoint-GWLBE-Hours) and of resources (VpcEndpoint-Resource-Hours).
	{"AmazonVPC", []wantedProduct{
		{item: EndpointHourItem, family: "VpcEndpoint", usage: "VpcEndpoint-Hours", unit: "Hrs"},
		{item: EndpointGBItem, family: "VpcEndpoint", usage: "VpcEndpoint-Bytes", unit: "GB"},
	}},
	// us-east-1 has no prefix. The family has NatGateway-Prvd-Bytes and -Gbps too, for
	// provisioned bandwidth, and RegionalNatGateway-Hours, for another kind of gateway.
	{"AmazonEC2", []wantedProduct{{item: NATHourItem, family: "NAT Gateway", usage: "NatGateway-Hours", unit: "Hrs"}}},
}

// OfferCodes lists the services whose offers have prices that are used.
func OfferCodes() []string {
	var codes []string
	for _, w := range wantedOffers {
		codes = append(codes, w.code)
	}
	return codes
}

// is tells whether a product is the wanted one. What stands before the end of a
// usage type is the region and a dash, or nothing.
func (w wantedProduct) is(p offerProduct) bool {
	usage := p.Attributes.UsageType
	return (w.family == "" || p.Family == w.family) &&
		(w.usage == "" || usage == w.usage || strings.HasSuffix(usage, "-"+w.usage))
}

// offerProduct is what is needed of a product.
type offerProduct struct {
	Family     string `json:"productFamily"`
	Attributes struct {
		UsageType    string `json:"usagetype"`
		Location     string `json:"location"`
		LocationType string `json:"locationType"`
		RegionCode   string `json:"regionCode"`
	} `json:"attributes"`
}

// region is where a product is sold; why says why it is not known.
func (p offerProduct) region() (region, why string) {
	switch {
	case regionCode().MatchString(p.Attributes.RegionCode):
		return p.Attributes.RegionCode, ""
	case p.Attributes.RegionCode != "":
		return "", fmt.Sprintf("region code %.60q is none", p.Attributes.RegionCode)
	}
	if region = regionOf(p.Attributes.Location); region == "" {
		return "", fmt.Sprintf("location %.60q is not known", p.Attributes.Location)
	}
	return region, ""
}

// ImportOffer reads a file of AWS's price list in JSON: the index.json of a
// service's offer in a region, or in all regions. It is read as a stream, and more
// than once only where its parts stand in another order than AWS writes them, so
// that what is held in memory does not grow with the file, which may have
// gigabytes. A mistake that has a place is a [yamldoc.Error].
func ImportOffer(r io.ReadSeeker, file string) (*Offer, error) {
	o := &offerReader{
		r: r, file: file, offer: &Offer{},
		matched: map[string]*matchedProduct{}, found: map[priceKey][]foundPrice{},
	}
	if err := o.sniff(); err != nil {
		return nil, err
	}
	// The service, the products and the terms are read in this order; each may
	// stand before the one that it needs, and then waits for the next pass.
	for range 3 {
		if err := o.pass(); err != nil {
			return nil, err
		}
		if err := o.missing(); err != nil {
			return nil, err
		}
		if o.termsRead {
			o.finish()
			return o.offer, nil
		}
	}
	return nil, fmt.Errorf("read %s: the file changed meanwhile", file)
}

type offerReader struct {
	r     io.ReadSeeker
	file  string
	start int64 // of the text, behind a byte order mark
	in    *offerInput
	dec   *jsontext.Decoder

	offer  *Offer
	wanted []wantedProduct // nil until the service is known
	// instead is what the file is when it is no offer.
	instead                 string
	hasProducts, hasTerms   bool
	productsRead, termsRead bool

	matched map[string]*matchedProduct // by SKU
	found   map[priceKey][]foundPrice
	more    int // remarks that were left out
}

type matchedProduct struct {
	wantedProduct
	region string
	seen   bool // its terms were read
}

// name names the product in remarks.
func (m *matchedProduct) name(sku string) string {
	return fmt.Sprintf("%s of %s, product %.40q", m.item, m.region, sku)
}

type foundPrice struct {
	sku   string
	price offerPrice
}

// maxValue is the longest piece that is held at once: a product, the terms of one
// that is wanted, a text. Real ones have a few kilobytes.
const maxValue = 8 << 20

// maxSkipped is how many remarks are kept.
const maxSkipped = 100

var errTooLong = fmt.Errorf("a value has more than %d MB", maxValue>>20)

// offerInput is what the decoder reads from. The decoder holds a value until it
// has all of it, so that one without an end would fill the memory.
type offerInput struct {
	r    *bufio.Reader
	dec  *jsontext.Decoder
	read int64
	err  error
}

func (in *offerInput) Read(p []byte) (int, error) {
	if in.read-in.dec.InputOffset() > maxValue {
		in.err = errTooLong
		return 0, in.err
	}
	n, err := in.r.Read(p)
	in.read += int64(n)
	if err != nil && err != io.EOF {
		in.err = err
	}
	return n, err
}

// pass reads the file once from its start to its end. Names that stand twice are
// allowed as finding them would need all names in memory.
func (o *offerReader) pass() error {
	if _, err := o.r.Seek(o.start, io.SeekStart); err != nil {
		return fmt.Errorf("read %s: %w", o.file, err)
	}
	o.in = &offerInput{r: bufio.NewReaderSize(o.r, 1<<18)}
	o.dec = jsontext.NewDecoder(o.in, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	o.in.dec = o.dec
	if err := o.object("an offer file", o.topLevel); err != nil {
		return err
	}
	if _, err := o.dec.ReadToken(); err == nil {
		return o.fail(o.dec.InputOffset()-1, "the offer file ends before this; remove what follows")
	} else if err != io.EOF {
		return o.broken(err)
	}
	return nil
}

func (o *offerReader) topLevel(name string) error {
	switch name {
	case "offerCode":
		if err := o.text(name, &o.offer.Code); err != nil {
			return err
		}
		return o.chooseProducts()
	case "version":
		// The tool's own price file has a number here.
		if o.dec.PeekKind() != '"' {
			return o.skip()
		}
		return o.text(name, &o.offer.Version)
	case "publicationDate":
		return o.text(name, &o.offer.Published)
	case "products":
		o.hasProducts = true
		if o.wanted == nil || o.productsRead {
			return o.skip()
		}
		o.productsRead = true
		return o.object(name, o.readProduct)
	case "terms":
		o.hasTerms = true
		if !o.productsRead || o.termsRead {
			return o.skip()
		}
		o.termsRead = true
		return o.object(name, func(kind string) error {
			if kind != "OnDemand" {
				return o.skip()
			}
			return o.object(kind, o.readTerms)
		})
	}
	if what, ok := otherFiles[name]; ok {
		o.instead = what
	}
	return o.skip()
}

// otherFiles are the files that may be taken for an offer, by a name in them.
var otherFiles = map[string]string{
	"offers":    "the index of all services; an offer file is what a currentVersionUrl in it leads to",
	"regions":   "the index of a service's regions; an offer file is what a currentVersionUrl in it leads to",
	"versions":  "the index of a service's versions; an offer file is what an offerVersionUrl in it leads to",
	"PriceList": "an answer of the Price List Query API; offer files are those of the Bulk API",
	"prices":    "a price file already",
}

// missing tells what the first pass did not find.
func (o *offerReader) missing() error {
	what := ""
	switch {
	case o.offer.Code == "" && o.instead != "":
		what = "it is " + o.instead
	case o.offer.Code == "":
		what = "it has no offerCode"
	case !o.hasProducts:
		what = "it has no products"
	case !o.hasTerms:
		what = "it has no terms"
	default:
		return nil
	}
	return o.noOffer(what)
}

func (o *offerReader) noOffer(why string) error {
	return fmt.Errorf("%s is no offer file of AWS's price list: %s", o.file, why)
}

// chooseProducts looks up what is wanted of the service.
func (o *offerReader) chooseProducts() error {
	for _, w := range wantedOffers {
		if w.code == o.offer.Code {
			o.wanted = w.products
			return nil
		}
	}
	return fmt.Errorf("%s: offer %.60q has no price that is used: one of %s is wanted", o.file, o.offer.Code, strings.Join(OfferCodes(), ", "))
}

// readProduct reads a product and remembers it where it is a wanted one in a
// region. Local Zones, Wavelength Zones and Outposts have prices of their own, and
// some the regionCode of their region.
func (o *offerReader) readProduct(sku string) error {
	value, err := o.dec.ReadValue()
	if err != nil {
		return o.broken(err)
	}
	o.offer.Products++
	if !o.mayBeWanted(value) {
		return nil
	}
	var p offerProduct
	if err := o.decode(value, &p); err != nil {
		return err
	}
	if kind := p.Attributes.LocationType; kind != "" && kind != "AWS Region" {
		return nil
	}
	for _, w := range o.wanted {
		if !w.is(p) {
			continue
		}
		region, why := p.region()
		if why != "" {
			o.remark("%s, product %.40q: %s", w.item, sku, why)
			continue
		}
		o.matched[sku] = &matchedProduct{wantedProduct: w, region: region}
	}
	return nil
}

// mayBeWanted spares most of the products of AmazonEC2 the decoding.
func (o *offerReader) mayBeWanted(product []byte) bool {
	for _, w := range o.wanted {
		if w.usage == "" || bytes.Contains(product, []byte(w.usage)) {
			return true
		}
	}
	return false
}

// readTerms reads the terms of a product that is wanted.
func (o *offerReader) readTerms(sku string) error {
	m := o.matched[sku]
	if m == nil {
		return o.skip()
	}
	value, err := o.dec.ReadValue()
	if err != nil {
		return o.broken(err)
	}
	at := o.dec.InputOffset() - int64(len(value))
	var terms map[string]offerTerm
	if err := o.decode(value, &terms); err != nil {
		return err
	}
	m.seen = true
	p, why, err := choosePrice(terms, m.region)
	if err != nil {
		return o.fail(at, "%s: %v", m.name(sku), err)
	}
	if why == "" {
		p.amount, why = m.perUnit(p)
	}
	if why != "" {
		o.remark("%s: %s", m.name(sku), why)
		return nil
	}
	k := priceKey{m.region, m.item}
	o.found[k] = append(o.found[k], foundPrice{sku, p})
	return nil
}

// finish makes the prices. Products that say different things of the same item in
// the same region give none.
func (o *offerReader) finish() {
	day := ""
	if t, err := time.Parse(time.RFC3339, o.offer.Published); err == nil {
		day = t.UTC().Format(time.DateOnly)
	}
	for _, sku := range slices.Sorted(maps.Keys(o.matched)) {
		if m := o.matched[sku]; !m.seen {
			o.remark("%s: it has no terms", m.name(sku))
		}
	}
	var list []Price
	byText := func(k, l priceKey) int { return cmp.Or(cmp.Compare(k.region, l.region), cmp.Compare(k.item, l.item)) }
	for _, k := range slices.SortedFunc(maps.Keys(o.found), byText) {
		found := o.found[k]
		first := found[0]
		other := slices.IndexFunc(found, func(f foundPrice) bool { return !f.price.equal(first.price) })
		if other > 0 {
			o.remark("%s of %s: products %.40q and %.40q differ", k.item, k.region, first.sku, found[other].sku)
			continue
		}
		list = append(list, Price{
			Region: k.region, Item: k.item, Amount: first.price.amount, Currency: first.price.currency, Date: day,
			Source: fmt.Sprintf("AWS price list, offer %s of %s", o.offer.Code, k.region),
		})
	}
	o.offer.Prices = NewPrices(list).All()
	slices.Sort(o.offer.Skipped)
	if o.more > 0 {
		o.offer.Skipped = append(o.offer.Skipped, fmt.Sprintf("and %d more", o.more))
	}
}

// remark says why a product gives no price.
func (o *offerReader) remark(format string, args ...any) {
	if len(o.offer.Skipped) == maxSkipped {
		o.more++
		return
	}
	o.offer.Skipped = append(o.offer.Skipped, fmt.Sprintf(format, args...))
}

// object visits the members of a JSON object; visit reads the value of each.
func (o *offerReader) object(what string, visit func(name string) error) error {
	open, err := o.dec.ReadToken()
	switch {
	case err != nil:
		return o.broken(err)
	case open.Kind() != '{':
		return o.fail(o.dec.InputOffset()-1, "%s must be a JSON object", what)
	}
	for o.dec.PeekKind() != '}' {
		name, err := o.dec.ReadToken()
		if err != nil {
			return o.broken(err)
		}
		if err := visit(name.String()); err != nil {
			return err
		}
	}
	if _, err := o.dec.ReadToken(); err != nil {
		return o.broken(err)
	}
	return nil
}

func (o *offerReader) skip() error {
	if err := o.dec.SkipValue(); err != nil {
		return o.broken(err)
	}
	return nil
}

// text reads a text into a variable.
func (o *offerReader) text(what string, to *string) error {
	t, err := o.dec.ReadToken()
	switch {
	case err != nil:
		return o.broken(err)
	case t.Kind() != '"':
		return o.fail(o.dec.InputOffset()-1, "%s must be text", what)
	}
	*to = t.String()
	return nil
}

// decode decodes a value that was just read.
func (o *offerReader) decode(value jsontext.Value, to any) error {
	at := o.dec.InputOffset() - int64(len(value))
	err := json.Unmarshal(value, to, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if err == nil {
		return nil
	}
	if e := (*json.SemanticError)(nil); errors.As(err, &e) {
		return o.fail(at+e.ByteOffset, "%.80q has another kind of value than in AWS's offers", e.JSONPointer)
	}
	return o.fail(at, "%v", err)
}

// broken tells why the JSON cannot be read further.
func (o *offerReader) broken(err error) error {
	syntax := (*jsontext.SyntacticError)(nil)
	switch {
	case errors.Is(o.in.err, errTooLong):
		return o.fail(o.dec.InputOffset(), "%v", errTooLong)
	case o.in.err != nil:
		return fmt.Errorf("read %s: %w", o.file, o.in.err)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return o.fail(o.in.read, "the file is cut off: an offer file goes on here")
	case errors.As(err, &syntax):
		return o.fail(syntax.ByteOffset, "not valid JSON: %v", syntax.Err)
	}
	return fmt.Errorf("read %s: %w", o.file, err)
}

// fail makes an error at an offset of the text.
func (o *offerReader) fail(offset int64, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	if _, err := o.r.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("%s: at byte %d: %s", o.file, o.start+offset, message)
	}
	line, column, err := lineColumn(o.r, o.start+offset)
	if err != nil {
		return fmt.Errorf("%s: at byte %d: %s", o.file, o.start+offset, message)
	}
	return &yamldoc.Error{File: o.file, Line: line, Column: column, Message: message}
}

// lineColumn finds the line and column of an offset; the column counts bytes.
func lineColumn(r io.Reader, offset int64) (line, column int, err error) {
	line, column = 1, 1
	buf := make([]byte, 1<<16)
	for offset > 0 {
		n, err := io.ReadFull(r, buf[:min(offset, int64(len(buf)))])
		if n == 0 {
			return 0, 0, err
		}
		offset -= int64(n)
		if end := bytes.LastIndexByte(buf[:n], '\n'); end >= 0 {
			line += bytes.Count(buf[:n], []byte{'\n'})
			column = 1
			n -= end + 1
		}
		column += n
	}
	return line, column, nil
}

// sniff finds out from the first bytes what is no JSON object, as people are
// given HTML, CSV and packed files too.
func (o *offerReader) sniff() error {
	if _, err := o.r.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read %s: %w", o.file, err)
	}
	buf := make([]byte, 512)
	n, err := io.ReadFull(o.r, buf)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return fmt.Errorf("read %s: %w", o.file, err)
	}
	begin, whole := buf[:n], n < len(buf)
	if text, ok := bytes.CutPrefix(begin, []byte("\xef\xbb\xbf")); ok {
		begin, o.start = text, 3
	}
	text := bytes.TrimLeft(begin, " \t\r\n")
	switch {
	case len(text) == 0 && whole:
		return o.noOffer("it is empty")
	case bytes.HasPrefix(begin, []byte("\x1f\x8b")), bytes.HasPrefix(begin, []byte("PK\x03\x04")):
		return o.noOffer("it is packed; unpack it first")
	case bytes.HasPrefix(begin, []byte("\xff\xfe")), bytes.HasPrefix(begin, []byte("\xfe\xff")):
		return o.noOffer("it is text in UTF-16; save it as UTF-8")
	case len(text) == 0 || text[0] == '{':
		return nil
	case text[0] == '<':
		return o.noOffer("it is HTML or XML, perhaps a page about an error")
	case text[0] == '"':
		return o.noOffer("it looks like CSV; take the index.json that stands beside each index.csv")
	}
	return o.noOffer("it is no JSON object")
}
