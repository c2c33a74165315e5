# METADATA
# title: Reference names nothing in the template
# description: >-
#   A Ref, Fn::GetAtt, Fn::Sub variable, condition, mapping or DependsOn names something that the template does not
#   have. CloudFormation refuses the template before it creates anything, and whatever the reference was to connect (a
#   function to its secret, a policy to its role) is not checked. Names that a macro, a transform or a module may add
#   are not reported. Suppress it only where another tool adds the name after synthesis.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html
# custom:
#   id: FJ002
#   severity: high
#   remediation: Correct the name, or add the resource, parameter, condition or mapping that it stands for.
#   tags: [template]
package fjall.rules.template["dangling-reference"]

deny contains {"at": ref.at, "message": message} if {
	some ref in input.facts.refs.dangling
	message := sprintf("%s names %q, and there is no such %s%s", [ref.via, ref.name, ref.wants, advice(ref)])
}

advice(ref) := sprintf("; did you mean %q?", [ref.nearest]) if ref.nearest != ""

else := sprintf("; %s.", [ref.hint]) if ref.hint != ""

else := "."
