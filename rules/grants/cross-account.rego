# METADATA
# title: Reader in another account lacks a grant
# description: >-
#   A principal of another account reads the secret. Both sides must allow it: the secret's resource policy and
#   the reader's own policy; and the secret needs a customer key, because the default key cannot be used from
#   other accounts. Suppress it where the other side is deployed apart.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html
# custom:
#   id: FJ209
#   severity: high
#   remediation: >-
#     Add the reader to the secret's resource policy and to its customer key's policy, and grant both actions in
#     the reader's account.
#   tags: [grants]
package fjall.rules.grants["cross-account"]

import data.fjall.lib.access

deny contains {"at": use.at, "message": message, "related": access.chain(use)} if {
	some use in input.facts.access.uses
	use.read.allowed == "no"
	startswith(use.read.why, "other account:")
	message := sprintf("%s of another account, but %s.", [access.reads(use), substring(use.read.why, 15, -1)])
}

deny contains {"at": grant.at, "message": message, "related": [{"at": grant.secret_at, "message": "This secret is under the default key."}]} if {
	some grant in input.facts.access.policies
	grant.open == "account"
	grant.reads
	grant.default_key
	message := sprintf("%s lets another account read secret %s, which is under the default key aws/secretsmanager: other accounts cannot use that key.", [
		grant.policy, grant.secret,
	])
}
