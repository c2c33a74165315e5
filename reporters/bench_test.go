package reporters

import (
	"fmt"
	"io"
	"testing"

	"github.com/fjall-lint/fjall-lint/rules"
)

func benchmarkReport(b *testing.B, command string) *Report {
	r := testReport(b)
	r.Command = command
	first := r.Findings
	r.Findings = nil
	for i := range 5000 {
		f := *first[i%len(first)]
		f.LogicalID = fmt.Sprintf("Resource%d", i)
		f.Range.Start.Line += i / len(first)
		f.Range.End.Line = f.Range.Start.Line
		r.Findings = append(r.Findings, &f)
	}
	r.Findings = rules.Sort(r.Findings)
	return r
}

// 5,000 findings, on 2 cores of a shared machine, Go 1.26:
//
//	table           45 ms   12 MB   181k allocs
//	table-verbose   62 ms   16 MB   237k allocs
//	json            90 ms   37 MB    25k allocs
//	sarif          185 ms   61 MB   129k allocs
func BenchmarkReporters(b *testing.B) {
	for _, bench := range []struct {
		name     string
		reporter Reporter
	}{
		{"table", NewTable(Style{Width: 80})},
		{"table-verbose", NewTable(Style{Width: 120, Color: true, Verbose: true})},
		{"json", NewJSON()},
		{"sarif", NewSARIF(SARIFOptions{})},
		{"github", NewGitHub()},
		{"gitlab", NewGitLab()},
		{"junit", NewJUnit()},
		{"markdown", NewMarkdown(CommentBytes)},
		{"summary", NewMarkdown(SummaryBytes)},
	} {
		b.Run(bench.name, func(b *testing.B) {
			r := benchmarkReport(b, "check")
			b.ReportAllocs()
			for b.Loop() {
				if err := bench.reporter.Report(io.Discard, r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
