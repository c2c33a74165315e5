package template

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// linkedTree has templates that belong together in each of the ways there are, among
// others that do not.
func linkedTree() fstest.MapFS {
	fsys := fstest.MapFS{
		"parent.yaml":       {Data: []byte("Resources: {Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./nested/child.yaml}}}")},
		"nested/child.yaml": {Data: []byte("Resources: {Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml}}}")},
		"nested/inner.yaml": {Data: []byte("Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {O: {Value: x, Export: {Name: inner-topic}}}")},
		"exports.yaml":      {Data: []byte("Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {O: {Value: !Ref T, Export: {Name: topic}}}")},
		"imports.yaml":      {Data: []byte("Resources: {P: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !ImportValue topic}}}")},
		"lonely.yaml":       {Data: []byte("Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {O: {Value: !Ref T, Export: {Name: nobody}}}")},
		"each.yaml": {Data: []byte("Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::X:\n  - N\n  - [a, b]\n  - T${N}: {Type: AWS::SNS::Topic}\n" +
			"Outputs: {O: {Value: x, Export: {Name: each}}}")},
		"broken.yaml":        {Data: []byte("Resources: {")},
		"app/manifest.json":  {Data: []byte(`{"version":"1","artifacts":{"S":{"type":"aws:cloudformation:stack","properties":{"templateFile":"S.json"}}}}`)},
		"app/S.json":         {Data: []byte(`{"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}`)},
		"app2/manifest.json": {Data: []byte(`{"version":"1","artifacts":{}}`)},
	}
	for i := range 20 {
		fsys[fmt.Sprintf("t%02d.yaml", i)] = &fstest.MapFile{Data: []byte("Resources: {T: {Type: AWS::SNS::Topic}}")}
	}
	return fsys
}

func shapeOf(asm *Assembly) []string {
	var lines []string
	for _, p := range asm.Programs {
		var keys []string
		for _, s := range p.Stacks {
			keys = append(keys, s.Key)
		}
		lines = append(lines, "program "+strings.Join(keys, " "))
	}
	slices.Sort(lines)
	for _, s := range asm.Stacks {
		lines = append(lines, fmt.Sprint("stack ", s.Key, " ", s.Size()))
	}
	for _, p := range asm.Problems {
		lines = append(lines, p.String())
	}
	for _, s := range asm.Skipped {
		lines = append(lines, s.File)
	}
	return lines
}

// Parts of every size hold what the whole has, and nothing that belongs together is divided.
func TestParts(t *testing.T) {
	fsys := linkedTree()
	in, err := Find(t.Context(), fsys, []string{"."}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := shapeOf(in.Load())
	for _, size := range []int{1, 2, 3, 7, 1000} {
		asm := &Assembly{}
		parts := in.parts(size, 1)
		for i, groups := range parts {
			asm.Merge(in.part(i == 0, groups), func(int, *Program) bool { return true })
		}
		asm.Sort()
		if diff := cmp.Diff(want, shapeOf(asm)); diff != "" {
			t.Errorf("parts of %d: -whole +parts\n%s", size, diff)
		}
		if size < 3 && len(parts) < 10 {
			t.Errorf("parts of %d: only %d", size, len(parts))
		}
	}
	forgotten := &Assembly{}
	for part := range in.Parts() {
		forgotten.Merge(part, func(int, *Program) bool { return false })
	}
	forgotten.Sort()
	if len(forgotten.Programs) > 0 {
		t.Errorf("%d programs were kept", len(forgotten.Programs))
	}
	for _, s := range forgotten.Stacks {
		if s.Root != nil || s.Size() == 0 && s.Key != "app/S.json" {
			t.Errorf("%s: tree %v, size %d", s.Key, s.Root != nil, s.Size())
		}
		// A nested stack goes by the name of the resource that nests it.
		if p := s.ParentResource; s.TemplateFile == "nested/child.yaml" && (p == nil || p.ID != "Child" || p.Node != nil) {
			t.Errorf("%s: nested by %v", s.Key, p)
		}
	}
}
