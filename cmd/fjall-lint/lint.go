package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/cost"
	"github.com/fjall-lint/fjall-lint/reporters"
	"github.com/fjall-lint/fjall-lint/rules"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/timing"
)

// inputFlags are the flags of every command that reads templates.
type inputFlags struct {
	config     string
	noConfig   bool
	profile    string
	only       []string
	ruleDirs   []string
	params     []string
	paramFiles []string
	noAssets   bool
	// brief is set where the report is of findings and lists only: then programs need not be
	// kept for it.
	brief bool
	// baselines say which findings do not count; nil for commands where all do.
	baselines *baselineFlags
	// files is what is read, nil for the file system of the operating system.
	files fs.FS
	// standing is what a command that lints more than once keeps; nil for the others.
	standing *standing
}

func (f *inputFlags) fsys() fs.FS {
	if f.standing == nil && f.files != nil {
		return f.files
	}
	return f.standing.fileSystem()
}

// add adds the flags of a command that runs rules of the user's choice.
func (f *inputFlags) add(c *cobra.Command) {
	f.addInput(c)
	fl := c.Flags()
	fl.StringVar(&f.profile, "profile", "", "rules to run: default, strict (all) or minimal (critical and high)")
	fl.StringSliceVar(&f.only, "only", nil, "run only these rules (ids, names or categories)")
	fl.StringArrayVar(&f.ruleDirs, "rules", nil, "folder of your own rules (repeatable)")
	_ = c.RegisterFlagCompletionFunc("profile", cobra.FixedCompletions(rules.Profiles(), cobra.ShellCompDirectiveNoFileComp))
}

// addInput adds the flags about what is read.
func (f *inputFlags) addInput(c *cobra.Command) {
	fl := c.Flags()
	fl.StringVar(&f.config, "config", "", "configuration file (default: .fjall-lint.yaml, found upward from the working folder)")
	fl.BoolVar(&f.noConfig, "no-config", false, "read no configuration file")
	fl.StringArrayVar(&f.params, "param", nil, "value of a template parameter, name=value (repeatable)")
	fl.StringArrayVar(&f.paramFiles, "param-file", nil, "JSON or YAML file of parameter values (repeatable)")
	fl.BoolVar(&f.noAssets, "no-assets", false, "do not look into the source files of code assets")
}

// outcome is what a run found, and what the configuration says of it.
type outcome struct {
	report *reporters.Report
	config *rules.Config
	result *rules.Result
	// costs are what the estimate of cost depended on.
	costs cost.Options
	// inputErr is about a path that could not be read; the rest was.
	inputErr error
}

// defaultPaths are what is read when no path is named: the assembly of the
// working folder, else the folder itself.
func defaultPaths(fsys fs.FS, args []string) []string {
	if len(args) > 0 {
		return args
	}
	if info, err := fs.Stat(fsys, "cdk.out"); err == nil && info.IsDir() {
		return []string{"cdk.out"}
	}
	return []string{"."}
}

// lint loads the paths and evaluates the rules. costs says what the estimate of
// cost depends on, nil for a command that is not about it; estimate asks for one
// even where no budget needs it.
func (f *inputFlags) lint(ctx context.Context, io streams, args []string, costs *costFlags, estimate bool) (*outcome, error) {
	fsys, clock := f.fsys(), timing.Of(ctx)
	stop := clock.Start("read the settings")
	chosen, err := f.choose()
	if err != nil {
		return nil, err
	}
	costing, err := costs.read(fsys, chosen.config)
	if err != nil {
		return nil, err
	}
	if err := f.baselines.read(fsys, chosen.config); err != nil {
		return nil, err
	}

	stop()
	engine, err := f.standing.compile(ctx, chosen)
	if err != nil {
		return nil, err
	}
	opts := template.Options{Parameters: chosen.params}
	paths, err := readStdin(io.in, defaultPaths(fsys, args), &opts)
	if err != nil {
		return nil, err
	}
	stop = clock.Start("look for templates")
	input, inputErr := template.Find(ctx, fsys, paths, opts)
	stop()
	if input == nil {
		return nil, inputErr
	}
	options := rules.Options{Settings: f.settings(fsys), Config: chosen.config, Known: chosen.known, Today: time.Now().UTC(), Estimate: estimate}
	var asm *template.Assembly
	var result *rules.Result
	var told *rows
	if costing.compares() || f.baselines.compares() {
		// Both bind to the input as a whole.
		stop := clock.Start(loading)
		asm = input.Load()
		stop()
		if err := costing.prepare(ctx, fsys, asm, chosen.params, &options); err != nil {
			return nil, err
		}
		if options.Baselines, err = f.baselines.compare(ctx, io.err, fsys, engine, asm, chosen.params, options); err != nil {
			return nil, err
		}
		result, err = engine.Lint(ctx, asm, options)
	} else {
		options.Cost, options.Limits = costing.options, costing.limits
		if f.baselines != nil {
			options.Baselines = f.baselines.all
		}
		limit := int64(largeLimit)
		if f.brief && len(costing.limits) == 0 {
			told, limit = &rows{}, briefLimit
			options.Digest = told.add
		}
		result, asm, err = lintParts(ctx, input, engine.Run(options), limit)
	}
	if err != nil {
		return nil, err
	}
	if inputErr != nil && len(asm.Stacks) == 0 && len(asm.Problems) == 0 {
		return nil, inputErr
	}
	r := newReportOf(fsys, asm, result, told, chosen.selection, f.standing)
	r.Compared = len(options.Baselines) > 0
	costing.report(r, result)
	for _, note := range r.Notes {
		fmt.Fprintf(io.err, "fjall-lint: note: %s\n", note)
	}
	return &outcome{report: r, config: chosen.config, result: result, costs: costing.options, inputErr: inputErr}, nil
}

// loading is the stage of the run in which templates are read.
const loading = "read and parse templates"

// What a run over an input of several parts may take of memory, in bytes, before it rather
// collects more often: 10,000 templates stay below 500 MB, and where programs are not kept
// below 350 MB.
const (
	largeLimit = 410 << 20
	briefLimit = 300 << 20
)

// lintParts lints an input part by part. The next part is loaded when the one before is done
// with, so that large inputs are never in memory as a whole.
func lintParts(ctx context.Context, input *template.Input, run *rules.Run, limit int64) (*rules.Result, *template.Assembly, error) {
	clock := timing.Of(ctx)
	first := true
	stop := clock.Start(loading)
	for part := range input.Parts() {
		stop()
		if !first && os.Getenv("GOMEMLIMIT") == "" {
			debug.SetMemoryLimit(limit)
		}
		first = false
		if err := run.Add(ctx, part); err != nil {
			return nil, nil, err
		}
		stop = clock.Start(loading)
	}
	stop()
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	return run.Finish(ctx)
}

// settings are what the analyzers may look at besides the templates.
func (f *inputFlags) settings(fsys fs.FS) analyzers.Settings {
	if f.noAssets {
		return analyzers.Settings{}
	}
	return analyzers.Settings{Files: analyzers.Assets(fsys)}
}

// chosen is what the flags and the configuration say of rules and parameters.
type chosen struct {
	known     []*rules.Rule
	libraries map[string]string
	config    *rules.Config
	selection *rules.Selection
	params    map[string]string
}

// choose reads the configuration and selects the rules to run.
func (f *inputFlags) choose() (*chosen, error) {
	c := &chosen{}
	var err error
	if c.known, c.libraries, c.config, err = f.knownRules(); err != nil {
		return nil, err
	}
	if c.selection, err = rules.Select(c.known, c.config, f.profile, f.only); err != nil {
		return nil, err
	}
	if c.params, err = f.parameters(c.config); err != nil {
		return nil, err
	}
	return c, nil
}

// knownRules are all rules, those of the configuration's folders included, the
// libraries that they import, and the configuration.
func (f *inputFlags) knownRules() ([]*rules.Rule, map[string]string, *rules.Config, error) {
	known, libraries, err := f.rules(nil)
	if err != nil {
		return nil, nil, nil, err
	}
	cfg, err := f.readConfig(known)
	if err != nil {
		return nil, nil, nil, err
	}
	if cfg != nil && len(cfg.RuleDirs) > 0 {
		if known, libraries, err = f.rules(cfg); err != nil {
			return nil, nil, nil, err
		}
	}
	return known, libraries, cfg, nil
}

// readStdin takes the path "-" out of the paths and reads standard input.
func readStdin(in io.Reader, paths []string, opts *template.Options) ([]string, error) {
	var rest []string
	for _, p := range paths {
		if p != "-" {
			rest = append(rest, p)
			continue
		}
		if opts.Stdin != nil {
			continue
		}
		const most = 64 << 20
		text, err := io.ReadAll(io.LimitReader(in, most+1))
		if err != nil {
			return nil, fmt.Errorf("read standard input: %w", err)
		}
		if len(text) > most {
			return nil, errors.New("read standard input: more than 64 MB")
		}
		if text == nil {
			text = []byte{}
		}
		opts.Stdin = text
	}
	return rest, nil
}

// rules are the built-in rules and the user's own, with the libraries that
// these import.
func (f *inputFlags) rules(cfg *rules.Config) ([]*rules.Rule, map[string]string, error) {
	known, err := rules.Builtin()
	if err != nil {
		return nil, nil, err
	}
	dirs := f.ruleDirs
	if cfg != nil {
		for _, d := range cfg.RuleDirs {
			dirs = append(dirs, beside(cfg.File, d))
		}
	}
	libraries := map[string]string{}
	for _, dir := range dirs {
		own, libs, err := rules.ReadDir(f.fsys(), dir)
		if err != nil {
			return nil, nil, err
		}
		for _, r := range own {
			for _, k := range known {
				if k.ID == r.ID || k.Name == r.Name {
					return nil, nil, fmt.Errorf("rule %s of %s: rule %s (%s) is there already: give it another id and name", r.ID, dir, k.ID, k.Name)
				}
			}
		}
		known = append(known[:len(known):len(known)], own...)
		for name, text := range libs {
			libraries[name] = text
		}
	}
	return known, libraries, nil
}

// configNames are the names that a configuration file may have.
var configNames = []string{".fjall-lint.yaml", ".fjall-lint.yml"}

func (f *inputFlags) readConfig(known []*rules.Rule) (*rules.Config, error) {
	file := f.config
	if file != "" && f.noConfig {
		return nil, errors.New("--config and --no-config exclude each other")
	}
	if file == "" {
		if f.noConfig {
			return nil, nil
		}
		if file = f.standing.findUpward(f.fsys(), configNames); file == "" {
			return nil, nil
		}
	}
	text, err := readNamed(f.fsys(), file)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	// The rules of the file's own folders are known too.
	peek := struct {
		Dirs []string `yaml:"rule-dirs"`
	}{}
	_ = yaml.Unmarshal(text, &peek) // mistakes are reported by ReadConfig
	for _, d := range peek.Dirs {
		own, _, err := rules.ReadDir(f.fsys(), beside(file, d))
		if err != nil {
			return nil, err
		}
		known = append(known[:len(known):len(known)], own...)
	}
	return rules.ReadConfig(file, text, known)
}

// beside is a path as it stands in a file: relative to the file's folder.
func beside(file, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(file), name)
}

// findUpward looks for a file from the working folder upward, to the root of
// the repository or the file system.
func (s *standing) findUpward(fsys fs.FS, names []string) string {
	dir, err := s.folder()
	if err != nil {
		return ""
	}
	wd := dir
	for {
		for _, name := range names {
			file := filepath.Join(dir, name)
			if info, err := fs.Stat(fsys, file); err == nil && info.Mode().IsRegular() {
				if s != nil && s.dir != "" {
					return file
				}
				if rel, err := filepath.Rel(wd, file); err == nil {
					return rel
				}
				return file
			}
		}
		if _, err := fs.Stat(fsys, filepath.Join(dir, ".git")); err == nil {
			return ""
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

// parameters are the values of template parameters: the configuration's, then
// those of files, then those of flags.
func (f *inputFlags) parameters(cfg *rules.Config) (map[string]string, error) {
	params := map[string]string{}
	if cfg != nil {
		for k, v := range cfg.Parameters {
			params[k] = v
		}
	}
	for _, file := range f.paramFiles {
		text, err := readNamed(f.fsys(), file)
		if err != nil {
			return nil, fmt.Errorf("read parameters: %w", err)
		}
		if err := readParameters(file, text, params); err != nil {
			return nil, fmt.Errorf("read parameters: %w", err)
		}
	}
	for _, p := range f.params {
		name, value, ok := strings.Cut(p, "=")
		if !ok || name == "" {
			return nil, fmt.Errorf("--param %q: write name=value", name)
		}
		params[name] = value
	}
	return params, nil
}

// readParameters reads a parameter file in one of the forms in use: a map of
// names to values, the CLI's list of {ParameterKey, ParameterValue}, and
// CodePipeline's {"Parameters": {…}}.
func readParameters(file string, text []byte, into map[string]string) error {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		// The library's own words may quote a value.
		if _, problems := template.Parse(template.NewSource(file, text)); len(problems) > 0 {
			return errors.New(problems[0].String())
		}
		return fmt.Errorf("%s: neither JSON nor YAML", file)
	}
	fail := func(n *yaml.Node, format string, args ...any) error {
		return fmt.Errorf("%s:%d:%d: %s", file, n.Line, n.Column, fmt.Sprintf(format, args...))
	}
	if len(doc.Content) == 0 {
		return nil
	}
	// The text of a value is kept as it is written: 0012 and 1e3 are no numbers
	// to CloudFormation.
	add := func(name, value *yaml.Node) error {
		for value.Kind == yaml.AliasNode {
			value = value.Alias
		}
		switch {
		case name.Kind != yaml.ScalarNode:
			return fail(name, "the name of a parameter is no text")
		case value.Tag == "!!null": // no value is given
			return nil
		case value.Kind == yaml.ScalarNode:
			into[name.Value] = value.Value
			return nil
		case value.Kind == yaml.SequenceNode:
			var items []string
			for _, item := range value.Content {
				if item.Kind != yaml.ScalarNode {
					return fail(item, "the list of parameter %q holds what is no text", name.Value)
				}
				items = append(items, item.Value)
			}
			into[name.Value] = strings.Join(items, ",")
			return nil
		}
		return fail(value, "the value of parameter %q is a map, not text", name.Value)
	}
	field := func(n *yaml.Node, key string) *yaml.Node {
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				return n.Content[i+1]
			}
		}
		return nil
	}
	root := doc.Content[0]
	switch root.Kind {
	case yaml.MappingNode:
		if inner := field(root, "Parameters"); inner != nil && inner.Kind == yaml.MappingNode {
			root = inner
		}
		for i := 0; i+1 < len(root.Content); i += 2 {
			if err := add(root.Content[i], root.Content[i+1]); err != nil {
				return err
			}
		}
		return nil
	case yaml.SequenceNode:
		for _, item := range root.Content {
			name := field(item, "ParameterKey")
			if name == nil {
				return fail(item, "the entry lacks ParameterKey")
			}
			if value := field(item, "ParameterValue"); value != nil {
				if err := add(name, value); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return fail(root, "the file is neither a map of names to values nor a list of {ParameterKey, ParameterValue}")
}

// rows are what a report lists of programs besides findings.
type rows struct {
	undecided []reporters.Undecided
	secrets   []reporters.Secret
}

func (r *rows) add(facts *analyzers.Facts) {
	r.undecided = append(r.undecided, undecided(facts)...)
	r.secrets = append(r.secrets, inventory(facts)...)
}

// newReportOf makes the report of a result; told are its rows, nil where its facts tell
// them.
func newReportOf(fsys fs.FS, asm *template.Assembly, result *rules.Result, told *rows, selection *rules.Selection, standing *standing) *reporters.Report {
	r := &reporters.Report{
		Version: toolVersion(), Assembly: asm, Rules: selection.Rules, Findings: result.Findings, Notes: result.Notes,
	}
	for _, s := range asm.Skipped {
		r.Notes = append(r.Notes, fmt.Sprintf("%s was not read: %s", s.File, s.Reason))
	}
	if told == nil {
		told = &rows{}
		for _, facts := range result.Facts {
			told.add(facts)
		}
	}
	r.Undecided = append(told.undecided, undecidedOfProblems(result.Problems)...)
	r.Secrets = told.secrets
	if wd, err := standing.folder(); err == nil {
		r.WorkDir = filepath.ToSlash(wd)
		r.RepoRoot = repoRoot(fsys, wd)
	}
	return r
}

// repoRoot is the folder of the repository that holds dir, else dir itself.
func repoRoot(fsys fs.FS, dir string) string {
	for d := dir; ; d = filepath.Dir(d) {
		if _, err := fs.Stat(fsys, filepath.Join(d, ".git")); err == nil {
			return filepath.ToSlash(d) + "/"
		}
		if filepath.Dir(d) == d {
			return filepath.ToSlash(dir) + "/"
		}
	}
}

// undecided are the rows of what could not be decided about a program.
func undecided(facts *analyzers.Facts) []reporters.Undecided {
	var list []reporters.Undecided
	stacks := map[string]*template.Stack{}
	for _, s := range facts.Program.Stacks {
		stacks[s.Key] = s
	}
	for _, u := range facts.Undecided {
		i := strings.LastIndexByte(u.At.Resource, '#')
		if i < 0 {
			continue
		}
		s := stacks[u.At.Resource[:i]]
		if s == nil {
			continue
		}
		row := reporters.Undecided{Category: u.Category, Template: s.TemplateFile, LogicalID: u.At.Resource[i+1:], Why: u.Why}
		row.Range = s.KeyRange(u.At.Path)
		if n, ok := s.Lookup(u.At.Path); ok {
			row.Range = n.Range()
		}
		list = append(list, row)
	}
	return list
}

// undecidedOfProblems are the rows of what the linter does not understand.
func undecidedOfProblems(problems []template.Problem) []reporters.Undecided {
	var list []reporters.Undecided
	for _, p := range problems {
		if p.Kind != template.Unsupported {
			continue
		}
		row := reporters.Undecided{Category: "template", Why: p.Message, Range: p.Range, Template: p.Range.File}
		if p.Stack != nil {
			row.Template = p.Stack.TemplateFile
			if at := p.Stack.PathOf(p.Range.Start.Offset - p.Stack.Source.BOM); len(at) > 1 {
				row.LogicalID, _ = at[1].(string)
			}
		}
		list = append(list, row)
	}
	return list
}

// writeAll writes a report in each of its formats.
func writeAll(std streams, outs []output, r *reporters.Report) error {
	for _, w := range outs {
		if err := write(std, w.reporter, r, w.file); err != nil {
			return err
		}
	}
	return nil
}

// write writes a report in one format to a file, "-" for standard output. A file
// is complete or not there at all.
func write(std streams, rep reporters.Reporter, r *reporters.Report, file string) error {
	if file == "-" {
		return rep.Report(std.out, r)
	}
	if std.record != nil {
		var err error
		if rep, err = std.record.file(file, rep, r); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	if err := replaceFile(file, func(w io.Writer) error { return rep.Report(w, r) }); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}
