# METADATA
# title: Secret is rotated too rarely
# description: >-
#   The longest time between two rotations exceeds the limit, computed exactly over the whole calendar: a schedule on
#   every 31st skips months, one in three months is up to 92 days. A leaked credential stays valid for that long.
#   Raise the limit for secrets that other rules govern (max_days, or by_name and by_tag for some), or suppress it with
#   the reason.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html
# - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html
# custom:
#   id: FJ402
#   severity: medium
#   remediation: Shorten AutomaticallyAfterDays or the ScheduleExpression of the rotation schedule.
#   tags: [rotation]
#   params:
#     max_days:
#       default: 90
#       description: the most days between two rotations
#     by_name:
#       default: {}
#       description: other limits by glob of the secret's name, such as "*/prod/*" with 30; the smallest that matches counts
#     by_tag:
#       default: {}
#       description: other limits by glob of a tag, such as "tier=critical" with 30; the smallest that matches counts
package fjall.rules.rotation["too-rare"]

deny contains {"at": schedule.rules_at, "message": message, "related": related, "fix": fix(schedule, secret, most)} if {
	some schedule in input.facts.rotation.schedules
	some secret in input.facts.rotation.secrets
	secret.key == schedule.secret
	most := limit(secret)
	schedule.gap_hours > most * 24
	message := sprintf("Secret %s is rotated too rarely (%s): up to %v days lie between two rotations, and %v is the limit.", [
		secret.label, schedule.when, ceil(schedule.gap_hours / 24), most,
	])
	related := [{"at": secret.at, "message": "the secret that is rotated"}]
}

limit(secret) := input.config.FJ402.max_days if count(special(secret)) == 0

else := min(special(secret))

special(secret) := by_name | by_tag if {
	by_name := {days | some pattern, days in input.config.FJ402.by_name; glob.match(pattern, ["/"], secret.name)}
	by_tag := {days |
		some pattern, days in input.config.FJ402.by_tag
		some key, value in secret.tags
		glob.match(pattern, null, sprintf("%s=%s", [key, value]))
	}
}

fix(schedule, secret, most) := {
	"title": sprintf("Rotate secret %s every %v days", [secret.label, most]),
	"safe": true,
	"do": [{"op": "rotate-every", "at": schedule.at, "days": most}],
	"cdk": [{"at": schedule.at, "line": sprintf("automaticallyAfter: Duration.days(%v),", [most])}],
}
