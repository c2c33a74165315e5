# METADATA
# title: Another way leads to the secret
# description: >-
#   A principal that may not read the secret can get to its value all the same: by passing the role of a reader to a
#   new function, changing the code of a function that reads, assuming a role that reads, or giving itself access by
#   the secret's or the key's policy or a grant. Only ways of which every step is allowed are reported, and none of
#   roles for deploying. Suppress it where the principal is meant to have the secret.
# related_resources:
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html
# - ref: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
# custom:
#   id: FJ310
#   severity: high
#   remediation: >-
#     Limit the action that opens the way to the roles, functions, secrets and keys that the principal needs, and
#     name in trust policies who may assume a role instead of the account.
#   tags: [permissions]
package fjall.rules.permissions.escalation

deny contains {"at": way.at, "message": message, "related": related} if {
	some way in input.facts.access.escalations
	message := sprintf("%s may not read %s, but can get to it: %s%s%s.", [way.principal, secrets(way), path(way), managed(way), more(way)])
	related := [{"at": step.at, "message": steps[step.what]} | some step in way.steps]
}

secrets(way) := sprintf("secret %s", [way.secrets[0]]) if count(way.secrets) == 1

else := sprintf("secrets %s", [concat(", ", way.secrets)]) if count(way.secrets) < 4

else := sprintf("secrets %s and %d more", [concat(", ", array.slice(way.secrets, 0, 3)), count(way.secrets) - 3])

path(way) := sprintf("it may pass role %s, which reads it, to a function of its own (iam:PassRole, lambda:CreateFunction)", [way.role]) if way.way == "pass-role"

path(way) := sprintf("it may change the code of function %s (lambda:UpdateFunctionCode), which reads it as role %s", [way.function, way.role]) if way.way == "update-code"

path(way) := sprintf("it may assume role %s, which reads it (sts:AssumeRole)", [way.role]) if way.way == "assume-role"

path(way) := "it may give itself access by the secret's policy (secretsmanager:PutResourcePolicy)" if way.way == "resource-policy"

path(way) := sprintf("it may get it, and give itself a grant to decrypt with its key %s (kms:CreateGrant)", [way.key]) if way.way == "create-grant"

path(way) := sprintf("it may get it, and give itself its key %s by the key's policy (kms:PutKeyPolicy)", [way.key]) if way.way == "key-policy"

managed(way) := sprintf(", by the managed policy %s", [way.managed]) if way.managed != ""

else := ""

more(way) := sprintf(", and %d more in the same way", [way.more]) if way.more > 0

else := ""

steps := {
	"function": "This function reads it.",
	"role": "It reads as this role.",
	"read": "This statement lets it be read.",
	"key": "This key encrypts it.",
	"secret": "This is the secret.",
}
