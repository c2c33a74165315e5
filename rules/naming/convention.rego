# METADATA
# title: Name of a secret does not follow the convention
# description: >-
#   Names that follow one form can be found by people, granted by prefix and billed by team; a name that does not is
#   outside of all three. The form is `template`: parts between slashes, each lower-case words joined by hyphens, the last
#   with as many further parts as it likes. By default the environment may be left out, because many accounts hold one
#   environment only and a two-part name such as myapp/third-party-api-key is a sound one there; where every name must say
#   its environment, set `template` to "{app}/{environment}/{purpose}". Of a name that is partly unknown, or that comes
#   from a parameter's default, only what is certain is judged. Names that a service dictates (AmazonMSK_…,
#   ecr-pullthroughcache/…) and those that CloudFormation generates are exempt. Suppress it for secrets whose name an
#   existing consumer fixes: a new name is a new secret.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
# custom:
#   id: FJ501
#   severity: low
#   remediation: >-
#     Name the secret app/environment/purpose (in the CDK, `secretName`). A changed name replaces the secret: give the new
#     one its value before consumers move.
#   tags: [naming]
#   params:
#     template:
#       default: "{app}/{environment?}/{purpose}"
#       description: The form of names, parts in braces; one that ends in ? may be left out.
#     parts:
#       default: {}
#       description: Expressions for single parts, such as `environment` of dev|staging|prod.
package fjall.rules.naming.convention

config := input.config.FJ501

deny contains object.union({"at": name.at, "message": message, "severity": _severity(name)}, _fix(secret, name)) if {
	some secret in input.facts.naming.secrets
	some name in secret.names
	name.service == ""
	message := sprintf("The name %q of secret %s %s%s.", [name.text, secret.label, _fault(name), _proposal(name)])
}

# A name with a character that Secrets Manager refuses fails the deployment.
_severity(name) := "high" if {
	some part in name.parts
	part.refused
} else := "low"

_fault(name) := sprintf("has %d part%s, and the convention %s wants at least %d", [n, _s(n), config.template, count(_required)]) if {
	name.whole
	n := count(name.parts)
	n < count(_required)
} else := sprintf("is not of the form %s: the part %q %s", [config.template, part.text, fault]) if {
	name.whole
	faults := [[part, f] | some i, part in name.parts; f := _part_fault(name.parts, i)]
	[part, fault] := faults[0]
} else := sprintf("is not of the form %s: the part %q %s", [config.template, part.text, part.fault]) if {
	# What is certain of a part that is partly unknown holds only for the
	# default pattern of parts.
	config.parts == {}
	not regex.match(`[A-Z_]`, config.template)
	part := [p | some p in name.parts; p.fault != ""][0]
}

_part_fault(parts, i) := fault if {
	segment := _segment(count(parts), i)
	not regex.match(sprintf("^(%s)$", [_expression(segment)]), parts[i].text)
	fault := _why(parts[i], segment)
}

_why(part, segment) := part.fault if {
	part.fault != ""
	every name in _names(segment) {
		not config.parts[name]
	}
} else := sprintf("does not match %s", [_expression(segment)])

_segments := split(config.template, "/")

_required := [s | some s in _segments; not contains(s, "?}")]

# The segment of the template that the i-th of n parts answers to: of those that may be
# left out, the first ones are there, as many as there are parts for.
_segment(n, i) := _kept(n)[min([i, count(_kept(n)) - 1])]

_kept(n) := [s | some j, s in _segments; _stays(n, j)]

_stays(_, j) if not contains(_segments[j], "?}")

_stays(n, j) if count([s | some s in array.slice(_segments, 0, j); contains(s, "?}")]) < n - count(_required)

# A segment as an expression: its parts by their own patterns, what stands
# between them as it is.
_expression(segment) := concat("", [e | some piece in regex.find_n(`\{[^{}]*\}|[^{}]+`, segment, -1); e := _piece(piece)])

_piece(piece) := sprintf("(?:%s)", [object.get(config.parts, trim(piece, "{}?"), `[a-z0-9]+(-[a-z0-9]+)*`)]) if {
	startswith(piece, "{")
} else := regex.replace(piece, `[^A-Za-z0-9_-]`, `\$0`)

_names(segment) := {trim(piece, "{}?") | some piece in regex.find_n(`\{[^{}]*\}`, segment, -1)}

_proposal(name) := sprintf("; %q would be of that form", [name.suggestion]) if {
	parts := split(name.suggestion, "/")
	count(parts) >= count(_required)
	every i, part in parts {
		_fits(part, _segment(count(parts), i))
	}
} else := ""

_fits(part, _) if startswith(part, "<")

_fits(part, segment) if regex.match(sprintf("^(%s)$", [_expression(segment)]), part)

_s(1) := ""

_s(n) := "s" if n != 1

_fix(secret, name) := {"fix": {
	"title": sprintf("Name secret %s %q", [secret.label, name.suggestion]),
	"safe": false,
	"warning": "A new name is a new secret: give it its value, and move whoever uses the old name, before the old one is deleted.",
	"do": [{"op": "rename", "at": name.at, "name": name.suggestion}],
	"cdk": [{"at": name.at, "line": sprintf("secretName: '%s',", [name.suggestion])}],
}} if {
	not contains(name.suggestion, "<")
	_proposal(name) != ""
} else := {}
