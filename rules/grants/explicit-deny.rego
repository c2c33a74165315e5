# METADATA
# title: Grant is overridden
# description: >-
#   The reader has a grant, and a Deny, its permissions boundary or the secret's resource policy overrides it,
#   so that reading fails. Suppress it where the Deny is meant and the reader does not read.
# related_resources:
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
# custom:
#   id: FJ204
#   severity: high
#   remediation: >-
#     Exempt the reader from the Deny (for instance with a condition on aws:PrincipalArn), or add the action to
#     the permissions boundary.
#   tags: [grants]
package fjall.rules.grants["explicit-deny"]

import data.fjall.lib.access

reasons := {"explicit deny", "not in the permissions boundary", "not in the session policy", "not in the VPC endpoint policy", "not in the service control policies"}

deny contains {"at": use.at, "message": message, "related": related} if {
	some use in input.facts.access.uses
	use.read.allowed == "no"
	use.read.why in reasons
	message := sprintf("%s, but its %s %s may not: %s.", [access.reads(use), use.role_kind, use.role, words(use)])
	related := array.concat(access.chain(use), access.deciding(use.read))
}

words(use) := "a Deny overrides every grant" if use.read.why == "explicit deny"

else := sprintf("the read is %s", [use.read.why])
