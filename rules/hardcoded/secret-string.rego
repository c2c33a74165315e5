# METADATA
# title: Secret's value is written into the template
# description: >-
#   SecretString is literal text, so everybody who can read the repository, the synthesized template or the
#   stack (cloudformation:GetTemplate) has the credential, and it stays in their histories after it is changed.
#   A value that is generated, resolved by a dynamic reference, given by a NoEcho parameter, or that holds only
#   settings such as host and port is not reported, nor is a placeholder that is replaced after deployment.
#   Suppress it for a value that is public on purpose.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secret.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html
# custom:
#   id: FJ101
#   severity: critical
#   remediation: >-
#     Let Secrets Manager make the value (GenerateSecretString; in the CDK `generateSecretString`), or create the
#     secret without a value and put it in once by hand. Change the credential where it is used: it is known now.
#   tags: [credentials, cwe-798]
package fjall.rules.hardcoded["secret-string"]

import data.fjall.lib

deny contains object.union({"at": literal.at, "message": message, "related": lib.used_in(literal)}, fix(literal)) if {
	some literal in input.facts.credentials.literals
	literal.place == "secret"
	message := sprintf("Secret %s has its value in the template: %s%s.", [literal.label, lib.shape(literal), keys(literal)])
}

# A value that is written elsewhere (a mapping, a parent stack) has other uses.
fix(literal) := {"fix": {
	"title": sprintf("Let Secrets Manager generate the value of secret %s", [literal.label]),
	"safe": false,
	"warning": "The next deployment puts a new value in place of the one in the template: change it where it is used, and do not do so for a value that somebody else issues.",
	"do": [{"op": "generate-secret", "at": literal.used, "keys": literal.keys}],
	"cdk": [{"at": literal.used, "line": line(literal)}],
}} if {
	not literal.elsewhere
	count(literal.keys) < 2
} else := {}

line(literal) := sprintf("generateSecretString: { secretStringTemplate: JSON.stringify({ /* the other keys */ }), generateStringKey: '%s' },", [literal.keys[0]]) if count(literal.keys) == 1

else := "generateSecretString: { passwordLength: 32 },"

keys(literal) := sprintf(" under the JSON key %s", [concat(", ", literal.keys)]) if count(literal.keys) > 0

else := ""
