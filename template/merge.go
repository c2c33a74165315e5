package template

import "sort"

// Merge adds a part of the input to the assembly; see [Input.Parts]. Of programs that are
// not kept, what is said of their stacks in a list remains, and their templates are
// forgotten. The assembly is in its fixed order once [Assembly.Sort] was called.
func (a *Assembly) Merge(part *Assembly, keep func(i int, p *Program) bool) {
	a.Root = part.Root
	for i, p := range part.Programs {
		if keep(i, p) {
			a.Programs = append(a.Programs, p)
			a.Stacks = append(a.Stacks, p.Stacks...)
			for _, s := range p.Stacks {
				s.eval.memo = map[*Node]*Value{} // values are made anew where they are asked for again
			}
			continue
		}
		p.Forget()
		for _, s := range p.Stacks {
			s.Source = NewSource(s.Source.Name, nil)
		}
		a.Stacks = append(a.Stacks, p.Stacks...)
	}
	a.Problems = append(a.Problems, part.Problems...)
	a.Skipped = append(a.Skipped, part.Skipped...)
}

// Forget drops the program's templates and keeps what is said of their stacks and
// resources in a list: names, types, places in the author's code, and whether a resource is
// created. No property can be asked for thereafter.
func (p *Program) Forget() {
	for _, s := range p.Stacks {
		s.size = s.Size()
		light := newEvaluator()
		for _, r := range s.Order {
			if r.Condition != "" {
				light.conditions[r.Condition] = r.Exists()
			}
			r.Node, r.Properties = nil, nil
		}
		s.Root, s.Raw, s.Mappings, s.eval = nil, nil, nil, light
		s.Resources, s.Order, s.Parameters, s.Outputs, s.Conditions = nil, nil, nil, nil, nil
		s.constructs, s.assets, s.acks = nil, nil, nil
	}
	p.exports, p.crossRegion, p.byKey = nil, nil, nil
}

// Sort puts merged parts in the order that [Load] gives.
func (a *Assembly) Sort() {
	sort.SliceStable(a.Stacks, func(i, j int) bool { return a.Stacks[i].Key < a.Stacks[j].Key })
	a.Problems = sortProblems(a.Problems)
}

// Size is the number of the stack's resources.
func (s *Stack) Size() int { return max(s.size, len(s.Order)) }
