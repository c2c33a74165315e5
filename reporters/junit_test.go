package reporters

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/rules"
)

// checkJUnit makes sure that a document is well-formed XML 1.0 and that its
// counts are right.
func checkJUnit(t *testing.T, doc []byte) junitSuites {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(doc)); ; { // it is strict about characters, too
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%v in %s", err, doc)
		}
	}
	checkPrintable(t, string(doc))
	var got junitSuites
	if err := xml.Unmarshal(doc, &got); err != nil {
		t.Fatal(err)
	}
	var all junitCounts
	names := map[string]bool{}
	for _, s := range got.Suites {
		var n junitCounts
		for _, c := range s.Cases {
			n.Tests++
			if c.Failure != nil {
				n.Failures++
				if c.File == "" || c.Line < 1 || c.Failure.Text == "" {
					t.Errorf("%s fails without a place", c.Name)
				}
			}
			if c.Skipped != nil {
				n.Skipped++
			}
			if c.Class == "" || c.Name == "" || names[c.Class+"\x00"+c.Name] {
				t.Errorf("%q, %q does not name a case", c.Class, c.Name)
			}
			names[c.Class+"\x00"+c.Name] = true
		}
		if n != s.junitCounts {
			t.Errorf("suite %s says %+v, has %+v", s.Name, s.junitCounts, n)
		}
		all.Tests += n.Tests
		all.Failures += n.Failures
		all.Skipped += n.Skipped
	}
	if all != got.junitCounts || all.Tests == 0 {
		t.Errorf("says %+v, has %+v", got.junitCounts, all)
	}
	return got
}

func TestJUnit(t *testing.T) {
	nothing := &Report{Command: "check", Rules: sorted(testRules())}
	clean := testReport(t)
	clean.Findings = nil
	for name, r := range map[string]*Report{
		"junit.xml": testReport(t), "junit-nothing.xml": nothing, "junit-clean.xml": clean, "junit-hostile.xml": hostileReport(t, hostile),
	} {
		t.Run(name, func(t *testing.T) {
			got := render(t, r, NewJUnit())
			golden(t, name, got)
			doc := checkJUnit(t, got)
			for _, s := range doc.Suites {
				if len(s.Cases) < len(r.Rules) {
					t.Errorf("suite %s has %d cases of %d rules", s.Name, len(s.Cases), len(r.Rules))
				}
			}
		})
	}
}

func TestJUnitNeutralizesHostileText(t *testing.T) {
	for _, text := range hostileTexts {
		r := hostileReport(t, text)
		doc := checkJUnit(t, render(t, r, NewJUnit()))
		if doc.Failures == 0 || doc.Skipped > 1 {
			t.Errorf("%q: %+v", text, doc.junitCounts)
		}
	}
}

// A case fails with what people are shown: what is below --severity is a remark.
func TestJUnitSeverity(t *testing.T) {
	r := testReport(t)
	r.MinSeverity = rules.Critical
	doc := checkJUnit(t, render(t, r, NewJUnit()))
	for _, s := range doc.Suites {
		for _, c := range s.Cases {
			if c.Failure != nil && c.Failure.Type != "critical" {
				t.Errorf("%s fails with %s", c.Name, c.Failure.Type)
			}
			if strings.HasPrefix(c.Name, "FJ203") && s.Name == "AppStack" && (c.Output == nil || !strings.HasPrefix(c.Output.Text, "high: Function Handler886CB40B")) {
				t.Errorf("%s says nothing of what is not shown", c.Name)
			}
		}
	}
}
