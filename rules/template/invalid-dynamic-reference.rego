# METADATA
# title: Dynamic reference is not resolved
# description: >-
#   A dynamic reference is malformed, or stands where CloudFormation does not resolve it: references to secrets are
#   resolved in the properties of resources, not in their Metadata (cfn-init included) or
#   in Outputs, and ssm-secure only in the few properties that AWS lists. The deployment fails, or the literal text
#   {{resolve:...}} is used as if it were the password. Suppress it where a program reads the text and resolves it
#   itself.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/cfn-example_reference-secret.html
# custom:
#   id: FJ004
#   severity: medium
#   remediation: >-
#     Write {{resolve:secretsmanager:name-or-arn:SecretString:key}} in a property of a resource. Elsewhere pass the
#     secret's ARN and read the value at run time.
#   tags: [template]
package fjall.rules.template["invalid-dynamic-reference"]

places := {
	"metadata": "stands in Metadata, where references to secrets are not resolved",
	"outputs": "stands in Outputs, where references to secrets are not resolved",
}

deny contains {"at": ref.at, "message": sprintf("Dynamic reference is malformed: %s.", [ref.malformed])} if {
	some ref in input.facts.dynamicrefs.references
	ref.malformed != ""
}

deny contains {"at": ref.at, "message": message} if {
	some ref in input.facts.dynamicrefs.references
	ref.malformed == ""
	message := sprintf("Dynamic reference to %s %s.", [ref.service, places[ref.misplaced]])
}

# CloudFormation refuses ssm-secure in any other property before it creates anything.
deny contains {"at": ref.at, "message": message, "severity": "high"} if {
	some ref in input.facts.dynamicrefs.references
	ref.malformed == ""
	ref.misplaced == "unsupported-property"
	message := sprintf("Dynamic reference ssm-secure is not supported by %s of %s.", [ref.property, ref.type])
}
