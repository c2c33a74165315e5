# METADATA
# title: Statement allows changing secrets by a wildcard
# description: >-
#   The statement allows actions by a pattern that takes in those that change, delete or share secrets (`*`,
#   `secretsmanager:*`, `secretsmanager:*Secret`), for a role that runs a workload or in a secret's own policy.
#   Code needs to read; nothing shows who uses the rest, until it is misused. Suppress it for roles of
#   administrators.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
# custom:
#   id: FJ301
#   severity: high
#   remediation: >-
#     Name the actions that are needed, mostly secretsmanager:GetSecretValue (in the CDK
#     `secret.grantRead(role)`).
#   tags: [permissions]
package fjall.rules.permissions["wildcard-action"]

import data.fjall.lib.access
import data.fjall.lib.fixes

deny contains object.union({"at": grant.at, "message": message}, fix(grant)) if {
	some grant in input.facts.access.grants
	changes(grant)
	count(grant.wildcard) > 0
	message := sprintf("%s lets %s change secrets by the wildcard %s.", [grant.policy, grant.principal, concat(", ", grant.wildcard)])
}

deny contains {"at": grant.at, "message": message} if {
	some grant in input.facts.access.policies
	grant.admins
	count(grant.wildcard) > 0
	message := sprintf("%s lets others change and share secret %s by the wildcard %s.", [grant.policy, grant.secret, concat(", ", grant.wildcard)])
}

changes(grant) if grant.writes

changes(grant) if grant.admins

# Only where nothing but secrets is concerned, and something reads as the role.
fix(grant) := {"fix": {
	"title": sprintf("Let %s only read", [grant.principal]),
	"safe": true,
	"do": [{"op": "set", "at": fixes.within(fixes.statement(grant.at), ["Action"]), "value": ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]}],
	"cdk": [{"at": grant.at, "line": sprintf("secret.grantRead(%s); // in place of the statement with %s", [fixes.name(grant.principal), concat(", ", grant.wildcard)])}],
}} if {
	grant.secrets_only
	some use in input.facts.access.uses
	use.role_key == grant.principal_key
	not changing(grant)
} else := {}

# changing: what runs as the principal writes or rotates a secret.
changing(grant) if {
	some update in input.facts.access.updates
	update.role_key == grant.principal_key
}

changing(grant) if {
	some use in input.facts.access.uses
	use.role_key == grant.principal_key
	access.rotates(use)
}
