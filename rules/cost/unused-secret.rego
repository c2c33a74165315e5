# METADATA
# title: Secret is not used
# description: >-
#   Nothing in the app has to do with the secret: no property, output, policy or dynamic reference leads to it, no
#   statement is for it in particular, its name stands nowhere else in the templates nor in the code of functions, and
#   nothing rotates it. It is paid for all the same, and it is a credential that nobody watches. Of a template that is not
#   part of a whole app only a secret without a name of its own is reported. Suppress it where another app or a person
#   reads the secret by its name.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
# - ref: https://aws.amazon.com/secrets-manager/pricing/
# custom:
#   id: FJ701
#   severity: low
#   remediation: >-
#     Remove the secret from the app when you are sure that nothing outside reads it: see the last accessed date in Secrets
#     Manager first. Deletion waits 7 to 30 days, in which it can be restored and costs nothing. With DeletionPolicy Retain
#     it stays, and is paid for, until it is deleted by hand.
#   tags: [cost]
package fjall.rules.cost["unused-secret"]

import data.fjall.lib.sums

deny contains {"at": secret.at, "message": message, "monthly_usd": sums.usd(secret.sum), "fix": fix(secret)} if {
	some secret in input.facts.cost.unused
	message := sprintf("Secret %s is used by nothing in the app%s. It costs %s (%s)%s.", [
		secret.secret, named(secret), secret.sum.text, secret.sum.formula, retained(secret),
	])
}

named(secret) := ", unless something outside reads it by its name" if secret.named

else := ""

retained(secret) := ", also after its stack is deleted: its DeletionPolicy is Retain" if secret.retained

else := ""

fix(secret) := {
	"title": sprintf("Remove secret %s", [secret.secret]),
	"safe": false,
	"warning": "The secret is deleted with its value when nothing outside uses it either: look at its last accessed date first.",
	"do": [{"op": "remove-resource", "at": secret.at}],
	"cdk": [{"at": secret.at, "line": sprintf("// remove: new secretsmanager.Secret(…) of %s", [secret.secret])}],
}
