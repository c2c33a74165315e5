package eval

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/template"
)

const (
	secretARN  = "arn:aws:secretsmanager:us-east-1:111111111111:secret:app/db-a1B2c3"
	keyARN     = "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	roleARN    = "arn:aws:iam::111111111111:role/app"
	sessionARN = "arn:aws:sts::111111111111:assumed-role/app/run1"
	userARN    = "arn:aws:iam::111111111111:user/dev"
	rootARN    = "arn:aws:iam::111111111111:root"
)

func list(s ...string) []string { return s }

// get allows GetSecretValue on everything; the functions change it.
func get(change ...func(*statement)) statement {
	s := statement{Effect: "Allow", Action: list("secretsmanager:GetSecretValue"), Resource: list("*")}
	for _, f := range change {
		f(&s)
	}
	return s
}

func on(resources ...string) func(*statement)   { return func(s *statement) { s.Resource = resources } }
func action(actions ...string) func(*statement) { return func(s *statement) { s.Action = actions } }
func aws(principals ...string) func(*statement) {
	return func(s *statement) { s.Principal = named{"AWS": principals} }
}

func service_(name string) func(*statement) {
	return func(s *statement) { s.Principal = named{"Service": list(name)} }
}
func everyone(s *statement) { s.Principal = named{"*": nil} }
func deny(s *statement)     { s.Effect = "Deny" }
func not(principals ...string) func(*statement) {
	return func(s *statement) { s.NotPrincipal = named{"AWS": principals} }
}

func notAction(a ...string) func(*statement) {
	return func(s *statement) { s.Action, s.NotAction = nil, a }
}

func notResource(r ...string) func(*statement) {
	return func(s *statement) { s.Resource, s.NotResource = nil, r }
}

func when(op, key string, v ...string) func(*statement) {
	return func(s *statement) {
		if s.Condition == nil {
			s.Condition = map[string]map[string][]string{}
		}
		s.Condition[op] = map[string][]string{key: v}
	}
}

// request is a case of the table below.
type request struct {
	caller, action, resource    string
	tags                        map[string]string
	context                     map[string]ContextValue
	identity, policy, boundary  *document
	session, endpoint, scp, rcp *document
}

func (r request) evaluate() Verdict {
	if r.caller == "" {
		r.caller = sessionARN
	}
	if r.action == "" {
		r.action = "secretsmanager:GetSecretValue"
	}
	if r.resource == "" {
		r.resource = secretARN
		if service(r.action) == "kms" {
			r.resource = keyARN
		}
	}
	req := Request{Action: r.action, Resource: Lit(r.resource), Principal: caller(r.caller), Context: r.context}
	req.Principal.Tags = Tags{Values: map[string]Text{}, Complete: true}
	for k, v := range r.tags {
		req.Principal.Tags.Values[k] = Lit(v)
	}
	kind, needed := needsResourcePolicy(r.action, req.Resource)
	if !needed {
		kind = ResourcePolicy
	}
	var ps []*Policy
	for k, d := range map[PolicyKind]*document{
		IdentityPolicy: r.identity, kind: r.policy, BoundaryPolicy: r.boundary, SessionPolicy: r.session,
		EndpointPolicy: r.endpoint, ServiceControlPolicy: r.scp, ResourceControlPolicy: r.rcp,
	} {
		if d != nil {
			ps = append(ps, d.policy(k))
		}
	}
	return Evaluate(req, ps)
}

func TestEvaluate(t *testing.T) {
	decrypt := func(change ...func(*statement)) statement {
		return get(append([]func(*statement){action("kms:Decrypt")}, change...)...)
	}
	assume := func(change ...func(*statement)) statement {
		return get(append([]func(*statement){action("sts:AssumeRole"), on()}, change...)...)
	}
	const target = "arn:aws:iam::111111111111:role/target"
	foreign := strings.Replace(secretARN, "111111111111", "222222222222", 1)
	via := when("StringEquals", "kms:ViaService", "secretsmanager.us-east-1.amazonaws.com")
	viaSecrets := map[string]ContextValue{
		"kms:ViaService":                  Values("secretsmanager.us-east-1.amazonaws.com"),
		"kms:EncryptionContext:SecretARN": Values(secretARN),
	}
	// The key policy of aws/secretsmanager.
	managed := doc(decrypt(
		aws("*"), action("kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"),
		when("StringEquals", "kms:ViaService", "secretsmanager.us-east-1.amazonaws.com"),
		when("StringLike", "kms:CallerAccount", "111111111111"),
	))
	tests := []struct {
		name string
		request
		want template.Truth
		why  Reason
	}{
		// Identity-based policies and wildcards.
		{"nothing", request{}, template.False, NoAllow},
		{"exact ARN", request{identity: doc(get(on(secretARN)))}, template.True, Granted},
		{"six question marks", request{identity: doc(get(on("arn:aws:secretsmanager:us-east-1:111111111111:secret:app/db-??????")))}, template.True, Granted},
		{"no suffix", request{identity: doc(get(on("arn:aws:secretsmanager:us-east-1:111111111111:secret:app/db")))}, template.False, NoAllow},
		{"hyphen star", request{identity: doc(get(on("arn:aws:secretsmanager:us-east-1:111111111111:secret:app/db-*")))}, template.True, Granted},
		{"star spans slashes", request{identity: doc(get(on("arn:aws:secretsmanager:us-east-1:111111111111:secret:a*-??????")))}, template.True, Granted},
		{"resource is case-sensitive", request{identity: doc(get(on(strings.Replace(secretARN, "app", "App", 1))))}, template.False, NoAllow},
		{"action is not", request{identity: doc(get(action("SecretsManager:getsecretVALUE")))}, template.True, Granted},
		{"action wildcards", request{identity: doc(get(action("secretsmanager:Get*V?lue")))}, template.True, Granted},
		{"name for an ARN", request{identity: doc(get(on("app/db")))}, template.False, NoAllow},
		{"NotAction of another", request{identity: doc(get(notAction("iam:*")))}, template.True, Granted},
		{"NotAction of this", request{identity: doc(get(notAction("secretsmanager:*")))}, template.False, NoAllow},
		{"NotResource of another", request{identity: doc(get(notResource("arn:aws:s3:::*")))}, template.True, Granted},
		{"NotResource of this", request{identity: doc(get(notResource("arn:aws:secretsmanager:*")))}, template.False, NoAllow},
		{"an action without resources needs a star", request{
			action: "secretsmanager:ListSecrets", resource: "*", identity: doc(get(action("secretsmanager:*"), on(secretARN))),
		}, template.False, NoAllow},
		{"and has it", request{action: "secretsmanager:ListSecrets", resource: "*", identity: doc(get(action("secretsmanager:*")))}, template.True, Granted},

		// Denies.
		{"explicit deny", request{identity: doc(get(), get(deny))}, template.False, ExplicitDeny},
		{"deny in the resource policy", request{identity: doc(get()), policy: doc(get(deny, everyone))}, template.False, ExplicitDeny},
		{"deny in the boundary", request{identity: doc(get()), boundary: doc(get(), get(deny))}, template.False, ExplicitDeny},
		{"deny of another caller", request{identity: doc(get()), policy: doc(get(deny, aws(userARN)))}, template.True, Granted},
		{"deny in a service control policy", request{identity: doc(get()), scp: doc(get(), get(deny))}, template.False, ExplicitDeny},
		{"service control policy without it", request{identity: doc(get()), scp: doc(get(action("s3:*")))}, template.False, NotInSCP},
		{"resource control policy denies", request{identity: doc(get()), rcp: doc(get(deny, everyone))}, template.False, ExplicitDeny},
		{"endpoint policy without it", request{identity: doc(get()), endpoint: doc(get(everyone, action("s3:*")))}, template.False, NotInEndpoint},
		{"endpoint policy", request{identity: doc(get()), endpoint: doc(get(everyone))}, template.True, Granted},

		// Resource-based policies within an account.
		{"names the role", request{policy: doc(get(aws(roleARN)))}, template.True, Granted},
		{"names the root", request{policy: doc(get(aws(rootARN)))}, template.False, NoAllow},
		{"names the account", request{policy: doc(get(aws("111111111111")))}, template.False, NoAllow},
		{"names everyone", request{policy: doc(get(everyone))}, template.True, Granted},
		{"names another role", request{policy: doc(get(aws(roleARN + "2")))}, template.False, NoAllow},
		{"has no wildcards in names", request{policy: doc(get(aws("arn:aws:iam::111111111111:role/*")))}, template.False, NoAllow},
		{"names a service", request{policy: doc(get(service_("lambda.amazonaws.com")))}, template.False, NoAllow},
		{"service", request{caller: "lambda.amazonaws.com", policy: doc(get(service_("lambda.amazonaws.com")))}, template.True, Granted},
		{"another service", request{caller: "lambda.amazonaws.com", policy: doc(get(service_("ec2.amazonaws.com")))}, template.False, NoAllow},

		// Boundaries and sessions.
		{"boundary and identity", request{identity: doc(get()), boundary: doc(get())}, template.True, Granted},
		{"boundary without it", request{identity: doc(get()), boundary: doc(get(action("s3:*")))}, template.False, NotInBoundary},
		{"boundary alone", request{boundary: doc(get())}, template.False, NoAllow},
		{"boundary limits a role that is named", request{policy: doc(get(aws(roleARN))), boundary: doc(get(action("s3:*")))}, template.False, NotInBoundary},
		{"but no session that is", request{policy: doc(get(aws(sessionARN))), boundary: doc(get(action("s3:*")))}, template.True, Granted},
		{"nor a user", request{caller: userARN, policy: doc(get(aws(userARN))), boundary: doc(get(action("s3:*")))}, template.True, Granted},
		{"session policy without it", request{identity: doc(get()), session: doc(get(action("s3:*")))}, template.False, NotInSession},
		{"session policy", request{identity: doc(get()), session: doc(get())}, template.True, Granted},
		{"session that is named", request{policy: doc(get(aws(sessionARN))), session: doc(get(action("s3:*")))}, template.True, Granted},

		// NotPrincipal.
		{"NotPrincipal of another", request{identity: doc(get()), policy: doc(get(deny, not("222222222222")))}, template.False, ExplicitDeny},
		{"NotPrincipal of role and account", request{identity: doc(get()), policy: doc(get(deny, not(roleARN, rootARN)))}, template.True, Granted},
		{"NotPrincipal of the role alone", request{identity: doc(get()), policy: doc(get(deny, not(roleARN)))}, template.Unknown, Undecided},
		{"NotPrincipal of the account alone", request{identity: doc(get()), policy: doc(get(deny, not(rootARN)))}, template.Unknown, Undecided},
		{"NotPrincipal denies whoever has a boundary", request{
			identity: doc(get()), boundary: doc(get()), policy: doc(get(deny, not(roleARN, rootARN, sessionARN))),
		}, template.False, ExplicitDeny},

		// Other accounts.
		{"identity alone", request{resource: foreign, identity: doc(get())}, template.False, CrossAccountResource},
		{"resource alone", request{resource: foreign, policy: doc(get(aws(roleARN)))}, template.False, CrossAccountIdentity},
		{"both", request{resource: foreign, identity: doc(get()), policy: doc(get(aws(roleARN)))}, template.True, Granted},
		{"account and identity", request{resource: foreign, identity: doc(get()), policy: doc(get(aws(rootARN)))}, template.True, Granted},
		{"everyone alone", request{resource: foreign, policy: doc(get(everyone))}, template.False, CrossAccountIdentity},
		{"session alone", request{resource: foreign, policy: doc(get(aws(sessionARN)))}, template.False, CrossAccountIdentity},

		// Keys.
		{"key delegates", request{action: "kms:Decrypt", identity: doc(decrypt()), policy: doc(decrypt(aws(rootARN)))}, template.True, Granted},
		{"key delegates, no identity", request{action: "kms:Decrypt", policy: doc(decrypt(aws(rootARN)))}, template.False, DelegatedOnly},
		{"key does not delegate", request{action: "kms:Decrypt", identity: doc(decrypt()), policy: doc(decrypt(aws("arn:aws:iam::111111111111:role/admin")))}, template.False, NotInKeyPolicy},
		{"key names the role", request{action: "kms:Decrypt", policy: doc(decrypt(aws(roleARN)))}, template.True, Granted},
		{"key without a policy that is known", request{action: "kms:Decrypt", identity: doc(decrypt())}, template.Unknown, Undecided},
		{"by way of Secrets Manager", request{
			action: "kms:Decrypt", context: viaSecrets, identity: doc(decrypt(via)), policy: doc(decrypt(aws(rootARN))),
		}, template.True, Granted},
		{"by way of another service", request{
			action: "kms:Decrypt", context: map[string]ContextValue{"kms:ViaService": Values("s3.us-east-1.amazonaws.com")},
			identity: doc(decrypt(via)), policy: doc(decrypt(aws(rootARN))),
		}, template.False, DelegatedOnly},
		{"encryption context", request{
			action: "kms:Decrypt", context: viaSecrets, identity: doc(decrypt(when("StringEquals", "kms:EncryptionContext:SecretARN", secretARN))),
			policy: doc(decrypt(aws(rootARN))),
		}, template.True, Granted},
		{"aws/secretsmanager", request{action: "kms:Decrypt", context: viaSecrets, policy: managed}, template.True, Granted},
		{"aws/secretsmanager from elsewhere", request{
			action: "kms:Decrypt", context: viaSecrets, policy: managed, identity: doc(decrypt()),
			caller: "arn:aws:sts::222222222222:assumed-role/app/run1",
		}, template.False, CrossAccountResource},

		// Trust.
		{"trusts the role", request{action: "sts:AssumeRole", resource: target, policy: doc(assume(aws(roleARN)))}, template.True, Granted},
		{"trusts the account", request{action: "sts:AssumeRole", resource: target, policy: doc(assume(aws(rootARN)))}, template.False, DelegatedOnly},
		{"trusts the account, identity", request{
			action: "sts:AssumeRole", resource: target, policy: doc(assume(aws(rootARN))), identity: doc(assume(on(target))),
		}, template.True, Granted},
		{"trusts others", request{
			action: "sts:AssumeRole", resource: target, policy: doc(assume(aws("222222222222"))), identity: doc(assume(on(target))),
		}, template.False, NotInTrustPolicy},
		{"trusts a service", request{
			caller: "ecs-tasks.amazonaws.com", action: "sts:AssumeRole", resource: target, policy: doc(assume(service_("ecs-tasks.amazonaws.com"))),
		}, template.True, Granted},

		// Variables.
		{"principal tag", request{
			tags: map[string]string{"app": "app"}, identity: doc(get(on("arn:aws:secretsmanager:us-east-1:111111111111:secret:${aws:PrincipalTag/app}/*"))),
		}, template.True, Granted},
		{"other tag", request{
			tags: map[string]string{"app": "api"}, identity: doc(get(on("arn:aws:secretsmanager:us-east-1:111111111111:secret:${aws:PrincipalTag/app}/*"))),
		}, template.False, NoAllow},
		{"a star in a tag is no wildcard", request{
			tags: map[string]string{"app": "*"}, identity: doc(get(on("arn:aws:secretsmanager:us-east-1:111111111111:secret:${aws:PrincipalTag/app}/*"))),
		}, template.False, NoAllow},
		{"no tag", request{identity: doc(get(on("arn:aws:secretsmanager:us-east-1:111111111111:secret:${aws:PrincipalTag/app}*")))}, template.False, NoAllow},
		{"default", request{identity: doc(get(on("arn:aws:secretsmanager:us-east-1:111111111111:secret:${aws:PrincipalTag/app, 'app'}/*")))}, template.True, Granted},
		{"a star as itself", request{identity: doc(get(on("arn:aws:secretsmanager:us-east-1:111111111111:secret:${*}")))}, template.False, NoAllow},
		{"a role has no user name", request{identity: doc(get(on("arn:aws:secretsmanager:us-east-1:111111111111:secret:${aws:username}*")))}, template.False, NoAllow},
		{"user name", request{
			caller: "arn:aws:iam::111111111111:user/team/app", identity: doc(get(on("arn:aws:secretsmanager:us-east-1:111111111111:secret:${aws:username}/*"))),
		}, template.True, Granted},

		// What is in the context of a request and what is not.
		{"a key that reading never has", request{identity: doc(get(when("StringEquals", "secretsmanager:KmsKeyId", "x")))}, template.False, NoAllow},
		{"negated, it holds", request{identity: doc(get(when("StringNotEquals", "secretsmanager:KmsKeyId", "x")))}, template.True, Granted},
		{"if it exists", request{identity: doc(get(when("StringEqualsIfExists", "secretsmanager:KmsKeyId", "x")))}, template.True, Granted},
		{"a key of another service", request{identity: doc(get(when("StringLike", "s3:prefix", "*")))}, template.False, NoAllow},
		{"a key that it may have", request{identity: doc(get(when("StringEquals", "secretsmanager:VersionStage", "AWSCURRENT")))}, template.Unknown, Undecided},
		{"the caller's ARN", request{identity: doc(get(when("ArnEquals", "aws:PrincipalArn", roleARN)))}, template.True, Granted},
		{"another caller's", request{identity: doc(get(when("ArnEquals", "aws:PrincipalArn", userARN)))}, template.False, NoAllow},
		{"its account", request{identity: doc(get(when("StringEquals", "AWS:principalaccount", "111111111111")))}, template.True, Granted},
		{"no source ARN in a role's call", request{identity: doc(get(when("ArnLike", "aws:SourceArn", "arn:aws:*:*:*:*")))}, template.False, NoAllow},
		{"TLS is certain", request{identity: doc(get(), get(deny, when("Bool", "aws:SecureTransport", "false")))}, template.True, Granted},
		{"organization is unknown", request{identity: doc(get(when("StringEquals", "aws:PrincipalOrgID", "o-abcdef1234")))}, template.Unknown, Undecided},
		{"but not when another statement allows", request{
			identity: doc(get(when("StringEquals", "aws:PrincipalOrgID", "o-abcdef1234")), get()),
		}, template.True, Granted},
		{"an unknown deny", request{identity: doc(get(), get(deny, when("StringNotEquals", "aws:SourceVpce", "vpce-1")))}, template.Unknown, Undecided},
		{"does not hide a certain one", request{
			identity: doc(get(deny, when("StringNotEquals", "aws:SourceVpce", "vpce-1")), get(deny)),
		}, template.False, ExplicitDeny},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := tt.evaluate()
			if v.Allowed != tt.want || v.Why != tt.why {
				t.Errorf("got %v, %s; want %v, %s", v.Allowed, v.Why, tt.want, tt.why)
			}
			if v.Allowed == template.True && len(v.Deciding) == 0 {
				t.Error("no statement decided")
			}
		})
	}
}

func TestConditions(t *testing.T) {
	long := map[string]ContextValue{
		"aws:PrincipalTag/app": Values("App"), "aws:CalledVia": Values("a.amazonaws.com", "b.amazonaws.com"), "aws:None": Absent(),
		"aws:Empty": {Present: template.True, Values: []Text{}}, "aws:Blank": Values(""), "aws:Age": Values("30"), "aws:Now": Values("2026-06-01T12:00:00Z"),
		"aws:Epoch": Values("1780315200"), "aws:Flag": Values("true"), "aws:Ip": Values("10.1.2.3"), "aws:Ip6": Values("2001:db8::7"), "aws:Bin": Values("QUJD"),
		"aws:Arn": Values(roleARN), "aws:Maybe": {Values: []Text{Lit("x")}}, "aws:Any": {Present: template.True}, "aws:Open": {},
	}
	req := &Request{Context: long, Closed: true}
	const yes, no, open = template.True, template.False, template.Unknown
	tests := []struct {
		op, key string
		values  []string
		want    template.Truth
	}{
		{"StringEquals", "aws:PrincipalTag/app", list("App"), yes},
		{"StringEquals", "aws:principaltag/APP", list("App"), yes},
		{"StringEquals", "aws:PrincipalTag/app", list("app", "App"), yes},
		{"StringEquals", "aws:PrincipalTag/app", list("app"), no},
		{"StringEquals", "aws:PrincipalTag/app", list("A*"), no},
		{"StringNotEquals", "aws:PrincipalTag/app", list("app", "App"), no},
		{"StringNotEquals", "aws:PrincipalTag/app", list("app", "api"), yes},
		{"StringEqualsIgnoreCase", "aws:PrincipalTag/app", list("aPP"), yes},
		{"StringNotEqualsIgnoreCase", "aws:PrincipalTag/app", list("aPP"), no},
		{"StringLike", "aws:PrincipalTag/app", list("A?p"), yes},
		{"StringLike", "aws:PrincipalTag/app", list("a*"), no},
		{"StringNotLike", "aws:PrincipalTag/app", list("a*"), yes},
		{"stringlike", "aws:PrincipalTag/app", list("A*"), yes},
		{"StringEquals", "aws:None", list("x"), no},
		{"StringNotEquals", "aws:None", list("x"), yes},
		{"StringEqualsIfExists", "aws:None", list("x"), yes},
		{"StringNotEquals", "aws:PrincipalTag/app", list("${aws:None}"), open},
		{"StringEquals", "aws:PrincipalTag/app", list("${aws:None}"), no},
		{"StringEquals", "aws:PrincipalTag/app", list("${aws:None, 'App'}"), yes},
		{"StringEquals", "aws:PrincipalTag/app", list("${aws:None,'App'}"), open},
		{"StringEquals", "aws:PrincipalTag/app", list("${aws:CalledVia}"), open},
		{"Null", "aws:None", list("true"), yes},
		{"Null", "aws:None", list("false"), no},
		{"Null", "aws:PrincipalTag/app", list("true"), no},
		{"Null", "aws:PrincipalTag/app", list("false"), yes},
		{"Null", "aws:Maybe", list("true"), open},
		{"NumericEquals", "aws:Age", list("30.0"), yes},
		{"NumericNotEquals", "aws:Age", list("30"), no},
		{"NumericLessThan", "aws:Age", list("30"), no},
		{"NumericLessThanEquals", "aws:Age", list("30"), yes},
		{"NumericGreaterThan", "aws:Age", list("29"), yes},
		{"NumericGreaterThanEquals", "aws:Age", list("31"), no},
		{"NumericEquals", "aws:Age", list("many"), open},
		{"NumericNotLessThan", "aws:Age", list("30"), open},
		{"DateEquals", "aws:Now", list("2026-06-01T12:00:00Z"), yes},
		{"DateEquals", "aws:Now", list("1780315200"), yes},
		{"DateEquals", "aws:Epoch", list("2026-06-01T14:00:00+02:00"), yes},
		{"DateNotEquals", "aws:Now", list("2026-06-01"), yes},
		{"DateLessThan", "aws:Now", list("2026-06-01T12:00:00Z"), no},
		{"DateLessThanEquals", "aws:Now", list("2026-06-01T12:00Z"), yes},
		{"DateGreaterThan", "aws:Now", list("2026-05-31"), yes},
		{"DateGreaterThanEquals", "aws:Now", list("2026-06-02"), no},
		{"Bool", "aws:Flag", list("TRUE"), yes},
		{"Bool", "aws:Flag", list("false"), no},
		{"BoolIfExists", "aws:None", list("false"), yes},
		{"BinaryEquals", "aws:Bin", list("QUJD"), yes},
		{"BinaryEquals", "aws:Bin", list("QUJE"), no},
		{"IpAddress", "aws:Ip", list("10.0.0.0/8"), yes},
		{"IpAddress", "aws:Ip", list("10.1.2.3"), yes},
		{"IpAddress", "aws:Ip", list("192.0.2.0/24"), no},
		{"NotIpAddress", "aws:Ip", list("192.0.2.0/24", "10.0.0.0/8"), no},
		{"IpAddress", "aws:Ip6", list("2001:db8::/32"), yes},
		{"NotIpAddress", "aws:Ip6", list("10.1.2.3"), yes},
		{"ArnEquals", "aws:Arn", list("arn:aws:iam::*:role/*"), yes},
		{"ArnLike", "aws:Arn", list(roleARN), yes},
		{"ArnNotLike", "aws:Arn", list(roleARN), no},
		{"ArnNotEquals", "aws:Arn", list(userARN), yes},
		{"ArnLike", "aws:Arn", list("arn:aws:iam::1*"), open},
		{"ForAllValues:StringLike", "aws:CalledVia", list("*.amazonaws.com"), yes},
		{"ForAllValues:StringEquals", "aws:CalledVia", list("a.amazonaws.com"), no},
		{"ForAllValues:StringEquals", "aws:None", list("x"), yes},
		{"ForAllValues:StringEquals", "aws:Empty", list("x"), yes},
		{"ForAllValues:StringEquals", "aws:Blank", list("x"), yes},
		{"ForAnyValue:StringEquals", "aws:CalledVia", list("b.amazonaws.com"), yes},
		{"ForAnyValue:StringEquals", "aws:CalledVia", list("c.amazonaws.com"), no},
		{"ForAnyValue:StringNotEquals", "aws:CalledVia", list("a.amazonaws.com", "b.amazonaws.com"), no},
		{"ForAnyValue:StringNotEquals", "aws:CalledVia", list("a.amazonaws.com"), yes},
		{"ForAllValues:StringNotEquals", "aws:CalledVia", list("a.amazonaws.com"), no},
		{"ForAnyValue:StringEquals", "aws:None", list("x"), no},
		{"ForAnyValue:StringNotEquals", "aws:None", list("x"), no},
		{"ForAnyValue:StringEqualsIfExists", "aws:None", list("x"), open},
		{"StringEquals", "aws:CalledVia", list("a.amazonaws.com"), open},
		{"StringEquals", "aws:CalledVia", list("c.amazonaws.com"), no},
		{"StringEquals", "aws:Maybe", list("x"), open},
		{"StringEquals", "aws:Maybe", list("y"), no},
		{"StringEqualsIfExists", "aws:Maybe", list("x"), yes},
		{"StringLike", "aws:Any", list("*"), yes},
		{"StringLike", "aws:Any", list("x*"), open},
		{"StringNotEquals", "aws:Open", list("x"), open},
		{"NoSuchOperator", "aws:Age", list("30"), open},
		{"", "", nil, open},
	}
	for _, tt := range tests {
		c := Condition{Operator: tt.op, Key: tt.key, Values: texts(tt.values)}
		if got := req.Met(&c, false); got != tt.want {
			t.Errorf("%s %s %q: got %v, want %v", tt.op, tt.key, tt.values, got, tt.want)
		}
	}
	for name, want := range map[string]bool{
		"StringEquals": true, "forallvalues:arnnotlikeifexists": true, "Null": true, "NullIfExists": false, "StringMatches": false, "BoolNot": false, "NotBool": false, "StringEqualsNot": false, "NotStringEquals": false, "": false,
	} {
		if got := KnownOperator(name); got != want {
			t.Errorf("%q: got %v, want %v", name, got, want)
		}
	}
	old := Condition{Operator: "StringEquals", Key: "aws:PrincipalTag/app", Values: texts(list("${aws:None, 'App'}"))}
	if got := req.Met(&old, true); got != no {
		t.Errorf("a variable in a policy of the old version: got %v, want %v", got, no)
	}
}

func TestClosest(t *testing.T) {
	const bare = "arn:aws:secretsmanager:us-east-1:111111111111:secret:app/db"
	secret := Join(Lit(bare+"-"), Text{{Kind: Random6, Sym: "stack#Secret"}})
	tests := []struct {
		name     string
		identity *document
		want     string
	}{
		{"action", doc(get(on("arn:aws:s3:::x")), get(action("secretsmanager:DescribeSecret"), on(bare+"-??????"))), "1 action"},
		{"suffix", doc(get(action("s3:*")), get(on(bare))), "1 resource no random suffix"},
		{"other secret and suffix", doc(get(on(bare+"2-??????")), get(on(bare))), "1 resource no random suffix"},
		{"name", doc(get(on("app/db"))), "0 resource not an ARN"},
		{"JSON key", doc(get(on(bare + "-??????:password::"))), "0 resource JSON key in the ARN"},
		{"JSON key without suffix", doc(get(on(bare + ":password::"))), "0 resource JSON key in the ARN"},
		{"region", doc(get(on(strings.Replace(bare, "us-east-1", "eu-west-1", 1) + "-*"))), "0 resource region"},
		{"account", doc(get(on(strings.Replace(bare, "111111111111", "222222222222", 1) + "-*"))), "0 resource account"},
		{"partition", doc(get(on(strings.Replace(bare, "arn:aws:", "arn:aws-cn:", 1) + "-*"))), "0 resource partition"},
		{"service", doc(get(on("arn:aws:ssm:us-east-1:111111111111:parameter/app/db"))), "0 resource service,resource type"},
		{"secret", doc(get(on(strings.Replace(bare, "app/db", "app/api", 1) + "-??????"))), "0 resource name"},
		{"region before name", doc(get(on("app/db")), get(on(strings.Replace(bare, "us-east-1", "eu-west-1", 1)+"-*"))), "1 resource region"},
		{"condition", doc(get(on("arn:aws:s3:::x"), action("s3:*")), get(when("StringEquals", "s3:prefix", "x"))), "1 condition StringEquals s3:prefix"},
		{"nothing", doc(), "none"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := tt.identity.policy(IdentityPolicy)
			for i := range p.Statements {
				p.Statements[i].Source = i
			}
			v := Evaluate(Request{Action: "secretsmanager:GetSecretValue", Resource: secret, Principal: caller(sessionARN)}, []*Policy{p})
			got := "none"
			if v.Closest != nil {
				got = fmt.Sprint(slices.IndexFunc(p.Statements, func(s Statement) bool { return s.Source == v.Closest.Source }))
				for _, l := range v.Lacks {
					got += " " + string(l.Element)
					var misses []string
					for _, m := range l.Misses {
						misses = append(misses, string(m))
					}
					if misses != nil {
						got += " " + strings.Join(misses, ",")
					}
					if l.Condition != nil {
						got += " " + l.Condition.Operator + " " + l.Condition.Key
					}
				}
			}
			if got != tt.want || v.Allowed != template.False {
				t.Errorf("got %q (%v, %s), want %q", got, v.Allowed, v.Why, tt.want)
			}
		})
	}
}
