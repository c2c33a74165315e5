# METADATA
# title: Key of a secret cannot encrypt it
# description: >-
#   Secrets Manager encrypts with an enabled symmetric key for encryption and decryption. A secret under a key that the
#   template disables, or that is asymmetric, or for signatures or HMACs, cannot be created or read. PendingWindowInDays
#   alone is no finding, whatever the DeletionPolicy: it only says how long a key that is deleted some day can still be
#   recovered, and no template schedules a deletion. Suppress it where the key is enabled by other means before the secret is
#   needed.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-kms-key.html
# - ref: https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html
# custom:
#   id: FJ802
#   severity: high
#   remediation: Use an enabled key of KeySpec SYMMETRIC_DEFAULT and KeyUsage ENCRYPT_DECRYPT, the defaults of AWS::KMS::Key.
#   tags: [encryption]
package fjall.rules.encryption["key-scheduled-or-disabled"]

deny contains {"at": use.at, "message": message, "related": related} if {
	some use in input.facts.encryption.uses
	use.faults != []
	message := sprintf("Key %s cannot encrypt the secret of %s: %s.", [
		use.key_label, use.label, concat(", ", [sprintf("its %s is %s", [f.property, f.value]) | some f in use.faults]),
	])
	related := [{"at": f.at, "message": sprintf("%s of the key", [f.property])} | some f in use.faults]
}
