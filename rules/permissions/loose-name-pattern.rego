# METADATA
# title: Name pattern matches other secrets too
# description: >-
#   The resource is a name with a `*` behind it, which also matches every longer name: `prod/db*` is `prod/db-
#   admin` as well. The six characters behind a name are matched by `-??????`. A wildcard behind a slash is a
#   chosen scope and is not reported. Suppress it where all names that begin so are meant.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
# custom:
#   id: FJ303
#   severity: medium
#   remediation: >-
#     Write the name with -?????? behind it, or a path with /* where a whole group is meant.
#   tags: [permissions]
package fjall.rules.permissions["loose-name-pattern"]

import data.fjall.lib.fixes

deny contains {"at": grant.at, "message": message, "fix": fix(grant, loose)} if {
	some grant in input.facts.access.grants
	not grant.narrowed
	some loose in grant.loose
	message := sprintf("%s grants %s the pattern %s, which matches other names too%s.", [grant.policy, grant.principal, loose.pattern, others(loose)])
}

others(loose) := sprintf(", here %s", [concat(", ", loose.others)]) if count(loose.others) > 0

else := ""

fix(grant, loose) := {
	"title": sprintf("Match only the six characters behind the name in %s", [loose.pattern]),
	"safe": true,
	"do": [{"op": "narrow-pattern", "at": fixes.statement(grant.at), "pattern": loose.pattern}],
	"cdk": [{"at": grant.at, "line": sprintf("Secret.fromSecretNameV2(this, 'Imported', '%s').grantRead(%s);", [trim_suffix(trim_suffix(loose.pattern, "*"), "-"), fixes.name(grant.principal)])}],
}
