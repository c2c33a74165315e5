# METADATA
# title: Interface endpoint does not let the reader through
# description: >-
#   With private DNS, calls of Secrets Manager from within the VPC go to its interface endpoint, even where the subnets
#   have another way out. The security groups of endpoint and reader do not let the call through on port 443, or the
#   endpoint's policy does not allow the read: calls end in a time-out, or in "Access Denied". Suppress it where
#   something outside of the app opens the endpoint.
# related_resources:
# - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
# - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/vpc-endpoint-overview.html
# custom:
#   id: FJ602
#   severity: high
#   remediation: >-
#     Let the reader's security group into that of the endpoint on port 443 (in the CDK
#     `endpoint.connections.allowDefaultPortFrom(fn)`), and allow secretsmanager:GetSecretValue in the endpoint's policy.
#   tags: [connectivity, network]
package fjall.rules.connectivity["endpoint-closed"]

import data.fjall.lib.connectivity
import data.fjall.lib.fixes

deny contains object.union({"at": reader.who.at, "message": message, "related": related}, fix(reader)) if {
	some reader in input.facts.connectivity.readers
	reader.path.state == "no"
	reader.endpoint != null
	message := sprintf("%s %s, but %s.", [connectivity.subject(reader.who), connectivity.action(reader.who), why(reader)])
	related := array.concat(connectivity.chain(reader), [{"at": reader.endpoint.at, "message": "The call goes to this endpoint."}])
}

why(reader) := sprintf("no rule of the security groups of interface endpoint %s lets it in on port 443", [reader.endpoint.label]) if reader.path.block == "ingress"

why(reader) := sprintf("its security groups let no call out to interface endpoint %s on port 443", [reader.endpoint.label]) if reader.path.block == "egress"

why(reader) := sprintf("the policy of interface endpoint %s %s", [reader.endpoint.label, reader.policy]) if reader.path.block == "policy"

fix(reader) := {"fix": {
	"title": sprintf("Let %s into %s on port 443", [reader.who.consumer, reader.endpoint.label]),
	"safe": true,
	"do": [object.union({"op": "open-port", "at": reader.who.at, "from": reader.who.groups[0], "into": reader.into[0], "port": 443}, connectivity.direction(reader))],
	"cdk": [{"at": reader.endpoint.at, "line": sprintf("%s.connections.allowDefaultPortFrom(%s);", [fixes.name(reader.endpoint.label), connectivity.construct(reader.who)])}],
}} if {
	reader.path.block in {"ingress", "egress"}
	count(reader.who.groups) > 0
	count(reader.into) > 0
} else := {}
