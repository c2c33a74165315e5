# METADATA
# title: Statement reaches every secret
# description: >-
#   The statement allows actions on secrets on every secret of the account (`*`, `secret:*`, any region). One
#   leaked role is then all secrets. Actions that accept no other resource (ListSecrets, GetRandomPassword,
#   BatchGetSecretValue) are not reported, nor are statements that a condition on tags or the secret's id
#   narrows. Suppress it for tools whose work is on all secrets.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
# custom:
#   id: FJ302
#   severity: high
#   remediation: >-
#     Name the secrets: their ARNs, or one name with -?????? behind it (in the CDK `secret.grantRead(role)`).
#   tags: [permissions]
package fjall.rules.permissions["wildcard-resource"]

import data.fjall.lib.fixes

deny contains object.union({"at": grant.at, "message": message}, fix(grant)) if {
	some grant in input.facts.access.grants
	not grant.not_action
	not grant.narrowed
	count(grant.every) > 0
	message := sprintf("%s lets %s work on every secret: its resource is %s.", [grant.policy, grant.principal, concat(", ", grant.every)])
}

# Where it is known what is read as the role, and nothing but secrets is concerned.
fix(grant) := {"fix": {
	"title": sprintf("Limit %s to the secrets that it uses", [grant.principal]),
	"safe": true,
	"do": [{"op": "limit-resources", "at": fixes.statement(grant.at), "secrets": [key | some key in used(grant)]}],
	"cdk": [{"at": grant.at, "line": concat(" ", [sprintf("%s.grantRead(%s);", [fixes.name(label), fixes.name(grant.principal)]) | some label in labels(grant)])}],
}} if {
	grant.secrets_only
	count(used(grant)) > 0
	count(others(grant)) == 0
} else := {}

used(grant) := {use.secret_key |
	some use in input.facts.access.uses
	use.role_key == grant.principal_key
}

labels(grant) := {use.secret_label |
	some use in input.facts.access.uses
	use.role_key == grant.principal_key
}

# others are the secrets of other apps that are read as the role.
others(grant) := {use.secret |
	some use in input.facts.access.uses
	use.role_key == grant.principal_key
	use.secret_key == ""
}
