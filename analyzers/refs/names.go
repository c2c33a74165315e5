package refs

import (
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// pseudo are the parameters that CloudFormation defines itself.
// Source: AWS CloudFormation user guide, pseudo parameters reference.
var pseudo = map[string]bool{
	"AWS::AccountId": true, "AWS::NotificationARNs": true, "AWS::NoValue": true, "AWS::Partition": true,
	"AWS::Region": true, "AWS::StackId": true, "AWS::StackName": true, "AWS::URLSuffix": true,
}

// names are the names of a template, in its order, for suggestions, and what is
// known of names that transforms add.
type names struct {
	resources, values, conditions, pseudo []string

	open bool     // any name may be added
	made []string // names that begin with one of these may be added
}

// knownTransforms add no names, or only names that begin with those of the
// resources they expand.
var knownTransforms = []string{"AWS::LanguageExtensions", "AWS::Serverless-", "AWS::SecretsManager-"}

func namesOf(s *template.Stack) names {
	n := names{pseudo: []string{
		"AWS::AccountId", "AWS::NotificationARNs", "AWS::NoValue", "AWS::Partition", "AWS::Region", "AWS::StackId",
		"AWS::StackName", "AWS::URLSuffix",
	}}
	for _, r := range s.Order {
		n.resources = append(n.resources, r.ID)
		if strings.HasSuffix(r.Type, "::MODULE") || r.Type == "AWS::SecretsManager::RotationSchedule" {
			n.made = append(n.made, r.ID)
		}
	}
	n.values = slices.Clone(n.resources)
	for _, f := range fields(s.Root.Get("Parameters")) {
		n.values = append(n.values, f.Key.Text)
	}
	for _, f := range fields(s.Root.Get("Conditions")) {
		n.conditions = append(n.conditions, f.Key.Text)
	}
	n.open = rewritten(s)
	if s.HasTransform("AWS::Serverless-") {
		n.made = append(n.made, "Serverless")
		for _, f := range fields(s.Raw.Get("Resources")) {
			if strings.HasPrefix(f.Value.Get("Type").Scalar(), "AWS::Serverless::") {
				n.made = append(n.made, f.Key.Text)
			}
		}
	}
	return n
}

// sections are what stands at the top of a template.
// Source: AWS CloudFormation user guide, template sections; AWS SAM (Globals).
var sections = map[string]bool{
	"AWSTemplateFormatVersion": true, "Description": true, "Metadata": true, "Parameters": true, "Rules": true, "Mappings": true,
	"Conditions": true, "Transform": true, "Resources": true, "Outputs": true, "Hooks": true, "Globals": true,
}

// rewritten tells whether a macro, an include or a loop that could not be
// expanded may add names to a template.
func rewritten(s *template.Stack) bool {
	if s.Rewritten() {
		return true
	}
	for _, t := range s.Transforms {
		if !slices.ContainsFunc(knownTransforms, func(k string) bool { return strings.HasPrefix(t, k) }) {
			return true
		}
	}
	for _, f := range s.Root.Fields() {
		if !sections[f.Key.Text] {
			return true // another tool reads the template before CloudFormation does
		}
	}
	for _, f := range fields(s.Root.Get("Resources")) {
		if kind := f.Value.Get("Type"); kind != nil && (!kind.IsScalar() || !strings.Contains(kind.Text, "::") || strings.Contains(kind.Text, "/")) {
			return true // so with a type that is a module's file
		}
	}
	for _, level := range []*template.Node{
		s.Root, s.Root.Get("Resources"), s.Root.Get("Parameters"), s.Root.Get("Conditions"), s.Root.Get("Mappings"),
	} {
		for _, f := range fields(level) {
			if f.Key.Text == "Fn::Transform" || strings.HasPrefix(f.Key.Text, "Fn::ForEach") {
				return true
			}
		}
	}
	return false
}

// mayBeMade tells whether a name that is not in the template may be there once
// transforms have run.
func (n *names) mayBeMade(name, wants string) bool {
	if wants == "pseudo parameter" {
		return false
	}
	if n.open {
		return true
	}
	for _, prefix := range n.made {
		if strings.HasPrefix(name, prefix) && name != prefix {
			return true
		}
	}
	return false
}

func outputNames(s *template.Stack) []string {
	var list []string
	for _, f := range fields(s.Root.Get("Outputs")) {
		list = append(list, f.Key.Text)
	}
	return list
}

// nearest is the known name that differs least, when it differs little.
func nearest(name string, known []string) string {
	lower := strings.ToLower(name)
	best, most := "", max(2, len(name)/4)
	for _, k := range known {
		if abs(len(k)-len(name)) > most {
			continue
		}
		if d := distance(lower, strings.ToLower(k), most); d <= most {
			best, most = k, d-1
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

// distance is the number of bytes to insert, delete or replace between a and b,
// or more than most.
func distance(a, b string, most int) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal, least := row[0], i+1
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j]+1, row[j+1]+1, diagonal+cost)
			least = min(least, row[j+1])
		}
		if least > most {
			return most + 1
		}
	}
	return row[len(b)]
}
