package iamdata

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// statement is a statement as JSON has it.
type statement struct {
	Effect                string
	Action, NotAction     any
	Resource, NotResource any
	Condition             map[string]map[string]any
}

func statements(t *testing.T, p Policy) []statement {
	t.Helper()
	var doc struct {
		Version   string
		Statement []statement
	}
	if err := json.Unmarshal(p.Document, &doc); err != nil {
		t.Fatalf("document of %s: %v", p.Name, err)
	}
	if doc.Version != "2012-10-17" || doc.Statement == nil {
		t.Fatalf("document of %s: %s", p.Name, p.Document)
	}
	return doc.Statement
}

// texts are the elements of a JSON string or list of strings.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, e := range v {
			all = append(all, texts(e)...)
		}
		return all
	}
	return nil
}

func TestManagedPolicies(t *testing.T) {
	names := Managed()
	if len(names) < 1500 || !slices.IsSorted(names) {
		t.Errorf("got %d policies, sorted: %v", len(names), slices.IsSorted(names))
	}
	with := 0
	for _, name := range names {
		p, ok := ManagedPolicy("arn:aws:iam::aws:policy/" + name)
		if !ok || p.Path+p.Name != "/"+name {
			t.Errorf("ManagedPolicy(%s) = %s%s, %v", name, p.Path, p.Name, ok)
			continue
		}
		all := statements(t, p)
		if len(all) > 0 {
			with++
		}
		for _, s := range all {
			if s.Effect != "Allow" && s.Effect != "Deny" || (s.Action == nil) == (s.NotAction == nil) ||
				(s.Resource == nil) == (s.NotResource == nil) {
				t.Errorf("%s has the statement %+v", name, s)
			}
		}
	}
	if with < 400 || with != len(documents()) {
		t.Errorf("%d policies have statements, there are %d documents", with, len(documents()))
	}
}

func TestManagedPolicy(t *testing.T) {
	tests := []struct {
		of         string
		path, name string // empty: not found
	}{
		{"arn:aws:iam::aws:policy/AdministratorAccess", "/", "AdministratorAccess"},
		{"arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", "/service-role/", "AWSLambdaBasicExecutionRole"},
		{"arn:${AWS::Partition}:iam::aws:policy/SecretsManagerReadWrite", "/", "SecretsManagerReadWrite"},
		{"service-role/AWSLambdaBasicExecutionRole", "/service-role/", "AWSLambdaBasicExecutionRole"},
		{"AWSLambdaBasicExecutionRole", "/service-role/", "AWSLambdaBasicExecutionRole"},
		{"arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole", "", ""}, // its path is missing
		{"arn:aws:iam::aws:policy/service-role/AdministratorAccess", "", ""},
		{"arn:aws:iam::111122223333:policy/AdministratorAccess", "", ""},
		{"arn:aws:iam::aws:role/AdministratorAccess", "", ""},
		{"administratoraccess", "", ""},
		{"service-role/", "", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		p, ok := ManagedPolicy(tt.of)
		if ok != (tt.name != "") || p.Path != tt.path || p.Name != tt.name {
			t.Errorf("ManagedPolicy(%q) = %q %q, %v", tt.of, p.Path, p.Name, ok)
		}
	}
}

func TestDocuments(t *testing.T) {
	find := func(name string) (Policy, []statement) {
		t.Helper()
		p, ok := ManagedPolicy(name)
		if !ok {
			t.Fatalf("no policy %q", name)
		}
		return p, statements(t, p)
	}

	p, all := find("AdministratorAccess")
	if len(all) != 1 || all[0].Effect != "Allow" || all[0].Action != "*" || all[0].Resource != "*" || !p.Complete {
		t.Errorf("AdministratorAccess is %+v, complete: %v", all, p.Complete)
	}

	p, all = find("SecretsManagerReadWrite")
	if p.Complete || len(all) < 2 {
		t.Fatalf("SecretsManagerReadWrite is %+v, complete: %v", all, p.Complete)
	}
	if first := all[0]; !slices.Contains(texts(first.Action), "secretsmanager:*") || first.Resource != "*" || first.Condition != nil {
		t.Errorf("SecretsManagerReadWrite begins with %+v", first)
	}
	invokes := slices.IndexFunc(all, func(s statement) bool { return slices.Contains(texts(s.Action), "lambda:InvokeFunction") })
	if invokes < 0 || !slices.Equal(texts(all[invokes].Resource), []string{"arn:aws:lambda:*:*:function:SecretsManager*"}) {
		t.Errorf("SecretsManagerReadWrite invokes functions by statement %d of %+v", invokes, all)
	}
	if strings.Contains(string(p.Document), "s3:") {
		t.Errorf("an action that does not matter is left in %s", p.Document)
	}
	cn, _ := ManagedPolicy("arn:aws-cn:iam::aws:policy/SecretsManagerReadWrite")
	if doc := string(cn.Document); !strings.Contains(doc, `"arn:aws-cn:lambda:`) || strings.Contains(doc, `"arn:aws:`) {
		t.Errorf("ARNs in another partition: %s", doc)
	}

	_, all = find("PowerUserAccess")
	not := slices.IndexFunc(all, func(s statement) bool { return slices.Contains(texts(s.NotAction), "iam:*") })
	if not < 0 || all[not].Effect != "Allow" {
		t.Errorf("PowerUserAccess is %+v", all)
	}

	p, all = find("service-role/AWSLambdaBasicExecutionRole")
	if len(all) != 0 || p.Complete {
		t.Errorf("AWSLambdaBasicExecutionRole is %+v, complete: %v", all, p.Complete)
	}

	_, all = find("ReadOnlyAccess")
	for _, s := range all {
		for _, a := range texts(s.Action) {
			if match(strings.ToLower(a), "secretsmanager:getsecretvalue") {
				t.Errorf("ReadOnlyAccess reads secrets by %q", a)
			}
		}
	}
}

func TestCovered(t *testing.T) {
	for action, want := range map[string]bool{
		"secretsmanager:GetSecretValue":  true,
		"SecretsManager:getsecretvalue":  true,
		"kms:Decrypt":                    true,
		"ssm:GetParameters":              true,
		"ssm:SendCommand":                true,
		"ssm:ListCommands":               false,
		"sts:AssumeRole":                 true,
		"sts:AssumeRoleWithWebIdentity":  true,
		"iam:PassRole":                   true,
		"iam:PutRolePolicy":              true,
		"iam:GetRole":                    false,
		"lambda:UpdateFunctionCode":      true,
		"lambda:CreateFunction":          true,
		"lambda:InvokeFunction":          true,
		"lambda:GetFunction":             false,
		"ecs:RunTask":                    true,
		"ecs:RegisterTaskDefinition":     true,
		"cloudformation:ExecuteStackSet": true,
		"ec2:RunInstances":               true,
		"ec2:DescribeInstances":          false,
		"codebuild:StartBuild":           true,
		"s3:GetObject":                   false,
	} {
		if got := Covered(action); got != want {
			t.Errorf("Covered(%q) = %v", action, got)
		}
	}
	// Every action of IAM that changes something must be covered; the patterns are
	// written by hand.
	for _, a := range Actions("iam") {
		if a.Level != Read && a.Level != List && !Covered("iam:"+a.Name) {
			t.Errorf("iam:%s is not covered", a.Name)
		}
	}
}

func FuzzManagedPolicy(f *testing.F) {
	f.Add("arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")
	f.Add("arn::iam::aws:policy/AdministratorAccess")
	f.Add("SecretsManagerReadWrite")
	f.Add("arn:aws-\":iam::aws:policy/SecretsManagerReadWrite")
	f.Fuzz(func(t *testing.T, of string) {
		if p, ok := ManagedPolicy(of); ok && (p.Name == "" || !strings.HasSuffix(of, p.Name) || !json.Valid(p.Document)) {
			t.Errorf("ManagedPolicy(%q) = %q %s", of, p.Name, p.Document)
		}
	})
}

// BenchmarkLoadManaged is the first look at a policy without statements that
// matter.
//
//	2 cores, go1.26: 1 ms/op, 0.5 MB/op
func BenchmarkLoadManaged(b *testing.B) {
	for b.Loop() {
		list(open(packedManaged).first)
	}
}

// BenchmarkLoadDocuments is what the first document costs in addition.
//
//	2 cores, go1.26: 4 ms/op, 2.6 MB/op
func BenchmarkLoadDocuments(b *testing.B) {
	f := open(packedManaged)
	for b.Loop() {
		strings.Split(f.rest(), "\n")
	}
}
