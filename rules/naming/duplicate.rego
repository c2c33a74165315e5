# METADATA
# title: Two secrets take the same name
# description: >-
#   A name is unique within an account and region, replicas included: of two secrets with the same name the second one fails
#   to be created, and its stack rolls back. Only pairs that are certainly created together are reported; resources whose
#   conditions exclude each other are not. Suppress it where the stacks are never deployed at the same time.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secret.html
# custom:
#   id: FJ504
#   severity: high
#   remediation: >-
#     Name the secrets by what makes them differ, or let one stack create the secret and the other refer to it. Without a
#     name, CloudFormation generates one that is unique.
#   tags: [naming]
package fjall.rules.naming.duplicate

deny contains {"at": d.second_at, "message": message, "related": related} if {
	some d in input.facts.naming.duplicates
	message := sprintf("Secret %s takes the name %q, which secret %s%s takes too%s: the second one cannot be created.", [
		d.second_label, d.name, d.first_label, _stack(d), _region(d),
	])
	related := [{"at": d.first_at, "message": "the same name"}]
}

_stack(d) := "" if d.same_stack

_stack(d) := sprintf(" of stack %s", [d.first_stack]) if not d.same_stack

_region(d) := "" if d.region == ""

_region(d) := sprintf(" in %s, where one is a replica", [d.region]) if d.region != ""
