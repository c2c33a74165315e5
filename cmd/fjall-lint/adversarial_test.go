package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Guards of the adversarial inputs. They say nothing of speed: what exceeds them hangs,
// or takes the memory of the machine.
const (
	adversarialHang   = 5 * time.Minute
	adversarialMemory = 1 << 30 // bytes, resident
)

// adversarial is an input that somebody made to bring the tool down.
type adversarial struct {
	name string
	// write makes the input in a folder, n times as much of what there is too much of. Beside
	// it a sound template is linted.
	write func(t *testing.T, dir string, n int)
	n     int
	// args are what is run, with "check ." for nil.
	args []string
	// want is what standard output or standard error says, "" for nothing in particular.
	want string
	// code is the exit code, -1 for 0 or 1.
	code int
}

const soundTemplate = "Resources:\n  Sound:\n    Type: AWS::SecretsManager::Secret\n    Properties: {Name: a/b/c, SecretString: plain-value-1}\n"

// TestAdversarial runs the command on inputs that somebody made to bring it down: it
// ends, within bounds of memory, tells what is wrong, and lints the file beside them.
func TestAdversarial(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the command on some eighty large inputs")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range adversaries {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.Mkdir(filepath.Join(dir, ".git"), 0o755); err != nil { // no configuration above it counts
				t.Fatal(err)
			}
			put(t, dir, "sound.yaml", soundTemplate)
			tt.write(t, dir, tt.n)
			args := tt.args
			if args == nil {
				args = []string{"check", "."}
			}
			ctx, cancel := context.WithTimeout(t.Context(), adversarialHang)
			defer cancel()
			c := exec.CommandContext(ctx, self, args...)
			c.Args[0] = "fjall-lint"
			c.Dir = dir
			var stdout, stderr bytes.Buffer
			c.Stdout, c.Stderr = &stdout, &stderr
			start := time.Now()
			err := c.Run()
			var exit *exec.ExitError
			if err != nil && !errors.As(err, &exit) {
				t.Fatal(err)
			}
			t.Logf("%v, %d MB, exit code %d", time.Since(start).Round(time.Millisecond), peak(c.ProcessState)>>20, c.ProcessState.ExitCode())
			output := stdout.String() + stderr.String()
			if ctx.Err() != nil {
				t.Fatal("it does not end")
			}
			if code := c.ProcessState.ExitCode(); code != tt.code && (tt.code != -1 || code != 0 && code != 1) {
				t.Errorf("exit code %d, want %d: %.2000s", code, tt.code, stderr.String())
			}
			if strings.Contains(output, "goroutine ") || strings.Contains(output, "runtime error") {
				t.Fatalf("it panics: %.4000s", output)
			}
			if peak(c.ProcessState) > adversarialMemory {
				t.Errorf("it took %d MB", peak(c.ProcessState)>>20)
			}
			if tt.args == nil && !strings.Contains(stdout.String(), "Sound") {
				t.Errorf("the template beside it is not linted: %.2000s", output)
			}
			if !strings.Contains(strings.Join(strings.Fields(output), " "), tt.want) {
				t.Errorf("no %q in: %.3000s", tt.want, output)
			}
		})
	}
}

// put writes a file below a folder.
func put(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// text gives an input that is one template, made of n.
func text(name string, make func(n int) string) func(t *testing.T, dir string, n int) {
	return func(t *testing.T, dir string, n int) {
		t.Helper()
		put(t, dir, name, make(n))
	}
}

// each joins what is made of 0 to n-1.
func each(n int, format string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(strings.ReplaceAll(format, "#-", fmt.Sprint(i-1)), "#", fmt.Sprint(i)))
	}
	return b.String()
}

// secretWith is a template of a secret with a property whose value is given.
func secretWith(value string) string {
	return "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  S:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n      Name: x/y/z\n      Description: " + value + "\n"
}

// secretJSON is the same in JSON.
func secretJSON(value string) string {
	return `{"AWSTemplateFormatVersion":"2010-09-09","Resources":{"S":{"Type":"AWS::SecretsManager::Secret","Properties":{"Name":"x/y/z","Description":` + value + `}}}}`
}
