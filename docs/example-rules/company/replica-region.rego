# METADATA
# title: Replica is in a region that is not allowed
# description: >-
#   A replica of a secret is a copy of its value in another region. The company keeps credentials in Europe.
#   Suppress it for a secret that is needed elsewhere, naming the decision.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
# custom:
#   id: CO101
#   severity: high
#   remediation: Remove the replica, or list the region in allowed.
#   tags: [regions]
#   params:
#     allowed:
#       default: ["eu-*"]
#       description: globs of the regions that replicas may be in
package fjall.rules.company["replica-region"]

deny contains {"at": at, "message": message, "fix": fix} if {
	some key, secret in input.by_type["AWS::SecretsManager::Secret"]
	some i, replica in secret.properties.ReplicaRegions
	is_string(replica.Region)
	not allowed(replica.Region)
	at := {"resource": key, "path": array.concat(secret.path, ["Properties", "ReplicaRegions", i])}
	message := sprintf("Secret %s has a replica in %s.", [secret.id, replica.Region])
	fix := {
		"title": sprintf("Remove the replica in %s", [replica.Region]),
		"safe": false,
		"warning": "What reads the secret in that region fails.",
		"do": [{"op": "remove", "at": at}],
		"cdk": [{"at": at, "line": sprintf("// Take { region: '%s' } out of replicaRegions.", [replica.Region])}],
	}
}

allowed(region) if {
	some pattern in input.config.CO101.allowed
	glob.match(pattern, null, region)
}
