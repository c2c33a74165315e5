package main

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// sarifLines are the results of a SARIF file: rule, place and how many findings
// they stand for, then the related places with their ids.
func sarifLines(text string) (string, error) {
	type location struct {
		ID               int
		PhysicalLocation struct {
			ArtifactLocation struct{ URI string }
			Region           struct{ StartLine int }
		}
	}
	var doc struct {
		Runs []struct {
			Results []struct {
				RuleID           string
				OccurrenceCount  int
				Locations        []location
				RelatedLocations []location
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		return "", fmt.Errorf("read SARIF: %w", err)
	}
	at := func(l location) string {
		return fmt.Sprintf("%s:%d", l.PhysicalLocation.ArtifactLocation.URI, l.PhysicalLocation.Region.StartLine)
	}
	var b bytes.Buffer
	for _, r := range doc.Runs[0].Results {
		fmt.Fprintf(&b, "%s %s", r.RuleID, at(r.Locations[0]))
		if r.OccurrenceCount > 0 {
			fmt.Fprintf(&b, " (%d)", r.OccurrenceCount)
		}
		b.WriteByte('\n')
		for _, l := range r.RelatedLocations {
			fmt.Fprintf(&b, "  %d %s\n", l.ID, at(l))
		}
	}
	return b.String(), nil
}
