# Fixes that rules share: operations on templates, and lines for the CDK.
package fjall.lib.fixes

# below is the place of a property within the resource that a place is in.
below(at, path) := {"resource": at.resource, "path": array.concat(array.slice(at.path, 0, 2), array.concat(["Properties"], path))}

# within is a place further down.
within(at, path) := {"resource": at.resource, "path": array.concat(at.path, path)}

# statement is the whole statement of a policy that a place is in.
statement(at) := {"resource": at.resource, "path": array.slice(at.path, 0, last + 2)} if {
	last := max([i | some i, "Statement" in at.path])
	is_number(at.path[last + 1])
} else := {"resource": at.resource, "path": array.slice(at.path, 0, last + 1)} if {
	last := max([i | some i, "Statement" in at.path])
}

# name is a variable's name for a construct, as authors would have it: the last
# part of its path that says something.
name(label) := _spelled(_telling(split(label, "/")))

# owner is what code calls the construct that made a secret below it, as databases of
# the CDK do.
owner(label) := name(concat("/", array.slice(parts, 0, count(parts) - 1))) if {
	parts := split(label, "/")
	count(parts) > 1
	parts[count(parts) - 1] == "Secret"
} else := "database"

_generic := {"Resource", "Default", "Secret", "ServiceRole", "Role", "ExecutionRole", "TaskRole", "Attachment"}

_telling(parts) := parts[count(parts) - 1] if {
	count(parts) == 1
} else := parts[count(parts) - 1] if {
	not parts[count(parts) - 1] in _generic
} else := concat("", [_telling_above(parts), parts[count(parts) - 1]])

_telling_above(parts) := parts[count(parts) - 2]

_reserved := {"function": "fn", "default": "secret", "new": "created", "class": "klass", "package": "pkg", "import": "imported", "export": "exported"}

_spelled(text) := object.get(_reserved, _camel(text), _camel(text))

# Words are what lies between other characters; the first begins small.
_camel(text) := concat("", [_cased(i, w) | some i, w in [w | some w in regex.split(`[^A-Za-z0-9]+`, text); w != ""]])

_cased(0, word) := lower(word) if upper(word) == word

else := sprintf("%s%s", [lower(substring(word, 0, 1)), substring(word, 1, -1)])

_cased(i, word) := sprintf("%s%s", [upper(substring(word, 0, 1)), substring(word, 1, -1)]) if i > 0

# grant lets a use's role read its secret.
grant(use) := {
	"title": sprintf("Grant %s read access to secret %s", [use.role, use.secret]),
	"safe": true,
	"do": [{"op": "grant", "at": use.at, "principal": use.role_key, "secret": use.secret_key}],
	"cdk": [{"at": use.role_at, "line": grant_line(use)}],
}

# grant_rotation gives the role of a rotation function all that it lacks.
grant_rotation(schedule) := {
	"title": sprintf("Grant %s what the rotation of secret %s needs", [rotator.role, rotator.secret]),
	"safe": true,
	"do": [{"op": "grant-rotation", "at": schedule.at}],
	"cdk": [{"at": rotator.function_at, "line": line} | some line in rotation_lines(rotator)],
} if rotator := schedule.rotator

# addRotationSchedule grants its function all of this by itself.
rotation_lines(rotator) := {line |
	some lack in rotator.lacks
	actions := concat("', '", [other.action | some other in rotator.lacks; other.on == lack.on])
	line := rotation_line(rotator, lack, actions)
}

rotation_line(rotator, lack, actions) := sprintf("%s.grant(%s, '%s');", [name(lack.label), name(rotator.function), actions]) if startswith(lack.action, "kms:")

else := sprintf("%s.addToRolePolicy(new iam.PolicyStatement({ actions: ['%s'], resources: [%s] }));", [
	name(rotator.function), actions, object.get({"any": "'*'", "superuser": "superuser.secretArn"}, lack.on, "secret.secretArn"),
])

# For containers `ecs.Secret` and addContainer grant the execution role by
# themselves; code that runs as a role is granted by its function.
grant_line(use) := sprintf("%s.grantRead(%s.obtainExecutionRole());", [secret(use), name(use.consumer)]) if {
	startswith(use.type, "AWS::ECS::")
	use.role_kind == "execution role"
} else := sprintf("%s.grantRead(%s);", [secret(use), name(use.consumer)]) if {
	use.type in {"AWS::Lambda::Function", "AWS::CodeBuild::Project"}
} else := sprintf("%s.grantRead(%s);", [secret(use), name(use.role)])

secret(use) := name(use.secret_label) if use.secret_label != ""

else := sprintf("Secret.fromSecretNameV2(this, 'Imported', '%s')", [use.secret])
