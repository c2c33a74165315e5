package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// hostileNames are texts that somebody gives to things of a template to steer the
// terminal, the build service or the page that shows them.
var hostileNames = []string{
	"\x1b[2J\x1b]0;title\x07\x1b]8;;http://e.example\x1b\\x", "\u009b31m\u0085c1", "\u202eevil\u2066\u2069", "a\u200bb\ufeffc\U000e0041",
	"x\n::error file=a::b\n::add-mask::c\r##vso[task.complete]##[error]", "| a | b |\n|---|---|", "`x` ```\n</details><script>alert(1)</script>",
	"]]></testcase><x>", "--> <!--", "%0A::stop-commands::x", "a\tb\x00c\x7f",
}

// hostileTemplate has each of the names wherever a template takes one.
func hostileTemplate(t *testing.T, text string) string {
	t.Helper()
	template := map[string]any{
		"Description": text,
		"Parameters":  map[string]any{text: map[string]any{"Type": "String", "Default": text}},
		"Conditions":  map[string]any{text: map[string]any{"Fn::Equals": []any{map[string]any{"Ref": text}, text}}},
		"Resources": map[string]any{
			text: map[string]any{
				"Type": "AWS::SecretsManager::Secret", "Condition": text, "Properties": map[string]any{"Name": text, "Description": text, "SecretString": "plain-value-1", text: text},
				"Metadata": map[string]any{"aws:cdk:path": text, "fjall-lint": map[string]any{"ignore": []any{map[string]any{"rule": text, "reason": text}}}},
			},
			text + "2": map[string]any{"Type": text, "Properties": map[string]any{"Password": "plain-value-2"}},
			"R" + text: map[string]any{"Type": "AWS::SecretsManager::RotationSchedule", "Properties": map[string]any{"SecretId": map[string]any{"Ref": text}, "RotationRules": map[string]any{"ScheduleExpression": text}, "RotationLambdaARN": map[string]any{"Fn::GetAtt": []any{"F" + text, "Arn"}}}},
			"Q" + text: map[string]any{"Type": "AWS::IAM::Role", "Properties": map[string]any{
				"RoleName":                 text,
				"AssumeRolePolicyDocument": map[string]any{"Statement": []any{map[string]any{"Effect": "Allow", "Principal": map[string]any{"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}}},
				"Policies":                 []any{map[string]any{"PolicyName": text, "PolicyDocument": map[string]any{"Statement": []any{map[string]any{"Sid": text, "Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*"}}}}},
			}},
			"F" + text: map[string]any{"Type": "AWS::Lambda::Function", "Properties": map[string]any{
				"FunctionName": text, "Handler": text, "Runtime": text, "Role": map[string]any{"Fn::GetAtt": []any{"Q" + text, "Arn"}},
				"Environment": map[string]any{"Variables": map[string]any{text: map[string]any{"Ref": text}, "MISSING": map[string]any{"Ref": text + "nowhere"}}},
			}},
			"N": map[string]any{"Type": "AWS::CloudFormation::Stack", "Properties": map[string]any{"TemplateURL": text + ".json"}},
		},
		"Outputs": map[string]any{text: map[string]any{"Value": map[string]any{"Fn::Sub": "${" + text + "}{{resolve:secretsmanager:" + text + "}}"}, "Export": map[string]any{"Name": text}}},
	}
	out, err := json.Marshal(template)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestHostileNames runs the commands over templates with hostile names, and over files
// that have such names themselves: nothing that they print, errors and notes included,
// steers a terminal or is a command of a build service.
func TestHostileNames(t *testing.T) {
	for i, text := range hostileNames {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			if testing.Short() && i%4 != 0 {
				t.Skip("one in four is enough for a short run")
			}
			dir := t.TempDir()
			t.Chdir(dir)
			put(t, dir, ".git/HEAD", "")
			template := hostileTemplate(t, text)
			put(t, dir, "in/t.json", template)
			// A file may have most of these names.
			name := strings.Map(func(r rune) rune {
				if r == 0 || r == '/' || r == '\\' || r == ':' || r == '|' || r == '<' || r == '>' {
					return '-'
				}
				return r
			}, text)
			named := filepath.Join("in", name+".yaml")
			if err := os.WriteFile(named, []byte("Resources: {A: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: plain-value-3}}}\n"), 0o644); err != nil {
				named = "in/t.json"
			}
			_ = os.WriteFile(filepath.Join("in", name+".json"), []byte("{\"Resources\":"), 0o644)
			put(t, dir, "config.yaml", "fail-on: "+strconv.Quote(text)+"\n"+strconv.Quote(text)+": 1\n")
			put(t, dir, "own/team/x.rego", "# METADATA\n# title: "+strconv.Quote(text)+"\npackage fjall.rules.team.x\n\ndeny contains \""+strings.ReplaceAll(name, "\n", "")+"\n")
			put(t, dir, "usage.yaml", strconv.Quote(text)+": 1\nsecrets: {"+strconv.Quote(text)+": {reads: -1}}\n")
			for _, args := range [][]string{
				{"check", "in"},
				{"check", "in", "--severity", "info", "--color", "never"},
				{"check", named},
				{"check", "in", "--format", "github"},
				{"check", "in", "--format", "markdown"},
				{"check", "in", "--format", "junit"},
				{"check", "in", "--format", "gitlab"},
				{"check", "in", "--format", "json"},
				{"check", "in", "--format", "sarif"},
				{"report", "in"},
				{"access", "in"},
				{"access", "in", "--explain"},
				{"access", "in", "--format", "markdown"},
				{"access", "in", "--format", "dot"},
				{"access", "in", "--format", "mermaid"},
				{"access", "in", "--format", "json"},
				{"cost", "in"},
				{"cost", "in", "--format", "markdown"},
				{"cost", "in", "--format", "html"},
				{"cost", "in", "--format", "json"},
				{"cost", "in", "--usage", "usage.yaml"},
				{"cost", "in", "--region", text},
				{"fix", "in"},
				{"fix", "in", "--emit", "cdk"},
				{"fix", named, "--write"},
				{"baseline", "write", "in"},
				{"check", text},
				{"check", "in", "--config", "config.yaml"},
				{"check", "in", "--rules", "own"},
				{"check", "in", "--fail-on", text},
				{"check", "in", "--only", text},
				{"check", "in", "--" + text},
				{"check", "in", "--param", text},
				{"check", "in", "--param", text + "=" + text},
				{"access", "in", "--secret", text},
				{"rules", "show", text},
				{"rules", "test", "own"},
				{"rules", "list", "--rules", "own"},
				{text},
				{"help", text},
			} {
				var stdout, stderr bytes.Buffer
				run(t.Context(), args, strings.NewReader(""), &stdout, &stderr)
				commands := args[len(args)-1] == "github"
				if steering(stdout.String(), commands) != "" {
					t.Errorf("%+q prints %s", args, steering(stdout.String(), commands))
				}
				if steering(stderr.String(), false) != "" {
					t.Errorf("%+q says %s", args, steering(stderr.String(), false))
				}
			}
		})
	}
}

// steering gives the first line that steers something, quoted.
func steering(text string, commands bool) string {
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		for _, r := range line {
			// Markdown breaks up links by word joiners, and diffs keep their tabs.
			if !unicode.IsPrint(r) && r != '\u200d' && r != '\u2060' && r != '\t' {
				return strconv.QuoteToASCII(line)
			}
		}
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "::") && !commands || strings.HasPrefix(trimmed, "##vso[") || strings.HasPrefix(trimmed, "##[") {
			return strconv.QuoteToASCII(line)
		}
		if commands && strings.HasPrefix(trimmed, "::") && !strings.HasPrefix(line, "::error ") && !strings.HasPrefix(line, "::warning ") && !strings.HasPrefix(line, "::notice ") {
			return strconv.QuoteToASCII(line)
		}
	}
	return ""
}
