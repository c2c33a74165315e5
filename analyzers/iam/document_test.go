package iam

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
)

func listed(texts []eval.Text) string {
	if texts == nil {
		return "-"
	}
	var list []string
	for _, t := range texts {
		list = append(list, t.String())
	}
	return "[" + strings.Join(list, " ") + "]"
}

// TestDocument: the forms in which CloudFormation takes a policy document.
func TestDocument(t *testing.T) {
	const head = `
Parameters: {Stage: {Type: String}, Document: {Type: String}}
Conditions: {Prod: !Equals [!Ref Stage, prod]}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: p
          PolicyDocument: `
	tests := []struct {
		document string
		complete bool
		want     []string // the statements
	}{
		{`{Version: '2012-10-17', Statement: {Effect: Allow, Action: 'a:B', Resource: '*'}}`, true, []string{"allow yes [a:B] - [*] -"}},
		{`{Version: '2012-10-17', Statement: [{Effect: Deny, NotAction: ['a:B', 'a:C'], NotResource: x}]}`, true, []string{"deny yes - [a:B a:C] - [x]"}},
		{`'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:B","Resource":"*"}]}'`, true, []string{"allow yes [a:B] - [*] -"}},
		{`{Version: '2012-10-17', Statement: [!Ref AWS::NoValue, {Effect: Allow, Action: ['a:B', !Ref AWS::NoValue], Resource: '*'}]}`, true, []string{"allow yes [a:B] - [*] -"}},
		{`{Version: '2012-10-17', Statement: [!If [Prod, {Effect: Allow, Action: 'a:B', Resource: '*'}, !Ref AWS::NoValue]]}`, true, []string{"allow unknown [a:B] - [*] -"}},
		{`{Version: '2012-10-17', Statement: !If [Prod, [{Effect: Allow, Action: 'a:B', Resource: '*'}], []]}`, false, nil},
		{`{Version: '2012-10-17', Statement: [{Effect: !Ref Stage, Action: 'a:B', Resource: '*'}]}`, true, []string{"allow unknown [a:B] - [*] -"}},
		{`{Version: '2012-10-17', Statement: []}`, true, nil},
		{`!Ref Document`, false, nil},
	}
	for _, tt := range tests {
		facts, _, _ := load(t, head+tt.document+"\n")
		p := facts.Principals[0].Policies[0]
		var got []string
		for _, s := range p.Statements {
			effect := map[bool]string{true: "deny", false: "allow"}[s.Effect == eval.Deny]
			got = append(got, fmt.Sprintf("%s %s %s %s %s %s", effect, s.Exists, listed(s.Actions), listed(s.NotActions), listed(s.Resources), listed(s.NotResources)))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || p.Complete != tt.complete {
			t.Errorf("%s: complete %v (-want +got):\n%s", tt.document, p.Complete, diff)
		}
	}
}

// TestConditions: what cannot be read is a condition that is not known, never none.
func TestConditions(t *testing.T) {
	const head = `
Parameters: {Stage: {Type: String}, Any: {Type: String}}
Conditions: {Prod: !Equals [!Ref Stage, prod]}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies: [{PolicyName: p, PolicyDocument: {Version: '2012-10-17', Statement: {Effect: Allow, Action: 'a:B', Resource: '*', Condition: `
	for condition, want := range map[string]string{
		`{StringEquals: {'aws:ResourceTag/a': x, 'aws:PrincipalTag/b': [y, z]}}`: "StringEquals aws:ResourceTag/a [x];StringEquals aws:PrincipalTag/b [y z]",
		`{Bool: {'aws:SecureTransport': true}}`:                                  "Bool aws:SecureTransport [true]",
		`{Bool: !Ref AWS::NoValue}`:                                              "",
		`!Ref AWS::NoValue`:                                                      "",
		`!If [Prod, {Bool: {'aws:SecureTransport': true}}, !Ref AWS::NoValue]`:   "  -",
		`{Bool: !Ref Any}`:                                                       "  -",
	} {
		facts, _, _ := load(t, head+condition+"}}}]\n")
		var got []string
		for _, c := range facts.Principals[0].Policies[0].Statements[0].Conditions {
			got = append(got, c.Operator+" "+c.Key+" "+listed(c.Values))
		}
		if strings.Join(got, ";") != want {
			t.Errorf("%s: %q, want %q", condition, got, want)
		}
	}
}
