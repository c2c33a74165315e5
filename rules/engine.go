package rules

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/profiler"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
	"github.com/fjall-lint/fjall-lint/timing"
)

// Engine evaluates a selection of rules, and compiles those that a program gives
// something to say. It may be used by several goroutines.
type Engine struct {
	selection *Selection
	needs     needs // of all rules of the selection
	// footprints are those of the rules, users' included.
	footprints map[*Rule]*footprint
	config     *ast.Term
	byAddress  map[[2]string]*Rule

	bounds bounds

	mu      sync.Mutex
	batches []*batch
	over    map[*Rule]string // rules of users that exceeded a bound, and which
}

// batch are rules that were compiled together.
type batch struct {
	rules map[*Rule]bool
	query rego.PreparedEvalQuery
	own   *ast.Compiler // of rules of users, nil for those that come with the tool
}

// unsafe are builtins that a rule must not use: rules see the input and
// nothing else, so that a run gives the same result everywhere.
var unsafe = map[string]bool{
	"http.send": true, "opa.runtime": true, "net.lookup_ip_addr": true, "rand.intn": true,
	"time.now_ns": true, "uuid.rfc4122": true, "trace": true,
	"io.jwt.decode_verify": true, "io.jwt.encode_sign": true, "io.jwt.encode_sign_raw": true, // the time, chance
	"json.match_schema": true, "json.verify_schema": true, // a schema may refer to others by their address
}

// NewEngine makes an engine of the rules of a selection, and of no others. libraries are
// further modules that user rules import, by file name. Rules of users are compiled and
// checked at once, those that come with the tool when they are first needed.
func NewEngine(ctx context.Context, selection *Selection, libraries map[string]string) (*Engine, error) {
	e := &Engine{selection: selection, bounds: ownBounds, byAddress: map[[2]string]*Rule{}, footprints: map[*Rule]*footprint{}}
	var own []*Rule
	for _, r := range selection.Rules {
		category, short := r.Address()
		e.byAddress[[2]string{category, short}] = r
		if e.footprints[r] = r.footprint; r.footprint == nil {
			own = append(own, r)
		}
	}
	if len(own) > 0 || len(libraries) > 0 {
		defer timing.Of(ctx).Start(compiling)()
		if err := e.compileOwn(ctx, own, libraries); err != nil {
			return nil, err
		}
	}
	reads := make([][]string, len(selection.Rules))
	for i, r := range selection.Rules {
		reads[i] = e.footprints[r].reads
	}
	e.needs = needsOf(reads...)
	params := map[string]any{}
	for id, p := range selection.Params {
		params[id] = p
	}
	config, err := ast.InterfaceToValue(params)
	if err != nil {
		return nil, fmt.Errorf("read rule parameters: %w", err)
	}
	e.config = ast.NewTerm(config)
	return e, nil
}

// compileOwn compiles rules of users with everything that they may refer to.
func (e *Engine) compileOwn(ctx context.Context, own []*Rule, libraries map[string]string) error {
	files, err := embeddedLibraries()
	if err != nil {
		return err
	}
	for name, text := range libraries {
		files["user/"+name] = text
	}
	imported := slices.Collect(maps.Keys(files))
	for _, r := range own {
		files[r.Module()] = string(r.text())
	}
	modules, err := parseModules(files)
	if err != nil {
		return err
	}
	available := map[string]*ast.Module{}
	for _, name := range imported {
		available[name] = modules[name]
	}
	rules := own
	for _, r := range own {
		e.footprints[r] = footprintOf(modules[r.Module()], available)
	}
	if refersToRules(modules) {
		// One rule's verdict may be another one's input.
		rules = e.selection.Rules
		rest := map[string]string{}
		for _, r := range rules {
			if modules[r.Module()] == nil {
				rest[r.Module()] = string(r.text())
			}
		}
		more, err := parseModules(rest)
		if err != nil {
			return err
		}
		maps.Copy(modules, more)
	}
	return e.compile(ctx, rules, modules, true)
}

// refersToRules tells whether a module refers to rules by their address.
func refersToRules(modules map[string]*ast.Module) bool {
	found := false
	for name, m := range modules {
		if name == mainFile {
			continue
		}
		ast.WalkRefs(m, func(ref ast.Ref) bool {
			found = found || len(ref) > 2 && ref.HasPrefix(rulesRef) && !ref.Equal(m.Package.Path)
			return found
		})
	}
	return found
}

var rulesRef = ast.MustParseRef("data.fjall.rules")

// mainFile holds the query.
const mainFile = "main.rego"

// embeddedLibraries are the query and the modules that the built-in rules import.
func embeddedLibraries() (map[string]string, error) {
	files := map[string]string{}
	for _, pattern := range []string{mainFile, "lib/*.rego"} {
		names, err := fs.Glob(embedded, pattern)
		if err != nil {
			return nil, fmt.Errorf("read embedded rules: %w", err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(embedded, name)
			if err != nil {
				return nil, fmt.Errorf("read embedded rules: %w", err)
			}
			files[name] = string(text)
		}
	}
	return files, nil
}

// maxBatches bounds how often rules are compiled: after so many times, the rest of the
// selection is compiled as a whole.
const maxBatches = 3

// compiled gives the batches that hold the given rules; those that no batch holds yet
// are compiled together.
func (e *Engine) compiled(ctx context.Context, rules []*Rule) ([]*batch, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	lacks := func(r *Rule) bool {
		return !slices.ContainsFunc(e.batches, func(b *batch) bool { return b.rules[r] })
	}
	if slices.ContainsFunc(rules, lacks) {
		defer timing.Of(ctx).Start(compiling)()
		missing := rules
		if len(e.batches) >= maxBatches {
			missing = e.selection.Rules
		}
		var list []*Rule
		files := map[string]bool{mainFile: true}
		for _, r := range missing {
			if lacks(r) {
				list = append(list, r)
				files[r.Module()] = true
				for _, name := range r.footprint.libraries {
					files[name] = true
				}
			}
		}
		texts := make(map[string]string, len(files))
		for name := range files {
			text, err := fs.ReadFile(embedded, name)
			if err != nil {
				return nil, fmt.Errorf("read embedded rules: %w", err)
			}
			texts[name] = string(text)
		}
		modules, err := parseModules(texts)
		if err != nil {
			return nil, err
		}
		if err := e.compile(ctx, list, modules, false); err != nil {
			return nil, err
		}
	}
	var batches []*batch
	for _, b := range e.batches {
		if slices.ContainsFunc(rules, func(r *Rule) bool { return b.rules[r] }) {
			batches = append(batches, b)
		}
	}
	return batches, nil
}

// compile adds a batch: modules are those of the rules, of what they import, and the query.
func (e *Engine) compile(ctx context.Context, list []*Rule, modules map[string]*ast.Module, check bool) error {
	//lint:ignore SA1019 capabilities would call a forbidden builtin undefined; this names it
	compiler := ast.NewCompiler().WithUnsafeBuiltins(unsafeSet()).WithKeepModules(false)
	if !check {
		compiler.WithSkipStages(checks()...)
	}
	if compiler.Compile(modules); compiler.Failed() {
		return fmt.Errorf("compile rules: %w", compileError(compiler.Errors))
	}
	query, err := rego.New(rego.Query("data.fjall.main.findings"), rego.Compiler(compiler)).PrepareForEval(ctx)
	if err != nil {
		return fmt.Errorf("prepare rules: %w", err)
	}
	b := &batch{rules: make(map[*Rule]bool, len(list)), query: query}
	if check {
		b.own = compiler
	}
	for _, r := range list {
		b.rules[r] = true
	}
	e.batches = append(e.batches, b)
	return nil
}

// checks are the stages of the compiler that only find mistakes. The rules that
// come with the tool are checked by a test; leaving them out saves 7 of the 80 ms
// of CPU time that a small assembly takes, and one in seven allocations.
func checks() []ast.StageID {
	return []ast.StageID{
		ast.StageCheckKeywordOverrides, ast.StageCheckDuplicateImports, ast.StageCheckVoidCalls, ast.StageCheckRuleConflicts,
		ast.StageCheckUndefinedFuncs, ast.StageCheckSafetyRuleHeads, ast.StageCheckRecursion, ast.StageCheckTypes,
		ast.StageCheckUnsafeBuiltins, ast.StageCheckDeprecatedBuiltins,
	}
}

func unsafeSet() map[string]struct{} {
	set := make(map[string]struct{}, len(unsafe))
	for name := range unsafe {
		set[name] = struct{}{}
	}
	return set
}

// parseModules parses Rego files in parallel.
func parseModules(files map[string]string) (map[string]*ast.Module, error) {
	type result struct {
		name   string
		module *ast.Module
		err    error
	}
	jobs, results := make(chan string), make(chan result, len(files))
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wg.Go(func() {
			for name := range jobs {
				m, err := ast.ParseModuleWithOpts(name, files[name], ast.ParserOptions{RegoVersion: ast.RegoV1})
				results <- result{name, m, err}
			}
		})
	}
	for name := range files {
		jobs <- name
	}
	close(jobs)
	wg.Wait()
	close(results)
	modules := make(map[string]*ast.Module, len(files))
	var errs []error
	for r := range results {
		if r.err != nil {
			errs = append(errs, compileError(r.err))
			continue
		}
		modules[r.name] = r.module
	}
	return modules, errors.Join(errs...)
}

// compileError words OPA's errors as file:line:column: message.
func compileError(err error) error {
	var list ast.Errors
	if !errors.As(err, &list) {
		return err
	}
	var errs []error
	for _, e := range list {
		if e.Location == nil {
			errs = append(errs, errors.New(e.Message))
			continue
		}
		hint := ""
		if strings.HasPrefix(e.Message, "unsafe built-in function calls") {
			hint = " (a rule sees its input and nothing else, so that every run gives the same)"
		}
		errs = append(errs, fmt.Errorf("%s:%d:%d: %s", strings.TrimPrefix(e.Location.File, "user/"), e.Location.Row, e.Location.Col, e.Message+hint))
	}
	return errors.Join(errs...)
}

// evalError words an error of the evaluation as file:line:column: message.
func evalError(err error) error {
	var e *topdown.Error
	if !errors.As(err, &e) || e.Location == nil {
		return fmt.Errorf("evaluate rules: %w", err)
	}
	message, _, _ := strings.Cut(e.Message, "\n") // what follows are the values
	return fmt.Errorf("evaluate rules: %s:%d:%d: %s", strings.TrimPrefix(e.Location.File, "user/"), e.Location.Row, e.Location.Col,
		strings.TrimSuffix(message, ":"))
}

// raw is what a rule returns.
type raw struct {
	category, name string
	object         map[string]any
}

// Eval evaluates the rules over the facts of one program.
func (e *Engine) Eval(ctx context.Context, facts *analyzers.Facts) ([]*Finding, error) {
	raws, err := e.judge(ctx, newSource(facts), func(n needs) ast.Value { return buildInput(facts, n, e.config) })
	if err != nil {
		return nil, err
	}
	for _, message := range e.leftOut() {
		facts.Notes = append(facts.Notes, message+"; its findings are missing")
		facts.Program.Stacks[0].Report(template.Evaluation, message, "what it would find is missing: make it simpler, or turn it off")
	}
	return e.resolve(facts.Program, raws)
}

// judgeFacts evaluates the rules over facts of no program in particular.
func (e *Engine) judgeFacts(ctx context.Context, name string, facts any) ([]raw, error) {
	return e.judge(ctx, source{facts: map[string]any{name: facts}}, func(n needs) ast.Value {
		some, ok := n.of(name)
		if !ok {
			return ast.NewObject([2]*ast.Term{str("config"), e.config})
		}
		return ast.NewObject(
			[2]*ast.Term{str("facts"), ast.ObjectTerm([2]*ast.Term{str(name), factTerm(reflect.ValueOf(facts), some)})},
			[2]*ast.Term{str("config"), e.config},
		)
	})
}

// judge evaluates the rules that have something to say of a source over the input that
// is built of what they read.
func (e *Engine) judge(ctx context.Context, s source, input func(needs) ast.Value) ([]raw, error) {
	var triggered []*Rule
	var reads [][]string
	for _, r := range e.selection.Rules {
		if f := e.footprints[r]; s.hold(f.triggers) {
			triggered = append(triggered, r)
			reads = append(reads, f.reads)
		}
	}
	if len(triggered) == 0 {
		return nil, nil
	}
	batches, err := e.compiled(ctx, triggered)
	if err != nil {
		return nil, err
	}
	stop := timing.Of(ctx).Start("give the facts to the rules")
	document := input(needsOf(reads...))
	stop()
	var raws []raw
	for _, b := range batches {
		found, err := e.run(ctx, b, document)
		if err != nil {
			return nil, err
		}
		raws = append(raws, found...)
	}
	return raws, nil
}

// compiling is the stage of the run in which rules are compiled.
const compiling = "compile the rules"

// profiled adds what a profiler saw to the times of the rules.
func profiled(clock *timing.Clock, p *profiler.Profiler) {
	for file, report := range p.ReportByFile().Files {
		var took time.Duration
		evaluations := 0
		for _, e := range report.Result {
			took += time.Duration(e.ExprTimeNs)
			evaluations += e.NumEval
		}
		clock.Rule(file, took, evaluations)
	}
}

// evaluate gives what a query finds.
func evaluate(ctx context.Context, query rego.PreparedEvalQuery, input ast.Value) ([]raw, error) {
	clock := timing.Of(ctx)
	defer clock.Start("judge by the rules")()
	var builtinErrors []topdown.Error
	options := []rego.EvalOption{rego.EvalParsedInput(input), rego.EvalBuiltinErrorList(&builtinErrors)}
	if clock != nil {
		p := profiler.New()
		defer profiled(clock, p)
		options = append(options, rego.EvalQueryTracer(p))
	}
	results, err := query.Eval(ctx, options...)
	if err != nil {
		return nil, evalError(err)
	}
	if len(builtinErrors) > 0 {
		return nil, evalError(&builtinErrors[0])
	}
	var raws []raw
	for _, r := range results {
		for _, x := range r.Expressions {
			set, _ := x.Value.([]any)
			for _, item := range set {
				triple, _ := item.([]any)
				if len(triple) != 3 {
					continue
				}
				category, _ := triple[0].(string)
				name, _ := triple[1].(string)
				object, ok := triple[2].(map[string]any)
				if !ok {
					return nil, fmt.Errorf("rule %s/%s denies something that is no object", category, name)
				}
				raws = append(raws, raw{category, name, object})
			}
		}
	}
	return raws, nil
}
