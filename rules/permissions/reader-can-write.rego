# METADATA
# title: Reader may also change its secret
# description: >-
#   The role serves something that only reads the secret (the execution role of containers, the role of a database
#   proxy, a function all of whose code is known and only reads), and a statement lets it put, update, delete, replicate
#   or share the secret too. Nothing uses that, until it is misused. Builds and other roles that run code are not
#   reported, because their code may write. Suppress it where a tool outside of the app uses the role for writing.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
# custom:
#   id: FJ305
#   severity: medium
#   remediation: >-
#     Leave only secretsmanager:GetSecretValue and secretsmanager:DescribeSecret (in the CDK `secret.grantRead(role)`
#     without `secret.grantWrite(role)`).
#   tags: [permissions]
package fjall.rules.permissions["reader-can-write"]

import data.fjall.lib.fixes

deny contains {"at": writer.at, "message": message, "related": related, "fix": fix(writer)} if {
	some writer in input.facts.access.writers
	related := [{"at": writer.read_at, "message": "Here it only reads."}]
	message := sprintf("%s lets %s change %s by %s, but %s only reads it through %s.", [
		writer.policy, writer.principal, secrets(writer), concat(", ", writer.actions), writer.consumer, writer.via,
	])
}

secrets(writer) := sprintf("secret %s", [writer.secrets[0]]) if count(writer.secrets) == 1

else := sprintf("secrets %s", [concat(", ", writer.secrets)]) if count(writer.secrets) < 4

else := sprintf("secrets %s and %d more", [concat(", ", array.slice(writer.secrets, 0, 3)), count(writer.secrets) - 3])

fix(writer) := {
	"title": sprintf("Take %s from %s", [concat(", ", writer.actions), writer.principal]),
	"safe": true,
	"do": [{"op": "drop-actions", "at": fixes.statement(writer.at), "actions": [sprintf("secretsmanager:%s", [a]) | some a in writer.actions]}],
	"cdk": [{"at": writer.at, "line": sprintf("secret.grantRead(%s); // in place of grantWrite", [fixes.name(writer.principal)])}],
}
