# METADATA
# title: Nothing lets the holder of credentials into the database
# description: >-
#   The function, task or build is given the credentials of a database, and no security-group rule lets it connect to
#   the port that the database listens on, or it runs outside of the database's VPC. Connections end in a time-out,
#   although the secret can be read. Suppress it where it does not connect to the database itself, or where something
#   outside of the app opens the way.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html
# - ref: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
# custom:
#   id: FJ605
#   severity: high
#   remediation: >-
#     Let the security group of what connects into that of the database (in the CDK
#     `database.connections.allowDefaultPortFrom(fn)`; in Fjall name the database in `connections`), and run it in the
#     database's VPC.
#   tags: [connectivity, network]
package fjall.rules.connectivity["database-blocked"]

import data.fjall.lib.connectivity

deny contains object.union({"at": connection.who.at, "message": message, "related": connectivity.chain(connection)}, connectivity.open(connection)) if {
	some connection in input.facts.connectivity.connections
	connection.who.kind != "rotation"
	connection.path.state == "no"
	message := sprintf("%s has the credentials of database %s (%s), but cannot connect to it: %s.", [
		connection.who.consumer, connection.database.label, connectivity.secrets(connection.who), connectivity.blocked(connection),
	])
}
