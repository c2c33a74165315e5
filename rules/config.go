package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/template/yamldoc"
)

// Config is the configuration file, .fjall-lint.yaml.
type Config struct {
	// Profile is "default", "strict" (all rules) or "minimal" (critical and
	// high).
	Profile string
	// FailOn is the severity from which check fails, 0 for never; nil when it is
	// not set.
	FailOn *Severity
	// Rules are the settings by rule id.
	Rules map[string]RuleConfig
	// RuleDirs are folders of the user's own rules, relative to the file.
	RuleDirs []string
	// Ignore are the suppressions by rule and place.
	Ignore []Ignore
	// Baseline is the file of the baseline, relative to the configuration, "" for none.
	Baseline string
	// Parameters are values of template parameters.
	Parameters map[string]string
	// Cost is what the estimate of cost depends on.
	Cost CostConfig
	// File is where the configuration was read from, "" for none.
	File string
}

// CostConfig is what the configuration says of the estimate of cost. Usage and
// Prices are files, relative to the configuration; all are "" when they are not
// given.
type CostConfig struct {
	Usage  string
	Prices string
	Region string
	Limits []BudgetLimit
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

type configReader struct {
	*yamldoc.Reader
	rules map[string]*Rule // by id and by name
}

// ReadConfig reads the text of a configuration file. known are all rules that
// it may speak of. Every mistake is reported, each as a [yamldoc.Error].
func ReadConfig(file string, text []byte, known []*Rule) (*Config, error) {
	cfg := &Config{File: file, Rules: map[string]RuleConfig{}, Parameters: map[string]string{}}
	reader, root, err := yamldoc.Open(file, text)
	if err != nil {
		return nil, err
	}
	if root == nil {
		return cfg, nil
	}
	c := &configReader{reader, map[string]*Rule{}}
	for _, r := range known {
		c.rules[r.ID], c.rules[r.Name] = r, r
	}
	c.Mapping(root, "the configuration", map[string]func(*yaml.Node){
		"version": func(n *yaml.Node) {
			if version, ok := c.Text(n, "version"); ok && version != "1" {
				c.Fail(n, "version %q is not known: write 1", version)
			}
		},
		"profile": func(n *yaml.Node) {
			name, ok := c.Text(n, "profile")
			if ok && !slices.Contains(Profiles(), name) {
				c.Fail(n, "profile %q is none of %s%s", name, strings.Join(Profiles(), ", "), yamldoc.Nearest(name, Profiles()))
			}
			cfg.Profile = name
		},
		"fail-on": func(n *yaml.Node) {
			name, ok := c.Text(n, "fail-on")
			if !ok {
				return
			}
			s, err := ParseFailOn(name)
			if err != nil {
				c.Fail(n, "%v", err)
			}
			cfg.FailOn = &s
		},
		"rules":      func(n *yaml.Node) { c.readRules(n, cfg) },
		"rule-dirs":  func(n *yaml.Node) { c.readRuleDirs(n, cfg) },
		"parameters": func(n *yaml.Node) { c.readParameters(n, cfg) },
		"ignore":     func(n *yaml.Node) { c.readIgnores(n, cfg) },
		"cost":       func(n *yaml.Node) { c.readCost(n, &cfg.Cost) },
		"baseline": func(n *yaml.Node) {
			name, ok := c.Text(n, "baseline")
			if ok && name == "" {
				c.Fail(n, "baseline names no file: `fjall-lint baseline write` makes one")
			}
			cfg.Baseline = name
		},
	})
	return cfg, c.Err()
}

// ParseFailOn reads the severity from which check fails; "none" is 0, never.
func ParseFailOn(name string) (Severity, error) {
	if strings.EqualFold(name, "none") {
		return 0, nil
	}
	s, err := ParseSeverity(name)
	if err != nil {
		return 0, fmt.Errorf("severity %q is none of critical, high, medium, low, info and none", name)
	}
	return s, nil
}

func (c *configReader) rule(n *yaml.Node) *Rule {
	if r := c.rules[n.Value]; r != nil {
		return r
	}
	names := slices.Collect(maps.Keys(c.rules))
	c.Fail(n, "rule %q is not known%s", n.Value, yamldoc.Nearest(n.Value, names))
	return nil
}

func (c *configReader) readRuleDirs(n *yaml.Node, cfg *Config) {
	c.Items(n, "rule-dirs", func(item *yaml.Node) {
		if dir, ok := c.Text(item, "a folder of rules"); ok {
			cfg.RuleDirs = append(cfg.RuleDirs, dir)
		}
	})
}

func (c *configReader) readParameters(n *yaml.Node, cfg *Config) {
	c.Entries(n, "parameters", func(k, v *yaml.Node) {
		if value, ok := c.Text(v, fmt.Sprintf("the value of parameter %q", k.Value)); ok {
			cfg.Parameters[k.Value] = value
		}
	})
}

func (c *configReader) readRules(n *yaml.Node, cfg *Config) {
	c.Entries(n, "rules", func(k, v *yaml.Node) {
		r := c.rule(k)
		if r == nil {
			return
		}
		if _, twice := cfg.Rules[r.ID]; twice {
			c.Fail(k, "rule %s stands twice, by id and by name: keep one", r.ID)
			return
		}
		rc := RuleConfig{Params: map[string]any{}}
		if v.Kind == yaml.MappingNode {
			c.readRule(v, r, &rc)
			cfg.Rules[r.ID] = rc
			return
		}
		switch s, err := ParseSeverity(v.Value); {
		case v.Kind != yaml.ScalarNode:
			c.Fail(v, "rule %s is %s: write on, off, a severity or a map", r.ID, yamldoc.Kind(v))
		case isOneOf(v.Value, "on", "true"):
			rc.Enabled = ptr(true)
		case isOneOf(v.Value, "off", "false"):
			rc.Enabled = ptr(false)
		case err != nil:
			c.Fail(v, "rule %s is %q: write on, off, a severity or a map", r.ID, v.Value)
		default:
			rc.Enabled, rc.Severity = ptr(true), s
		}
		cfg.Rules[r.ID] = rc
	})
}

func isOneOf(text string, words ...string) bool { return slices.Contains(words, strings.ToLower(text)) }

func (c *configReader) readRule(n *yaml.Node, r *Rule, rc *RuleConfig) {
	keys := map[string]func(*yaml.Node){
		"enabled": func(n *yaml.Node) {
			if n.Kind != yaml.ScalarNode || !isOneOf(n.Value, "on", "true", "off", "false") {
				c.Fail(n, "enabled of rule %s must be true or false", r.ID)
				return
			}
			rc.Enabled = ptr(isOneOf(n.Value, "on", "true"))
		},
		"severity": func(n *yaml.Node) {
			name, ok := c.Text(n, "severity of rule "+r.ID)
			if !ok {
				return
			}
			s, err := ParseSeverity(name)
			if err != nil {
				c.Fail(n, "%v", err)
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
			if err := n.Decode(&value); err != nil || !sameShape(p.Default, value) {
				c.Fail(n, "%s of rule %s must be a %s", name, r.ID, shape(p.Default))
				return
			}
			rc.Params[name] = value
		}
	}
	c.Mapping(n, "rule "+r.ID, keys)
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
	c.Items(n, "ignore", func(item *yaml.Node) {
		ig := Ignore{Line: item.Line, Column: item.Column}
		named := false
		c.Mapping(item, "an ignore entry", map[string]func(*yaml.Node){
			"rule": func(n *yaml.Node) {
				named = true
				if name, ok := c.Text(n, "rule"); !ok || name == "" {
					return
				}
				if r := c.rule(n); r != nil {
					ig.Rule = r.ID
				}
			},
			"path": func(n *yaml.Node) {
				glob, ok := c.Text(n, "path")
				if ok && !doublestar.ValidatePattern(glob) {
					c.Fail(n, "path %q is no valid glob: close its brackets and braces, or put \\ before them", glob)
				}
				ig.Path = glob
			},
			"reason": func(n *yaml.Node) {
				reason, _ := c.Text(n, "reason")
				ig.Reason = strings.TrimSpace(reason)
			},
			"until": func(n *yaml.Node) {
				t, err := time.Parse(time.DateOnly, n.Value)
				if err != nil {
					c.Fail(n, "until is %q: write a day as 2027-01-31", n.Value)
				}
				ig.Until = t
			},
		})
		if item.Kind == yaml.MappingNode && !named {
			c.Fail(item, "an ignore entry needs a rule")
		}
		cfg.Ignore = append(cfg.Ignore, ig)
	})
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
		return nil, fmt.Errorf("profile %q is not known%s", profile, yamldoc.Nearest(profile, Profiles()))
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
			return nil, fmt.Errorf("rule %q is not known%s", name, yamldoc.Nearest(name, names))
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
