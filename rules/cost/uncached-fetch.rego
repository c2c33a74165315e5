# METADATA
# title: Function reads its secret at every invocation
# description: >-
#   The code of the function calls GetSecretValue inside of its handler and keeps nothing of what it gets, so that each
#   invocation pays for a call and waits for it, and many at once are throttled. A value read once in each process, or a
#   cache that asks again after some minutes, does with a thousandth of the calls. Reported only where the code shows it;
#   suppress it where each invocation must have the value of this very moment.
# related_resources:
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html
# - ref: https://aws.amazon.com/secrets-manager/pricing/
# custom:
#   id: FJ704
#   severity: info
#   remediation: >-
#     Keep the value in a variable outside of the handler and read it again when it has grown old or a login fails, or use
#     the Parameters and Secrets extension or Powertools for AWS Lambda, which do so.
#   tags: [cost]
package fjall.rules.cost["uncached-fetch"]

import data.fjall.lib.sums

deny contains {"at": fetch.at, "message": message, "related": related, "monthly_usd": sums.usd(fetch.sum)} if {
	some fetch in input.facts.cost.uncached
	message := sprintf("The handler of %s calls %s at %s:%d and keeps nothing of it: %s%s calls a month. Once in each process makes %s and saves %s (%s).", [
		fetch.who, fetch.api, fetch.file, fetch.line, most(fetch), fetch.calls, fetch.least, fetch.sum.text, fetch.sum.formula,
	])
	related := [{"at": other.at, "message": sprintf("It reads here too, at %s:%d.", [other.file, other.line])} | some other in fetch.others]
}

most(fetch) := "up to " if fetch.sometimes

else := "some "
