# METADATA
# title: Secret is open to everyone
# description: >-
#   The secret's resource policy allows everybody to read it, of any account, without a condition that narrows
#   it. Suppress it never; where it is meant, the value is no secret.
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

deny contains {"at": grant.at, "message": message} if {
	some grant in input.facts.access.policies
	grant.open == "everyone"
	grant.reads
	not grant.narrowed
	message := sprintf("%s lets everyone read secret %s.", [grant.policy, grant.secret])
}
