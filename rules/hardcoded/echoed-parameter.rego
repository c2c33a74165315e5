# METADATA
# title: Credential parameter is echoed
# description: >-
#   A parameter that is used as a credential lacks NoEcho: its value is shown in the console, by DescribeStacks and in
#   change sets. Suppress it where the value is none, in spite of the place it is used in.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
# custom:
#   id: FJ106
#   severity: medium
#   remediation: Set NoEcho on the parameter (in the CDK `noEcho`); better, keep the value in a secret and use a dynamic reference.
#   tags: [credentials, cwe-522]
package fjall.rules.hardcoded["echoed-parameter"]

import data.fjall.lib

deny contains object.union({"at": parameter.at, "message": message, "related": lib.feeds(parameter)}, fix(parameter)) if {
	some parameter in input.facts.credentials.parameters
	not parameter.no_echo
	certain(parameter)
	message := sprintf("Parameter %s takes a credential and lacks NoEcho, so its value is shown with the stack%s.", [parameter.name, lib.fed(parameter)])
}

certain(parameter) if parameter.named == "strong"

certain(parameter) if {
	some feed in parameter.feeds
	feed.place in {"property", "secret", "template"}
}

certain(parameter) if {
	parameter.named == "weak"
	parameter.feeds[_].place in {"variable", "custom", "parameter"}
}

certain(parameter) if {
	parameter.named == "weak"
	parameter.default == "credential"
}

# Where the value is copied into a variable, or kept by Parameter Store, NoEcho hides it at
# one place of two: that is for a secret to end.
fix(parameter) := {"fix": {
	"title": sprintf("Set NoEcho for parameter %s", [parameter.name]),
	"safe": true,
	"do": [{"op": "set", "at": {"resource": parameter.at.resource, "path": ["Parameters", parameter.name, "NoEcho"]}, "value": true}],
	"cdk": [{"at": parameter.at, "line": sprintf("new CfnParameter(this, '%s', { type: 'String', noEcho: true });", [parameter.name])}],
}} if {
	not copied(parameter)
} else := {}

copied(parameter) if parameter.feeds[_].place in {"variable", "parameter"}
