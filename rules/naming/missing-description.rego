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

import data.fjall.lib.fixes

deny contains {"at": secret.at, "message": message, "fix": fix(secret)} if {
	some secret in input.facts.secrets.secrets
	secret.described == "no"
	message := sprintf("Secret %s has no description.", [secret.label])
}

fix(secret) := {
	"title": sprintf("Describe secret %s", [secret.label]),
	"safe": true,
	"do": [{"op": "set", "at": fixes.below(secret.at, ["Description"]), "value": description(secret)}],
	"cdk": [{"at": secret.at, "line": sprintf("description: '%s',", [description(secret)])}],
}

kinds := {"database": "Credentials of a database", "generated": "Generated value", "third-party": "Credential that is put in by hand"}

description(secret) := sprintf("%s: %s", [object.get(kinds, secret.purpose, "Secret"), secret.label])
