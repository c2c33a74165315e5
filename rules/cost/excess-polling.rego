# METADATA
# title: Secret is asked for more often than needed
# description: >-
#   A controller in the cluster looks for new values more often than once an hour, or the cache of the Parameters and
#   Secrets extension is turned off so that every read is a call. Each call is paid for, and with a customer key each
#   decryption too. Keep a short interval where a rotated value must arrive at once and the old one stops working; a retry
#   with a fresh value on a failed login does that with far fewer calls. Suppress it there.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html
# - ref: https://github.com/aws/secrets-store-csi-driver-provider-aws
# custom:
#   id: FJ709
#   severity: info
#   remediation: >-
#     Look once an hour (refreshInterval: 1h, rotationPollInterval: 3600s), or leave the extension's cache on with its 300
#     seconds, unless a new value must arrive sooner.
#   tags: [cost]
package fjall.rules.cost["excess-polling"]

import data.fjall.lib.sums

deny contains {"at": poll.at, "message": message, "monthly_usd": sums.usd(poll.sum)} if {
	some poll in input.facts.cost.polling
	message := sprintf("%s looks for new values of %s every %d seconds%s, some %s calls a month. Once an hour makes %s and saves %s (%s), but a rotated value arrives later.", [
		tools[poll.kind], poll.who, poll.interval, usual(poll), poll.calls, poll.least, poll.sum.text, poll.sum.formula,
	])
}

deny contains {"at": poll.at, "message": message, "monthly_usd": sums.usd(poll.sum)} if {
	some poll in input.facts.cost.polling
	poll.kind == "cache"
	message := sprintf("%s turns off the cache of the Parameters and Secrets extension of %s, so that every read is a call: some %s a month. With the cache there are %s, which saves %s (%s), but a rotated value arrives up to 300 seconds later.", [
		poll.variable, poll.who, poll.calls, poll.least, poll.sum.text, poll.sum.formula,
	])
}

tools := {"external-secrets": "External Secrets", "csi": "The Secrets Store CSI driver"}

usual(poll) := " (its own interval)" if poll.default

else := ""
