package eval

import (
	"encoding/base64"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/fjall-lint/fjall-lint/template"
)

// operator is a condition operator taken apart.
type operator struct {
	name     string // small letters, without what follows here
	all, any bool   // ForAllValues:, ForAnyValue:
	ifExists bool
	not      bool // the negation of name
	compare  func(r *Request, policy, value Text, old bool) (match, resolved template.Truth)
}

// parseOperator takes an operator apart; ok is false when there is no such.
func parseOperator(s string) (op operator, ok bool) {
	s = strings.ToLower(s)
	s, op.all = strings.CutPrefix(s, "forallvalues:")
	if !op.all {
		s, op.any = strings.CutPrefix(s, "foranyvalue:")
	}
	if trimmed, found := strings.CutSuffix(s, "ifexists"); found {
		s, op.ifExists = trimmed, true
	}
	positive := s
	if s == "notipaddress" {
		positive, op.not = "ipaddress", true
	}
	for _, prefix := range [...]string{"string", "numeric", "date", "arn"} {
		if after, found := strings.CutPrefix(s, prefix+"not"); found {
			positive, op.not = prefix+after, true
		}
	}
	op.name = positive
	switch positive {
	case "stringequals":
		op.compare = compareString(MatchOptions{NoWildcards: true})
	case "stringequalsignorecase":
		op.compare = compareString(MatchOptions{NoWildcards: true, Fold: true})
	case "stringlike":
		op.compare = compareString(MatchOptions{})
	case "arnequals", "arnlike":
		op.compare = compareARN
	case "numericequals":
		op.compare = compareNumber(func(value, policy float64) bool { return value == policy })
	case "dateequals":
		op.compare = compareDate(func(value, policy time.Time) bool { return value.Equal(policy) })
	case "ipaddress":
		op.compare = compareAddress
	default:
		if op.not {
			return op, false
		}
		switch positive {
		case "numericlessthan":
			op.compare = compareNumber(func(value, policy float64) bool { return value < policy })
		case "numericlessthanequals":
			op.compare = compareNumber(func(value, policy float64) bool { return value <= policy })
		case "numericgreaterthan":
			op.compare = compareNumber(func(value, policy float64) bool { return value > policy })
		case "numericgreaterthanequals":
			op.compare = compareNumber(func(value, policy float64) bool { return value >= policy })
		case "datelessthan":
			op.compare = compareDate(func(value, policy time.Time) bool { return value.Before(policy) })
		case "datelessthanequals":
			op.compare = compareDate(func(value, policy time.Time) bool { return !value.After(policy) })
		case "dategreaterthan":
			op.compare = compareDate(func(value, policy time.Time) bool { return value.After(policy) })
		case "dategreaterthanequals":
			op.compare = compareDate(func(value, policy time.Time) bool { return !value.Before(policy) })
		case "bool":
			op.compare = compareBool
		case "binaryequals":
			op.compare = compareBinary
		case "null":
			return op, !op.ifExists
		default:
			return op, false
		}
	}
	return op, true
}

// KnownOperator tells whether there is a condition operator of that name, with
// its ForAllValues:, ForAnyValue: and IfExists. Case does not matter.
func KnownOperator(name string) bool {
	_, ok := parseOperator(name)
	return ok
}

// Met tells whether a request meets a condition (IAM User Guide, "IAM JSON policy
// elements: Condition operators"): a key that is absent fails it, unless it is
// negated, has IfExists or ForAllValues.
func (r *Request) Met(c *Condition, old bool) template.Truth {
	op, ok := parseOperator(c.Operator)
	if !ok || c.Key == "" {
		return template.Unknown
	}
	v := r.lookup(c.Key)
	if op.name == "null" {
		return null(c, v)
	}
	switch {
	case v.Present == template.True:
		return r.compareAll(&op, c, v.Values, old)
	case v.Present == template.False && v.Values == nil:
		return r.absent(&op, c, old)
	}
	there, gone := r.compareAll(&op, c, v.Values, old), r.absent(&op, c, old)
	if there == gone {
		return there
	}
	return template.Unknown
}

func null(c *Condition, v ContextValue) template.Truth {
	met := template.False
	for _, value := range c.Values {
		s, ok := value.Literal()
		switch {
		case !ok:
			return template.Unknown
		case strings.EqualFold(s, "true"):
			met = met.Or(v.Present.Not())
		case strings.EqualFold(s, "false"):
			met = met.Or(v.Present)
		}
	}
	return met
}

// absent is a condition's outcome without its key.
func (r *Request) absent(op *operator, c *Condition, old bool) template.Truth {
	switch {
	case op.any && op.ifExists:
		return template.Unknown // the two rules contradict each other
	case op.any:
		return template.False
	case op.ifExists, op.all:
		return template.True
	case op.not:
		// A variable without value may make the statement invalid.
		_, resolved := r.matchValues(op, c, nil, old)
		if resolved == template.True {
			return template.True
		}
		return template.Unknown
	}
	return template.False
}

// compareAll is a condition's outcome for the values of a key that is present.
func (r *Request) compareAll(op *operator, c *Condition, values []Text, old bool) template.Truth {
	if values == nil {
		// At least one value, not known.
		if met := r.compareOne(op, c, Anything(), old); met == template.True || met == template.False && !op.all {
			return met
		}
		return template.Unknown
	}
	if op.all && len(values) == 1 {
		// An empty string counts as no value here.
		if s, ok := values[0].Literal(); ok && s == "" {
			return template.True
		}
	}
	if len(values) == 0 {
		return r.absent(op, c, old)
	}
	all, anyOf := template.True, template.False
	for _, value := range values {
		met := r.compareOne(op, c, value, old)
		all, anyOf = all.And(met), anyOf.Or(met)
	}
	switch {
	case op.all:
		return all
	case op.any:
		return anyOf
	case all == anyOf:
		return all
	}
	// What a key of several values does without ForAllValues or ForAnyValue is
	// not documented.
	return template.Unknown
}

// compareOne is the outcome for one value of the key.
func (r *Request) compareOne(op *operator, c *Condition, value Text, old bool) template.Truth {
	met, resolved := r.matchValues(op, c, value, old)
	if !op.not {
		return met
	}
	if met == template.False && resolved != template.True {
		return template.Unknown
	}
	return met.Not()
}

// matchValues tells whether one of the policy's values matches, and whether all
// variables in them have values.
func (r *Request) matchValues(op *operator, c *Condition, value Text, old bool) (met, resolved template.Truth) {
	met, resolved = template.False, template.True
	for _, policy := range c.Values {
		m, ok := op.compare(r, policy, value, old)
		met, resolved = met.Or(m.And(ok)), resolved.And(ok)
	}
	return met, resolved
}

func compareString(o MatchOptions) func(*Request, Text, Text, bool) (template.Truth, template.Truth) {
	return func(r *Request, policy, value Text, old bool) (template.Truth, template.Truth) {
		p, ok := r.resolve(policy, old)
		return Match(p, value.exact(), o), ok
	}
}

func compareARN(r *Request, policy, value Text, old bool) (template.Truth, template.Truth) {
	p, ok := r.resolve(policy, old)
	return MatchARN(p, value.exact()), ok
}

// compareKnown compares texts that are known and have a meaning; a value without
// one is not documented to match or not.
func compareKnown[T any](parse func(string) (T, bool), compare func(value, policy T) bool) func(*Request, Text, Text, bool) (template.Truth, template.Truth) {
	return func(_ *Request, policy, value Text, _ bool) (template.Truth, template.Truth) {
		p, pok := policy.Literal()
		v, vok := value.Literal()
		if !pok || !vok {
			return template.Unknown, template.True
		}
		pt, pok := parse(p)
		vt, vok := parse(v)
		if !pok || !vok {
			return template.Unknown, template.True
		}
		return template.TruthOf(compare(vt, pt)), template.True
	}
}

func compareNumber(compare func(value, policy float64) bool) func(*Request, Text, Text, bool) (template.Truth, template.Truth) {
	return compareKnown(func(s string) (float64, bool) {
		f, err := strconv.ParseFloat(s, 64)
		return f, err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
	}, compare)
}

func compareDate(compare func(value, policy time.Time) bool) func(*Request, Text, Text, bool) (template.Truth, template.Truth) {
	return compareKnown(parseDate, compare)
}

// parseDate reads the W3C forms of ISO 8601 and seconds since 1970.
func parseDate(s string) (time.Time, bool) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) > 4 {
		return time.Unix(n, 0), true
	}
	for _, layout := range [...]string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

func compareBool(_ *Request, policy, value Text, _ bool) (template.Truth, template.Truth) {
	p, pok := policy.Literal()
	v, vok := value.Literal()
	if !pok || !vok {
		return template.Unknown, template.True
	}
	return template.TruthOf(strings.EqualFold(p, v)), template.True
}

func compareBinary(r *Request, policy, value Text, old bool) (template.Truth, template.Truth) {
	return compareKnown(func(s string) (string, bool) {
		b, err := base64.StdEncoding.DecodeString(s)
		return string(b), err == nil
	}, func(value, policy string) bool { return value == policy })(r, policy, value, old)
}

func compareAddress(r *Request, policy, value Text, old bool) (template.Truth, template.Truth) {
	return compareKnown(parsePrefix, func(value, policy netip.Prefix) bool {
		return policy.Bits() <= value.Bits() && policy.Contains(value.Addr())
	})(r, policy, value, old)
}

func parsePrefix(s string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Masked(), true
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(a, a.BitLen()), true
	}
	return netip.Prefix{}, false
}
