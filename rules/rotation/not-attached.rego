# METADATA
# title: Secret is not attached to its database as it should be
# description: >-
#   An attachment writes engine, host and port of the database into the secret, and AWS's rotation functions read them
#   there. Here a rotated secret has neither an attachment nor these keys; or its schedule names the secret and does
#   not wait for the attachment, so that the first rotation starts before the keys are there; or the secret has several
#   attachments, which overwrite one another; or a TargetType is not that of the resource, so that the deployment fails.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secrettargetattachment.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html
# custom:
#   id: FJ406
#   severity: high
#   remediation: >-
#     Add one AWS::SecretsManager::SecretTargetAttachment with the TargetType of the database, and refer to it in the
#     SecretId of the schedule (in the CDK, `secret.attach(database)` gives the secret to call `addRotationSchedule` on).
#   tags: [rotation]
package fjall.rules.rotation["not-attached"]

severities := {"unattached": "high", "target-type": "high", "order": "medium", "several": "medium"}

deny contains object.union({"at": m.at, "message": message(m), "severity": severities[m.kind], "related": related(m)}, fix(m)) if {
	some m in input.facts.rotation.misattached
}

message(m) := sprintf("Rotation schedule %s cannot work: AWS's function needs %s in the JSON of secret %s, which has no attachment that adds it.", [
	m.schedule, concat(" and ", m.lacks), m.secret,
]) if m.kind == "unattached"

message(m) := sprintf("Rotation schedule %s does not wait for the attachment %s, which adds %s to secret %s: the first rotation may start before that and fail.", [
	m.schedule, m.attachment, concat(" and ", m.lacks), m.secret,
]) if m.kind == "order"

message(m) := sprintf("Secret %s has more than one attachment: a secret has one target, and the last to be deployed overwrites its connection details.", [m.secret]) if m.kind == "several"

message(m) := sprintf("TargetType %s of attachment %s does not fit %s, which is of type %s.", [m.text, m.attachment, m.label, m.want]) if m.kind == "target-type"

related(m) := array.concat(
	[{"at": m.secret_at, "message": "This is the secret."}],
	[{"at": at, "message": "This is an attachment of it."} | some at in m.others],
)

fix(m) := {"fix": {
	"title": sprintf("Attach secret %s to %s", [m.secret, m.label]),
	"safe": true,
	"do": [{"op": "attach", "at": m.at, "secret": m.secret_key, "database": m.database}],
	"cdk": [{"at": m.secret_at, "line": "secret.attach(database).addRotationSchedule(…), // instead of secret.addRotationSchedule(…)"}],
}} if {
	m.kind == "unattached"
	m.database != ""
} else := {"fix": {
	"title": sprintf("Rotate secret %s by its attachment", [m.secret]),
	"safe": true,
	"do": [{"op": "set", "at": m.at, "value": {"Ref": m.attachment}}],
	"cdk": [{"at": m.secret_at, "line": "secret.attach(database).addRotationSchedule(…), // instead of secret.addRotationSchedule(…)"}],
}} if {
	m.kind == "order"
} else := {"fix": {
	"title": sprintf("Set TargetType to %s", [m.want]),
	"safe": true,
	"do": [{"op": "set", "at": m.at, "value": m.want}],
	"cdk": [{"at": m.at, "line": sprintf("targetType: '%s',", [m.want])}],
}} if {
	m.kind == "target-type"
} else := {}
