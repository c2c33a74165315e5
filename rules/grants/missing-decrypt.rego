# METADATA
# title: Reader may not decrypt its secret
# description: >-
#   The secret is encrypted with a customer key. Secrets Manager calls KMS as the reader, and neither the key
#   policy nor the reader's policies let it call kms:Decrypt through Secrets Manager: reading fails with "Access
#   to KMS is not allowed". An identity policy counts only where the key policy leaves access to the account.
#   Suppress it where the key policy is changed by something outside of the app.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
# - ref: https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
# custom:
#   id: FJ203
#   severity: high
#   remediation: >-
#     Allow the reader kms:Decrypt on the key, in the key policy or its own (in the CDK `secret.grantRead(reader)`
#     does both where the key is the app's; for an imported key add `key.grantDecrypt(reader)`).
#   tags: [grants, kms]
package fjall.rules.grants["missing-decrypt"]

import data.fjall.lib.access
import data.fjall.lib.fixes

deny contains {"at": use.at, "message": message, "related": related, "fix": fix(use)} if {
	some use in input.facts.access.uses
	use.read.allowed != "no"
	not access.rotates(use)
	use.decrypt.allowed == "no"
	message := sprintf("%s, but its %s %s may not decrypt it with key %s: %s%s.", [
		access.reads(use), use.role_kind, use.role, use.key_label, use.decrypt.why, access.near(use.decrypt),
	])
	related := array.concat(array.concat(access.secret(use), access.role(use)), access.closest(use.decrypt))
}

fix(use) := {
	"title": sprintf("Grant %s decryption with key %s", [use.role, use.key_label]),
	"safe": true,
	"do": [{"op": "grant-decrypt", "at": use.at, "principal": use.role_key, "key": use.kms_key, "in_policy": use.decrypt.why == "not in the key policy"}],
	"cdk": [{"at": use.secret_at, "line": sprintf("%s.grantDecrypt(%s);", [fixes.name(use.key_label), fixes.name(use.role)])}],
}
