package regions

import (
	"regexp"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// client is what is known of the region that a function's code makes its clients
// for.
type client struct {
	// why says what lets it be another region than the function's own, "" where nothing
	// does.
	why string
	// regions are the regions that its variables name.
	regions []string
}

// elsewhere says why the code may go to a region, "" where it goes to its own.
func (c client) elsewhere(region string) string {
	for _, r := range c.regions {
		if r == region {
			return "a variable of the function names " + region + ", and its code may make its client for it"
		}
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
	if c.why == "" && f.codeSpeaksOfRegions(r) {
		c.why = "the code of the function may make its client for another region"
	}
	f.clients[r.Key()] = c
	return c
}

// variablesClient looks for regions and endpoints among a function's variables.
func (f *finder) variablesClient(r *template.Resource) client {
	var c client
	vars := r.Property("Environment", "Variables")
	if vars.Kind != template.MapValue && vars.Kind != template.AbsentValue {
		c.why = "the variables of the function are not known"
	}
	for _, k := range vars.Keys() {
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

// codeSpeaksOfRegions tells whether a function's code has to do with regions or
// endpoints, other than the function's own region.
func (f *finder) codeSpeaksOfRegions(r *template.Resource) bool {
	speaks := func(text string) bool {
		text = strings.ToLower(ownRegion.ReplaceAllString(text, ""))
		return strings.Contains(text, "region") || strings.Contains(text, "endpoint")
	}
	if inline := r.Property("Code", "ZipFile"); inline.Kind == template.ScalarValue {
		return speaks(inline.Text(" "))
	}
	path, ok := r.CodeAsset()
	if !ok {
		return false
	}
	if f.pass.Settings.Files == nil {
		return true // it is there, and not to be read
	}
	found, size := false, 0
	_, err := f.pass.Settings.Files.Walk(f.pass.Context, path, func(_ string, text []byte) {
		if size += len(text); size > maxCode || speaks(string(text)) {
			found = true
		}
	})
	return found || err != nil
}
