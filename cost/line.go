package cost

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/template"
)

// Kind tells what a line pays for.
type Kind string

// The kinds of lines, in the order in which a resource's lines stand.
const (
	SecretLine       Kind = "secret"             // a secret, by the month
	ReplicaLine      Kind = "replica"            // a replica of a secret in another region
	ManagedLine      Kind = "managed-secret"     // a secret that a service makes and charges for
	IncludedLine     Kind = "included-secret"    // a secret that a service makes and does not charge for
	KeyLine          Kind = "key"                // a customer key that encrypts secrets
	KeyRotationLine  Kind = "key-rotation"       // key material that yearly rotation has added to a key
	ParameterLine    Kind = "advanced-parameter" // an advanced parameter of Parameter Store
	EndpointLine     Kind = "endpoint"           // an interface endpoint, by the hour in each zone
	EndpointDataLine Kind = "endpoint-data"      // what passes an interface endpoint
	CallsLine        Kind = "api-calls"          // calls of Secrets Manager by a consumer
	RotationLine     Kind = "rotation-calls"     // calls of Secrets Manager by a rotation
	KeyRequestsLine  Kind = "key-requests"       // calls of KMS that reads and rotations cause
)

var kinds = []Kind{
	SecretLine, ReplicaLine, ManagedLine, IncludedLine, KeyLine, KeyRotationLine, ParameterLine, EndpointLine, EndpointDataLine,
	CallsLine, RotationLine, KeyRequestsLine,
}

// Line is one thing that is paid for.
type Line struct {
	Kind Kind
	// What names it for people: "secret", "replica in eu-west-1", "calls by Api, in the handler".
	What string
	// Stack, Template, LogicalID, Type and ConstructPath are those of the resource that it
	// belongs to; LogicalID is "" for what belongs to a stack as a whole.
	Stack         string
	Template      string
	LogicalID     string
	Type          string
	ConstructPath string
	// Label names the resource for people.
	Label string
	// Resource is the resource, nil in an estimate that was read from a file and
	// for what belongs to a stack.
	Resource *template.Resource
	// Detail tells apart the lines of one kind that a resource has.
	Detail string
	// Region is where it is paid for, "" where that is not known.
	Region string
	// Quantity is how much a month, in Unit; UnitPrice is the price of one.
	Quantity  Range
	Unit      string
	UnitPrice decimal.Decimal
	Currency  string
	// Monthly is Quantity times UnitPrice, exactly.
	Monthly Range
	// Fixed is set for what is paid without any use.
	Fixed bool
	// Formula says in words how the quantity comes about.
	Formula string
	// PriceSource and PriceDate tell where the price was read, and its day;
	// Assumed is set where it is that of another region.
	PriceSource string
	PriceDate   string
	Assumed     bool
}

// ID names a line so that it can be found again in another version of the
// program: it holds neither positions nor amounts.
func (l *Line) ID() string { return string(l.Kind) + "\x00" + l.Stack + "\x00" + l.place() }

// place is the line's ID without its kind and stack.
func (l *Line) place() string {
	name := l.ConstructPath
	if name == "" {
		name = l.LogicalID
	}
	return name + "\x00" + l.Detail
}

// Unpriced is something that is paid for at a price that is not known.
type Unpriced struct {
	Kind      Kind
	What      string
	Stack     string
	Template  string
	LogicalID string
	Label     string
	Region    string
	Quantity  Range
	Unit      string
	Why       string
}

// Estimate is what the secrets of some programs cost a month.
type Estimate struct {
	// Lines are in the order of the programs.
	Lines []Line
	// Assumptions say, a sentence each, what the estimate takes as given.
	Assumptions []string
	Unpriced    []Unpriced
}

// Empty tells whether nothing costs anything that the estimate is about.
func (e *Estimate) Empty() bool { return len(e.Lines)+len(e.Unpriced) == 0 }

// Total is the sum of the lines of one currency.
type Total struct {
	Currency string
	// Fixed is what is paid without any use, Monthly all.
	Fixed, Monthly Range
}

// Totals sums up the lines, each currency apart: US dollars first, the others in
// the order of the alphabet. There is always one.
func (e *Estimate) Totals() []Total {
	totals := []Total{{Currency: USD}}
	at := map[string]int{USD: 0}
	for i := range e.Lines {
		l := &e.Lines[i]
		n, ok := at[l.Currency]
		if !ok {
			n = len(totals)
			at[l.Currency] = n
			totals = append(totals, Total{Currency: l.Currency})
		}
		t := &totals[n]
		t.Monthly = t.Monthly.Add(l.Monthly)
		if l.Fixed {
			t.Fixed = t.Fixed.Add(l.Monthly)
		}
	}
	return sortTotals(totals)
}

func sortTotals(totals []Total) []Total {
	slices.SortFunc(totals, func(a, b Total) int {
		return cmp.Or(rank(a.Currency)-rank(b.Currency), cmp.Compare(a.Currency, b.Currency))
	})
	return totals
}

func rank(currency string) int {
	if currency == USD {
		return 0
	}
	return 1
}
