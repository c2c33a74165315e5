package cost

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/shopspring/decimal"
)

// USD is the currency of AWS's prices outside of China.
const USD = "USD"

// Item is something that has a price.
type Item string

// The items, with the unit that each is priced by.
const (
	SecretItem       Item = "secret"            // a secret or replica for a month
	CallItem         Item = "secret-call"       // one API call of Secrets Manager
	KeyItem          Item = "kms-key"           // a customer key for a month; each of its first two rotations is one more
	KeyRequestItem   Item = "kms-request"       // one request of KMS with a symmetric key
	ParameterItem    Item = "ssm-advanced"      // an advanced parameter for a month
	EndpointHourItem Item = "vpc-endpoint-hour" // an interface endpoint in one zone for an hour
	EndpointGBItem   Item = "vpc-endpoint-gb"   // a gigabyte through an interface endpoint
	NATHourItem      Item = "nat-gateway-hour"  // a NAT gateway for an hour
)

// Items lists the items.
func Items() []Item {
	return []Item{SecretItem, CallItem, KeyItem, KeyRequestItem, ParameterItem, EndpointHourItem, EndpointGBItem, NATHourItem}
}

// Unit is what one of an item is.
func (i Item) Unit() string {
	switch i {
	case SecretItem:
		return "secret-month"
	case CallItem:
		return "API call"
	case KeyItem:
		return "key-month"
	case KeyRequestItem:
		return "request"
	case ParameterItem:
		return "parameter-month"
	case EndpointHourItem:
		return "zone-hour"
	case EndpointGBItem:
		return "GB"
	case NATHourItem:
		return "hour"
	}
	return ""
}

// HoursPerMonth is the length of a month in AWS's own examples.
// Source: aws.amazon.com/vpc/pricing and /privatelink/pricing ("730 hours").
const HoursPerMonth = 730

// Price is what one unit of an item costs in a region.
type Price struct {
	Region   string
	Item     Item
	Amount   decimal.Decimal
	Currency string
	// Source says where the price was read, Date the day it was of or read on.
	Source string
	Date   string
	// Assumed is set by Find for the price of another region.
	Assumed bool
}

// Prices is a table of prices.
type Prices struct {
	byKey map[priceKey]Price
	list  []Price
}

type priceKey struct {
	region string
	item   Item
}

// reference is the region whose prices are taken where a region's own are not
// known. Of the regions whose price of a secret is known all have the same one;
// endpoints vary by some 40 %.
const reference = "us-east-1"

//go:embed prices.tsv
var priceTable string

// DefaultPrices are the prices that come with the tool.
var DefaultPrices = sync.OnceValue(func() *Prices {
	list, err := parseTable(priceTable)
	if err != nil { // part of the program: a broken build
		panic(err)
	}
	return NewPrices(list)
})

// NewPrices makes a table of prices; of two for the same item and region the
// later one counts.
func NewPrices(list []Price) *Prices {
	p := &Prices{byKey: make(map[priceKey]Price, len(list))}
	for _, x := range list {
		p.byKey[priceKey{x.Region, x.Item}] = x
	}
	for _, x := range p.byKey {
		p.list = append(p.list, x)
	}
	slices.SortFunc(p.list, func(a, b Price) int {
		if c := strings.Compare(a.Region, b.Region); c != 0 {
			return c
		}
		return slices.Index(Items(), a.Item) - slices.Index(Items(), b.Item)
	})
	return p
}

// With is the table with further prices, which count before those it has.
func (p *Prices) With(list []Price) *Prices {
	return NewPrices(append(slices.Clone(p.list), list...))
}

// All lists the prices by region and item.
func (p *Prices) All() []Price { return p.list }

// Find is the price of an item in a region. A commercial region without a price
// of its own has that of us-east-1, which is then marked as assumed; so has "", a
// region that is not known. For the other partitions (China, GovCloud, the
// European sovereign cloud, the isolated ones) nothing is assumed: ok is false and
// why says so.
func (p *Prices) Find(region string, item Item) (price Price, why string, ok bool) {
	if x, found := p.byKey[priceKey{region, item}]; found {
		return x, "", true
	}
	if partition := Partition(region); partition != "aws" {
		return Price{}, fmt.Sprintf("no price of a %s is known for partition %s; give one with --prices", item.Unit(), partition), false
	}
	x, found := p.byKey[priceKey{reference, item}]
	if !found {
		return Price{}, fmt.Sprintf("no price of a %s is known", item.Unit()), false
	}
	x.Assumed = true
	return x, "", true
}

// Partition is the partition of a region; a region that is not known counts as
// one of "aws".
// Source: the regions of aws-cdk-lib's region-info.
func Partition(region string) string {
	for _, p := range [][2]string{
		{"cn-", "aws-cn"},
		{"us-gov-", "aws-us-gov"},
		{"us-isob-", "aws-iso-b"},
		{"us-isof-", "aws-iso-f"},
		{"us-iso-", "aws-iso"},
		{"eu-isoe-", "aws-iso-e"},
		{"eusc-", "aws-eusc"},
	} {
		if strings.HasPrefix(region, p[0]) {
			return p[1]
		}
	}
	return "aws"
}

// parseTable reads the embedded table: region, item, amount, currency, date and
// source between tabs.
func parseTable(text string) ([]Price, error) {
	var list []Price
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 6 {
			return nil, fmt.Errorf("prices line %d: %d columns, want 6", number, len(f))
		}
		amount, err := decimal.NewFromString(f[2])
		if err != nil {
			return nil, fmt.Errorf("prices line %d: amount %q: %w", number, f[2], err)
		}
		list = append(list, Price{Region: f[0], Item: Item(f[1]), Amount: amount, Currency: f[3], Date: f[4], Source: f[5]})
	}
	return list, nil
}
