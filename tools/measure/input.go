package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// unit adds to a template a secret with what a function needs to read it: five resources.
// Every fourth function lacks the grant, and every third secret of a database is not
// rotated, so that there is something to report.
func unit(resources map[string]any, i int) {
	ref := func(name string) any { return map[string]any{"Ref": fmt.Sprint(name, i)} }
	att := func(name, attribute string) any {
		return map[string]any{"Fn::GetAtt": []any{fmt.Sprint(name, i), attribute}}
	}
	add := func(name, kind string, properties map[string]any) {
		resources[fmt.Sprint(name, i)] = map[string]any{"Type": kind, "Properties": properties}
	}
	generate := map[string]any{"PasswordLength": 32}
	if i%3 == 0 {
		generate["SecretStringTemplate"], generate["GenerateStringKey"] = `{"username":"app","host":"db.internal","dbname":"orders","port":5432}`, "password"
	}
	add("Secret", "AWS::SecretsManager::Secret", map[string]any{
		"Name": fmt.Sprintf("orders/prod/token-%dx", i), "Description": "token of a partner", "GenerateSecretString": generate,
	})
	add("Role", "AWS::IAM::Role", map[string]any{"AssumeRolePolicyDocument": map[string]any{
		"Version": "2012-10-17",
		"Statement": []any{map[string]any{
			"Effect": "Allow", "Principal": map[string]any{"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole",
		}},
	}})
	actions := []any{"secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"}
	if i%4 == 3 {
		actions = actions[1:]
	}
	add("Policy", "AWS::IAM::Policy", map[string]any{
		"PolicyName": fmt.Sprint("p", i), "Roles": []any{ref("Role")},
		"PolicyDocument": map[string]any{
			"Version":   "2012-10-17",
			"Statement": []any{map[string]any{"Effect": "Allow", "Action": actions, "Resource": ref("Secret")}},
		},
	})
	add("Function", "AWS::Lambda::Function", map[string]any{
		"Runtime": "nodejs22.x", "Handler": "index.handler", "Role": att("Role", "Arn"),
		"Code": map[string]any{"ZipFile": "exports.handler = async () => 1;"},
		"Environment": map[string]any{"Variables": map[string]any{
			"SECRET_ARN": ref("Secret"), "URL": map[string]any{"Fn::Sub": fmt.Sprintf("https://orders-%d.${AWS::Region}.example.com", i)},
		}},
	})
	add("Log", "AWS::Logs::LogGroup", map[string]any{
		"LogGroupName": map[string]any{"Fn::Join": []any{"", []any{"/aws/lambda/", ref("Function")}}}, "RetentionInDays": 30,
	})
}

// plain adds five resources that have nothing to do with secrets, which most have not.
func plain(resources map[string]any, i int) {
	for k, kind := range []string{"AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Logs::LogGroup"} {
		properties := map[string]any{"Tags": []any{map[string]any{"Key": "team", "Value": fmt.Sprint("t", i%9)}}}
		if kind == "AWS::DynamoDB::Table" {
			properties["KeySchema"] = []any{map[string]any{"AttributeName": "id", "KeyType": "HASH"}}
			properties["AttributeDefinitions"] = []any{map[string]any{"AttributeName": "id", "AttributeType": "S"}}
		}
		resources[fmt.Sprintf("Plain%dx%d", i, k)] = map[string]any{"Type": kind, "Properties": properties}
	}
}

// template is a template of so many resources.
func template500(resources int) any {
	all := map[string]any{}
	for i := range resources / 5 {
		unit(all, i)
	}
	return map[string]any{"AWSTemplateFormatVersion": "2010-09-09", "Resources": all}
}

// tree writes n templates of ten to sixty resources, of which one in four has secrets; in
// folders of fifty.
func tree(dir string, n int) error {
	for t := range n {
		all := map[string]any{}
		for i := range 2 + t%11 {
			if t%4 == 0 && i < 2 {
				unit(all, i)
			} else {
				plain(all, i)
			}
		}
		name := filepath.Join(dir, fmt.Sprintf("team%03d", t/50), fmt.Sprintf("stack%05d.template.json", t))
		if err := writeJSON(name, map[string]any{"AWSTemplateFormatVersion": "2010-09-09", "Description": fmt.Sprint("stack ", t), "Resources": all}); err != nil {
			return err
		}
	}
	return nil
}

func writeJSON(name string, value any) error {
	text, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, text, 0o644)
}
