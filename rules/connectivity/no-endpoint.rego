# METADATA
# title: Reader has no way to Secrets Manager
# description: >-
#   The function, task or rotation function runs in a VPC and calls Secrets Manager, and its subnets have neither a
#   route to a NAT or internet gateway that it can use nor an interface endpoint for Secrets Manager with private DNS.
#   Every call ends in a time-out, although the permissions are right. Functions never get a public address, so that
#   an internet gateway is of no use to them. Suppress it where something outside of the app adds the route.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/vpc-endpoint-overview.html
# - ref: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
# custom:
#   id: FJ601
#   severity: high
#   remediation: >-
#     Add an interface endpoint for Secrets Manager to the VPC (in the CDK `vpc.addInterfaceEndpoint('SecretsManager',
#     { service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER })`), or run it in subnets with a route to a NAT
#     gateway.
#   tags: [connectivity, network]
package fjall.rules.connectivity["no-endpoint"]

import data.fjall.lib.connectivity
import data.fjall.lib.fixes

blocks := {
	"no-route": "no route leads out of %s, and its VPC has no interface endpoint for Secrets Manager",
	"no-address": "the way out of %s is an internet gateway, which needs a public address that it does not get, and its VPC has no interface endpoint for Secrets Manager",
	"dead-nat": "the NAT gateway behind %s has no way to the internet itself, and its VPC has no interface endpoint for Secrets Manager",
	"no-private-dns": "no route leads out of %s, and the VPC's endpoint has private DNS off, so that the service's name does not lead to it",
}

deny contains object.union({"at": reader.who.at, "message": message, "related": connectivity.chain(reader)}, fix(reader)) if {
	some reader in input.facts.connectivity.readers
	reader.path.state == "no"
	message := sprintf("%s %s, but cannot reach Secrets Manager: %s.", [connectivity.subject(reader.who), connectivity.action(reader.who), why(reader)])
}

why(reader) := sprintf(blocks[reader.path.block], [subnets(reader)])

why(reader) := "its security groups let nothing out on port 443" if {
	reader.path.block == "egress"
	reader.endpoint == null
}

subnets(reader) := sprintf("subnet %s", [reader.subnets[0]]) if count(reader.subnets) == 1

else := sprintf("subnets %s", [concat(", ", reader.subnets)])

# An endpoint that is there lacks its name only; otherwise the VPC gets one.
fix(reader) := {"fix": {
	"title": sprintf("Turn on private DNS of %s", [reader.endpoint.label]),
	"safe": true,
	"do": [{"op": "set", "at": fixes.below(reader.endpoint.at, ["PrivateDnsEnabled"]), "value": true}],
	"cdk": [{"at": reader.endpoint.at, "line": "privateDnsEnabled: true,"}],
}} if {
	reader.path.block == "no-private-dns"
} else := {"fix": {
	"title": sprintf("Add an interface endpoint for Secrets Manager to VPC %s", [reader.who.vpc.label]),
	"safe": false,
	"warning": "An interface endpoint is paid for by the hour in each of its zones.",
	"do": [{"op": "add-endpoint", "at": reader.who.at, "vpc": reader.who.vpc.key}],
	"cdk": [{"at": reader.who.vpc.at, "line": sprintf("%s.addInterfaceEndpoint('SecretsManager', { service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER });", [fixes.name(reader.who.vpc.label)])}],
}} if {
	reader.path.block in {"no-route", "no-address", "dead-nat"}
	reader.who.vpc != null
} else := {}
