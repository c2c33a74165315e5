package reporters

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/template"
)

// costRow is a line of an estimate as people read it. Its texts are clean.
type costRow struct {
	id          string // the resource's logical id
	label, what string
	basis       string // "fixed" or "by use"
	number      string // the expected quantity without its unit: "5,000"
	unit, units string // "call" and "calls"; unit fits the quantity
	between     string // "50…25,000,000", "" where the quantity is known
	price       string // with a star where it is assumed
	source      string // of the price, with its date
	formula     string
	monthly     cost.Range
	currency    string
}

// assumedMark stands behind prices of another region.
const assumedMark = "*"

func newCostRow(l *cost.Line) costRow {
	row := costRow{
		id:    l.LogicalID,
		label: clean(cmp.Or(l.Label, l.LogicalID)), what: clean(l.What), basis: basis(l.Fixed), number: number(l.Quantity.Expected),
		unit: unit(l.Unit, l.Quantity.Expected), units: unit(l.Unit, decimal.Zero), between: between(l.Quantity, number), price: unitPrice(l.UnitPrice, l.Currency),
		source: clean(l.PriceSource), formula: clean(l.Formula), monthly: l.Monthly, currency: l.Currency,
	}
	if l.Assumed {
		row.price += assumedMark
	}
	if row.source != "" && l.PriceDate != "" {
		row.source += ", " + clean(l.PriceDate)
	}
	return row
}

func basis(fixed bool) string {
	if fixed {
		return "fixed"
	}
	return "by use"
}

// quantity is the quantity with its unit.
func (r *costRow) quantity() string { return strings.TrimSpace(r.number + " " + r.unit) }

// follows tells a line of the same resource as another.
func (r *costRow) follows(other *costRow) bool { return r.id == other.id && r.label == other.label }

// tiny tells an amount that people would read as nothing.
func (r *costRow) tiny() bool { return r.monthly.High.LessThan(cent) }

// costOrNone is what a report has on cost, never nil.
func (r *Report) costOrNone() *Cost {
	c := Cost{}
	if r.Cost != nil {
		c = *r.Cost
	}
	if c.Estimate == nil {
		c.Estimate = &cost.Estimate{}
	}
	return &c
}

// costStack is a stack with what it pays for.
type costStack struct {
	name, file, environment string // clean
	lines                   []*cost.Line
}

// title names a stack, by its file where it has no name.
func (s *costStack) title() string { return cmp.Or(s.name, s.file, "no stack") }

// costStacks parts the lines of an estimate by stack, in the order in which they
// come up.
func (r *Report) costStacks(e *cost.Estimate) []costStack {
	index := map[[2]string]int{}
	var stacks []costStack
	for i := range e.Lines {
		l := &e.Lines[i]
		k := [2]string{l.Stack, l.Template}
		n, ok := index[k]
		if !ok {
			n = len(stacks)
			index[k] = n
			s := costStack{name: clean(l.Stack), file: clean(r.file(l.Template))}
			if known := r.stackOf(l); known != nil {
				s.environment = environment(known)
				if known.Source != nil {
					s.file = clean(r.file(known.Source.Name))
				}
			}
			stacks = append(stacks, s)
		}
		stacks[n].lines = append(stacks[n].lines, l)
	}
	return stacks
}

func (r *Report) stackOf(l *cost.Line) *template.Stack {
	for _, s := range r.stacks() {
		if s.Name == l.Stack && slashed(s.TemplateFile) == slashed(l.Template) {
			return s
		}
	}
	return nil
}

// costTotals are the sums of an estimate; US dollars stand among them only where
// something is paid in them, or nothing at all.
func costTotals(e *cost.Estimate) []cost.Total {
	paid := map[string]bool{}
	for i := range e.Lines {
		paid[e.Lines[i].Currency] = true
	}
	totals := e.Totals()
	if len(totals) > 1 && !paid[cost.USD] {
		totals = totals[1:]
	}
	return totals
}

// diffTotals are the sums that a change compares, US dollars first; of currencies
// in which nothing changes there is none, unless that is so for all.
func diffTotals(d *cost.Diff) []cost.DiffTotal {
	totals := slices.Clone(d.Totals)
	slices.SortStableFunc(totals, func(a, b cost.DiffTotal) int {
		switch cost.USD {
		case a.Currency:
			return -1
		case b.Currency:
			return 1
		}
		return cmp.Compare(a.Currency, b.Currency)
	})
	changed := slices.DeleteFunc(slices.Clone(totals), func(t cost.DiffTotal) bool { return t.Monthly.IsZero() && t.Fixed.IsZero() })
	if len(changed) > 0 {
		return changed
	}
	return totals
}

// shown tells a range of which people see that it is one.
func shown(r cost.Range) bool { return amount(r.Low) != amount(r.High) }

// dependence says what the range of a sum comes from.
func dependence(monthly, fixed cost.Range) string {
	if monthly.Sub(fixed).Known() {
		return "depending on what the templates leave open"
	}
	return "depending on use"
}

// category is a kind of cost as people think of it, with its sum in one
// currency.
type category struct {
	name     string
	lines    int
	currency string
	total    cost.Range
}

// categoryNames are the categories in their order.
var categoryNames = []struct {
	name  string
	kinds []cost.Kind
}{
	{"Secrets", []cost.Kind{cost.SecretLine}},
	{"Replicas", []cost.Kind{cost.ReplicaLine}},
	{"Secrets made by services", []cost.Kind{cost.ManagedLine, cost.IncludedLine}},
	{"Customer keys", []cost.Kind{cost.KeyLine, cost.KeyRotationLine}},
	{"Advanced parameters", []cost.Kind{cost.ParameterLine}},
	{"Interface endpoints", []cost.Kind{cost.EndpointLine, cost.EndpointDataLine}},
	{"Calls by readers", []cost.Kind{cost.CallsLine}},
	{"Calls by rotations", []cost.Kind{cost.RotationLine}},
	{"Requests of KMS", []cost.Kind{cost.KeyRequestsLine}},
}

// categories sums up an estimate's lines of one currency.
func categories(e *cost.Estimate, currency string) []category {
	var all []category
	for _, c := range categoryNames {
		sum := category{name: c.name, currency: currency}
		for i := range e.Lines {
			if l := &e.Lines[i]; l.Currency == currency && slices.Contains(c.kinds, l.Kind) {
				sum.lines++
				sum.total = sum.total.Add(l.Monthly)
			}
		}
		if sum.lines > 0 {
			all = append(all, sum)
		}
	}
	return all
}

// priceSource is where prices were read, and how many lines have one from there.
type priceSource struct {
	source, date   string // clean
	lines, assumed int
}

// String tells it in a line.
func (s *priceSource) String() string {
	text := s.source
	if s.date != "" {
		text += ", " + s.date
	}
	text += ": " + plural(s.lines, "line", "lines")
	switch s.assumed {
	case 0:
	case s.lines:
		text += ", assumed"
	default:
		text += ", " + thousands(s.assumed) + " of them assumed"
	}
	return text
}

func priceSources(e *cost.Estimate) []priceSource {
	index := map[[2]string]int{}
	var sources []priceSource
	for i := range e.Lines {
		l := &e.Lines[i]
		if l.UnitPrice.IsZero() {
			continue // no price was read
		}
		k := [2]string{l.PriceSource, l.PriceDate}
		n, ok := index[k]
		if !ok {
			n = len(sources)
			index[k] = n
			sources = append(sources, priceSource{source: clean(l.PriceSource), date: clean(l.PriceDate)})
		}
		sources[n].lines++
		if l.Assumed {
			sources[n].assumed++
		}
	}
	return sources
}

// assumedPrices explains the star behind prices, "" where there is none.
func assumedPrices(e *cost.Estimate) string {
	const named = 6
	var regions, why []string
	lines, nowhere := 0, false
	for i := range e.Lines {
		l := &e.Lines[i]
		if !l.Assumed {
			continue
		}
		lines++
		region := brief(l.Region, 30)
		nowhere = nowhere || region == ""
		if region != "" && !slices.Contains(regions, region) {
			regions = append(regions, region)
		}
	}
	if lines == 0 {
		return ""
	}
	slices.Sort(regions)
	if n := len(regions); n > named {
		regions = append(regions[:named:named], plural(n-named, "more region", "more regions"))
	}
	if len(regions) > 0 {
		why = append(why, "none are known for "+enumerate(regions)+" (--prices gives them)")
	}
	if nowhere {
		why = append(why, "the region of their stack is not known (--region sets it)")
	}
	return "The prices of " + plural(lines, "line", "lines") + " are those of another region, because " + strings.Join(why, ", or because ") + "."
}

// ruleOfThumb compares a secret with calls, "" where one of the prices is not
// known.
func ruleOfThumb(e *cost.Estimate) string {
	secrets := map[string]decimal.Decimal{}
	calls := map[string]decimal.Decimal{}
	for i := range e.Lines {
		l := &e.Lines[i]
		prices := secrets
		switch l.Kind {
		case cost.SecretLine, cost.ReplicaLine, cost.ManagedLine:
		case cost.CallsLine, cost.RotationLine:
			prices = calls
		default:
			continue
		}
		if _, ok := prices[l.Currency]; !ok && l.UnitPrice.IsPositive() {
			prices[l.Currency] = l.UnitPrice
		}
	}
	for _, t := range e.Totals() {
		secret, ok := secrets[t.Currency]
		call, also := calls[t.Currency]
		if ok && also {
			return "One secret for a month costs as much as " + number(secret.Div(call).Round(0)) + " calls."
		}
	}
	return ""
}

// savingsSum is what all savings make together.
func savingsSum(savings []cost.Saving) sums {
	var s sums
	for i := range savings {
		s.add(savings[i].Monthly, savings[i].Currency)
	}
	return s
}

// where names the resource of a line or finding, with its stack where there are
// several.
func where(label, id, stack string, several bool) string {
	name := clean(cmp.Or(label, id))
	switch {
	case name == "" || id == "": // it belongs to the stack as a whole
		return clean(stack)
	case several && stack != "":
		return name + " in " + clean(stack)
	}
	return name
}

// onlyStack tells whether all that an estimate and its comparison name is of one
// stack.
func (c *Cost) onlyStack() bool {
	var first *string
	same := true
	see := func(stack string) {
		if first == nil {
			first = &stack
		}
		same = same && *first == stack
	}
	for i := range c.Estimate.Lines {
		see(c.Estimate.Lines[i].Stack)
	}
	for i := range c.Estimate.Unpriced {
		see(c.Estimate.Unpriced[i].Stack)
	}
	for i := range c.Savings {
		see(c.Savings[i].Stack)
	}
	return same
}
