# METADATA
# title: Secret is read in a region where it is not
# description: >-
#   A function is given the ARN of a secret in another region, or the name of a secret that exists in another region of the
#   app only. Clients of Secrets Manager call the region that they run in, and find neither there: "Secrets Manager can't
#   find the specified secret". A replica has an ARN of its own, with its own region. Where code makes its client for the
#   region of the secret, which can be seen in it or in a variable, nothing is reported. Containers of ECS may name a secret
#   of another region by its full ARN. Suppress it where code that is not part of the app makes such a client, or where a
#   secret of that name was made by other means.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
# - ref: https://github.com/aws/aws-sdk-js-v3/issues/7278
# custom:
#   id: FJ603
#   severity: high
#   remediation: >-
#     Replicate the secret to the reader's region (in the CDK `replicaRegions`), and give the reader the secret's name, or the
#     replica's ARN, and permission on that. Or make the client for the region of the secret.
#   tags: [connectivity]
package fjall.rules.connectivity["region-mismatch"]

import data.fjall.lib.fixes

deny contains object.union({"at": mismatch.at, "message": message, "related": related}, fix(mismatch)) if {
	some mismatch in input.facts.regions.mismatches
	message := sprintf("%s runs in %s, but %s %s of %s%s", [
		mismatch.consumer, mismatch.region, mismatch.via, what(mismatch), mismatch.named, ending(mismatch),
	])
	related := [{"at": mismatch.secret_at, "message": "This is the secret."}]
}

what(mismatch) := sprintf("names secret %s, which the app has only in a stack", [mismatch.secret]) if mismatch.by_name

else := sprintf("is the ARN of secret %s", [mismatch.secret])

ending(mismatch) := ", without a replica here." if mismatch.by_name

else := sprintf("; its replica here has another ARN, with %s in it.", [mismatch.region]) if mismatch.replica

else := " and leads to nothing here."

# A name finds the replica as soon as there is one; an ARN of another region does not.
fix(mismatch) := {"fix": {
	"title": sprintf("Replicate secret %s to %s", [mismatch.secret, mismatch.region]),
	"safe": false,
	"warning": "A replica costs as much as a secret.",
	"do": [replicate(mismatch)],
	"cdk": [{"at": mismatch.secret_at, "line": sprintf("%s.addReplicaRegion('%s');", [fixes.name(mismatch.label), mismatch.region])}],
}} if {
	mismatch.missing != ""
} else := {}

replicate(mismatch) := {"op": "append", "at": fixes.below(mismatch.secret_at, ["ReplicaRegions"]), "value": {"Region": mismatch.region}} if {
	mismatch.missing == "list"
} else := {"op": "set", "at": fixes.below(mismatch.secret_at, ["ReplicaRegions"]), "value": [{"Region": mismatch.region}]}
