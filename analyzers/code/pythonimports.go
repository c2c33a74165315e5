package code

import (
	"path"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code/python"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
)

var pythonCode = &language{
	runtime: "python", read: func(_ string, text []byte) *source.File { return python.Read(text) },
	imports: pythonImports, files: pythonFiles, known: pythonKnown, deeper: pythonDeeper,
}

// pythonImports are the modules of import statements: of `from a import b` both a and
// a.b, since b may be a module. A text in quotes that looks like such a statement is
// one too many, which does no harm.
func pythonImports(text []byte) []string {
	var found []string
	add := func(m string) {
		if m = strings.TrimSpace(m); m != "" && !slices.Contains(found, m) {
			found = append(found, m)
		}
	}
	rest := string(text)
	for rest != "" {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		for statement := range strings.SplitSeq(line, ";") {
			words := strings.Fields(statement)
			switch {
			case len(words) > 1 && words[0] == "import":
				for one := range strings.SplitSeq(strings.TrimSpace(statement)[len("import"):], ",") {
					name, _, _ := strings.Cut(strings.TrimSpace(one), " ")
					add(name)
				}
			case len(words) > 3 && words[0] == "from" && words[2] == "import":
				add(words[1])
				_, names, _ := strings.Cut(statement, " import ")
				if strings.Contains(names, "(") && !strings.Contains(names, ")") {
					more, _, _ := strings.Cut(rest, ")")
					names += more
				}
				for one := range strings.SplitSeq(strings.Trim(strings.TrimSpace(names), "()"), ",") {
					name, _, _ := strings.Cut(strings.TrimSpace(one), " ")
					if name != "" && name != "*" {
						add(beneath(words[1], name))
					}
				}
			}
		}
	}
	return found
}

// beneath is a module within another one.
func beneath(module, name string) string {
	if strings.HasSuffix(module, ".") {
		return module + name
	}
	return module + "." + name
}

// pythonFiles are the files that Python looks for: from the root of the code, or for
// one that begins with dots from the folder of the file.
func pythonFiles(from, module string) []string {
	name := strings.TrimLeft(module, ".")
	base := strings.ReplaceAll(name, ".", "/")
	if dots := len(module) - len(name); dots > 0 {
		dir := path.Dir(from)
		for range dots - 1 {
			dir = path.Dir(dir)
		}
		base = path.Join(dir, base)
	}
	return []string{base + ".py", base + "/__init__.py"}
}

// pythonDeeper reads the first part of a name as a module: `from lib import db` names
// the module lib.db.
func pythonDeeper(i source.Import) (source.Import, bool) {
	first, rest, ok := strings.Cut(i.Name, ".")
	if first == "" {
		return i, false
	}
	if !ok {
		rest = ""
	}
	return source.Import{Module: beneath(i.Module, first), Name: rest}, true
}

// pythonModules are those of Python itself that cannot start another program or code
// that is not seen, and packages that call nothing of AWS by themselves, or only what
// they are named after.
// Source: the Python standard library, module index.
var pythonModules = func() map[string]bool {
	all := map[string]bool{}
	for m := range strings.FieldsSeq(`
abc argparse array ast asyncio base64 bisect calendar collections concurrent configparser contextlib contextvars copy csv dataclasses datetime
decimal difflib email enum errno fnmatch fractions functools gc getpass glob gzip hashlib heapq hmac html http inspect io ipaddress itertools json
keyword linecache locale logging lzma math mimetypes numbers operator os pathlib pickle platform pprint queue random re sched secrets select shlex
shutil signal socket sqlite3 ssl stat statistics string struct sys tarfile tempfile textwrap threading time timeit traceback types typing
unicodedata unittest urllib uuid warnings weakref xml zipfile zlib zoneinfo __future__
boto3 botocore aioboto3 aiobotocore types_aiobotocore_secretsmanager mypy_boto3_secretsmanager aws_lambda_powertools aws_secretsmanager_caching
aws_xray_sdk aws_lambda_typing requests httpx aiohttp urllib3 certifi psycopg2 psycopg pymysql mysql pg8000 asyncpg sqlalchemy pymongo redis
pydantic attr attrs yaml simplejson orjson ujson jwt jose cryptography dateutil pytz cachetools tenacity backoff structlog loguru typing_extensions
numpy pandas jinja2 stripe twilio slack_sdk openai anthropic sentry_sdk
`) {
		all[m] = true
	}
	return all
}()

func pythonKnown(module string) bool {
	top, _, _ := strings.Cut(module, ".")
	return pythonModules[top]
}
