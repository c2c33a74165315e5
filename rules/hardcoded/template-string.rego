# METADATA
# title: Template of a generated secret holds a credential
# description: >-
#   SecretStringTemplate stands in the template in plain text; only the value under GenerateStringKey is generated. A
#   password, token or key in it is known to everybody who can read the template. Suppress it for keys that are public.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-secretsmanager-secret-generatesecretstring.html
# custom:
#   id: FJ109
#   severity: critical
#   remediation: Leave only settings in the template (user name, host, engine), generate the credential under GenerateStringKey, and keep a second credential in a secret of its own.
#   tags: [credentials, cwe-798]
package fjall.rules.hardcoded["template-string"]

import data.fjall.lib

deny contains object.union({"at": literal.at, "message": message, "related": lib.used_in(literal)}, fix(literal)) if {
	some literal in input.facts.credentials.literals
	literal.place == "template"
	message := sprintf("SecretStringTemplate of %s holds a credential under the JSON key %s: %s.", [literal.label, concat(", ", literal.keys), lib.shape(literal)])
}

fix(literal) := {"fix": {
	"title": sprintf("Leave %s out of the template of secret %s", [concat(", ", literal.keys), literal.label]),
	"safe": false,
	"warning": "A changed template makes Secrets Manager generate a new value at the next deployment. A key that is left out has to be put in by hand, unless it is the one that is generated.",
	"do": [{"op": "template-without", "at": literal.used, "keys": literal.keys}],
	"cdk": [{"at": literal.used, "line": sprintf("secretStringTemplate: JSON.stringify({ /* without %s */ }), generateStringKey: '%s',", [concat(", ", literal.keys), literal.keys[0]])}],
}} if {
	not literal.elsewhere
} else := {}
