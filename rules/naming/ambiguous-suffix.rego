# METADATA
# title: Name of a secret ends like a complete ARN
# description: >-
#   Secrets Manager adds a hyphen and six characters to a secret's name to make its ARN. A name that itself ends in a hyphen
#   and six letters or digits (db-secret, api-tokens) makes a partial ARN look complete: the look-up by it is denied or finds
#   nothing, in ECS and wherever else an ARN without the suffix is given (in the CDK, by Secret.fromSecretNameV2). Where the
#   program holds such a partial ARN the defect is proven and reported as medium; a name alone, which AWS advises against
#   but which works by full ARN and by name, is reported for information only. Suppress it where nobody uses partial ARNs.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
# custom:
#   id: FJ502
#   severity: medium
#   remediation: >-
#     Refer to the secret by its full ARN (Ref of the secret; in the CDK, Secret.fromSecretCompleteArn for one of another
#     app), or end its name otherwise.
#   tags: [naming]
package fjall.rules.naming["ambiguous-suffix"]

deny contains {"at": name.at, "message": message, "severity": "info", "fix": fix(secret, name)} if {
	some secret in input.facts.naming.secrets
	some name in secret.names
	name.suffix != ""
	name.lookups == []
	message := sprintf("The name %q of secret %s ends in %q, a hyphen and six characters: a partial ARN with it looks complete.", [
		name.text, secret.label, name.suffix,
	])
}

deny contains {"at": name.at, "message": message, "related": related, "fix": fix(secret, name)} if {
	some secret in input.facts.naming.secrets
	some name in secret.names
	name.lookups != []
	related := [{"at": l.at, "message": sprintf("%s gives the partial ARN", [l.by])} | some l in name.lookups]
	message := sprintf("The name %q of secret %s ends in %q, so that the partial ARN in %s looks complete and finds nothing.", [
		name.text, secret.label, name.suffix, concat(", ", {l.by | some l in name.lookups}),
	])
}

deny contains {"at": lookup.at, "message": message} if {
	some lookup in input.facts.naming.lookups
	message := sprintf("%s looks up secret %q by a partial ARN, and the name's end looks like the end of a complete one: nothing is found.", [
		lookup.by, lookup.name,
	])
}

fix(secret, name) := {
	"title": sprintf("Name secret %s %q", [secret.label, renamed(name)]),
	"safe": false,
	"warning": "A new name is a new secret: give it its value, and move whoever uses the old name, before the old one is deleted.",
	"do": [{"op": "text", "at": name.at, "old": name.suffix, "new": sprintf("%s-secret-value", [name.suffix])}],
	"cdk": [{"at": name.at, "line": sprintf("secretName: '%s',", [renamed(name)])}],
}

renamed(name) := sprintf("%s-secret-value", [name.text])
