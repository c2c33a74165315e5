# METADATA
# title: Permission to read a secret is not used
# description: >-
#   A statement names the secret and lets a role read it, but nothing that runs as the role is given the secret: no
#   variable, property or other reference leads to it, and its name is generated, so that code can not know it.
#   Reported only where the whole app is there. Suppress it where the code learns of the secret in another way, such
#   as from a message or by its tags.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
# custom:
#   id: FJ309
#   severity: info
#   remediation: >-
#     Remove the statement (in the CDK the `secret.grantRead(role)` that makes it), or give the secret's ARN to what
#     is to read it.
#   tags: [permissions]
package fjall.rules.permissions["unused-grant"]

deny contains {"at": grant.at, "message": message, "related": [{"at": grant.secret_at, "message": "This is the secret."}]} if {
	some grant in input.facts.access.unused
	message := sprintf("%s lets %s read secret %s, but %s, which runs as it, is not given the secret.", [
		grant.policy, grant.principal, grant.secret, concat(", ", grant.runs),
	])
}
