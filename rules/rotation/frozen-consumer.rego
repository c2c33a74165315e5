# METADATA
# title: Consumer keeps an old copy of a secret that rotates
# description: >-
#   CloudFormation resolves a dynamic reference when it makes or updates the resource. The secret rotates, and the copy
#   stays as it was: from the first rotation on, what logs in with it is refused, until somebody deploys a change of that
#   very resource. The password that a database itself is made with is no such copy, nor are JSON keys that a rotation
#   leaves alone (host, port, the name of a single user). Suppress it where something deploys after each rotation.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets_strategies.html
# custom:
#   id: FJ405
#   severity: high
#   remediation: >-
#     Pass the secret's ARN and read the secret at run time, with a cache that is refreshed when a login fails; for
#     containers use `secrets` (in the CDK `ecs.Secret.fromSecretsManager`), which are read when a task starts.
#   tags: [rotation]
package fjall.rules.rotation["frozen-consumer"]

deny contains object.union({"at": copy.at, "message": message, "related": related}, fix(copy)) if {
	some copy in input.facts.rotation.copies
	message := sprintf("%s of %s keeps %s of secret %s as it was at the last deployment, and the secret rotates%s: after a rotation the copy is wrong.", [
		holder(copy), copy.resource, part(copy), copy.secret, when(copy),
	])
	related := [{"at": copy.secret_at, "message": "This secret rotates."}]
}

holder(copy) := sprintf("Variable %s", [copy.property]) if copy.variable else := sprintf("Property %s", [copy.property])

part(copy) := "the value" if copy.json_key == "" else := sprintf("the JSON key %s", [copy.json_key])

when(copy) := sprintf(" %s", [copy.when]) if copy.when != "" else := ""

fix(copy) := {"fix": {
	"title": sprintf("Let the agent set %s from the secret when a task starts", [copy.property]),
	"safe": false,
	"warning": "The execution role reads the secret when a task starts: after a rotation, start the tasks anew.",
	"do": [{"op": "inject", "at": copy.at, "way": "container secrets"}],
	"cdk": [{"at": copy.at, "line": sprintf("secrets: { %s: ecs.Secret.fromSecretsManager(secret%s) }, // Fjall: containerSecretsImport", [copy.property, argument(copy)])}],
}} if {
	copy.variable
	copy.type == "AWS::ECS::TaskDefinition"
} else := {"fix": {
	"title": sprintf("Pass the secret's ARN in %s", [copy.property]),
	"safe": false,
	"warning": "The code has to fetch the value by the ARN.",
	"do": [{"op": "inject", "at": copy.at, "way": "fetch"}],
	"cdk": [{"at": copy.at, "line": sprintf("environment: { %s: secret.secretArn }, // and secret.grantRead(fn)", [copy.property])}],
}} if {
	copy.variable
	copy.type == "AWS::Lambda::Function"
} else := {}

argument(copy) := sprintf(", '%s'", [copy.json_key]) if copy.json_key != "" else := ""
