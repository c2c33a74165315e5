# METADATA
# title: Production secret goes with its stack
# description: >-
#   A secret of production whose value nobody can make again (put in by hand, or a generated key that other data depends
#   on) is deleted when it leaves the template, when the stack is deleted, or when a change of its name replaces it. The
#   rule speaks only of secrets that are certainly production's, by their names or their stacks, and not of those of a
#   database, whose password can be set anew, nor of values that come from elsewhere. Suppress it where losing the value costs
#   nothing.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatereplacepolicy.html
# custom:
#   id: FJ508
#   severity: info
#   remediation: >-
#     Set DeletionPolicy and UpdateReplacePolicy to Retain, or DeletionPolicy to RetainExceptOnCreate (in the CDK,
#     `removalPolicy` of RemovalPolicy.RETAIN).
#   tags: [naming, availability]
package fjall.rules.naming["removal-policy"]

deny contains {"at": secret.at, "message": message} if {
	some secret in input.facts.naming.secrets
	secret.irreplaceable
	_production(secret)
	missing := [policy | some policy, state in {"DeletionPolicy": secret.deletion, "UpdateReplacePolicy": secret.replacement}; state == "no"]
	missing != []
	message := sprintf("Secret %s of production has no %s that keeps its value.", [secret.label, concat(" and no ", missing)])
}

_production(secret) if {
	secret.stack.means == ["production"]
	every name in secret.names {
		name.environment.means in [[], ["production"]]
	}
}

_production(secret) if {
	secret.stack.means == []
	count(secret.names) == 1
	secret.names[0].environment.means == ["production"]
}
