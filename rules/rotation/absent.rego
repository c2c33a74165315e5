# METADATA
# title: Secret is never rotated
# description: >-
#   Nothing rotates the secret: no rotation schedule names it, directly or through its attachment, no service manages
#   it, or its schedule has no rules and so never comes due. A credential that leaks then stays valid until somebody
#   changes it by hand. Database credentials are medium, because Secrets Manager has ready-made rotation for them;
#   generated values are low; values that others issue, and keys that old data depends on, are info. Suppress it where
#   the value is rotated by other means, naming them.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_managed.html
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-rotationschedule.html
# custom:
#   id: FJ401
#   severity: medium
#   remediation: >-
#     Add an AWS::SecretsManager::RotationSchedule for the secret or its attachment (in the CDK, addRotationSingleUser
#     of the database or addRotationSchedule of the secret), or let the database's service manage the password.
#   tags: [rotation]
package fjall.rules.rotation.absent

import data.fjall.lib.fixes

severities := {"database": "medium", "generated": "low", "placeholder": "info", "key": "info", "third-party": "info"}

contents := {
	"attached": "holds the credentials of a database",
	"password": "holds the password of a database",
	"proxy": "holds the credentials that a database proxy logs in with",
	"json": "has the shape of a database's credentials",
}

deny contains object.union({"at": secret.at, "message": message, "severity": severities[secret.kind], "related": related}, fix(secret)) if {
	some secret in input.facts.rotation.secrets
	secret.rotates == "no"
	message := sprintf("Secret %s %s and is never rotated: no rotation schedule is for it.", [secret.label, content(secret)])
	related := [{"at": at, "message": "attached to the database here"} | some at in secret.attachments]
}

deny contains {"at": schedule.at, "message": message, "severity": severities[secret.kind], "related": related} if {
	some secret in input.facts.rotation.secrets
	secret.rotates == "off"
	some schedule in input.facts.rotation.schedules
	schedule.key in secret.schedules
	message := sprintf("Secret %s is never rotated automatically: its schedule %s has no rules.", [secret.label, schedule.label])
	related := [{"at": secret.at, "message": "the secret that it is for"}]
}

content(secret) := contents[secret.because]

content(secret) := "is generated" if secret.kind in {"generated", "placeholder"}

content(secret) := "seems to be a key that data depends on" if secret.kind == "key"

content(secret) := "holds a value that is not generated" if secret.kind == "third-party"

# AWS has a function for the engines of its databases; for other secrets somebody
# has to write one.
fix(secret) := {"fix": {
	"title": sprintf("Rotate secret %s every 30 days", [secret.label]),
	"safe": false,
	"warning": "The first rotation runs at deployment and changes the password: what keeps a copy of it fails until it reads the secret again. AWS's function runs in the subnets of the database; where they have no way to Secrets Manager, an interface endpoint is added, which is paid for by the hour.",
	"do": [{"op": "rotate", "at": secret.at, "database": secret.database, "days": 30}],
	"cdk": [{"at": secret.at, "line": sprintf("%s.addRotationSingleUser({ automaticallyAfter: Duration.days(30) });", [fixes.owner(secret.label)])}],
}} if {
	secret.database != ""
	secret.because in {"attached", "password"}
} else := {}
