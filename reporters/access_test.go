package reporters

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
)

const hostile = "\x1b[31mx\u202e\"]<script>|`a`\\|#;%%{init}\n::error::@org/team&amp;"

// accessReport has every kind of row, and a secret whose texts are hostile.
func accessReport(t testing.TB) *Report {
	t.Helper()
	r := testReport(t)
	r.Command = "report"
	rng := func(line int) template.Range {
		return template.Range{File: "cdk.out/AppStack.template.json", Start: template.Pos{Line: line, Column: 7}, End: template.Pos{Line: line, Column: 20}}
	}
	use := AccessUse{
		Consumer: "Api/Handler", ConsumerID: "Handler886CB40B", ConsumerPath: "AppStack/Api/Handler/Resource", Via: "SECRET_ARN",
		Role: "Api/Handler/ServiceRole", RoleKey: "a#Role", Allowed: "yes", Why: "may read", Range: rng(10), Pointer: template.Path{"Resources", "Handler886CB40B"},
		Path: []AccessLink{
			{Kind: ConsumerLink, Text: "Api/Handler uses it through SECRET_ARN", LogicalID: "Handler886CB40B", Range: rng(10)},
			{Kind: RoleLink, Text: "reads as execution role Api/Handler/ServiceRole", LogicalID: "Role", Range: rng(20)},
			{Kind: DecidingLink, Text: "deciding statement: Policy, statement 1", LogicalID: "Policy", Range: rng(30)},
			{Kind: KeyLink, Text: "encrypted with key Key", LogicalID: "Key", Range: rng(40)},
			{Kind: DecryptLink, Text: "deciding statement of the key: Key, statement 2", LogicalID: "Key", Range: rng(41)},
		},
	}
	other := use
	other.Via = "SECOND_ARN"
	denied := use
	denied.Allowed, denied.Why = "no", "may not read: no statement allows it; closest: Policy allows secretsmanager:GetSecretValue on another resource"
	denied.Path = append(use.Path[:2:2], AccessLink{Kind: ClosestLink, Text: "closest statement: Policy, statement 1", Range: rng(30)})
	open := AccessUse{
		Consumer: "Importer", ConsumerID: "Importer", Via: "SECRET_ARN", RoleKey: "a#Importer role", Allowed: "unknown",
		Why: "cannot be told: the templates do not hold its execution role", Range: rng(50),
		Path: []AccessLink{{Kind: ConsumerLink, Text: "Importer uses it through SECRET_ARN", Range: rng(50)}},
	}
	evil := use
	evil.Consumer, evil.Via, evil.Role, evil.Why = hostile, hostile, hostile, "may read "+hostile
	evil.Path = []AccessLink{{Kind: DecidingLink, Text: hostile + ": " + hostile, Range: rng(60)}}
	role := AccessPrincipal{Key: "a#Role", Principal: "Api/Handler/ServiceRole", LogicalID: "Role", Read: "yes", Write: "no", Admin: "no", Way: "identity-based policy"}
	admin := AccessPrincipal{
		Key: "a#Admin", Principal: "Admin", LogicalID: "Admin", Read: "yes", Write: "yes", Admin: "yes", Way: "managed policy AdministratorAccess",
		Path: []AccessLink{{Kind: RoleLink, Text: "AWS::IAM::Role", Range: rng(70)}, {Kind: DecidingLink, Text: "deciding statement: Admin", Range: rng(71)}},
	}
	r.Access = []Access{
		{
			Name: "app/prod/database", Stack: "AppStack", Template: "AppStack.template.json", LogicalID: "DbSecret86DBB7B1",
			ConstructPath: "AppStack/Db/Secret/Resource", Range: rng(5), Principals: []AccessPrincipal{admin, role}, Uses: []AccessUse{use, other},
		},
		{
			Name: "billing/token", Stack: "billing", Template: "billing.yaml", LogicalID: "Token", Range: rng(6),
			Principals: []AccessPrincipal{
				{Key: "a#Admin", Principal: "Admin", LogicalID: "Admin", Read: "unknown", Write: "unknown", Admin: "unknown"},
				{Key: "a#Role", Principal: "Api/Handler/ServiceRole", LogicalID: "Role", Read: "no", Write: "no", Admin: "no", Lacks: true},
				{Key: "a#Importer role", Principal: "Importer (role outside of the templates)", Read: "unknown"},
			},
			Uses: []AccessUse{denied, open},
		},
		{Name: "elsewhere/key", Principals: []AccessPrincipal{}},
		{
			Name: hostile, Stack: hostile, LogicalID: hostile, ConstructPath: hostile,
			Principals: []AccessPrincipal{{Key: "evil", Principal: hostile, Read: "yes", Write: "unknown", Admin: "no", Way: hostile}},
			Uses:       []AccessUse{evil},
		},
	}
	return r
}

func TestAccessTable(t *testing.T) {
	for _, columns := range []int{40, 80, 120, 200} {
		for _, explain := range []bool{false, true} {
			for _, color := range []bool{false, true} {
				name := fmt.Sprintf("access-%d", columns)
				if explain {
					name += "-explain"
				}
				if color {
					name += "-color"
				}
				t.Run(name, func(t *testing.T) {
					got := render(t, accessReport(t), NewAccessTable(Style{Width: columns, Color: color}, explain))
					if !color || columns == 120 {
						golden(t, name+".txt", got)
					}
					checkLines(t, string(got), columns)
					if !color && strings.Contains(string(got), "\x1b") {
						t.Error("an escape sequence came through")
					}
				})
			}
		}
	}
}

func TestAccessOfNothing(t *testing.T) {
	for name, rep := range map[string]Reporter{
		"table": NewAccessTable(Style{Width: 80}, false), "explain": NewAccessTable(Style{Width: 80}, true), "markdown": NewAccessMarkdown(),
	} {
		if got := string(render(t, &Report{}, rep)); !strings.Contains(got, "No secret is defined or used.") {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got, want := string(render(t, &Report{}, NewAccessDot())), "digraph access {"; !strings.HasPrefix(got, want) {
		t.Errorf("dot: %q", got)
	}
	if got, want := string(render(t, &Report{}, NewAccessMermaid())), "flowchart LR\n"; got != want {
		t.Errorf("mermaid: %q", got)
	}
}

func TestAccessJSON(t *testing.T) {
	golden(t, "access.json", render(t, accessReport(t), NewAccessJSON()))
}

func TestAccessMarkdown(t *testing.T) {
	got := render(t, accessReport(t), NewAccessMarkdown())
	golden(t, "access.md", got)
	bars := regexp.MustCompile(`(^|[^\\])\|`)
	want := 0
	for line := range strings.Lines(string(got)) {
		if !strings.HasPrefix(line, "|") {
			want = 0
			continue
		}
		n := len(bars.FindAllString(line, -1))
		if want == 0 {
			want = n
		}
		if n != want {
			t.Errorf("%d bars, want %d: %s", n, want, line)
		}
	}
}

func TestAccessDot(t *testing.T) {
	got := render(t, accessReport(t), NewAccessDot())
	golden(t, "access.dot", got)
	quoted := `"(?:[^"\\]|\\["\\])*"`
	statement := regexp.MustCompile(`^  n\d+ (\[shape=\w+, label=` + quoted + `\]|-> n\d+ \[label=` + quoted + `(, \w+=\w+)*\]);$`)
	lines := strings.Split(strings.TrimSpace(string(got)), "\n")
	for _, line := range lines[4 : len(lines)-1] {
		if !statement.MatchString(line) {
			t.Errorf("not a node or an edge: %s", line)
		}
	}
}

func TestAccessMermaid(t *testing.T) {
	got := render(t, accessReport(t), NewAccessMermaid())
	golden(t, "access.mmd", got)
	quoted := "\"(?:[^\"<>`%#\\\\&]|#(?:quot|amp|lt|gt|\\d+);)+\""
	statement := regexp.MustCompile(`^  (n\d+(\[|\[\(|\(\[|\[/|\{\{)` + quoted + `(\]|\)\]|\]\)|/\]|\}\})|n\d+ (-->|-\.->)(\|` + quoted + `\|)? n\d+|linkStyle [\d,]+ stroke:red,color:red)$`)
	lines := strings.Split(strings.TrimSpace(string(got)), "\n")
	for _, line := range lines[1:] {
		if !statement.MatchString(line) {
			t.Errorf("not a node or an edge: %s", line)
		}
	}
}

// 200 secrets by 200 principals, as lists:
//
//	BenchmarkAccessTable-2   34   34.6 ms/op
func BenchmarkAccessTable(b *testing.B) {
	r := &Report{MinSeverity: rules.Low}
	for i := range 200 {
		a := Access{Name: fmt.Sprintf("app/prod/secret-%d", i), LogicalID: fmt.Sprint("S", i)}
		for j := range 200 {
			a.Principals = append(a.Principals, AccessPrincipal{Key: fmt.Sprint("k", j), Principal: fmt.Sprint("Service/Function/Role", j), Read: "yes"})
		}
		r.Access = append(r.Access, a)
	}
	rep := NewAccessTable(Style{Width: 120}, false)
	for b.Loop() {
		var sink strings.Builder
		if err := rep.Report(&sink, r); err != nil {
			b.Fatal(err)
		}
	}
}
