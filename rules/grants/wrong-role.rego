# METADATA
# title: Grant is on the task role, not on the execution role
# description: >-
#   The secrets of a container are read by the task's execution role before the container starts. The task role,
#   which the application runs with, has the grant; the execution role has not, so that the task cannot start.
#   Suppress it where the permission is attached by something outside of the app.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
# custom:
#   id: FJ202
#   severity: high
#   remediation: >-
#     Grant the execution role (in the CDK `secret.grantRead(taskDefinition.obtainExecutionRole())`;
#     `ecs.Secret.fromSecretsManager(secret)` in the container's `secrets` does it by itself).
#   tags: [grants]
package fjall.rules.grants["wrong-role"]

import data.fjall.lib.access

deny contains object.union({"at": use.at, "message": message, "related": access.chain(use)}, access.grant(use)) if {
	some use in input.facts.access.uses
	access.denied(use)
	use.role_kind == "execution role"
	use.other_role != ""
	message := sprintf("%s: the role of the task, %s, may read it, but the execution role %s, which does the reading, may not%s.", [
		access.reads(use), use.other_role, use.role, access.near(use.read),
	])
}
