// Command fuzzlong runs every fuzz target of the module for a while, some at once, and
// writes a table of what they did. A target that fails does not end the others.
//
//	go run ./tools/fuzzlong -time 10m -jobs 2 -out /tmp/fuzz
//	go run ./tools/fuzzlong -out /tmp/fuzz -table    # the table of what ran so far
package main

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// grace is how long a target may take on top of its time, to be built and to try its
// seeds; what takes longer hangs.
const grace = 10 * time.Minute

func main() {
	var r run
	flag.DurationVar(&r.time, "time", 10*time.Minute, "how long each target runs")
	flag.IntVar(&r.jobs, "jobs", 1, "how many targets run at once")
	flag.StringVar(&r.out, "out", "fuzzlong", "folder of the logs and the table")
	only := flag.String("only", "", "run only targets that this regular expression matches, as package.Target")
	first := flag.String("first", "", "run targets that this regular expression matches before the others")
	flag.BoolVar(&r.resume, "continue", false, "leave out targets that passed, as their logs tell")
	table := flag.Bool("table", false, "run nothing, only write the table of the logs")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := r.main(ctx, *only, *first, *table)
	if err != nil {
		fmt.Fprintln(os.Stderr, "fuzzlong:", err)
		os.Exit(1)
	}
}

// run is what the flags say.
type run struct {
	time time.Duration
	jobs int
	out  string
	// resume leaves out what passed.
	resume bool
}

// target is a fuzz target: a package's import path and the name of the function.
type target struct{ pkg, name string }

func (t target) String() string { return filepath.Base(t.pkg) + "." + t.name }

// log is the name of a target's log.
func (t target) log() string { return strings.ReplaceAll(t.pkg, "/", "_") + "." + t.name + ".log" }

func (r run) main(ctx context.Context, only, first string, table bool) error {
	targets, err := targets(ctx)
	if err != nil {
		return err
	}
	if !table {
		if err := r.targets(ctx, targets, only, first); err != nil {
			return err
		}
	}
	text, failed := r.table(targets)
	if err := os.WriteFile(filepath.Join(r.out, "table.md"), []byte(text), 0o644); err != nil {
		return err
	}
	fmt.Print(text)
	if failed > 0 && !table {
		return fmt.Errorf("%d targets failed: see their logs in %s", failed, r.out)
	}
	return nil
}

// targets are all fuzz targets of the module, by package and name.
func targets(ctx context.Context) ([]target, error) {
	list, err := exec.CommandContext(ctx, "go", "list", "-f", "{{.ImportPath}}\t{{.Dir}}", "./...").Output()
	if err != nil {
		return nil, fmt.Errorf("list packages: %w", err)
	}
	function := regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)
	var all []target
	for line := range strings.Lines(string(list)) {
		pkg, dir, _ := strings.Cut(strings.TrimSpace(line), "\t")
		files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			for _, m := range function.FindAllSubmatch(text, -1) {
				all = append(all, target{pkg, string(m[1])})
			}
		}
	}
	slices.SortFunc(all, func(a, b target) int { return strings.Compare(a.log(), b.log()) })
	return all, nil
}

// targets runs targets, some at once.
func (r run) targets(ctx context.Context, all []target, only, first string) error {
	wanted, err := regexp.Compile(only)
	if err != nil {
		return fmt.Errorf("-only: %w", err)
	}
	early, err := regexp.Compile(first)
	if err != nil {
		return fmt.Errorf("-first: %w", err)
	}
	if err := os.MkdirAll(r.out, 0o755); err != nil {
		return err
	}
	todo := slices.DeleteFunc(slices.Clone(all), func(t target) bool {
		return !wanted.MatchString(t.String()) || r.resume && outcomeOf(filepath.Join(r.out, t.log())).result == "passes"
	})
	if first != "" {
		slices.SortStableFunc(todo, func(a, b target) int { return rank(early, a) - rank(early, b) })
	}
	next := make(chan target)
	var wg sync.WaitGroup
	for range max(r.jobs, 1) {
		wg.Go(func() {
			for t := range next {
				r.target(ctx, t)
			}
		})
	}
	for _, t := range todo {
		if ctx.Err() != nil {
			break
		}
		next <- t
	}
	close(next)
	wg.Wait()
	return ctx.Err()
}

func rank(early *regexp.Regexp, t target) int {
	if early.MatchString(t.String()) {
		return 0
	}
	return 1
}

// target runs one target; its log tells how it ended.
func (r run) target(ctx context.Context, t target) {
	ctx, cancel := context.WithTimeout(ctx, r.time+grace)
	defer cancel()
	log, err := os.Create(filepath.Join(r.out, t.log()))
	if err != nil {
		fmt.Fprintln(os.Stderr, "fuzzlong:", err)
		return
	}
	defer log.Close()
	c := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-fuzz", "^"+t.name+"$", "-fuzztime", r.time.String(),
		"-fuzzminimizetime", "20x", "-parallel", "1", t.pkg)
	c.Stdout, c.Stderr = log, log
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 30 * time.Second
	err = c.Run()
	switch {
	case ctx.Err() != nil && r.hung(ctx):
		fmt.Fprintln(log, "fuzzlong: hangs")
	case err != nil:
		fmt.Fprintln(log, "fuzzlong: fails:", err)
	default:
		fmt.Fprintln(log, "fuzzlong: passes")
	}
	fmt.Fprintf(os.Stderr, "%s %s: %s\n", time.Now().Format(time.TimeOnly), t, outcomeOf(filepath.Join(r.out, t.log())).result)
}

func (run) hung(ctx context.Context) bool { return ctx.Err() == context.DeadlineExceeded }

// outcome is what a log tells.
type outcome struct {
	elapsed, executions, added, corpus, result string
}

var progress = regexp.MustCompile(`elapsed: (\S+), execs: (\d+) .*new interesting: (\d+) \(total: (\d+)\)`)

func outcomeOf(file string) outcome {
	o := outcome{result: "not run"}
	text, err := os.ReadFile(file)
	if err != nil {
		return o
	}
	o.result = "runs"
	s := bufio.NewScanner(bytes.NewReader(text))
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		if m := progress.FindStringSubmatch(s.Text()); m != nil {
			o.elapsed, o.executions, o.added, o.corpus = m[1], m[2], m[3], m[4]
		}
		if end, ok := strings.CutPrefix(s.Text(), "fuzzlong: "); ok {
			o.result, _, _ = strings.Cut(end, ":")
		}
	}
	return o
}

// table is the outcome of all targets as Markdown, and how many failed.
func (r run) table(all []target) (text string, failed int) {
	var b strings.Builder
	io.WriteString(&b, "| target | time | executions | new inputs | corpus | result |\n|---|--:|--:|--:|--:|---|\n")
	for _, t := range all {
		o := outcomeOf(filepath.Join(r.out, t.log()))
		if o.result == "fails" || o.result == "hangs" {
			failed++
		}
		pkg := t.pkg
		if i := strings.Index(pkg, "fjall-lint/fjall-lint/"); i >= 0 {
			pkg = pkg[i+len("fjall-lint/fjall-lint/"):]
		}
		fmt.Fprintf(&b, "| `%s` %s | %s | %s | %s | %s | %s |\n", pkg, t.name, o.elapsed, o.executions, o.added, o.corpus, o.result)
	}
	return b.String(), failed
}
