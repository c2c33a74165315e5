package python

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/template"
)

// runs are what calls a function that it is given, each time, by the last part of
// its name: the place of the function, after which its arguments come.
var runs = map[string]int{"submit": 0, "to_thread": 0, "run_in_executor": 1, "run_sync": 0, "map": 0, "create_task": 0}

// runsAt tells whether a function at the place is called each time.
func runsAt(name string, place int) bool {
	at, ok := runs[name]
	return ok && at == place
}

// applying are the builtins that call what they are given.
var applying = map[string]bool{"map": true, "filter": true, "sorted": true, "max": true, "min": true, "iter": true}

// handOver makes calls of the functions among the arguments of a call.
func (r *reader) handOver(s *scope, x *syntax.Call, fn value, g guards) {
	if fn.kind == functions && fn.kept == template.False || fn.kind == classValue {
		// A function of the file calls what it is given, or not; that is not seen.
		g.unclear = true
	}
	path, last := "", ""
	if fn.kind == external {
		path = fn.full()
	}
	switch f := x.Fn.(type) {
	case *syntax.Attr:
		last = f.Name
	case *syntax.Name:
		last = path[strings.LastIndexByte(path, '.')+1:]
	}
	if strings.HasPrefix(path, "builtins.") && !applying[last] || keepers[strings.TrimSuffix(path, "()")] || transparent[strings.TrimSuffix(path, "()")] || path == "functools.partial" {
		// What comes of these is called where it is.
		return
	}
	place, each := runs[last]
	for i, a := range x.Args {
		v := r.eval(a.Value, s)
		if v.kind == classValue {
			// Instances can be made of it anywhere.
			v.class.often = true
		}
		if r.isCall(a.Value) && v.kind != functions {
			// It has been seen as the call that it is.
			continue
		}
		if _, ok := a.Value.(*syntax.Attr); ok && v.kind == functions && len(v.functions) > 0 && r.isProperty(v.functions[0]) {
			continue
		}
		var args []syntax.Arg
		if each && i == place && last != "map" && last != "create_task" {
			args = x.Args[i+1:]
		}
		at := g
		if !each || i != place {
			at.unclear = true
		}
		switch {
		case v.callable():
			for _, target := range v.functions {
				c := source.Call{Target: target}
				if all := append(v.args[:len(v.args):len(v.args)], args...); len(all) > 0 {
					c.Args = r.arguments(s, all, target, 0)
				}
				handed := s.function() == r.module && !(each && i == place)
				if v.kept == template.True {
					c.Kept, handed = template.True, true
				}
				r.addCall(s, c, at, handed)
			}
		case v.kind == external && v.path != "" && !strings.HasSuffix(v.path, ")"):
			if imp, ok := r.importOf(v); ok && !constantName(imp.Name) {
				handed := s.function() == r.module && !(each && i == place)
				r.addCall(s, source.Call{Target: -1, Import: imp, Args: r.byPlace(s, args)}, at, handed)
			}
		}
	}
}

func (r *reader) isCall(x syntax.Expr) bool {
	if u, ok := x.(*syntax.Unary); ok {
		x = u.X
	}
	_, ok := x.(*syntax.Call)
	return ok
}

// constantName tells a name that is no function's, by its capitals.
func constantName(name string) bool {
	name = name[strings.LastIndexByte(name, '.')+1:]
	return strings.ToUpper(name) == name
}

// known are modules that are not of the app, so that their functions are not looked
// for in it, by their first name.
var known = map[string]bool{}

func init() {
	for _, n := range strings.Fields(`builtins abc argparse array ast asyncio atexit base64 bisect calendar collections concurrent
		configparser contextlib contextvars copy csv ctypes dataclasses datetime decimal difflib dis email enum errno fnmatch fractions
		functools gc getpass glob gzip hashlib heapq hmac html http importlib inspect io ipaddress itertools json logging lzma math
		mimetypes multiprocessing numbers operator os pathlib pickle platform pprint queue random re secrets select shlex shutil signal
		smtplib socket sqlite3 ssl stat statistics string struct subprocess sys tempfile textwrap threading time timeit traceback types
		typing unicodedata unittest urllib uuid warnings weakref xml zipfile zlib zoneinfo __future__
		boto3 botocore aioboto3 aiobotocore aws_lambda_powertools aws_secretsmanager_caching aws_xray_sdk mypy_boto3_secretsmanager
		types_boto3_secretsmanager requests urllib3 httpx aiohttp certifi dateutil pytz yaml jwt cryptography psycopg2 psycopg pymysql
		mysql asyncpg sqlalchemy redis pymongo pg8000 pydantic tenacity backoff cachetools async_lru aiocache numpy pandas
		typing_extensions jinja2 attr attrs structlog opentelemetry datadog ddtrace datadog_lambda sentry_sdk openai stripe slack_sdk
		paramiko simplejson orjson ujson pytest moto cfnresponse crhelper`) {
		known[n] = true
	}
}

// importOf is the import that a value of another module stands for; false where it
// is not one of the app.
func (r *reader) importOf(v value) (source.Import, bool) {
	if v.module == "" || v.module[0] != '.' && known[firstOf(v.module)] {
		return source.Import{}, false
	}
	module, path := v.module, strings.ReplaceAll(v.path, "()", "")
	for path != "" {
		// import a.b.c: as much of a.b.c.f as is a module that is imported.
		n := firstOf(path)
		if !r.modules[module+"."+n] && !r.above(module+"."+n) {
			break
		}
		module, path = module+"."+n, strings.TrimPrefix(path[len(n):], ".")
	}
	if path == "" {
		return source.Import{}, false
	}
	return source.Import{Module: module, Name: path}, true
}

// above tells whether a module that is imported is in the package of that name.
func (r *reader) above(name string) bool {
	if len(r.modules) > 200 {
		return false
	}
	for m := range r.modules {
		if strings.HasPrefix(m, name+".") {
			return true
		}
	}
	return false
}
