# METADATA
# title: Statement allows all but a few actions
# description: >-
#   An Allow with NotAction or NotResource takes in everything that it does not name, reading of secrets
#   included, and whatever AWS adds later. Suppress it for roles of administrators.
# related_resources:
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
# custom:
#   id: FJ306
#   severity: high
#   remediation: >-
#     Name the actions and resources that are needed, with Action and Resource.
#   tags: [permissions]
package fjall.rules.permissions["not-action"]

deny contains {"at": grant.at, "message": message} if {
	some grant in input.facts.access.grants
	grant.not_action
	grant.reads
	count(grant.every) > 0
	message := sprintf("%s lets %s read every secret, because it allows all actions but those named in NotAction.", [grant.policy, grant.principal])
}

deny contains {"at": grant.at, "message": message} if {
	some grant in input.facts.access.grants
	grant.not_resource
	grant.reads
	message := sprintf("%s lets %s read every secret but those named in NotResource.", [grant.policy, grant.principal])
}
