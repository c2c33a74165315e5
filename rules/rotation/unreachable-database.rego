# METADATA
# title: Rotation function cannot reach the database
# description: >-
#   The function that rotates the secret has to log in to the database, and no security-group rule lets it connect to
#   the port that the database listens on, or it runs outside of the database's VPC. Every rotation fails with a
#   time-out. A hosted rotation that the CDK adds to a database gets a security group of its own, which the database's
#   group does not know. Suppress it where something outside of the app opens the way.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotation-function-network-access.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html
# custom:
#   id: FJ407
#   severity: high
#   remediation: >-
#     Let the function's security group into that of the database on its port (in the CDK
#     `database.connections.allowDefaultPortFrom(hostedRotation)`), and run the function in the database's VPC.
#   tags: [rotation, network]
package fjall.rules.rotation["unreachable-database"]

import data.fjall.lib.connectivity

deny contains object.union({"at": connection.who.at, "message": message, "related": connectivity.chain(connection)}, connectivity.open(connection)) if {
	some connection in input.facts.connectivity.connections
	connection.who.kind == "rotation"
	connection.path.state == "no"

	# A hosted rotation that is told no network is a matter of rotation/hosted-mismatch.
	not hosted_outside(connection)
	message := sprintf("The function of rotation schedule %s cannot connect to database %s to rotate %s: %s.", [
		connection.who.consumer, connection.database.label, connectivity.secrets(connection.who), connectivity.blocked(connection),
	])
}

hosted_outside(connection) if {
	connection.hosted
	connection.path.block == "outside"
}
