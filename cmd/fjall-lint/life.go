package main

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/connectivity"
	"github.com/fjall-lint/fjall-lint/analyzers/rotation"
	"github.com/fjall-lint/fjall-lint/reporters"
)

// lives tells of the secrets of a program what works in their lives.
type lives struct {
	rotations *rotation.Facts
	access    *access.Facts
	paths     *connectivity.Facts
}

func newLives(facts *analyzers.Facts) *lives {
	return &lives{
		analyzers.Found[rotation.Facts](facts, rotation.Analyzer), analyzers.Found[access.Facts](facts, access.Analyzer),
		analyzers.Found[connectivity.Facts](facts, connectivity.Analyzer),
	}
}

// record is what is known of the rotation of a secret.
func (l *lives) record(key string) *rotation.Secret {
	if l.rotations == nil {
		return nil
	}
	i := slices.IndexFunc(l.rotations.Secrets, func(s *rotation.Secret) bool { return s.Key == key })
	if i < 0 {
		return nil
	}
	return l.rotations.Secrets[i]
}

// purpose says what the value is for where that is known: the login of a database.
func (l *lives) purpose(key string, labels map[string]string) string {
	s := l.record(key)
	if s == nil || s.Kind != "database" || labels[s.Database] == "" {
		return ""
	}
	return ", login of " + labels[s.Database]
}

// network tells whether what uses a secret reaches Secrets Manager, and what puts it
// into its network.
func (l *lives) network(u *access.Use) (found reporters.Verdict, at analyzers.Place) {
	if l.paths == nil {
		return found, at
	}
	for _, r := range l.paths.Readers {
		is := r.Who.Key == u.Key || r.Who.Definition != nil && r.Who.Definition.Key == u.Key
		if !is || !slices.ContainsFunc(r.Who.Secrets, func(s connectivity.Named) bool { return s.Key == u.SecretKey && s.Label == u.Secret }) {
			continue
		}
		v := reach(r)
		if found.State == "" || rank(v.State) < rank(found.State) {
			found, at = v, r.Who.At
		}
	}
	return found, at
}

// reach words a way to Secrets Manager.
func reach(r *connectivity.Reader) reporters.Verdict {
	switch r.Path.State {
	case "yes":
		if r.Who.VPC == nil && len(r.Who.Groups) == 0 {
			return reporters.Verdict{State: "yes"} // in no VPC: nothing to say
		}
		return reporters.Verdict{State: "yes", Text: "through " + r.Path.Via}
	case "no":
		return reporters.Verdict{State: "no", Text: "it has no way to Secrets Manager: " + blockWords(r)}
	}
	return reporters.Verdict{State: "unknown", Text: "whether it reaches Secrets Manager is not known (" + r.Path.Why + ")"}
}

// blockWords says in a few words what is in the way.
func blockWords(r *connectivity.Reader) string {
	switch r.Path.Block {
	case "no-route":
		return "no route leads out of its subnets, and the VPC has no interface endpoint"
	case "no-address":
		return "the way out is an internet gateway, and it has no public address"
	case "dead-nat":
		return "its NAT gateway has none itself"
	case "no-private-dns":
		return "the VPC's interface endpoint has private DNS off"
	case "ingress":
		return "the interface endpoint does not let it in"
	case "egress":
		return "its security groups do not let it out"
	case "policy":
		return "the interface endpoint's policy does not allow it"
	}
	return r.Path.Block
}

// rotation tells how a secret is rotated, and whether that works.
func (l *lives) rotation(key string) reporters.Verdict {
	s := l.record(key)
	if s == nil {
		return reporters.Verdict{}
	}
	switch s.Rotates {
	case "managed":
		return reporters.Verdict{State: "yes", Text: "by the service of its database"}
	case "no":
		return reporters.Verdict{Text: "none"}
	case "off":
		return reporters.Verdict{Text: "none: its schedule has no rules"}
	case "unknown":
		return reporters.Verdict{State: "unknown", Text: "whether a schedule rotates it is not known"}
	}
	var worst reporters.Verdict
	for _, schedule := range l.rotations.Schedules {
		if !slices.Contains(s.Schedules, schedule.Key) {
			continue
		}
		v := l.schedule(schedule)
		if worst.State == "" || rank(v.State) < rank(worst.State) {
			worst = v
		}
	}
	return worst
}

// schedule tells whether a schedule works: its rules, who rotates, and the networks.
func (l *lives) schedule(s *rotation.Schedule) reporters.Verdict {
	text := "scheduled"
	if s.When != "" {
		text = s.When
	}
	switch s.Performer {
	case "hosted":
		text += ", by a function of AWS's"
	case "function":
		if name := s.Invocation.Function; name != "" {
			text += ", by " + name
		}
	}
	broken, open := l.mechanism(s)
	blocked, maybe := l.networks(s)
	broken, open = append(broken, blocked...), append(open, maybe...)
	switch {
	case len(broken) > 0:
		return reporters.Verdict{State: "no", Text: text + "; it fails: " + strings.Join(broken, "; ")}
	case len(open) > 0:
		return reporters.Verdict{State: "unknown", Text: text + "; not known is " + strings.Join(open, ", and ")}
	}
	return reporters.Verdict{State: "yes", Text: text}
}

// faults words what the service does not accept in a schedule.
var faults = map[string]string{
	"no-function": "nobody is named to rotate it", "two-functions": "two functions are named", "two-rules": "two rules are given",
	"never": "the schedule matches no date",
}

// mismatches words what does not fit in a hosted rotation.
var mismatches = map[string]string{
	"type": "there is no such rotation type", "engine": "the rotation type is for another engine", "superuser": "no secret of a superuser is named",
	"masterarn": "the secret does not name that of the superuser", "transform": "the template lacks the transform that adds the function", "runtime": "the runtime is set, which the transform does not take",
	"network": "the function is in no network, and the database is private",
}

// misattachments words what is wrong with the attachment to a database.
var misattachments = map[string]string{
	"unattached": "the secret does not tell the function where the database is", "order": "the schedule does not wait for the attachment",
	"several": "the secret has more than one attachment", "target-type": "the attachment is of the wrong type",
}

// mechanism tells what of a schedule, its function and the function's permissions does
// not work, and what is not known of them.
func (l *lives) mechanism(s *rotation.Schedule) (broken, open []string) {
	say := func(words map[string]string, kind, otherwise string) {
		text := words[kind]
		if text == "" {
			text = otherwise
		}
		if !slices.Contains(broken, text) {
			broken = append(broken, text)
		}
	}
	for _, f := range s.Faults {
		say(faults, f.Kind, "the schedule is not accepted")
	}
	for _, m := range s.Mismatches {
		say(mismatches, m.Kind, "AWS's function does not fit")
	}
	for _, m := range l.rotations.Misattached {
		if m.SecretKey == s.Secret && s.Secret != "" {
			say(misattachments, m.Kind, "the attachment does not fit")
		}
	}
	if s.Performer == "function" && s.Invocation.Function == "" && s.Standard == "" {
		open = append(open, "what the function does, which is not in the templates")
	}
	switch s.Invocation.State {
	case "no":
		broken = append(broken, "Secrets Manager may not invoke the function")
	case "unknown":
		open = append(open, "whether Secrets Manager may invoke the function")
	}
	if l.access == nil {
		return broken, open
	}
	for _, r := range l.access.Rotators {
		if r.Schedule != s.Key {
			continue
		}
		var lacks []string
		unknown := false
		for _, n := range r.Lacks {
			lacks = append(lacks, n.Action)
		}
		for _, n := range r.Needs {
			unknown = unknown || n.Verdict.Allowed == "unknown"
		}
		switch {
		case len(lacks) > 0:
			broken = append(broken, "the function's role lacks "+strings.Join(slices.Compact(lacks), ", "))
		case unknown:
			open = append(open, "whether the function's role may do what it needs")
		}
	}
	return broken, open
}

// networks tells what of a rotation's network paths does not work, and what is not
// known of them.
func (l *lives) networks(s *rotation.Schedule) (broken, open []string) {
	if l.paths == nil {
		return nil, nil
	}
	for _, r := range l.paths.Readers {
		if r.Who.Key != s.Key {
			continue
		}
		switch r.Path.State {
		case "no":
			broken = append(broken, "the function has no way to Secrets Manager ("+blockWords(r)+")")
		case "unknown":
			open = append(open, "whether the function reaches Secrets Manager")
		}
	}
	connects := false
	for _, c := range l.paths.Connections {
		if c.Who.Key != s.Key {
			continue
		}
		connects = true
		switch c.Path.State {
		case "no":
			broken = append(broken, "the function cannot connect to database "+c.Database.Label)
		case "unknown":
			open = append(open, "whether the function can connect to database "+c.Database.Label)
		}
	}
	if s.Standard != "" && !connects {
		open = append(open, "whether the function can connect to the database")
	}
	return broken, open
}
