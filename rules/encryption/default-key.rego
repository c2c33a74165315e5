# METADATA
# title: Secret is under the default key
# description: >-
#   A secret without a KmsKeyId is encrypted with the key aws/secretsmanager, which costs nothing and whose policy lets
#   everyone in the account who may read the secret decrypt it. A key of one's own adds a second lock, its own audit trail
#   and the ability to share with other accounts, for a monthly price per key. The rule is off by default, since for most
#   secrets the default key serves; it is meant for those whose regulations ask for customer keys. A pull through cache of
#   Amazon ECR accepts only the default key, so its secrets are exempt.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
# - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html
# custom:
#   id: FJ801
#   severity: low
#   remediation: Give the secret a KmsKeyId (in the CDK, `encryptionKey`) and its readers kms:Decrypt on that key.
#   tags: [encryption]
#   off: true
package fjall.rules.encryption["default-key"]

deny contains {"at": secret.at, "message": message} if {
	some secret in input.facts.secrets.secrets
	secret.kms.kind in {"default", "managed"}
	not _needs_default(secret.key)
	message := sprintf("Secret %s is under the default key aws/secretsmanager, not a customer key.", [secret.label])
}

_needs_default(key) if {
	some use in input.facts.naming.uses
	use.secret == key
	use.key == "default"
}
