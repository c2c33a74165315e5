package refs

import (
	"slices"

	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/template"
)

// cycles finds the resources of a stack that need each other in a circle, one
// circle for each group of resources that hang together, in linear time.
func cycles(s *template.Stack, needs map[string][]need) []Cycle {
	g := graph{index: map[string]int{}}
	for _, r := range s.Order {
		g.index[r.ID] = len(g.ids)
		g.ids = append(g.ids, r.ID)
	}
	g.next = make([][]need, len(g.ids))
	for i, id := range g.ids {
		g.next[i] = needs[id]
	}
	var found []Cycle
	for _, group := range g.components() {
		c := g.circle(group)
		if c == nil || !certain(s, c) {
			continue
		}
		cycle := Cycle{At: analyzers.AtResource(s.Resources[g.ids[c[0].from]])}
		for _, l := range c {
			from, to := g.ids[l.from], g.ids[l.to]
			cycle.Members = append(cycle.Members, from)
			cycle.Links = append(cycle.Links, Link{At: l.at, From: from, To: to})
		}
		found = append(found, cycle)
	}
	slices.SortFunc(found, func(a, b Cycle) int { return g.index[a.Members[0]] - g.index[b.Members[0]] })
	return found
}

// certain tells whether all members of a circle are created together, as they
// are written: what SAM makes of a resource may be ordered in other ways.
func certain(s *template.Stack, c []link) bool {
	condition := ""
	for _, l := range c {
		r := s.Order[l.from]
		if r.Origin != "" {
			return false
		}
		if r.Condition != "" && r.Exists() != template.True {
			if condition != "" && condition != r.Condition {
				return false
			}
			condition = r.Condition
		}
	}
	return true
}

type graph struct {
	ids   []string
	index map[string]int
	next  [][]need
}

type link struct {
	from, to int
	at       analyzers.Place
}

// components are the strongly connected components that hold a circle (Tarjan's
// algorithm, with a stack of its own: templates may chain thousands of
// resources). Members are in ascending order.
func (g *graph) components() [][]int {
	const unseen = -1
	n := len(g.ids)
	order, low, onStack := make([]int, n), make([]int, n), make([]bool, n)
	for i := range order {
		order[i] = unseen
	}
	type frame struct{ node, edge int }
	var found [][]int
	var open []int
	count := 0
	for root := range n {
		if order[root] != unseen {
			continue
		}
		calls := []frame{{root, 0}}
		for len(calls) > 0 {
			f := &calls[len(calls)-1]
			v := f.node
			if f.edge == 0 {
				order[v], low[v] = count, count
				count++
				open, onStack[v] = append(open, v), true
			}
			deeper := false
			for f.edge < len(g.next[v]) {
				w := g.index[g.next[v][f.edge].id]
				f.edge++
				if order[w] == unseen {
					calls = append(calls, frame{w, 0})
					deeper = true
					break
				}
				if onStack[w] {
					low[v] = min(low[v], order[w])
				}
			}
			if deeper {
				continue
			}
			if low[v] == order[v] {
				i := len(open) - 1
				for open[i] != v {
					i--
				}
				group := slices.Clone(open[i:])
				for _, w := range group {
					onStack[w] = false
				}
				open = open[:i]
				if len(group) > 1 || slices.ContainsFunc(g.next[v], func(d need) bool { return d.id == g.ids[v] }) {
					slices.Sort(group)
					found = append(found, group)
				}
			}
			calls = calls[:len(calls)-1]
			if len(calls) > 0 {
				up := calls[len(calls)-1].node
				low[up] = min(low[up], low[v])
			}
		}
	}
	return found
}

// circle is the shortest circle through the first member of a component.
func (g *graph) circle(group []int) []link {
	start := group[0]
	in := make(map[int]bool, len(group))
	for _, v := range group {
		in[v] = true
	}
	reached := map[int]link{} // by the node that the link leads to
	queue := []int{start}
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		for _, d := range g.next[v] {
			w := g.index[d.id]
			if !in[w] {
				continue
			}
			if _, done := reached[w]; done {
				continue
			}
			reached[w] = link{v, w, d.at}
			if w != start {
				queue = append(queue, w)
				continue
			}
			var back []link
			for at := start; ; {
				l := reached[at]
				back = append(back, l)
				at = l.from
				if at == start {
					break
				}
			}
			slices.Reverse(back)
			return back
		}
	}
	return nil
}
