# METADATA
# title: Secrets could be one
# description: >-
#   The secrets are read by exactly the same functions, tasks or builds as the same roles, under the same key, in the same
#   regions, and none is rotated: one secret with a JSON of several keys would serve as well, and a secret is paid for by
#   the piece. What it gives up: GetSecretValue is all or nothing, so that who is to read one value later reads all; a
#   rotation and a deletion take in all values; and the values have to be put in once by hand. Leave the secrets apart
#   where their owners, or the ways in which they are renewed, are different, or where a reader may be added. For
#   containers the number of calls stays the same, since each JSON key is fetched by itself.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html
# - ref: https://aws.amazon.com/secrets-manager/pricing/
# custom:
#   id: FJ702
#   severity: info
#   remediation: >-
#     Keep the values as keys of one JSON secret, up to 64 KB, and let each reader pick its key (in the CDK,
#     `ecs.Secret.fromSecretsManager(secret, 'key')`). Do not do so where the values have different owners or lifetimes.
#   tags: [cost]
package fjall.rules.cost.combinable

import data.fjall.lib.sums

deny contains {"at": group.at, "message": message, "related": related, "monthly_usd": sums.usd(group.sum), "fix": fix(group)} if {
	some group in input.facts.cost.combinable
	message := sprintf("%d secrets are read by the same %s and nobody else: %s. One JSON secret could hold them and saves %s (%s), but whoever reads one value then reads all.", [
		count(group.others) + 1, concat(", ", group.readers), concat(", ", names(group)), group.sum.text, group.sum.formula,
	])
	related := [{"at": other.at, "message": sprintf("Secret %s has the same readers.", [other.label])} | some other in group.others]
}

names(group) := array.concat([group.secret], [other.label | some other in group.others])

fix(group) := {
	"title": sprintf("Keep the values of %s in %s", [concat(", ", [other.label | some other in group.others]), group.secret]),
	"safe": false,
	"warning": "Put the values into the remaining secret as keys of one JSON before the others are deleted, and let code that fetches a secret pick its key.",
	"do": [{"op": "merge-secrets", "at": group.at, "others": [other.at.resource | some other in group.others]}],
	"cdk": [{"at": group.at, "line": "ecs.Secret.fromSecretsManager(secret, 'key') // one secret, a key for each value"}],
}
