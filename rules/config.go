package rules

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Config is the configuration file, .fjall-lint.yaml.
type Config struct {
	// Profile is "default", "strict" (all rules) or "minimal" (critical and
	// high).
	Profile string
	// FailOn is the severity from which check fails; 0 when it is not set.
	FailOn Severity
	// Rules are the settings by rule id.
	Rules map[string]RuleConfig
	// RuleDirs are folders of the user's own rules, relative to the file.
	RuleDirs []string
	// Ignore are the suppressions by rule and place.
	Ignore []Ignore
	// Parameters are values of template parameters.
	Parameters map[string]string
	// File is where the configuration was read from, "" for none.
	File string
}

// RuleConfig is what the configuration says of one rule.
type RuleConfig struct {
	Enabled  *bool
	Severity Severity // 0 when it is not set
	Params   map[string]any
}

// Ignore suppresses findings of a rule at constructs that match a glob.
type Ignore struct {
	Rule   string // id
	Path   string // glob over construct paths and "<stack>/<logical id>", "" is every place
	Reason string
	Until  time.Time // zero: for ever; the day itself is included
	Line   int
	Column int
}

// Profiles lists the profiles, the default first.
func Profiles() []string { return []string{"default", "strict", "minimal"} }

// ConfigError is a mistake in the configuration file, with its place.
type ConfigError struct {
	File         string
	Line, Column int
	Message      string
}

func (e *ConfigError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

type configReader struct {
	file  string
	rules map[string]*Rule // by id and by name
	errs  []error
}

func (c *configReader) fail(n *yaml.Node, format string, args ...any) {
	c.errs = append(c.errs, &ConfigError{c.file, n.Line, n.Column, fmt.Sprintf(format, args...)})
}

// ReadConfig reads the text of a configuration file. known are all rules that
// it may speak of. Every mistake is reported, each as a [ConfigError].
func ReadConfig(file string, text []byte, known []*Rule) (*Config, error) {
	c := &configReader{file: file, rules: map[string]*Rule{}}
	for _, r := range known {
		c.rules[r.ID], c.rules[r.Name] = r, r
	}
	cfg := &Config{File: file, Rules: map[string]RuleConfig{}, Parameters: map[string]string{}}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	if len(doc.Content) == 0 {
		return cfg, nil
	}
	c.mapping(doc.Content[0], "the configuration", map[string]func(*yaml.Node){
		"version": func(n *yaml.Node) {
			if n.Value != "1" {
				c.fail(n, "version %q is not known: write 1", n.Value)
			}
		},
		"profile": func(n *yaml.Node) {
			if !slices.Contains(Profiles(), n.Value) {
				c.fail(n, "profile %q is not known%s", n.Value, didYouMean(n.Value, Profiles()))
			}
			cfg.Profile = n.Value
		},
		"fail-on": func(n *yaml.Node) {
			if s, err := ParseSeverity(n.Value); err != nil {
				c.fail(n, "%v", err)
			} else {
				cfg.FailOn = s
			}
		},
		"rules":      func(n *yaml.Node) { c.readRules(n, cfg) },
		"rule-dirs":  func(n *yaml.Node) { c.decode(n, &cfg.RuleDirs) },
		"parameters": func(n *yaml.Node) { c.decode(n, &cfg.Parameters) },
		"ignore":     func(n *yaml.Node) { c.readIgnores(n, cfg) },
	})
	return cfg, errors.Join(c.errs...)
}

func (c *configReader) decode(n *yaml.Node, into any) {
	if err := n.Decode(into); err != nil {
		c.fail(n, "%s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
}

// mapping visits the entries of a map; unknown keys are mistakes.
func (c *configReader) mapping(n *yaml.Node, what string, keys map[string]func(*yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		c.fail(n, "%s must be a map", what)
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		read, ok := keys[k.Value]
		if !ok {
			names := make([]string, 0, len(keys))
			for name := range keys {
				names = append(names, name)
			}
			c.fail(k, "key %q is not known in %s%s", k.Value, what, didYouMean(k.Value, names))
			continue
		}
		read(v)
	}
}

func (c *configReader) rule(n *yaml.Node) *Rule {
	if r := c.rules[n.Value]; r != nil {
		return r
	}
	names := make([]string, 0, len(c.rules))
	for name := range c.rules {
		names = append(names, name)
	}
	c.fail(n, "rule %q is not known%s", n.Value, didYouMean(n.Value, names))
	return nil
}

func (c *configReader) readRules(n *yaml.Node, cfg *Config) {
	if n.Kind != yaml.MappingNode {
		c.fail(n, "rules must be a map of rule ids or names")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		r := c.rule(k)
		if r == nil {
			continue
		}
		if _, twice := cfg.Rules[r.ID]; twice {
			c.fail(k, "rule %s stands twice", r.ID)
		}
		rc := RuleConfig{Params: map[string]any{}}
		if v.Kind == yaml.ScalarNode {
			switch strings.ToLower(v.Value) {
			case "on", "true":
				rc.Enabled = ptr(true)
			case "off", "false":
				rc.Enabled = ptr(false)
			default:
				s, err := ParseSeverity(v.Value)
				if err != nil {
					c.fail(v, "rule %s is %q: write on, off, a severity or a map", r.ID, v.Value)
					continue
				}
				rc.Enabled, rc.Severity = ptr(true), s
			}
			cfg.Rules[r.ID] = rc
			continue
		}
		keys := map[string]func(*yaml.Node){
			"enabled": func(n *yaml.Node) {
				var b bool
				c.decode(n, &b)
				rc.Enabled = &b
			},
			"severity": func(n *yaml.Node) {
				s, err := ParseSeverity(n.Value)
				if err != nil {
					c.fail(n, "%v", err)
				}
				rc.Severity = s
				if rc.Enabled == nil {
					rc.Enabled = ptr(true)
				}
			},
		}
		for name, p := range r.Params {
			keys[name] = func(n *yaml.Node) {
				var value any
				c.decode(n, &value)
				if !sameShape(p.Default, value) {
					c.fail(n, "%s of rule %s must be a %s", name, r.ID, shape(p.Default))
					return
				}
				rc.Params[name] = value
			}
		}
		c.mapping(v, "rule "+r.ID, keys)
		cfg.Rules[r.ID] = rc
	}
}

func ptr[T any](v T) *T { return &v }

func shape(v any) string {
	switch v.(type) {
	case int, float64:
		return "number"
	case bool:
		return "boolean"
	case string:
		return "text"
	case []any:
		return "list"
	case map[string]any:
		return "map"
	}
	return "value"
}

func sameShape(want, got any) bool { return want == nil || shape(want) == shape(got) }

func (c *configReader) readIgnores(n *yaml.Node, cfg *Config) {
	if n.Kind != yaml.SequenceNode {
		c.fail(n, "ignore must be a list")
		return
	}
	for _, item := range n.Content {
		ig := Ignore{Line: item.Line, Column: item.Column}
		c.mapping(item, "an ignore entry", map[string]func(*yaml.Node){
			"rule": func(n *yaml.Node) {
				if r := c.rule(n); r != nil {
					ig.Rule = r.ID
				}
			},
			"path":   func(n *yaml.Node) { ig.Path = n.Value },
			"reason": func(n *yaml.Node) { ig.Reason = strings.TrimSpace(n.Value) },
			"until": func(n *yaml.Node) {
				t, err := time.Parse(time.DateOnly, n.Value)
				if err != nil {
					c.fail(n, "until is %q: write a day as 2027-01-31", n.Value)
				}
				ig.Until = t
			},
		})
		if ig.Rule == "" && item.Kind == yaml.MappingNode {
			if !slices.ContainsFunc(item.Content, func(n *yaml.Node) bool { return n.Value == "rule" }) {
				c.fail(item, "an ignore entry needs a rule")
			}
		}
		cfg.Ignore = append(cfg.Ignore, ig)
	}
}

// didYouMean suggests the nearest of the known names, when one is near.
func didYouMean(name string, known []string) string {
	sort.Strings(known)
	best, bestDistance := "", max(2, len(name)/3)+1
	for _, k := range known {
		if d := distance(strings.ToLower(name), strings.ToLower(k)); d < bestDistance {
			best, bestDistance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(": did you mean %q?", best)
}

// distance is the Levenshtein distance.
func distance(a, b string) int {
	if len(a)*len(b) > 1<<16 {
		return len(a) + len(b)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		prev := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			prev, row[j+1] = row[j+1], min(row[j]+1, row[j+1]+1, prev+cost)
		}
	}
	return row[len(b)]
}

// Selection are the rules that are on, with the severity and parameters that
// the configuration gives them.
type Selection struct {
	Rules    []*Rule // in order of id
	Severity map[string]Severity
	Params   map[string]map[string]any
}

// Select applies profile and configuration to the known rules. only, when not
// empty, are the ids or names of the rules to run, whatever the rest says.
func Select(known []*Rule, cfg *Config, profile string, only []string) (*Selection, error) {
	if cfg == nil {
		cfg = &Config{}
	}
	if profile == "" {
		profile = cfg.Profile
	}
	if profile == "" {
		profile = "default"
	}
	if !slices.Contains(Profiles(), profile) {
		return nil, fmt.Errorf("profile %q is not known%s", profile, didYouMean(profile, Profiles()))
	}
	wanted := map[string]bool{}
	for _, name := range only {
		found := false
		for _, r := range known {
			if strings.EqualFold(name, r.ID) || name == r.Name || name == r.Category {
				wanted[r.ID], found = true, true
			}
		}
		if !found {
			names := make([]string, 0, 2*len(known))
			for _, r := range known {
				names = append(names, r.ID, r.Name)
			}
			return nil, fmt.Errorf("rule %q is not known%s", name, didYouMean(name, names))
		}
	}
	s := &Selection{Severity: map[string]Severity{}, Params: map[string]map[string]any{}}
	for _, r := range known {
		rc := cfg.Rules[r.ID]
		severity := r.Severity
		if rc.Severity != 0 {
			severity = rc.Severity
		}
		on := !r.Off
		switch profile {
		case "strict":
			on = true
		case "minimal":
			on = on && severity >= High
		}
		if rc.Enabled != nil {
			on = *rc.Enabled
		}
		if len(wanted) > 0 {
			on = wanted[r.ID]
		}
		if !on {
			continue
		}
		s.Rules = append(s.Rules, r)
		if rc.Severity != 0 {
			s.Severity[r.ID] = rc.Severity
		}
		params := map[string]any{}
		for name, p := range r.Params {
			params[name] = p.Default
			if v, ok := rc.Params[name]; ok {
				params[name] = v
			}
		}
		s.Params[r.ID] = params
	}
	return s, nil
}

func unmarshalYAML(text string, into any) error { return yaml.Unmarshal([]byte(text), into) }
