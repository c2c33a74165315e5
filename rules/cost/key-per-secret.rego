# METADATA
# title: Customer keys do the same
# description: >-
#   Several customer keys with equal policies encrypt one secret each and nothing else: whoever may use one may use all, so
#   that they part nothing from one another. One of them could encrypt all the secrets. It is still a customer key: its
#   policy, its audit trail and cross-account use stay. What it gives up: the secrets can no longer be cut off one by one by
#   disabling a key, and the key's log entries are told apart by the encryption context only. Leave the keys apart where
#   the secrets belong to different owners or tenants, or where rules demand it.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
# - ref: https://aws.amazon.com/kms/pricing/
# custom:
#   id: FJ706
#   severity: info
#   remediation: >-
#     Let one customer key encrypt the secrets (in the CDK, pass one `encryptionKey`), unless they are to be cut off or
#     audited by key. Keep a customer key: the default key has no policy of yours and no cross-account use.
#   tags: [cost]
package fjall.rules.cost["key-per-secret"]

import data.fjall.lib.sums

deny contains {"at": group.at, "message": message, "related": related, "monthly_usd": sums.usd(group.sum)} if {
	some group in input.facts.cost.keys
	message := sprintf("%d customer keys with the same policy encrypt one secret each: %s. One key for all saves %s (%s%s), but the secrets can then not be cut off key by key.", [
		count(group.others) + 1, concat(", ", array.concat([group.key], [other.label | some other in group.others])), group.sum.text, group.sum.formula, rotation(group),
	])
	related := array.concat(
		[{"at": other.at, "message": sprintf("Key %s has the same policy.", [other.label])} | some other in group.others],
		[{"at": secret.at, "message": sprintf("Secret %s is encrypted by one of them.", [secret.label])} | some secret in group.secrets],
	)
}

rotation(group) := ", up to three times that once the keys have rotated twice" if group.rotates

else := ""
