# METADATA
# title: Consumer may not read its secret
# description: >-
#   The consumer is given a secret, and no identity or resource policy lets the role that reads it call
#   secretsmanager:GetSecretValue on it: at run time that is "Access Denied". For containers it is the execution
#   role that reads, for functions their own role. Suppress it where the permission is attached by something
#   outside of the app.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
# custom:
#   id: FJ201
#   severity: high
#   remediation: >-
#     Grant the role that reads the secret secretsmanager:GetSecretValue on it (in the CDK `secret.grantRead(fn)`,
#     for containers `ecs.Secret.fromSecretsManager(secret)`, which grants the execution role).
#   tags: [grants]
package fjall.rules.grants["missing-read"]

import data.fjall.lib.access

deny contains object.union({"at": use.at, "message": message, "related": access.chain(use)}, access.grant(use)) if {
	some use in input.facts.access.uses
	access.denied(use)
	not access.rotates(use)
	use.read.why == "no statement allows it"
	use.other_role == ""
	not access.only_resource(use)
	not access.only_condition(use)
	message := sprintf("%s, but its %s %s has no statement that allows secretsmanager:GetSecretValue on it%s.", [
		access.reads(use), use.role_kind, use.role, access.near(use.read),
	])
}

deny contains {"at": use.at, "message": message, "related": access.chain(use)} if {
	some use in input.facts.access.uses
	use.role_state == "absent"
	use.role_kind == "execution role"
	use.malformed == ""
	message := sprintf("%s, but has no execution role that could read it.", [access.reads(use)])
}
