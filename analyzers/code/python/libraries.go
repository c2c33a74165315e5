package python

import (
	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
)

// What secrets are read with.
const (
	boto3       = "AWS SDK for Python (boto3)"
	aioboto3    = "aioboto3"
	aiobotocore = "aiobotocore"
	powertools  = "Powertools for AWS Lambda"
	caching     = "a caching client"
	lambdaLayer = "the Parameters and Secrets extension"
)

const secretsmanager = "secretsmanager"

// sessions are what gives something that makes clients.
var sessions = map[string]string{
	"boto3.Session": boto3, "boto3.session.Session": boto3, "boto3._get_default_session": boto3,
	"botocore.session.Session": boto3, "botocore.session.get_session": boto3,
	"aioboto3.Session": aioboto3, "aioboto3.session.Session": aioboto3,
	"aiobotocore.session.get_session": aiobotocore, "aiobotocore.session.AioSession": aiobotocore,
	"aiobotocore.get_session": aiobotocore, "aiobotocore.AioSession": aiobotocore,
}

// clients are what gives a client of a service without a session.
var clients = map[string]string{"boto3.client": boto3, "boto3.resource": boto3, "aioboto3.client": aioboto3}

// library gives the objects that secrets are read with.
func (r *reader) library(path string, x *syntax.Call, s *scope) (value, bool) {
	if lib := clients[path]; lib != "" {
		return r.newClient(lib, x, s), true
	}
	if lib := sessions[path]; lib != "" {
		return value{kind: session, lib: lib}, true
	}
	switch path {
	case powertoolsParameters + ".SecretsProvider", powertoolsParameters + ".secrets.SecretsProvider":
		return value{kind: provider, lib: powertools, made: x, in: s}, true
	case cachingModule + ".SecretCache", cachingModule + ".secret_cache.SecretCache":
		return value{kind: cache, lib: caching, made: x, in: s}, true
	}
	return value{}, false
}

const (
	powertoolsParameters = "aws_lambda_powertools.utilities.parameters"
	cachingModule        = "aws_secretsmanager_caching"
)

// newClient is the client of a service that is named first or by keyword.
func (r *reader) newClient(lib string, x *syntax.Call, s *scope) value {
	name := argument(x.Args, 0, "service_name")
	if name == nil {
		return value{}
	}
	service, ok := r.eval(name, s).exact()
	if !ok {
		return value{}
	}
	return value{kind: client, service: service, lib: lib}
}

// argument is the one at the place or with the name; nil where it is not there or
// cannot be told.
func argument(args []syntax.Arg, place int, name string) syntax.Expr {
	for i, a := range args {
		if a.Name == name && name != "" {
			return a.Value
		}
		if a.Stars == 1 && i <= place {
			place = -1
		}
		if i == place && a.Name == "" && a.Stars == 0 {
			return a.Value
		}
	}
	return nil
}

// operation is a method of the client.
type operation struct {
	api source.API
	// id is the argument that names the secret.
	id string
	// proof are arguments of which one tells that a method of this name on what is
	// not known is that of the client. Without any, it is not told.
	proof []string
}

var operations = map[string]operation{
	"get_secret_value":            {source.Get, "SecretId", []string{"SecretId"}},
	"batch_get_secret_value":      {source.GetBatch, "", []string{"SecretIdList"}},
	"describe_secret":             {source.Describe, "SecretId", []string{"SecretId"}},
	"list_secrets":                {source.List, "", nil},
	"put_secret_value":            {source.Put, "SecretId", []string{"SecretId"}},
	"update_secret":               {source.Update, "SecretId", []string{"SecretId"}},
	"update_secret_version_stage": {source.Stage, "SecretId", []string{"SecretId"}},
	"create_secret":               {source.Create, "Name", []string{"SecretString", "SecretBinary"}},
	"delete_secret":               {source.Delete, "SecretId", []string{"SecretId"}},
	"get_random_password":         {source.Password, "", []string{"PasswordLength", "ExcludeCharacters", "ExcludePunctuation"}},
}

// silent are methods of a client that ask nothing of the service.
var silent = map[string]bool{
	"can_paginate": true, "close": true, "get_waiter": true, "get_paginator": true, "generate_presigned_url": true,
	"exceptions": true, "meta": true, "__enter__": true, "__exit__": true, "__aenter__": true, "__aexit__": true,
}

// keepers are decorators that keep what a function gives.
var keepers = map[string]bool{
	"functools.lru_cache": true, "functools.cache": true, "functools.cached_property": true,
	"cachetools.cached": true, "cachetools.func.ttl_cache": true, "cachetools.func.lru_cache": true,
	"cachetools.func.lfu_cache": true, "cachetools.func.tlru_cache": true, "async_lru.alru_cache": true,
	"aiocache.cached": true, "methodtools.lru_cache": true, "lru.lru_cache": true,
	"werkzeug.utils.cached_property": true, "django.utils.functional.cached_property": true,
}

// transparent are decorators after which a function runs each time as it did before.
var transparent = map[string]bool{
	"builtins.staticmethod": true, "builtins.classmethod": true, "builtins.property": true, "abc.abstractmethod": true,
	"functools.wraps": true, "contextlib.contextmanager": true, "contextlib.asynccontextmanager": true,
	"typing.overload": true, "typing.no_type_check": true, "typing.final": true,
	"aws_xray_sdk.core.xray_recorder.capture": true, "aws_xray_sdk.core.xray_recorder.capture_async": true,
}

// builtins are the names that a star import does not give.
var builtins = map[string]bool{}

func init() {
	for _, n := range []string{
		"abs", "all", "any", "bool", "bytes", "callable", "dict", "enumerate", "filter", "float", "getattr", "hasattr", "hash", "id",
		"int", "isinstance", "issubclass", "iter", "len", "list", "map", "max", "min", "next", "object", "open", "print", "property",
		"range", "repr", "reversed", "round", "set", "setattr", "sorted", "staticmethod", "classmethod", "str", "sum", "super",
		"tuple", "type", "vars", "zip", "Exception", "KeyError", "ValueError", "TypeError", "RuntimeError", "AttributeError",
	} {
		builtins[n] = true
	}
}
