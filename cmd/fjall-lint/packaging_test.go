package main

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// compositeAction is what the tests read of action.yml.
type compositeAction struct {
	Inputs  map[string]struct{ Description, Default string }
	Outputs map[string]struct{ Description, Value string }
	Runs    struct {
		Using string
		Steps []actionStep
	}
}

type actionStep struct {
	Name, ID, If, Run, Shell, Uses string
	Env                            map[string]string
}

func readAction(t *testing.T) compositeAction {
	t.Helper()
	var a compositeAction
	readYAML(t, "action.yml", &a)
	return a
}

// readYAML reads a file of the repository's root.
func readYAML(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func (a compositeAction) step(t *testing.T, name string) actionStep {
	t.Helper()
	i := slices.IndexFunc(a.Runs.Steps, func(s actionStep) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("action.yml has no step %q", name)
	}
	return a.Runs.Steps[i]
}

// TestAction checks that the action declares what it uses, and that no input is
// written into a script, where it would be code.
func TestAction(t *testing.T) {
	a := readAction(t)
	text, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, m := range regexp.MustCompile(`inputs\.([a-z-]+)`).FindAllStringSubmatch(string(text), -1) {
		used[m[1]] = true
		if _, ok := a.Inputs[m[1]]; !ok {
			t.Errorf("input %s is used and not declared", m[1])
		}
	}
	for name, input := range a.Inputs {
		if !used[name] || input.Description == "" {
			t.Errorf("input %s is not used or has no description", name)
		}
	}
	for _, s := range a.Runs.Steps {
		switch {
		case s.Uses != "" && !regexp.MustCompile(`@v\d+$`).MatchString(s.Uses):
			t.Errorf("step %s: %s is not pinned to a major version", s.Name, s.Uses)
		case s.Run != "" && s.Shell != "bash":
			t.Errorf("step %s names no shell", s.Name)
		case strings.Contains(s.Run, "${{"):
			t.Errorf("step %s: an expression is in the script", s.Name)
		}
	}
}

// runStep runs a step's script behind some functions, in a folder of its own.
func runStep(t *testing.T, dir, functions string, s actionStep, env ...string) (string, int) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed: the step is not run")
	}
	c := exec.Command(bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", functions+"\n"+s.Run)
	c.Dir = dir
	c.Env = append(os.Environ(), env...)
	out, _ := c.CombinedOutput() // the status is looked at
	return string(out), c.ProcessState.ExitCode()
}

// TestActionCheck runs the step that checks, with a fjall-lint that ends with
// each status.
func TestActionCheck(t *testing.T) {
	s := readAction(t).step(t, "Check")
	for status, want := range map[int]string{
		exitClean:    "exit-code=0\nsarif-file=infra/fjall-lint.sarif\n",
		exitFindings: "exit-code=1\nsarif-file=infra/fjall-lint.sarif\n",
		exitUsage:    "exit-code=2\n",
	} {
		dir := t.TempDir()
		output := filepath.Join(dir, "output")
		out, got := runStep(t, dir, fmt.Sprintf(`fjall-lint() { printf '<%%s>' "$@"; return %d; }`, status), s,
			"GITHUB_OUTPUT="+output, "PATHS=cdk.out\nother out\n", "FAIL_ON=high", "FORMATS=table\nmarkdown=a b.md", "CONFIG=", "FOLDER=infra")
		if got != status {
			t.Errorf("status %d, want %d", got, status)
		}
		const args = "<check><--format><sarif=fjall-lint.sarif><--fail-on><high><--format><table><--format><markdown=a b.md><--><cdk.out><other out>"
		if out != args {
			t.Errorf("got  %s\nwant %s", out, args)
		}
		if text, _ := os.ReadFile(output); string(text) != want {
			t.Errorf("status %d records %q, want %q", status, text, want)
		}
	}
}

// TestActionInstall runs the step that installs, from a release in a folder:
// what is not as its checksum says must not be installed.
func TestActionInstall(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the release of the test is for Linux")
	}
	s := readAction(t).step(t, "Install fjall-lint")
	const archive = "fjall-lint_linux_arm64.tar.gz"
	for _, tt := range []struct {
		name, version, url, sum string
		status                  int
	}{
		{"latest", "latest", "/releases/latest/download/" + archive, "", 0},
		{"version", "1.2.3", "/releases/download/v1.2.3/" + archive, "", 0},
		{"version with v", "v1.2.3", "/releases/download/v1.2.3/" + archive, "", 0},
		{"other checksum", "latest", "", strings.Repeat("0", 64) + "  " + archive, 1},
		{"no checksum", "latest", "", strings.Repeat("0", 64) + "  other.tar.gz", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			sum := writeArchive(t, filepath.Join(dir, "release.tar.gz"))
			if tt.sum == "" {
				tt.sum = fmt.Sprintf("%x  other.tar.gz\n%x  %s\n", sha256.Sum256(nil), sum, archive)
			}
			if err := os.WriteFile(filepath.Join(dir, "sums"), []byte(tt.sum+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			// The last two arguments are the file and the address.
			curl := `curl() { local url=${*: -1} file=${*: -2:1}; echo "$url" >> urls; case "$file" in checksums.txt) cp sums "$file" ;; *) cp release.tar.gz "$file" ;; esac; }`
			out, status := runStep(t, dir, curl, s, "VERSION="+tt.version, "INSTALL=release",
				"RUNNER_TEMP="+dir, "RUNNER_OS=Linux", "RUNNER_ARCH=ARM64", "GITHUB_PATH="+filepath.Join(dir, "path"))
			if status != tt.status {
				t.Fatalf("status %d, want %d: %s", status, tt.status, out)
			}
			_, err := os.Stat(filepath.Join(dir, "fjall-lint-bin", "fjall-lint"))
			if installed := err == nil; installed != (status == 0) {
				t.Errorf("installed: %v", installed)
			}
			if urls, _ := os.ReadFile(filepath.Join(dir, "urls")); !strings.Contains(string(urls), tt.url) {
				t.Errorf("downloaded %s, not %s", urls, tt.url)
			}
		})
	}
}

// writeArchive writes an archive with a file fjall-lint and gives its checksum.
func writeArchive(t *testing.T, file string) []byte {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sum := sha256.New()
	zip := gzip.NewWriter(io.MultiWriter(f, sum))
	tape := tar.NewWriter(zip)
	const script = "#!/bin/sh\n"
	if err := tape.WriteHeader(&tar.Header{Name: "fjall-lint", Mode: 0o755, Size: int64(len(script))}); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(tape, script); err != nil {
		t.Fatal(err)
	}
	if err := tape.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	return sum.Sum(nil)
}

// TestHooks checks the hooks of pre-commit: init's entry names one of them, and
// each runs a command that there is.
func TestHooks(t *testing.T) {
	var hooks []struct{ ID, Name, Entry, Language, Files string }
	readYAML(t, ".pre-commit-hooks.yaml", &hooks)
	if len(hooks) == 0 || hooks[0].ID != "fjall-lint" {
		t.Fatalf("the hook that init names is not there: %v", hooks)
	}
	for _, h := range hooks {
		if h.Entry != "fjall-lint check" || h.Language != "golang" {
			t.Errorf("hook %s runs %q in %s", h.ID, h.Entry, h.Language)
		}
		if _, err := regexp.Compile(h.Files); err != nil {
			t.Errorf("hook %s: %v", h.ID, err)
		}
	}
}

// TestGoreleaser checks what other files depend on: the linker sets the variable
// of version.go, and action and workflows find the names of the archives.
func TestGoreleaser(t *testing.T) {
	var config struct {
		Version int
		Builds  []struct {
			Env, Flags, Ldflags, Goos, Goarch []string
			ModTimestamp                      string `yaml:"mod_timestamp"`
		}
		Archives []struct {
			NameTemplate string `yaml:"name_template"`
		}
		Checksum struct {
			NameTemplate string `yaml:"name_template"`
		}
	}
	readYAML(t, ".goreleaser.yaml", &config)
	if len(config.Builds) != 1 || len(config.Archives) != 1 {
		t.Fatalf("%d builds and %d archives, want one of each", len(config.Builds), len(config.Archives))
	}
	b := config.Builds[0]
	if !slices.Contains(b.Env, "CGO_ENABLED=0") || !slices.Contains(b.Flags, "-trimpath") || b.ModTimestamp == "" {
		t.Errorf("the build is not reproducible or not static: %+v", b)
	}
	source, err := os.ReadFile("version.go")
	if err != nil {
		t.Fatal(err)
	}
	dockerfile, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	const flag = "-X main.version="
	if !strings.Contains(string(source), "\nvar version = \"\"\n") || !strings.Contains(strings.Join(b.Ldflags, " "), flag) || !strings.Contains(string(dockerfile), flag) {
		t.Errorf("%s does not set the variable of version.go in .goreleaser.yaml and Dockerfile", flag)
	}
	if got := config.Archives[0].NameTemplate; got != "{{ .ProjectName }}_{{ .Os }}_{{ .Arch }}" {
		t.Errorf("archives are named %s: action.yml and the files of init look for fjall-lint_linux_amd64", got)
	}
	if config.Checksum.NameTemplate != "checksums.txt" {
		t.Errorf("checksums are in %s", config.Checksum.NameTemplate)
	}
}
