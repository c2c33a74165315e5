package access

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code"
	"github.com/fjall-lint/fjall-lint/template"
)

// called is what a rotation function's code calls: as the analyzer of code understands
// it, or else by the names in it.
type called struct {
	// understood is the code where all that it does with secrets is known, nil otherwise.
	understood *code.Function
	// known is set when there is code to look at.
	known bool
	// named are the names of Secrets Manager's actions in it, in lower case and
	// without underscores.
	named map[string]bool
	// makesPasswords is set when it calls GetRandomPassword, readsMaster when it
	// takes the ARN of the superuser secret from the secret's JSON.
	makesPasswords, readsMaster bool
}

// codeOf looks through the inline code or the asset of a function.
func (a *analysis) codeOf(function *template.Resource) (called, error) {
	c := called{named: map[string]bool{}}
	if f := a.code.ByKey(function.Key()); f != nil && f.Whole {
		c.understood = f
	}
	if v := function.Property("Code", "ZipFile"); v.Kind == template.ScalarValue {
		c.read(v.Text(" "), true)
		return c, nil
	}
	path, ok := function.CodeAsset()
	if !ok || a.pass.Settings.Files == nil {
		return c, nil
	}
	size := 0
	_, err := a.pass.Settings.Files.Walk(a.pass.Context, path, func(_ string, text []byte) {
		if size += len(text); size <= maxCode {
			c.read(string(text), false)
		}
	})
	if err == nil {
		return c, nil
	}
	if a.pass.Context.Err() != nil {
		return called{}, fmt.Errorf("read the code of %s: %w", function.Label(), a.pass.Context.Err())
	}
	return called{}, nil // an asset that cannot be read is told elsewhere
}

// read takes note of the names in a text; inline code is the author's as a whole,
// while a file of an asset may be a bundle that holds the SDK.
func (c *called) read(text string, inline bool) {
	c.known = true
	lower := strings.ToLower(text)
	squeezed := strings.ReplaceAll(lower, "_", "")
	for _, action := range RotationActions {
		if name := strings.ToLower(action); strings.Contains(squeezed, name) {
			c.named[name] = true
		}
	}
	c.makesPasswords = c.makesPasswords || strings.Contains(text, ".get_random_password(") || inline && (strings.Contains(squeezed, "getrandompassword(") || strings.Contains(squeezed, "getrandompasswordcommand("))
	c.readsMaster = c.readsMaster || strings.Contains(text, `['masterarn']`) || strings.Contains(text, `["masterarn"]`) || strings.Contains(text, ".masterarn")
}

// calls are those of the actions that the code calls. Code that names none of them
// leaves them to a library, or is still to be written: then it is all.
func (c *called) calls(actions []string) []string {
	var found []string
	for _, action := range actions {
		if c.does(action) {
			found = append(found, action)
		}
	}
	if len(found) == 0 {
		return actions
	}
	return found
}

func (c *called) does(action string) bool {
	if c.understood == nil {
		return c.named[strings.ToLower(action)]
	}
	for _, list := range [][]*code.Action{c.understood.Fetches, c.understood.Writes, c.understood.Others} {
		if slices.ContainsFunc(list, func(x *code.Action) bool { return x.API == action }) {
			return true
		}
	}
	return false
}

// passwords tells whether the code has Secrets Manager make passwords.
func (c *called) passwords() bool {
	if c.understood != nil {
		return c.does("GetRandomPassword")
	}
	return c.makesPasswords
}
