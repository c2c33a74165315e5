package iamdata

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestFresh tells when the data should be generated anew. It fails only when
// asked to, so that an old checkout still passes its tests.
func TestFresh(t *testing.T) {
	const limit = 180 * 24 * time.Hour
	for _, source := range []func() (string, string, string){Source, ManagedSource} {
		name, version, date := source()
		day, err := time.Parse(time.DateOnly, date)
		if err != nil || name == "" || version == "" {
			t.Fatalf("source is %q %q of %q: %v", name, version, date, err)
		}
		age := time.Since(day)
		if age <= limit {
			continue
		}
		message := "%s %s is of %s, %d days old: run tools/iamdata"
		if os.Getenv("FJALL_LINT_FRESH") == "1" {
			t.Errorf(message, name, version, date, int(age.Hours()/24))
		} else {
			t.Logf(message, name, version, date, int(age.Hours()/24))
		}
	}
}

func TestServices(t *testing.T) {
	services := Services()
	if len(services) < 450 || !slices.IsSorted(services) {
		t.Errorf("got %d services, sorted: %v", len(services), slices.IsSorted(services))
	}
	actions := 0
	for _, s := range services {
		all := Actions(s)
		actions += len(all)
		if !slices.IsSortedFunc(all, func(a, b Action) int { return strings.Compare(a.Name, b.Name) }) {
			t.Errorf("actions of %s are not sorted", s)
		}
		for _, a := range all {
			if a.Name == "" || strings.ContainsAny(a.Name, ",.@= ") || a.Level == 0 {
				t.Errorf("%s has the action %+v", s, a)
			}
			if len(a.ConditionKeys) > 0 && !HasConditionKeys(s) {
				t.Errorf("%s:%s has condition keys, its service should have none", s, a.Name)
			}
		}
	}
	if actions < 22000 {
		t.Errorf("got %d actions", actions)
	}
	if Actions("nosuchservice") != nil || HasConditionKeys("nosuchservice") {
		t.Error("found a service that does not exist")
	}
	for _, s := range strings.Fields("secretsmanager kms ssm iam sts lambda ecs rds codebuild batch apprunner dms") {
		if !HasConditionKeys(s) {
			t.Errorf("no condition keys for %s", s)
		}
	}
}

// TestSecretsManager has the facts that rules rest upon, from the service
// authorization reference.
func TestSecretsManager(t *testing.T) {
	actions := Actions("secretsmanager")
	if len(actions) < 23 {
		t.Errorf("got %d actions, want at least 23", len(actions))
	}
	var everywhere, writes []string
	for _, a := range actions {
		if len(a.Resources) == 0 {
			everywhere = append(everywhere, a.Name)
		} else if !slices.Equal(a.Resources, []string{"Secret"}) {
			t.Errorf("%s takes %q", a.Name, a.Resources)
		}
		if a.Level != Read && a.Level != List {
			writes = append(writes, a.Level.String()+" "+a.Name)
		}
	}
	if want := []string{"BatchGetSecretValue", "GetRandomPassword", "ListSecrets"}; !slices.Equal(everywhere, want) {
		t.Errorf("only on *: %q, want %q", everywhere, want)
	}
	for _, want := range []string{"Write PutSecretValue", "Permissions management PutResourcePolicy", "Tagging TagResource"} {
		if !slices.Contains(writes, want) {
			t.Errorf("no %q among %q", want, writes)
		}
	}
	get, _ := Lookup("secretsmanager:GetSecretValue")
	want := []string{
		"aws:ResourceTag/${TagKey}", "secretsmanager:ResourceTag/tag-key", "secretsmanager:SecretId",
		"secretsmanager:SecretPrimaryRegion", "secretsmanager:VersionId", "secretsmanager:VersionStage",
		"secretsmanager:resource/AllowRotationLambdaArn", "secretsmanager:resource/Type",
	}
	if diff := cmp.Diff(want, get.ConditionKeys); diff != "" {
		t.Errorf("condition keys of GetSecretValue (-want +got):\n%s", diff)
	}
}

func TestLookup(t *testing.T) {
	tests := []struct {
		action string
		level  Level
		res    []string
	}{
		{"secretsmanager:GetSecretValue", Read, []string{"Secret"}},
		{"SECRETSMANAGER:getsecretvalue", Read, []string{"Secret"}},
		{"kms:Decrypt", Write, []string{"key"}},
		{"iam:PassRole", Write, []string{"role"}},
		{"iam:PutRolePolicy", PermissionsManagement, []string{"role"}},
		{"sts:GetCallerIdentity", Read, nil},
		{"gameliftstreams:DeleteStreamGroup", Write, []string{"stream group"}},
		{"s3:CreateBucket", Write, []string{"bucket"}},
		{"s3:GetSecretValue", 0, nil},
		{"nosuch:Thing", 0, nil},
		{"GetSecretValue", 0, nil},
		{"secretsmanager:", 0, nil},
		{"*", 0, nil},
		{"", 0, nil},
	}
	for _, tt := range tests {
		got, ok := Lookup(tt.action)
		if ok != (tt.level != 0) || got.Level != tt.level || !slices.Equal(got.Resources, tt.res) {
			t.Errorf("Lookup(%q) = %+v, %v", tt.action, got, ok)
		}
	}
	if a, _ := Lookup("kms:Decrypt"); !slices.Contains(a.ConditionKeys, "kms:ViaService") {
		t.Errorf("kms:Decrypt has no kms:ViaService among %q", a.ConditionKeys)
	}
}

func TestMatching(t *testing.T) {
	tests := []struct {
		pattern string
		want    []string
	}{
		{"secretsmanager:GetSecretValue", []string{"secretsmanager:GetSecretValue"}},
		{"SecretsManager:getsecret*", []string{"secretsmanager:GetSecretValue"}},
		{"secretsmanager:*SecretValue", []string{
			"secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue",
		}},
		{"secretsmanager:?etSecretValue", []string{"secretsmanager:GetSecretValue"}},
		{"secretsmanager:List*s", []string{"secretsmanager:ListSecretVersionIds", "secretsmanager:ListSecrets"}},
		{"secrets*:GetSecretValue", nil}, // no wildcard in the service
		{"*:GetSecretValue", nil},
		{"secretsmanager", nil},
		{"secretsmanager:", nil},
		{"", nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, Matching(tt.pattern)); diff != "" {
			t.Errorf("Matching(%q) (-want +got):\n%s", tt.pattern, diff)
		}
	}
	for _, everything := range []string{"*", "*:*"} {
		if got := Matching(everything); len(got) < 22000 || !slices.IsSorted(got) {
			t.Errorf("Matching(%q) has %d names, sorted: %v", everything, len(got), slices.IsSorted(got))
		}
	}
	if got := len(Matching("kms:*")); got != len(Actions("kms")) {
		t.Errorf("Matching(kms:*) has %d names of %d", got, len(Actions("kms")))
	}
}

// FuzzMatch compares with a regular expression.
func FuzzMatch(f *testing.F) {
	for _, s := range [][2]string{{"get*", "getsecretvalue"}, {"*a*b", "xaxbxab"}, {"?", ""}, {"a**b?", "ab"}, {"", "x"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if strings.ContainsFunc(pattern+text, func(r rune) bool { return r < ' ' || r > '~' }) || strings.ContainsAny(text, "*?") {
			t.Skip("action names are printable ASCII")
		}
		expr := strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(regexp.QuoteMeta(pattern))
		if want := regexp.MustCompile(`^` + expr + `$`).MatchString(text); match(pattern, text) != want {
			t.Errorf("match(%q, %q) = %v", pattern, text, !want)
		}
	})
}

// BenchmarkLookup is a look once the service is parsed.
//
//	2 cores, go1.26: 0.2 µs/op, 0 B/op
func BenchmarkLookup(b *testing.B) {
	for b.Loop() {
		Lookup("secretsmanager:UpdateSecretVersionStage")
	}
}

// BenchmarkLoadCore is the first look at an action of a core service.
//
//	2 cores, go1.26: 1 ms/op, 0.35 MB/op
func BenchmarkLoadCore(b *testing.B) {
	for b.Loop() {
		split(open(packedActions).first, true)["secretsmanager"].actions()
	}
}

// BenchmarkLoadOther is the first look at an action of another service.
//
//	2 cores, go1.26: 5 to 10 ms/op, 2.1 MB/op
func BenchmarkLoadOther(b *testing.B) {
	f := open(packedActions)
	for b.Loop() {
		split(f.rest(), false)["s3"].actions()
	}
}

// BenchmarkLoadAll is what Matching("*") costs once.
//
//	2 cores, go1.26: 20 ms/op, 7.3 MB/op
func BenchmarkLoadAll(b *testing.B) {
	for b.Loop() {
		f := open(packedActions)
		for _, services := range []map[string]service{split(f.first, true), split(f.rest(), false)} {
			for _, s := range services {
				s.actions()
			}
		}
	}
}
