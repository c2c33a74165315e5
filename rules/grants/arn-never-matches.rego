# METADATA
# title: Granted ARN never matches the secret
# description: >-
#   The reader has a statement that allows secretsmanager:GetSecretValue, on an ARN that is not that of the
#   secret it reads: the six random characters are missing, it is a name instead of an ARN, another region or
#   account, or simply another secret. Suppress it where the statement is for another use.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
# - ref: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
# custom:
#   id: FJ205
#   severity: high
#   remediation: >-
#     Grant on the secret itself (in the CDK `secret.grantRead(reader)`); an ARN by name ends with -?????? for the
#     characters that Secrets Manager appends.
#   tags: [grants]
package fjall.rules.grants["arn-never-matches"]

import data.fjall.lib.access

deny contains object.union({"at": use.at, "message": message, "related": access.chain(use)}, access.grant(use)) if {
	some use in input.facts.access.uses
	access.denied(use)
	use.read.why == "no statement allows it"
	use.other_role == ""
	access.only_resource(use)
	not access.served(use)
	message := sprintf("%s, but its %s %s is granted another resource, %s%s.", [
		access.reads(use), use.role_kind, use.role, use.read.pattern, miss(use.read),
	])
}

miss(read) := sprintf(" (%s)", [read.miss]) if read.miss != ""

else := ""
