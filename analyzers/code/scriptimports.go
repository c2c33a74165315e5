package code

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// scriptImports are the texts in quotes behind from, import and require.
func scriptImports(text []byte) []string {
	var found []string
	for _, word := range []string{"from", "import", "require"} {
		for i := 0; ; {
			j := bytes.Index(text[i:], []byte(word))
			if j < 0 {
				break
			}
			i += j + len(word)
			rest := bytes.TrimLeft(text[i:min(i+400, len(text))], " \t\r\n(")
			if len(rest) < 2 || rest[0] != '"' && rest[0] != '\'' && rest[0] != '`' {
				continue
			}
			if end := bytes.IndexByte(rest[1:], rest[0]); end > 0 {
				if m := string(rest[1 : 1+end]); !slices.Contains(found, m) {
					found = append(found, m)
				}
			}
		}
	}
	return found
}

// scriptFiles are the files that Node.js and compilers look for.
func scriptFiles(from, module string) []string {
	if !strings.HasPrefix(module, ".") {
		return nil
	}
	base := path.Join(path.Dir(from), module)
	names := []string{base}
	stem := strings.TrimSuffix(base, path.Ext(base))
	switch path.Ext(base) { // TypeScript imports what its files will be compiled to
	case ".js":
		names = append(names, stem+".ts", stem+".tsx")
	case ".mjs":
		names = append(names, stem+".mts")
	case ".cjs":
		names = append(names, stem+".cts")
	}
	for _, e := range scriptExtensions {
		names = append(names, base+e)
	}
	for _, e := range scriptExtensions {
		names = append(names, base+"/index"+e)
	}
	return names
}

var scriptExtensions = []string{".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx"}

// nodeModules are the modules of Node.js itself that cannot start another program.
var nodeModules = map[string]bool{
	"assert": true, "async_hooks": true, "buffer": true, "crypto": true, "dns": true, "events": true, "fs": true, "fs/promises": true, "http": true,
	"https": true, "net": true, "os": true, "path": true, "perf_hooks": true, "process": true, "querystring": true, "stream": true,
	"stream/promises": true, "string_decoder": true, "timers": true, "timers/promises": true, "tls": true, "url": true, "util": true, "zlib": true,
}

// packages are those of others that call nothing of AWS by themselves, or only what
// they are named after.
var packages = map[string]bool{
	"aws-lambda": true, "aws-sdk": true, "aws-xray-sdk": true, "aws-xray-sdk-core": true, "source-map-support": true, "pg": true, "mysql": true,
	"mysql2": true, "mongodb": true, "mongoose": true, "redis": true, "ioredis": true, "axios": true, "node-fetch": true, "got": true, "undici": true,
	"lodash": true, "lodash-es": true, "uuid": true, "ulid": true, "nanoid": true, "dayjs": true, "moment": true, "date-fns": true, "luxon": true,
	"zod": true, "ajv": true, "joi": true, "yup": true, "jsonwebtoken": true, "jose": true, "stripe": true, "twilio": true, "pino": true, "winston": true,
	"knex": true, "kysely": true, "drizzle-orm": true, "p-memoize": true, "memoizee": true, "tslib": true, "@middy/core": true,
	"@middy/secrets-manager": true, "@middy/http-json-body-parser": true, "@middy/http-error-handler": true, "@octokit/rest": true,
	"lodash.memoize": true, "lodash.once": true, "moize": true, "fast-memoize": true, "mem": true, "nano-memoize": true, "micro-memoize": true,
}

// scriptKnown tells modules whose use of secrets, if any, is seen in the code that
// imports them.
func scriptKnown(module string) bool {
	module = strings.TrimPrefix(module, "node:")
	if nodeModules[module] || packages[module] || strings.HasPrefix(module, "@aws-sdk/") || strings.HasPrefix(module, "@smithy/") ||
		strings.HasPrefix(module, "@aws-lambda-powertools/") {
		return true
	}
	parts := strings.SplitN(module, "/", 3)
	return packages[parts[0]] || len(parts) > 1 && packages[parts[0]+"/"+parts[1]]
}
