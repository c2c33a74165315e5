package main

import (
	"embed"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// starterTexts are the texts of the files that init writes. {{NAME}} stands for
// what depends on the place; ${{ … }} is GitHub's.
//
//go:embed starter
var starterTexts embed.FS

// starter is a kind of file that init writes.
type starter struct {
	flag string // that chooses it
	what string // for questions and help
	// target is the file, relative to the working folder.
	target func(place) string
	text   string // in [starterTexts]
	// fits tells whether the repository has a place for the file.
	fits func(place) bool
	// next says what to do once it is written, in lines; "" is nothing.
	next func(place) string
	// shared is for a file that other tools have entries in.
	shared bool
}

var starters = []starter{
	{
		flag: "config", what: "a commented configuration, .fjall-lint.yaml", text: "config.yaml",
		target: func(place) string { return configFile() },
		// A second one would hide the one of a folder above.
		fits: func(place) bool { return (*standing)(nil).findUpward(template.OS(), configNames) == "" },
	},
	{
		flag: "github", what: "a GitHub workflow with code scanning and a comment on pull requests", text: "github.yml",
		target: func(at place) string { return at.fromRoot(".github/workflows/fjall-lint" + at.suffix() + ".yml") },
		fits:   func(at place) bool { return at.has(".github") },
		next: func(place) string {
			return "change the branch main in the workflow if yours has another name\n"
		},
	},
	{
		flag: "gitlab", what: "a GitLab CI file with code quality and SARIF reports", text: "gitlab.yml",
		target: func(at place) string { return at.fromRoot(".gitlab-ci" + at.suffix() + ".fjall-lint.yml") },
		fits:   func(at place) bool { return at.has(".gitlab-ci.yml") },
		next: func(at place) string {
			return "include it in .gitlab-ci.yml:\n  include:\n    - local: .gitlab-ci" + at.suffix() + ".fjall-lint.yml\n"
		},
	},
	{
		flag: "pre-commit", what: "pre-commit hooks, in .pre-commit-config.yaml", text: "pre-commit.yaml", shared: true,
		target: func(at place) string { return at.fromRoot(".pre-commit-config.yaml") },
		fits:   func(at place) bool { return at.has(".pre-commit-config.yaml") },
		next:   func(place) string { return "pre-commit install\n" },
	},
}

// configFile is the configuration of the working folder: the one that is there,
// under any of its names, for a second one would hide it.
func configFile() string {
	for _, name := range configNames {
		if _, err := os.Lstat(name); err == nil {
			return name
		}
	}
	return configNames[0]
}

// place is where the app is.
type place struct {
	dir string // of the app, from the root of the repository, with /; "." for the root
	up  string // the root, from the working folder
}

// plain are the folders that can stand in YAML and in shell without quotes.
var plain = regexp.MustCompile(`^[A-Za-z0-9_.][A-Za-z0-9_./-]*$`)

func placeOf() (place, error) {
	wd, err := os.Getwd()
	if err != nil {
		return place{}, fmt.Errorf("find the working folder: %w", err)
	}
	root := filepath.FromSlash(repoRoot(template.OS(), wd))
	dir, err := filepath.Rel(root, wd)
	if err != nil {
		return place{}, fmt.Errorf("find the root of the repository: %w", err)
	}
	up, err := filepath.Rel(wd, root)
	if err != nil {
		return place{}, fmt.Errorf("find the root of the repository: %w", err)
	}
	if dir = filepath.ToSlash(dir); !plain.MatchString(dir) {
		return place{}, fmt.Errorf("folder %q has characters that CI files cannot hold as they are: run init at the root of the repository", dir)
	}
	return place{dir: dir, up: up}, nil
}

// fromRoot is a file of the repository's root, as seen from the working folder.
func (at place) fromRoot(name string) string {
	return filepath.Join(at.up, filepath.FromSlash(name))
}

// has tells whether the root of the repository has a file or folder.
func (at place) has(name string) bool {
	_, err := os.Lstat(at.fromRoot(name))
	return err == nil
}

// suffix tells the files of one app of a repository from those of another.
func (at place) suffix() string {
	if at.dir == "." {
		return ""
	}
	return "-" + strings.Trim(strings.NewReplacer("/", "-", ".", "-").Replace(at.dir), "-")
}

// prefix goes before a file of the app to have it from the root.
func (at place) prefix() string {
	if at.dir == "." {
		return ""
	}
	return at.dir + "/"
}

// release is where the files of a release are, below releases/: those of this
// version, or the latest for a build between releases.
func release() (folder, tag string) {
	if v := toolVersion(); released.MatchString(v) {
		return "download/v" + v, "v" + v
	}
	return "latest/download", "main"
}

var released = regexp.MustCompile(`^\d+\.\d+\.\d+$`)

// starterFile is a file to write.
type starterFile struct {
	name   string
	text   string
	entry  string // what goes into a shared file that is there already
	next   string
	shared bool
	there  bool // already
	same   bool // there with this very text
}

// file makes the file of a starter. wanted are all that are to be written.
func (s starter) file(at place, wanted []starter) (*starterFile, error) {
	text, err := starterTexts.ReadFile(path.Join("starter", s.text))
	if err != nil {
		return nil, fmt.Errorf("read the text of --%s: %w", s.flag, err)
	}
	folder, tag := release()
	category := ""
	if at.dir != "." {
		category = "/" + at.dir
	}
	f := &starterFile{name: s.target(at), shared: s.shared}
	f.text = strings.NewReplacer(
		"{{DIR}}", at.dir, "{{PREFIX}}", at.prefix(), "{{SUFFIX}}", at.suffix(), "{{CATEGORY}}", category,
		"{{RELEASE}}", folder, "{{REV}}", tag,
		"{{ARGS}}", hookArgs(at, wanted), "{{FILES}}", hookFiles(at),
	).Replace(string(text))
	if s.next != nil {
		f.next = s.next(at)
	}
	if s.shared {
		f.entry, f.text = f.text, "repos:\n"+f.text
	}
	switch old, err := readNamed(template.OS(), f.name); {
	case err == nil:
		f.there, f.same = true, string(old) == f.text
	case !errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("look for %s: %w", f.name, err)
	default:
		_, err := os.Lstat(f.name) // a link to nothing is something
		f.there = err == nil
	}
	return f, nil
}

// hookArgs are the arguments of the pre-commit hook, which runs at the root of
// the repository: from there, the search does not find the app's configuration.
func hookArgs(at place, wanted []starter) string {
	args := []string{at.prefix() + "cdk.out"}
	config := false
	for _, s := range wanted {
		config = config || s.flag == "config"
	}
	if _, err := os.Stat(configFile()); at.dir != "." && (config || err == nil) {
		args = append(args, "--config", at.prefix()+configFile())
	}
	for i, a := range args {
		args[i] = strconv.Quote(a)
	}
	return "[" + strings.Join(args, ", ") + "]"
}

// hookFiles is the pattern of the files whose change synthesizes the app.
func hookFiles(at place) string {
	return "'^" + regexp.QuoteMeta(at.prefix()) + `.*(\.(ts|js|py|java|cs|go)|cdk\.json)$'`
}
