# METADATA
# title: Interface endpoint is paid for in vain
# description: >-
#   An interface endpoint is paid for by the hour in each of its zones. This one is in zones of the app's VPC where nothing
#   else of the app is, or its VPC has an endpoint for the same service already. Calls from other zones still reach it
#   through those that stay, at the price of data between zones. Keep a zone where something outside of the app runs in the
#   VPC, or where the service must stay in reach when the other zones fail; suppress it there.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/vpc-endpoint-overview.html
# - ref: https://aws.amazon.com/privatelink/pricing/
# custom:
#   id: FJ707
#   severity: info
#   remediation: >-
#     Leave out the subnets where nothing calls the service (in the CDK, `subnets` of the endpoint), or the second endpoint.
#     Do not remove the last endpoint of a VPC without another way to the service.
#   tags: [cost]
package fjall.rules.cost["idle-endpoint"]

import data.fjall.lib.sums

deny contains {"at": endpoint.at, "message": message, "related": related, "monthly_usd": sums.usd(endpoint.sum)} if {
	some endpoint in input.facts.cost.endpoints
	endpoint.kind == "zones"
	message := sprintf("Endpoint %s of %s is in %d zone%s where nothing else of the app is. Without %s it costs %s less (%s); keep a zone that something outside uses.", [
		endpoint.endpoint, endpoint.service, endpoint.zones, plural(endpoint.zones), pronoun(endpoint.zones), endpoint.sum.text, endpoint.sum.formula,
	])
	related := [{"at": other.at, "message": sprintf("Nothing else is in the zone of subnet %s.", [other.label])} | some other in endpoint.others]
}

deny contains {"at": endpoint.at, "message": message, "related": related, "monthly_usd": sums.usd(endpoint.sum)} if {
	some endpoint in input.facts.cost.endpoints
	endpoint.kind == "twice"
	message := sprintf("Endpoint %s of %s is the second one in its VPC. Without it the VPC costs %s less (%s); keep both only where their policies have to differ.", [
		endpoint.endpoint, endpoint.service, endpoint.sum.text, endpoint.sum.formula,
	])
	related := [{"at": other.at, "message": sprintf("Endpoint %s serves the VPC already.", [other.label])} | some other in endpoint.others]
}

plural(1) := ""

plural(n) := "s" if n != 1

pronoun(1) := "it"

pronoun(n) := "them" if n != 1
