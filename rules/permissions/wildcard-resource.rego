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

deny contains {"at": grant.at, "message": message} if {
	some grant in input.facts.access.grants
	not grant.not_action
	not grant.narrowed
	count(grant.every) > 0
	message := sprintf("%s lets %s work on every secret: its resource is %s.", [grant.policy, grant.principal, concat(", ", grant.every)])
}
