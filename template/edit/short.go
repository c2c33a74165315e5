package edit

import (
	"strings"

	"github.com/fjall-lint/fjall-lint/template"
)

// shortForm is the short tag for a function call, with the argument as it
// stands behind it; "" for other values. Condition is left out: as the only key
// of a map it may be that of a policy.
func shortForm(n *template.Node) (tag string, arg *template.Node) {
	name, arg := n.Intrinsic()
	if name == "" {
		return "", nil
	}
	name = strings.TrimPrefix(name, "Fn::")
	switch name {
	case "And", "Base64", "Cidr", "Equals", "FindInMap", "GetAZs", "If", "ImportValue", "Join", "Length", "Not", "Or",
		"Ref", "Select", "Split", "Sub", "ToJsonString", "Transform",
		"Contains", "EachMemberEquals", "EachMemberIn", "RefAll", "ValueOf", "ValueOfAll":
		return "!" + name, arg
	case "GetAtt":
		if arg.Kind == template.List && len(arg.Items()) == 2 && arg.Items()[0].Kind == template.String && arg.Items()[1].Kind == template.String &&
			!strings.Contains(arg.Items()[0].Text, ".") {
			arg = template.NewString(arg.Items()[0].Text+"."+arg.Items()[1].Text, nil)
		}
		return "!GetAtt", arg
	}
	return "", nil
}
