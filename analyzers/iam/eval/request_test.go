package eval

import (
	"testing"

	"github.com/fjall-lint/fjall-lint/template"
)

func TestLookup(t *testing.T) {
	secret := Join(Lit("arn:aws:secretsmanager:"), Sym("AWS::Region", Token), Lit(":111111111111:secret:app/db-"), Text{{Kind: Random6, Sym: "s"}})
	role := caller(sessionARN)
	role.Tags = Tags{Values: map[string]Text{"App": Lit("api")}, Complete: true}
	user, root, svc := caller(userARN), caller(rootARN), caller("ecs.amazonaws.com")
	const get, dec = "secretsmanager:GetSecretValue", "kms:Decrypt"
	tests := []struct {
		caller  PrincipalInfo
		action  string
		key     string
		present template.Truth
		value   string // "" is one that is not known
	}{
		{role, get, "aws:PrincipalArn", template.True, roleARN},
		{role, get, "AWS:PRINCIPALARN", template.True, roleARN},
		{role, get, "aws:PrincipalAccount", template.True, home},
		{role, get, "aws:PrincipalType", template.True, "AssumedRole"},
		{user, get, "aws:PrincipalType", template.True, "User"},
		{root, get, "aws:PrincipalType", template.True, "Account"},
		{root, get, "aws:PrincipalArn", template.True, ""},
		{role, get, "aws:PrincipalTag/app", template.True, "api"},
		{role, get, "aws:PrincipalTag/env", template.False, ""},
		{user, get, "aws:PrincipalTag/env", template.Unknown, ""},
		{role, get, "aws:username", template.False, ""},
		{user, get, "aws:username", template.True, "dev"},
		{role, get, "aws:userid", template.True, ""},
		{role, get, "aws:TokenIssueTime", template.True, ""},
		{user, get, "aws:TokenIssueTime", template.Unknown, ""},
		{role, get, "aws:PrincipalIsAWSService", template.True, "false"},
		{svc, get, "aws:PrincipalIsAWSService", template.True, "true"},
		{svc, get, "aws:PrincipalServiceName", template.True, "ecs.amazonaws.com"},
		{svc, get, "aws:PrincipalServiceNamesList", template.True, ""},
		{role, get, "aws:PrincipalServiceName", template.False, ""},
		{svc, get, "aws:SourceAccount", template.Unknown, ""},
		{role, get, "aws:SourceAccount", template.False, ""},
		{role, get, "aws:RequestedRegion", template.True, "<AWS::Region>"},
		{role, get, "aws:ResourceAccount", template.True, home},
		{role, get, "aws:CurrentTime", template.True, ""},
		{role, get, "aws:SecureTransport", template.True, "true"},
		{role, "sts:AssumeRole", "aws:SecureTransport", template.True, ""},
		{role, get, "aws:ResourceTag/app", template.Unknown, ""},
		{role, get, "aws:RequestTag/app", template.False, ""},
		{role, "secretsmanager:TagResource", "aws:RequestTag/app", template.Unknown, ""},
		{role, get, "aws:TagKeys", template.False, ""},
		{role, "secretsmanager:ListSecrets", "aws:ResourceTag/app", template.False, ""},
		{role, "secretsmanager:ListSecrets", "secretsmanager:SecretId", template.False, ""},
		{role, get, "secretsmanager:SecretId", template.True, ""},
		{role, get, "secretsmanager:ResourceTag/app", template.Unknown, ""},
		{role, get, "secretsmanager:VersionStage", template.Unknown, ""},
		{role, get, "secretsmanager:Name", template.False, ""},
		{role, "secretsmanager:CreateSecret", "secretsmanager:Name", template.Unknown, ""},
		{role, "secretsmanager:UpdateSecret", "secretsmanager:KmsKeyId", template.Unknown, ""},
		{role, "secretsmanager:PutSecretValue", "secretsmanager:KmsKeyId", template.False, ""},
		{role, "secretsmanager:DeleteSecret", "secretsmanager:RecoveryWindowInDays", template.Unknown, ""},
		{role, "secretsmanager:PutResourcePolicy", "secretsmanager:BlockPublicPolicy", template.Unknown, ""},
		{role, "secretsmanager:RotateSecret", "secretsmanager:RotationLambdaARN", template.Unknown, ""},
		{role, "secretsmanager:ReplicateSecretToRegions", "secretsmanager:AddReplicaRegions", template.Unknown, ""},
		{role, "secretsmanager:UpdateSecretVersionStage", "secretsmanager:VersionStage", template.Unknown, ""},
		{role, "secretsmanager:NewAction", "secretsmanager:Name", template.Unknown, ""},
		{role, get, "kms:CallerAccount", template.False, ""},
		{role, dec, "kms:CallerAccount", template.True, home},
		{role, dec, "kms:EncryptionContext:SecretARN", template.Unknown, ""},
		{role, "kms:DescribeKey", "kms:EncryptionContext:SecretARN", template.False, ""},
		{role, "kms:Encrypt", "kms:RequestAlias", template.Unknown, ""},
		{role, "kms:ReEncryptFrom", "kms:ReEncryptOnSameKey", template.Unknown, ""},
		{role, "kms:CreateGrant", "kms:GrantOperations", template.Unknown, ""},
		{role, dec, "kms:GrantOperations", template.False, ""},
		{role, "kms:Sign", "kms:MessageType", template.Unknown, ""},
		{role, get, "lambda:SourceFunctionArn", template.Unknown, ""},
		{role, get, "lambda:FunctionArn", template.False, ""},
		{role, get, "saml:aud", template.Unknown, ""},
		{role, get, "nocolon", template.False, ""},
		{PrincipalInfo{}, get, "aws:PrincipalArn", template.Unknown, ""},
		{PrincipalInfo{}, get, "aws:username", template.Unknown, ""},
	}
	for _, tt := range tests {
		req := &Request{Action: tt.action, Resource: secret, Principal: tt.caller}
		got := req.lookup(tt.key)
		value := ""
		if len(got.Values) == 1 {
			value = got.Values[0].String()
		}
		if got.Present != tt.present || value != tt.value {
			t.Errorf("%s %s: got %v %q, want %v %q", tt.action, tt.key, got.Present, value, tt.present, tt.value)
		}
	}
}

func TestSessionARN(t *testing.T) {
	p := PrincipalInfo{ARN: Join(Lit("arn:"), Sym("P", Token), Lit(":iam::"), Sym("A", Digits), Lit(":role/path/"), Sym("stack#Role", Name))}
	if got, want := p.session().String(), "arn:<P>:sts::<A>:assumed-role/<stack#Role>/<…>"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestText(t *testing.T) {
	text := Join(Lit("arn:"), Sym("P", Token), Lit(":x"), nil, Lit("y"))
	if got := text.String(); got != "arn:<P>:xy" || len(text) != 3 {
		t.Errorf("got %s of %d pieces", got, len(text))
	}
	if _, ok := text.Literal(); ok {
		t.Error("a text with a symbol is not literal")
	}
}

// TestUnknownAccount checks that a verdict waits for the accounts only when they
// matter.
func TestUnknownAccount(t *testing.T) {
	role := caller(sessionARN)
	role.Account = Sym("other account", Digits)
	req := Request{Action: "secretsmanager:GetSecretValue", Resource: Lit(secretARN), Principal: role}
	identity, resource := doc(get()).policy(IdentityPolicy), doc(get(aws(roleARN))).policy(ResourcePolicy)
	for _, tt := range []struct {
		name     string
		policies []*Policy
		want     template.Truth
	}{
		{"identity", []*Policy{identity}, template.Unknown},
		{"resource", []*Policy{resource}, template.Unknown},
		{"both", []*Policy{identity, resource}, template.True},
		{"neither", nil, template.False},
	} {
		if v := Evaluate(req, tt.policies); v.Allowed != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, v.Allowed, tt.want)
		}
	}
}

// TestIncomplete checks what unknown statements and policies do to a verdict.
func TestIncomplete(t *testing.T) {
	req := Request{Action: "secretsmanager:GetSecretValue", Resource: Lit(secretARN), Principal: caller(sessionARN)}
	policy := func(kind PolicyKind, change func(*Policy), s ...statement) *Policy {
		p := doc(s...).policy(kind)
		change(p)
		return p
	}
	known := func(*Policy) {}
	hidden := func(p *Policy) { p.Complete = false }
	allows := func(p *Policy) { p.Complete, p.OnlyAllows = false, true }
	maybe := func(p *Policy) { p.Exists = template.Unknown }
	gone := func(p *Policy) { p.Exists = template.False }
	s3 := get(action("s3:*"))
	tests := []struct {
		name     string
		policies []*Policy
		want     template.Truth
	}{
		{"hidden statements may allow", []*Policy{policy(IdentityPolicy, hidden)}, template.Unknown},
		{"and may deny", []*Policy{policy(IdentityPolicy, hidden, get())}, template.Unknown},
		{"unless they only allow", []*Policy{policy(IdentityPolicy, allows, get())}, template.True},
		{"hidden of the resource", []*Policy{policy(ResourcePolicy, hidden), policy(IdentityPolicy, known, get())}, template.Unknown},
		{"a known deny stays", []*Policy{policy(IdentityPolicy, hidden, get(deny))}, template.False},
		{"a policy that may be there", []*Policy{policy(IdentityPolicy, maybe, get())}, template.Unknown},
		{"and one that is", []*Policy{policy(IdentityPolicy, maybe, get()), policy(IdentityPolicy, known, get())}, template.True},
		{"one that is not there", []*Policy{policy(IdentityPolicy, gone, get())}, template.False},
		{"a boundary that may be there", []*Policy{policy(IdentityPolicy, known, get()), policy(BoundaryPolicy, maybe, s3)}, template.Unknown},
		{"and allows", []*Policy{policy(IdentityPolicy, known, get()), policy(BoundaryPolicy, maybe, get())}, template.True},
		{"hidden statements of a boundary", []*Policy{policy(BoundaryPolicy, hidden)}, template.False},
		{"a session policy that may be there", []*Policy{policy(IdentityPolicy, known, get()), policy(SessionPolicy, maybe, s3)}, template.Unknown},
		{"a service control policy that may be there", []*Policy{policy(IdentityPolicy, known, get()), policy(ServiceControlPolicy, maybe, s3)}, template.Unknown},
	}
	for _, tt := range tests {
		if v := Evaluate(req, tt.policies); v.Allowed != tt.want {
			t.Errorf("%s: got %v (%s), want %v", tt.name, v.Allowed, v.Why, tt.want)
		} else if tt.want == template.Unknown && len(v.Incomplete) == 0 && len(v.Deciding) == 0 {
			t.Errorf("%s: does not say what it depends on", tt.name)
		}
	}
}

func TestKeyPolicyOfAnotherAccount(t *testing.T) {
	foreign := "arn:aws:kms:us-east-1:222222222222:key/1"
	r := request{action: "kms:Decrypt", resource: foreign, identity: doc(get(action("kms:Decrypt")))}
	r.policy = doc(get(action("kms:*"), aws("111111111111")))
	if v := r.evaluate(); v.Allowed != template.True {
		t.Errorf("both sides: got %v (%s)", v.Allowed, v.Why)
	}
	r.policy = doc(get(action("kms:*"), aws("222222222222")))
	if v := r.evaluate(); v.Why != CrossAccountResource {
		t.Errorf("key of its own account only: got %v (%s)", v.Allowed, v.Why)
	}
}

func TestRootAndFederated(t *testing.T) {
	for _, tt := range []struct {
		name string
		request
		want template.Truth
	}{
		{"root needs no policy", request{caller: rootARN}, template.True},
		{"root is denied by a secret's policy", request{caller: rootARN, policy: doc(get(deny, everyone))}, template.False},
		{"root is shut out of a key", request{caller: rootARN, action: "kms:Decrypt", policy: doc(get(action("kms:*"), aws(roleARN)))}, template.False},
		{"root of another account", request{caller: "arn:aws:iam::222222222222:root", policy: doc(get(aws("222222222222")))}, template.True},
	} {
		if v := tt.evaluate(); v.Allowed != tt.want {
			t.Errorf("%s: got %v (%s), want %v", tt.name, v.Allowed, v.Why, tt.want)
		}
	}
	trust := &Policy{Kind: TrustPolicy, Exists: template.True, Complete: true, Statements: []Statement{{
		Actions: texts([]string{"sts:AssumeRoleWithWebIdentity"}), Exists: template.True,
		Principals: []Principal{{Kind: FederatedPrincipal, Text: Lit("token.actions.githubusercontent.com")}},
	}}}
	req := Request{Action: "sts:AssumeRoleWithWebIdentity", Resource: Lit(roleARN)}
	for name, want := range map[string]template.Truth{"token.actions.githubusercontent.com": template.True, "accounts.google.com": template.False} {
		req.Principal = PrincipalInfo{Kind: FederatedCaller, Name: Lit(name)}
		if v := Evaluate(req, []*Policy{trust}); v.Allowed != want {
			t.Errorf("%s: got %v (%s), want %v", name, v.Allowed, v.Why, want)
		}
	}
}
