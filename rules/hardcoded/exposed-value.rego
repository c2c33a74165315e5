# METADATA
# title: Secret value ends where people can read it
# description: >-
#   A value that is kept secret (resolved from Secrets Manager, a NoEcho parameter, an attribute that returns a secret)
#   is copied into a place that is shown in plain text: a variable, script, definition, output, tag, name or the
#   Metadata of a resource. Everybody who may describe the resource can read it there. A copy also stays as it was
#   when the secret rotates. Suppress it where the value is not a credential.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
# custom:
#   id: FJ107
#   severity: high
#   remediation: >-
#     Pass the secret's ARN and let the code fetch the value, or use the injection that the service has (container
#     `secrets`, CodeBuild variables of type SECRETS_MANAGER).
#   tags: [credentials, cwe-522]
package fjall.rules.hardcoded["exposed-value"]

deny contains object.union({"at": exposed.at, "message": message}, fix(exposed)) if {
	some exposed in input.facts.credentials.exposed
	message := sprintf("%s is copied into %s, where it can be read%s.", [source(exposed), place(exposed), instead(exposed)])
}

source(exposed) := sprintf("The value of secret %s", [exposed.what]) if exposed.source == "secret"

source(exposed) := sprintf("The secure parameter %s", [exposed.what]) if exposed.source == "secure parameter"

source(exposed) := sprintf("The NoEcho parameter %s", [exposed.what]) if exposed.source == "parameter"

source(exposed) := sprintf("The secret attribute %s", [exposed.what]) if exposed.source == "attribute"

place(exposed) := sprintf("variable %s of %s", [exposed.property, exposed.label]) if exposed.place == "variable"

place(exposed) := sprintf("%s of %s", [exposed.property, exposed.label]) if exposed.place in {"text", "tag", "label"}

place(exposed) := sprintf("output %s", [exposed.label]) if exposed.place == "output"

place(exposed) := sprintf("the Metadata of %s", [exposed.label]) if exposed.place == "metadata"

ways := {
	"container secrets": "; use the container's Secrets instead",
	"runtime secrets": "; use RuntimeEnvironmentSecrets instead",
	"secrets manager variable": "; use a variable of type SECRETS_MANAGER instead",
	"environment secrets": "; use the namespace aws:elasticbeanstalk:application:environmentsecrets instead",
	"fetch": "; pass the secret's ARN and fetch the value instead",
}

instead(exposed) := object.get(ways, exposed.instead, "")

# The key of the secret's JSON, where the reference is to one.
argument(exposed) := sprintf(", '%s'", [trim_suffix(parts[1], ")")]) if {
	parts := split(exposed.what, " (key ")
	count(parts) == 2
} else := ""

fix(exposed) := {"fix": {
	"title": sprintf("Let the agent set %s from the secret", [exposed.property]),
	"safe": false,
	"warning": "The execution role reads the secret when a task starts: the value no longer changes with a deployment of the stack, but with a new task.",
	"do": [{"op": "inject", "at": exposed.at, "way": "container secrets"}],
	"cdk": [{"at": exposed.at, "line": sprintf("secrets: { %s: ecs.Secret.fromSecretsManager(secret%s) }, // Fjall: containerSecretsImport", [exposed.property, argument(exposed)])}],
}} if {
	exposed.source == "secret"
	exposed.place == "variable"
	exposed.type == "AWS::ECS::TaskDefinition"
} else := {"fix": {
	"title": sprintf("Pass the secret's ARN in %s", [exposed.property]),
	"safe": false,
	"warning": "The code has to fetch the value by the ARN.",
	"do": [{"op": "inject", "at": exposed.at, "way": "fetch"}],
	"cdk": [{"at": exposed.at, "line": sprintf("environment: { %s: secret.secretArn }, // and secret.grantRead(fn)", [exposed.property])}],
}} if {
	exposed.source == "secret"
	exposed.place == "variable"
	exposed.type == "AWS::Lambda::Function"
} else := {"fix": {
	"title": sprintf("Remove output %s", [exposed.label]),
	"safe": false,
	"warning": "Whoever reads the output has to read the secret instead.",
	"do": [{"op": "inject", "at": exposed.at, "way": "none"}],
	"cdk": [{"at": exposed.at, "line": sprintf("// remove: new CfnOutput(…) of %s", [exposed.label])}],
}} if {
	exposed.place == "output"
} else := {}
