package fetches

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/eventschedule"
	"github.com/fjall-lint/fjall-lint/analyzers/refs"
	"github.com/fjall-lint/fjall-lint/template"
)

// starts finds how often what fetches is started.
func (f *finder) starts() {
	scheduled := f.schedules()
	triggers := f.triggers()
	keepers := f.keepers()
	for _, x := range f.facts.Fetches {
		key := x.Resource.Key()
		x.Starts.Scheduled = scheduled[key]
		switch x.Kind {
		case Function:
			x.Starts.Other, x.Starts.Deployments = triggers[key].other, triggers[key].deployments
		case Task, Container:
			if x.Resource.Type == "AWS::ECS::Service" || x.Resource.Type == "AWS::ECS::ExpressGatewayService" {
				x.Starts.Services = []Keeper{f.keeper(x.Resource)}
			} else {
				x.Starts.Services = keepers[key]
			}
			x.Starts.Other = triggers[key].other
		case Job:
			x.Starts.Retries = retries(x.Resource)
			x.Starts.Other = triggers[key].other
		case Build:
			x.Starts.Other = true // whoever pushes code
		}
	}
}

// schedules gives, by the key of what they start, how often all enabled schedules
// start it in a month.
func (f *finder) schedules() map[string]*big.Rat {
	found := map[string]*big.Rat{}
	add := func(v *template.Value, times int, expression *template.Value, kind eventschedule.Kind) {
		part, ok := v.Single()
		if !ok {
			return
		}
		r := part.Resource
		if function := r.Function(); function != nil {
			r = function
		}
		text, ok := expression.Literal()
		if !ok {
			return
		}
		plan, err := eventschedule.Parse(text, kind)
		if err != nil {
			return // not a matter of cost
		}
		n := new(big.Rat).Mul(plan.PerMonth(), new(big.Rat).SetInt64(int64(times)))
		if sum := found[r.Key()]; sum != nil {
			n.Add(n, sum)
		}
		found[r.Key()] = n
	}
	f.pass.Resources(func(r *template.Resource) {
		switch r.Type {
		case "AWS::Events::Rule":
			expression := r.Property("ScheduleExpression")
			if disabled(r) || expression.Kind == template.AbsentValue {
				return
			}
			for _, t := range r.Property("Targets").Elems() {
				add(t.Get("Arn"), 1, expression, eventschedule.Rule)
				add(t.At("EcsParameters", "TaskDefinitionArn"), count(t.At("EcsParameters", "TaskCount"), 1), expression, eventschedule.Rule)
				add(t.At("BatchParameters", "JobDefinition"), 1, expression, eventschedule.Rule)
			}
		case "AWS::Scheduler::Schedule":
			if disabled(r) {
				return
			}
			t, expression := r.Property("Target"), r.Property("ScheduleExpression")
			add(t.Get("Arn"), 1, expression, eventschedule.Scheduler)
			add(t.At("EcsParameters", "TaskDefinitionArn"), count(t.At("EcsParameters", "TaskCount"), 1), expression, eventschedule.Scheduler)
		case "AWS::Glue::Trigger":
			for _, t := range r.Property("Actions").Elems() {
				add(t.Get("JobName"), 1, r.Property("Schedule"), eventschedule.Rule)
			}
		}
	})
	return found
}

func disabled(r *template.Resource) bool {
	state, _ := r.Property("State").Literal()
	return state == "DISABLED"
}

// count is a number that a template gives, else what is taken without one.
func count(v *template.Value, otherwise int) int {
	text, ok := v.Literal()
	if !ok {
		return otherwise
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		return otherwise
	}
	return n
}

// trigger is what starts something besides schedules.
type trigger struct{ other, deployments bool }

// triggers reads who refers to what fetches: everything that does so may start it,
// but for what is known not to.
func (f *finder) triggers() map[string]trigger {
	found, fetching := map[string]trigger{}, map[string]bool{}
	for _, x := range f.facts.Fetches {
		fetching[x.Resource.Key()] = true
	}
	facts := f.pass.ResultOf[refs.Analyzer].(*refs.Facts)
	for i := range facts.Edges {
		e := &facts.Edges[i]
		if e.Via == "DependsOn" || len(e.At.Path) < 4 || e.At.Path[0] != "Resources" || e.At.Path[2] != "Properties" {
			continue
		}
		to, from := f.pass.Program.Resource(e.To), f.pass.Program.Resource(e.From)
		if function := to.Function(); function != nil {
			to = function
		}
		if to == nil || from == nil || !fetching[to.Key()] || from.Exists() == template.False {
			continue
		}
		t := found[to.Key()]
		switch {
		case bystander(from, e.At.Path):
		case strings.HasPrefix(from.Type, "Custom::"), from.Type == "AWS::CloudFormation::CustomResource":
			t.deployments = true
		default:
			t.other = true
		}
		found[to.Key()] = t
	}
	return found
}

// bystander tells what refers to a function or task without starting it, or only
// by a schedule, which is counted.
func bystander(r *template.Resource, path template.Path) bool {
	switch r.Type {
	case "AWS::Events::Rule":
		return r.Property("EventPattern").Kind == template.AbsentValue
	case "AWS::Lambda::Permission":
		text, ok := r.Property("Principal").Literal()
		// A rule by event pattern refers to the function itself.
		return ok && (text == "events.amazonaws.com" || text == "scheduler.amazonaws.com")
	case "AWS::Scheduler::Schedule", "AWS::Glue::Trigger", "AWS::Lambda::Alias", "AWS::Lambda::Version", "AWS::Lambda::EventInvokeConfig", "AWS::ECS::Service":
		return true
	}
	for _, service := range []string{"AWS::IAM::", "AWS::Logs::", "AWS::CloudWatch::", "AWS::ApplicationAutoScaling::", "AWS::CodeDeploy::", "AWS::KMS::", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy"} {
		if strings.HasPrefix(r.Type, service) {
			return true
		}
	}
	return slices.Contains(path, any("DeadLetterConfig"))
}

// keepers are the services of each task definition.
func (f *finder) keepers() map[string][]Keeper {
	found := map[string][]Keeper{}
	f.pass.Resources(func(r *template.Resource) {
		if r.Type != "AWS::ECS::Service" {
			return
		}
		if p, ok := r.Property("TaskDefinition").Single(); ok {
			found[p.Resource.Key()] = append(found[p.Resource.Key()], f.keeper(r))
		}
	})
	return found
}

// keeper reads how many tasks a service keeps. Without a number it is one, of a
// daemon as many as there are instances.
// Source: AWS CloudFormation reference, AWS::ECS::Service DesiredCount.
func (f *finder) keeper(r *template.Resource) Keeper {
	k := Keeper{Resource: r, Desired: 1}
	desired := r.Property("DesiredCount")
	if strategy, _ := r.Property("SchedulingStrategy").Literal(); strategy == "DAEMON" {
		k.Desired = -1
	} else if desired.Kind != template.AbsentValue {
		k.Desired = count(desired, -1)
	}
	k.Least, k.Most = k.Desired, k.Desired
	f.pass.Resources(func(t *template.Resource) {
		if t.Type != "AWS::ApplicationAutoScaling::ScalableTarget" {
			return
		}
		for _, p := range t.Property("ResourceId").Alternatives() {
			for _, part := range p.Value.Parts {
				if part.Resource != r {
					continue
				}
				if least := count(t.Property("MinCapacity"), -1); least >= 0 {
					k.Least = least
				}
				if most := count(t.Property("MaxCapacity"), -1); most >= 0 {
					k.Most = most
				}
			}
		}
	})
	if k.Desired >= 0 {
		k.Least, k.Most = min(k.Least, k.Desired), max(k.Most, k.Desired)
	}
	return k
}

// retries is how often a job is started again when it fails, at most.
// Source: AWS CloudFormation reference, RetryStrategy of AWS::Batch::JobDefinition
// (Attempts, 1 without) and MaxRetries of AWS::Glue::Job.
func retries(r *template.Resource) int {
	if r.Type == "AWS::Glue::Job" {
		return count(r.Property("MaxRetries"), 0)
	}
	return max(count(r.Property("RetryStrategy", "Attempts"), 1)-1, 0)
}
