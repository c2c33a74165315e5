package javascript

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
)

// What the clients are called, for people.
const (
	sdk3      = "AWS SDK for JavaScript v3"
	sdk2      = "AWS SDK for JavaScript v2"
	powertool = "Powertools for AWS Lambda"
	middy     = "middy's secrets-manager"
	caching   = "a caching client"
	extension = "the Parameters and Secrets extension"
)

const sdk3Module = "@aws-sdk/client-secrets-manager"

// cachingClients are the libraries that keep secrets for as long as their object
// lives.
var cachingClients = map[string]bool{
	"aws-secretsmanager-caching": true, "aws-secretsmanager-caching-js": true, "@aws/secretsmanager-caching": true, "aws-secrets-manager-caching": true,
}

// apis are the operations of Secrets Manager that count, by their names with a small
// first letter.
var apis = map[string]source.API{
	"getSecretValue": source.Get, "batchGetSecretValue": source.GetBatch, "describeSecret": source.Describe, "listSecrets": source.List,
	"putSecretValue": source.Put, "updateSecret": source.Update, "updateSecretVersionStage": source.Stage, "createSecret": source.Create,
	"deleteSecret": source.Delete, "getRandomPassword": source.Password,
	"cancelRotateSecret": source.Other, "deleteResourcePolicy": source.Other, "getResourcePolicy": source.Other, "listSecretVersionIds": source.Other,
	"putResourcePolicy": source.Other, "removeRegionsFromReplication": source.Other, "replicateSecretToRegions": source.Other, "restoreSecret": source.Other,
	"rotateSecret": source.Other, "stopReplicationToReplica": source.Other, "tagResource": source.Other, "untagResource": source.Other, "validateResourcePolicy": source.Other,
}

// telling are those of them that no other service has.
func telling(method string) bool {
	return apis[method] != "" && method != "tagResource" && method != "untagResource" && !strings.HasSuffix(method, "ResourcePolicy")
}

// command is the operation of a command of the SDK v3, "" for anything else.
func command(v value) source.API {
	name, ok := strings.CutSuffix(v.name, "Command")
	if v.kind != instanceValue || v.module != sdk3Module || !ok || name == "" {
		return ""
	}
	return apis[strings.ToLower(name[:1])+name[1:]]
}

// client is what an object calls Secrets Manager with, "" for anything else.
func client(v value) string {
	if v.kind != instanceValue {
		return ""
	}
	switch {
	case v.module == sdk3Module && (v.name == "SecretsManager" || v.name == "SecretsManagerClient"):
		return sdk3
	case v.module == "aws-sdk" && v.name == "SecretsManager", v.module == "aws-sdk/clients/secretsmanager", v.module == "aws-sdk/clients/all" && v.name == "SecretsManager":
		return sdk2
	case v.module == "@aws-lambda-powertools/parameters/secrets" && v.name == "SecretsProvider":
		return powertool
	case cachingClients[v.module]:
		return caching
	}
	return ""
}

// fetchers are the libraries whose functions fetch a URL.
var fetchers = map[string]bool{
	"axios": true, "got": true, "node-fetch": true, "http": true, "undici": true, "phin": true, "needle": true, "superagent": true, "cross-fetch": true, "ky": true,
}

// path of the extension's endpoint.
// Source: AWS Secrets Manager user guide, AWS Lambda functions.
const endpoint = "/secretsmanager/get"

// relative tells whether a module is a file of the same code.
func relative(module string) bool {
	return strings.HasPrefix(module, "./") || strings.HasPrefix(module, "../") || module == "." || module == ".."
}
