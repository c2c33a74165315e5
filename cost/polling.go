package cost

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/fetches"
)

// Polling is what asks for secrets more often than it has to.
type Polling struct {
	At   analyzers.Place `json:"at"`
	Who  string          `json:"who"`
	Kind string          `json:"kind"` // "cache" (off), "external-secrets" or "csi"
	// Variable is the one that turns a cache off.
	Variable string `json:"variable"`
	// Interval is the time between two looks, in seconds; Default is set where
	// nobody wrote it.
	Interval int  `json:"interval"`
	Default  bool `json:"default"`
	// Calls are those expected in a month, Least those with the remedy.
	Calls string `json:"calls"`
	Least string `json:"least"`
	Sum   Sum    `json:"sum"` // the expected saving
}

// sensibleInterval is how often AWS's provider for the Secrets Store CSI driver
// advises to look.
// Source: secrets-store-csi-driver-provider-aws, README.
const sensibleInterval = time.Hour

func (a *adviser) polling() {
	for _, c := range a.fetches.Caches {
		for _, x := range a.fetches.Fetches {
			if x.Resource.Key() != c.Key {
				continue
			}
			invocations, _ := a.invocations(x)
			reads := decimal.NewFromInt(int64(len(x.Reads)))
			kept := *x
			kept.Layer = &fetches.Layer{TTL: 300 * time.Second}
			p := Polling{At: c.At, Who: c.Function, Kind: "cache", Variable: c.Variable}
			a.saved(&p, invocations.Expected.Mul(reads), a.extension(&kept, invocations).calls.Expected.Mul(reads), a.opts.region(x.Resource.Stack))
		}
	}
	for _, x := range a.fetches.Polls {
		if x.Interval <= 0 || x.Interval >= sensibleInterval {
			continue
		}
		pods := Whole(1)
		if x.Kind == "csi" {
			pods = a.ask.quantity(x.Resource, nil, podsKey)
		}
		looks := func(every time.Duration) decimal.Decimal {
			times := decimal.NewFromInt(secondsPerMonth*int64(time.Second)).DivRound(decimal.NewFromInt(int64(every)), 6)
			return pods.Expected.Mul(times).Mul(decimal.NewFromInt(int64(x.Objects)))
		}
		p := Polling{At: x.At, Who: x.Name, Kind: x.Kind, Interval: int(x.Interval / time.Second), Default: x.Default}
		a.saved(&p, looks(x.Interval), looks(sensibleInterval), a.opts.region(x.Resource.Stack))
	}
}

// saved completes a fact with its calls and what fewer of them save.
func (a *adviser) saved(p *Polling, calls, least decimal.Decimal, region string) {
	calls, least = calls.Round(0), least.Round(0)
	if !calls.GreaterThan(least) {
		return
	}
	p.Calls, p.Least, p.Sum = number(calls), number(least), a.fewer(calls, least, region)
	a.advice.Polling = append(a.advice.Polling, *p)
}

// fewer is what fewer calls save.
func (a *adviser) fewer(calls, least decimal.Decimal, region string) Sum {
	price, _, ok := a.opts.prices().Find(region, CallItem)
	if !ok {
		s := sum{}.fact("call")
		s.Formula = fmt.Sprintf("%s − %s calls", number(calls), number(least))
		return s
	}
	amount := calls.Sub(least).Mul(price.Amount)
	return Sum{
		Monthly: Money(amount), Currency: price.Currency, Text: fmt.Sprintf("%s %s a month", amount.StringFixed(2), price.Currency),
		Formula: fmt.Sprintf("(%s − %s calls) × %s %s", number(calls), number(least), Money(price.Amount), price.Currency),
	}
}
