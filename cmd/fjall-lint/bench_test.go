package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// benchmarkBinary builds the command as it is shipped.
func benchmarkBinary(b *testing.B) string {
	b.Helper()
	return benchmarkBuild(b, ".")
}

func benchmarkBuild(b *testing.B, pkg string) string {
	b.Helper()
	binary := filepath.Join(b.TempDir(), "command.exe")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, pkg)
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	return binary
}

// benchmarkProcess runs a process to its end and gives the CPU time that it took, in user
// mode and in the system. Findings are no failure.
func benchmarkProcess(b *testing.B, name string, args ...string) time.Duration {
	b.Helper()
	c := exec.Command(name, args...)
	c.Env = append(os.Environ(), cacheVariable+"=off")
	var stderr bytes.Buffer
	c.Stderr = &stderr
	if err := c.Run(); err != nil && c.ProcessState.ExitCode() != exitFindings {
		b.Fatalf("%s: %v\n%s", name, err, stderr.Bytes())
	}
	return c.ProcessState.UserTime() + c.ProcessState.SystemTime()
}

// benchmarkCPU runs a process b.N times and reports the median of its CPU time.
func benchmarkCPU(b *testing.B, unit string, run func() time.Duration) {
	b.Helper()
	var times []time.Duration
	for b.Loop() {
		times = append(times, run())
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, unit)
}

// A whole run over a small assembly, from the start of the process to its end.
// The aim is less than 100 ms of CPU time.
//
//	version       13 ms
//	check         82 and 95 ms in two runs (31 rules); 60 and 80 ms with GOGC=400
//	check-sarif   88 and 96 ms; 61 and 83 ms with GOGC=400; 82 ms with the edits of fixes (check 72 ms)
//	fix           85 ms
//	fix-cdk       81 ms
func BenchmarkColdAssembly(b *testing.B) {
	binary := benchmarkBinary(b)
	app := filepath.Join("..", "..", "testdata", "apps", "fjall-broken")
	for _, run := range []struct {
		name string
		args []string
	}{
		{"version", []string{"version"}}, // what the process costs by itself
		{"check", []string{"check", "--no-config", app}},
		{"check-sarif", []string{"check", "--no-config", "--format", "sarif", app}},
		{"fix", []string{"fix", "--no-config", app}},
		{"fix-cdk", []string{"fix", "--no-config", "--emit", "cdk", app}},
	} {
		b.Run(run.name, func(b *testing.B) {
			benchmarkCPU(b, "cpu-ms/op", func() time.Duration { return benchmarkProcess(b, binary, run.args...) })
		})
	}
}

// benchmarkLarge generates the large templates, which are not part of the project.
func benchmarkLarge(b *testing.B) string {
	b.Helper()
	generator := filepath.Join("..", "..", "..", "shared", "corpus", "large", "generate.py")
	if _, err := os.Stat(generator); err != nil {
		b.Skip("the generator of large templates is not here: ../shared/corpus/large/generate.py")
	}
	dir := b.TempDir()
	if out, err := exec.Command("python3", generator, dir).CombinedOutput(); err != nil {
		b.Skipf("generate large templates: %v\n%s", err, out)
	}
	return dir
}

// Templates at the limits of CloudFormation, one process each.
//
//	1mb-body.json                     159 and 168 ms of CPU time in two runs
//	200-params-mappings-outputs.json  138 and 139 ms
//	500-resources.json                132 and 166 ms
//	500-resources.yaml                165 and 190 ms
//	deep-functions.json                66 and 80 ms
//	fan-in-240-policies.json          203 and 250 ms
func BenchmarkColdLimits(b *testing.B) {
	binary, dir := benchmarkBinary(b), benchmarkLarge(b)
	files, err := filepath.Glob(filepath.Join(dir, "limits", "*"))
	if err != nil || len(files) == 0 {
		b.Fatal("no template was generated", err)
	}
	for _, file := range files {
		b.Run(filepath.Base(file), func(b *testing.B) {
			benchmarkCPU(b, "cpu-ms/op", func() time.Duration {
				return benchmarkProcess(b, binary, "check", "--no-config", file)
			})
		})
	}
}

// A tree of 2,000 templates: the check against a process that does nothing but
// read and parse the same files with the same parser, on as many processors.
// The aim is at most three times its CPU time. The two take turns, so that a
// busy machine is unkind to both.
//
//	check 2115 ms, parse 959 ms: 2.2 times (2.8 times when each template was evaluated and all facts went to the rules)
//	2.0 and 2.5 times in two runs with GOGC=400 for both
func BenchmarkTree(b *testing.B) {
	binary, dir := benchmarkBinary(b), filepath.Join(benchmarkLarge(b), "tree")
	measure := benchmarkBuild(b, "../../tools/measure")
	var check, parse []time.Duration
	for b.Loop() {
		check = append(check, benchmarkProcess(b, binary, "check", "--no-config", "--exit-zero", dir))
		parse = append(parse, benchmarkProcess(b, measure, "-parse", dir))
	}
	slices.Sort(check)
	slices.Sort(parse)
	c, p := check[len(check)/2], parse[len(parse)/2]
	b.ReportMetric(float64(c.Milliseconds()), "check-cpu-ms")
	b.ReportMetric(float64(p.Milliseconds()), "parse-cpu-ms")
	b.ReportMetric(float64(c)/float64(p), "check/parse")
}

// A run within one process: what is left when the start of the process and the
// reading of METADATA are not counted.
//
//	fjall-broken        32 ms,  9.0 MB, 118,000 allocs, of which 101,000 compile the rules
//	500-resources.json  91 ms, 25.5 MB, 273,000 allocs
//	500-resources.yaml  99 ms, 27.4 MB, 314,000 allocs
func BenchmarkCheck(b *testing.B) {
	check := func(b *testing.B, path string) {
		b.ReportAllocs()
		for b.Loop() {
			var out, stderr bytes.Buffer
			code := run(context.Background(), []string{"check", "--no-config", path}, nil, &out, &stderr)
			if code == exitUsage || out.Len() == 0 {
				b.Fatalf("exit code %d: %s", code, stderr.Bytes())
			}
		}
	}
	b.Run("fjall-broken", func(b *testing.B) { check(b, filepath.Join("..", "..", "testdata", "apps", "fjall-broken")) })
	b.Run("large", func(b *testing.B) {
		dir := benchmarkLarge(b)
		for _, name := range []string{"500-resources.json", "500-resources.yaml"} {
			b.Run(name, func(b *testing.B) { check(b, filepath.Join(dir, "limits", name)) })
		}
	})
}
