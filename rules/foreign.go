package rules

import (
	_ "embed"
	"encoding/base64"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fjall-lint/fjall-lint/template"
)

//go:embed foreign.tsv
var foreignTable string

// foreignRow tells which rules an id of another tool stands for, and where.
type foreignRow struct {
	tool  string
	id    string
	kind  string // resource type, "" for any
	under string // see [suppression.below]
	rules []string
}

// foreignRows is the embedded table by tool and id. It is read when a template holds
// another tool's metadata, which most do not.
var foreignRows = sync.OnceValue(func() map[[2]string]foreignRow {
	rows := map[[2]string]foreignRow{}
	for line := range strings.Lines(foreignTable) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if c := strings.Split(strings.TrimRight(line, "\n"), "\t"); len(c) == 6 {
			rows[[2]string{c[0], c[1]}] = foreignRow{tool: c[0], id: c[1], kind: c[2], under: c[3], rules: strings.Split(c[4], ",")}
		}
	}
	return rows
})

// foreignForm is how a tool keeps in Metadata what it does not report.
type foreignForm struct {
	tool   string
	list   []any  // way to the list
	id     string // key of the id; "" for a list of bare ids
	reason string // key of the reason; "" where the tool takes none
	must   bool   // the tool refuses an entry without a reason
}

var foreignForms = []foreignForm{
	{"cfn_nag", []any{"cfn_nag", "rules_to_suppress"}, "id", "reason", false},
	{"cdk-nag", []any{"cdk_nag", "rules_to_suppress"}, "id", "reason", true},
	{"checkov", []any{"checkov", "skip"}, "id", "comment", false},
	{"checkov", []any{"bridgecrew", "skip"}, "id", "comment", false},
	{"cfn-lint", []any{"cfn-lint", "config", "ignore_checks"}, "", "", false},
}

// foreignSuppressions reads what other tools were told to ignore, of one resource, or of
// the template where id is "".
func foreignSuppressions(s *template.Stack, id string, metadata *template.Node, today time.Time) []*suppression {
	if metadata == nil {
		return nil
	}
	var all []*suppression
	for _, form := range foreignForms {
		list := metadata.At(form.list...)
		if list == nil || list.Kind != template.List {
			continue
		}
		for _, item := range list.Items() {
			name, reason := item.Scalar(), ""
			if form.id != "" {
				name, reason = item.Get(form.id).Scalar(), strings.TrimSpace(item.Get(form.reason).Scalar())
			}
			row, ok := foreignRows()[[2]string{form.tool, name}]
			if !ok || item.Get("applies_to") != nil { // that is about some findings of several
				continue
			}
			if item.Get("is_reason_encoded").Scalar() == "true" {
				if text, err := base64.StdEncoding.DecodeString(reason); err == nil {
					reason = strings.TrimSpace(string(text))
				}
			}
			if reason == "" && !form.must {
				reason = "no reason is given, and " + form.tool + " asks for none"
			}
			for _, sup := range row.suppressions("metadata", reason) {
				sup.stack, sup.id, sup.rng = s, id, item.Range()
				sup.expiry(item, today)
				all = append(all, sup)
			}
		}
	}
	return all
}

// foreignAcknowledgement is what an acknowledgement of CDK's Validations says to cdk-nag:
// "AwsSolutions-SMG4", which the CDK stores with its source before it.
func foreignAcknowledgement(a template.Acknowledgement) []*suppression {
	name := a.ID
	if i := strings.LastIndex(name, "::"); i >= 0 {
		name = name[i+len("::"):]
	}
	row, ok := foreignRows()[[2]string{"cdk-nag", name}]
	if !ok {
		return nil
	}
	return row.suppressions("acknowledgement", strings.TrimSpace(a.Reason))
}

// suppressions are those of each rule that the row stands for. Without a reason they have
// no effect, as ours.
func (r foreignRow) suppressions(kind, reason string) []*suppression {
	if reason != "" {
		reason = r.tool + " " + r.id + ": " + reason
	}
	all := make([]*suppression, len(r.rules))
	for i, rule := range r.rules {
		all[i] = &suppression{rule: rule, kind: r.kind, below: r.under, foreign: true, Suppression: Suppression{Kind: kind, Reason: reason}}
	}
	return all
}

// below tells whether a finding is at a place of its element or below it. The place is
// written as people do, Properties.Policies[0], or as a JSON pointer; *X is any property
// whose name ends in X.
func below(path template.Path, place string) bool {
	if place == "" {
		return true
	}
	if len(path) < 2 {
		return false
	}
	path = path[2:]
	if end, ok := strings.CutPrefix(place, "*"); ok {
		return slices.ContainsFunc(path, func(e any) bool {
			key, ok := e.(string)
			return ok && strings.HasSuffix(key, end)
		})
	}
	text := path.Dotted()
	if strings.HasPrefix(place, "/") {
		text = path.String()
	}
	rest, ok := strings.CutPrefix(text, strings.TrimRight(place, "./"))
	return ok && (rest == "" || strings.ContainsAny(rest[:1], ".[/"))
}
