package rules

import (
	"encoding/json"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// rotationApp is what the CDK synthesizes of correct rotations: of databases by its
// applications, by hosted functions, by functions of one's own, for single users and
// for users that take turns.
const rotationApp = "../testdata/apps/rotation"

// mutant is the app with one thing changed in one of its templates.
type mutant struct {
	name, stack string
	change      func(t map[string]any)
	want        []string // ids of the rules that find it
}

// TestRotationMutants: the app is silent, and every change that breaks a rotation gives
// just its own findings.
func TestRotationMutants(t *testing.T) {
	files := map[string][]byte{}
	entries, err := os.ReadDir(rotationApp)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if files[e.Name()], err = os.ReadFile(path.Join(rotationApp, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	engine, known := rotationRules(t)
	found := func(changed string, text []byte) []string {
		fsys := fstest.MapFS{}
		for name, data := range files {
			fsys["app/"+name] = &fstest.MapFile{Data: data}
		}
		if changed != "" {
			fsys["app/"+changed] = &fstest.MapFile{Data: text}
		}
		asm, err := template.Load(t.Context(), fsys, []string{"app"}, template.Options{})
		if err != nil {
			t.Fatal(err)
		}
		result, err := engine.Lint(t.Context(), asm, Options{Known: known, Today: time.Unix(0, 0), Settings: analyzers.Settings{}})
		if err != nil {
			t.Fatal(err)
		}
		ids := []string{}
		for _, f := range result.Findings {
			ids = append(ids, f.Rule.ID)
		}
		return ids
	}
	if got := found("", nil); len(got) > 0 {
		t.Fatalf("the app itself has %v", got)
	}
	count := map[string]int{}
	for name, data := range files {
		if !strings.HasSuffix(name, ".template.json") {
			continue
		}
		for _, m := range mutants(t, name, data) {
			count[m.name]++
			tree := decode(t, data)
			m.change(tree)
			text, err := json.Marshal(tree)
			if err != nil {
				t.Fatal(err)
			}
			if got := found(name, text); !slices.Equal(got, m.want) {
				t.Errorf("%s of %s: %v, want %v", m.name, m.stack, got, m.want)
			}
		}
	}
	t.Logf("%v", count)
	if len(count) < 22 {
		t.Errorf("only %d kinds of changes", len(count))
	}
}

func rotationRules(t *testing.T) (*Engine, []*Rule) {
	t.Helper()
	known, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	selection, err := Select(known, nil, "", []string{"grants", "rotation"})
	if err != nil {
		t.Fatal(err)
	}
	engine, err := NewEngine(t.Context(), selection, nil)
	if err != nil {
		t.Fatal(err)
	}
	return engine, known
}

func decode(t *testing.T, data []byte) map[string]any {
	t.Helper()
	var tree map[string]any
	if err := json.Unmarshal(data, &tree); err != nil {
		t.Fatal(err)
	}
	return tree
}

// in leads to a map within a template.
func in(tree map[string]any, keys ...any) map[string]any {
	var v any = tree
	for _, k := range keys {
		switch k := k.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[k]
		case int:
			l, _ := v.([]any)
			v = l[k]
		}
	}
	m, _ := v.(map[string]any)
	return m
}

// mutants are the changes that can be made in a template.
func mutants(t *testing.T, name string, data []byte) []mutant {
	tree := decode(t, data)
	var all []mutant
	add := func(kind string, change func(map[string]any), want ...string) {
		all = append(all, mutant{name: kind, stack: name, change: change, want: want})
	}
	hosted := 0
	for id := range in(tree, "Resources") {
		properties := func(t map[string]any) map[string]any { return in(t, "Resources", id, "Properties") }
		r := in(tree, "Resources", id)
		switch kind, _ := r["Type"].(string); kind {
		case "AWS::IAM::Policy":
			policyMutants(add, tree, id)
		case "AWS::KMS::Key":
			add("key", func(t map[string]any) {
				list := in(t, "Resources", id, "Properties", "KeyPolicy")
				list["Statement"] = list["Statement"].([]any)[:1]
			}, keyed[name]...)
		case "AWS::SecretsManager::SecretTargetAttachment":
			add("target type", func(t map[string]any) { properties(t)["TargetType"] = "AWS::Redshift::Cluster" }, "FJ406")
		case "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DocDB::DBCluster":
			if properties(tree)["MasterUserPassword"] == nil {
				continue
			}
			add("managed and password", func(t map[string]any) { properties(t)["ManageMasterUserPassword"] = true }, "FJ408", "FJ408")
			add("managed and secret", func(t map[string]any) {
				properties(t)["ManageMasterUserPassword"] = true
				delete(properties(t), "MasterUserPassword")
			}, "FJ408")
		case "AWS::SecretsManager::RotationSchedule":
			if in(tree, "Resources", id, "Properties", "HostedRotationLambda") != nil {
				hosted++
				hostedMutants(add, tree, id)
			}
			secretMutants(add, tree, id)
		}
	}
	for mapping := range in(tree, "Mappings") {
		if !strings.Contains(mapping, "SARMapping") {
			continue
		}
		add("application", func(t map[string]any) {
			for partition := range in(t, "Mappings", mapping) {
				m := in(t, "Mappings", mapping, partition)
				id, _ := m["applicationId"].(string)
				i, j := strings.Index(id, "/SecretsManager"), strings.Index(id, "Rotation")
				m["applicationId"] = id[:i] + "/SecretsManagerRDSOracle" + id[j:]
			}
		}, "FJ404")
	}
	if hosted > 0 {
		add("transform", func(t map[string]any) { t["Transform"] = "AWS::Serverless-2016-10-31" }, slices.Repeat([]string{"FJ404"}, hosted)...)
	}
	return all
}

// keyed are the findings on keys without the statements for who uses them: a rotation
// function, and a task and a function that read the secret of a database.
var keyed = map[string][]string{"Fn.template.json": {"FJ208"}, "Rds.template.json": {"FJ203", "FJ203"}}

// policyMutants take actions from the policy of a rotation function.
func policyMutants(add func(string, func(map[string]any), ...string), tree map[string]any, id string) {
	list, _ := in(tree, "Resources", id, "Properties", "PolicyDocument")["Statement"].([]any)
	for i := range list {
		statement := func(t map[string]any) map[string]any {
			return in(t, "Resources", id, "Properties", "PolicyDocument", "Statement", i)
		}
		actions, _ := statement(tree)["Action"].([]any)
		if !slices.Contains(actions, any("secretsmanager:PutSecretValue")) {
			continue
		}
		for _, gone := range actions {
			add(gone.(string), func(t map[string]any) {
				statement(t)["Action"] = slices.DeleteFunc(slices.Clone(actions), func(a any) bool { return a == gone })
			}, "FJ208")
		}
		add("all actions", func(t map[string]any) {
			in(t, "Resources", id, "Properties", "PolicyDocument")["Statement"] = slices.Delete(slices.Clone(list), i, i+1)
		}, "FJ208")
		add("other secret", func(t map[string]any) {
			statement(t)["Resource"] = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app/prod/other-??????"
		}, "FJ208")
		add("no suffix", func(t map[string]any) {
			statement(t)["Resource"] = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app/prod/" + named(tree, statement(tree))
		}, "FJ205")
	}
}

// named is the last part of the name of the secret that a statement is for.
func named(tree, statement map[string]any) string {
	id, _ := in(statement, "Resource")["Ref"].(string)
	name, _ := in(tree, "Resources", id, "Properties")["Name"].(string)
	return path.Base(name)
}

func hostedMutants(add func(string, func(map[string]any), ...string), tree map[string]any, id string) {
	lambda := func(t map[string]any) map[string]any {
		return in(t, "Resources", id, "Properties", "HostedRotationLambda")
	}
	is, _ := lambda(tree)["RotationType"].(string)
	users := "SingleUser"
	if strings.HasSuffix(is, "MultiUser") {
		users = "MultiUser"
		add("superuser", func(t map[string]any) { delete(lambda(t), "MasterSecretArn") }, "FJ404")
	}
	add("engine", func(t map[string]any) { lambda(t)["RotationType"] = "Oracle" + users }, "FJ404")
	add("type", func(t map[string]any) { lambda(t)["RotationType"] = "Elasticache" + users }, "FJ404")
	add("runtime", func(t map[string]any) { lambda(t)["Runtime"] = "python3.9" }, "FJ404")
	add("network", func(t map[string]any) {
		delete(lambda(t), "VpcSubnetIds")
		delete(lambda(t), "VpcSecurityGroupIds")
	}, "FJ404")
}

// secretMutants take away the attachment of a secret that rotates, and copy its
// password.
func secretMutants(add func(string, func(map[string]any), ...string), tree map[string]any, id string) {
	attachment, _ := in(tree, "Resources", id, "Properties", "SecretId")["Ref"].(string)
	secret, _ := in(tree, "Resources", attachment, "Properties", "SecretId")["Ref"].(string)
	if secret == "" {
		return
	}
	add("order", func(t map[string]any) { in(t, "Resources", id, "Properties", "SecretId")["Ref"] = secret }, "FJ406")
	add("unattached", func(t map[string]any) {
		delete(in(t, "Resources"), attachment)
		redirect(t, attachment, secret)
	}, "FJ406")
	generated := func(t map[string]any) map[string]any {
		return in(t, "Resources", secret, "Properties", "GenerateSecretString")
	}
	if _, made := generated(tree)["SecretStringTemplate"].(map[string]any); made { // it is put together with masterarn
		add("masterarn", func(t map[string]any) { generated(t)["SecretStringTemplate"] = `{"username":"app"}` }, "FJ404")
	}
	add("copy", func(t map[string]any) {
		in(t, "Resources")["Copy"] = map[string]any{"Type": "AWS::Lambda::Function", "Properties": map[string]any{
			"Role": "arn:aws:iam::111122223333:role/app", "Code": map[string]any{"S3Bucket": "b", "S3Key": "k"},
			"Environment": map[string]any{"Variables": map[string]any{"PASSWORD": map[string]any{
				"Fn::Join": []any{"", []any{"{{resolve:secretsmanager:", map[string]any{"Ref": attachment}, ":SecretString:password::}}"}},
			}}},
		}}
	}, "FJ405")
}

// redirect has all references to a resource be to another one.
func redirect(v any, from, to string) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			if k == "Ref" && e == from {
				v[k] = to
			}
			if list, ok := e.([]any); ok && k == "DependsOn" {
				v[k] = slices.DeleteFunc(list, func(d any) bool { return d == from })
			}
			redirect(e, from, to)
		}
	case []any:
		for _, e := range v {
			redirect(e, from, to)
		}
	}
}
