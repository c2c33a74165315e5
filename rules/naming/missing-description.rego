# METADATA
# title: Secret has no description
# description: >-
#   A secret without a Description tells nobody what it is for, who issues its value and who to ask
#   before it is deleted. Suppress it where the name says all there is to say.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secret.html
# custom:
#   id: FJ505
#   severity: info
#   remediation: Give the secret a Description (in the CDK, the `description` property).
#   tags: [naming]
package fjall.rules.naming["missing-description"]

deny contains {"at": secret.at, "message": message} if {
	some secret in input.facts.secrets.secrets
	secret.described == "no"
	message := sprintf("Secret %s has no description.", [secret.label])
}
