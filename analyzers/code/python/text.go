package python

import (
	"strconv"
	"strings"

	"github.com/fjall-lint/fjall-lint/analyzers/code/python/syntax"
	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
)

// part is a part of a string.
type part struct {
	kind source.IDKind // Unknown, Environment, Literal or Parameter
	text string
	// fn is the function whose parameter it is.
	fn int
	// quoted tells that it is escaped for an URL.
	quoted bool
}

// The bounds of what is known of a string, so that s = s + s stays small.
const (
	maxParts = 32
	maxText  = 2048
)

func literal(s string) value {
	return value{kind: stringValue, parts: []part{{kind: source.Literal, text: s}}}
}

func environment(name string) value {
	return value{kind: stringValue, parts: []part{{kind: source.Environment, text: name}}}
}

// join makes one string of several; what is not known of it is a part too.
func join(vs ...value) value {
	var parts []part
	size := 0
	for _, v := range vs {
		ps := v.parts
		if v.kind != stringValue {
			ps = []part{{}}
		}
		for _, p := range ps {
			n := len(parts)
			size += len(p.text)
			switch {
			case n > 0 && p.kind == source.Literal && parts[n-1].kind == source.Literal && p.quoted == parts[n-1].quoted:
				parts[n-1].text += p.text
			case p.kind == source.Literal && p.text == "" && len(ps) > 1:
			default:
				parts = append(parts, p)
			}
		}
		if len(parts) > maxParts || size > maxText {
			return value{}
		}
	}
	return value{kind: stringValue, parts: parts}
}

// exact is the string where all of it is known.
func (v value) exact() (string, bool) {
	if v.kind == stringValue && len(v.parts) == 1 && v.parts[0].kind == source.Literal && !v.parts[0].quoted {
		return v.parts[0].text, true
	}
	return "", v.kind == stringValue && len(v.parts) == 0
}

// id tells what the string is in the function: only its own parameters mean anything
// there.
func (v value) id(fn int) source.ID {
	if v.kind != stringValue || len(v.parts) == 0 {
		return source.ID{}
	}
	for _, p := range v.parts {
		if p.quoted {
			return source.ID{}
		}
	}
	if len(v.parts) == 1 {
		switch p := v.parts[0]; {
		case p.kind == source.Parameter && p.fn != fn, p.text == "":
			return source.ID{}
		default:
			return source.ID{Kind: p.kind, Text: p.text}
		}
	}
	text, known := v.pattern()
	if !known {
		return source.ID{}
	}
	return source.ID{Kind: source.Pattern, Text: text}
}

// pattern is the string with an asterisk for what is not known.
func (v value) pattern() (text string, known bool) {
	var b strings.Builder
	star := false
	for _, p := range v.parts {
		if p.kind == source.Literal && p.text != "" {
			b.WriteString(p.text)
			star, known = false, true
		} else if !star {
			b.WriteByte('*')
			star = true
		}
	}
	return b.String(), known
}

func (r *reader) str(x *syntax.Str, s *scope) value {
	if x.Bytes {
		return value{}
	}
	vs := make([]value, 0, len(x.Parts))
	for _, p := range x.Parts {
		switch {
		case p.X == nil:
			vs = append(vs, literal(p.Text))
		case p.Formatted:
			vs = append(vs, value{})
		default:
			vs = append(vs, r.stringOf(p.X, s))
		}
	}
	return join(vs...)
}

// stringOf is the value where it becomes text: a number is written as it is.
func (r *reader) stringOf(x syntax.Expr, s *scope) value {
	if c, ok := x.(*syntax.Const); ok {
		if _, err := strconv.ParseUint(c.Text, 10, 32); err == nil {
			return literal(c.Text)
		}
		return value{}
	}
	return r.eval(x, s)
}

// percent is format % args.
func (r *reader) percent(format string, x syntax.Expr, s *scope) value {
	args := []syntax.Expr{x}
	if t, ok := x.(*syntax.Seq); ok && t.Kind == '(' {
		args = t.Elts
	}
	d, _ := x.(*syntax.Dict)
	var vs []value
	for n := 0; len(vs) <= maxParts; {
		at := strings.IndexByte(format, '%')
		if at < 0 || at+1 == len(format) {
			return join(append(vs, literal(format))...)
		}
		vs = append(vs, literal(format[:at]))
		format = format[at+1:]
		switch {
		case format[0] == '%':
			vs = append(vs, literal("%"))
			format = format[1:]
		case format[0] == '(' && d != nil:
			end := strings.IndexByte(format, ')')
			if end < 0 || end+1 == len(format) {
				return value{}
			}
			v := value{}
			if format[end+1] == 's' {
				v = r.entry(d, format[1:end], s)
			}
			vs = append(vs, v)
			// Flags and widths are letters that do not end a conversion.
			format = strings.TrimLeft(format[end+1:], "-+ #0123456789.")
			if format != "" {
				format = format[1:]
			}
		case format[0] == 's' && n < len(args):
			vs = append(vs, r.stringOf(args[n], s))
			n++
			format = format[1:]
		default:
			n++
			vs = append(vs, value{})
			format = strings.TrimLeft(format, "-+ #0123456789.*")
			if format != "" {
				format = format[1:]
			}
		}
	}
	return value{}
}

// format is format.format(args).
func (r *reader) format(format string, args []syntax.Arg, s *scope) value {
	var vs []value
	for n := 0; len(vs) <= maxParts; {
		at := strings.IndexAny(format, "{}")
		if at < 0 {
			return join(append(vs, literal(format))...)
		}
		vs = append(vs, literal(format[:at]))
		if at+1 < len(format) && format[at] == format[at+1] {
			vs = append(vs, literal(format[at:at+1]))
			format = format[at+2:]
			continue
		}
		end := strings.IndexByte(format[at:], '}')
		if end <= 0 {
			return value{}
		}
		field := format[at+1 : at+end]
		format = format[at+end+1:]
		if strings.Contains(field, "{") {
			return value{}
		}
		v := value{}
		if i, err := strconv.Atoi(field); err == nil || field == "" {
			if field == "" {
				i = n
				n++
			}
			if i >= 0 && i < len(args) && plainArgs(args[:i+1]) {
				v = r.stringOf(args[i].Value, s)
			}
		} else {
			for _, a := range args {
				if a.Name == field {
					v = r.stringOf(a.Value, s)
				}
			}
		}
		vs = append(vs, v)
	}
	return value{}
}

// plainArgs tells whether the arguments are all given by their place.
func plainArgs(args []syntax.Arg) bool {
	for _, a := range args {
		if a.Name != "" || a.Stars != 0 {
			return false
		}
	}
	return true
}

// entry is the value of a key of a display of a dictionary.
func (r *reader) entry(d *syntax.Dict, key string, s *scope) value {
	if x := r.entryOf(d, key); x != nil {
		return r.stringOf(x, s)
	}
	return value{}
}

// entryOf finds a key; nil where it is not there for certain.
func (r *reader) entryOf(d *syntax.Dict, key string) syntax.Expr {
	found, ok := r.entries[d]
	if !ok {
		found = map[string]syntax.Expr{}
		for i, k := range d.Keys {
			if text, ok := k.(*syntax.Str); ok && len(text.Parts) == 1 && text.Parts[0].X == nil {
				found[text.Parts[0].Text] = d.Values[i]
				continue
			}
			// Another key could be the same as one before, or **more hold it.
			clear(found)
		}
		r.entries[d] = found
	}
	return found[key]
}
