# METADATA
# title: Credential in an unencrypted Parameter Store parameter
# description: >-
#   CloudFormation creates parameters of Parameter Store only as String or StringList, which are not encrypted and are
#   shown to everybody with ssm:GetParameter or the console. A credential that is kept in one, or read from one by
#   {{resolve:ssm:…}} or an SSM parameter type, is no secret. Suppress it for values that are public.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ssm-parameter.html
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html
# custom:
#   id: FJ108
#   severity: high
#   remediation: Keep the credential in a secret and use {{resolve:secretsmanager:…}}, or in a SecureString and use {{resolve:ssm-secure:…}} where the property supports it.
#   tags: [credentials, cwe-312]
package fjall.rules.hardcoded["plaintext-parameter"]

import data.fjall.lib

deny contains {"at": literal.at, "message": message, "related": lib.used_in(literal)} if {
	some literal in input.facts.credentials.literals
	literal.place == "parameter"
	message := sprintf("Parameter Store parameter %s keeps a literal credential unencrypted: %s.", [literal.label, lib.shape(literal)])
}

deny contains {"at": plain.at, "message": message} if {
	some plain in input.facts.credentials.plain
	plain.how == "resolved"
	message := sprintf("%s of %s is read from the unencrypted parameter %s of Parameter Store.", [plain.property, plain.label, plain.what])
}

deny contains {"at": plain.at, "message": message} if {
	some plain in input.facts.credentials.plain
	plain.how == "parameter"
	message := sprintf("%s of %s is read from an unencrypted parameter of Parameter Store by the parameter %s.", [plain.property, plain.label, plain.what])
}

deny contains {"at": plain.at, "message": message} if {
	some plain in input.facts.credentials.plain
	plain.how == "stored"
	message := sprintf("Parameter Store parameter %s keeps a copy of the secret value %s unencrypted.", [plain.label, plain.what])
}
