package template

import (
	"fmt"
	"strings"
)

// DynamicRef is a dynamic reference, {{resolve:service:…}}, which
// CloudFormation replaces by a value that it reads when the stack is deployed.
// Source: AWS CloudFormation user guide, dynamic references.
type DynamicRef struct {
	Service string // "secretsmanager", "ssm", "ssm-secure", or what stands there
	// ID is the secret's name or ARN, or the parameter's name.
	ID []Part
	// Key, Stage and Version are the JSON key, version stage and version id of a
	// secret. For ssm and ssm-secure Version is the parameter's version. Text
	// that is not known is "*".
	Key, Stage, Version string
	// Defaulted is set when the reference is written in place and a part of it is
	// the default of a parameter, which a deployment may change.
	Defaulted bool
	// Malformed says what is wrong with the reference, "" when nothing is.
	Malformed string
	// Node is the scalar that the reference begins in, Offset where in its text.
	Node   *Node
	Offset int
}

const (
	dynamicOpen  = "{{resolve:"
	dynamicClose = "}}"
)

// dynamicParts finds dynamic references in a text, also where one is split over
// several parts, and makes each one part.
func dynamicParts(parts []Part) []Part {
	found := false
	for i := range parts {
		if p := &parts[i]; p.Kind == LiteralPart && (strings.Contains(p.Text, "{{") || strings.HasSuffix(p.Text, "{")) {
			found = true
			break
		}
	}
	if !found {
		return parts
	}
	text := flatText(parts)
	var out []Part
	done := 0
	for {
		start := strings.Index(text[done:], dynamicOpen)
		if start < 0 {
			break
		}
		start += done
		body := start + len(dynamicOpen)
		end := strings.Index(text[body:], dynamicClose)
		if end < 0 {
			break
		}
		end += body
		head := cutParts(parts, start, body)[0]
		ref := parseDynamic(cutParts(parts, body, end))
		ref.Node, ref.Offset = head.Node, head.Offset
		ref.Defaulted = head.Origin != FromDefault && defaulted(parts, body, end)
		out = append(out, cutParts(parts, done, start)...)
		out = append(out, Part{Kind: DynamicPart, Node: head.Node, Offset: head.Offset, Dynamic: ref})
		done = end + len(dynamicClose)
	}
	if done == 0 {
		return parts
	}
	return append(out, cutParts(parts, done, len(text))...)
}

// flatText is the text of parts with an asterisk for each that is no literal.
func flatText(parts []Part) string {
	var b strings.Builder
	for i := range parts {
		if parts[i].Kind == LiteralPart {
			b.WriteString(parts[i].Text)
		} else {
			b.WriteByte('*')
		}
	}
	return b.String()
}

// defaulted tells whether a parameter's default, be it empty, stands between two
// bytes of the flat text of parts.
func defaulted(parts []Part, from, to int) bool {
	at := 0
	for i := range parts {
		n := 1
		if parts[i].Kind == LiteralPart {
			n = len(parts[i].Text)
		}
		if parts[i].Origin == FromDefault && at+n >= from && (at < to || n == 0 && at == to) {
			return true
		}
		at += n
	}
	return false
}

// cutParts are the parts of the bytes from and to of their flat text.
func cutParts(parts []Part, from, to int) []Part {
	var out []Part
	at := 0
	for _, p := range parts {
		n := 1
		if p.Kind == LiteralPart {
			n = len(p.Text)
		}
		lo, hi := max(from-at, 0), min(to-at, n)
		at += n
		if lo >= hi {
			continue
		}
		if p.Kind == LiteralPart {
			p.Text, p.Offset = p.Text[lo:hi], p.Offset+lo
		}
		out = append(out, p)
	}
	return out
}

// parseDynamic reads what stands behind "resolve:".
func parseDynamic(parts []Part) *DynamicRef {
	ref := &DynamicRef{}
	text := flatText(parts)
	service, rest, ok := strings.Cut(text, ":")
	for _, p := range cutParts(parts, 0, len(service)) {
		if p.Kind != LiteralPart {
			ref.Malformed = "the service is not literal text"
			ref.ID = parts
			return ref
		}
	}
	ref.Service = service
	if !ok {
		ref.Malformed = fmt.Sprintf("nothing follows the service %q", shorten(service))
		return ref
	}
	parts = cutParts(parts, len(text)-len(rest), len(text))
	switch service {
	case "secretsmanager":
		ref.secret(parts)
	case "ssm", "ssm-secure":
		ref.parameter(parts)
	default:
		ref.ID = parts
		ref.Malformed = fmt.Sprintf("service %q is none of secretsmanager, ssm and ssm-secure", shorten(service))
	}
	return ref
}

// secret reads secret-id[:SecretString[:json-key[:version-stage[:version-id]]]].
// The secret id may be an ARN, which has colons of its own.
func (ref *DynamicRef) secret(parts []Part) {
	s := flatText(parts)
	known := true
	for i := range parts {
		known = known && parts[i].Kind == LiteralPart
	}
	cut := strings.Index(s, ":SecretString")
	if strings.Trim(s, " :") == "" || cut == 0 {
		ref.Malformed = "the secret's name is missing"
		return
	}
	if cut < 0 {
		if i := strings.Index(s, ":SecretBinary"); i >= 0 {
			ref.ID = cutParts(parts, 0, i)
			ref.Malformed = `"SecretBinary" cannot be resolved, only SecretString can`
			return
		}
		ref.ID = parts
		fields := strings.Split(s, ":")
		if fields[0] != "arn" && !strings.HasPrefix(s, "*") && len(fields) > 1 && known && fields[1] != "" {
			ref.ID = cutParts(parts, 0, len(fields[0]))
			ref.Malformed = fmt.Sprintf("%q stands where SecretString must", shorten(fields[1]))
		}
		return
	}
	ref.ID = cutParts(parts, 0, cut)
	fields := strings.Split(s[cut+1:], ":")
	if fields[0] != "SecretString" && known {
		ref.Malformed = fmt.Sprintf("%q stands where SecretString must", shorten(fields[0]))
		return
	}
	for i, f := range fields[1:] {
		switch i {
		case 0:
			ref.Key = f
		case 1:
			ref.Stage = f
		case 2:
			ref.Version = f
		default:
			if known {
				ref.Malformed = "more than secret, SecretString, key, version stage and version id"
			}
		}
	}
	if ref.Stage != "" && ref.Version != "" {
		ref.Malformed = "it has both a version stage and a version id; one of them must be empty"
	}
}

// parameter reads parameter-name[:version]. The service was called ssm or
// ssm-secure.
func (ref *DynamicRef) parameter(parts []Part) {
	ref.ID = parts
	s := flatText(parts)
	if strings.Trim(s, " :") == "" {
		ref.Malformed = "the parameter's name is missing"
		return
	}
	if strings.HasPrefix(s, "arn:") {
		return
	}
	if i := strings.LastIndexByte(s, ':'); i >= 0 && !strings.Contains(s[:i], ":") {
		ref.ID, ref.Version = cutParts(parts, 0, i), s[i+1:]
		for _, r := range ref.Version {
			if (r < '0' || r > '9') && r != '*' {
				ref.Malformed = fmt.Sprintf("version %q is not a whole number", shorten(ref.Version))
				return
			}
		}
	}
}
