package eval

import (
	"encoding/json"
	"slices"
	"sort"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// document is a policy document as it is written in JSON.
type document struct {
	Version   string      `json:"Version"`
	Statement []statement `json:"Statement"`
}

type statement struct {
	Effect       string                         `json:"Effect"`
	Action       []string                       `json:"Action,omitempty"`
	NotAction    []string                       `json:"NotAction,omitempty"`
	Resource     []string                       `json:"Resource,omitempty"`
	NotResource  []string                       `json:"NotResource,omitempty"`
	Principal    named                          `json:"Principal,omitempty"`
	NotPrincipal named                          `json:"NotPrincipal,omitempty"`
	Condition    map[string]map[string][]string `json:"Condition,omitempty"`
}

// named is a Principal element; the key "*" is everyone.
type named map[string][]string

func (n named) MarshalJSON() ([]byte, error) {
	if _, ok := n["*"]; ok {
		return []byte(`"*"`), nil
	}
	return json.Marshal(map[string][]string(n))
}

func doc(statements ...statement) *document {
	return &document{Version: "2012-10-17", Statement: statements}
}

// policy makes a policy of a document, all of it known.
func (d *document) policy(kind PolicyKind) *Policy {
	p := &Policy{Kind: kind, Exists: template.True, Complete: true, OldVersion: d.Version != "2012-10-17"}
	for _, s := range d.Statement {
		st := Statement{
			Actions: texts(s.Action), NotActions: texts(s.NotAction), Resources: texts(s.Resource), NotResources: texts(s.NotResource),
			Principals: principals(s.Principal), NotPrincipals: principals(s.NotPrincipal), Exists: template.True,
		}
		if s.Effect == "Deny" {
			st.Effect = Deny
		}
		for _, op := range sorted(s.Condition) {
			for _, key := range sorted(s.Condition[op]) {
				st.Conditions = append(st.Conditions, Condition{Operator: op, Key: key, Values: texts(s.Condition[op][key])})
			}
		}
		p.Statements = append(p.Statements, st)
	}
	return p
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func texts(s []string) []Text {
	if s == nil {
		return nil
	}
	t := make([]Text, len(s))
	for i := range s {
		t[i] = Lit(s[i])
	}
	return t
}

func principals(m named) []Principal {
	var ps []Principal
	if _, ok := m["*"]; ok {
		return []Principal{{Kind: Everyone}}
	}
	for _, kind := range sorted(m) {
		for _, v := range m[kind] {
			k := map[string]PrincipalKind{"AWS": AWSPrincipal, "Service": ServicePrincipal, "Federated": FederatedPrincipal}[kind]
			ps = append(ps, Principal{Kind: k, Text: Lit(v)})
		}
	}
	return ps
}

// caller makes the principal of an ARN or a service's name.
func caller(arn string) PrincipalInfo {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return PrincipalInfo{Kind: AWSService, Name: Lit(arn)}
	}
	p := PrincipalInfo{Account: Lit(parts[4]), ARN: Lit(arn), Kind: User}
	name := strings.Split(parts[5], "/")
	switch {
	case parts[2] == "sts":
		p.Kind, p.Session = RoleSession, Lit(arn)
		p.ARN = Lit("arn:aws:iam::" + parts[4] + ":role/" + name[1])
	case name[0] == "role":
		p.Kind = RoleSession
	case parts[5] == "root":
		p.Kind = RootUser
	}
	return p
}

func values(v []string) ContextValue {
	return Values(slices.Clone(v)...)
}
