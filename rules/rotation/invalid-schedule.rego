# METADATA
# title: Rotation schedule cannot work
# description: >-
#   Secrets Manager refuses the rotation schedule: nobody is named to do the rotation, or two are; both kinds of rules
#   are given; the expression is wrong, asks for less than four hours or matches no date; or the rotation window is
#   longer than the time between two rotations. The deployment fails, or the secret is never rotated. Secrets that their
#   service rotates need no function and are not reported for it. There is no reason to suppress it.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-rotationschedule.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html
# custom:
#   id: FJ403
#   severity: high
#   remediation: >-
#     Give one of RotationLambdaARN and HostedRotationLambda, one of AutomaticallyAfterDays and ScheduleExpression, such
#     as rate(30 days) or cron(0 8 1 * ? *), and a Duration that fits into it.
#   tags: [rotation]
package fjall.rules.rotation["invalid-schedule"]

deny contains {"at": fault.at, "message": message} if {
	some schedule in input.facts.rotation.schedules
	some fault in schedule.faults
	message := sprintf("Rotation schedule %s cannot work: %s.", [schedule.label, reason(fault)])
}

reasons := {
	"no-function": "neither RotationLambdaARN nor HostedRotationLambda says who rotates, and no service manages the secret",
	"two-functions": "RotationLambdaARN and HostedRotationLambda exclude each other",
	"two-rules": "AutomaticallyAfterDays and ScheduleExpression exclude each other",
}

reason(fault) := reasons[fault.kind]

reason(fault) := fault.reason if fault.kind in {"days", "window"}

reason(fault) := sprintf("ScheduleExpression %q: %s", [fault.text, fault.reason]) if fault.kind == "never"

reason(fault) := sprintf("ScheduleExpression %q, at character %d: %s", [fault.text, fault.character, fault.reason]) if fault.kind == "expression"
