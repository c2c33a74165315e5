# METADATA
# title: Secret is open to everyone
# description: >-
#   The secret's resource policy allows everybody to read it, of any account, or all that another account lets, without
#   a condition that narrows it; or BlockPublicPolicy is off, which keeps a policy from becoming public by mistake.
#   Suppress it where sharing with the other account as a whole is meant; for everybody, never.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html
# custom:
#   id: FJ307
#   severity: critical
#   remediation: >-
#     Name the principals that read the secret, or add a condition such as aws:PrincipalOrgID; leave
#     BlockPublicPolicy on.
#   tags: [permissions]
package fjall.rules.permissions["public-secret"]

import data.fjall.lib.fixes

deny contains {"at": grant.at, "message": message, "fix": own_account(grant)} if {
	some grant in input.facts.access.policies
	grant.open == "everyone"
	grant.reads
	not grant.narrowed
	message := sprintf("%s lets everyone read secret %s.", [grant.policy, grant.secret])
}

# Another account as a whole decides for itself who of it may read.
deny contains {"at": grant.at, "message": message, "severity": "medium"} if {
	some grant in input.facts.access.policies
	grant.whole_account
	grant.reads
	not grant.narrowed
	message := sprintf("%s lets whomever another account allows read secret %s, without a condition.", [grant.policy, grant.secret])
}

deny contains {"at": at, "message": message, "severity": "low", "fix": block(policy, at)} if {
	some policy in input.by_type["AWS::SecretsManager::ResourcePolicy"]
	policy.properties.BlockPublicPolicy == false
	at := {"resource": policy.key, "path": array.concat(policy.path, ["Properties", "BlockPublicPolicy"])}
	message := sprintf("%s turns off BlockPublicPolicy, so that nothing keeps it from opening the secret to everyone.", [policy.id])
}

own_account(grant) := {
	"title": sprintf("Open secret %s to its own account only", [grant.secret]),
	"safe": true,
	"do": [{"op": "own-account", "at": fixes.statement(grant.at)}],
	"cdk": [{"at": grant.at, "line": "secret.grantRead(new iam.AccountRootPrincipal());"}],
}

block(policy, at) := {
	"title": sprintf("Let %s block public policies", [policy.id]),
	"safe": true,
	"do": [{"op": "set", "at": at, "value": true}],
	"cdk": [{"at": at, "line": "blockPublicPolicy: true,"}],
}
