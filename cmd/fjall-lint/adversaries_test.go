package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// adversaries are the inputs of [TestAdversarial].
var adversaries = []adversarial{
	// Documents.
	{name: "aliases in YAML", n: 12, code: 1, write: text("t.yaml", func(n int) string {
		return "Metadata:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + strings.ReplaceAll(each(n, "  b#: &b# [*b#-, *b#-, *b#-, *b#-, *b#-, *b#-, *b#-, *b#-, *b#-, *b#-]\n"), "*b-1", "*a0") +
			secretWith(fmt.Sprintf("{a: *b%d}", n-1))
	})},
	{name: "merges in YAML", n: 40, code: 1, write: text("t.yaml", func(n int) string {
		return "Metadata:\n  m0: &m0 {k: v}\n" + strings.ReplaceAll(each(n, "  n#: &n# {<<: [*n#-, *n#-], k#: {<<: *n#-}}\n"), "*n-1", "*m0") + secretWith(fmt.Sprintf("{<<: *n%d}", n-1))
	})},
	{name: "aliases of functions", n: 40, code: 1, write: text("t.yaml", func(n int) string {
		return "Metadata:\n  a0: &a0 !Join ['', [x, !Ref 'AWS::Region']]\n" + strings.ReplaceAll(each(n, "  b#: &b# !Join ['', [*b#-, *b#-]]\n"), "*b-1", "*a0") + secretWith(fmt.Sprintf("*b%d", n-1))
	})},
	{name: "arrays in JSON, deep", n: 1_000_000, code: 1, write: text("t.json", func(n int) string { return secretJSON(strings.Repeat("[", n) + strings.Repeat("]", n)) })},
	{name: "maps in JSON, deep", n: 1_000_000, code: 1, write: text("t.json", func(n int) string { return secretJSON(strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n)) })},
	{name: "arrays in JSON, open", n: 1_000_000, code: 1, write: text("t.json", func(n int) string { return secretJSON(strings.Repeat("[", n)) })},
	{name: "arrays in YAML, deep", n: 1_000_000, code: 1, write: text("t.yaml", func(n int) string { return secretWith(strings.Repeat("[", n) + strings.Repeat("]", n)) })},
	{name: "lists in YAML, deep", n: 1_000_000, code: 1, write: text("t.yaml", func(n int) string { return secretWith("\n        " + strings.Repeat("- ", n) + "x") })},
	{name: "maps in YAML, deep", n: 3000, code: 1, write: text("t.yaml", func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.Repeat(" ", i) + "a:\n")
		}
		return "Metadata:\n" + strings.ReplaceAll(" "+b.String(), "\n", "\n ") + strings.Repeat(" ", n+2) + "x\n" + secretWith("x")
	})},
	{name: "tags in YAML, deep", n: 100_000, code: 1, write: text("t.yaml", func(n int) string {
		return secretWith(strings.Repeat("!Base64 [", n) + strings.Repeat("]", n))
	})},
	{name: "items", n: 1_000_000, code: 1, write: text("t.json", func(n int) string { return secretJSON("[" + strings.Repeat("1,", n) + "1]") })},
	{name: "keys", n: 500_000, code: 1, write: text("t.json", func(n int) string { return secretJSON("{" + each(n, `"k#":"v",`) + `"k":1}`) })},
	{name: "keys, all the same", n: 500_000, code: 1, write: text("t.yaml", func(n int) string { return secretWith("{" + strings.Repeat("k: v, ", n) + "}") })},
	{name: "documents", n: 200_000, code: 1, write: text("t.yaml", func(n int) string { return secretWith("x") + strings.Repeat("---\na: b\n", n) })},
	{name: "comments", n: 500_000, code: 1, write: text("t.yaml", func(n int) string { return secretWith("x") + strings.Repeat("# fjall-lint:ignore FJ401 x\n", n) })},
	{name: "numbers", n: 200, code: 1, write: text("t.json", func(n int) string {
		return secretJSON("[1e999999,-1e-999999," + strings.Repeat("9", 1<<20) + ",0.1e+99999999999999999999]")
	})},
	{name: "numbers where rules count", code: 1, write: text("t.json", func(int) string {
		return `{"Resources":{"S":{"Type":"AWS::SecretsManager::Secret","Properties":{"GenerateSecretString":{"PasswordLength":1e999999999,"RecoveryWindowInDays":-1e99999999}}},
"R":{"Type":"AWS::SecretsManager::RotationSchedule","Properties":{"SecretId":{"Ref":"S"},"RotationRules":{"AutomaticallyAfterDays":1e99999999,"Duration":"999999999999999999999h","ScheduleExpression":"rate(99999999999999999999999 days)"}}},
"F":{"Type":"AWS::Lambda::Function","Properties":{"MemorySize":1e99999999,"Timeout":"1e99999999","ReservedConcurrentExecutions":1e99999999}},
"E":{"Type":"AWS::ECS::Service","Properties":{"DesiredCount":1e99999999}}}}`
	})},
	{name: "byte order mark and CRLF", code: 1, want: "Marked", write: text("t.yaml", func(int) string {
		return "\xef\xbb\xbf" + strings.ReplaceAll(strings.ReplaceAll(soundTemplate, "Sound", "Marked"), "\n", "\r\n")
	})},
	{name: "carriage returns only", code: 1, write: text("t.yaml", func(int) string { return strings.ReplaceAll(soundTemplate, "\n", "\r") })},
	{name: "UTF-16", code: 1, want: "UTF-16", write: text("t.yaml", func(int) string {
		return "\xff\xfe" + strings.Join(strings.Split(soundTemplate, ""), "\x00") + "\x00"
	})},
	{name: "invalid UTF-8", code: 1, want: "UTF-8", write: text("t.json", func(int) string { return secretJSON("\"\xff\xfe\x80\"") })},
	{name: "NUL", code: 1, write: text("t.yaml", func(int) string { return secretWith("\"a\x00b\"") })},
	{name: "NUL in a name", code: 1, write: text("t.json", func(int) string { return `{"Resources":{"a\u0000b":{"Type":"AWS::SecretsManager::Secret"}}}` })},

	// Functions.
	{name: "alternatives of a join", n: 60, code: 1, write: text("t.yaml", func(n int) string {
		return "Parameters:\n" + each(n, "  P#: {Type: String}\n") + "Conditions:\n" + each(n, "  C#: !Equals [!Ref P#, x]\n") +
			secretWith("!Join ['', ["+each(n, "!If [C#, a#, b#], ")+"c]]")
	})},
	{name: "conditions of conditions", n: 300, code: 1, write: text("t.yaml", func(n int) string {
		return "Parameters: {P: {Type: String}, Q: {Type: String}}\nConditions:\n  D0: !Equals [!Ref P, x]\n" +
			strings.ReplaceAll(each(n, "  C#: !Or [!And [{Condition: C#-}, {Condition: C#-}], !Not [!And [{Condition: C#-}, !Equals [!Ref Q, \"#\"]]]]\n"), "C-1", "D0") +
			secretWith(fmt.Sprintf("!If [C%d, a, b]", n-1))
	})},
	{name: "conditions in a circle", code: 1, write: text("t.yaml", func(int) string {
		return "Conditions: {A: !Not [{Condition: B}], B: !Or [{Condition: A}, {Condition: A}]}\n" + secretWith("!If [A, !If [B, a, b], c]")
	})},
	{name: "choices in choices", n: 14, code: 1, write: text("t.yaml", func(n int) string {
		value := "x"
		for i := range n {
			value = fmt.Sprintf("!If [C%d, %s, %s]", i, value, value)
		}
		return "Parameters:\n" + each(n, "  P#: {Type: String}\n") + "Conditions:\n" + each(n, "  C#: !Equals [!Ref P#, x]\n") + secretWith(value)
	})},
	{name: "resources under many conditions", n: 400, code: 1, write: text("t.yaml", func(n int) string {
		return "Parameters:\n" + each(n, "  P#: {Type: String}\n") + "Conditions:\n" + each(n, "  C#: !Equals [!Ref P#, x]\n") + "Resources:\n" +
			each(n, "  S#: {Type: AWS::SecretsManager::Secret, Condition: C#, Properties: {Name: !If [C#, same/a/b, !Ref P#]}}\n")
	})},
	{name: "loops in loops", n: 100, code: 1, want: "undecided", write: text("t.yaml", func(n int) string {
		list := "[" + each(n, "i#, ") + "z]"
		return "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A:\n  - A\n  - " + list + "\n  - Fn::ForEach::B:\n    - B\n    - " + list +
			"\n    - Fn::ForEach::C:\n      - C\n      - " + list + "\n      - Fn::ForEach::D:\n        - D\n        - " + list + "\n        - 'S${A}${B}${C}${D}': {Type: AWS::SecretsManager::Secret}\n"
	})},
	{name: "loops that grow", n: 30, code: 1, write: text("t.yaml", func(n int) string {
		return "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A:\n  - A\n  - [a, b]\n  - 'S${A}':\n      Type: AWS::SecretsManager::Secret\n      Properties:\n        Description: " +
			strings.Repeat("{'Fn::ForEach::L': [X, [a, b], {'k${X}': ", n) + "x" + strings.Repeat("}]}", n) + "\n"
	})},
	{name: "substitutions", n: 100_000, code: 1, write: text("t.yaml", func(n int) string {
		return "Parameters: {P: {Type: String, Default: '" + strings.Repeat("x", 4000) + "'}}\n" + secretWith("!Sub '"+strings.Repeat("${P}", n)+"'")
	})},
	{name: "doubling through nested stacks", n: 18, code: 1, write: func(t *testing.T, dir string, n int) {
		for i := range n {
			put(t, dir, fmt.Sprintf("n%02d.yaml", i), "Parameters: {P: {Type: String, Default: x}}\nResources:\n  S: {Type: AWS::SecretsManager::Secret, Properties: {Name: !Ref P}}\n"+
				fmt.Sprintf("  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: n%02d.yaml, Parameters: {P: !Join ['', [!Ref P, !Ref P, !Ref P, !Ref P]]}}}\n", i+1))
		}
	}},
	{name: "splits and addresses", n: 20, code: 1, write: text("t.yaml", func(n int) string {
		return secretWith("!Join [',', !Cidr [10.0.0.0/8, 256, 8]]") + "      Tags: !Split [',', '" + strings.Repeat(",", 500_000) + "']\n" +
			"      KmsKeyId: !Select [99999999999999999999, !Split [',', !Join [',', !Split [',', '" + strings.Repeat("a,", 200_000) + "']]]]\n"
	})},
	{name: "mappings", n: 3000, code: 1, write: text("t.yaml", func(n int) string {
		return "Parameters: {P: {Type: String}, Q: {Type: String}}\nMappings:\n  M:\n" + each(n, "    a#: {x: b#, y: c#, z: [d#, e#]}\n") +
			secretWith("!Join ['', ["+strings.Repeat("!FindInMap [M, !Ref P, !Ref Q], ", 8)+"c]]")
	})},
	{name: "references in a chain", n: 10_000, code: 1, write: text("t.yaml", func(n int) string {
		return "Resources:\n" + each(n, "  R#: {Type: AWS::SecretsManager::Secret, DependsOn: [R#-], Properties: {Name: !Sub 'a/${R#-}', KmsKeyId: !GetAtt R#-.Arn}}\n")
	})},
	{name: "references in a circle", n: 2000, code: 1, write: text("t.yaml", func(n int) string {
		return "Resources:\n  R-1: {Type: AWS::SecretsManager::Secret, DependsOn: R1, Properties: {Name: !Ref R1, SecretString: !Sub '{{resolve:secretsmanager:${R1}}}'}}\n" +
			each(n, "  R#: {Type: AWS::SecretsManager::Secret, DependsOn: R#-, Properties: {Name: !Ref R#-, SecretString: !Sub '{{resolve:secretsmanager:${R#-}}}'}}\n")
	})},
	{name: "imports of its own", n: 500, code: 1, write: text("t.yaml", func(n int) string {
		return "Resources:\n" + each(n, "  R#: {Type: AWS::SecretsManager::Secret, Properties: {Name: !ImportValue E#}}\n") + "Outputs:\n" +
			each(n, "  O#: {Value: !ImportValue E#-, Export: {Name: E#}}\n")
	})},

	// Sizes.
	{name: "secrets", n: 10_000, code: 1, write: text("t.yaml", func(n int) string {
		return "Resources:\n" + each(n, "  S#: {Type: AWS::SecretsManager::Secret, Properties: {Name: 'a/b/s#'}}\n")
	})},
	{name: "secrets of one name", n: 5000, code: 1, write: text("t.yaml", func(n int) string {
		return "Resources:\n" + each(n, "  S#: {Type: AWS::SecretsManager::Secret, Properties: {Name: 'a/b/s'}}\n")
	})},
	{name: "readers of all secrets", n: 300, code: 1, write: text("t.yaml", func(n int) string {
		return "Resources:\n" + each(n, "  S#: {Type: AWS::SecretsManager::Secret, Properties: {Name: 'a/b/s#'}}\n") +
			each(n, "  R#: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}, Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: 'secretsmanager:*', Resource: '*'}]}}]}}\n") +
			each(n, "  F#: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R#.Arn, Environment: {Variables: {A: !Ref S#, B: !Ref S0, C: !Sub '{{resolve:secretsmanager:${S1}}}'}}}}\n")
	})},
	{name: "statements", n: 4000, code: 1, write: text("t.yaml", func(n int) string {
		return "Resources:\n" + each(10, "  S#: {Type: AWS::SecretsManager::Secret, Properties: {Name: 'a/b/s#'}}\n") +
			"  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}\n      Policies:\n      - PolicyName: p\n        PolicyDocument:\n          Statement:\n" +
			each(n, "          - {Effect: Allow, Action: ['s*:G*V*e', 'secrets*:*#*', '*'], Resource: ['arn:*:secretsmanager:*:*:secret:a*b*s#*', '*'], Condition: {StringLike: {'aws:PrincipalTag/x': ['*a*b*c*', '${aws:username}*']}}}\n") +
			"  F: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R.Arn, Environment: {Variables: {A: !Ref S1}}}}\n"
	})},
	{name: "wildcards", n: 4000, code: 1, write: text("t.yaml", func(n int) string {
		return "Resources:\n  S: {Type: AWS::SecretsManager::Secret, Properties: {Name: '" + strings.Repeat("a", 8*n) + "'}}\n" +
			"  R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}, Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: '" + strings.Repeat("*?", n) + "', Resource: 'arn:aws:secretsmanager:*:*:secret:" + strings.Repeat("*a", n) + "b'}]}}]}}\n" +
			"  F: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R.Arn, Environment: {Variables: {A: !Ref S}}}}\n"
	})},
	{name: "patterns with unknown parts", n: 12, code: 1, write: text("t.yaml", func(n int) string {
		unknown := "'" + strings.Repeat("${P}*${Q}-", n) + "'"
		return "Parameters: {P: {Type: String}, Q: {Type: String}}\nResources:\n  S: {Type: AWS::SecretsManager::Secret, Properties: {Name: !Sub " + unknown + "}}\n" +
			"  R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}, Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: 'secretsmanager:*', Resource: !Sub 'arn:aws:secretsmanager:*:*:secret:" + strings.Repeat("*${Q}?${P}", n) + "'}]}}]}}\n" +
			"  F: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R.Arn, Environment: {Variables: {A: !Ref S}}}}\n"
	})},
	{name: "long texts", n: 1 << 20, code: 1, write: text("t.json", func(n int) string {
		long := strings.Repeat("ab", n/2)
		return `{"Resources":{"` + long + `":{"Type":"AWS::SecretsManager::Secret","Properties":{"Name":"` + long + `","Description":"` + long + `","` + long + `":1,"SecretString":"` + long + `","Tags":[{"Key":"` + long + `","Value":"` + long + `"}]},"Metadata":{"aws:cdk:path":"` + long + `"}}}}`
	})},
	{name: "text like tokens", n: 4 << 20, code: 1, write: text("t.json", func(n int) string {
		return secretJSON(`"` + strings.Repeat("ghp_AKIA0123456789abcdefsk_live_xoxb-", n/37) + `"`)
	})},
	{name: "text like assignments", n: 4 << 20, code: 1, write: text("t.json", func(n int) string {
		return `{"Resources":{"I":{"Type":"AWS::EC2::Instance","Properties":{"UserData":"` + strings.Repeat("password=a:b=c --token x; ", n/26) + `"}}}}`
	})},
	{name: "suppressions", n: 5000, code: 1, write: text("t.yaml", func(n int) string {
		return "Resources:\n" + each(n, "  S#: {Type: AWS::SecretsManager::Secret, Properties: {Name: a#}, Metadata: {fjall-lint: {ignore: [{rule: FJ999, reason: x}, {rule: FJ998, reason: x}, {rule: FJ997, reason: x}]}}}\n")
	})},
	{name: "security groups", n: 1000, code: 1, write: text("t.yaml", func(n int) string {
		return "Resources:\n  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n" +
			each(n, "  N#: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.#.0/24}}\n  G#: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref V, GroupDescription: x, SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, DestinationSecurityGroupId: !GetAtt G#-.GroupId}]}}\n") +
			"  S: {Type: AWS::SecretsManager::Secret, Properties: {Name: a/b/c}}\n  E: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref V, VpcEndpointType: Interface, ServiceName: com.amazonaws.us-east-1.secretsmanager, SubnetIds: [" +
			each(n, "!Ref N#, ") + "], SecurityGroupIds: [" + each(n, "!Ref G#, ") + "]}}\n" +
			each(20, "  F#: {Type: AWS::Lambda::Function, Properties: {Role: x, VpcConfig: {SubnetIds: ["+each(n, "!Ref N#, ")+"], SecurityGroupIds: ["+each(n, "!Ref G#, ")+"]}, Environment: {Variables: {A: !Ref S}}}}\n")
	})},
	{name: "SAM events", n: 3000, code: 1, write: text("t.yaml", func(n int) string {
		return "Transform: AWS::Serverless-2016-10-31\nResources:\n" + each(n, "  F#: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: nodejs22.x, CodeUri: x, Events: {A: {Type: Api, Properties: {Path: '/#', Method: any}}, B: {Type: Schedule, Properties: {Schedule: rate(1 minute)}}}, Policies: [AWSSecretsManagerGetSecretValuePolicy: {SecretArn: x}]}}\n")
	})},

	// Code.
	{name: "deep JavaScript", n: 1_000_000, code: 1, write: inlineCode("nodejs22.x", func(n int) string { return strings.Repeat("[", n) })},
	{name: "deep JavaScript blocks", n: 500_000, code: 1, write: inlineCode("nodejs22.x", func(n int) string { return strings.Repeat("if(a){", n) })},
	{name: "deep JavaScript operators", n: 500_000, code: 1, write: inlineCode("nodejs22.x", func(n int) string { return "x=" + strings.Repeat("!", n) + "1" })},
	{name: "deep JavaScript functions", n: 300_000, code: 1, write: inlineCode("nodejs22.x", func(n int) string { return "x=" + strings.Repeat("a=>", n) + "1" })},
	{name: "long JavaScript sums", n: 500_000, code: 1, write: inlineCode("nodejs22.x", func(n int) string { return "x=" + strings.Repeat("a+", n) + "1" })},
	{name: "long JavaScript chains", n: 300_000, code: 1, write: inlineCode("nodejs22.x", func(n int) string { return "x" + strings.Repeat(".a()", n) })},
	{name: "deep JavaScript templates", n: 200_000, code: 1, write: inlineCode("nodejs22.x", func(n int) string { return "x=" + strings.Repeat("`${", n) })},
	{name: "JavaScript else if", n: 200_000, code: 1, write: inlineCode("nodejs22.x", func(n int) string { return strings.Repeat("if(a)b();else ", n) + "c()" })},
	{name: "deep Python", n: 1_000_000, code: 1, write: inlineCode("python3.13", func(n int) string { return strings.Repeat("(", n) })},
	{name: "deep Python operators", n: 500_000, code: 1, write: inlineCode("python3.13", func(n int) string { return "x = " + strings.Repeat("not ", n) + "1" })},

	// Files.
	{name: "stacks in a circle", code: 1, want: "holds itself", write: func(t *testing.T, dir string, _ int) {
		put(t, dir, "a.yaml", "Resources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: b.yaml}}}\n")
		put(t, dir, "b.yaml", "Resources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: a.yaml}}, M: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: b.yaml}}}\n")
	}},
	{name: "stacks twice at each level", n: 18, code: 1, want: "stacks", write: func(t *testing.T, dir string, n int) {
		for i := range n {
			put(t, dir, fmt.Sprintf("n%02d.yaml", i), fmt.Sprintf("Resources:\n  S: {Type: AWS::SecretsManager::Secret}\n  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: n%02d.yaml}}\n  B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: n%02d.yaml}}\n", i+1, i+1))
		}
		put(t, dir, fmt.Sprintf("n%02d.yaml", n), "Resources: {S: {Type: AWS::SecretsManager::Secret}}\n")
	}},
	{name: "manifest that leads out", code: 1, want: "outside of the assembly", write: func(t *testing.T, dir string, _ int) {
		put(t, dir, "secret.template.json", `{"Resources":{"Leaked":{"Type":"AWS::SecretsManager::Secret","Properties":{"SecretString":"never-read-value"}}}}`)
		if err := os.MkdirAll(filepath.Join(dir, "cdk.out"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(dir, "secret.template.json"), filepath.Join(dir, "cdk.out", "link.json")); err != nil {
			t.Skip(err)
		}
		var artifacts []string
		for i, name := range []string{"../secret.template.json", filepath.ToSlash(dir) + "/secret.template.json", `..\\secret.template.json`, `C:\\secret.template.json`, `\\\\host\\share\\x.json`, "link.json", "a/../../secret.template.json", "file:///etc/passwd", "C:secret.template.json", "//host/share", "NUL", "a\\u0000b"} {
			artifacts = append(artifacts, fmt.Sprintf(`"S%d":{"type":"aws:cloudformation:stack","environment":"aws://unknown-account/unknown-region","properties":{"templateFile":"%s"}}`, i, name))
		}
		put(t, dir, "cdk.out/manifest.json", `{"version":"38.0.0","artifacts":{`+strings.Join(artifacts, ",")+"}}")
		put(t, dir, "cdk.out/cdk.out", `{"version":"38.0.0"}`)
		if err := os.Remove(filepath.Join(dir, "secret.template.json")); err != nil { // nothing of it may be told, be it there or not
			t.Fatal(err)
		}
	}},
	{name: "manifest with a deep tree", n: 300_000, code: 1, write: func(t *testing.T, dir string, n int) {
		put(t, dir, "cdk.out/manifest.json", `{"version":"38.0.0","artifacts":{"Tree":{"type":"cdk:tree","properties":{"file":"tree.json"}},"S":{"type":"aws:cloudformation:stack","properties":{"templateFile":"S.template.json"},"metadata":{`+
			each(n/3, `"/S/R#":[{"type":"aws:cdk:logicalId","data":"R#","trace":["a (/x/y.ts:1:2)"]}],`)+`"/S":[]}}}}`)
		put(t, dir, "cdk.out/tree.json", `{"tree":`+strings.Repeat(`{"id":"a","path":"a","children":{"a":`, n)+"{}"+strings.Repeat("}}", n)+"}")
		put(t, dir, "cdk.out/S.template.json", secretJSON(`"x"`))
		put(t, dir, "cdk.out/cdk.out", `{"version":"38.0.0"}`)
	}},
	{name: "links in a circle", code: 1, write: func(t *testing.T, dir string, _ int) {
		for name, target := range map[string]string{"a.yaml": "b.yaml", "b.yaml": "a.yaml", "self": "self", "up": ".", "d/root": "/", "x.json": "/dev/zero", "y.json": "/dev/stdin", "proc.yaml": "/proc/self/mem"} {
			if err := os.MkdirAll(filepath.Join(dir, "d"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
				t.Skip(err)
			}
		}
	}},
	{name: "named pipes", code: 1, want: "not a regular file", write: func(t *testing.T, dir string, _ int) {
		fifo(t, dir, "t.yaml")
		fifo(t, dir, "u.template.json")
	}},
	{name: "named pipes in an assembly", code: 1, want: "not a regular file", write: func(t *testing.T, dir string, _ int) {
		put(t, dir, "cdk.out/manifest.json", `{"version":"38.0.0","artifacts":{"S":{"type":"aws:cloudformation:stack","dependencies":["A"],"properties":{"templateFile":"S.template.json"}},"A":{"type":"cdk:asset-manifest","properties":{"file":"a.json"}},"Tree":{"type":"cdk:tree","properties":{"file":"tree.json"}},"T":{"type":"aws:cloudformation:stack","properties":{"templateFile":"T.template.json"}}}}`)
		put(t, dir, "cdk.out/cdk.out", `{"version":"38.0.0"}`)
		put(t, dir, "cdk.out/T.template.json", secretJSON(`"x"`))
		for _, name := range []string{"S.template.json", "a.json", "tree.json"} {
			fifo(t, filepath.Join(dir, "cdk.out"), name)
		}
	}},
	{name: "named pipe as the template", code: 2, args: []string{"check", "t.yaml"}, want: "a device or a pipe, not a file", write: func(t *testing.T, dir string, _ int) { fifo(t, dir, "t.yaml") }},
	{name: "device as the template", code: 2, args: []string{"check", "/dev/zero"}, want: "/dev/zero", write: func(*testing.T, string, int) {}},
	{name: "named pipe as the configuration", code: 1, write: func(t *testing.T, dir string, _ int) { fifo(t, dir, ".fjall-lint.yaml") }},
	{name: "endless configuration", code: 2, args: []string{"check", ".", "--config", "/dev/zero"}, want: "/dev/zero", write: func(*testing.T, string, int) {}},
	{name: "endless baseline", code: 2, args: []string{"check", ".", "--baseline", "/dev/zero"}, want: "/dev/zero", write: func(*testing.T, string, int) {}},
	{name: "endless report", code: 2, args: []string{"check", ".", "--new-since", "/dev/zero"}, want: "/dev/zero", write: func(*testing.T, string, int) {}},
	{name: "endless usage", code: 2, args: []string{"cost", ".", "--usage", "/dev/zero"}, want: "/dev/zero", write: func(*testing.T, string, int) {}},
	{name: "endless prices", code: 2, args: []string{"cost", ".", "--prices", "/dev/zero"}, want: "/dev/zero", write: func(*testing.T, string, int) {}},
	{name: "endless parameters", code: 2, args: []string{"check", ".", "--param-file", "/dev/zero"}, want: "/dev/zero", write: func(*testing.T, string, int) {}},
	{name: "endless comparison", code: 2, args: []string{"cost", ".", "--against", "/dev/zero"}, want: "/dev/zero", write: func(*testing.T, string, int) {}},
	{name: "endless price list", code: 2, args: []string{"cost", "prices", "import", "/dev/zero"}, want: "/dev/zero", write: func(*testing.T, string, int) {}},
	{name: "named pipe among rules", code: 2, args: []string{"check", ".", "--rules", "own"}, want: "not a regular file", write: func(t *testing.T, dir string, _ int) {
		put(t, dir, "own/team/a.rego", "x")
		fifo(t, filepath.Join(dir, "own", "team"), "b.rego")
	}},
	{name: "folders where files belong", code: 1, write: func(t *testing.T, dir string, _ int) {
		for _, name := range []string{"t.yaml", "u.template.json", "cdk.out/manifest.json", "cdk.out/cdk.out"} {
			if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}},
	{name: "huge file", code: 1, want: "larger than 64 MiB", write: func(t *testing.T, dir string, _ int) {
		put(t, dir, "t.yaml", "Resources:\n")
		if err := os.Truncate(filepath.Join(dir, "t.yaml"), 8<<30); err != nil { // sparse
			t.Skip(err)
		}
	}},
	{name: "huge template", n: 60 << 20, code: 1, write: text("t.json", func(n int) string { return secretJSON(`"` + strings.Repeat("x", n) + `"`) })},
	{name: "unreadable file", code: 1, want: "permission denied", write: func(t *testing.T, dir string, _ int) {
		if os.Geteuid() == 0 {
			t.Skip("root reads every file")
		}
		put(t, dir, "t.yaml", soundTemplate)
		if err := os.Chmod(filepath.Join(dir, "t.yaml"), 0); err != nil {
			t.Fatal(err)
		}
	}},
	{name: "folders in folders", n: 300, code: 1, want: "folders nest deeper", write: func(t *testing.T, dir string, n int) {
		if err := os.MkdirAll(filepath.Join(dir, strings.Repeat("d/", max(n, 200))), 0o755); err != nil {
			t.Fatal(err)
		}
	}},

	// Archives.
	{name: "archive that unpacks to much", n: 64, code: 1, write: zipped(zipBomb)},
	{name: "archive of many entries", n: 1_000_000, code: 1, write: zipped(manyEntries)},
	{name: "archive whose entries overlap", n: 60_000, code: 1, write: zipped(overlappingEntries)},
	{name: "archive that lies about sizes", n: 8, code: 1, write: zipped(lyingEntries)},
	{name: "archive in an archive", n: 6, code: 1, write: zipped(nestedArchive)},
}

// inlineCode gives a function with code in the template, which speaks of secrets so that
// it is parsed.
func inlineCode(runtime string, code func(n int) string) func(t *testing.T, dir string, n int) {
	return text("t.json", func(n int) string {
		return `{"Resources":{"F":{"Type":"AWS::Lambda::Function","Properties":{"Runtime":"` + runtime + `","Handler":"index.handler","Role":"arn:aws:iam::111122223333:role/r","Code":{"ZipFile":"import SecretsManagerClient\n` +
			strings.ReplaceAll(code(n), `"`, `\"`) + `"}}}}}`
	})
}
