# METADATA
# title: Token of a known format
# description: >-
#   Text in the template has the published format of a provider's credential, checked by its alphabet, length and, where
#   there is one, its checksum. Templates are stored in repositories, buckets and the stack itself, and read by many.
#   Documented examples and placeholders are not reported. Suppress it for a token that is revoked or opens nothing.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html
# custom:
#   id: FJ104
#   severity: critical
#   remediation: Revoke the token with its provider, put a new one into a secret, and refer to the secret.
#   tags: [credentials, cwe-798]
package fjall.rules.hardcoded["known-token"]

deny contains {"at": token.at, "message": message, "severity": severity(token)} if {
	some token in input.facts.knowntokens.template
	not token.covered
	message := sprintf("%s holds what looks like a %s: %d characters%s.", [token.label, token.title, token.length, encoded(token)])
}

encoded(token) := " in base64" if token.encoded

else := ""

# Keys of a test mode, ids that are of use only with their secret, and keys under a passphrase matter less.
severity(token) := "critical" if token.class == "secret"

else := "medium"
