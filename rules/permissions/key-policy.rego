# METADATA
# title: Key of a secret is open too far
# description: >-
#   The policy of the secret's customer key lets everyone decrypt, without a condition that narrows it to an account
#   or organization, or a role that reads secrets may decrypt with every key instead of the secret's. The account's
#   root as principal and `*` as resource within a key policy are right and not reported. Suppress it for roles whose
#   work is on all keys.
# related_resources:
# - ref: https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
# - ref: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
# custom:
#   id: FJ308
#   severity: high
#   remediation: >-
#     Name the principals, or add the conditions kms:ViaService and kms:CallerAccount; in identity policies name the
#     key's ARN (in the CDK `secret.grantRead(role)`).
#   tags: [permissions, encryption]
package fjall.rules.permissions["key-policy"]

deny contains {"at": access.at, "message": message, "related": secret(access)} if {
	some access in input.facts.access.key_access
	access.kind == "policy"
	message := sprintf("The policy of key %s, which encrypts secret %s, lets everyone decrypt%s.", [access.key, access.secret, through(access)])
}

deny contains {"at": access.at, "message": message, "severity": "medium", "related": secret(access)} if {
	some access in input.facts.access.key_access
	access.kind == "grant"
	message := sprintf("%s lets %s, which reads secret %s, decrypt with every key.", [access.policy, access.principal, access.secret])
}

through(access) := " through a service, of any account" if access.through

else := ""

secret(access) := [{"at": access.secret_at, "message": "This is the secret."}]
