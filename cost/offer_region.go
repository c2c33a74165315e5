package cost

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/shopspring/decimal"
)

// regionCode is the form of a region's code: "us-east-1", "us-gov-west-1",
// "eusc-de-east-1". The codes of Local and Wavelength Zones ("us-west-2-lax-1")
// do not have it.
var regionCode = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$`) })

// partitionCurrency is the currency in which a region's prices are.
// Source: opencost/opencost reads USD and CNY from the offers of China, as does
// Infracost's cloud-pricing-api; that the European sovereign cloud is paid for in
// EUR was not seen in an offer.
func partitionCurrency(region string) string {
	switch Partition(region) {
	case "aws-cn":
		return "CNY"
	case "aws-eusc":
		return "EUR"
	}
	return USD
}

// regionOf is the region that a product's location names, by AWS's names for
// its regions, "" when it is none of them.
func regionOf(location string) string {
	// The price list has the older name for some regions and the newer one for
	// others: EU (Ireland), but Europe (Zurich).
	return locations[strings.Replace(location, "Europe (", "EU (", 1)]
}

// offerTerm is what is needed of a product's term.
type offerTerm struct {
	EffectiveDate string               `json:"effectiveDate"`
	Dimensions    map[string]offerTier `json:"priceDimensions"`
}

type offerTier struct {
	Unit         string            `json:"unit"`
	BeginRange   string            `json:"beginRange"`
	PricePerUnit map[string]string `json:"pricePerUnit"`
}

// offerPrice is a price as an offer says it.
type offerPrice struct {
	amount         decimal.Decimal
	currency, unit string
}

func (p offerPrice) equal(q offerPrice) bool {
	return p.amount.Equal(q.amount) && p.currency == q.currency && p.unit == q.unit
}

// choosePrice takes the price from a product's terms: that of the term that came
// into effect last. why says what keeps the terms from being used, err what makes
// them no terms.
func choosePrice(terms map[string]offerTerm, region string) (price offerPrice, why string, err error) {
	date, why := "", "it has no price on demand"
	for _, code := range slices.Sorted(maps.Keys(terms)) {
		t := terms[code]
		p, whyNot, err := t.firstPaid(region)
		switch known := price.currency != ""; {
		case err != nil:
			return price, "", err
		case whyNot != "" && !known:
			why = whyNot
		case whyNot != "":
		case !known || t.EffectiveDate > date:
			price, date, why = p, t.EffectiveDate, ""
		case t.EffectiveDate == date && !p.equal(price):
			why = "two of its terms begin on the same day"
		}
	}
	return price, why, nil
}

// firstPaid is the price of the first tier that costs something. Where all tiers
// are free, as those of an allowance are, there is none.
func (t offerTerm) firstPaid(region string) (price offerPrice, why string, err error) {
	var from decimal.Decimal
	why = "all its tiers are free"
	for _, rate := range slices.Sorted(maps.Keys(t.Dimensions)) {
		tier := t.Dimensions[rate]
		currency, text, ok := tier.in(region)
		if !ok {
			return offerPrice{}, "it has no price in " + partitionCurrency(region), nil
		}
		amount, err := exactAmount(text)
		if err != nil {
			return offerPrice{}, "", fmt.Errorf("price %w", err)
		}
		begin, err := exactAmount(tier.BeginRange)
		if err != nil {
			return offerPrice{}, "", fmt.Errorf("beginRange %w", err)
		}
		p := offerPrice{amount, currency, tier.Unit}
		switch known := price.currency != ""; {
		case amount.IsZero():
		case !known || begin.LessThan(from):
			price, from, why = p, begin, ""
		case begin.Equal(from) && !p.equal(price):
			why = "two of its tiers begin at the same quantity"
		}
	}
	return price, why, nil
}

// in is the tier's price in the currency of a region, or in the only one that it
// has.
func (t offerTier) in(region string) (currency, amount string, ok bool) {
	currency = partitionCurrency(region)
	if amount, ok = t.PricePerUnit[currency]; ok {
		return currency, amount, true
	}
	for currency, amount = range t.PricePerUnit {
		return currency, amount, len(t.PricePerUnit) == 1 && isCurrency(currency)
	}
	return "", "", false
}

// perUnit is the price of one unit of the item, when the offer's unit is one that
// it is known for.
//
// AWS's page has an advanced parameter by the month, the offer by the hour:
// Infracost multiplies the offer's price by 730 hours and gets the page's 0.05, and
// its pull request 338 shows a unit price of some 0.0001. What is beyond the sixth
// decimal of the product is the rounding of the offer's ten decimals.
func (w wantedProduct) perUnit(p offerPrice) (amount decimal.Decimal, why string) {
	hours := slices.Contains([]string{"hr", "hrs", "hour", "hours"}, strings.TrimPrefix(strings.ToLower(p.unit), "parameter-"))
	switch {
	case w.unit == "Hrs" && hours, w.unit != "" && strings.EqualFold(p.unit, w.unit):
		return p.amount, ""
	case w.unit != "":
		return decimal.Zero, fmt.Sprintf("its unit is %.40q, not %s", p.unit, w.unit)
	case hours:
		return p.amount.Mul(decimal.NewFromInt(HoursPerMonth)).Round(6), ""
	case slices.Contains([]string{"parameters", "parameter-mo", "parameter-month", "parameter-months"}, strings.ToLower(p.unit)):
		return p.amount, ""
	}
	return decimal.Zero, fmt.Sprintf("its unit is %.40q, neither an hour nor a month of a parameter", p.unit)
}

// locations has the regions by the names in which the price list says them.
// Products have a regionCode too since about 2021; older ones only a location.
// Source: AWS's partitions.json as in its SDKs for the names, the price loader of
// Infracost's cloud-pricing-api for those that differ in the price list.
var locations = map[string]string{
	"Africa (Cape Town)":                     "af-south-1",
	"Asia Pacific (Hong Kong)":               "ap-east-1",
	"Asia Pacific (Hyderabad)":               "ap-south-2",
	"Asia Pacific (Jakarta)":                 "ap-southeast-3",
	"Asia Pacific (Malaysia)":                "ap-southeast-5",
	"Asia Pacific (Melbourne)":               "ap-southeast-4",
	"Asia Pacific (Mumbai)":                  "ap-south-1",
	"Asia Pacific (New Zealand)":             "ap-southeast-6",
	"Asia Pacific (Osaka)":                   "ap-northeast-3",
	"Asia Pacific (Osaka-Local)":             "ap-northeast-3",
	"Asia Pacific (Seoul)":                   "ap-northeast-2",
	"Asia Pacific (Singapore)":               "ap-southeast-1",
	"Asia Pacific (Sydney)":                  "ap-southeast-2",
	"Asia Pacific (Taipei)":                  "ap-east-2",
	"Asia Pacific (Thailand)":                "ap-southeast-7",
	"Asia Pacific (Tokyo)":                   "ap-northeast-1",
	"AWS European Sovereign Cloud (Germany)": "eusc-de-east-1",
	"AWS GovCloud (US)":                      "us-gov-west-1",
	"AWS GovCloud (US-East)":                 "us-gov-east-1",
	"AWS GovCloud (US-West)":                 "us-gov-west-1",
	"Canada (Central)":                       "ca-central-1",
	"Canada West (Calgary)":                  "ca-west-1",
	"China (Beijing)":                        "cn-north-1",
	"China (Ningxia)":                        "cn-northwest-1",
	"EU (Frankfurt)":                         "eu-central-1",
	"EU (Ireland)":                           "eu-west-1",
	"EU (London)":                            "eu-west-2",
	"EU (Milan)":                             "eu-south-1",
	"EU (Paris)":                             "eu-west-3",
	"EU (Spain)":                             "eu-south-2",
	"EU (Stockholm)":                         "eu-north-1",
	"EU (Zurich)":                            "eu-central-2",
	"Israel (Tel Aviv)":                      "il-central-1",
	"Mexico (Central)":                       "mx-central-1",
	"Middle East (Bahrain)":                  "me-south-1",
	"Middle East (UAE)":                      "me-central-1",
	"South America (Sao Paulo)":              "sa-east-1",
	"US East (N. Virginia)":                  "us-east-1",
	"US East (Ohio)":                         "us-east-2",
	"US ISO East":                            "us-iso-east-1",
	"US ISOB East (Ohio)":                    "us-isob-east-1",
	"US West (N. California)":                "us-west-1",
	"US West (Oregon)":                       "us-west-2",
}
