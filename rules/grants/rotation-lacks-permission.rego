# METADATA
# title: Rotation function lacks a permission
# description: >-
#   The function that rotates the secret runs as a role that certainly may not do what every rotation does: describe
#   the secret, read it, put the new version and move the version stages; decrypt and encrypt with the secret's customer
#   key; or, where users take turns, read the secret of the superuser. Each rotation fails with "Access Denied", and
#   the old credential stays. Where the code of the function is there and calls only some of these, only those count.
#   Suppress it where the permission is attached by something outside of the app.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html
# custom:
#   id: FJ208
#   severity: high
#   remediation: >-
#     Grant the role of the function secretsmanager:DescribeSecret, GetSecretValue, PutSecretValue and
#     UpdateSecretVersionStage on the secret, and kms:Decrypt and kms:GenerateDataKey on its key (in the CDK,
#     `secret.addRotationSchedule` with `rotationLambda` does all of it).
#   tags: [grants, rotation, kms]
package fjall.rules.grants["rotation-lacks-permission"]

import data.fjall.lib.access
import data.fjall.lib.fixes

deny contains object.union({"at": schedule.invocation.at, "message": message, "related": related(schedule)}, fix(schedule)) if {
	some schedule in input.facts.rotation.schedules
	rotator := schedule.rotator
	count(rotator.lacks) > 0
	not closer(schedule)
	message := sprintf("%s is to rotate secret %s, but its role %s may not call %s%s.", [
		rotator.function, rotator.secret, rotator.role, concat("; nor ", [words(on, rotator) | some on in order; lacking(on, rotator) != []]), reason(first(rotator)),
	])
}

order := ["secret", "key", "superuser", "superuser key", "any"]

lacking(on, rotator) := [lack | some lack in rotator.lacks; lack.on == on]

words(on, rotator) := sprintf("%s%s", [concat(", ", [lack.action | some lack in lacking(on, rotator)]), target(on, rotator)])

target("secret", _) := " on it"

target("any", _) := ""

target(on, rotator) := sprintf(" with its key %s", [lacking(on, rotator)[0].label]) if on == "key"

target(on, rotator) := sprintf(" on %s, the secret that it logs in with", [lacking(on, rotator)[0].label]) if on == "superuser"

target(on, rotator) := sprintf(" with that secret's key %s", [lacking(on, rotator)[0].label]) if on == "superuser key"

first(rotator) := rotator.lacks[0].verdict

# forbidding are the reasons of a verdict that no grant changes.
forbidding := {
	"explicit deny": " (a Deny forbids it)",
	"not in the permissions boundary": " (its permissions boundary leaves it out)",
}

reason(verdict) := object.get(forbidding, verdict.why, access.near(verdict))

# A grant ends what nothing allows. It does not end what something else forbids.
fix(schedule) := {"fix": fixes.grant_rotation(schedule)} if {
	some lack in schedule.rotator.lacks
	not forbidding[lack.verdict.why]
} else := {}

# closer is a defect that another rule tells the reason of: an ARN that never
# matches, a condition, a Deny, another account.
closer(schedule) if {
	some use in input.facts.access.uses
	use.key == schedule.key
	access.denied(use)
	explained(use)
}

closer(schedule) if {
	some use in input.facts.access.uses
	use.key == schedule.key
	use.read.allowed == "no"
	use.read.why != "no statement allows it"
}

explained(use) if {
	access.only_resource(use)
	not access.served(use)
}

explained(use) if access.only_condition(use)

related(schedule) := array.concat([
	{"at": rotator.function_at, "message": "This function is to rotate it."},
	{"at": rotator.role_at, "message": "It runs as this role."},
], array.concat(access.closest(first(rotator)), access.deciding(first(rotator)))) if rotator := schedule.rotator
