# METADATA
# title: Managed policy opens every secret
# description: >-
#   The role has a managed policy of AWS that lets it read every secret of the account, and mostly change them
#   too. These policies are for administrators. Suppress it for roles of people, not of workloads.
# related_resources:
# - ref: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/SecretsManagerReadWrite.html
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
# custom:
#   id: FJ304
#   severity: high
#   remediation: >-
#     Detach the managed policy and grant what the code needs (in the CDK `secret.grantRead(role)`).
#   tags: [permissions]
package fjall.rules.permissions["managed-policy"]

import data.fjall.lib.fixes

deny contains object.union({"at": attached.at, "message": message}, fix(attached)) if {
	some attached in input.facts.access.attached
	message := sprintf("%s has the managed policy %s, which lets it %s every secret of the account.", [attached.principal, attached.name, verb(attached)])
}

verb(attached) := "read and change" if attached.admin

else := "read"

# The policies that are about secrets only; the others give what else the role needs.
fix(attached) := {"fix": {
	"title": sprintf("Grant %s its secrets in place of %s", [attached.principal, attached.name]),
	"safe": true,
	"do": array.concat(
		[{"op": "remove", "at": attached.at}],
		[{"op": "grant", "at": places(attached, key)[0], "principal": attached.principal_key, "secret": key} | some key in used(attached)],
	),
	"cdk": [{"at": attached.at, "line": sprintf("secret.grantRead(%s); // in place of the managed policy %s", [fixes.name(attached.principal), attached.name])}],
}} if {
	attached.name == "SecretsManagerReadWrite"
	count(used(attached)) > 0
	not foreign(attached)
} else := {}

used(attached) := {use.secret_key |
	some use in input.facts.access.uses
	use.role_key == attached.principal_key
}

# places are where a secret is used by what runs as the principal.
places(attached, key) := [use.at |
	some use in input.facts.access.uses
	use.role_key == attached.principal_key
	use.secret_key == key
]

# foreign: the principal also uses a secret of another app, which a grant of the app's own
# secrets would not reach.
foreign(attached) if {
	some use in input.facts.access.uses
	use.role_key == attached.principal_key
	use.secret_key == ""
}
