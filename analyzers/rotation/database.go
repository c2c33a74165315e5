package rotation

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/network"
	"github.com/fjall-lint/fjall-lint/analyzers/secrets"
	"github.com/fjall-lint/fjall-lint/template"
)

// engines finds the engine of every secret's database.
func engines(pass *analyzers.Pass, stock *secrets.Facts, byKey map[string]*Secret) {
	for key, record := range byKey {
		record.Engine = engineOf(pass.Program.Resource(record.Database), 0)
		if s := stock.ByKey(key); s != nil && record.Engine == "" && record.Database == "" && s.KeysKnown && !s.Defaulted {
			record.Engine = family(s.Engine)
		}
	}
}

// engineOf is the engine of a database as Secrets Manager calls it, "" where that is
// not known.
func engineOf(r *template.Resource, depth int) string {
	if r == nil || depth > 2 {
		return ""
	}
	switch r.Type {
	case "AWS::RDS::DBInstance", "AWS::RDS::DBCluster":
		v := r.Property("Engine")
		if text, ok := v.Literal(); ok && !defaulted(v) {
			return family(text)
		}
		if p, ok := r.Property("DBClusterIdentifier").Single(); ok && v.Kind == template.AbsentValue {
			return engineOf(p.Resource, depth+1)
		}
	case "AWS::RDS::DBProxy":
		// The family MYSQL is that of MariaDB too.
		switch text, _ := r.Property("EngineFamily").Literal(); text {
		case "POSTGRESQL":
			return "postgres"
		case "SQLSERVER":
			return "sqlserver"
		}
	case "AWS::DocDB::DBCluster", "AWS::DocDBElastic::Cluster":
		return "mongo"
	case "AWS::Redshift::Cluster", "AWS::RedshiftServerless::Namespace":
		return "redshift"
	}
	return ""
}

// families are the engines of databases, by the start of their names, as Secrets
// Manager calls them.
// Source: AWS Secrets Manager user guide, JSON structure of secrets; AWS
// CloudFormation reference, Engine of AWS::RDS::DBInstance and DBCluster.
var families = []struct{ prefix, engine string }{
	{"postgres", "postgres"},
	{"aurora-postgresql", "postgres"},
	{"mysql", "mysql"},
	{"aurora-mysql", "mysql"},
	{"mariadb", "mariadb"},
	{"oracle", "oracle"},
	{"sqlserver", "sqlserver"},
	{"db2", "db2"},
	{"mongo", "mongo"},
	{"redshift", "redshift"},
}

func family(engine string) string {
	engine = strings.ToLower(engine)
	if engine == "aurora" { // MySQL 5.6
		return "mysql"
	}
	for _, f := range families {
		if strings.HasPrefix(engine, f.prefix) {
			return f.engine
		}
	}
	return ""
}

// private tells whether a database certainly cannot be reached from outside of its
// network.
func private(net *network.Facts, r *template.Resource) bool {
	if r == nil {
		return false
	}
	targets := net.Targets(r)
	return len(targets) > 0 && targets[0].Public() == template.False
}
