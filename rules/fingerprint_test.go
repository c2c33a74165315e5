package rules

import (
	"testing"
	"testing/fstest"

	"github.com/fjall-lint/fjall-lint/template"
)

func TestWithoutHash(t *testing.T) {
	for id, want := range map[string]string{
		"ApiKeyF9DDEE66":   "ApiKey",
		"ApiKey":           "ApiKey",
		"ApiKeyF9DDEE6":    "ApiKeyF9DDEE6",
		"ApiKeyf9ddee66":   "ApiKeyf9ddee66",
		"F9DDEE66":         "F9DDEE66",
		"ApiKeyF9DDEE66Db": "ApiKeyF9DDEE66Db",
		"MyAppDBInstanceSecretECE8EE4F3fdaad7efa858a3daf9490cf0a702aeb":                               "MyAppDBInstanceSecret",
		"AssetParameters0e25ab8d5aac94b7c64e9df555471693f4ee67a04adfe9da3e74c216b8fdd8fcS3Bucket11AA": "AssetParametersS3Bucket11AA",
	} {
		if got := withoutHash(id); got != want {
			t.Errorf("withoutHash(%q) = %q, want %q", id, got, want)
		}
	}
}

func TestPropertyName(t *testing.T) {
	asm, err := template.Load(t.Context(), fstest.MapFS{"t.json": {Data: []byte(`{"Resources": {"T": {"Type": "AWS::ECS::TaskDefinition", "Properties": {
		"ContainerDefinitions": [{"Name": "web", "Environment": [{"Value": "x"}, {"Name": "KEY", "Value": "value-1"}]}, {"Name": {"Ref": "X"}}],
		"Tags": [{"Key": "team", "Value": "a"}]
	}}}}`)}}, []string{"t.json"}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	containers := template.Path{"Resources", "T", "Properties", "ContainerDefinitions"}
	for _, test := range []struct {
		path template.Path
		want string
	}{
		{containers, "/Properties/ContainerDefinitions"},
		{containers.Append(0), "/Properties/ContainerDefinitions/[Name=web]"},
		{containers.Append(0, "Environment", 1, "Value"), "/Properties/ContainerDefinitions/[Name=web]/Environment/[Name=KEY]/Value"},
		{containers.Append(0, "Environment", 0, "Value"), "/Properties/ContainerDefinitions/[Name=web]/Environment/[]/Value"},
		{containers.Append(0, "Environment", 1, "Name"), "/Properties/ContainerDefinitions/[Name=web]/Environment/[]/Name"}, // may be what is wrong
		{containers.Append(1, "Image"), "/Properties/ContainerDefinitions/[]/Image"},
		{containers.Append(7), "/Properties/ContainerDefinitions/[]"},
		{template.Path{"Resources", "T", "Properties", "Tags", 0, "Value"}, "/Properties/Tags/[Key=team]/Value"},
	} {
		if got := propertyName(asm.Stacks[0], test.path); got != test.want {
			t.Errorf("propertyName(%s) = %q, want %q", test.path, got, test.want)
		}
	}
}

// Equal findings are told apart by a count, and by their exact place within a run.
func TestFingerprintOrdinals(t *testing.T) {
	asm, err := template.Load(t.Context(), fstest.MapFS{"t.json": {Data: []byte(`{"Resources": {"P": {"Type": "AWS::IAM::Policy", "Properties": {"Statement": [{}, {}]}}}}`)}}, []string{"t.json"}, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rule := &Rule{ID: "FJ301"}
	found := func(item int) *Finding {
		return &Finding{Rule: rule, Stack: asm.Stacks[0], LogicalID: "P", Path: template.Path{"Resources", "P", "Properties", "Statement", item}}
	}
	a, b := found(0), found(1)
	fingerprint([]*Finding{a, b}, "")
	alone := found(1)
	fingerprint([]*Finding{alone}, "")
	if a.Fingerprint == b.Fingerprint || a.Place == b.Place {
		t.Error("two findings are one")
	}
	if alone.Fingerprint != a.Fingerprint || alone.Place != b.Place {
		t.Error("a finding alone is not the first of its kind in its own place")
	}
}
