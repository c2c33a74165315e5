package template

// evalImportValue follows an import to the output that exports the name.
func evalImportValue(s *Stack, n, arg *Node) *Value {
	return s.Eval(arg).each(func(name *Value) *Value {
		if name.Kind != ScalarValue {
			return unknown(n, "an import whose name is not known")
		}
		if out := s.Program.export(s, describe(name)); out != nil {
			return s.output(n, out)
		}
		text, _ := name.Literal()
		return scalar(n, Part{Kind: ImportPart, Text: text, Node: arg})
	})
}

// evalGetStackOutput follows a reference to an output of another stack by the
// stack's name: {StackName, OutputName, Region, …}.
func evalGetStackOutput(s *Stack, n, arg *Node) *Value {
	name, ok := s.Eval(arg.Get("StackName")).Literal()
	output, ok2 := s.Eval(arg.Get("OutputName")).Literal()
	if !ok || !ok2 {
		return unknown(n, "an output of a stack whose name is not known")
	}
	region, _ := s.Eval(arg.Get("Region")).Literal()
	if out := s.Program.outputOf(s, name, output, region); out != nil {
		return s.output(n, out)
	}
	return scalar(n, Part{Kind: ImportPart, Text: name + "." + output, Node: arg})
}

// outputOf finds an output by its stack's name: the only one, or the one of the
// same assembly folder.
func (p *Program) outputOf(from *Stack, stack, output, region string) *Output {
	var found *Output
	for _, t := range p.Stacks {
		out := t.Outputs[output]
		if out == nil || t.Parent != nil || t.Name != stack || region != "" && t.Region != "" && t.Region != region {
			continue
		}
		if found != nil && (found.Stack.Dir == from.Dir) == (t.Dir == from.Dir) {
			return nil
		}
		if found == nil || t.Dir == from.Dir {
			found = out
		}
	}
	return found
}

// export finds the output that exports a name to a stack: the only one of that
// name, or the only one of the same account and region.
func (p *Program) export(to *Stack, name string) *Output {
	if p.exports == nil {
		p.exports = map[string][]*Output{}
		for _, s := range p.Stacks {
			for _, f := range s.Root.Get("Outputs").fields() {
				out := s.Outputs[f.Key.Text]
				if out == nil || out.Export == nil {
					continue
				}
				for _, a := range s.Eval(out.Export).Alternatives() {
					if key := describe(a.Value); key != "?" {
						p.exports[key] = append(p.exports[key], out)
					}
				}
			}
		}
	}
	var found *Output
	for _, out := range p.exports[name] {
		if to.Account != out.Stack.Account || to.Region != out.Stack.Region || out.Stack == to {
			continue
		}
		if found != nil && found != out {
			// Stages of one app may be deployed to the same place one by one; then
			// the nearest assembly folder is meant.
			switch {
			case found.Stack.Dir == to.Dir && out.Stack.Dir != to.Dir:
				continue
			case found.Stack.Dir != to.Dir && out.Stack.Dir == to.Dir:
			default:
				return nil
			}
		}
		found = out
	}
	return found
}

// crossRegionExport follows an attribute of the CDK's Custom::CrossRegionExportReader,
// the name of a parameter of Parameter Store, to the value that the
// Custom::CrossRegionExportWriter of the stack in the other region writes to it. nil
// where no writer does, or more than one.
// Source: aws-cdk-lib, core/lib/custom-resource-provider/cross-region-export-providers.
func (p *Program) crossRegionExport(to *Stack, name string) *Output {
	if p.crossRegion == nil {
		p.crossRegion = map[string][]*Output{}
		for _, s := range p.Stacks {
			for _, r := range s.Order {
				if r.Type != "Custom::CrossRegionExportWriter" {
					continue
				}
				region, _ := s.Eval(r.Get("WriterProps", "region")).Literal()
				for _, f := range r.Get("WriterProps", "exports").fields() {
					key := region + " " + f.Key.Text
					p.crossRegion[key] = append(p.crossRegion[key], &Output{Stack: s, Name: f.Key.Text, Node: f.Value, Value: f.Value})
				}
			}
		}
	}
	var found *Output
	for _, out := range p.crossRegion[to.Region+" "+name] {
		if out.Stack.Account != to.Account {
			continue
		}
		if found != nil {
			return nil
		}
		found = out
	}
	return found
}

// Exported tells whether a stack of the program exports a name that is known.
func (p *Program) Exported(to *Stack, name string) bool { return p.export(to, name) != nil }

func (n *Node) fields() []Field {
	if n == nil {
		return nil
	}
	return n.Fields()
}
