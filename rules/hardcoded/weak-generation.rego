# METADATA
# title: Generated value is weak
# description: >-
#   The generated password is short, or so many characters are excluded that it can be guessed. Suppress it where the
#   system that takes the password allows no better one.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-secretsmanager-secret-generatesecretstring.html
# - ref: https://pages.nist.gov/800-63-4/sp800-63b.html
# custom:
#   id: FJ110
#   severity: medium
#   remediation: Generate at least 16 characters (the default is 32) and exclude only the characters that the system cannot take.
#   tags: [credentials, cwe-521]
#   params:
#     min_length: {default: 16, description: least number of characters of a generated password}
#     min_bits: {default: 64, description: least number of bits of a generated password}
package fjall.rules.hardcoded["weak-generation"]

import data.fjall.lib.fixes

deny contains object.union({"at": secret.generation.at, "message": message}, fix(secret)) if {
	some secret in input.facts.secrets.secrets
	secret.generation.known
	secret.generation.length < input.config.FJ110.min_length
	message := sprintf("Secret %s generates %d characters, fewer than %d.", [secret.label, secret.generation.length, input.config.FJ110.min_length])
}

deny contains object.union({"at": secret.generation.at, "message": message}, fix(secret)) if {
	some secret in input.facts.secrets.secrets
	secret.generation.known
	secret.generation.length >= input.config.FJ110.min_length
	secret.generation.bits < input.config.FJ110.min_bits
	message := sprintf("Secret %s generates %d characters out of %d, %d bits, fewer than %d.", [
		secret.label, secret.generation.length, secret.generation.alphabet, secret.generation.bits, input.config.FJ110.min_bits,
	])
}

# 32 characters, the service's own length, are enough for an alphabet of four.
fix(secret) := {"fix": {
	"title": sprintf("Generate 32 characters for secret %s", [secret.label]),
	"safe": false,
	"warning": "Secrets Manager generates a new value at the next deployment: whoever keeps the old one has to read it anew.",
	"do": [{"op": "set", "at": fixes.within(secret.generation.at, ["PasswordLength"]), "value": 32}],
	"cdk": [{"at": secret.at, "line": "generateSecretString: { passwordLength: 32 },"}],
}} if {
	32 * secret.generation.bits >= input.config.FJ110.min_bits * secret.generation.length
	input.config.FJ110.min_length <= 32
} else := {}
