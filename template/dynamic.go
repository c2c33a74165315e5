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
		if parts[i].Kind == LiteralPart && strings.Contains(parts[i].Text, "{{") {
			found = true
			break
		}
	}
	if !found {
		return parts
	}
	parts = joinBraces(parts)
	var out []Part
	for i := 0; i < len(parts); i++ {
		p := parts[i]
		if p.Kind != LiteralPart {
			out = append(out, p)
			continue
		}
		start := strings.Index(p.Text, dynamicOpen)
		if start < 0 {
			out = append(out, p)
			continue
		}
		inner, rest, end, closed := dynamicBody(parts, i, start)
		if !closed {
			out = append(out, p)
			continue
		}
		if start > 0 {
			head := p
			head.Text = p.Text[:start]
			out = append(out, head)
		}
		ref := parseDynamic(inner)
		ref.Node, ref.Offset = p.Node, p.Offset+start
		out = append(out, Part{Kind: DynamicPart, Node: p.Node, Offset: p.Offset + start, Dynamic: ref})
		i = end
		if rest.Text != "" {
			parts[end] = rest
			i = end - 1
		}
	}
	return out
}

// joinBraces merges neighbouring literals when a reference's opening is cut
// between them (`{{res` + `olve:…`), so that it can be found.
func joinBraces(parts []Part) []Part {
	var out []Part
	for _, p := range parts {
		if n := len(out); n > 0 && p.Kind == LiteralPart && out[n-1].Kind == LiteralPart {
			prev := out[n-1].Text
			for cut := min(len(dynamicOpen)-1, len(prev)); cut > 0; cut-- {
				if strings.HasPrefix(dynamicOpen, prev[len(prev)-cut:]) && strings.HasPrefix(prev[len(prev)-cut:]+p.Text, dynamicOpen) {
					out[n-1].Text += p.Text
					p.Text = ""
					break
				}
			}
			if p.Text == "" {
				continue
			}
		}
		out = append(out, p)
	}
	return out
}

// dynamicBody collects what stands between the opening in parts[i] at start and
// the next closing braces, in parts[end]; rest is what follows there.
func dynamicBody(parts []Part, i, start int) (inner []Part, rest Part, end int, closed bool) {
	for j := i; j < len(parts); j++ {
		p := parts[j]
		if p.Kind != LiteralPart {
			inner = append(inner, p)
			continue
		}
		from := 0
		if j == i {
			from = start + len(dynamicOpen)
		}
		text := p.Text[from:]
		if k := strings.Index(text, dynamicClose); k >= 0 {
			piece := p
			piece.Text, piece.Offset = text[:k], p.Offset+from
			inner = append(inner, piece)
			rest = p
			rest.Text, rest.Offset = text[k+len(dynamicClose):], p.Offset+from+k+len(dynamicClose)
			return inner, rest, j, true
		}
		piece := p
		piece.Text, piece.Offset = text, p.Offset+from
		inner = append(inner, piece)
	}
	return nil, Part{}, 0, false
}

// parseDynamic reads what stands behind "resolve:".
func parseDynamic(parts []Part) *DynamicRef {
	ref := &DynamicRef{}
	if len(parts) == 0 || parts[0].Kind != LiteralPart {
		ref.Malformed = "the service is not literal text"
		ref.ID = parts
		return ref
	}
	service, rest, ok := strings.Cut(parts[0].Text, ":")
	ref.Service = service
	if !ok {
		ref.Malformed = fmt.Sprintf("nothing follows the service %q", shorten(service))
		return ref
	}
	first := parts[0]
	first.Text, first.Offset = rest, first.Offset+len(service)+1
	parts = append([]Part{first}, parts[1:]...)
	if first.Text == "" {
		parts = parts[1:]
	}
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
	var text strings.Builder
	known := true
	for _, p := range parts {
		if p.Kind == LiteralPart {
			text.WriteString(p.Text)
		} else {
			known = false
			text.WriteByte('*')
		}
	}
	s := text.String()
	if strings.Trim(s, " :") == "" {
		ref.Malformed = "the secret's name is missing"
		return
	}
	cut := strings.Index(s, ":SecretString")
	if cut < 0 {
		if i := strings.Index(s, ":SecretBinary"); i >= 0 {
			ref.ID = prefixParts(parts, i)
			ref.Malformed = `"SecretBinary" cannot be resolved, only SecretString can`
			return
		}
		ref.ID = parts
		fields := strings.Split(s, ":")
		if fields[0] != "arn" && !strings.HasPrefix(s, "*") && len(fields) > 1 && known && fields[1] != "" {
			ref.ID = prefixParts(parts, len(fields[0]))
			ref.Malformed = fmt.Sprintf("%q stands where SecretString must", shorten(fields[1]))
		}
		return
	}
	ref.ID = prefixParts(parts, cut)
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
	var text strings.Builder
	for _, p := range parts {
		if p.Kind == LiteralPart {
			text.WriteString(p.Text)
		} else {
			text.WriteByte('*')
		}
	}
	s := text.String()
	if strings.Trim(s, " :") == "" {
		ref.Malformed = "the parameter's name is missing"
		return
	}
	if strings.HasPrefix(s, "arn:") {
		return
	}
	if i := strings.LastIndexByte(s, ':'); i >= 0 && !strings.Contains(s[:i], ":") {
		ref.ID, ref.Version = prefixParts(parts, i), s[i+1:]
		for _, r := range ref.Version {
			if (r < '0' || r > '9') && r != '*' {
				ref.Malformed = fmt.Sprintf("version %q is not a whole number", shorten(ref.Version))
				return
			}
		}
	}
}

// prefixParts are the parts of the first n bytes, where a part that is not
// literal counts as one byte.
func prefixParts(parts []Part, n int) []Part {
	var out []Part
	for _, p := range parts {
		if n <= 0 {
			break
		}
		if p.Kind != LiteralPart {
			out = append(out, p)
			n--
			continue
		}
		if len(p.Text) > n {
			p.Text = p.Text[:n]
		}
		n -= len(p.Text)
		if p.Text != "" {
			out = append(out, p)
		}
	}
	return out
}
