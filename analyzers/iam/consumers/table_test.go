package consumers

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/analyzers/iam/iamdata"
	"github.com/google/go-cmp/cmp"
)

func TestTable(t *testing.T) {
	rows, err := parse(source)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 180 || len(rows) != len(All()) {
		t.Errorf("got %d and %d rows, want 180", len(rows), len(All()))
	}
	kinds := map[Kind]int{}
	verified := 0
	seen := map[string]bool{}
	for i, r := range rows {
		at := r.Type + " " + strings.Join(r.Path, ".")
		if key := at + " " + r.When; seen[key] {
			t.Errorf("%s is there twice", key)
		} else {
			seen[key] = true
		}
		if i > 0 && r.Type != rows[i-1].Type && slices.ContainsFunc(rows[:i], func(o Row) bool { return o.Type == r.Type }) {
			t.Errorf("the rows of %s are not together", r.Type)
		}
		kinds[r.Reader.Kind]++
		if r.Verified {
			verified++
		}
		if r.Verified != (r.Source != "") {
			t.Errorf("%s: verified is %v, source %q", at, r.Verified, r.Source)
		}
		if r.Verified && r.Reader.Kind == Unknown {
			t.Errorf("%s: an unknown reader is verified", at)
		}
		if (r.Reader.Kind == None) != (len(r.Actions) == 0) {
			t.Errorf("%s: reader %s needs %q", at, r.Reader.Kind, r.Actions)
		}
		for _, action := range r.Actions {
			if _, ok := iamdata.Lookup(action); !ok {
				t.Errorf("%s: no action %q", at, action)
			}
		}
		// The elements that a role's path shares with the property must be the same.
		for _, role := range r.Reader.Roles {
			if r.Reader.Kind != ExecutionRole && r.Reader.Kind != RoleProperty {
				continue
			}
			last := len(role) - 1
			for last >= 0 && role[last] != "*" {
				last--
			}
			if last >= 0 && (last >= len(r.Path) || !slices.Equal(role[:last+1], r.Path[:last+1])) {
				t.Errorf("%s: the elements of %s are others", at, strings.Join(role, "."))
			}
		}
		if property, values := r.Condition(); r.When != "" && (property == "" || slices.Contains(values, "")) {
			t.Errorf("%s: condition %q", at, r.When)
		}
	}
	want := map[Kind]int{
		Unknown: 35, None: 2, ExecutionRole: 35, RoleProperty: 74, FunctionRole: 4, ReferredRole: 4, ReferrerRole: 6,
		InstanceProfile: 7, ServiceLinked: 2, Generated: 2, Deployer: 2, ServicePrincipal: 7,
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("readers (-want +got):\n%s", diff)
	}
	if verified != 130 {
		t.Errorf("%d rows are verified, want 130", verified)
	}
}

// TestRows has the readers that people get wrong most.
func TestRows(t *testing.T) {
	tests := []struct {
		resource, path string
		want           Row // without type and path
	}{
		{
			"AWS::ECS::TaskDefinition", "ContainerDefinitions.*.Secrets.*.ValueFrom",
			Row{
				Forms: ARN | Suffix | Parameter, Reader: Reader{Kind: ExecutionRole, Roles: [][]string{{"ExecutionRoleArn"}}},
				Actions: []string{"secretsmanager:GetSecretValue"},
			},
		},
		{
			"AWS::CodeBuild::Project", "Environment.EnvironmentVariables.*.Value",
			Row{
				Forms: ARN | Name | Suffix, When: "Type=SECRETS_MANAGER",
				Reader:  Reader{Kind: RoleProperty, Roles: [][]string{{"ServiceRole"}}},
				Actions: []string{"secretsmanager:GetSecretValue"},
			},
		},
		{
			"AWS::DMS::Endpoint", "OracleSettings.SecretsManagerOracleAsmSecretId",
			Row{
				Forms:   ARN | Name,
				Reader:  Reader{Kind: RoleProperty, Roles: [][]string{{"OracleSettings", "SecretsManagerOracleAsmAccessRoleArn"}}},
				Actions: []string{"secretsmanager:GetSecretValue"},
			},
		},
		{
			"AWS::KinesisFirehose::DeliveryStream", "SnowflakeDestinationConfiguration.SecretsManagerConfiguration.SecretARN",
			Row{
				Forms: ARN, When: "Enabled=true",
				Reader: Reader{Kind: RoleProperty, Roles: [][]string{
					{"SnowflakeDestinationConfiguration", "SecretsManagerConfiguration", "RoleARN"},
					{"SnowflakeDestinationConfiguration", "RoleARN"},
				}},
				Actions: []string{"secretsmanager:GetSecretValue"},
			},
		},
		{
			"AWS::Bedrock::DataSource", "DataSourceConfiguration.ConfluenceConfiguration.SourceConfiguration.CredentialsSecretArn",
			Row{
				Forms:   ARN,
				Reader:  Reader{Kind: ReferredRole, Through: []string{"KnowledgeBaseId"}, Roles: [][]string{{"RoleArn"}}},
				Actions: []string{"secretsmanager:GetSecretValue"},
			},
		},
		{
			"AWS::Glue::Connection", "ConnectionInput.ConnectionProperties.SECRET_ID",
			Row{
				Forms: ARN | Name,
				Reader: Reader{
					Kind: ReferrerRole, Referrers: []string{"AWS::Glue::Job", "AWS::Glue::Crawler"},
					Roles: [][]string{{"Role"}, {"Role"}},
				},
				Actions: []string{"secretsmanager:GetSecretValue"},
			},
		},
		{
			"AWS::MSK::BatchScramSecret", "SecretArnList.*",
			Row{
				Forms: ARN, Reader: Reader{Kind: ServicePrincipal, Name: "kafka.amazonaws.com", GrantsItself: true},
				Actions: []string{"secretsmanager:GetSecretValue"},
			},
		},
		{
			"AWS::SecretsManager::ResourcePolicy", "SecretId",
			Row{Forms: ARN | Name, Reader: Reader{Kind: None}},
		},
		{
			"*", "**",
			Row{Forms: Reference, Reader: Reader{Kind: Deployer}, Actions: []string{"secretsmanager:GetSecretValue"}},
		},
	}
	for _, tt := range tests {
		rows := ForType(tt.resource)
		i := slices.IndexFunc(rows, func(r Row) bool { return strings.Join(r.Path, ".") == tt.path })
		if i < 0 {
			t.Errorf("no row for %s %s", tt.resource, tt.path)
			continue
		}
		got := rows[i]
		if !got.Verified {
			t.Errorf("%s %s is not verified", tt.resource, tt.path)
		}
		got.Type, got.Path, got.Verified, got.Source = "", nil, false, ""
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", tt.resource, tt.path, diff)
		}
	}
	if rows := ForType("AWS::S3::Bucket"); rows != nil {
		t.Errorf("a bucket reads %v", rows)
	}
}

func TestForms(t *testing.T) {
	f := ARN | Suffix
	if !f.Has(ARN) || f.Has(Name) || f.Has(ARN|Name) || f.String() != "arn,suffix" || Form(0).String() != "" {
		t.Errorf("got %q", f)
	}
}

func TestParseErrors(t *testing.T) {
	const good = "AWS::X::Y\tA.B\tarn\t\trole:R\tGetSecretValue\tverified\tsource\n"
	if rows, err := parse(good); err != nil || len(rows) != 1 {
		t.Fatalf("parse(%q) = %v, %v", good, rows, err)
	}
	for old, broken := range map[string]string{
		"A.B": "A..B", "arn": "urn", "role:R": "role:", "verified": "certain", "AWS::X::Y": "", "\tsource": "", "R\t": "R\tX\t",
	} {
		text := strings.Replace(good, old, broken, 1)
		if rows, err := parse(text); err == nil {
			t.Errorf("parse(%q) = %v", text, rows)
		} else if !strings.Contains(err.Error(), "line 1") {
			t.Errorf("parse(%q): %v", text, err)
		}
	}
	for _, reader := range []string{"", "nobody", "none:x", "referred:A", "referrer:T", "service:", "function:"} {
		if r, err := parseReader(reader); err == nil {
			t.Errorf("parseReader(%q) = %+v", reader, r)
		}
	}
}

// TestComplete compares with the list of properties that the table was made from.
func TestComplete(t *testing.T) {
	list, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "data", "secret-consumers.tsv"))
	if err != nil {
		t.Skip("the list of properties is not beside the module")
	}
	// Rows that the list has in words.
	renamed := map[string]string{
		"*":                       "**",
		"AWS::EKS::Cluster/Helm":  "",
		"AWS::Events::Connection": "AuthParameters",
	}
	for i, line := range strings.Split(strings.TrimSpace(string(list)), "\n") {
		f := strings.Split(line, "\t")
		path, found := renamed[f[0]]
		if i == 0 || found && path == "" {
			continue
		}
		if !found {
			path = f[1]
		}
		if !slices.ContainsFunc(ForType(f[0]), func(r Row) bool { return strings.Join(r.Path, ".") == path }) {
			t.Errorf("no row for %s %s", f[0], path)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(source)
	f.Add("AWS::X::Y\tA.*.B\tarn,name\tType=A|B\treferrer:T.R|U.S\tGetSecretValue\t\t\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := parse(text)
		if err != nil {
			return
		}
		for _, r := range rows {
			if r.Type == "" || len(r.Path) == 0 || slices.Contains(r.Path, "") {
				t.Errorf("parsed %+v", r)
			}
		}
	})
}

// BenchmarkParse is what the first look costs.
//
//	2 cores, go1.26: 0.3 ms/op, 0.1 MB/op
func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := parse(source); err != nil {
			b.Fatal(err)
		}
	}
}
