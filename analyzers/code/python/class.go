package python

import (
	"github.com/fjall-lint/fjall-lint/template"
)

// link finds the classes above and below.
func (r *reader) link(k *class) []*class {
	switch k.state {
	case busy:
		k.open = true
		return nil
	case done:
		return k.above
	}
	k.state = busy
	for _, b := range k.bases {
		if b.Name == "metaclass" {
			v := r.eval(b.Value, k.scope.parent)
			k.managed = k.managed || v.kind != external || v.full() != "abc.ABCMeta"
		}
		if b.Name != "" {
			continue
		}
		v := r.eval(b.Value, k.scope.parent)
		switch {
		case v.kind == classValue:
			k.above = append(k.above, v.class)
			r.link(v.class)
			k.open = k.open || v.class.open
			k.managed = k.managed || v.class.managed
			v.class.below = append(v.class.below, k)
		case v.kind == external && (v.full() == "builtins.object" || v.module == "abc" || v.module == "typing"):
		default:
			k.open = true
		}
	}
	k.state = done
	return k.above
}

// maxClasses bounds how many classes a name is looked for in.
const maxClasses = 50

// find looks for a name in the class and those above it.
func (r *reader) find(k *class, name string, depth int) *class {
	if k.scope.vars[name] != nil || k.attrs[name] != nil {
		return k
	}
	if in, ok := k.found[name]; ok || depth > 20 {
		return in
	}
	if k.found == nil {
		k.found = map[string]*class{}
	}
	k.found[name] = nil
	for i, b := range r.link(k) {
		if i > maxClasses {
			break
		}
		if in := r.find(b, name, depth+1); in != nil {
			k.found[name] = in
			return in
		}
	}
	return nil
}

// member is an attribute of an instance or class: a method, or what is known of the
// values that it is given.
func (r *reader) member(v value, name string) value {
	key := member{v.kind, name}
	if u, ok := v.class.members[key]; ok {
		return u
	}
	if v.class.members == nil {
		v.class.members = map[member]value{}
	}
	v.class.members[key] = value{}
	u := r.memberOnce(v, name)
	v.class.members[key] = u
	return u
}

func (r *reader) memberOnce(v value, name string) value {
	in := r.find(v.class, name, 0)
	if in == nil {
		return value{}
	}
	if r.foreign[name] && in.attrs[name] != nil {
		return value{}
	}
	var u value
	first := true
	for _, at := range []*variable{in.scope.vars[name], in.attrs[name]} {
		if at == nil || len(at.bindings) == 0 {
			continue
		}
		if w := r.evalVariable(at); first {
			u, first = w, false
		} else {
			u = merge(u, w)
		}
	}
	if len(u.functions) == 0 {
		return u
	}
	if _, ok := in.methods[name]; ok {
		u.bound = v.kind == instance || r.isStaticOrClass(u.functions)
		// What the class below has instead is called by the same name.
		if v.kind == instance {
			r.overrides(v.class, name, &u)
		}
	}
	return u
}

func (r *reader) overrides(k *class, name string, u *value) {
	seen := map[*class]bool{k: true}
	for next := []*class{k}; len(next) > 0 && len(seen) < maxClasses; {
		k, next = next[len(next)-1], next[:len(next)-1]
		for _, b := range k.below {
			if seen[b] || len(seen) >= maxClasses {
				continue
			}
			seen[b] = true
			next = append(next, b)
			if fn, ok := b.methods[name]; ok {
				kept := u.kept
				*u = merge(*u, value{kind: functions, functions: []int{fn}, bound: u.bound, kept: template.False})
				u.kept = kept
			}
		}
	}
}

func (r *reader) isStaticOrClass(fns []int) bool {
	for _, fn := range fns {
		if d := r.scopes[fn].def; d == nil || !hasDecorator(d, "staticmethod") && !isClassMethod(d) {
			return false
		}
	}
	return true
}

// isProperty tells whether reading the attribute runs the function.
func (r *reader) isProperty(fn int) bool {
	s := r.scopes[fn]
	if s.def == nil || s.class == nil || s.property != untouched {
		return s.prop
	}
	s.property = done
	for _, x := range s.def.Decorators {
		if v := r.eval(x, s.parent); v.kind == external {
			switch v.full() {
			case "builtins.property", "functools.cached_property", "werkzeug.utils.cached_property", "django.utils.functional.cached_property":
				s.prop = true
			}
		}
	}
	return s.prop
}

// lasts tells whether the instance of a method's self outlives the call: all that
// the file makes, of the class or one below it, are made where it is loaded.
func (k *class) lasts() template.Truth {
	if k.lasting != untouched {
		return k.lasted
	}
	k.lasting = done
	seen := map[*class]bool{k: true}
	once := false
	for next := []*class{k}; len(next) > 0; {
		k := next[len(next)-1]
		next = next[:len(next)-1]
		once = once || k.once
		if k.often || len(seen) > maxClasses {
			return template.Unknown
		}
		for _, b := range k.below {
			if !seen[b] {
				seen[b] = true
				next = append(next, b)
			}
		}
	}
	if once {
		k.lasted = template.True
	}
	return k.lasted
}

// superOf is what super() stands for in the scope.
func (r *reader) superOf(s *scope) value {
	f := s.function()
	if f.class == nil || f.self == "" {
		return value{}
	}
	if above := r.link(f.class); len(above) > 0 {
		return value{kind: instance, class: above[0]}
	}
	return value{}
}

func (r *reader) attribute(v value, name string) value {
	switch v.kind {
	case external:
		if len(v.path) > 200 {
			return value{}
		}
		if v.path != "" {
			name = v.path + "." + name
		}
		return value{kind: external, module: v.module, path: name}
	case client:
		return value{kind: clientMethod, service: v.service, lib: v.lib, name: name}
	case session, provider, cache:
		v.name = name
		return v
	case classValue, instance:
		return r.member(v, name)
	}
	return value{}
}
