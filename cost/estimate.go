package cost

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/dynamicrefs"
	"github.com/fjall-lint/fjall-lint/analyzers/fetches"
	"github.com/fjall-lint/fjall-lint/analyzers/rotation"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// Options are what an estimate depends on besides the programs.
type Options struct {
	// Prices is the table of prices, nil for those that come with the tool.
	Prices *Prices
	// Usage is a usage file that is bound to the assembly, nil for none.
	Usage *Usage
	// Region is taken for stacks whose region the templates do not tell.
	Region string
}

func (o *Options) prices() *Prices {
	if o.Prices == nil {
		return DefaultPrices()
	}
	return o.Prices
}

// region is the region of a stack as far as it is known.
func (o *Options) region(s *template.Stack) string {
	if s.Region != "" {
		return s.Region
	}
	return o.Region
}

// New estimates what the secrets of programs cost a month.
func New(facts []*analyzers.Facts, opts Options) *Estimate { return estimate(facts, opts).Estimate() }

func estimate(facts []*analyzers.Facts, opts Options) *Estimator {
	e := NewEstimator(opts)
	for _, f := range facts {
		e.Add(f)
	}
	return e
}

// Estimator makes the estimate of programs that are given one after the other. Their facts
// and properties need not be kept.
type Estimator struct {
	b        builder
	programs int
}

// NewEstimator begins an estimate.
func NewEstimator(opts Options) *Estimator {
	return &Estimator{b: builder{
		opts: opts, est: &Estimate{Lines: []Line{}, Unpriced: []Unpriced{}}, ask: newAsker(opts.Usage), decrypts: map[string]*requests{},
	}}
}

// Add adds what the secrets of a program cost.
func (e *Estimator) Add(f *analyzers.Facts) {
	e.b.program(e.programs, f)
	e.programs++
}

// Estimate ends the estimate.
func (e *Estimator) Estimate() *Estimate {
	b := &e.b
	b.keyRequests()
	slices.SortStableFunc(b.placed, func(x, y placed) int {
		return cmp.Or(x.program-y.program, x.place-y.place, slices.Index(kinds, x.line.Kind)-slices.Index(kinds, y.line.Kind), cmp.Compare(x.line.Detail, y.line.Detail))
	})
	for _, p := range b.placed {
		b.est.Lines = append(b.est.Lines, p.line)
	}
	b.est.Assumptions = b.assumptions()
	return b.est
}

// builder makes the lines of an estimate.
type builder struct {
	opts   Options
	est    *Estimate
	ask    *asker
	placed []placed

	index  int // of the program
	facts  *analyzers.Facts
	stock  *secrets.Facts
	places map[string]int
	// decrypts are the requests of KMS by the resource that they are put to, in the
	// order of requested.
	decrypts  map[string]*requests
	requested []*requests
	// calls are those of Secrets Manager by what makes them, for the endpoints.
	calls []madeCalls

	// What the assumptions speak of.
	conditional, regionless, foreignKeys, included, uncertain, envs, rotations bool
}

// placed is a line with its place in the order of the estimate.
type placed struct {
	line           Line
	program, place int
}

func (b *builder) program(i int, f *analyzers.Facts) {
	b.index, b.facts, b.calls = i, f, nil
	b.stock = analyzers.Found[secrets.Facts](f, secrets.Analyzer)
	if b.stock == nil {
		return
	}
	b.places = map[string]int{}
	for _, s := range f.Program.Stacks {
		b.places[s.Key] = len(b.places)
		for _, r := range s.Order {
			b.places[r.Key()] = len(b.places)
		}
	}
	b.storage()
	b.includedSecrets()
	b.customerKeys()
	b.parameters()
	if found := analyzers.Found[fetches.Facts](f, fetches.Analyzer); found != nil {
		b.fetched(found)
	}
	if refs := analyzers.Found[dynamicrefs.Facts](f, dynamicrefs.Analyzer); refs != nil {
		b.deployments(refs)
	}
	if found := analyzers.Found[rotation.Facts](f, rotation.Analyzer); found != nil {
		b.rotated(found)
	}
	b.endpoints()
	b.facts, b.stock = nil, nil
}

// charge is what a line is made of.
type charge struct {
	kind Kind
	what string
	// resource is what it belongs to; stack is set instead for what belongs to a
	// stack as a whole.
	resource *template.Resource
	stack    *template.Stack
	detail   string
	region   string // where it is paid for
	item     Item
	quantity Range
	unit     string // of the item, in words for people; "" is the item's own
	formula  string
	fixed    bool
	free     string // why it is not charged, "" otherwise
}

// add makes a line of a charge, or a gap where its price is not known.
func (b *builder) add(c charge) {
	stack, r := c.stack, c.resource
	if r != nil {
		stack = r.Stack
	}
	l := Line{
		Kind: c.kind, What: c.what, Stack: stack.Name, Template: stack.TemplateFile, Resource: r, Detail: c.detail, Region: c.region,
		Quantity: c.quantity, Unit: cmp.Or(c.unit, c.item.Unit()), Fixed: c.fixed, Formula: c.formula, Currency: USD, Label: stack.Name, Type: stackType,
	}
	place := b.places[stack.Key]
	if r != nil {
		l.LogicalID, l.Type, l.ConstructPath, l.Label, place = r.ID, r.Type, r.ConstructPath, r.Label(), b.places[r.Key()]
		if r.Exists() == template.Unknown {
			b.conditional = true
			l.Quantity.Low = decimal.Zero
		}
	}
	if c.free != "" {
		l.PriceSource = c.free
		b.placed = append(b.placed, placed{l, b.index, place})
		return
	}
	price, why, ok := b.opts.prices().Find(c.region, c.item)
	if !ok {
		b.est.Unpriced = append(b.est.Unpriced, Unpriced{
			Kind: l.Kind, What: l.What, Stack: l.Stack, Template: l.Template, LogicalID: l.LogicalID, Label: l.Label, Region: l.Region,
			Quantity: l.Quantity, Unit: l.Unit, Why: why,
		})
		return
	}
	b.regionless = b.regionless || c.region == ""
	l.UnitPrice, l.Currency, l.PriceSource, l.PriceDate, l.Assumed = price.Amount, price.Currency, price.Source, price.Date, price.Assumed
	l.Monthly = l.Quantity.Times(price.Amount)
	b.placed = append(b.placed, placed{l, b.index, place})
}

// round cuts a computed quantity to four decimals, so that it can be written down
// and multiplied exactly.
func round(r Range) Range { return Range{r.Low.Round(4), r.Expected.Round(4), r.High.Round(4)} }

// number writes a quantity for formulas: 1,000,000 or 14.19.
func number(d decimal.Decimal) string {
	places := int32(2)
	if d.LessThan(decimal.NewFromInt(1)) {
		places = 4
	}
	text := d.Round(places).Normalize().String()
	whole, rest := text, ""
	for i, c := range text {
		if c == '.' {
			whole, rest = text[:i], text[i:]
			break
		}
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return whole + rest
}

// span writes a range for formulas: "8", or "1 to 60 (expected 8)".
func span(r Range) string {
	if r.Known() {
		return number(r.Expected)
	}
	return fmt.Sprintf("%s to %s (expected %s)", number(r.Low), number(r.High), number(r.Expected))
}
