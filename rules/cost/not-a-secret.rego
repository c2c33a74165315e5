# METADATA
# title: Secret holds only configuration
# description: >-
#   Every value of the secret is configuration by its name and its looks: addresses, ports, names of databases, regions,
#   switches. A parameter of Parameter Store (Type String, tier Standard) holds such values free of charge, and reading it
#   needs no permission on secrets. Parameter Store does not encrypt a String, gives it no resource policy and no replicas,
#   and shows it to whoever may read parameters: keep the secret where that matters, or where the password is to be added
#   to it by hand later. Suppress it there.
# related_resources:
# - ref: https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html
# - ref: https://aws.amazon.com/systems-manager/pricing/
# custom:
#   id: FJ703
#   severity: info
#   remediation: >-
#     Make it an AWS::SSM::Parameter of Type String (in the CDK, `new ssm.StringParameter`), unless a credential is to be
#     kept with it.
#   tags: [cost]
package fjall.rules.cost["not-a-secret"]

import data.fjall.lib.sums

deny contains {"at": secret.at, "message": message, "monthly_usd": sums.usd(secret.sum), "fix": fix(secret)} if {
	some secret in input.facts.cost.plain
	message := sprintf("Secret %s holds only configuration%s. A standard parameter of Parameter Store is free and saves %s (%s); it is not encrypted, so keep the secret if a credential is to be added.", [
		secret.secret, keys(secret), secret.sum.text, secret.sum.formula,
	])
}

keys(secret) := sprintf(" (%s)", [concat(", ", secret.keys)]) if count(secret.keys) > 0

else := ""

fix(secret) := {
	"title": sprintf("Keep the configuration of secret %s in Parameter Store", [secret.secret]),
	"safe": false,
	"warning": "What reads it has to read a parameter: GetParameter in place of GetSecretValue, with the permission for it.",
	"do": [{"op": "secret-to-parameter", "at": secret.at}],
	"cdk": [{"at": secret.at, "line": "new ssm.StringParameter(this, 'Configuration', { stringValue: '…' }); // in place of the secret"}],
}
