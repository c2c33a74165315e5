package edit

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/template"
)

// big is a template of 500 resources, which is as many as a stack may have.
func big(json bool) (string, []byte) {
	var b strings.Builder
	if json {
		b.WriteString("{\n  \"Resources\": {")
		for i := range 500 {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "\n    \"Role%d\": {\n      \"Type\": \"AWS::IAM::Role\",\n      \"Properties\": {\n        \"Policies\": [\n          {\n            \"PolicyName\": \"a\",\n"+
				"            \"PolicyDocument\": {\n              \"Statement\": [\n                {\n                  \"Effect\": \"Allow\",\n                  \"Action\": \"s3:GetObject\",\n"+
				"                  \"Resource\": {\n                    \"Fn::Sub\": \"arn:${AWS::Partition}:s3:::bucket/*\"\n                  }\n                }\n              ]\n            }\n          }\n        ]\n      }\n    }", i)
		}
		b.WriteString("\n  }\n}\n")
		return "a.json", []byte(b.String())
	}
	b.WriteString("Resources:\n")
	for i := range 500 {
		fmt.Fprintf(&b, "  Role%d:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies:\n        - PolicyName: a\n          PolicyDocument:\n            Statement:\n"+
			"              - Effect: Allow\n                Action: s3:GetObject # read\n                Resource: !Sub arn:${AWS::Partition}:s3:::bucket/*\n\n", i)
	}
	return "a.yaml", []byte(b.String())
}

// BenchmarkEdits does 100 operations at once on a template of 500 resources.
// Reading the file and the result takes most of the time.
//
//	BenchmarkEdits/a.json    4.7 ms/op   53 MB/s   5.4 MB/op    15k allocs/op   (251 kB)
//	BenchmarkEdits/a.yaml     50 ms/op  2.8 MB/s    44 MB/op   608k allocs/op   (141 kB)
func BenchmarkEdits(b *testing.B) {
	for _, json := range []bool{true, false} {
		name, data := big(json)
		var ops []Operation
		for i := range 25 {
			role := template.Path{"Resources", fmt.Sprintf("Role%d", 20*i)}
			statement := role.Append("Properties", "Policies", 0, "PolicyDocument", "Statement", 0)
			ops = append(ops,
				Operation{Op: Append, Path: statement.Append("Action"), Value: template.NewString("s3:PutObject", nil)},
				Operation{Op: Text, Path: statement.Append("Resource", "Fn::Sub"), Old: "*", New: "prefix/*"},
				Operation{Op: Set, Path: role.Append("Properties", "Description"), Value: template.NewString("a role", nil)},
				Operation{Op: Remove, Path: template.Path{"Resources", fmt.Sprintf("Role%d", 20*i+1)}},
			)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Edits(template.NewSource(name, data), ops); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
