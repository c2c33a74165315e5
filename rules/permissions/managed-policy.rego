# METADATA
# title: Managed policy opens every secret
# description: >-
#   The role has a managed policy of AWS that lets it read every secret of the account, and mostly change them
#   too. These policies are for administrators. Suppress it for roles of people, not of workloads.
# related_resources:
# - ref: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/SecretsManagerReadWrite.html
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
# custom:
#   id: FJ304
#   severity: high
#   remediation: >-
#     Detach the managed policy and grant what the code needs (in the CDK `secret.grantRead(role)`).
#   tags: [permissions]
package fjall.rules.permissions["managed-policy"]

deny contains {"at": attached.at, "message": message} if {
	some attached in input.facts.access.attached
	message := sprintf("%s has the managed policy %s, which lets it %s every secret of the account.", [attached.principal, attached.name, verb(attached)])
}

verb(attached) := "read and change" if attached.admin

else := "read"
