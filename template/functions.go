package template

import (
	"fmt"
	"strconv"
	"strings"
)

func init() {
	functions = map[string]func(s *Stack, n, arg *Node) *Value{
		"Ref":                evalRef,
		"Fn::GetAtt":         evalGetAtt,
		"Fn::Sub":            evalSub,
		"Fn::Join":           evalJoin,
		"Fn::Select":         evalSelect,
		"Fn::Split":          evalSplit,
		"Fn::If":             evalIf,
		"Fn::FindInMap":      evalFindInMap,
		"Fn::ImportValue":    evalImportValue,
		"Fn::GetStackOutput": evalGetStackOutput,
		"Fn::Base64":         evalBase64,
		"Fn::ToJsonString":   evalToJSONString,
		"Fn::Length":         evalLength,
		"Fn::GetAZs":         unknownFunction("the zones of a region"),
		"Fn::Cidr":           unknownFunction("address blocks"),
		"Fn::Transform":      unknownFunction("the result of a macro"),
		"Fn::And":            evalCondition,
		"Fn::Or":             evalCondition,
		"Fn::Not":            evalCondition,
		"Fn::Equals":         evalCondition,
	}
}

func unknownFunction(why string) func(*Stack, *Node, *Node) *Value {
	return func(_ *Stack, n, _ *Node) *Value { return unknown(n, why) }
}

// evalCondition is a condition function where a value is wanted.
func evalCondition(s *Stack, n, _ *Node) *Value {
	switch s.truth(n) {
	case True:
		return scalar(n, Part{Kind: LiteralPart, Text: "true", Node: n})
	case False:
		return scalar(n, Part{Kind: LiteralPart, Text: "false", Node: n})
	}
	return unknown(n, "a condition that is not known")
}

func evalRef(s *Stack, n, arg *Node) *Value {
	if !arg.IsScalar() {
		// Fn::ForEach and language extensions allow functions within Ref.
		if name, ok := s.Eval(arg).Literal(); ok {
			return s.named(n, arg, name)
		}
		return unknown(n, "a reference to a name that is not known")
	}
	return s.named(n, arg, arg.Text)
}

// named is what Ref name gives; at is the node that holds the name.
func (s *Stack) named(n, at *Node, name string) *Value {
	if strings.HasPrefix(name, "AWS::") {
		return s.pseudo(n, at, name)
	}
	if p := s.Parameters[name]; p != nil {
		return s.parameter(n, at, p)
	}
	if r := s.Resources[name]; r != nil {
		return scalar(n, s.refPart(r, "", at))
	}
	return unknown(n, "a reference to "+strconv.Quote(shorten(name))+", which the template does not have")
}

// refPart is a reference to a resource; an attachment is its secret.
func (s *Stack) refPart(r *Resource, attr string, at *Node) Part {
	if r.Type == "AWS::SecretsManager::Secret" && (attr == "Id" || attr == "Arn") {
		attr = "" // Id is the ARN, as Ref is
	}
	p := Part{Kind: RefPart, Resource: r, Attr: attr, Node: at}
	if secret := r.AttachedSecret(); secret != nil && (attr == "" || attr == "Id" || attr == "Arn") {
		p.Resource, p.Via, p.Attr = secret, r, ""
	}
	return p
}

// AttachedSecret is the secret of an AWS::SecretsManager::SecretTargetAttachment,
// nil for other resources or where the secret is not one of the program's. The
// Ref of an attachment is the ARN of its secret.
// Source: AWS CloudFormation reference, SecretTargetAttachment, return values.
func (r *Resource) AttachedSecret() *Resource {
	if r.Type != "AWS::SecretsManager::SecretTargetAttachment" {
		return nil
	}
	if !r.Stack.enter(r) {
		return nil
	}
	defer r.Stack.leave(r)
	for _, a := range r.Property("SecretId").Alternatives() {
		if p, ok := a.Value.Single(); ok && p.Attr == "" && p.Resource.Type == "AWS::SecretsManager::Secret" {
			return p.Resource
		}
	}
	return nil
}

func (s *Stack) pseudo(n, at *Node, name string) *Value {
	known := ""
	switch name {
	case "AWS::NoValue":
		return &Value{Kind: AbsentValue, Node: n}
	case "AWS::AccountId":
		known = s.Account
	case "AWS::Region":
		known = s.Region
	case "AWS::Partition":
		known = partition(s.Region)
	case "AWS::URLSuffix":
		if p := partition(s.Region); p != "" {
			known = "amazonaws.com"
			if p == "aws-cn" {
				known = "amazonaws.com.cn"
			}
		}
	case "AWS::StackName":
		if s.Program != nil && s.Program.Complete && s.Parent == nil {
			known = s.Name
		}
	case "AWS::StackId", "AWS::NotificationARNs":
	default:
		return unknown(n, "a reference to "+strconv.Quote(shorten(name))+", which is no pseudo parameter")
	}
	if known != "" {
		return scalar(n, Part{Kind: LiteralPart, Text: known, Node: at})
	}
	return scalar(n, Part{Kind: PseudoPart, Text: name, Node: at, Stack: s})
}

// partition is the partition of a region; "" when the region is unknown.
// Source: AWS General Reference, ARN partitions.
func partition(region string) string {
	switch {
	case region == "":
		return ""
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	case strings.HasPrefix(region, "us-iso-"):
		return "aws-iso"
	case strings.HasPrefix(region, "us-isob-"):
		return "aws-iso-b"
	case strings.HasPrefix(region, "eusc-"):
		return "aws-eusc"
	}
	return "aws"
}

func evalGetAtt(s *Stack, n, arg *Node) *Value {
	var id, attr string
	var at *Node
	switch {
	case arg.IsScalar():
		at = arg
		id, attr, _ = strings.Cut(arg.Text, ".")
	case arg != nil && arg.Kind == List && len(arg.Items()) == 2 && arg.Items()[0].IsScalar():
		at = arg.Items()[0]
		id = at.Text
		a, ok := s.Eval(arg.Items()[1]).Literal()
		if !ok {
			if r := s.Resources[id]; r != nil {
				return scalar(n, Part{Kind: DerivedPart, Resource: r, Node: at})
			}
			return unknown(n, "an attribute whose name is not known")
		}
		attr = a
	default:
		return unknown(n, "a malformed Fn::GetAtt")
	}
	return s.attribute(n, at, id, attr)
}

func (s *Stack) attribute(n, at *Node, id, attr string) *Value {
	r := s.Resources[id]
	if r == nil {
		return unknown(n, "an attribute of "+strconv.Quote(shorten(id))+", which the template does not have")
	}
	if r.Type == "AWS::CloudFormation::Stack" {
		if name, ok := strings.CutPrefix(attr, "Outputs."); ok {
			return s.nestedOutput(n, at, r, name)
		}
	}
	if r.Type == "Custom::CrossRegionExportReader" {
		if out := s.Program.crossRegionExport(s, attr); out != nil {
			return s.output(n, out)
		}
	}
	return scalar(n, s.refPart(r, attr, at))
}

// nestedOutput is an output of a nested stack, evaluated there.
func (s *Stack) nestedOutput(n, at *Node, r *Resource, name string) *Value {
	child := r.NestedStack()
	if child == nil {
		return scalar(n, Part{Kind: RefPart, Resource: r, Attr: "Outputs." + name, Node: at})
	}
	out := child.Outputs[name]
	if out == nil {
		s.problem(Dangling, at, fmt.Sprintf("nested stack %q has no output %q", r.ID, shorten(name)), "name an output of "+child.TemplateFile)
		return unknown(n, "an output that the nested stack does not have")
	}
	return s.output(n, out)
}

// NestedStack is the loaded template of an AWS::CloudFormation::Stack resource,
// nil when it is not among what was loaded.
func (r *Resource) NestedStack() *Stack { return r.nested }

func (s *Stack) output(n *Node, out *Output) *Value {
	if !out.Stack.enter(out) {
		s.problem(Evaluation, n, fmt.Sprintf("output %q refers to itself through other stacks", out.Name), "break the cycle")
		return unknown(n, "an output that refers to itself")
	}
	defer out.Stack.leave(out)
	if out.Stack.eval.depth >= maxEvalDepth || s.eval.depth >= maxEvalDepth {
		return unknown(n, "functions nest too deeply")
	}
	out.Stack.eval.depth++
	v := out.Stack.Eval(out.Value)
	out.Stack.eval.depth--
	return v
}

func evalJoin(s *Stack, n, arg *Node) *Value {
	if arg == nil || arg.Kind != List || len(arg.Items()) != 2 {
		return unknown(n, "a malformed Fn::Join")
	}
	sep := s.Eval(arg.Items()[0])
	return s.Eval(arg.Items()[1]).each(func(list *Value) *Value {
		if list.Kind != ListValue {
			if list.Kind == ScalarValue { // a list-typed attribute or parameter that is not known
				return scalar(n, derived(list.Parts)...)
			}
			return unknown(n, "a join of a list that is not known")
		}
		elems := list.Elems()
		pieces := make([]*Value, 0, 2*len(elems))
		for i, e := range elems {
			if i > 0 {
				if text, ok := sep.Literal(); !ok || text != "" {
					pieces = append(pieces, sep)
				}
			}
			pieces = append(pieces, e)
		}
		return s.concat(n, pieces)
	})
}

// derived turns parts into what was computed from them in a way not followed.
func derived(parts []Part) []Part {
	out := make([]Part, len(parts))
	for i, p := range parts {
		out[i] = p
		switch p.Kind {
		case RefPart, DerivedPart:
			out[i].Kind = DerivedPart
		default:
			out[i] = Part{Kind: UnknownPart, Text: "cut from a longer value", Node: p.Node, Param: p.Param}
		}
	}
	return out
}

func evalSplit(s *Stack, n, arg *Node) *Value {
	if arg == nil || arg.Kind != List || len(arg.Items()) != 2 {
		return unknown(n, "a malformed Fn::Split")
	}
	sep, ok := s.Eval(arg.Items()[0]).Literal()
	if !ok || sep == "" {
		return unknown(n, "a split at text that is not known")
	}
	return s.Eval(arg.Items()[1]).each(func(text *Value) *Value {
		if text.Kind != ScalarValue {
			return unknown(n, "a split of text that is not known")
		}
		parts := text.Parts
		if _, ok := text.Literal(); !ok {
			parts = nil
			for _, p := range text.Parts {
				switch {
				case p.Kind == LiteralPart:
					parts = append(parts, p)
				case p.Kind == PseudoPart && sep == ":" && p.Text != "AWS::StackId" && p.Text != "AWS::NotificationARNs":
					parts = append(parts, p) // a region, account or partition holds no colon
				default:
					// The rest may hold the separator any number of times.
					return &Value{Kind: UnknownValue, Node: n, Why: "a split of text that is not known", Parts: derived(text.Parts)}
				}
			}
		}
		return &Value{Kind: ListValue, Node: n, stack: s, elems: splitParts(n, parts, sep)}
	})
}

// splitParts cuts literal parts at sep; other parts never hold it.
func splitParts(n *Node, parts []Part, sep string) []*Value {
	elems := []*Value{}
	var current []Part
	for _, p := range parts {
		if p.Kind != LiteralPart {
			current = append(current, p)
			continue
		}
		rest, offset := p.Text, p.Offset
		for {
			before, after, found := strings.Cut(rest, sep)
			piece := p
			piece.Text, piece.Offset = before, offset
			if before != "" || !found && len(current) == 0 {
				current = append(current, piece)
			}
			if !found {
				break
			}
			if current == nil {
				current = []Part{{Kind: LiteralPart, Node: p.Node, Offset: offset}}
			}
			elems = append(elems, scalar(n, current...))
			current = nil
			offset += len(before) + len(sep)
			rest = after
		}
	}
	return append(elems, scalar(n, current...))
}

func evalSelect(s *Stack, n, arg *Node) *Value {
	if arg == nil || arg.Kind != List || len(arg.Items()) != 2 {
		return unknown(n, "a malformed Fn::Select")
	}
	index, from := s.Eval(arg.Items()[0]), s.Eval(arg.Items()[1])
	text, ok := index.Literal()
	if !ok {
		return unknown(n, "an element whose index is not known")
	}
	// An index or list that comes in through a parameter, or that is one of
	// several, is no mistake of the template: conditions see to it that no more is
	// taken than there is.
	sure := from.Kind != ChoiceValue && !fromParameter(index)
	i, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || i < 0 {
		if sure {
			s.problem(Evaluation, arg.Items()[0], fmt.Sprintf("index %q of Fn::Select is not a whole number from 0 on", shorten(text)), "")
		}
		return unknown(n, "an element whose index is no number")
	}
	return from.each(func(list *Value) *Value {
		if list.Kind != ListValue {
			if list.Kind == UnknownValue && len(list.Parts) > 0 {
				return scalar(n, list.Parts...)
			}
			if list.Kind == ScalarValue { // a list-typed attribute
				return scalar(n, derived(list.Parts)...)
			}
			return unknown(n, "an element of a list that is not known")
		}
		elems := list.Elems()
		if i < len(elems) {
			return elems[i]
		}
		for _, e := range elems {
			if e.Kind != ScalarValue { // an element may stand for several
				return unknown(n, "an element of a list that is not known")
			}
			sure = sure && !fromParameter(e)
		}
		if sure {
			s.problem(Evaluation, n, fmt.Sprintf("Fn::Select takes element %d of a list of %d", i, len(elems)), "indexes begin at 0")
		}
		return unknown(n, "an element that the list does not have")
	})
}

// fromParameter tells whether any of a scalar came in through a parameter.
func fromParameter(v *Value) bool {
	for i := range v.Parts {
		if v.Parts[i].Param != nil {
			return true
		}
	}
	return false
}

func evalBase64(s *Stack, n, arg *Node) *Value {
	return s.Eval(arg).each(func(v *Value) *Value {
		if v.Kind != ScalarValue {
			return v
		}
		c := *v
		c.Base64 = true
		return &c
	})
}

func evalLength(s *Stack, n, arg *Node) *Value {
	return s.Eval(arg).each(func(v *Value) *Value {
		if v.Kind != ListValue {
			return unknown(n, "the length of a list that is not known")
		}
		for _, e := range v.Elems() {
			if e.Kind == ChoiceValue {
				return unknown(n, "the length of a list that is not known")
			}
		}
		return scalar(n, Part{Kind: LiteralPart, Text: strconv.Itoa(len(v.Elems())), Node: n})
	})
}

func evalIf(s *Stack, n, arg *Node) *Value {
	if arg == nil || arg.Kind != List || len(arg.Items()) != 3 {
		return unknown(n, "a malformed Fn::If")
	}
	name, ok := s.Eval(arg.Items()[0]).Literal()
	if !ok {
		return unknown(n, "a choice by a condition whose name is not known")
	}
	switch s.Condition(name) {
	case True:
		return s.Eval(arg.Items()[1])
	case False:
		return s.Eval(arg.Items()[2])
	}
	what := s.Key + "?" + name
	return choice(n, []Alternative{
		{[]Guard{{what, "true"}}, s.Eval(arg.Items()[1])},
		{[]Guard{{what, "false"}}, s.Eval(arg.Items()[2])},
	})
}

func evalFindInMap(s *Stack, n, arg *Node) *Value {
	if arg == nil || arg.Kind != List || len(arg.Items()) < 3 {
		return unknown(n, "a malformed Fn::FindInMap")
	}
	var fallback *Value
	if len(arg.Items()) > 3 {
		if d := arg.Items()[3].Get("DefaultValue"); d != nil {
			fallback = s.Eval(d)
		}
	}
	name, ok := s.Eval(arg.Items()[0]).Literal()
	if !ok {
		return unknown(n, "an entry of a mapping whose name is not known")
	}
	mapping := s.Mappings.Get(name)
	if mapping == nil || mapping.Kind != Map {
		if fallback != nil {
			return fallback
		}
		s.problem(Dangling, arg.Items()[0], fmt.Sprintf("mapping %q is not in the template", shorten(name)), "")
		return unknown(n, "an entry of a mapping that the template does not have")
	}
	if mapping.Get("Fn::Transform") != nil {
		return unknown(n, "an entry of a mapping that a macro makes")
	}
	top := s.entries(n, s.Key+"#"+name, mapping, arg.Items()[1], fallback)
	var alts []Alternative
	for _, t := range top {
		if t.node == nil {
			alts = append(alts, Alternative{t.when, t.value})
			continue
		}
		for _, e := range s.entries(n, s.Key+"#"+name+"/"+t.key, t.node, arg.Items()[2], fallback) {
			when, ok := joinGuards(t.when, e.when)
			if !ok {
				continue
			}
			if e.node == nil {
				alts = append(alts, Alternative{when, e.value})
				continue
			}
			alts = append(alts, Alternative{when, s.mapped(e.node)})
		}
	}
	return choice(n, alts)
}

// mapped is the value of a mapping's entry: literals, marked as coming from
// there.
func (s *Stack) mapped(n *Node) *Value {
	switch n.Kind {
	case List:
		elems := make([]*Value, len(n.Items()))
		for i, item := range n.Items() {
			elems[i] = s.mapped(item)
		}
		return &Value{Kind: ListValue, Node: n, stack: s, elems: elems}
	case String, Number, Bool:
		v := s.Eval(n)
		for i := range v.Parts {
			v.Parts[i].Origin = FromMapping
		}
		return v
	}
	return s.Eval(n)
}

type entry struct {
	when  []Guard
	key   string
	node  *Node
	value *Value // instead of node: the default, or unknown
}

// entries are the entries of a mapping level that a key expression may name.
func (s *Stack) entries(n *Node, what string, level, key *Node, fallback *Value) []entry {
	var found []entry
	for _, a := range s.Eval(key).Alternatives() {
		text, ok := a.Value.Literal()
		fromDefault := false
		for _, p := range a.Value.Parts {
			fromDefault = fromDefault || p.Origin == FromDefault
		}
		if ok && !fromDefault {
			if e := level.Get(text); e != nil {
				found = append(found, entry{when: a.When, key: text, node: e})
				continue
			}
			if fallback != nil {
				found = append(found, entry{when: a.When, value: fallback})
				continue
			}
			if a.Value.Node == key { // written in place, not computed
				s.problem(Dangling, key, fmt.Sprintf("the mapping has no key %q", shorten(text)), "")
			}
			found = append(found, entry{when: a.When, value: unknown(n, "a key that the mapping does not have")})
			continue
		}
		// The key is not known, or is one that a deployment may change: any entry.
		guard := what + " by " + describe(a.Value)
		for _, f := range level.Fields() {
			when, ok := joinGuards(a.When, []Guard{{guard, f.Key.Text}})
			if ok {
				found = append(found, entry{when: when, key: f.Key.Text, node: f.Value})
			}
		}
		if fallback != nil {
			found = append(found, entry{when: a.When, value: fallback})
		}
	}
	return found
}

// describe names a value by its parts, so that two uses of the same unknown
// are known to be the same.
func describe(v *Value) string {
	if v.Kind != ScalarValue {
		return "?"
	}
	var b strings.Builder
	for _, p := range v.Parts {
		switch {
		case p.Param != nil:
			b.WriteString("${" + p.Param.Stack.Key + "." + p.Param.Name + "}")
		case p.Kind == RefPart || p.Kind == DerivedPart:
			b.WriteString("${" + p.Resource.Key() + "." + p.Attr + "}")
		case p.Kind == LiteralPart || p.Kind == PseudoPart || p.Kind == ImportPart:
			b.WriteString(p.Text)
		default:
			b.WriteString("?")
		}
	}
	return b.String()
}
