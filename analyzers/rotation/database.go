package rotation

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers"
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
func private(pass *analyzers.Pass, r *template.Resource) bool {
	if r == nil {
		return false
	}
	switch r.Type {
	case "AWS::DocDB::DBCluster":
		// Source: Amazon DocumentDB developer guide, "Connecting to a cluster from outside
		// an Amazon VPC": there is no public endpoint.
		return true
	case "AWS::RDS::DBInstance":
		return withheld(pass, r, r.Property("DBSubnetGroupName"))
	case "AWS::Redshift::Cluster":
		return withheld(pass, r, r.Property("ClusterSubnetGroupName"))
	case "AWS::RDS::DBCluster":
		instances, all := 0, true
		pass.Resources(func(x *template.Resource) {
			p, ok := x.Property("DBClusterIdentifier").Single()
			if x.Type == "AWS::RDS::DBInstance" && ok && p.Resource == r {
				instances++
				all = all && withheld(pass, x, r.Property("DBSubnetGroupName"))
			}
		})
		return instances > 0 && all
	}
	return false
}

// withheld tells whether a database is not public: because it says so, or, where it
// says nothing, because its subnets have no way to an internet gateway.
// Source: Amazon RDS API reference, CreateDBInstance, PubliclyAccessible.
func withheld(pass *analyzers.Pass, r *template.Resource, group *template.Value) bool {
	v := r.Property("PubliclyAccessible")
	if text, ok := v.Literal(); ok && !defaulted(v) {
		return strings.EqualFold(text, "false")
	}
	p, ok := group.Single()
	if !ok || v.Kind != template.AbsentValue {
		return false
	}
	subnets := p.Resource.Property("SubnetIds").Elems()
	for _, e := range subnets {
		subnet, ok := e.Single()
		if !ok || !inward(pass, subnet.Resource) {
			return false
		}
	}
	return len(subnets) > 0
}

// inward tells whether a subnet's own route table is known and has no way to an
// internet gateway.
func inward(pass *analyzers.Pass, subnet *template.Resource) bool {
	var table *template.Resource
	var routes []*template.Resource
	pass.Resources(func(r *template.Resource) {
		switch r.Type {
		case "AWS::EC2::SubnetRouteTableAssociation":
			s, ok := r.Property("SubnetId").Single()
			t, also := r.Property("RouteTableId").Single()
			if ok && also && s.Resource == subnet {
				table = t.Resource
			}
		case "AWS::EC2::Route":
			routes = append(routes, r)
		}
	})
	if table == nil {
		return false
	}
	for _, r := range routes {
		t, ok := r.Property("RouteTableId").Single()
		if !ok || t.Resource == table && r.Property("GatewayId").Kind != template.AbsentValue {
			return false
		}
	}
	return true
}
