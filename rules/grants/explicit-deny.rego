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
import data.fjall.lib.fixes

reasons := {"explicit deny", "not in the permissions boundary"}

deny contains object.union({"at": use.at, "message": message, "related": related}, fix(use)) if {
	some use in input.facts.access.uses
	use.read.why in reasons
	not told(use)
	message := sprintf("%s, but its %s %s may not: %s.", [access.reads(use), use.role_kind, use.role, words(use)])
	related := array.concat(access.chain(use), access.deciding(use.read))
}

# told: connectivity/source-vpce-deny names what the Deny blocks, and why.
told(use) if {
	count(use.read.deciding) > 0
	every at in use.read.deciding {
		some block in input.facts.sourcevpce.blocks
		block.at == at
		some caller in block.callers
		caller.consumer == use.key
	}
}

words(use) := "a Deny overrides every grant" if use.read.why == "explicit deny"

else := sprintf("the read is %s", [use.read.why])

# A Deny of the secret's own policy can leave the role out; any other one is there
# for a reason that the templates do not tell.
fix(use) := {"fix": {
	"title": sprintf("Leave %s out of the Deny on secret %s", [use.role, use.secret]),
	"safe": false,
	"warning": "The Deny may be meant for this role too: ask its author.",
	"do": [{"op": "except", "at": fixes.statement(at), "principal": use.role_key} | some at in own(use)],
	"cdk": [{"at": use.secret_at, "line": sprintf("conditions: { ArnNotEquals: { 'aws:PrincipalArn': %s.roleArn } }, // in the Deny statement", [fixes.name(use.role)])}],
}} if {
	use.read.why == "explicit deny"
	count(own(use)) == count(use.read.deciding)
} else := {}

own(use) := [at | some at in use.read.deciding; input.by_type["AWS::SecretsManager::ResourcePolicy"][at.resource]]
