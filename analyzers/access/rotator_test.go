package access

import (
	"slices"
	"testing"
)

// TestCodeCalls: what of the rotation's actions a function's code names.
func TestCodeCalls(t *testing.T) {
	tests := []struct {
		text      string
		inline    bool
		calls     []string
		passwords bool
		master    bool
	}{
		{"exports.handler = async () => {};", true, RotationActions, false, false},
		{"client.put_secret_value(SecretId=id)", false, []string{"PutSecretValue"}, false, false},
		{"new PutSecretValueCommand({})", true, []string{"PutSecretValue"}, false, false},
		{"sm.describeSecret().promise(); sm.getSecretValue()", true, []string{"DescribeSecret", "GetSecretValue"}, false, false},
		{"update_secret_version_stage", true, []string{"UpdateSecretVersionStage"}, false, false},
		{"service_client.get_random_password(ExcludeCharacters=c)", false, RotationActions, true, false},
		{"new GetRandomPasswordCommand({})", true, RotationActions, true, false},
		// A bundle may hold the SDK as a whole.
		{"class GetRandomPasswordCommand{}; new GetRandomPasswordCommand({})", false, RotationActions, false, false},
		{"# no GetRandomPassword here", true, RotationActions, false, false},
		{"current_dict['masterarn']", false, RotationActions, false, true},
		{`secret["masterarn"]`, false, RotationActions, false, true},
		{"secret.masterarn", true, RotationActions, false, true},
	}
	for _, tt := range tests {
		c := called{named: map[string]bool{}}
		c.read(tt.text, tt.inline)
		if got := c.calls(RotationActions); !slices.Equal(got, tt.calls) || c.makesPasswords != tt.passwords || c.readsMaster != tt.master {
			t.Errorf("%s: calls %v, passwords %t, master %t", tt.text, got, c.makesPasswords, c.readsMaster)
		}
	}
}
