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
	paths     *connectivity.Facts
}

func newLives(facts *analyzers.Facts) *lives {
	return &lives{analyzers.Found[rotation.Facts](facts, rotation.Analyzer), analyzers.Found[connectivity.Facts](facts, connectivity.Analyzer)}
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

// network tells whether what uses a secret reaches Secrets Manager.
func (l *lives) network(u *access.Use) reporters.Verdict {
	if l.paths == nil {
		return reporters.Verdict{}
	}
	var found reporters.Verdict
	for _, r := range l.paths.Readers {
		is := r.Who.Key == u.Key || r.Who.Definition != nil && r.Who.Definition.Key == u.Key
		if !is || !slices.ContainsFunc(r.Who.Secrets, func(s connectivity.Named) bool { return s.Key == u.SecretKey && s.Label == u.Secret }) {
			continue
		}
		v := reach(r)
		if found.State == "" || rank(v.State) < rank(found.State) {
			found = v
		}
	}
	return found
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
	var broken, open []string
	for _, f := range s.Faults {
		broken = append(broken, "the schedule is not accepted ("+f.Kind+")")
	}
	switch s.Invocation.State {
	case "no":
		broken = append(broken, "Secrets Manager may not invoke the function")
	case "unknown":
		open = append(open, "whether Secrets Manager may invoke the function")
	}
	if l.paths != nil {
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
		for _, c := range l.paths.Connections {
			if c.Who.Key != s.Key {
				continue
			}
			switch c.Path.State {
			case "no":
				broken = append(broken, "the function cannot connect to database "+c.Database.Label)
			case "unknown":
				open = append(open, "whether the function can connect to database "+c.Database.Label)
			}
		}
	}
	switch {
	case len(broken) > 0:
		return reporters.Verdict{State: "no", Text: text + "; it fails: " + strings.Join(broken, "; ")}
	case len(open) > 0:
		return reporters.Verdict{State: "unknown", Text: text + "; not known is " + strings.Join(open, ", and ")}
	}
	return reporters.Verdict{State: "yes", Text: text}
}
