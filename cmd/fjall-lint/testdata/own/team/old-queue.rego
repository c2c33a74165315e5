# METADATA
# title: Queue is of the old kind
# description: Queues are being replaced by streams. The rule is off because that takes until next year.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html
# custom:
#   id: TEAM2
#   severity: low
#   remediation: Use a stream.
#   tags: [migration]
#   off: true
package fjall.rules.team["old-queue"]

deny contains {"resource": key, "path": queue.path, "message": sprintf("%s is a queue.", [queue.id])} if {
	some key, queue in input.by_type["AWS::SQS::Queue"]
}
