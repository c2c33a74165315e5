# METADATA
# title: Deny on everything outside of a VPC also blocks services
# description: >-
#   The policy of a secret denies requests that do not come through a VPC or one of its endpoints (aws:SourceVpc,
#   aws:SourceVpce). Rotation functions that are in no VPC, services that fetch the secret themselves and CloudFormation,
#   where it resolves a dynamic reference to the secret, do not come that way: rotation fails, builds and services do not
#   start, and the next deployment that changes the resource fails. Nor do rotation functions and tasks on Fargate whose
#   requests leave their VPC by a NAT or internet gateway, or pass another endpoint: only an endpoint gives a request these
#   keys. Where the way is not known, nothing is reported. Suppress it where the policy is attached for a time only.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
# custom:
#   id: FJ606
#   severity: high
#   remediation: >-
#     Put rotation functions and builds into the VPC, with an endpoint for Secrets Manager and private DNS there, and except
#     the roles that must read from elsewhere by aws:PrincipalArn; services that read as themselves are excepted by aws:PrincipalIsAWSService.
#   tags: [connectivity]
package fjall.rules.connectivity["source-vpce-deny"]

deny contains {"at": block.at, "message": message, "related": related} if {
	some block in input.facts.sourcevpce.blocks
	message := sprintf("The Deny on %s in the policy of secret %s also blocks %s: %s.", [
		block.key, block.secret, what(block), concat("; ", [words(caller) | some caller in block.callers]),
	])
	related := array.concat(
		[{"at": block.secret_at, "message": "This is the secret."}],
		[{"at": caller.at, "message": sprintf("It is denied %s.", [caller.action])} | some caller in block.callers],
	)
}

what(block) := "what comes through no VPC" if {
	every caller in block.callers { caller.via == "" }
} else := "what comes another way"

words(caller) := sprintf("%s, by way of %s", [who(caller), caller.via]) if caller.via != ""

else := who(caller)

who(caller) := sprintf("rotation by %s", [caller.label]) if caller.kind == "rotation"

else := sprintf("CloudFormation, which resolves a reference in %s", [caller.label]) if caller.kind == "deployment"

else := sprintf("the service that fetches it for %s", [caller.label])
