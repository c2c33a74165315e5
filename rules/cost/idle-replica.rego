# METADATA
# title: Replica is read by nothing
# description: >-
#   The secret has replicas in regions where nothing of the app reads it: no stack of the app is there, or none of those
#   that are names the secret. A replica is paid for like a secret, and is one more place where the value is kept. It is
#   right to keep replicas for the case that a region fails, or for an app that is not part of this assembly: suppress it
#   there, and say so. Reported only where the whole app and all its regions are known.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
# - ref: https://aws.amazon.com/secrets-manager/pricing/
# custom:
#   id: FJ705
#   severity: info
#   remediation: >-
#     Remove the region from ReplicaRegions (in the CDK, `replicaRegions`), unless the replica is there for recovery or for
#     another app.
#   tags: [cost]
package fjall.rules.cost["idle-replica"]

import data.fjall.lib.sums

deny contains {"at": replica.at, "message": message, "related": related, "monthly_usd": sums.usd(replica.sum)} if {
	some replica in input.facts.cost.replicas
	message := sprintf("Nothing of the app reads secret %s in %s. Without the %s it costs %s less (%s); keep what is there for recovery.", [
		replica.secret, concat(", ", replica.regions), word(count(replica.regions)), replica.sum.text, replica.sum.formula,
	])
	related := [{"at": other.at, "message": sprintf("Nothing reads the replica in %s.", [other.label])} | some other in replica.others]
}

word(1) := "replica"

word(n) := "replicas" if n != 1
