# METADATA
# title: Function may not write the secret that its code writes
# description: >-
#   The code of the function calls PutSecretValue or UpdateSecret for the secret, and no policy lets its role do so, or
#   its role may not make a data key with the customer key that encrypts the secret: at run time that is "Access Denied".
#   Reported only where the code is certain to come to the call. Functions that rotate secrets are judged by FJ208.
#   Suppress it where the permission is attached by something outside of the app.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
# custom:
#   id: FJ211
#   severity: high
#   remediation: >-
#     Grant the function's role secretsmanager:PutSecretValue (or UpdateSecret) on the secret, and kms:GenerateDataKey on
#     its customer key (in the CDK `secret.grantWrite(fn)` does both).
#   tags: [grants]
package fjall.rules.grants["writer-lacks-write"]

import data.fjall.lib.access
import data.fjall.lib.fixes

deny contains object.union({"at": update.at, "message": message, "related": related(update, update.write)}, fix(update)) if {
	some update in input.facts.access.updates
	update.write.allowed == "no"
	message := sprintf("%s calls %s on secret %s at %s:%d, but its role %s %s%s.", [
		update.consumer, update.action, update.secret, update.file, update.line, update.role, lacks(update), access.near(update.write),
	])
}

deny contains object.union({"at": update.at, "message": message, "related": related(update, update.encrypt)}, fix(update)) if {
	some update in input.facts.access.updates
	update.write.allowed != "no"
	update.encrypt.allowed == "no"
	message := sprintf("%s calls %s on secret %s at %s:%d, but its role %s may not use kms:GenerateDataKey with key %s: %s%s.", [
		update.consumer, update.action, update.secret, update.file, update.line, update.role, update.key_label, update.encrypt.why, access.near(update.encrypt),
	])
}

lacks(update) := sprintf("has no statement that allows secretsmanager:%s on it", [update.action]) if unallowed(update.write)

else := sprintf("may not use secretsmanager:%s on it: %s", [update.action, update.write.why])

# unallowed: nothing forbids it, so that a further statement allows it.
unallowed(verdict) if verdict.why in {"no statement allows it", "delegated to the account, no identity-based policy allows it", "not in the key policy"}

unallowed(verdict) if verdict.allowed != "no"

related(update, verdict) := array.concat(
	[{"at": update.secret_at, "message": "This is the secret."}, {"at": update.role_at, "message": "It writes as this role."}],
	array.concat(access.closest(verdict), access.deciding(verdict)),
)

fix(update) := {"fix": {
	"title": sprintf("Grant %s write access to secret %s", [update.role, update.secret]),
	"safe": true,
	"do": [{"op": "grant-write", "at": update.at, "principal": update.role_key, "secret": update.secret_key, "action": update.action}],
	"cdk": [{"at": update.role_at, "line": sprintf("%s.grantWrite(%s);", [fixes.name(update.secret_label), fixes.name(update.consumer)])}],
}} if {
	unallowed(update.write)
	unallowed(update.encrypt)
}

else := {}
