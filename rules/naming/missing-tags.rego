# METADATA
# title: Secret lacks a required tag
# description: >-
#   Tags carry what a name cannot: owner, cost centre, data class; grants by aws:ResourceTag and cost reports rest on them.
#   The rule is silent until the configuration lists `tags`. Tags that a CDK app sets on a stack or construct stand on the
#   secret in the template, and that is where they are looked for; a secret whose tags are not all known is not judged.
#   Suppress it for secrets that are tagged by other means.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/managing-secrets_tagging.html
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secret.html
# custom:
#   id: FJ506
#   severity: low
#   remediation: Tag the secret (in the CDK, `Tags.of(scope).add(key, value)` on the stack or app tags all that is in it).
#   tags: [naming]
#   params:
#     tags:
#       default: []
#       description: The keys of tags that every secret must have.
package fjall.rules.naming["missing-tags"]

deny contains {"at": secret.at, "message": message} if {
	some secret in input.facts.secrets.secrets
	secret.tags_known
	missing := [tag | some tag in input.config.FJ506.tags; not secret.tags[tag]]
	missing != []
	message := sprintf("Secret %s lacks the required tag%s %s.", [secret.label, _s(count(missing)), concat(", ", missing)])
}

_s(1) := ""

_s(n) := "s" if n != 1
