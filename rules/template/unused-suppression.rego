# METADATA
# title: Suppression has no effect
# description: >-
#   A finding is accepted in writing, but the acceptance has no effect or no use: it names no rule that there is, gives
#   no reason, has expired, or matches no finding any more. What it was meant to silence is reported again, or the note
#   outlived its cause and will hide the next mistake at that place. Remove it; there is no reason to suppress this.
# related_resources:
# - ref: https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html
# custom:
#   id: FJ003
#   severity: low
#   remediation: Remove the suppression, or give it the right rule, a reason and a day that is yet to come.
#   tags: [template]
package fjall.rules.template["unused-suppression"]

deny contains {"suppression": s.index, "message": sprintf("Suppression %s.", [fault(s)])} if {
	some s in input.facts.suppressions
}

fault(s) := sprintf("has no effect: %s", [s.invalid]) if s.invalid != ""

else := sprintf("has no effect: there is no rule %q", [s.rule]) if not s.known

else := sprintf("of %s has no effect: it gives no reason", [s.rule]) if not s.reason

else := sprintf("of %s expired on %s", [s.rule, s.expires]) if s.expired

else := sprintf("of %s matches no finding", [s.rule]) if not s.used
