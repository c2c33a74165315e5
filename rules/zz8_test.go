package rules

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"
	"fmt"
	"strings"
	"path/filepath"

	"github.com/fjall-lint/fjall-lint/template"
)

func TestZZ8(t *testing.T) {
	dirs := strings.Fields(os.Getenv("ZZ8"))
	if len(dirs) == 0 { t.Skip() }
	known, err := Builtin()
	if err != nil { t.Fatal(err) }
	sel, err := Select(known, &Config{}, "strict", strings.Fields(os.Getenv("ZZRULES")))
	if err != nil { t.Fatal(err) }
	e, err := NewEngine(context.Background(), sel, nil)
	if err != nil { t.Fatal(err) }
	for _, dir := range dirs {
		abs, _ := filepath.Abs(dir)
		start := time.Now()
		asm, err := template.Load(t.Context(), os.DirFS("/"), []string{strings.TrimPrefix(abs, "/")}, template.Options{})
		if err != nil { fmt.Println("LOAD", dir, err); if asm == nil { continue } }
		loaded := time.Since(start)
		res, err := e.Lint(t.Context(), asm, Options{Known: known, Today: time.Now()})
		if err != nil { fmt.Println("LINT", dir, err); continue }
		if os.Getenv("ZZTIME") != "" { fmt.Println("TIME", dir, loaded, time.Since(start)) }
		for _, f := range res.Findings {
			fmt.Printf("%s\t%s\t%s:%d\t%s\t%s\n", f.Rule.ID, f.Severity, f.Range.File, f.Range.Start.Line, f.LogicalID, f.Message)
		}
		if os.Getenv("ZZU") != "" {
			for _, f := range res.Facts { for _, u := range f.Undecided { fmt.Printf("UNDECIDED\t%s\t%s\t%s\t%s\n", u.Category, u.At.Resource, u.At.Path, u.Why) } }
		}
		if n := os.Getenv("ZZFACT"); n != "" {
			for _, f := range res.Facts { b, _ := json.MarshalIndent(f.ByName[n], "", " "); fmt.Println(string(b)) }
		}
	}
}
