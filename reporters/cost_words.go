package reporters

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/cost"
)

// nouns are how a sentence speaks of one line of a kind and of several; %n stands
// for their number.
var nouns = []struct {
	kind      cost.Kind
	one, many string
}{
	{cost.SecretLine, "a secret", "%n secrets"},
	{cost.ReplicaLine, "a replica", "%n replicas"},
	{cost.ManagedLine, "a secret made by a service", "%n secrets made by services"},
	{cost.IncludedLine, "a secret that a service pays for", "%n secrets that services pay for"},
	{cost.KeyLine, "a customer key", "%n customer keys"},
	{cost.KeyRotationLine, "the material of a key's rotation", "the material of %n keys' rotation"},
	{cost.ParameterLine, "an advanced parameter", "%n advanced parameters"},
	{cost.EndpointLine, "an interface endpoint", "%n interface endpoints"},
	{cost.EndpointDataLine, "the data through an endpoint", "the data through %n endpoints"},
	{cost.CallsLine, "the calls of a reader", "the calls of %n readers"},
	{cost.RotationLine, "the calls of a rotation", "the calls of %n rotations"},
	{cost.KeyRequestsLine, "requests of KMS", "requests of KMS"},
}

// inWords names the lines that change: "2 secrets and a replica in eu-west-1".
func inWords(changes []cost.Change) string {
	const named = 4
	var words []string
	for _, noun := range nouns {
		n := 0
		var regions []string
		for i := range changes {
			l := changes[i].Line()
			if l.Kind != noun.kind {
				continue
			}
			n++
			if !slices.Contains(regions, l.Region) {
				regions = append(regions, l.Region)
			}
		}
		if n == 0 {
			continue
		}
		text := noun.one
		if n > 1 {
			text = strings.Replace(noun.many, "%n", thousands(n), 1)
		}
		if noun.kind == cost.ReplicaLine && len(regions) == 1 && regions[0] != "" {
			text += " in " + brief(regions[0], 30)
		}
		words = append(words, text)
	}
	if len(words) > named {
		words = append(words[:named-1], "more")
	}
	return enumerate(words)
}

// diffWords tells in a clause what a change does: "2 secrets" where it only adds
// something, else "it adds 2 secrets and removes a key".
func diffWords(d *cost.Diff) string {
	if len(d.Removed)+len(d.Changed) == 0 {
		return inWords(d.Added)
	}
	var clauses []string
	for _, c := range []struct {
		verb    string
		changes []cost.Change
	}{{"adds ", d.Added}, {"removes ", d.Removed}, {"changes ", d.Changed}} {
		if words := inWords(c.changes); words != "" {
			clauses = append(clauses, c.verb+words)
		}
	}
	return "it " + enumerate(clauses)
}

// diffVerb says what a change does to the expected cost: "adds 1.20 USD", "saves
// 0.40 USD", "leaves the expected cost as it is". write writes an amount without
// its sign.
func diffVerb(totals []cost.DiffTotal, write func(decimal.Decimal, string) string) string {
	var added, saved sums
	for _, t := range totals {
		switch e := t.Monthly.Expected; {
		case e.IsPositive():
			added.add(e, t.Currency)
		case e.IsNegative():
			saved.add(e.Abs(), t.Currency)
		}
	}
	var verbs []string
	if len(added) > 0 {
		verbs = append(verbs, "adds "+added.join(write))
	}
	if len(saved) > 0 {
		verbs = append(verbs, "saves "+saved.join(write))
	}
	if len(verbs) == 0 {
		return "leaves the expected cost as it is"
	}
	return enumerate(verbs) + " a month"
}

// brief is text of at most so many columns; it takes little room too, whatever
// characters it is made of.
func brief(text string, columns int) string {
	most := 4 * columns
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return cut(clean(text), columns)
}
