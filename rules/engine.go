package rules

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/fjall-lint/fjall-lint/analyzers"
)

// Engine evaluates a selection of rules. It is compiled once and may be used
// by several goroutines.
type Engine struct {
	selection *Selection
	query     rego.PreparedEvalQuery
	needs     needs
	config    *ast.Term
	byAddress map[[2]string]*Rule
	blank     blankResult
}

// blankResult is what the rules return for a program of which they read
// nothing. Most templates of a folder have no secret, and rules give the same
// for each of them: evaluating them once took a fifth off the CPU time of a
// folder of 2,000 templates.
type blankResult struct {
	mu    sync.Mutex
	known bool
	raws  []raw
}

// unsafe are builtins that a rule must not use: rules see the input and
// nothing else, so that a run gives the same result everywhere.
var unsafe = map[string]bool{
	"http.send": true, "opa.runtime": true, "net.lookup_ip_addr": true, "rand.intn": true,
	"time.now_ns": true, "uuid.rfc4122": true, "trace": true,
}

// NewEngine compiles the rules of a selection, and no others. libraries are
// further modules that user rules import, by file name.
func NewEngine(ctx context.Context, selection *Selection, libraries map[string]string) (*Engine, error) {
	own := len(libraries) > 0 || slices.ContainsFunc(selection.Rules, func(r *Rule) bool { return r.user })
	return newEngine(ctx, selection, libraries, own)
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

func newEngine(ctx context.Context, selection *Selection, libraries map[string]string, check bool) (*Engine, error) {
	e := &Engine{selection: selection, byAddress: map[[2]string]*Rule{}}
	files := map[string]string{}
	for _, r := range selection.Rules {
		name := r.file
		if r.user {
			name = "user/" + name
		}
		files[name] = string(r.source)
		category, short := r.Address()
		e.byAddress[[2]string{category, short}] = r
	}
	for name, text := range libraries {
		files["user/"+name] = text
	}
	err := fs.WalkDir(embedded, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isLibrary(file) {
			return err
		}
		text, err := fs.ReadFile(embedded, file)
		files[file] = string(text)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read embedded rules: %w", err)
	}
	modules, err := parseModules(files)
	if err != nil {
		return nil, err
	}
	list := make([]*ast.Module, 0, len(modules))
	for _, m := range modules {
		list = append(list, m)
	}
	e.needs = inputNeeds(list)
	//lint:ignore SA1019 capabilities would call a forbidden builtin undefined; this names it
	compiler := ast.NewCompiler().WithUnsafeBuiltins(unsafeSet()).WithKeepModules(false)
	if !check {
		compiler.WithSkipStages(checks()...)
	}
	if compiler.Compile(modules); compiler.Failed() {
		return nil, fmt.Errorf("compile rules: %w", compileError(compiler.Errors))
	}
	e.query, err = rego.New(
		rego.Query("data.fjall.main.findings"),
		rego.Compiler(compiler),
	).PrepareForEval(ctx)
	if err != nil {
		return nil, fmt.Errorf("prepare rules: %w", err)
	}
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
	input, blank := buildInput(facts, e.needs, e.config)
	run := e.run
	if blank {
		run = e.runBlank
	}
	raws, err := run(ctx, input)
	if err != nil {
		return nil, err
	}
	return e.resolve(facts.Program, raws)
}

// runBlank evaluates the rules over a blank input, once.
func (e *Engine) runBlank(ctx context.Context, input ast.Value) ([]raw, error) {
	e.blank.mu.Lock()
	defer e.blank.mu.Unlock()
	if !e.blank.known {
		raws, err := e.run(ctx, input)
		if err != nil {
			return nil, err
		}
		e.blank.raws, e.blank.known = raws, true
	}
	return e.blank.raws, nil
}

// evalFacts evaluates the rules over facts of no program in particular.
func (e *Engine) evalFacts(ctx context.Context, name string, facts any) ([]raw, error) {
	some, ok := e.needs.of(name)
	if !ok {
		return nil, nil
	}
	return e.run(ctx, ast.NewObject(
		[2]*ast.Term{str("facts"), ast.ObjectTerm([2]*ast.Term{str(name), factTerm(reflect.ValueOf(facts), some)})},
		[2]*ast.Term{str("config"), e.config},
	))
}

func (e *Engine) run(ctx context.Context, input ast.Value) ([]raw, error) {
	var builtinErrors []topdown.Error
	results, err := e.query.Eval(ctx, rego.EvalParsedInput(input), rego.EvalBuiltinErrorList(&builtinErrors))
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
