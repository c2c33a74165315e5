//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestInterrupt interrupts runs that write files, sooner or later: each file is whole, as
// it was or as it is to be, and nothing is left beside it.
func TestInterrupt(t *testing.T) {
	if testing.Short() {
		t.Skip("breaks off some forty runs")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	template := "Resources:\n" + each(400, "  S#: {Type: AWS::SecretsManager::Secret, Properties: {Name: 'a/b/s#', SecretString: 'plain-value-#'}}\n")
	for _, tt := range []struct {
		name, file string
		args       []string
		whole      func(text []byte) bool
	}{
		{"report", "out.json", []string{"check", "t.yaml", "--format", "json", "--output", "out.json", "--exit-zero"}, json.Valid},
		{"baseline", "out.json", []string{"baseline", "write", "t.yaml", "--output", "out.json"}, json.Valid},
		{"fix", "t.yaml", []string{"fix", "t.yaml", "--write"}, func(text []byte) bool {
			return bytes.HasSuffix(text, []byte("\n")) && bytes.Count(text, []byte("  S")) >= 400
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			whole := 0
			for i := range 12 {
				dir := t.TempDir()
				if err := os.Mkdir(filepath.Join(dir, ".git"), 0o755); err != nil {
					t.Fatal(err)
				}
				put(t, dir, "t.yaml", template)
				c := exec.Command(self, tt.args...)
				c.Args[0] = "fjall-lint"
				c.Dir = dir
				var stderr bytes.Buffer
				c.Stderr = &stderr
				if err := c.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Duration(i*i) * 10 * time.Millisecond)
				signal := []os.Signal{os.Interrupt, syscall.SIGTERM}[i%2]
				_ = c.Process.Signal(signal) // it may have ended
				_ = c.Wait()
				switch code := c.ProcessState.ExitCode(); code {
				case exitClean:
					whole++
				case exitInterrupted:
					if !strings.Contains(stderr.String(), "interrupted") {
						t.Errorf("it does not say why it ends: %s", &stderr)
					}
				case -1: // before it listens
				default:
					t.Errorf("exit code %d: %s", code, &stderr)
				}
				entries, err := os.ReadDir(dir)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range entries {
					switch e.Name() {
					case ".git", "t.yaml":
					case tt.file:
					default:
						t.Errorf("%s is left behind", e.Name())
					}
				}
				if text, err := os.ReadFile(filepath.Join(dir, tt.file)); err == nil && !tt.whole(text) {
					t.Errorf("half a file of %d bytes", len(text))
				}
			}
			t.Logf("%d of 12 runs came to their end", whole)
		})
	}
}
