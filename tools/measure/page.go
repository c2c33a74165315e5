package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// page measures everything and writes the page.
func (m *measurer) page(w io.Writer, before string) error {
	p := &page{w: w}
	p.line("# Measurements")
	p.line("")
	p.line("<!-- written by `make measure`; do not edit -->")
	p.line("")
	p.line("Times are CPU time, user and system together, of whole processes: medians of runs in which the programs that")
	p.line("are compared took turns. The machine: %s, %d processors, %s, %s/%s.", processor(), runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if load := load(); load != "" {
		p.line("The load when the measurement began was %s: where other programs run, times grow, ratios stay.", load)
	}
	if m.before != "" {
		p.line("“Before” is the commit `%s`.", before)
	}
	p.line("How the time goes within a run is told by `fjall-lint check --timings`; [benchmarks](benchmarks.md) has the history.")
	for _, part := range []func(*page) error{m.small, m.large, m.tree, m.memory, m.growth} {
		if err := part(p); err != nil {
			return err
		}
	}
	return p.err
}

// page writes lines and keeps the first error.
type page struct {
	w   io.Writer
	err error
}

func (p *page) line(format string, args ...any) {
	if _, err := fmt.Fprintf(p.w, format+"\n", args...); err != nil && p.err == nil {
		p.err = err
	}
}

// check is the command that checks a path.
func check(binary, path string) command {
	return command{binary: binary, args: []string{"check", "--no-config", "--exit-zero", path}}
}

// cold gives before, now and warm of a check, and what remains of the time.
func (m *measurer) cold(path string, runs int) ([]taken, error) {
	warm := check(m.now, path)
	warm.cache = filepath.Join(m.dir, "cache")
	if _, err := warm.run(); err != nil {
		return nil, err
	}
	return turns(runs, check(m.before, path), check(m.now, path), warm)
}

func (m *measurer) small(p *page) error {
	p.line("")
	p.line("## A small assembly")
	p.line("")
	p.line("From the start of the process to its end. Kept is the second run on the same files, which the cache answers.")
	p.line("")
	p.line("| input | aim | before | now | ratio | kept | aim, kept |")
	p.line("|---|---|---|---|---|---|---|")
	version, err := turns(m.runs, command{binary: m.before, args: []string{"version"}}, command{binary: m.now, args: []string{"version"}})
	if err != nil {
		return err
	}
	p.line("| no input: `version` | | %s | %s | %s | | |", ms(version[0].cpu), ms(version[1].cpu), ratio(version[1].cpu, version[0].cpu))
	for _, app := range []string{"fjall-broken", "fjall-good", "traps"} {
		t, err := m.cold(filepath.Join("testdata", "apps", app), m.runs)
		if err != nil {
			return err
		}
		p.line("| `testdata/apps/%s` | 60 ms | %s | %s | %s | %s | 15 ms |", app, ms(t[0].cpu), ms(t[1].cpu), ratio(t[1].cpu, t[0].cpu), ms(t[2].cpu))
	}
	return nil
}

func (m *measurer) large(p *page) error {
	p.line("")
	p.line("## A template at CloudFormation's limit")
	p.line("")
	p.line("500 resources: 100 secrets, each with its reader and grant, and findings on a part of them.")
	p.line("")
	p.line("| input | aim | before | now | ratio | kept |")
	p.line("|---|---|---|---|---|---|")
	name := filepath.Join(m.dir, "limits", "500.template.json")
	if err := writeJSON(name, template500(500)); err != nil {
		return err
	}
	t, err := m.cold(name, m.runs)
	if err != nil {
		return err
	}
	p.line("| 500 resources, JSON, %s | 150 ms | %s | %s | %s | %s |", size(name), ms(t[0].cpu), ms(t[1].cpu), ratio(t[1].cpu, t[0].cpu), ms(t[2].cpu))
	if m.more == "" {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(m.more, "limits", "*"))
	if err != nil {
		return err
	}
	for _, name := range files {
		t, err := m.cold(name, m.runs)
		if err != nil {
			return err
		}
		p.line("| `%s`, %s | | %s | %s | %s | %s |", filepath.Base(name), size(name), ms(t[0].cpu), ms(t[1].cpu), ratio(t[1].cpu, t[0].cpu), ms(t[2].cpu))
	}
	return nil
}

func (m *measurer) tree(p *page) error {
	dir := filepath.Join(m.dir, "tree")
	if err := tree(dir, 2000); err != nil {
		return err
	}
	p.line("")
	p.line("## A tree of 2,000 templates")
	p.line("")
	p.line("%s, of which one template in four has secrets, with findings. Parsing is a process that does nothing but read and parse", size(dir))
	p.line("the same files with the same parser, and keeps the trees.")
	if err := m.treeTable(p, dir); err != nil {
		return err
	}
	further := filepath.Join(m.more, "tree")
	if _, err := os.Stat(further); m.more == "" || err != nil {
		return nil
	}
	p.line("")
	p.line("Another one (%s), in JSON and YAML.", size(further))
	return m.treeTable(p, further)
}

func (m *measurer) treeTable(p *page, dir string) error {
	runs := max(m.runs/3, 3)
	t, err := m.cold(dir, runs)
	if err != nil {
		return err
	}
	parsed, err := turns(runs, command{binary: m.self, args: []string{"-parse", dir}}, check(m.now, dir))
	if err != nil {
		return err
	}
	p.line("")
	p.line("| | aim | before | now | ratio | kept |")
	p.line("|---|---|---|---|---|---|")
	p.line("| CPU time | | %s | %s | %s | %s |", ms(t[0].cpu), ms(t[1].cpu), ratio(t[1].cpu, t[0].cpu), ms(t[2].cpu))
	p.line("| on the clock | | %s | %s | %s | %s |", ms(t[0].wall), ms(t[1].wall), ratio(t[1].wall, t[0].wall), ms(t[2].wall))
	p.line("| peak memory | | %s | %s | %s | %s |", mb(t[0].peak), mb(t[1].peak), ratio(t[1].peak, t[0].peak), mb(t[2].peak))
	p.line("| times the CPU of parsing (%s) | 3 | | %.1f | | |", ms(parsed[0].cpu), float64(parsed[1].cpu)/float64(parsed[0].cpu))
	return nil
}

func (m *measurer) memory(p *page) error {
	dir := filepath.Join(m.dir, "forest")
	if err := tree(dir, 10_000); err != nil {
		return err
	}
	t, err := turns(3, check(m.before, dir), check(m.now, dir))
	if err != nil {
		return err
	}
	p.line("")
	p.line("## 10,000 templates")
	p.line("")
	p.line("%s in one folder, linted in parts: what a part has to say is kept, and its trees are not.", size(dir))
	p.line("")
	p.line("| | aim | before | now | ratio |")
	p.line("|---|---|---|---|---|")
	p.line("| peak memory | 500 MB | %s | %s | %s |", mb(t[0].peak), mb(t[1].peak), ratio(t[1].peak, t[0].peak))
	p.line("| CPU time | | %s | %s | %s |", ms(t[0].cpu), ms(t[1].cpu), ratio(t[1].cpu, t[0].cpu))
	p.line("| on the clock | | %s | %s | %s |", ms(t[0].wall), ms(t[1].wall), ratio(t[1].wall, t[0].wall))
	return nil
}

// growth plots time against size.
func (m *measurer) growth(p *page) error {
	start, err := turns(m.runs, command{binary: m.now, args: []string{"version"}})
	if err != nil {
		return err
	}
	factors := []int{1, 2, 4, 8}
	plot := func(what string, base int, input func(n int) (string, error)) error {
		var times []time.Duration
		p.line("")
		p.line("| %s | CPU time | of the first, for each |", what)
		p.line("|---|---|---|")
		for _, f := range factors {
			path, err := input(f * base)
			if err != nil {
				return err
			}
			t, err := turns(max(m.runs/3, 3), check(m.now, path))
			if err != nil {
				return err
			}
			took := t[0].cpu - start[0].cpu
			times = append(times, took)
			p.line("| %s | %s | %.2f |", thousands(f*base), ms(took), float64(took)/float64(f)/float64(times[0]))
		}
		p.line("")
		chart(p, what, factors, times)
		return nil
	}
	p.line("")
	p.line("## Growth")
	p.line("")
	p.line("Without the start of the process (%s). The straight line is what 1× takes, times the size.", ms(start[0].cpu))
	if err := plot("templates in a tree", 500, func(n int) (string, error) {
		dir := filepath.Join(m.dir, fmt.Sprint("growth", n))
		return dir, tree(dir, n)
	}); err != nil {
		return err
	}
	return plot("resources of one template", 500, func(n int) (string, error) {
		name := filepath.Join(m.dir, "limits", fmt.Sprintf("%d.template.json", n))
		return name, writeJSON(name, template500(n))
	})
}

// chart draws the times, and a straight line through the first.
func chart(p *page, what string, factors []int, times []time.Duration) {
	var x, y, line []string
	for i, f := range factors {
		x = append(x, fmt.Sprintf(`"%d×"`, f))
		y = append(y, fmt.Sprintf("%.0f", millis(times[i])))
		line = append(line, fmt.Sprintf("%.0f", millis(times[0])*float64(f)))
	}
	p.line("```mermaid")
	p.line("xychart-beta")
	p.line(`  title "%s: CPU time, ms"`, what)
	p.line("  x-axis [%s]", strings.Join(x, ", "))
	p.line("  bar [%s]", strings.Join(y, ", "))
	p.line("  line [%s]", strings.Join(line, ", "))
	p.line("```")
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func ms(d time.Duration) string {
	switch {
	case d == 0:
		return "–"
	case d < 20*time.Millisecond:
		return fmt.Sprintf("%.1f ms", millis(d))
	}
	return thousands(int(millis(d)+0.5)) + " ms"
}

func mb(n int64) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprintf("%d MB", n/1_000_000)
}

func ratio[T ~int64](now, before T) string {
	if before == 0 || now == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", float64(now)/float64(before))
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// size is that of the files below a path.
func size(path string) string {
	var sum int64
	_ = filepath.Walk(path, func(_ string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			sum += info.Size()
		}
		return nil
	})
	if sum < 1_000_000 {
		return fmt.Sprintf("%d KB", sum/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(sum)/1e6)
}

// processor is the model of the processor, where the system tells it.
func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}

// load is how many processes wanted a processor in the last minute.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}
