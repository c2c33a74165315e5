package cost

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/fjall-lint/fjall-lint/analyzers/dynamicrefs"
	"github.com/fjall-lint/fjall-lint/analyzers/fetches"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// madeCalls are the calls of Secrets Manager that a resource makes in a month.
type madeCalls struct {
	resource *template.Resource
	quantity Range
}

// perRead is what one read of a secret makes in a month: the calls, and
// how many of them decrypt it.
type perRead struct {
	calls, decrypts Range
	formula         string
}

// fetched adds the calls of what fetches secrets.
func (b *builder) fetched(facts *fetches.Facts) {
	for _, x := range facts.Fetches {
		var one perRead
		reads := len(x.Reads)
		unit := "secret"
		switch x.Kind {
		case fetches.Function:
			one = b.function(x)
		case fetches.Task:
			one, unit = b.task(x), "value"
		case fetches.Container:
			one = b.container(x)
		case fetches.Job:
			one, unit = b.job(x), "value"
		case fetches.Build:
			one, unit = b.build(x), "entry"
		case fetches.Instance:
			n := b.ask.quantity(x.Resource, nil, startsKey)
			one, unit = perRead{n, n, span(n) + " starts of an instance"}, "value"
		default:
			n := b.ask.quantity(x.Resource, nil, serviceCallsKey)
			one = perRead{n, n, span(n) + " calls; AWS does not say how often the service reads"}
		}
		total := Range{}
		certain := 0
		for _, read := range x.Reads {
			calls, decrypts := one.calls, one.decrypts
			if read.Certain {
				certain++
			} else {
				b.uncertain = true
				calls.Low, decrypts.Low = decimal.Zero, decimal.Zero
			}
			total = total.Add(calls)
			if s := b.stock.ByKey(read.SecretKey); s != nil {
				b.request(b.keyFor(s, x.Resource), s, decrypts, "decryption for "+x.Resource.Label())
			}
		}
		formula := plural(reads, unit) + " × " + one.formula
		if certain < reads {
			formula += fmt.Sprintf("; %d of them by permission only, and not in low", reads-certain)
		}
		detail := ""
		if x.Kind == fetches.Container {
			detail = x.Kind
		}
		b.callsLine(x.Resource, detail, whose(x), total, formula)
	}
	b.polls(facts.Polls)
}

func plural(n int, one string) string {
	switch {
	case n == 1:
		return "1 " + one
	case strings.HasSuffix(one, "ry"):
		one = strings.TrimSuffix(one, "y") + "ie"
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// whose words what makes the calls.
func whose(x *fetches.Fetch) string {
	switch x.Kind {
	case fetches.Function:
		return "calls by the function"
	case fetches.Task:
		return "calls when tasks start"
	case fetches.Container:
		return "calls by the containers"
	case fetches.Job:
		return "calls when jobs start"
	case fetches.Build:
		return "calls when builds start"
	case fetches.Instance:
		return "calls when instances start"
	}
	return "calls by " + serviceOf(x.Resource.Type)
}

// callsLine adds a line of calls; what makes none has no line.
func (b *builder) callsLine(r *template.Resource, detail, what string, quantity Range, formula string) {
	quantity = round(quantity)
	b.calls = append(b.calls, madeCalls{r, quantity})
	b.add(charge{
		kind: CallsLine, what: what, resource: r, detail: detail, region: b.opts.region(r.Stack), item: CallItem, quantity: quantity,
		unit: "calls", formula: formula,
	})
}

// keyFor is the key that encrypts what a consumer reads: in another region that of
// the replica there.
func (b *builder) keyFor(s *secrets.Secret, consumer *template.Resource) secrets.KMS {
	region := b.opts.region(consumer.Stack)
	if region != "" && region != b.opts.region(s.Resource.Stack) {
		for _, r := range s.Replicas {
			if r.Region == region {
				return r.KMS
			}
		}
	}
	return s.KMS
}

const secondsPerMonth = HoursPerMonth * 3600

// peak is how many more environments are warm at the busiest time than on the mean.
const peak = 3

// rareStarts are the most starts a month for which each finds no warm process: one
// in a quarter of an hour.
const rareStarts = HoursPerMonth * 4

// function estimates how often a function's code fetches one secret.
func (b *builder) function(x *fetches.Fetch) perRead {
	r := x.Resource
	invocations, why := b.invocations(x)
	mode := b.ask.mode(r, fetchKey)
	shown := ""
	if mode == "" && x.Mode != "" {
		mode, shown = x.Mode, fmt.Sprintf(", as its code shows (%s)", x.Shown)
	}
	module := func() perRead {
		cold := b.coldStarts(x, invocations)
		return perRead{cold, cold, fmt.Sprintf("%s new processes, one read in each%s, of %s %s", span(cold), shown, span(invocations), why)}
	}
	handler := func() perRead {
		return perRead{invocations, invocations, span(invocations) + " " + why + ", one read in each" + shown}
	}
	switch mode {
	case fetches.Handler:
		return handler()
	case fetches.Module:
		return module()
	case fetches.Extension:
		one := b.extension(x, invocations)
		one.formula += shown
		return one
	case fetches.Cached:
		one := b.cached(x, invocations)
		one.formula += shown
		return one
	}
	low, expected, high := module(), perRead{}, handler()
	expected = low
	words := "where the code reads is not known: low and expected once in each process, high at every invocation"
	if x.Layer != nil {
		expected = b.extension(x, invocations)
		words = "where the code reads is not known: low once in each process, expected through the extension, high at every invocation"
	}
	mix := func(part func(perRead) Range) Range {
		return between(part(low).Low, part(expected).Expected, part(high).High)
	}
	return perRead{
		mix(func(p perRead) Range { return p.calls }), mix(func(p perRead) Range { return p.decrypts }),
		fmt.Sprintf("%s %s; %s", span(invocations), why, words),
	}
}

// invocations is how often a function is invoked in a month.
func (b *builder) invocations(x *fetches.Fetch) (n Range, why string) {
	r := x.Resource
	var known *Range
	why = "invocations"
	if x.Starts.Scheduled != nil {
		times := decimal.NewFromBigRat(x.Starts.Scheduled, 4)
		if !x.Starts.Other {
			q := Exactly(times)
			known, why = &q, "invocations by schedule"
		}
	} else if x.Starts.Deployments && !x.Starts.Other {
		q := b.ask.quantity(nil, r.Stack, deploysKey)
		known, why = &q, "deployments, at which it serves a custom resource"
	}
	n = b.ask.quantityOr(r, nil, invocationsKey, known)
	if known == nil && x.Starts.Scheduled != nil {
		// The schedule comes to what is invoked besides, unless that is more anyway.
		times := decimal.NewFromBigRat(x.Starts.Scheduled, 4)
		n = each(func(n ...decimal.Decimal) decimal.Decimal { return decimal.Max(n[0], times) }, n)
	}
	return n, why
}

// coldStarts is how often an invocation starts a new process.
func (b *builder) coldStarts(x *fetches.Fetch, invocations Range) Range {
	ratio := b.ask.quantity(x.Resource, nil, coldKey)
	if (x.Starts.Scheduled != nil || x.Starts.Deployments) && !x.Starts.Other && invocations.High.LessThanOrEqual(decimal.NewFromInt(rareStarts)) {
		return invocations // each finds the process of the last one gone
	}
	return round(invocations.Mul(ratio))
}

// warm is how many environments of a function are warm: what the usage file says,
// else from how long invocations take.
func (b *builder) warm(x *fetches.Fetch, invocations Range) Range {
	if n, ok := b.ask.given(x.Resource, environmentsKey); ok {
		return n
	}
	b.envs = true
	duration := b.ask.quantity(x.Resource, nil, durationKey)
	return each(func(n ...decimal.Decimal) decimal.Decimal {
		busy := n[0].Mul(n[1]).DivRound(decimal.NewFromInt(1000*secondsPerMonth), 6)
		return decimal.Max(decimal.NewFromInt(1), busy).Mul(decimal.NewFromInt(peak))
	}, invocations, duration)
}

// extension estimates the reads through the Parameters and Secrets extension: one
// call in each environment for each time that its value has grown old, and none
// more than there are invocations.
func (b *builder) extension(x *fetches.Fetch, invocations Range) perRead {
	ttl, ok := b.ask.given(x.Resource, ttlKey)
	if !ok {
		ttl = Whole(300)
		if x.Layer != nil && x.Layer.TTL >= 0 {
			ttl = Whole(int(x.Layer.TTL / time.Second))
		}
	}
	warm := b.warm(x, invocations)
	calls := each(func(n ...decimal.Decimal) decimal.Decimal {
		if n[2].IsZero() {
			return n[0]
		}
		refreshes := decimal.NewFromInt(secondsPerMonth).DivRound(n[2], 6).Ceil()
		return decimal.Min(n[0], n[1].Mul(refreshes))
	}, invocations, warm, flipped(ttl))
	return perRead{calls, calls, fmt.Sprintf("%s environments with the extension, a call each %s s, at most one of %s invocations", span(warm), span(ttl), span(invocations))}
}

// cached estimates the reads of a caching client: DescribeSecret at each refresh,
// and GetSecretValue besides in each new process. A client refreshes after a random
// part of its TTL, three quarters on the mean.
// Source: aws-secretsmanager-caching-go, cacheItem.go.
func (b *builder) cached(x *fetches.Fetch, invocations Range) perRead {
	ttl, ok := b.ask.given(x.Resource, ttlKey)
	if !ok {
		ttl = Whole(3600)
	}
	warm, cold := b.warm(x, invocations), b.coldStarts(x, invocations)
	calls := each(func(n ...decimal.Decimal) decimal.Decimal {
		refreshes := n[0]
		if !n[3].IsZero() {
			perEnvironment := decimal.NewFromInt(4*secondsPerMonth).DivRound(n[3].Mul(decimal.NewFromInt(3)), 6)
			refreshes = decimal.Min(n[0], n[1].Mul(perEnvironment))
		}
		return refreshes.Add(n[2].Mul(decimal.NewFromInt(2)))
	}, invocations, warm, cold, flipped(ttl))
	return perRead{calls, cold, fmt.Sprintf("%s environments with a caching client of TTL %s s, and 2 calls in each of %s new processes", span(warm), span(ttl), span(cold))}
}

// task estimates how often the tasks of a definition start: the agent fetches each
// value once for each.
func (b *builder) task(x *fetches.Fetch) perRead {
	starts := Range{}
	var reasons []string
	for _, k := range x.Starts.Services {
		n, why := b.keptTasks(k)
		starts = starts.Add(n)
		reasons = append(reasons, why)
	}
	if x.Starts.Scheduled != nil {
		times := decimal.NewFromBigRat(x.Starts.Scheduled, 4)
		starts = starts.Add(Exactly(times))
		reasons = append(reasons, number(times)+" by schedule")
	}
	if len(reasons) == 0 {
		n := b.ask.quantity(x.Resource, nil, startsKey)
		starts = n
		reasons = append(reasons, span(n)+" started by something else")
	}
	return perRead{starts, starts, "tasks that start: " + strings.Join(reasons, ", ")}
}

// container estimates how often the code in a task reads a secret: once when it
// starts, and as often as the usage file says while it runs.
func (b *builder) container(x *fetches.Fetch) perRead {
	one := b.task(x)
	rate := b.ask.quantity(x.Resource, nil, readsKey)
	for _, k := range x.Starts.Services {
		running := rate.Mul(b.desired(k)).Times(decimal.NewFromInt(HoursPerMonth))
		one.calls = one.calls.Add(running)
		one.formula += fmt.Sprintf(", and %s an hour in each task of %s", span(rate), k.Resource.Label())
	}
	return perRead{one.calls, one.calls, one.formula}
}

// desired is how many tasks a service keeps.
func (b *builder) desired(k fetches.Keeper) Range {
	var known *Range
	if k.Desired >= 0 {
		q := Range{Whole(k.Least).Low, Whole(k.Desired).Expected, Whole(k.Most).High}
		known = &q
	}
	return b.ask.quantityOr(k.Resource, nil, desiredKey, known)
}

// keptTasks is how often the tasks of a service start in a month: at first, at
// every deployment, and where one is replaced.
func (b *builder) keptTasks(k fetches.Keeper) (Range, string) {
	desired := b.desired(k)
	deploys := b.ask.quantity(k.Resource, nil, deploysKey)
	replaced := b.ask.quantity(k.Resource, nil, replacementsKey)
	starts := each(func(n ...decimal.Decimal) decimal.Decimal {
		return n[0].Mul(n[1].Add(decimal.NewFromInt(1))).Add(n[2])
	}, desired, deploys, replaced)
	return starts, fmt.Sprintf("%s of %s × (1 + %s deployments) + %s replaced", span(desired), k.Resource.Label(), span(deploys), span(replaced))
}

func (b *builder) job(x *fetches.Fetch) perRead {
	var known *Range
	why := "starts"
	if x.Starts.Scheduled != nil && !x.Starts.Other {
		q := Exactly(decimal.NewFromBigRat(x.Starts.Scheduled, 4))
		known, why = &q, "starts by schedule"
	}
	n := b.ask.quantityOr(x.Resource, nil, startsKey, known)
	formula := span(n) + " " + why
	if x.Starts.Retries > 0 {
		n.High = n.High.Mul(decimal.NewFromInt(int64(1 + x.Starts.Retries)))
		formula += fmt.Sprintf(", in high each started again %d times", x.Starts.Retries)
	}
	return perRead{n, n, formula}
}

func (b *builder) build(x *fetches.Fetch) perRead {
	n := b.ask.quantity(x.Resource, nil, buildsKey)
	formula := span(n) + " builds"
	if x.Starts.Scheduled != nil {
		times := decimal.NewFromBigRat(x.Starts.Scheduled, 4)
		n = each(func(n ...decimal.Decimal) decimal.Decimal { return decimal.Max(n[0], times) }, n)
		formula = fmt.Sprintf("%s builds, %s by schedule", span(n), number(times))
	}
	return perRead{n, n, formula}
}

// polls adds the calls of what looks for new values in Kubernetes clusters.
func (b *builder) polls(list []*fetches.Poll) {
	for _, p := range list {
		interval, ok := b.ask.given(p.Resource, pollKey)
		if !ok {
			interval = Whole(int(p.Interval / time.Second))
		}
		pods := Whole(1)
		if p.Kind == "csi" {
			pods = b.ask.quantity(p.Resource, nil, podsKey)
		}
		calls := each(func(n ...decimal.Decimal) decimal.Decimal {
			looks := decimal.NewFromInt(1)
			if n[1].IsPositive() {
				looks = decimal.Max(looks, decimal.NewFromInt(secondsPerMonth).DivRound(n[1], 6))
			}
			return n[0].Mul(looks).Mul(decimal.NewFromInt(int64(p.Objects)))
		}, pods, flipped(interval))
		what, formula := "calls by External Secrets for "+p.Name, fmt.Sprintf("%s, read each %s s", plural(p.Objects, "secret"), span(interval))
		if p.Kind == "csi" {
			what = "calls by the CSI driver for " + p.Name
			formula = fmt.Sprintf("%s pods × %s, looked at each %s s", span(pods), plural(p.Objects, "secret"), span(interval))
			if interval.IsZero() {
				formula = fmt.Sprintf("%s pods × %s, read once", span(pods), plural(p.Objects, "secret"))
			}
		}
		b.callsLine(p.Resource, p.Kind+" "+p.Name, what, calls, formula)
	}
}

// deployments adds the calls of CloudFormation for dynamic references: at most one
// for each when a stack is deployed, and at least one for each secret.
// Source: AWS CloudFormation user guide, dynamic references.
func (b *builder) deployments(refs *dynamicrefs.Facts) {
	type counted struct {
		references int
		secrets    map[string]bool
	}
	byStack := map[string]*counted{}
	for _, ref := range refs.References {
		if ref.Service != "secretsmanager" || ref.Section != "properties" || ref.Malformed != "" || ref.Misplaced != "" {
			continue
		}
		r := b.facts.Program.Resource(ref.Resource)
		if r == nil {
			continue
		}
		c := byStack[r.Stack.Key]
		if c == nil {
			c = &counted{secrets: map[string]bool{}}
			byStack[r.Stack.Key] = c
		}
		c.references++
		c.secrets[ref.Secret+" "+ref.Name] = true
	}
	for _, s := range b.facts.Program.Stacks {
		c := byStack[s.Key]
		if c == nil {
			continue
		}
		n := b.ask.quantity(nil, s, deploysKey)
		quantity := n.Times(decimal.NewFromInt(int64(c.references)))
		quantity.Low = n.Low.Mul(decimal.NewFromInt(int64(len(c.secrets))))
		b.add(charge{
			kind: CallsLine, what: "calls at deployment", stack: s, region: b.opts.region(s), item: CallItem, quantity: quantity, unit: "calls",
			formula: fmt.Sprintf("%s × %s deployments", plural(c.references, "dynamic reference"), span(n)),
		})
	}
}
