package regions

import (
	"regexp"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// client is what is known of the region that a function's code makes its clients
// for.
type client struct {
	// why says what lets it be another region than the function's own, "" where nothing
	// does.
	why string
	// regions are the other regions that its variables name.
	regions []string
	// names are its variables, true for those that its code mentions.
	names map[string]bool
	// visible is set when code was there to be read, layers when there is more of it in
	// layers.
	visible, layers bool
}

// elsewhere says why what reads a variable may go to a region, "" where it goes to
// the function's own.
func (c client) elsewhere(region, variable string) string {
	if slices.Contains(c.regions, region) {
		return "a variable of the function names " + region + ", and its code may make its client for it"
	}
	// Extensions read variables of their own, and some take the region from the ARN:
	// Datadog's does (DataDog/datadog-lambda-extension#604).
	mentioned, known := c.names[variable]
	if known && !mentioned && (c.visible || c.layers || strings.HasPrefix(variable, "DD_")) {
		return "what reads variable " + variable + " of the function is not seen"
	}
	return c.why
}

// maxCode bounds how much of a function's code is looked through.
const maxCode = 8 << 20

// ownRegion is code that makes a client for the function's own region: Lambda sets
// AWS_REGION.
// Source: AWS Lambda developer guide, defined runtime environment variables.
var ownRegion = regexp.MustCompile(`(?i)region(_?name)?["']?\s*[:=]\s*(process\.env(\.|\[["'])AWS_REGION\b(["']\])?|os\.environ(\.get\(|\[)["']AWS_REGION["'][\])]|os\.getenv\(["']AWS_REGION["']\))`)

// regionName is the form of a region's name.
var regionName = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-\d+$`)

// client reads a function's variables and its code. Code that is not there to be
// read is taken to go to its own region, as clients do that nothing else is said to.
func (f *finder) client(r *template.Resource) client {
	if c, ok := f.clients[r.Key()]; ok {
		return c
	}
	c := f.variablesClient(r)
	f.code(r, &c)
	f.clients[r.Key()] = c
	return c
}

// variablesClient looks for regions and endpoints among a function's variables.
func (f *finder) variablesClient(r *template.Resource) client {
	c := client{names: map[string]bool{}}
	vars := r.Property("Environment", "Variables")
	if vars.Kind != template.MapValue && vars.Kind != template.AbsentValue {
		c.why = "the variables of the function are not known"
	}
	for _, k := range vars.Keys() {
		c.names[k.Text] = false
		text, known := vars.Get(k.Text).Literal()
		if known && regionName.MatchString(text) {
			if text != r.Stack.Region {
				c.regions = append(c.regions, text)
			}
			continue
		}
		name := strings.ToUpper(k.Text)
		if strings.Contains(name, "REGION") || strings.Contains(name, "ENDPOINT_URL") {
			c.why = "variable " + k.Text + " of the function may make its client go to another region"
		}
	}
	return c
}

// code looks through a function's code for its variables and for what has to do with
// regions or endpoints, other than the function's own region.
func (f *finder) code(r *template.Resource, c *client) {
	look := func(text string) {
		c.visible = true
		for name := range c.names {
			c.names[name] = c.names[name] || strings.Contains(text, name)
		}
		text = strings.ToLower(ownRegion.ReplaceAllString(text, ""))
		if c.why == "" && (strings.Contains(text, "region") || strings.Contains(text, "endpoint")) {
			c.why = "the code of the function may make its client for another region"
		}
	}
	c.layers = r.Property("Layers").Kind != template.AbsentValue
	if inline := r.Property("Code", "ZipFile"); inline.Kind == template.ScalarValue {
		look(inline.Text(" "))
		return
	}
	path, ok := r.CodeAsset()
	if !ok {
		return
	}
	size, failed := 0, f.pass.Settings.Files == nil
	if !failed {
		_, err := f.pass.Settings.Files.Walk(f.pass.Context, path, func(_ string, text []byte) {
			if size += len(text); size <= maxCode {
				look(string(text))
			}
		})
		failed = err != nil || size > maxCode
	}
	if failed && c.why == "" {
		c.why = "the code of the function was not read as a whole"
	}
}
