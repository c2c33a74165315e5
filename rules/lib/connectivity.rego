# Wording of network paths that rules share.
package fjall.lib.connectivity

import data.fjall.lib.fixes

# secrets names what a reader reads.
secrets(who) := sprintf("secret %s", [who.secrets[0].label]) if count(who.secrets) == 1

else := sprintf("secrets %s", [concat(", ", [s.label | some s in who.secrets])])

# subject is what takes the path, in words.
subject(who) := sprintf("The function of rotation schedule %s", [who.consumer]) if who.kind == "rotation"

else := who.consumer

# action is what it does.
action(who) := sprintf("rotates %s", [secrets(who)]) if who.kind == "rotation"

else := sprintf("gets %s when its tasks start", [secrets(who)]) if who.kind == "task"

else := sprintf("reads %s", [secrets(who)])

# chain are the places that belong to a path.
chain(f) := array.concat(array.concat(definition(f.who), secret_places(f.who)), near(f.path))

definition(who) := [{"at": who.definition.at, "message": sprintf("%s names the secret.", [who.definition.label])}] if {
	who.definition != null
	who.kind != "rotation"
} else := [{"at": who.definition.at, "message": "This function rotates."}] if who.definition != null

else := []

secret_places(who) := [{"at": s.at, "message": sprintf("This is secret %s.", [s.label])} | some s in who.secrets]

near(path) := [{"at": n.at, "message": sprintf(blocks[path.block], [n.label])} | some n in path.near]

blocks := {
	"no-route": "%s has no route to a gateway.",
	"no-address": "%s leads to an internet gateway.",
	"dead-nat": "%s has no way out itself.",
	"no-private-dns": "%s has private DNS off.",
	"ingress": "%s has no rule that lets it in.",
	"egress": "%s has no rule that lets it out.",
	"outside": "%s has no rule for public addresses.",
	"policy": "This is the policy of %s.",
}

# construct is how code calls what takes the path.
construct(who) := fixes.name(who.consumer)

# blocked is what keeps something from a database.
blocked(connection) := sprintf("no rule of the database's security groups lets it in%s", [port(connection)]) if connection.path.block == "ingress"

blocked(connection) := sprintf("its security groups let no connection out to the database%s", [port(connection)]) if connection.path.block == "egress"

blocked(connection) := "it runs in another VPC, and nothing connects the two" if connection.path.block == "other-vpc"

blocked(connection) := "it runs outside of any VPC, and the database is closed to public addresses" if connection.path.block == "outside"

port(connection) := sprintf(" on port %d", [connection.port]) if connection.port > 0

else := ""

# open is the fix that lets something into the security group of a database.
open(connection) := {"fix": {
	"title": sprintf("Let %s into the security group of %s", [connection.who.consumer, connection.database.label]),
	"safe": true,
	"do": [object.union({"op": "open-port", "at": connection.who.at, "from": connection.who.groups[0], "into": connection.into[0], "database": connection.database.key, "port": connection.port}, direction(connection))],
	"cdk": [{"at": connection.database.at, "line": sprintf("%s.connections.allowDefaultPortFrom(%s);", [fixes.name(connection.database.label), construct(connection.who)])}],
}} if {
	connection.path.block in {"ingress", "egress"}
	count(connection.who.groups) > 0
	count(connection.into) > 0
} else := {}

direction(f) := {"out": true} if f.path.block == "egress"

else := {}
