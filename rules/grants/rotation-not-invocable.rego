# METADATA
# title: Rotation function cannot be invoked
# description: >-
#   The secret has a rotation schedule, but the function that rotates it has no permission that lets Secrets Manager
#   invoke it, or one that is for another secret or account. The deployment fails, or every rotation does. Suppress it
#   where another team adds the permission to the function.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-permission.html
# custom:
#   id: FJ207
#   severity: high
#   remediation: >-
#     Add an AWS::Lambda::Permission for the function with Principal secretsmanager.amazonaws.com (in the CDK, let
#     `secret.addRotationSchedule` add it, or call `fn.grantInvoke`).
#   tags: [grants, rotation]
package fjall.rules.grants["rotation-not-invocable"]

import data.fjall.lib.fixes

deny contains object.union({"at": schedule.invocation.at, "message": message, "related": related(schedule)}, fix(schedule)) if {
	some schedule in input.facts.rotation.schedules
	schedule.invocation.state == "no"
	message := sprintf("Secrets Manager may not invoke %s, which is to rotate %s: %s.", [
		schedule.invocation.function, secret(schedule).label, reasons[schedule.invocation.reason],
	])
}

reasons := {
	"absent": "no AWS::Lambda::Permission of the function names secretsmanager.amazonaws.com",
	"source": "the SourceArn of its permission is not this secret",
	"account": "the SourceAccount of its permission is another account",
}

secret(schedule) := found if {
	some found in input.facts.rotation.secrets
	found.key == schedule.secret
}

related(schedule) := array.concat(
	[
		{"at": secret(schedule).at, "message": "This secret is not rotated."},
		{"at": schedule.invocation.function_at, "message": "This function is to rotate it."},
	],
	[{"at": permission, "message": "This permission does not cover it."} | some permission in schedule.invocation.permissions],
)

fix(schedule) := {"fix": {
	"title": sprintf("Let Secrets Manager invoke %s", [schedule.invocation.function]),
	"safe": true,
	"do": [{"op": "permit-invocation", "at": schedule.at, "function": schedule.function, "secret": schedule.secret}],
	"cdk": [{"at": schedule.invocation.function_at, "line": sprintf("%s.addPermission('Rotation', { principal: new iam.ServicePrincipal('secretsmanager.amazonaws.com'), sourceArn: secret.secretArn });", [fixes.name(schedule.invocation.function)])}],
}} if {
	schedule.invocation.reason in {"absent", "source"}
} else := {}
