# METADATA
# title: Secret is named in a way that cannot work
# description: >-
#   A container names its secret by an ARN without the six characters that Secrets Manager appends, with the
#   wrong number of colons behind it, or with a JSON key that the secret does not have. The task cannot start.
#   Suppress it where the key is added to the secret after deployment.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
# custom:
#   id: FJ206
#   severity: high
#   remediation: >-
#     Use the secret's full ARN, followed by :json-key:version-stage:version-id where needed (in the CDK
#     `ecs.Secret.fromSecretsManager(secret, 'key')` with a secret that is created in the app or imported by its
#     complete ARN).
#   tags: [grants]
package fjall.rules.grants["invalid-secret-id"]

import data.fjall.lib.access

deny contains {"at": use.at, "message": message, "related": access.secret(use)} if {
	some use in input.facts.access.uses
	use.malformed != ""
	message := sprintf("%s, but %s.", [access.reads(use), use.malformed])
}
