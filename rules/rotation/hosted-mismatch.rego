# METADATA
# title: AWS's rotation function does not fit
# description: >-
#   The rotation function that AWS has for the secret, hosted or from its application repository, does not fit: there
#   is no such RotationType, or it is one for another engine than the database's; users take turns and no superuser
#   secret is named, in the schedule or by masterarn in the secret's JSON; the template lacks the transform that adds
#   the hosted function, or sets a Runtime, which the newer transform does not take; or the function is in no network
#   while the database is private. The deployment fails, or every rotation does.
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

deny contains object.union({"at": m.at, "message": message, "related": related}, fix(schedule, m)) if {
	some schedule in input.facts.rotation.schedules
	some m in schedule.mismatches
	message := sprintf("Rotation schedule %s cannot work: %s.", [schedule.label, reason(m)])
	related := [{"at": m.database_at, "message": "This is the database."}]
}

reason(m) := sprintf("there is no RotationType %q", [m.text]) if m.kind == "type"

reason(m) := sprintf("RotationType %s is not for the engine of %s; %s is", [m.text, subject(m), m.want]) if {
	m.kind == "engine"
	m.want != ""
}

reason(m) := sprintf("AWS's function %s is not for the engine of %s", [m.text, subject(m)]) if {
	m.kind == "engine"
	m.want == ""
}

reason(m) := sprintf("users take turns by AWS's function %s, and the JSON of the secret has no masterarn that names the superuser's", [m.text]) if m.kind == "masterarn"

reason(m) := sprintf("users take turns by RotationType %s, and neither SuperuserSecretArn nor MasterSecretArn names the secret that changes them", [m.text]) if m.kind == "superuser"

reason(m) := "the template lacks the transform AWS::SecretsManager-2024-09-16, which adds the hosted function" if m.kind == "transform"

reason(m) := sprintf("Runtime %s is set, which the transform AWS::SecretsManager-2024-09-16 does not take", [m.text]) if m.kind == "runtime"

reason(m) := sprintf("the hosted function is in no network (VpcSubnetIds, VpcSecurityGroupIds), and %s is private", [m.label]) if m.kind == "network"

subject(m) := m.label if m.label != "" else := "the secret"

fix(schedule, m) := {"fix": object.union({
	"title": title(m),
	"safe": m.kind != "network",
	"do": [op],
	"cdk": [{"at": schedule.at, "line": line(m)}],
}, warning(m))} if {
	op := operation(schedule, m)
} else := {}

# There is none where the right type or superuser is not known.
operation(_, m) := {"op": "set", "at": m.at, "value": m.want} if {
	m.kind in {"type", "engine"}
	m.want != ""
}

operation(schedule, m) := {"op": "name-superuser", "at": schedule.at, "superuser": m.superuser} if m.superuser != ""

operation(schedule, m) := {"op": "add-transform", "at": schedule.at, "transform": m.want} if m.kind == "transform"

operation(_, m) := {"op": "remove", "at": m.at} if m.kind == "runtime"

operation(schedule, m) := {"op": "rotate-within", "at": schedule.at, "database": m.database} if m.kind == "network"

title(m) := {
	"type": sprintf("Rotate with %s", [m.want]),
	"engine": sprintf("Rotate with %s", [m.want]),
	"superuser": "Name the secret of the superuser",
	"transform": sprintf("Add the transform %s", [m.want]),
	"runtime": "Leave the runtime to the transform",
	"network": sprintf("Put the rotation function into the network of %s", [m.label]),
}[m.kind]

line(m) := {
	"type": sprintf("cfnRotationSchedule.addPropertyOverride('HostedRotationLambda.RotationType', '%s');", [m.want]),
	"engine": sprintf("cfnRotationSchedule.addPropertyOverride('HostedRotationLambda.RotationType', '%s');", [m.want]),
	"superuser": "cfnRotationSchedule.addPropertyOverride('HostedRotationLambda.SuperuserSecretArn', superuser.secretArn);",
	"transform": sprintf("this.addTransform('%s');", [m.want]),
	"runtime": "cfnRotationSchedule.addPropertyDeletionOverride('HostedRotationLambda.Runtime');",
	"network": "hostedRotation: secretsmanager.HostedRotation.…({ vpc }), // of the database's engine",
}[m.kind]

warning(m) := {"warning": "The function runs in the subnets of the database; where they have no way to Secrets Manager, an interface endpoint is added, which is paid for by the hour."} if m.kind == "network" else := {}
