# METADATA
# title: Token in the code of an asset
# description: >-
#   A source file that is deployed with a function holds a provider's credential: everybody who can read the repository,
#   the asset bucket or the function (lambda:GetFunction) has it. Vendored folders, binaries and over-large files are
#   not read. Suppress it for a token that is revoked or opens nothing.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html
# custom:
#   id: FJ111
#   severity: critical
#   remediation: Revoke the token with its provider, put a new one into a secret, and have the code fetch it by the secret's ARN.
#   tags: [credentials, cwe-798]
package fjall.rules.hardcoded["asset-code"]

deny contains {"at": token.at, "message": message, "severity": severity(token)} if {
	some token in input.facts.knowntokens.assets
	message := sprintf("The code of %s holds what looks like a %s in %s: %d characters.", [token.label, token.title, token.file, token.length])
}

severity(token) := "critical" if token.class == "secret"

else := "medium"
