package access

import (
	"slices"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/code"
	"github.com/fjall-lint/fjall-lint/analyzers/iam"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/consumers"
	"github.com/fjall-lint/fjall-lint/template"
)

// Update is a write of a secret of the program by the code of a function that comes
// to it for certain. Functions that rotate secrets are left out.
type Update struct {
	// At is the place in the code, File and Line are what it is called.
	At   analyzers.Place `json:"at"`
	File string          `json:"file"`
	Line int             `json:"line"`
	// Consumer names the function, Key is its key.
	Consumer string `json:"consumer"`
	Key      string `json:"key"`
	// Action is the one that is needed: PutSecretValue or UpdateSecret.
	Action string `json:"action"`
	// Via is the variable that names the secret, "" where the code has its name.
	Via         string          `json:"via"`
	Secret      string          `json:"secret"`
	SecretKey   string          `json:"secret_key"`
	SecretLabel string          `json:"secret_label"`
	SecretAt    analyzers.Place `json:"secret_at"`
	// Role is the principal that writes.
	Role    string           `json:"role"`
	RoleKey string           `json:"role_key"`
	RoleAt  *analyzers.Place `json:"role_at"`
	Write   Verdict          `json:"write"`
	// Encrypt is the verdict on kms:GenerateDataKey with the secret's customer key; its
	// Allowed is "" where it is not needed or not known to be.
	Encrypt  Verdict `json:"encrypt"`
	KeyLabel string  `json:"key_label"`
	KMSKey   string  `json:"kms_key"`
}

// updates judges the writes by code. Where code only writes what a variable names,
// the variable is no sign that it reads it.
func (a *analysis) updates() {
	a.pass.Resources(func(r *template.Resource) {
		if r.Type != "AWS::Lambda::Function" {
			return
		}
		f := a.code.ByKey(r.Key())
		if f == nil || len(f.Writes) == 0 {
			return
		}
		a.onlyWritten(f)
		if a.rotates(r) {
			return
		}
		seen := map[string]bool{}
		for _, x := range f.Writes {
			if x.Where == code.Unknown || x.API != "PutSecretValue" && x.API != "UpdateSecret" {
				continue
			}
			id, ok := a.secretOf(r, x)
			if !ok || id.malformed != "" || id.replica || seen[x.API+" "+id.secret.Key] {
				continue
			}
			seen[x.API+" "+id.secret.Key] = true
			a.update(r, x, id)
		}
	})
}

// onlyWritten marks the uses of a function whose secret its code writes and does not
// read.
func (a *analysis) onlyWritten(f *code.Function) {
	if !f.Whole || !f.Named() {
		return
	}
	for _, u := range a.facts.Uses {
		by := func(x *code.Action) bool { return x.Variable != "" && x.Variable == u.Via }
		if u.Key == f.Key && slices.ContainsFunc(f.Writes, by) && !slices.ContainsFunc(f.Fetches, by) {
			u.Writes = true
		}
	}
}

// rotates tells whether a function rotates secrets.
func (a *analysis) rotates(r *template.Resource) bool {
	found := false
	a.pass.Resources(func(q *template.Resource) {
		switch q.Type {
		case "AWS::SecretsManager::RotationSchedule":
			for _, alt := range q.Property("RotationLambdaARN").Alternatives() {
				p, ok := alt.Value.Single()
				found = found || !ok && alt.Value.Kind != template.AbsentValue || ok && (p.Resource == r || p.Resource.Type != "AWS::Lambda::Function")
			}
		case "AWS::Lambda::Permission":
			if service, _ := q.Property("Principal").Literal(); service == "secretsmanager.amazonaws.com" {
				p, ok := q.Property("FunctionName").Single()
				found = found || !ok || p.Resource == r || p.Resource.Type != "AWS::Lambda::Function"
			}
		}
	})
	return found
}

func (a *analysis) update(r *template.Resource, x *code.Action, id identity) {
	use := &Use{resource: r}
	a.reader(use, consumers.Row{Type: r.Type, Reader: consumers.Reader{Kind: consumers.ExecutionRole, Roles: [][]string{{"Role"}}}, Convention: true}, template.Path{})
	if use.RoleState != "found" {
		return
	}
	p := use.principal
	u := &Update{
		At: x.At, File: x.File, Line: x.Line, Consumer: r.Label(), Key: r.Key(), Action: x.API, Via: x.Variable,
		Secret: id.label, SecretKey: id.secret.Key, SecretLabel: id.secret.Label, SecretAt: id.secret.At,
		Role: use.Role, RoleKey: use.RoleKey, RoleAt: use.RoleAt,
	}
	a.facts.Updates = append(a.facts.Updates, u)
	u.Write = a.verdict(a.ask(r, consumers.ExecutionRole, p, id, x.API), "secretsmanager")
	a.encrypt(u, p, id)
}

// encrypt decides on the secret's customer key: with each new value Secrets Manager
// makes a data key. It decrypts only where a version that is there is written again,
// and what UpdateSecret needs depends on whether it is given a value.
// Source: AWS Secrets Manager user guide, secret encryption and decryption.
func (a *analysis) encrypt(u *Update, p *iam.Principal, id identity) {
	if u.Action != "PutSecretValue" {
		return
	}
	v, key := a.askKey(p, id, "GenerateDataKey")
	if key == nil {
		return
	}
	u.Encrypt = a.verdict(v, "kms")
	u.KeyLabel, u.KMSKey = key.Label(), key.Key()
}
