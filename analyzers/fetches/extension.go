package fetches

import (
	"strconv"
	"strings"
	"time"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// Layer is the Parameters and Secrets extension of a function.
type Layer struct {
	// TTL is how long it keeps a value; 0 is not at all, negative is not known.
	TTL time.Duration
}

// Caching is a function whose extension is told not to keep values.
type Caching struct {
	At       analyzers.Place `json:"at"`
	Function string          `json:"function"`
	Key      string          `json:"key"`
	// Variable is the one that turns the cache off.
	Variable string `json:"variable"`
}

// The extension keeps values for 300 seconds, which is also the most that it
// takes.
// Source: AWS Secrets Manager user guide, AWS Lambda functions (environment
// variables of the Parameters and Secrets Lambda Extension).
const defaultTTL = 300 * time.Second

const (
	ttlVariable   = "SECRETS_MANAGER_TTL"
	cacheVariable = "PARAMETERS_SECRETS_EXTENSION_CACHE_ENABLED"
)

// layers reads the extension of functions that fetch secrets.
func (f *finder) layers() {
	for _, x := range f.facts.Fetches {
		if x.Kind != Function || !HasExtension(x.Resource) {
			continue
		}
		x.Layer = &Layer{TTL: defaultTTL}
		variables := x.Resource.Property("Environment", "Variables")
		if v := variables.Get(ttlVariable); v.Kind != template.AbsentValue {
			x.Layer.TTL = -1
			if text, ok := v.Literal(); ok {
				if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && n >= 0 {
					x.Layer.TTL = min(time.Duration(n)*time.Second, defaultTTL)
				}
			}
			f.off(x, v, ttlVariable)
		}
		if v := variables.Get(cacheVariable); v.Kind != template.AbsentValue {
			if text, _ := v.Literal(); strings.EqualFold(strings.TrimSpace(text), "false") {
				x.Layer.TTL = 0
				f.off(x, v, cacheVariable)
			}
		}
	}
}

func (f *finder) off(x *Fetch, v *template.Value, variable string) {
	if x.Layer.TTL == 0 {
		f.facts.Caches = append(f.facts.Caches, Caching{
			At:       analyzers.AtValue(x.Resource, v, template.Path{"Environment", "Variables", variable}),
			Function: x.Resource.Label(), Key: x.Resource.Key(), Variable: variable,
		})
	}
}

// HasExtension tells whether a function has the layer, by its ARN: AWS's names it
// AWS-Parameters-and-Secrets-Lambda-Extension in all regions.
func HasExtension(r *template.Resource) bool {
	for _, layers := range r.Property("Layers").Alternatives() {
		for _, e := range layers.Value.Elems() {
			for _, a := range e.Alternatives() {
				if strings.Contains(a.Value.Text("*"), ":layer:AWS-Parameters-and-Secrets-Lambda-Extension") {
					return true
				}
			}
		}
	}
	return false
}
