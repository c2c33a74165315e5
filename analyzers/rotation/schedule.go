package rotation

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/access"
	"github.com/fjall-lint/fjall-lint/analyzers/rotation/schedule"
	"github.com/fjall-lint/fjall-lint/template"
)

// Schedule is one AWS::SecretsManager::RotationSchedule.
type Schedule struct {
	Key   string          `json:"key"`
	At    analyzers.Place `json:"at"`
	Label string          `json:"label"`
	// Secret is the key of the secret that it rotates (for a secret that a service
	// keeps, of the resource that it is for); "" where Target is not "found".
	Secret string `json:"secret"`
	// Target is "found", "managed" (a secret that a service keeps), "elsewhere" (no
	// secret of the program) or "unknown".
	Target string `json:"target"`
	// Performer is who rotates: "function" (RotationLambdaARN), "hosted"
	// (HostedRotationLambda), "both", "none", "external" (the partner of a managed
	// external secret) or "unknown".
	Performer string `json:"performer"`
	// Function is the key of the resource that RotationLambdaARN refers to: a
	// function, version or alias, or the nested stack or application that has it.
	Function string `json:"function"`
	// Rules tells whether the schedule says when to rotate: "yes", "no", "unknown".
	Rules   string          `json:"rules"`
	RulesAt analyzers.Place `json:"rules_at"`
	// GapHours is the largest time between two rotations, in hours; of several
	// values that the schedule may have, the smallest. 0 is unknown.
	GapHours int `json:"gap_hours"`
	// When says the schedule in words: "every 30 days".
	When string `json:"when"`
	// Plans are the schedules that it may have; none where that is not known.
	Plans []*schedule.Schedule `json:"-"`
	// Faults are what the service does not accept.
	Faults     []Fault    `json:"faults"`
	Invocation Invocation `json:"invocation"`
	// Rotator is the function of the program that RotationLambdaARN names, with its
	// role and what that lacks; nil where there is none or its role is not known.
	Rotator *access.Rotator `json:"rotator"`
	// Standard names AWS's own function, as in RotationType of a hosted rotation
	// ("PostgreSQLSingleUser"), hosted or from the Serverless Application Repository;
	// "" for any other one.
	Standard string `json:"standard"`
	// Hosted is the rotation function that AWS hosts, nil for any other one.
	Hosted *Hosted `json:"hosted"`
	// Mismatches are what does not fit in a rotation by AWS's function.
	Mismatches []Mismatch `json:"mismatches"`

	resource *template.Resource
}

// Fault is something in a schedule that the service does not accept.
type Fault struct {
	At analyzers.Place `json:"at"`
	// Kind is "no-function", "two-functions", "two-rules", "expression", "never",
	// "days" or "window".
	Kind string `json:"kind"`
	// Text is the value at fault, Reason what is wrong with it. Character counts
	// from 1; 0 when the fault is the whole value's.
	Text      string `json:"text"`
	Reason    string `json:"reason"`
	Character int    `json:"character"`
}

func read(r *template.Resource) *Schedule {
	s := &Schedule{
		Key: r.Key(), At: analyzers.AtResource(r), Label: r.Label(), Rules: "unknown",
		RulesAt: analyzers.At(r, "RotationRules"), Faults: []Fault{}, resource: r,
	}
	s.performer()
	rules := r.Property("RotationRules")
	days, expr, window := rules.Get("AutomaticallyAfterDays"), rules.Get("ScheduleExpression"), rules.Get("Duration")
	switch given := given(rules) && (given(days) || given(expr)); {
	case rules.Kind == template.AbsentValue, rules.Kind == template.MapValue && days.Kind == template.AbsentValue && expr.Kind == template.AbsentValue:
		s.Rules = "no"
		s.RulesAt = s.At
		return s
	case given:
		s.Rules = "yes"
	default:
		return s
	}
	if given(days) && given(expr) {
		s.Faults = append(s.Faults, Fault{At: s.place(days, "AutomaticallyAfterDays"), Kind: "two-rules"})
		return s
	}
	var plans []*schedule.Schedule
	if given(days) {
		plans = s.plans(days, "AutomaticallyAfterDays", parseDays)
	} else {
		plans = s.plans(expr, "ScheduleExpression", parseExpression)
	}
	s.Plans = plans
	for _, p := range plans {
		gap, never := p.LargestGap()
		if hours := int((gap + time.Hour - 1) / time.Hour); !never && (s.GapHours == 0 || hours < s.GapHours) {
			s.GapHours, s.When = hours, p.String()
		}
	}
	if len(plans) == 1 && given(window) {
		s.window(plans[0], window)
	}
	return s
}

// given tells that a value is certainly there.
func given(v *template.Value) bool {
	for _, a := range v.Alternatives() {
		if a.Value.Kind == template.AbsentValue || a.Value.Kind == template.UnknownValue {
			return false
		}
		if text, ok := a.Value.Literal(); ok && strings.TrimSpace(text) == "" {
			return false
		}
	}
	return true
}

// missing tells that a value is certainly not there. An empty default is no
// certainty: a deployment may give a value.
func missing(v *template.Value) bool {
	for _, a := range v.Alternatives() {
		if text, ok := a.Value.Literal(); a.Value.Kind != template.AbsentValue && (!ok || text != "" || defaulted(a.Value)) {
			return false
		}
	}
	return true
}

// defaulted tells whether any of a scalar is the default of a parameter.
func defaulted(v *template.Value) bool {
	return slices.ContainsFunc(v.Parts, func(p template.Part) bool { return p.Origin == template.FromDefault })
}

func (s *Schedule) performer() {
	r := s.resource
	function, hosted := r.Property("RotationLambdaARN"), r.Property("HostedRotationLambda")
	external := given(r.Property("ExternalSecretRotationRoleArn")) || given(r.Property("ExternalSecretRotationMetadata"))
	switch {
	case external:
		s.Performer = "external"
	case given(function) && given(hosted):
		s.Performer = "both"
	case given(function) && missing(hosted):
		s.Performer = "function"
	case missing(function) && given(hosted):
		s.Performer = "hosted"
	case missing(function) && missing(hosted):
		s.Performer = "none"
	default:
		s.Performer = "unknown"
	}
	for _, a := range function.Alternatives() {
		for _, p := range a.Value.Parts {
			if s.Function == "" && p.Resource != nil {
				s.Function = p.Resource.Key()
			}
		}
	}
}

func (s *Schedule) place(v *template.Value, property string) analyzers.Place {
	return analyzers.AtNode(s.resource.Stack, v.Node, analyzers.At(s.resource, "RotationRules", property))
}

// plans parses every value that a rule may have. A value that is not known gives
// no plans at all, and a fault counts only when all values have one and none is
// a default, which a deployment may change.
func (s *Schedule) plans(v *template.Value, property string, parse func(string) (*schedule.Schedule, *Fault)) []*schedule.Schedule {
	var plans []*schedule.Schedule
	var faults []Fault
	for _, a := range v.Alternatives() {
		text, ok := a.Value.Literal()
		if !ok {
			return nil
		}
		plan, fault := parse(text)
		if fault != nil && defaulted(a.Value) {
			return nil
		}
		if fault != nil {
			fault.At = s.place(a.Value, property)
			faults = append(faults, *fault)
			continue
		}
		plans = append(plans, plan)
	}
	if len(plans) == 0 && len(faults) > 0 {
		s.Faults = append(s.Faults, faults[0])
	}
	return plans
}

func parseDays(text string) (*schedule.Schedule, *Fault) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return nil, &Fault{Kind: "days", Text: text, Reason: fmt.Sprintf("AutomaticallyAfterDays %q is not a whole number", short(text))}
	}
	plan, err := schedule.Days(n)
	if err != nil {
		return nil, &Fault{Kind: "days", Text: text, Reason: err.Error()}
	}
	return plan, nil
}

func parseExpression(text string) (*schedule.Schedule, *Fault) {
	plan, err := schedule.Parse(text)
	var e *schedule.Error
	if errors.As(err, &e) {
		return nil, &Fault{Kind: "expression", Text: short(text), Reason: e.Reason, Character: len([]rune(text[:min(e.Offset, len(text))])) + 1}
	}
	if err != nil {
		return nil, &Fault{Kind: "expression", Text: short(text), Reason: err.Error()}
	}
	if _, never := plan.LargestGap(); never {
		return nil, &Fault{Kind: "never", Text: short(text), Reason: "it matches no date"}
	}
	return plan, nil
}

func short(text string) string {
	if r := []rune(text); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return text
}

func (s *Schedule) window(plan *schedule.Schedule, v *template.Value) {
	text, ok := v.Literal()
	if !ok || defaulted(v) {
		return
	}
	w, err := schedule.ParseWindow(text)
	if err == nil {
		err = plan.CheckWindow(w)
	}
	if err != nil {
		s.Faults = append(s.Faults, Fault{At: s.place(v, "Duration"), Kind: "window", Text: short(text), Reason: err.Error()})
	}
}
