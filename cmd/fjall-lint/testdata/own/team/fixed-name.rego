# METADATA
# title: Topic has a fixed name
# description: >-
#   A topic with a name of its own cannot be replaced without being deleted first. Let CloudFormation name it, or
#   list the name in allowed.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
# custom:
#   id: TEAM1
#   severity: medium
#   remediation: Remove TopicName.
#   tags: [naming]
#   params:
#     allowed:
#       default: []
#       description: names that a topic may have
package fjall.rules.team["fixed-name"]

import data.team.words

deny contains {"resource": key, "path": array.concat(topic.path, ["Properties", "TopicName"]), "message": message} if {
	some key, topic in input.by_type["AWS::SNS::Topic"]
	name := topic.properties.TopicName
	is_string(name)
	not name in input.config.TEAM1.allowed
	message := sprintf("%s.", [words.named(topic, name)])
}
