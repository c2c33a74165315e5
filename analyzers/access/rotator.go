package access

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/consumers"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/template"
)

// Rotator is the function of the program that a rotation schedule names, with the
// role that it has and what that role may do.
type Rotator struct {
	// Schedule is the key of the schedule.
	Schedule string `json:"schedule"`
	// Function names the function, Role its role; the keys are those of their
	// resources.
	Function    string          `json:"function"`
	FunctionKey string          `json:"function_key"`
	FunctionAt  analyzers.Place `json:"function_at"`
	Role        string          `json:"role"`
	RoleKey     string          `json:"role_key"`
	RoleAt      analyzers.Place `json:"role_at"`
	// Secret names the secret that it rotates; SecretKey is "" for one of another
	// program. Superuser is the key of the secret that it logs in with, "" for none.
	Secret    string `json:"secret"`
	SecretKey string `json:"secret_key"`
	Superuser string `json:"superuser"`
	// Needs are the permissions that the function cannot do without, Lacks those of
	// them that its role certainly has not.
	Needs []Need `json:"-"`
	Lacks []Need `json:"lacks"`
}

// Need is a permission that a rotation function needs.
type Need struct {
	Action string `json:"action"` // "secretsmanager:PutSecretValue"
	// On says what it is needed on: "secret", "superuser", "key", "superuser key" or
	// "any" (an action that is on no resource). Label names that, Key is the key of its
	// resource.
	On      string  `json:"on"`
	Label   string  `json:"label"`
	Key     string  `json:"key"`
	Verdict Verdict `json:"verdict"`
}

// RotationActions are what a rotation function calls on its secret.
// Source: AWS Secrets Manager user guide, "Lambda rotation function execution role
// permissions".
var RotationActions = []string{"DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"}

// rotatedByKey is the condition key of a request for a secret that has the ARN of the function
// which rotates it.
// Source: Service Authorization Reference, AWS Secrets Manager.
const rotatedByKey = "secretsmanager:resource/AllowRotationLambdaArn"

// rotations are the ARNs of the functions that rotate secrets of the program, where they are
// known: by the secret's key.
func (a *analysis) rotations() map[string]eval.Text {
	found := map[string]eval.Text{}
	schedules := map[string]int{}
	a.pass.Resources(func(r *template.Resource) {
		if r.Type != "AWS::SecretsManager::RotationSchedule" {
			return
		}
		id, ok := a.scheduled(r)
		if !ok || id.secret == nil {
			return
		}
		schedules[id.secret.Key]++
		v := r.Property("RotationLambdaARN")
		if part, ok := v.Single(); ok && part.Resource.Type == "AWS::Lambda::Function" && r.Exists() == template.True {
			found[id.secret.Key] = iam.Reference(part.Resource, "Arn")
		} else if text, ok := v.Literal(); ok && r.Exists() == template.True {
			found[id.secret.Key] = eval.Lit(text)
		}
	})
	for key, n := range schedules {
		if n > 1 {
			delete(found, key) // each under a condition
		}
	}
	return found
}

// rotators judges the functions of the program that rotation schedules name.
func (a *analysis) rotators() error {
	var failed error
	read := map[*template.Resource]called{}
	a.pass.Resources(func(r *template.Resource) {
		if r.Type != "AWS::SecretsManager::RotationSchedule" || failed != nil {
			return
		}
		part, ok := r.Property("RotationLambdaARN").Single()
		if !ok {
			return
		}
		function := part.Resource.Function()
		if function == nil {
			return
		}
		role, ok := function.Property("Role").Single()
		if !ok || a.iam.ByKey(role.Resource.Key()) == nil {
			a.pass.Undecided("grants", analyzers.At(r, "RotationLambdaARN"), "what the role of rotation function "+function.Label()+" may do: it is not in the templates")
			return
		}
		secret, ok := a.scheduled(r)
		if !ok {
			return
		}
		c, known := read[function]
		if !known {
			c, failed = a.codeOf(function)
			read[function] = c
		}
		principal := a.iam.ByKey(role.Resource.Key())
		v := &Rotator{
			Schedule: r.Key(), Function: function.Label(), FunctionKey: function.Key(), FunctionAt: analyzers.AtResource(function),
			Role: principal.Resource.Label(), RoleKey: principal.Resource.Key(), RoleAt: analyzers.AtResource(principal.Resource),
			Secret: secret.label, Needs: []Need{}, Lacks: []Need{},
		}
		a.facts.Rotators = append(a.facts.Rotators, v)
		w := &rotatorNeeds{a: a, v: v, function: function, principal: principal}
		w.all(secret, c)
		w.conclude(analyzers.At(r, "RotationLambdaARN"))
	})
	return failed
}

// scheduled is the secret that a rotation schedule is for.
func (a *analysis) scheduled(r *template.Resource) (identity, bool) {
	for _, row := range consumers.ForType(r.Type) {
		if strings.Join(row.Path, ".") == "SecretId" {
			return a.identify(r, r.Property("SecretId"), row, "SecretId")
		}
	}
	return identity{}, false
}

// rotatorNeeds gathers and judges what one rotation function needs.
type rotatorNeeds struct {
	a         *analysis
	v         *Rotator
	function  *template.Resource
	principal *iam.Principal
}

func (w *rotatorNeeds) all(secret identity, c called) {
	needed := c.calls(RotationActions)
	for _, action := range needed {
		w.secret("secret", secret, action)
	}
	w.key("key", secret, "Decrypt")
	if slices.Contains(needed, "PutSecretValue") {
		w.key("key", secret, "GenerateDataKey")
	}
	if c.passwords() {
		w.password()
	}
	if secret.secret == nil {
		return
	}
	w.v.SecretKey = secret.secret.Key
	s := w.a.stock.ByKey(secret.secret.Superuser)
	if s == nil {
		return
	}
	w.v.Superuser = s.Key
	superuser := w.a.known(s)
	if c.readsMaster {
		w.secret("superuser", superuser, "GetSecretValue")
		w.key("superuser key", superuser, "Decrypt")
	} else if !c.known && w.a.ask(w.function, consumers.ExecutionRole, w.principal, superuser, "GetSecretValue").Allowed == template.False {
		w.a.pass.Undecided("grants", w.v.FunctionAt, "whether "+w.v.Function+" logs in with the superuser secret, which its role may not read")
	}
}

func (w *rotatorNeeds) secret(on string, id identity, action string) {
	n := Need{Action: "secretsmanager:" + action, On: on, Label: id.label}
	if id.secret != nil {
		n.Key = id.secret.Key
	}
	n.Verdict = w.a.verdict(w.a.ask(w.function, consumers.ExecutionRole, w.principal, id, action), "secretsmanager")
	w.v.Needs = append(w.v.Needs, n)
}

// password is the action that takes no secret.
func (w *rotatorNeeds) password() {
	req := eval.Request{
		Action: "secretsmanager:GetRandomPassword", Resource: eval.Lit("*"), Principal: w.principal.Info,
		ResourceAccount: iam.Account(w.principal.Resource.Stack), Context: w.a.context(w.function, consumers.ExecutionRole, nil),
	}
	v := eval.Evaluate(req, w.principal.Policies)
	w.v.Needs = append(w.v.Needs, Need{Action: req.Action, On: "any", Verdict: w.a.verdict(v, "secretsmanager")})
}

func (w *rotatorNeeds) key(on string, id identity, action string) {
	if v, key := w.a.askKey(w.principal, id, action); key != nil {
		w.v.Needs = append(w.v.Needs, Need{Action: "kms:" + action, On: on, Label: key.Label(), Key: key.Key(), Verdict: w.a.verdict(v, "kms")})
	}
}

// conclude sorts out what certainly lacks; what is not known is undecided.
func (w *rotatorNeeds) conclude(at analyzers.Place) {
	var open []string
	for _, n := range w.v.Needs {
		switch n.Verdict.Allowed {
		case template.False.String():
			w.v.Lacks = append(w.v.Lacks, n)
		case template.Unknown.String():
			open = append(open, n.Action)
		}
	}
	if len(open) > 0 {
		w.a.pass.Undecided("grants", at, fmt.Sprintf("whether the role of rotation function %s may call %s", w.v.Function, strings.Join(open, ", ")))
	}
}
