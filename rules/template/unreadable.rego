# METADATA
# title: Template cannot be read or deployed
# description: >-
#   The file is no JSON or YAML, is not shaped like a template, or holds functions that cannot be evaluated: an
#   index that the list does not have, a condition that refers to itself, resources that depend on each other in a
#   circle. CloudFormation refuses such a template, and what it holds is not checked; all other files are. A key that
#   stands twice in a map is read as its last value, so that the first one is lost. Suppress it, by path in the
#   configuration, for files that are not meant to be templates.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
# custom:
#   id: FJ001
#   severity: high
#   remediation: >-
#     Correct the template at the place that is named; an app that synthesizes it must be corrected and synthesized
#     anew.
#   tags: [template]
package fjall.rules.template.unreadable

kinds := {"unreadable", "structure", "evaluation"}

deny contains {"problem": problem.index, "message": message, "severity": words.severity} if {
	some problem in input.facts.problems
	problem.kind in kinds
	words := effect(problem)
	message := sprintf("%s: %s%s.", [words.text, problem.message, hint(problem)])
}

deny contains {"at": cycle.at, "message": message, "related": related} if {
	some cycle in input.facts.refs.cycles
	circle := concat(" -> ", array.concat(cycle.members, [cycle.members[0]]))
	message := sprintf("Template cannot be deployed: resources depend on each other in a circle: %s; move one of the references into a resource of its own.", [circle])
	related := [{"at": link.at, "message": sprintf("%s needs %s here", [link.from, link.to])} | some link in cycle.links]
}

effect(problem) := {"text": "Template loses a value", "severity": "medium"} if {
	contains(problem.message, "stands twice in one map")
}

else := {"text": "A rule gives no verdict", "severity": "high"} if contains(problem.message, "was not evaluated: it ")

else := {"text": "Nested template is missing", "severity": "medium"} if contains(problem.message, "of nested stack")

else := {"text": "Template cannot be deployed", "severity": "high"} if problem.kind == "evaluation"

else := {"text": "Template cannot be used as it is", "severity": "high"}

hint(problem) := sprintf(" (%s)", [problem.hint]) if problem.hint != ""

hint(problem) := "" if problem.hint == ""
