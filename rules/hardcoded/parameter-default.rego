# METADATA
# title: Credential parameter has a default
# description: >-
#   The Default of a parameter that is used as a credential stands in the template in plain text, NoEcho or not, and
#   is what every deployment gets that does not choose its own. An empty default, one that CloudFormation would
#   refuse (AllowedPattern, MinLength), a dynamic reference and SSM parameter types are not reported. Suppress it
#   where the default opens nothing outside of a test.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
# custom:
#   id: FJ105
#   severity: high
#   remediation: Remove the Default, set NoEcho, and give the value at deployment; better, keep it in a secret and use a dynamic reference.
#   tags: [credentials, cwe-798]
package fjall.rules.hardcoded["parameter-default"]

import data.fjall.lib

deny contains {"at": parameter.default_at, "message": message, "related": lib.feeds(parameter), "fix": fix(parameter)} if {
	some parameter in input.facts.credentials.parameters
	parameter.default == "credential"
	message := sprintf("Parameter %s has a credential as its default: %s%s.", [parameter.name, lib.shape(parameter), lib.fed(parameter)])
}

fix(parameter) := {
	"title": sprintf("Remove the default of parameter %s", [parameter.name]),
	"safe": false,
	"warning": "A new stack then needs a value for the parameter. The credential is known to whoever reads the template: change it.",
	"do": [{"op": "remove", "at": {"resource": parameter.at.resource, "path": ["Parameters", parameter.name, "Default"]}}],
	"cdk": [{"at": parameter.at, "line": sprintf("new CfnParameter(this, '%s', { type: 'String', noEcho: true }); // without default", [parameter.name])}],
}
