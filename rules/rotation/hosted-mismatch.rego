# METADATA
# title: Hosted rotation does not fit
# description: >-
#   The rotation function that AWS hosts for the secret does not fit: there is no such RotationType, or it is one for
#   another engine than the database's; users take turns and no superuser secret is named; the template lacks the
#   transform that adds the function, or sets a Runtime, which the newer transform does not take; or the function
#   is in no network while the database is private. The deployment fails, or every rotation does.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-secretsmanager-rotationschedule-hostedrotationlambda.html
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-secretsmanager.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_available-rotation-templates.html
# custom:
#   id: FJ404
#   severity: high
#   remediation: >-
#     Set the RotationType of the database's engine, name the superuser secret where users take turns, add the transform
#     AWS::SecretsManager-2024-09-16 and no Runtime, and give the function subnets and a security group of the database's
#     network (in the CDK, `HostedRotation` with `vpc`).
#   tags: [rotation]
package fjall.rules.rotation["hosted-mismatch"]

deny contains object.union({"at": m.at, "message": message, "related": related(m)}, fix(schedule, m)) if {
	some schedule in input.facts.rotation.schedules
	some m in schedule.hosted.mismatches
	message := sprintf("Rotation schedule %s cannot work: %s.", [schedule.label, reason(m)])
}

reason(m) := sprintf("there is no RotationType %q", [m.text]) if m.kind == "type"

reason(m) := sprintf("RotationType %s is not for the engine of %s; %s is", [m.text, subject(m), m.want]) if {
	m.kind == "engine"
	m.want != ""
}

reason(m) := sprintf("users take turns by RotationType %s, and neither SuperuserSecretArn nor MasterSecretArn names the secret that changes them", [m.text]) if m.kind == "superuser"

reason(m) := "the template lacks the transform AWS::SecretsManager-2024-09-16, which adds the hosted function" if m.kind == "transform"

reason(m) := sprintf("Runtime %s is set, which the transform AWS::SecretsManager-2024-09-16 does not take", [m.text]) if m.kind == "runtime"

reason(m) := sprintf("the hosted function is in no network (VpcSubnetIds, VpcSecurityGroupIds), and %s is private", [m.label]) if m.kind == "network"

subject(m) := m.label if m.label != "" else := "the secret"

related(m) := [{"at": m.database_at, "message": "This is the database."}] if m.database_at else := []

fix(schedule, m) := {"fix": {
	"title": sprintf("Rotate with %s", [m.want]),
	"safe": true,
	"do": [{"op": "set", "at": m.at, "value": m.want}],
	"cdk": [{"at": schedule.at, "line": sprintf("cfnRotationSchedule.addPropertyOverride('HostedRotationLambda.RotationType', '%s');", [m.want])}],
}} if {
	m.kind in {"type", "engine"}
	m.want != ""
} else := {"fix": {
	"title": "Name the secret of the superuser",
	"safe": true,
	"do": [{"op": "name-superuser", "at": schedule.at, "superuser": m.superuser}],
	"cdk": [{"at": schedule.at, "line": "cfnRotationSchedule.addPropertyOverride('HostedRotationLambda.SuperuserSecretArn', superuser.secretArn);"}],
}} if {
	m.kind == "superuser"
	m.superuser != ""
} else := {"fix": {
	"title": sprintf("Add the transform %s", [m.want]),
	"safe": true,
	"do": [{"op": "add-transform", "at": schedule.at, "transform": m.want}],
	"cdk": [{"at": schedule.at, "line": sprintf("this.addTransform('%s');", [m.want])}],
}} if {
	m.kind == "transform"
} else := {"fix": {
	"title": "Leave the runtime to the transform",
	"safe": true,
	"do": [{"op": "remove", "at": m.at}],
	"cdk": [{"at": schedule.at, "line": "cfnRotationSchedule.addPropertyDeletionOverride('HostedRotationLambda.Runtime');"}],
}} if {
	m.kind == "runtime"
} else := {"fix": {
	"title": sprintf("Put the rotation function into the network of %s", [m.label]),
	"safe": false,
	"warning": "The function runs in the subnets of the database, which need a way to Secrets Manager.",
	"do": [{"op": "rotate-within", "at": schedule.at, "database": m.database}],
	"cdk": [{"at": schedule.at, "line": "HostedRotation.postgreSqlSingleUser({ vpc }), // of the database's engine"}],
}} if {
	m.kind == "network"
} else := {}
