# METADATA
# title: Two credentials for the administrator of a database
# description: >-
#   The database's service keeps and rotates the password of its administrator, and beside it stands another one for
#   the same user: a password property, which the service refuses together with its own management, or a secret that is
#   attached to the database and does not follow when the service sets a new password. What reads that secret is refused.
#   Secrets for other users of the database are fine.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_managed.html
# custom:
#   id: FJ408
#   severity: medium
#   remediation: >-
#     Keep one of them: remove the password property or the secret and read the managed secret, or switch off its
#     management.
#   tags: [rotation]
package fjall.rules.rotation["duplicate-credential"]

deny contains object.union({"at": d.at, "message": message(d), "related": [{"at": d.database_at, "message": "Here the service is to keep the password."}]}, fix(d)) if {
	some d in input.facts.rotation.duplicates
}

message(d) := sprintf("%s is given although %s leaves the password of %s to its service: the two exclude each other.", [d.given, d.property, d.database]) if d.kind == "password"

message(d) := sprintf("Secret %s is for the administrator of %s, whose password its service keeps and rotates (%s): the secret does not follow.", [
	d.given, d.database, d.property,
]) if d.kind == "secret"

# A password from a secret may be the one that is meant to stay.
fix(d) := {"fix": {
	"title": sprintf("Leave the password of %s to its service", [d.database]),
	"safe": false,
	"warning": "The service makes a new password: what knows the old one is refused.",
	"do": [{"op": "remove", "at": d.at}],
	"cdk": [{"at": d.database_at, "line": sprintf("cfnDatabase.addPropertyDeletionOverride('%s');", [d.given])}],
}} if {
	d.foreign
} else := {}
