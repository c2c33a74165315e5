package eval

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// MatchARN tells whether an ARN matches the pattern of an ArnLike or ArnEquals
// condition: each of the six parts between colons on its own, with wildcards
// (IAM User Guide, "Amazon Resource Name (ARN) condition operators"). What a
// pattern of fewer parts matches is not documented: that is Unknown, unless it
// is certain that the pattern matches nothing.
func MatchARN(pattern, arn Text) template.Truth {
	ps, pok := pattern.split(6)
	as, aok := arn.split(6)
	if !pok || !aok {
		if sameTexts(pattern, arn) {
			return template.True
		}
		if Match(pattern, arn, MatchOptions{}) == template.False {
			return template.False
		}
		return template.Unknown
	}
	if len(ps) < 6 {
		return Match(pattern, arn, MatchOptions{}).And(template.Unknown)
	}
	if len(as) < 6 {
		return template.False
	}
	all := template.True
	for i := range ps {
		all = all.And(Match(ps[i], as[i], MatchOptions{}))
	}
	return all
}

// MatchResource tells whether the pattern of a Resource or NotResource element
// matches an ARN, which is taken to be a whole one. Wildcards stay within their segment, except for a '*' that
// ends one: that goes on beyond colons. An ARN that is cut short matches as if
// the missing segments were '*' (IAM User Guide, "IAM JSON policy elements:
// Resource").
func MatchResource(pattern, arn Text) template.Truth {
	if len(pattern) == 1 && pattern[0].Kind == Literal && pattern[0].Lit == "*" {
		return template.True
	}
	short := cutShort(pattern)
	if short == template.False {
		return matchResource(pattern, arn)
	}
	completed := matchResource(Join(pattern, Lit(":*")), arn)
	if short == template.True {
		return completed
	}
	if asItIs := matchResource(pattern, arn); asItIs == completed || sameTexts(pattern, arn) {
		return asItIs
	}
	return template.Unknown
}

// cutShort tells whether a pattern is an ARN of fewer than six segments that does
// not end with a wildcard.
func cutShort(pattern Text) template.Truth {
	if len(pattern) == 0 {
		return template.False
	}
	if p := pattern[0]; p.known() && len(p.Lit) >= 4 && !strings.HasPrefix(p.Lit, "arn:") {
		return template.False
	}
	colons, certain := 0, true
	for _, p := range pattern {
		if p.known() {
			colons += strings.Count(p.Lit, ":")
		} else if !p.colonFree() {
			certain = false
		}
	}
	last := pattern[len(pattern)-1]
	switch {
	case colons >= 5 || last.Kind == Literal && strings.HasSuffix(last.Lit, "*"):
		return template.False
	case Match(Join(Lit("arn:"), Anything()), pattern.exact(), MatchOptions{NoWildcards: true}) == template.False:
		return template.False
	case certain && pattern[0].known() && strings.HasPrefix(pattern[0].Lit, "arn:"):
		return template.True
	}
	return template.Unknown
}

func matchResource(pattern, arn Text) template.Truth {
	loose := match(pattern, arn, wildFree, false)
	wild := wildBeforeName(pattern)
	if loose == template.False || loose == template.True && !wild {
		return loose
	}
	if all, ok := matchParts(pattern, arn); ok {
		return all
	}
	if !wild {
		return loose
	}
	if match(pattern, arn, wildSegment, false) == template.True {
		return template.True
	}
	return matchLoosely(pattern, arn)
}

// matchParts matches part by part when both have as many colons: then no
// wildcard can stand for one, and the parts decide more than the whole.
func matchParts(pattern, arn Text) (all template.Truth, ok bool) {
	const most = 16
	ps, ok := pattern.split(most)
	if !ok {
		return template.Unknown, false
	}
	as, ok := arn.split(most)
	if !ok || len(ps) != len(as) || !colonFree(ps[len(ps)-1]) || !colonFree(as[len(as)-1]) {
		return template.Unknown, false
	}
	all = template.True
	for i := range ps {
		all = all.And(Match(ps[i], as[i], MatchOptions{}))
	}
	return all, true
}

func colonFree(t Text) bool {
	for _, p := range t {
		if !p.colonFree() {
			return false
		}
	}
	return true
}

// matchLoosely is for a pattern with a wildcard inside of one of the first five
// segments: False when the segments certainly do not match and none of the
// wildcards may go beyond its own.
func matchLoosely(pattern, arn Text) template.Truth {
	ps, ok := pattern.split(6)
	if !ok || len(ps) < 6 {
		return template.Unknown
	}
	for _, seg := range ps[:5] {
		if n := len(seg); n > 0 && seg[n-1].Kind == Literal && strings.HasSuffix(seg[n-1].Lit, "*") {
			return template.Unknown
		}
	}
	return MatchARN(pattern, arn)
}

// wildBeforeName tells whether there may be a wildcard before the fifth colon.
func wildBeforeName(pattern Text) bool {
	colons := 0
	for _, p := range pattern {
		if p.Kind == Unknown || p.Kind == Symbol && p.Shape == AnyText {
			return true
		}
		if p.Kind != Literal {
			continue
		}
		for i := range len(p.Lit) {
			switch p.Lit[i] {
			case '*', '?':
				return true
			case ':':
				if colons++; colons == 5 {
					return false
				}
			}
		}
	}
	return false
}

// sameTexts tells whether two texts are certainly the same, wildcards and all.
func sameTexts(a, b Text) bool {
	return Match(a.exact(), b, MatchOptions{NoWildcards: true}) == template.True
}

// ARNMiss is why a pattern does not match an ARN.
type ARNMiss string

// The ways for a pattern to miss an ARN.
const (
	// MissNotARN: a name or other text where an ARN is needed.
	MissNotARN ARNMiss = "not an ARN"
	// MissPartition, MissService, MissRegion, MissAccount: another one is named.
	MissPartition ARNMiss = "partition"
	MissService   ARNMiss = "service"
	MissRegion    ARNMiss = "region"
	MissAccount   ARNMiss = "account"
	// MissType: another type of resource, such as an alias instead of a key.
	MissType ARNMiss = "resource type"
	// MissSuffix: the name of the secret without the six random characters, for
	// which -?????? stands in a pattern.
	MissSuffix ARNMiss = "no random suffix"
	// MissJSONKey: a secret's ARN and, after a colon, what names a part of its
	// value.
	MissJSONKey ARNMiss = "JSON key in the ARN"
	// MissName: another resource of the same type.
	MissName ARNMiss = "name"
)

// ExplainMiss lists what keeps a Resource pattern from matching an ARN, in the
// order of the ARN. It is empty when nothing certainly does.
func ExplainMiss(pattern, arn Text) []ARNMiss {
	if MatchResource(pattern, arn) != template.False {
		return nil
	}
	ps, ok := pattern.split(6)
	as, aok := arn.split(6)
	if ok && len(ps) > 0 && len(ps) < 6 && Match(ps[0], Lit("arn"), MatchOptions{}) == template.False {
		return []ARNMiss{MissNotARN}
	}
	if !ok || !aok || len(ps) < 6 || len(as) < 6 {
		return nil
	}
	if Match(ps[0], as[0], MatchOptions{}) == template.False {
		return []ARNMiss{MissNotARN}
	}
	var misses []ARNMiss
	for i, miss := range [...]ARNMiss{"", MissPartition, MissService, MissRegion, MissAccount} {
		if miss != "" && Match(ps[i], as[i], MatchOptions{}) == template.False {
			misses = append(misses, miss)
		}
	}
	if Match(ps[5], as[5], MatchOptions{}) == template.False {
		misses = append(misses, missName(ps[5], as[5]))
	}
	return misses
}

// missName tells what is wrong with the last part of an ARN.
func missName(pattern, name Text) ARNMiss {
	if kind, ok := resourceType(name); ok {
		if k, ok := resourceType(pattern); ok && Match(Lit(k), Lit(kind), MatchOptions{}) == template.False {
			return MissType
		}
	}
	if n := len(name); n > 1 && name[n-1].Kind == Random6 {
		bare := append(Text(nil), name[:n-1]...)
		if last := &bare[n-2]; last.known() && strings.HasSuffix(last.Lit, "-") {
			last.Lit = strings.TrimSuffix(last.Lit, "-")
			if Match(pattern, bare, MatchOptions{}) == template.True {
				return MissSuffix
			}
		}
	}
	if parts, ok := pattern.split(3); ok && len(parts) == 3 {
		short := Join(parts[0], Lit(":"), parts[1])
		if Match(short, name, MatchOptions{}) == template.True || missName(short, name) == MissSuffix {
			return MissJSONKey
		}
	}
	return MissName
}

// resourceType is what stands before the first ':' or '/' of the last part of an
// ARN.
func resourceType(name Text) (string, bool) {
	if len(name) == 0 || !name[0].known() {
		return "", false
	}
	i := strings.IndexAny(name[0].Lit, ":/")
	if i < 0 {
		return "", false
	}
	return name[0].Lit[:i], true
}

// Region is the region in an ARN; ok is false when it is not known.
func Region(arn Text) (region string, ok bool) {
	parts, ok := arn.split(6)
	if !ok || len(parts) < 6 {
		return "", false
	}
	return parts[3].Literal()
}

// Account is the account in an ARN; ok is false for a text that is not known to be an
// ARN.
func Account(arn Text) (account Text, ok bool) {
	parts, ok := arn.split(6)
	if !ok || len(parts) < 6 {
		return nil, false
	}
	return parts[4], true
}

// InRegion is the ARN of the same name in another region; ok is false for a text
// that is not known to be an ARN.
func InRegion(arn Text, region string) (other Text, ok bool) {
	parts, ok := arn.split(6)
	if !ok || len(parts) < 6 {
		return nil, false
	}
	parts[3] = Lit(region)
	for i, p := range parts {
		if i > 0 {
			other = Join(other, Lit(":"))
		}
		other = Join(other, p)
	}
	return other, true
}
