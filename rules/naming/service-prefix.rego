# METADATA
# title: Secret breaks a rule of the service that uses it
# description: >-
#   Some services accept only secrets of a certain name and key: Amazon MSK only names that begin with AmazonMSK_, under a
#   customer key that is not named by an alias; a pull through cache of Amazon ECR only names that begin with
#   ecr-pullthroughcache/, under the default key. Anything else fails when the service is given the secret, or when it first
#   reads it. The reverse is a mistake too: prefixes such as rds! mark the secrets that services make and manage themselves,
#   and an exclamation mark is refused in other names; names below aws/ are those that AWS's guides dictate, and are
#   reported as low. Suppress it for a secret that only happens to be named like one of a service.
# related_resources:
# - ref: https://docs.aws.amazon.com/msk/latest/developerguide/msk-password-tutorial.html
# - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-secret.html
# - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-rule.html
# - ref: https://docs.aws.amazon.com/secretsmanager/latest/userguide/service-linked-secrets.html
# custom:
#   id: FJ507
#   severity: high
#   remediation: Give the secret the name and key that the service wants; its guide says which.
#   tags: [naming, encryption]
package fjall.rules.naming["service-prefix"]

deny contains {"at": use.name_at, "message": message, "related": _related(use)} if {
	some use in input.facts.naming.uses
	use.prefixed == "no"
	use.secret != ""
	message := sprintf("%s accepts only secrets whose names begin with %q; secret %s %s.", [
		use.service, use.prefix, use.label, _named(use.name),
	])
}

deny contains {"at": use.at, "message": message} if {
	some use in input.facts.naming.uses
	use.prefixed == "no"
	use.secret == ""
	message := sprintf("%s accepts only secrets whose names begin with %q; this one %s.", [use.service, use.prefix, _named(use.name)])
}

deny contains {"at": use.key_at, "message": message, "related": _related(use)} if {
	some use in input.facts.naming.uses
	message := sprintf("%s cannot use secret %s: %s.", [use.service, use.label, _key_fault(use)])
}

deny contains {"at": name.at, "message": message, "severity": _severity(name)} if {
	some secret in input.facts.naming.secrets
	some name in secret.names
	name.reserved != ""
	message := sprintf("The name %q of secret %s begins with %q, which is for secrets of %s.", [
		name.text, secret.label, name.reserved, name.reserved_for,
	])
}

_related(use) := [{"at": use.at, "message": "the secret is used here"}] if not use.named

_related(use) := [] if use.named

_named("") := "gets a generated name"

_named(name) := sprintf("is named %q", [name]) if name != ""

_key_fault(use) := "it needs a customer key, and the secret is under the default key aws/secretsmanager" if {
	use.key == "customer"
	use.key_kept == "no"
} else := "it needs the default key aws/secretsmanager, and the secret is under a customer key" if {
	use.key_kept == "no"
} else := "the secret's key must be named by its id or ARN, not by an alias" if {
	use.key == "customer"
	use.alias
}

_severity(name) := "low" if name.reserved == "aws/"

_severity(name) := "high" if name.reserved != "aws/"
