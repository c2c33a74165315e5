# METADATA
# title: Name of a secret speaks of another environment
# description: >-
#   The secret's name says one environment and its stack another. Either the name was copied, and the next stack that needs
#   it fails on a name that is taken, or values of one environment are kept in the other. The stack's environment is taken
#   from its CDK stage, from its name, or from the account by the `accounts` of the configuration; it and the name's must
#   both be certain, and words that some teams use for the same environment (test and qa, staging and uat) are not told
#   apart. Suppress it for a secret that does belong to the other environment, such as the credentials of a peer.
# related_resources:
# - ref: https://docs.aws.amazon.com/prescriptive-guidance/latest/secure-sensitive-data-secrets-manager-terraform/naming-convention.html
# - ref: https://docs.aws.amazon.com/whitepapers/latest/organizing-your-aws-environment/organizing-your-aws-environment.html
# custom:
#   id: FJ503
#   severity: medium
#   remediation: Name the secret for its own environment, best by a variable that the stage sets.
#   tags: [naming]
#   params:
#     accounts:
#       default: {}
#       description: The environment of accounts, such as "111122223333" of prod.
package fjall.rules.naming["environment-mismatch"]

deny contains {"at": name.at, "message": message} if {
	some secret in input.facts.naming.secrets
	stack := _environment(secret)
	some name in secret.names
	name.environment.means != []
	{m | some m in name.environment.means} & {m | some m in stack.means} == set()
	message := sprintf("The name %q of secret %s says %s, but its environment is %s (%s).", [
		name.text, secret.label, name.environment.word, stack.word, stack.from,
	])
}

_environment(secret) := {"word": word, "means": means, "from": sprintf("account %s", [secret.account])} if {
	word := lower(input.config.FJ503.accounts[secret.account])
	means := object.get(input.facts.naming.environments, word, [word])
} else := secret.stack if {
	secret.stack.means != []
}
