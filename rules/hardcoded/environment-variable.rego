# METADATA
# title: Credential in a plain-text variable or script
# description: >-
#   A variable, script, build specification or definition sets a credential to a literal. Such places are shown in
#   plain text in the console, by Describe and Get calls and in the template. Only literals whose name speaks of a
#   credential and whose value looks like one are reported. Suppress it for test values that open nothing.
# related_resources:
# - ref: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
# custom:
#   id: FJ103
#   severity: critical
#   remediation: >-
#     Put the credential into a secret. Containers take it by `secrets` (in the CDK
#     `ecs.Secret.fromSecretsManager(secret)`, in Fjall containerSecretsImport), CodeBuild by a variable of type
#     SECRETS_MANAGER, functions and scripts fetch it by its ARN.
#   tags: [credentials, cwe-798]
package fjall.rules.hardcoded["environment-variable"]

import data.fjall.lib

deny contains {"at": literal.at, "message": message, "related": lib.used_in(literal)} if {
	some literal in input.facts.credentials.literals
	literal.place == "variable"
	message := sprintf("Variable %s of %s is a literal credential: %s.", [literal.property, literal.label, lib.shape(literal)])
}

deny contains {"at": literal.at, "message": message, "related": lib.used_in(literal)} if {
	some literal in input.facts.credentials.literals
	literal.place == "text"
	message := sprintf("%s of %s sets %s to a literal credential: %s.", [literal.property, literal.label, concat(", ", literal.keys), lib.shape(literal)])
}
