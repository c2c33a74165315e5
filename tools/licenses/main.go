// Command licenses tells the licence of each module whose code is in the binary, and fails
// for one that is not permissive or not known. MPL-2.0 is not allowed: it is weak copyleft.
//
//	go run ./tools/licenses ./cmd/fjall-lint
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "licenses:", err)
		os.Exit(1)
	}
}

// module is a module of the build.
type module struct {
	Path, Version, Dir string
	Main               bool
	Replace            *module
}

func run(out io.Writer, packages []string) error {
	modules, err := modules(packages)
	if err != nil {
		return err
	}
	var wrong []string
	for _, m := range modules {
		licence, file, err := licenceIn(m.Dir)
		if err != nil {
			return fmt.Errorf("read licence of %s: %w", m.Path, err)
		}
		fmt.Fprintf(out, "%-14s %s %s %s\n", licence, m.Path, m.Version, file)
		if !permissive[licence] {
			wrong = append(wrong, m.Path+" ("+licence+")")
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("not permissive, or not known: %s", strings.Join(wrong, ", "))
	}
	return nil
}

// modules are the modules that the packages are made of, without the main one and the
// standard library, whose licence is that of Go.
func modules(packages []string) ([]module, error) {
	c := exec.Command("go", append([]string{"list", "-deps", "-json=Module"}, packages...)...)
	c.Stderr = os.Stderr
	text, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("list packages: %w", err)
	}
	byPath := map[string]module{}
	d := json.NewDecoder(bytes.NewReader(text))
	for {
		var p struct{ Module *module }
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("list packages: %w", err)
		}
		m := p.Module
		if m == nil || m.Main {
			continue
		}
		if m.Replace != nil {
			m = m.Replace
		}
		byPath[m.Path] = *m
	}
	var list []module
	for _, m := range byPath {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b module) int { return strings.Compare(a.Path, b.Path) })
	return list, nil
}

var permissive = map[string]bool{"MIT": true, "BSD-2-Clause": true, "BSD-3-Clause": true, "Apache-2.0": true, "ISC": true, "0BSD": true, "Apache-2.0/MIT": true}

// licenceIn is the licence of a module's folder, and the file that holds it.
func licenceIn(dir string) (licence, file string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", "", err
	}
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		if e.IsDir() || !strings.HasPrefix(name, "LICENSE") && !strings.HasPrefix(name, "LICENCE") && !strings.HasPrefix(name, "COPYING") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", "", err
		}
		found := classify(string(text))
		if licence == "" || licence == "unknown" || !permissive[found] && found != "unknown" {
			licence, file = found, e.Name()
		}
	}
	if licence == "" {
		return "none", "", nil
	}
	return licence, file, nil
}

// classify tells a licence by the words that only it has. Copyleft comes first: a file of
// several licences is as strict as its strictest.
func classify(text string) string {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	has := func(phrases ...string) bool {
		return !slices.ContainsFunc(phrases, func(p string) bool { return !strings.Contains(text, p) })
	}
	mit := has("permission is hereby granted, free of charge, to any person obtaining a copy")
	switch {
	case has("gnu affero general public license"):
		return "AGPL"
	case has("gnu lesser general public license"):
		return "LGPL"
	case has("gnu general public license"):
		return "GPL"
	case has("mozilla public license"):
		return "MPL"
	case has("eclipse public license"):
		return "EPL"
	case has("apache license", "version 2.0") && mit:
		return "Apache-2.0/MIT"
	case has("apache license", "version 2.0"):
		return "Apache-2.0"
	case mit:
		return "MIT"
	case has("redistribution and use in source and binary forms", "neither the name"):
		return "BSD-3-Clause"
	case has("redistribution and use in source and binary forms"):
		return "BSD-2-Clause"
	case has("permission to use, copy, modify, and/or distribute this software for any purpose", "provided that the above copyright notice"),
		has("permission to use, copy, modify, and distribute this software for any purpose", "provided that the above copyright notice"):
		return "ISC"
	case has("permission to use, copy, modify, and/or distribute this software for any purpose"):
		return "0BSD"
	}
	return "unknown"
}
