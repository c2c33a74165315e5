package classify

import (
	"slices"
	"testing"
)

func TestName(t *testing.T) {
	tests := map[string]Strength{
		"DB_PASSWORD": Strong, "dbPassword": Strong, "MasterUserPassword": Strong, "pwd": Strong, "API_SECRET": Strong,
		"SECRET_KEY_BASE": Strong, "AWS_SECRET_ACCESS_KEY": Strong, "clientSecret": Strong, "PasswordValue": Strong, "PASSWORD1": Strong,
		"db-password": Strong, "pw-copy": Weak, "DB_PASSWORD_PROD": Strong, "token-v2": Weak, "test": None, "PGPASSWORD": Strong, "ApiKeyValue": Weak, "SENDGRID_API_KEY": Weak, "JWT_SIGNING_KEY": Weak, "AUTH_TOKEN": Weak,
		"GITHUB_TOKEN": Weak, "AWS_SECRET": Weak, "NPM_TOKEN": Weak, "ApiToken": Weak,
		"PASSWORD_MIN_LENGTH": None, "TOKEN_TTL_SECONDS": None, "SECRET_NAME": None, "SECRET_ARN": None, "AUTH_TOKEN_HEADER": None,
		"PasswordLength": None, "KeyName": None, "NextToken": None, "ServiceToken": None, "PUBLIC_KEY": None, "KMS_KEY": None,
		"PARTITION_KEY": None, "GenerateSecretString": None, "ClientToken": None, "PasswordResetRequired": None, "HttpTokens": Weak,
		"DB_PASSWORD_SECRET": Weak, "SECRET_ID": None, "AccessKeyId": None, "compass": None, "bypass": None, "Key": None, "": None, "__": None,
	}
	for name, want := range tests {
		if got := Name(name); got != want {
			t.Errorf("Name(%q) = %d, want %d", name, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	tests := map[string][]string{
		"DBPassword": {"db", "password"}, "HTTPServer2": {"http", "server", "2"}, "a-b_c.d": {"a", "b", "c", "d"}, "x": {"x"}, "S3Key": {"s3", "key"},
	}
	for name, want := range tests {
		if got := Words(name); !slices.Equal(got, want) {
			t.Errorf("Words(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestCredential(t *testing.T) {
	tests := []struct {
		value string
		name  Strength
		want  bool
	}{
		{"hunter2", Strong, true},
		{"d0ckerhub-pass", Strong, true},
		{"LambdaEnvPassw0rd", Strong, true},
		{"correct-horse-battery", Strong, true},
		{"true", Strong, false},
		{"app/prod/db", Strong, false},
		{"arn:aws:secretsmanager:us-east-1:111122223333:secret:x", Strong, false},
		{"/app/prod/password", Strong, false},
		{"my-db-password", Strong, false},
		{"DB_PASSWORD", Strong, false},
		{"change-me-please", Strong, false},
		{"${DB_PASSWORD}", Strong, false},
		{"REPLACE_ME_AFTER_DEPLOYMENT", Strong, false},
		{"toor-1234567", Strong, true},
		{"npm_inventedFAKE0000000000000000", Weak, true},
		{"$PW", Strong, false},
		{"https://example.com/x", Strong, false},
		{"postgres://u:s3cr3tpw@db/x", Strong, true},
		{"16", Strong, false},
		{"evb-9d8c7b6a5f4e", Weak, true},
		{"x-api-key", Weak, false},
		{"Authorization", Weak, false},
		{"required", Weak, false},
		{"secret-handler", Weak, false},
		{"3600", Weak, false},
		{"9f3c07aa21be4d5590cde7781b63f4a2", Weak, true},
		{"session-table", Weak, false},
		{"hunter2", None, false},
	}
	for _, tt := range tests {
		if got := Credential(tt.value, tt.name); got != tt.want {
			t.Errorf("Credential(%q, %d) = %v, want %v", tt.value, tt.name, got, tt.want)
		}
	}
}

func TestAssignments(t *testing.T) {
	tests := []struct {
		text string
		kind TextKind
		want []string // values
	}{
		{"export DB_PASSWORD=Str0ngPw!\n", Shell, []string{"Str0ngPw!"}},
		{"DB_PASSWORD='quoted pw1'\nX=1\nAPI_TOKEN=abc123def456", Shell, []string{"abc123def456"}},
		{"mysql -uadmin -pUserData-Passw0rd < /opt/init.sql", Shell, []string{"UserData-Passw0rd"}},
		{`mysql -uadmin -p"$PW" < /opt/init.sql`, Shell, nil},
		{"PW=$(aws secretsmanager get-secret-value --secret-id lit/prod/source)", Shell, nil},
		{"DB_PASSWORD=$(cat /run/secret)", Shell, nil},
		{"curl -u admin:s3cr3tPass https://x", Shell, []string{"s3cr3tPass"}},
		{"curl -u $USER:$PASS https://x", Shell, nil},
		{"app --password hunter22 --port 3", Shell, []string{"hunter22"}},
		{"docker login --password-stdin -u x", Shell, nil},
		{"mysqladmin -port 3306", Shell, nil},
		{`const password = "hunter2";`, Code, []string{"hunter2"}},
		{`password = get_password()`, Code, nil},
		{`password=os.environ["DB_PASSWORD"]`, Code, nil},
		{`conn = connect(password='s3cr3t!')`, Code, []string{"s3cr3t!"}},
		{`{"password": "hunter2", "user": "x"}`, Code, []string{"hunter2"}},
		{`{"passwordKey": "hunter2"}`, Code, nil},
		{`{\"password\": \"hunter2\"}`, Code, []string{"hunter2"}},
		{`def f(token: str, password: str = None):`, Code, nil},
		{`if password == "hunter2":`, Code, nil},
		{`raise Exception("password: must be given")`, Code, nil},
		{"    DB_PASSWORD: hunter22\n", Config, []string{"hunter22"}},
		{"    password: ${pw}\n", Config, nil},
		{"    secrets-manager:\n      DB_PASSWORD: app/prod/db:password\n", Config, nil},
		{"# password: hunter22\n", Config, nil},
		{"password: 'a' + b", Code, nil},
	}
	for _, tt := range tests {
		var got []string
		for _, a := range Assignments(tt.text, tt.kind) {
			got = append(got, tt.text[a.Start:a.End])
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("Assignments(%q) found %q, want %q", tt.text, got, tt.want)
		}
	}
}

func FuzzAssignments(f *testing.F) {
	f.Add("export DB_PASSWORD=Str0ngPw!\nmysql -px", 1)
	f.Add(`{"password": "hunter2"`, 0)
	f.Add("token: abc\\", 2)
	f.Fuzz(func(t *testing.T, text string, kind int) {
		for _, a := range Assignments(text, TextKind(kind%3)) {
			if a.Start < 0 || a.Start >= a.End || a.End > len(text) {
				t.Fatalf("offsets %d, %d in a text of %d bytes", a.Start, a.End, len(text))
			}
		}
	})
}
