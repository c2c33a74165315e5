package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

// exitCodes are the exit codes of each command, with a run that gives each. The
// files are those of TestExitCodes.
var exitCodes = []struct {
	command string
	code    int
	when    string
	args    string
}{
	{"check", 0, "no finding reaches the threshold", "good.yaml"},
	{"check", 0, "findings are below the threshold", "bad.yaml --fail-on none"},
	{"check", 0, "findings reach the threshold, and `--exit-zero` is given", "bad.yaml --exit-zero"},
	{"check", 1, "a finding reaches the threshold", "bad.yaml"},
	{"check", 1, "a template cannot be read as one: that is a finding", "broken.yaml"},
	{"check", 2, "a path does not exist", "nothing.yaml"},
	{"check", 2, "a path does not exist, in spite of findings in others", "bad.yaml nothing.yaml"},
	{"check", 2, "a flag is unknown or has a wrong value", "bad.yaml --fail-on worst"},
	{"check", 2, "the configuration is wrong", "good.yaml --config bad.yaml"},
	{"check", 2, "a rule of one's own is broken", "good.yaml --rules nowhere"},
	{"report", 0, "whatever was found", "bad.yaml"},
	{"report", 2, "bad usage, configuration or input", "nothing.yaml"},
	{"access", 0, "whatever was found", "bad.yaml"},
	{"access", 2, "bad usage, configuration or input", "nothing.yaml"},
	{"access", 2, "`--secret` or `--principal` names nothing", "bad.yaml --secret nobody"},
	{"cost", 0, "whatever it costs; a budget makes check fail", "bad.yaml"},
	{"cost", 2, "bad usage, configuration or input", "nothing.yaml"},
	{"cost prices", 0, "always", ""},
	{"cost prices", 2, "the file of prices is wrong", "--prices bad.yaml"},
	{"cost prices import", 2, "no offer file is named, or one is wrong", ""},
	{"fix", 0, "whatever was fixed, or left", "bad.yaml"},
	{"fix", 2, "bad usage, configuration or input", "nothing.yaml"},
	{"rules list", 0, "always", ""},
	{"rules list", 2, "a folder of rules cannot be read", "--rules nowhere"},
	{"rules show", 0, "the rule is known", "FJ101"},
	{"rules show", 2, "the rule is unknown", "FJ999"},
	{"rules test", 0, "all cases pass, and every rule has a bad and an ok case", "own"},
	{"rules test", 1, "a case fails, or a rule lacks one", "untested"},
	{"rules test", 2, "the folder holds no rule, or a broken one", "nowhere"},
	{"rules docs", 0, "the pages are written", "pages"},
	{"rules docs", 2, "a page cannot be written", "bad.yaml"},
	{"baseline write", 0, "the file is written", "bad.yaml -o base.json"},
	{"baseline write", 2, "bad usage, configuration or input", "nothing.yaml"},
	{"baseline prune", 0, "the file holds only what is there", "base.json bad.yaml"},
	{"baseline prune", 2, "the file cannot be read", "nowhere.json bad.yaml"},
	{"init", 0, "the files are written, or are there as they would be", "--config --yes"},
	{"init", 2, "nobody can be asked, and no flag says what to write", ""},
	{"lsp", 0, "the editor ended the session with shutdown and exit", "--profile strict"},
	{"lsp", 1, "the editor left without a shutdown", ""},
	{"lsp", 2, "bad usage", "file.yaml"},
	{"version", 0, "always", ""},
	{"help", 0, "the command is known", "check"},
	{"help", 2, "the command is unknown", "chek"},
}

// TestExitCodes runs every command for each of its exit codes, and checks that
// docs/exit-codes.md tells the same; -update writes it anew.
func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"good.yaml":   "Resources:\n  Topic: {Type: AWS::SNS::Topic}\n",
		"bad.yaml":    "Resources:\n  Secret: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: '{\"password\":\"Tr0ub4dor\"}'}}\n",
		"broken.yaml": "Resources: {\n",
	} {
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for from, to := range map[string]string{"testdata/own": "/own", "../../docs/example-rules/company": "/untested/company"} {
		if err := os.CopyFS(dir+to, os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	var page strings.Builder
	page.WriteString(`# Exit codes

<!-- Written by ` + "`go test ./cmd/fjall-lint -run TestExitCodes -update`" + `, which runs each line. -->

0 is success, 1 means findings at or above the threshold (or failed cases of rules), 2 means bad usage, configuration or
input, and 130 that the run was interrupted by SIGINT (Ctrl-C) or SIGTERM: what it would have written is not there, or is what
it was before. Nothing else is ever given. The threshold is ` + "`--fail-on`" + `, else ` + "`fail-on`" + ` of the [configuration](configuration.md), else medium.
Findings that are suppressed do not count.

| command | code | when |
|---|---|---|
`)
	for _, e := range exitCodes {
		fmt.Fprintf(&page, "| `%s` | %d | %s |\n", e.command, e.code, cell(e.when))
	}
	t.Run("page", func(t *testing.T) { golden(t, "../../docs/exit-codes.md", []byte(page.String())) })
	t.Chdir(dir)
	if err := os.Mkdir(".git", 0o755); err != nil { // the search for a configuration ends here
		t.Fatal(err)
	}
	for _, e := range exitCodes {
		t.Run(e.command+" "+e.args, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			args := strings.Fields(e.command + " " + e.args)
			if e.command == "lsp" && e.code == exitClean {
				if code := shutDown(t, args); code != e.code {
					t.Errorf("exit code %d, want %d", code, e.code)
				}
				return
			}
			if code := run(t.Context(), args, strings.NewReader(""), &stdout, &stderr); code != e.code {
				t.Errorf("exit code %d, want %d: %s", code, e.code, &stderr)
			}
			if e.code == exitUsage && stderr.Len() == 0 {
				t.Error("nothing is said of what is wrong")
			}
		})
	}
	for _, c := range newRoot(streams{}).Commands() {
		if c.Name() == "completion" {
			continue
		}
		told := false
		for _, e := range exitCodes {
			told = told || strings.Fields(e.command)[0] == c.Name()
		}
		if !told {
			t.Errorf("the exit codes of %s are not told", c.Name())
		}
	}
}
