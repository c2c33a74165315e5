package iam

import (
	"testing"
	"testing/fstest"

	"github.com/fjall-lint/fjall-lint/analyzers/iam/eval"
	"github.com/fjall-lint/fjall-lint/internal/fuzzcorpus"
	"github.com/fjall-lint/fjall-lint/template"
)

// FuzzPolicy reads any policy document and asks whether it allows to read a secret. A
// policy that must not be there denies nothing, and one that is read twice says the same.
func FuzzPolicy(f *testing.F) {
	f.Add([]byte(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:Get*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalTag/a":["${aws:PrincipalTag/b}","*"]}}}]}`))
	f.Add([]byte(`{"Statement":{"Effect":"Deny","NotAction":["secretsmanager:*","s3:*"],"NotResource":["arn:aws:secretsmanager:*:*:secret:a*b*c*?"],"Principal":{"AWS":["*","111122223333"]}}}`))
	f.Add([]byte(`{"Statement":[{"Fn::If":["C",{"Effect":"Allow","Action":{"Fn::Sub":"${P}:*"},"Resource":{"Ref":"AWS::NoValue"}},"x"]}]}`))
	f.Add([]byte(`"{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}]}"`))
	f.Add([]byte(`{"Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"x"},"NumericEquals":{"a":1e999},"IpAddress":{"aws:SourceIp":["::/0","10.0.0.0/40"]},"Null":{"a":"true"},"ForAllValues:StringEquals":{"aws:TagKeys":[]},"Bool":{"aws:SecureTransport":[true,"x"]}}}]}`))
	fuzzcorpus.Add(f, func(data []byte) { f.Add(data) }, ".json")
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 64<<10 {
			t.Skip("large documents are slow, not another case")
		}
		fsys := fstest.MapFS{"t.yaml": &fstest.MapFile{Data: append([]byte(`{"Parameters": {"P": {"Type": "String"}}, "Conditions": {"C": {"Fn::Equals": [{"Ref": "P"}, "x"]}},
"Resources": {"P1": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": `), append(text, "}}}}"...)...)}}
		asm, err := template.Load(t.Context(), fsys, []string{"t.yaml"}, template.Options{})
		if err != nil || len(asm.Stacks) != 1 {
			t.Skip()
		}
		r := asm.Stacks[0].Resources["P1"]
		if r == nil {
			t.Skip()
		}
		for _, kind := range []eval.PolicyKind{eval.IdentityPolicy, eval.ResourcePolicy} {
			req := eval.Request{
				Action: "secretsmanager:GetSecretValue", Resource: eval.Lit("arn:aws:secretsmanager:us-east-1:111122223333:secret:a/b-AbCdEf"),
				Principal: eval.PrincipalInfo{ARN: eval.Lit("arn:aws:iam::111122223333:role/r"), Account: eval.Lit("111122223333")},
			}
			v := r.Property("PolicyDocument")
			first := eval.Evaluate(req, []*eval.Policy{document(r, v, kind, r.Path("PolicyDocument"))})
			second := eval.Evaluate(req, []*eval.Policy{document(r, v, kind, r.Path("PolicyDocument"))})
			if first.Allowed != second.Allowed || first.Why != second.Why {
				t.Errorf("%v, %v, then %v, %v", first.Allowed, first.Why, second.Allowed, second.Why)
			}
			if len(eval.Evaluate(req, nil).Deciding) != 0 {
				t.Error("no policy decides")
			}
		}
	})
}
