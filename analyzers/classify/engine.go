// Package classify tells by their names and shapes what values are: whether a
// name speaks of a credential, whether a text looks like one, and how to
// describe a text without showing it.
package classify

import "strings"

// DatabaseEngine tells whether a text is one of the engine names that Secrets
// Manager's rotation functions know.
// Source: AWS Secrets Manager user guide, JSON structure of secrets; templates
// of the rotation functions.
func DatabaseEngine(engine string) bool {
	switch strings.ToLower(engine) {
	case "postgres", "mysql", "mariadb", "oracle", "sqlserver", "db2", "mongo", "redshift", "timestream-influxdb",
		"aurora-mysql", "aurora-postgresql":
		return true
	}
	return false
}
