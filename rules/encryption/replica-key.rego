# METADATA
# title: Replica of a secret has no fitting key
# description: >-
#   A replica is encrypted with a key of its own region. A key of another region fails the replication; no key at all, under
#   a primary with a customer key, silently puts the replica under aws/secretsmanager, so that whoever may read the replica
#   may also decrypt it and the customer key's policy means nothing there. Suppress the latter where the default key is
#   meant for the replica.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-secretsmanager-secret-replicaregion.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
# custom:
#   id: FJ803
#   severity: medium
#   remediation: >-
#     Give each entry of ReplicaRegions the KmsKeyId of a key in that region, such as a replica of a multi-Region key (in the
#     CDK, `replicaRegions` with `encryptionKey`).
#   tags: [encryption]
package fjall.rules.encryption["replica-key"]

deny contains {"at": replica.at, "message": message} if {
	some replica in input.facts.encryption.replicas
	replica.foreign != ""
	message := sprintf("The replica of secret %s in %s names a key of another region: %s.", [replica.label, replica.region, replica.foreign])
}

deny contains {"at": replica.at, "message": message, "related": related} if {
	some replica in input.facts.encryption.replicas
	replica.primary == "customer"
	replica.kind == "default"
	message := sprintf("The replica of secret %s in %s names no key and falls back to aws/secretsmanager, but the primary has a customer key.", [
		replica.label, _region(replica.region),
	])
	related := [{"at": replica.primary_at, "message": "the primary's key"}]
}

_region("") := "another region"

_region(region) := region if region != ""
