package reporters

import (
	"cmp"
	"strings"
)

// pageSecret is the life of a secret on the page, and who can do what with it.
type pageSecret struct {
	ID                                     string // its entity
	Name, LogicalID, Stack, Type, Path, At string
	State                                  string // of the worst stage
	Stages                                 []pageStage
	Findings                               int
	Principals                             []pagePrincipal
	Uses                                   []pageUse
}

// pageStage is a stage of a life, with one verdict or, for readers, one of each.
type pageStage struct {
	Name     string
	Verdicts []Verdict
}

// State is that of the worst verdict.
func (s *pageStage) State() string {
	state := ""
	for _, v := range s.Verdicts {
		state = worse(state, v.State)
	}
	return state
}

type pagePrincipal struct {
	Entity, Name, Can, State string
	Read, Write, Admin       string
	Path                     []pageStep
}

type pageUse struct {
	Entity, Consumer, Via, Role, State, Text string
	Path                                     []pageStep
}

// worse is the worse of two states.
func worse(a, b string) string {
	for _, s := range []string{"no", "unknown", "yes"} {
		if a == s || b == s {
			return s
		}
	}
	return ""
}

// pageSecrets are the lives of all secrets, those that the templates only use last.
func (r *Report) pageSecrets(ids *entities) []pageSecret {
	access := map[string]*Access{}
	for i := range r.Access {
		if a := &r.Access[i]; a.Key != "" {
			access[a.Key] = a
		}
	}
	troubles := map[string]int{}
	for _, f := range r.Findings {
		if f.Suppressed == nil {
			troubles[ids.ofStack(f.Stack, f.LogicalID)]++
		}
	}
	var list []pageSecret
	for i := range r.Secrets {
		s := &r.Secrets[i]
		p := pageSecret{
			ID: ids.id(s.Range.File, s.Stack, s.LogicalID), Name: clean(cmp.Or(s.Name, s.LogicalID)), LogicalID: clean(s.LogicalID), Stack: clean(s.Stack),
			Path: clean(s.ConstructPath), At: r.at(s.Range),
		}
		r.tell(&p, s, access[s.ID], ids)
		p.Findings = troubles[p.ID]
		list = append(list, p)
	}
	for i := range r.Access {
		if a := &r.Access[i]; a.Key == "" {
			p := pageSecret{ID: ids.ofAccess(a), Name: clean(a.title()), At: r.at(a.Range)}
			r.tell(&p, nil, a, ids)
			list = append(list, p)
		}
	}
	return list
}

// ofAccess is the entity of a secret that is used.
func (e *entities) ofAccess(a *Access) string {
	if a.Key == "" || a.LogicalID == "" {
		return e.named("outside\x00" + a.title())
	}
	return e.id(a.Range.File, a.Stack, a.LogicalID)
}

// tell adds the stages of a secret's life, and who can do what with it.
func (r *Report) tell(p *pageSecret, s *Secret, a *Access, ids *entities) {
	for _, stage := range r.stages(s, a) {
		v := Verdict{stage.State, clean(stage.Text)}
		p.State = worse(p.State, v.State)
		if n := len(p.Stages); n > 0 && p.Stages[n-1].Name == stage.Name {
			p.Stages[n-1].Verdicts = append(p.Stages[n-1].Verdicts, v)
			continue
		}
		p.Stages = append(p.Stages, pageStage{stage.Name, []Verdict{v}})
	}
	if a == nil {
		return
	}
	for i := range a.Principals {
		q := &a.Principals[i]
		state := worse(q.Read, worse(q.Write, q.Admin))
		switch {
		case q.Lacks:
			state = "no"
		case q.Read == "yes" || q.Write == "yes" || q.Admin == "yes":
			state = "yes"
		}
		p.Principals = append(p.Principals, pagePrincipal{
			Entity: ids.ofPrincipal(a, q.Key, q.Principal), Name: clean(q.Principal), Can: clean(q.can()), State: state,
			Read: q.Read, Write: q.Write, Admin: q.Admin, Path: r.pageSteps(q.Path),
		})
	}
	for _, g := range a.groups() {
		v := g.verdict()
		p.Uses = append(p.Uses, pageUse{
			Entity: ids.id(g.Range.File, a.Stack, g.ConsumerID), Consumer: clean(g.Consumer), Via: clean(strings.Join(g.via, ", ")), Role: clean(g.Role),
			State: v.State, Text: clean(v.Text), Path: r.pageSteps(g.Path),
		})
	}
}

// ofPrincipal is the entity of a principal: its resource where it is one of the
// templates', which its path begins with.
func (e *entities) ofPrincipal(a *Access, key, name string) string {
	for i := range a.Principals {
		p := &a.Principals[i]
		if p.Key != key || p.LogicalID == "" || len(p.Path) == 0 || p.Path[0].Kind != RoleLink {
			continue
		}
		return e.id(p.Path[0].Range.File, a.Stack, p.LogicalID)
	}
	return e.named("principal\x00" + cmp.Or(key, name))
}

func (r *Report) pageSteps(path []AccessLink) []pageStep {
	steps := make([]pageStep, 0, len(path))
	for _, l := range path {
		steps = append(steps, pageStep{string(l.Kind), clean(l.Text), r.at(l.Range)})
	}
	return steps
}
