package rotation

import (
	"fmt"
	"strings"
	"testing"
)

// TestRecord: all that is known of the rotation of one secret, by AWS's function for
// users that take turns and by one of the program's own.
func TestRecord(t *testing.T) {
	facts, undecided := factsOf(t, map[string]string{"t.yaml": `
Transform: AWS::SecretsManager-2024-09-16
Resources:
  Master:
    Type: AWS::SecretsManager::Secret
    Properties: {GenerateSecretString: {SecretStringTemplate: '{"username":"admin"}', GenerateStringKey: password}}
  MasterAttachment:
    Type: AWS::SecretsManager::SecretTargetAttachment
    Properties: {SecretId: !Ref Master, TargetId: !Ref Reader, TargetType: AWS::RDS::DBInstance}
  Cluster:
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-mysql}
  Reader:
    Type: AWS::RDS::DBInstance
    Properties: {DBClusterIdentifier: !Ref Cluster}
  User:
    Type: AWS::SecretsManager::Secret
    Properties: {GenerateSecretString: {SecretStringTemplate: !Sub '{"username":"app", "masterarn": "${MasterAttachment}"}', GenerateStringKey: password}}
  UserAttachment:
    Type: AWS::SecretsManager::SecretTargetAttachment
    Properties: {SecretId: !Ref User, TargetId: !Ref Cluster, TargetType: AWS::RDS::DBCluster}
  Hosted:
    Type: AWS::SecretsManager::RotationSchedule
    Properties:
      SecretId: !Ref UserAttachment
      HostedRotationLambda: {RotationType: mysqlMultiUser, SuperuserSecretArn: !Ref MasterAttachment}
      RotationRules: {AutomaticallyAfterDays: 30}
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}}
  Function:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt Role.Arn, Code: {S3Bucket: code, S3Key: rotate.zip}}
  Version:
    Type: AWS::Lambda::Version
    Properties: {FunctionName: !Ref Function}
  Own:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !Ref MasterAttachment, RotationLambdaARN: !Ref Version, RotationRules: {AutomaticallyAfterDays: 30}}
`})
	var got []string
	for _, s := range facts.Secrets {
		got = append(got, fmt.Sprintf("%s: database %s, engine %s, superuser %q", s.Label, s.Database, s.Engine, s.Superuser))
	}
	for _, s := range facts.Schedules {
		line := fmt.Sprintf("%s: standard %q", s.Label, s.Standard)
		if h := s.Hosted; h != nil {
			line += fmt.Sprintf(", hosted %s alternating %t superuser %s, %d mismatches", h.Engine, h.Alternating, h.Superuser, len(s.Mismatches))
		}
		if v := s.Rotator; v != nil {
			line += fmt.Sprintf(", function %s as %s lacks %d of %d", v.Function, v.Role, len(v.Lacks), len(v.Needs))
		}
		got = append(got, line+", invocation "+s.Invocation.State)
	}
	want := []string{
		`Master: database t.yaml#Reader, engine mysql, superuser ""`,
		`User: database t.yaml#Cluster, engine mysql, superuser "t.yaml#Master"`,
		`Hosted: standard "MySQLMultiUser", hosted mysql alternating true superuser t.yaml#Master, 0 mismatches, invocation `,
		`Own: standard "", function Function as Role lacks 4 of 4, invocation no`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") || len(undecided) != 0 {
		t.Errorf("got\n%s\nwant\n%s\nundecided %v", strings.Join(got, "\n"), strings.Join(want, "\n"), undecided)
	}
}

// TestStandard: the names of AWS's functions, hosted and in its application
// repository.
func TestStandard(t *testing.T) {
	for engine, want := range hostedEngines {
		for _, users := range []string{singleUser, multiUser} {
			got, alternating, ok := standardType(engine + users)
			if got != want || alternating != (users == multiUser) || !ok {
				t.Errorf("%s: %q, %t, %t", engine+users, got, alternating, ok)
			}
			if name := standardFor(want, alternating); name != engine+users {
				t.Errorf("for %s: %q, want %q", want, name, engine+users)
			}
			if name := spelled(strings.ToUpper(engine + users)); name != engine+users {
				t.Errorf("spelled %q", name)
			}
		}
	}
	for _, name := range []string{"", "SingleUser", "MySQL", "ElastiCacheSingleUser", "MySQLSingleUserX"} {
		if engine, _, ok := standardType(name); ok {
			t.Errorf("%q is taken for %q", name, engine)
		}
	}
	for id, want := range map[string]string{
		"arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRDSPostgreSQLRotationSingleUser": "PostgreSQLSingleUser",
		"arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRDSMariaDBRotationMultiUser":     "MariaDBMultiUser",
		"arn:aws-cn:serverlessrepo:cn-north-1:193023089310:applications/SecretsManagerMongoDBRotationSingleUser":   "MongoDBSingleUser",
		"arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRedshiftRotationMultiUser":       "RedshiftMultiUser",
		"arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerElasticacheUserRotation":         "",
		"arn:aws:serverlessrepo:us-east-1:111122223333:applications/my-rotation":                                   "",
		"!Ref Id": "",
	} {
		facts, _ := factsOf(t, map[string]string{"t.yaml": `
Parameters: {Id: {Type: String}}
Resources:
  Secret: {Type: "AWS::SecretsManager::Secret"}
  App:
    Type: AWS::Serverless::Application
    Properties: {Location: {ApplicationId: ` + id + `, SemanticVersion: 1.1.0}}
  Schedule:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !Ref Secret, RotationLambdaARN: !GetAtt App.Outputs.RotationLambdaARN, RotationRules: {AutomaticallyAfterDays: 30}}
`})
		if got := facts.Schedules[0].Standard; got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

// TestEngines: the engines of databases as Secrets Manager calls them.
func TestEngines(t *testing.T) {
	for properties, want := range map[string]string{
		"AWS::RDS::DBInstance {Engine: postgres}":               "postgres",
		"AWS::RDS::DBInstance {Engine: MySQL}":                  "mysql",
		"AWS::RDS::DBInstance {Engine: oracle-se2-cdb}":         "oracle",
		"AWS::RDS::DBInstance {Engine: sqlserver-ex}":           "sqlserver",
		"AWS::RDS::DBInstance {Engine: db2-se}":                 "db2",
		"AWS::RDS::DBInstance {Engine: custom-oracle-ee}":       "",
		"AWS::RDS::DBInstance {Engine: !Ref Open}":              "",
		"AWS::RDS::DBInstance {Engine: !Ref Default}":           "",
		"AWS::RDS::DBInstance {}":                               "",
		"AWS::RDS::DBCluster {Engine: aurora}":                  "mysql",
		"AWS::RDS::DBCluster {Engine: aurora-postgresql}":       "postgres",
		"AWS::RDS::DBCluster {Engine: neptune}":                 "",
		"AWS::DocDB::DBCluster {}":                              "mongo",
		"AWS::Redshift::Cluster {}":                             "redshift",
		"AWS::RDS::DBProxy {EngineFamily: POSTGRESQL}":          "postgres",
		"AWS::RDS::DBProxy {EngineFamily: MYSQL}":               "",
		"AWS::Neptune::DBCluster {}":                            "",
		"AWS::RedshiftServerless::Namespace {NamespaceName: a}": "redshift",
	} {
		kind, rest, _ := strings.Cut(properties, " ")
		facts, _ := factsOf(t, map[string]string{"t.yaml": `
Parameters: {Open: {Type: String}, Default: {Type: String, Default: mysql}}
Resources:
  Secret: {Type: "AWS::SecretsManager::Secret"}
  Attachment:
    Type: AWS::SecretsManager::SecretTargetAttachment
    Properties: {SecretId: !Ref Secret, TargetId: !Ref Database, TargetType: ` + kind + `}
  Database: {Type: "` + kind + `", Properties: ` + rest + `}
`})
		if got := facts.Secrets[0].Engine; got != want {
			t.Errorf("%s: %q, want %q", properties, got, want)
		}
	}
}
