package rules

import (
	"fmt"
	"strings"
)

// Severity orders findings by how much they matter.
type Severity int8

// The severities.
const (
	Info     Severity = iota + 1 // advice
	Low                          // hygiene
	Medium                       // risk that grows
	High                         // breaks at run time, or much wider access than needed
	Critical                     // a credential is exposed, or anyone can read it
)

var severityNames = [...]string{"", "info", "low", "medium", "high", "critical"}

// Severities lists all severities, most severe first.
func Severities() []Severity { return []Severity{Critical, High, Medium, Low, Info} }

// String is the severity's name in lower case.
func (s Severity) String() string {
	if s < Info || s > Critical {
		return "none"
	}
	return severityNames[s]
}

// ParseSeverity reads a severity's name.
func ParseSeverity(name string) (Severity, error) {
	for i, n := range severityNames {
		if i > 0 && strings.EqualFold(n, name) {
			return Severity(i), nil
		}
	}
	return 0, fmt.Errorf("severity %q is none of critical, high, medium, low and info", name)
}
