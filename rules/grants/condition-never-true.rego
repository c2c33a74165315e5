# METADATA
# title: Grant is under a condition that is never met
# description: >-
#   The reader's statement allows secretsmanager:GetSecretValue on the secret only under a condition that its
#   requests cannot meet, such as a condition key that they never have. Suppress it where the statement is for
#   another use.
# related_resources:
# - ref: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
# custom:
#   id: FJ210
#   severity: high
#   remediation: >-
#     Remove the condition, or use a key that GetSecretValue requests have (secretsmanager:ResourceTag/…,
#     secretsmanager:VersionStage, aws:PrincipalArn …).
#   tags: [grants]
package fjall.rules.grants["condition-never-true"]

import data.fjall.lib.access

deny contains {"at": use.at, "message": message, "related": access.chain(use)} if {
	some use in input.facts.access.uses
	access.denied(use)
	use.read.why == "no statement allows it"
	use.other_role == ""
	access.only_condition(use)
	message := sprintf("%s, but the grant of its %s %s is under a condition that it never meets%s.", [
		access.reads(use), use.role_kind, use.role, access.near(use.read),
	])
}
