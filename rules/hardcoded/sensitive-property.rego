# METADATA
# title: Credential property holds a literal
# description: >-
#   The property takes a password, token or key, and its value is literal text (also when Fn::Join, Fn::Sub, a
#   mapping or a parent stack puts it together). Everybody who can read the repository or the template has the
#   credential. References to Secrets Manager and NoEcho parameters are not reported. Suppress it where the
#   resource is a throw-away that nothing else can reach.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html
# custom:
#   id: FJ102
#   severity: critical
#   remediation: >-
#     Keep the credential in a secret and use a dynamic reference, {{resolve:secretsmanager:name:SecretString:key}}
#     (in the CDK `secret.secretValueFromJson('password')`), or let the service manage it where it can.
#   tags: [credentials, cwe-798]
package fjall.rules.hardcoded["sensitive-property"]

import data.fjall.lib

deny contains object.union({"at": literal.at, "message": message, "related": lib.used_in(literal)}, fix(literal)) if {
	some literal in input.facts.credentials.literals
	literal.place in {"property", "custom"}
	message := sprintf("%s of %s is a literal in the template: %s.", [literal.property, literal.label, lib.shape(literal)])
}

# Only a password can be made anew; what others issue cannot.
fix(literal) := {"fix": {
	"title": sprintf("Keep the password of %s in a secret that is generated", [literal.label]),
	"safe": false,
	"warning": "The next deployment sets a new password: whoever uses the old one has to read the new one from the secret.",
	"do": [{"op": "generated-password", "at": literal.used}],
	"cdk": [{"at": literal.used, "line": "credentials: rds.Credentials.fromGeneratedSecret('admin'), // or SecretValue of a new secretsmanager.Secret"}],
}} if {
	not literal.elsewhere
	literal.place == "property"
	endswith(lower(literal.property), "password")
} else := {}
