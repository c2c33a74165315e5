# METADATA
# title: Secret that is looked up is not the one that is created
# description: >-
#   A secret is looked up by a literal name, or by an ARN made of one, that no stack of the app creates, and a stack creates
#   one of nearly the same name: with another letter case or other separators, one misspelled word, or the environment as
#   well. At run time "Secrets Manager can't find the specified secret". Numbers, other words and other environments are taken
#   to be meant, and two names that both exist are no mistake. Suppress it where a secret of that name was made by other
#   means.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
# - ref: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_secretsmanager.Secret.html
# custom:
#   id: FJ604
#   severity: medium
#   remediation: >-
#     Refer to the secret itself instead of its name (in the CDK pass the `Secret` construct, or its `secretArn`), or correct
#     the name.
#   tags: [connectivity]
package fjall.rules.connectivity["unknown-secret"]

deny contains object.union({"at": lookup.at, "message": message, "related": related}, fix(lookup)) if {
	some lookup in input.facts.lookups.unknown
	message := sprintf("%s looks up secret %s through %s, which no stack of the app creates. There is %s: %s.", [
		lookup.consumer, lookup.name, lookup.via, lookup.existing, difference(lookup),
	])
	related := [{"at": lookup.secret_at, "message": "This is the secret that exists."}]
}

difference(lookup) := "the names differ in letter case or separators only" if lookup.how == "form"

else := sprintf("%q looks like a slip", [lookup.word]) if lookup.how == "spelling"

else := sprintf("the environment %q is missing", [lookup.word])

fix(lookup) := {"fix": {
	"title": sprintf("Look up secret %s", [lookup.existing]),
	"safe": false,
	"warning": "It may be another secret, which was made by other means.",
	"do": array.concat([{"op": "text", "at": lookup.at, "old": lookup.old, "new": lookup.new}], grant(lookup)),
	"cdk": [{"at": lookup.at, "line": sprintf("// use '%s' instead of '%s', or the secret itself", [lookup.existing, lookup.name])}],
}} if {
	lookup.old != ""
} else := {}

# Whoever reads the secret by the wrong name was granted that.
grant(lookup) := [{"op": "grant", "at": lookup.at, "principal": lookup.role, "secret": lookup.secret}] if lookup.role != ""

else := []
