package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"
)

// measurer runs processes.
type measurer struct {
	dir  string // for inputs and binaries
	runs int
	more string // folder with further inputs, "" for none
	self string
	// now and before are the binaries; before is "" where there is none.
	now, before string
}

// command is a process to be measured.
type command struct {
	binary string
	args   []string
	// cache is the folder of the cache, "" for none.
	cache string
}

// taken is what a process took.
type taken struct {
	cpu, wall time.Duration
	peak      int64 // bytes resident at most, 0 where the system does not tell
}

func (c command) run() (taken, error) {
	cmd := exec.Command(c.binary, c.args...)
	cache := "off"
	if c.cache != "" {
		cache = c.cache
	}
	cmd.Env = append(os.Environ(), "FJALL_LINT_CACHE="+cache)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if code := cmd.ProcessState.ExitCode(); err != nil && code != 1 { // findings
		return taken{}, fmt.Errorf("%v: %w\n%s", c.args, err, stderr.Bytes())
	}
	return taken{cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), wall, peak(cmd.ProcessState)}, nil
}

// turns runs the commands one after another, n times, and gives the median of each. One
// without a binary takes nothing.
func turns(n int, commands ...command) ([]taken, error) {
	all := make([][]taken, len(commands))
	for range n {
		for i, c := range commands {
			if c.binary == "" {
				continue
			}
			t, err := c.run()
			if err != nil {
				return nil, err
			}
			all[i] = append(all[i], t)
		}
	}
	medians := make([]taken, len(commands))
	for i, list := range all {
		if len(list) == 0 {
			continue
		}
		of := func(what func(taken) int64) int64 {
			values := make([]int64, len(list))
			for k, t := range list {
				values[k] = what(t)
			}
			slices.Sort(values)
			return values[len(values)/2]
		}
		medians[i] = taken{
			time.Duration(of(func(t taken) int64 { return int64(t.cpu) })),
			time.Duration(of(func(t taken) int64 { return int64(t.wall) })),
			of(func(t taken) int64 { return t.peak }),
		}
	}
	return medians, nil
}
