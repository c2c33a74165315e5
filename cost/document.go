package cost

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/template"
)

// Document is an estimate as JSON: the object "cost" of every report in JSON.
// Amounts of money are decimal numbers in text, exact to the last digit.
type Document struct {
	Currency string `json:"currency"`
	// FixedMonthly is what is expected without any use: storage, keys, endpoints.
	FixedMonthly string         `json:"fixedMonthly"`
	Monthly      Amounts        `json:"monthly"`
	Lines        []DocumentLine `json:"lines"`
	Assumptions  []string       `json:"assumptions"`
	Unpriced     []DocumentGap  `json:"unpriced"`
	// Others are the sums of lines in other currencies, which are never added up.
	Others []DocumentTotal `json:"otherCurrencies,omitempty"`
}

// Amounts are the three scenarios of an amount.
type Amounts struct {
	Low      string `json:"low"`
	Expected string `json:"expected"`
	High     string `json:"high"`
}

// DocumentTotal is the sum of one currency.
type DocumentTotal struct {
	Currency     string  `json:"currency"`
	FixedMonthly string  `json:"fixedMonthly"`
	Monthly      Amounts `json:"monthly"`
}

// DocumentLine is a line of an estimate.
type DocumentLine struct {
	Kind          Kind   `json:"kind"`
	What          string `json:"what"`
	Stack         string `json:"stack"`
	Template      string `json:"template"`
	LogicalID     string `json:"logicalId"`
	ResourceType  string `json:"resourceType"`
	ConstructPath string `json:"constructPath"`
	Detail        string `json:"detail"`
	Region        string `json:"region"`
	// Quantity is the expected one, QuantityRange all scenarios.
	Quantity      string  `json:"quantity"`
	QuantityRange Amounts `json:"quantityRange"`
	Unit          string  `json:"unit"`
	UnitPrice     string  `json:"unitPrice"`
	Currency      string  `json:"currency"`
	Monthly       Amounts `json:"monthly"`
	Fixed         bool    `json:"fixed"`
	Formula       string  `json:"formula"`
	PriceSource   string  `json:"priceSource"`
	PriceDate     string  `json:"priceDate"`
	PriceAssumed  bool    `json:"priceAssumed"`
}

// DocumentGap is something without a known price.
type DocumentGap struct {
	Kind      Kind    `json:"kind"`
	What      string  `json:"what"`
	Stack     string  `json:"stack"`
	Template  string  `json:"template"`
	LogicalID string  `json:"logicalId"`
	Region    string  `json:"region"`
	Quantity  Amounts `json:"quantity"`
	Unit      string  `json:"unit"`
	Why       string  `json:"why"`
}

// MoneyAmounts writes a range of money, with two decimals at least.
func MoneyAmounts(r Range) Amounts { return Amounts{Money(r.Low), Money(r.Expected), Money(r.High)} }

func amounts(r Range) Amounts {
	return Amounts{r.Low.Normalize().String(), r.Expected.Normalize().String(), r.High.Normalize().String()}
}

// Document is the estimate as JSON.
func (e *Estimate) Document() *Document {
	totals := e.Totals()
	d := &Document{
		Currency: totals[0].Currency, FixedMonthly: Money(totals[0].Fixed.Expected), Monthly: MoneyAmounts(totals[0].Monthly),
		Lines: make([]DocumentLine, 0, len(e.Lines)), Assumptions: append([]string{}, e.Assumptions...), Unpriced: []DocumentGap{},
	}
	for _, t := range totals[1:] {
		d.Others = append(d.Others, DocumentTotal{t.Currency, Money(t.Fixed.Expected), MoneyAmounts(t.Monthly)})
	}
	for i := range e.Lines {
		l := &e.Lines[i]
		d.Lines = append(d.Lines, l.document())
	}
	for _, u := range e.Unpriced {
		d.Unpriced = append(d.Unpriced, DocumentGap{u.Kind, u.What, u.Stack, u.Template, u.LogicalID, u.Region, amounts(u.Quantity), u.Unit, u.Why})
	}
	return d
}

func (l *Line) document() DocumentLine {
	return DocumentLine{
		Kind: l.Kind, What: l.What, Stack: l.Stack, Template: l.Template, LogicalID: l.LogicalID, ResourceType: l.Type,
		ConstructPath: l.ConstructPath, Detail: l.Detail, Region: l.Region, Quantity: l.Quantity.Expected.Normalize().String(),
		QuantityRange: amounts(l.Quantity), Unit: l.Unit, UnitPrice: Money(l.UnitPrice), Currency: l.Currency, Monthly: MoneyAmounts(l.Monthly),
		Fixed: l.Fixed, Formula: l.Formula, PriceSource: l.PriceSource, PriceDate: l.PriceDate, PriceAssumed: l.Assumed,
	}
}

// ReadEstimate reads an estimate that was written as JSON: a report of check,
// report or cost.
func ReadEstimate(file string, text []byte) (*Estimate, error) {
	var doc struct {
		SchemaVersion int       `json:"schemaVersion"`
		Cost          *Document `json:"cost"`
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			line, column := position(text, int(syntax.Offset))
			return nil, fmt.Errorf("%s:%d:%d: not valid JSON", file, line, column)
		}
		return nil, fmt.Errorf("%s: no report of this tool: %w", file, err)
	}
	switch {
	case doc.SchemaVersion == 0:
		return nil, fmt.Errorf("%s: no report of this tool: it has no schemaVersion", file)
	case doc.SchemaVersion != 1:
		return nil, fmt.Errorf("%s: schemaVersion %d is not known: write the report anew", file, doc.SchemaVersion)
	case doc.Cost == nil:
		return nil, fmt.Errorf("%s: the report has no estimate: write one with `fjall-lint cost --format json`", file)
	}
	e := &Estimate{}
	for i, l := range doc.Cost.Lines {
		line, err := l.line()
		if err != nil {
			return nil, fmt.Errorf("%s: read line %d of the estimate: %w", file, i+1, err)
		}
		e.Lines = append(e.Lines, line)
	}
	return e, nil
}

// position turns an offset into line and column, both from 1.
func position(text []byte, offset int) (line, column int) {
	offset = min(max(offset, 0), len(text))
	line, column = 1, 1
	for _, c := range string(text[:offset]) {
		if column++; c == '\n' {
			line, column = line+1, 1
		}
	}
	return line, column
}

func (d DocumentLine) line() (Line, error) {
	l := Line{
		Kind: d.Kind, What: d.What, Stack: d.Stack, Template: d.Template, LogicalID: d.LogicalID, Type: d.ResourceType,
		ConstructPath: d.ConstructPath, Detail: d.Detail, Region: d.Region, Unit: d.Unit, Currency: d.Currency,
		Fixed: d.Fixed, Formula: d.Formula, PriceSource: d.PriceSource, PriceDate: d.PriceDate, Assumed: d.PriceAssumed,
	}
	l.Label = cmp.Or((&template.Resource{ID: d.LogicalID, ConstructPath: d.ConstructPath}).Label(), d.Stack)
	if !slices.Contains(kinds, d.Kind) {
		return l, fmt.Errorf("kind %q is not known", d.Kind)
	}
	if len(d.Currency) != 3 {
		return l, fmt.Errorf("currency %q is none", d.Currency)
	}
	var err error
	if l.Quantity, err = d.QuantityRange.parse(); err != nil {
		return l, err
	}
	if l.Monthly, err = d.Monthly.parse(); err != nil {
		return l, err
	}
	if l.UnitPrice, err = exactAmount(d.UnitPrice); err != nil {
		return l, fmt.Errorf("price %w", err)
	}
	return l, nil
}

func (a Amounts) parse() (r Range, err error) {
	for _, x := range []struct {
		text string
		into *decimal.Decimal
	}{{a.Low, &r.Low}, {a.Expected, &r.Expected}, {a.High, &r.High}} {
		if *x.into, err = exactAmount(x.text); err != nil {
			return r, fmt.Errorf("amount %w", err)
		}
	}
	if r.Low.GreaterThan(r.Expected) || r.Expected.GreaterThan(r.High) {
		return r, fmt.Errorf("amounts %s, %s, %s are not in order", a.Low, a.Expected, a.High)
	}
	return r, nil
}
