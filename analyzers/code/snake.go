package code

import (
	"path"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code/python"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
)

// snake is Python.
var snake = &language{"python", func(_ string, text []byte) *source.File { return python.Read(text) }, snakeImports, snakeFiles, snakeKnown}

// snakeImports are the modules behind import and from at the beginning of lines, with
// what is imported from them, which may be modules too.
func snakeImports(text []byte) []string {
	var found []string
	add := func(m string) {
		if m != "" && !slices.Contains(found, m) {
			found = append(found, m)
		}
	}
	open := "" // the module whose names stand in brackets over several lines
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
		names := ""
		switch {
		case open != "":
			names = line
		case strings.HasPrefix(line, "import "):
			for _, m := range strings.Split(line[len("import "):], ",") {
				fields := strings.Fields(m)
				if len(fields) > 0 {
					add(strings.TrimRight(fields[0], ";"))
				}
			}
			continue
		case strings.HasPrefix(line, "from "):
			m, rest, ok := strings.Cut(line[len("from "):], " import ")
			if m = strings.TrimSpace(m); !ok {
				m, rest, ok = strings.Cut(line[len("from "):], " import(")
			}
			if !ok {
				continue
			}
			add(m)
			open, names = m, rest
			if !strings.Contains(rest, "(") && !strings.HasSuffix(line, `\`) {
				open = ""
			}
			for _, n := range nameList(names) {
				add(below(m, n))
			}
			if strings.Contains(rest, ")") {
				open = ""
			}
			continue
		}
		if open != "" {
			for _, n := range nameList(names) {
				add(below(open, n))
			}
			if strings.Contains(line, ")") || !strings.HasSuffix(line, `\`) && !strings.HasSuffix(line, ",") && line != "" {
				open = ""
			}
		}
	}
	return found
}

// nameList are the names of a list behind import, without those that they are given.
func nameList(text string) []string {
	var found []string
	for _, n := range strings.Split(strings.Trim(text, `() \`), ",") {
		if fields := strings.Fields(n); len(fields) > 0 {
			found = append(found, strings.Trim(fields[0], "()"))
		}
	}
	return found
}

// below is a name within a module, written so that the module is told from it.
func below(module, name string) string {
	if name == "" || name == "*" {
		return ""
	}
	if strings.Trim(module, ".") == "" {
		return module + name
	}
	return module + "." + name
}

// snakeFiles are the files that Python looks for: beside the file for a relative
// module, else from the root of the code, where Lambda starts.
func snakeFiles(from, module string) []string {
	rest := strings.TrimLeft(module, ".")
	up := len(module) - len(rest)
	roots := []string{"."}
	if up > 0 {
		dir := path.Dir(from)
		for range up - 1 {
			dir = path.Dir(dir)
		}
		roots = []string{dir}
	}
	var names []string
	for _, root := range roots {
		base := path.Join(root, strings.ReplaceAll(rest, ".", "/"))
		if rest == "" {
			names = append(names, path.Join(root, "__init__.py"))
			continue
		}
		names = append(names, base+".py", base+"/__init__.py")
	}
	return names
}

// standard are modules of Python itself that start no other program, and packages that
// call nothing of AWS by themselves.
var standard = func() map[string]bool {
	known := map[string]bool{}
	for _, m := range strings.Fields(`__future__ abc argparse asyncio base64 binascii bisect calendar collections concurrent contextlib copy csv dataclasses
		datetime decimal email enum errno functools gc glob gzip hashlib heapq hmac html http inspect io ipaddress itertools json locale logging math
		mimetypes numbers operator os pathlib pprint queue random re secrets select shutil signal socket sqlite3 ssl statistics string struct sys tempfile
		textwrap threading time timeit traceback types typing typing_extensions unicodedata unittest urllib uuid warnings weakref xml zipfile zlib zoneinfo
		boto3 botocore aioboto3 aiobotocore aws_lambda_powertools aws_secretsmanager_caching aws_xray_sdk psycopg psycopg2 pymysql mysql pymongo redis
		requests urllib3 httpx aiohttp jwt jose cryptography pydantic attr attrs dateutil pytz yaml simplejson orjson jinja2 numpy pandas sqlalchemy stripe
		twilio sentry_sdk structlog tenacity cachetools`) {
		known[m] = true
	}
	return known
}()

func snakeKnown(module string) bool {
	root, _, _ := strings.Cut(module, ".")
	return standard[root]
}
