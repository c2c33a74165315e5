package access

import (
	"github.com/fjall-lint/fjall-lint/analyzers"
	"github.com/fjall-lint/fjall-lint/analyzers/iam/consumers"
	"github.com/fjall-lint/fjall-lint/analyzers/refs"
	"github.com/fjall-lint/fjall-lint/template"
)

// reader finds the principal that reads a use's secret.
func (a *analysis) reader(u *Use, row consumers.Row, path template.Path) {
	r := u.resource
	switch row.Reader.Kind {
	case consumers.ExecutionRole, consumers.RoleProperty:
	case consumers.FunctionRole, consumers.ReferredRole:
		through := r.Property(bind(row.Reader.Through, row.Path, path)...)
		if through.Kind == template.AbsentValue {
			return
		}
		part, ok := through.Single()
		if !ok {
			u.RoleState = "outside"
			return
		}
		r = part.Resource
		if row.Reader.Kind == consumers.FunctionRole {
			if r = r.Function(); r == nil {
				u.RoleState = "outside" // a nested stack or application has it
				return
			}
		}
	case consumers.InstanceProfile:
		a.role(u, instanceRole(r))
		return
	case consumers.ReferrerRole:
		a.role(u, a.referrerRole(r, row))
		return
	case consumers.ServicePrincipal:
		// The service reads on its own behalf: the secret's resource policy must
		// name it, unless it writes that policy itself.
		u.RoleState, u.RoleKind, u.Role = "service", "service", row.Reader.Name
		return
	default:
		return
	}
	for _, p := range row.Reader.Roles {
		v := r.Property(bind(p, row.Path, path)...)
		if v.Kind == template.AbsentValue {
			u.RoleState = "absent"
			continue
		}
		a.role(u, v)
		return
	}
}

// role sets the principal that a value refers to.
func (a *analysis) role(u *Use, v *template.Value) {
	if v == nil {
		return
	}
	u.RoleState = "outside"
	part, ok := v.Single()
	if !ok {
		return
	}
	if p := a.iam.ByKey(part.Resource.Key()); p != nil {
		at := analyzers.AtResource(p.Resource)
		u.RoleState, u.principal, u.Role, u.RoleKey, u.RoleAt = "found", p, p.Resource.Label(), p.Resource.Key(), &at
	}
}

// instanceRole is the role of the instance profile that a Beanstalk environment
// starts its instances with; nil where that is not told.
// Source: AWS Elastic Beanstalk developer guide, general options.
func instanceRole(r *template.Resource) *template.Value {
	for _, e := range r.Property("OptionSettings").Elems() {
		if name, _ := e.Get("OptionName").Literal(); name != "IamInstanceProfile" {
			continue
		}
		part, ok := e.Get("Value").Single()
		if !ok || part.Resource.Type != "AWS::IAM::InstanceProfile" {
			return nil
		}
		if roles := part.Resource.Property("Roles").Elems(); len(roles) == 1 {
			return roles[0]
		}
	}
	return nil
}

// referrerRole is the role of what uses a resource, when all that use it have
// the same one.
func (a *analysis) referrerRole(r *template.Resource, row consumers.Row) *template.Value {
	edges, _ := a.pass.ResultOf[refs.Analyzer].(*refs.Facts)
	if edges == nil {
		return nil
	}
	users := map[string]bool{}
	for _, key := range edges.Users(r) {
		users[key] = true
	}
	var found *template.Value
	same := true
	a.pass.Resources(func(q *template.Resource) {
		if !users[q.Key()] {
			return
		}
		for i, t := range row.Reader.Referrers {
			if t != q.Type || i >= len(row.Reader.Roles) {
				continue
			}
			path := make([]any, len(row.Reader.Roles[i]))
			for j, e := range row.Reader.Roles[i] {
				path[j] = e
			}
			v := q.Property(path...)
			if found != nil {
				p, _ := found.Single()
				q, _ := v.Single()
				same = same && p.Resource == q.Resource
			}
			found = v
		}
	})
	if !same {
		return nil
	}
	return found
}
