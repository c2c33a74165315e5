# Wording of the access facts that rules share.
package fjall.lib.access

import data.fjall.lib.fixes

# chain tells how a use hangs together: the secret, the role, the statements. What has no
# place in the program, as its place is null, is left out of the finding.
chain(use) := array.concat(array.concat(secret(use), role(use)), closest(use.read))

secret(use) := [{"at": use.secret_at, "message": "This is the secret."}]

role(use) := [{"at": use.role_at, "message": sprintf("It reads as this %s.", [use.role_kind])}]

closest(verdict) := [{"at": verdict.closest_at, "message": sprintf("Closest: %s.", [verdict.closest])}]

deciding(verdict) := [{"at": at, "message": "This statement decides."} | some at in verdict.deciding]

reads(use) := sprintf("%s reads secret %s through %s", [use.consumer, use.secret, use.via])

near(verdict) := sprintf(" (closest: %s)", [verdict.closest]) if verdict.closest != ""

else := ""

# denied is a use whose role certainly may not read, and which is no mere writer.
denied(use) if {
	use.read.allowed == "no"
	not use.writes
	use.malformed == ""
}

# only_resource: the closest statement allows the action, on another resource.
only_resource(use) if {
	use.read.lacks == ["resource"]
	contains(use.read.pattern, ":secretsmanager:")
}

only_condition(use) if use.read.lacks == ["condition"]

# rotates is a use by a rotation function: what its role lacks is for FJ208 to say, in
# one finding for all that it calls, unless a rule knows a closer reason.
rotates(use) if use.type == "AWS::SecretsManager::RotationSchedule"

# served is a rotation function that is granted another secret, maybe one that it
# rotates too.
served(use) if {
	rotates(use)
	use.read.miss == "name"
}

# grant is the fix that lets a use's role read its secret, where the role is the
# program's.
grant(use) := {"fix": fixes.grant_rotation(schedule)} if {
	some schedule in input.facts.rotation.schedules
	schedule.key == use.key
	is_object(schedule.rotator)
} else := {"fix": fixes.grant(use)}
