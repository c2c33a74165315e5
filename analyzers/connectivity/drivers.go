package connectivity

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code"
)

// drivers are the packages that connect to databases, and what connects to anything,
// of JavaScript and Python.
var drivers = func() map[string]bool {
	all := map[string]bool{}
	for name := range strings.FieldsSeq(`
pg pg-promise pg-native pg-pool postgres slonik mysql mysql2 mariadb serverless-mysql serverless-postgres mongodb mongoose oracledb tedious mssql ibm_db
knex sequelize typeorm @prisma/client drizzle-orm kysely objection bookshelf @mikro-orm/core massive waterline net tls http2 child_process
psycopg2 psycopg pymysql MySQLdb mysql pg8000 asyncpg aiopg aiomysql sqlalchemy sqlmodel databases pymongo motor mongoengine cx_Oracle oracledb
pyodbc pymssql redshift_connector ibm_db peewee pony tortoise django records dataset pandas awswrangler socket asyncio subprocess
`) {
		all[name] = true
	}
	return all
}()

// connects tells whether the code of a function may connect to a database. Code that is
// understood as a whole and has no driver does not: it hands the credentials on, or
// looks at something else in the secret.
func connects(f *code.Function) bool {
	if f == nil || !f.Whole {
		return true
	}
	return slices.ContainsFunc(f.Modules, func(m string) bool {
		m = strings.TrimPrefix(m, "node:")
		top, _, _ := strings.Cut(m, ".")
		return drivers[m] || drivers[top] || drivers[packageOf(m)]
	})
}

// packageOf is the package of a module within it: "mysql2" of "mysql2/promise".
func packageOf(module string) string {
	parts := strings.SplitN(module, "/", 3)
	if strings.HasPrefix(module, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}
