package iamdata

import (
	"cmp"
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed actions.txt.gz
var packedActions []byte

var actionFile = sync.OnceValue(func() file { return open(packedActions) })

// Level is an action's access level, as AWS classifies it.
type Level uint8

// The access levels.
const (
	List Level = iota + 1
	Read
	Write
	PermissionsManagement
	Tagging
)

// String is the level's name in AWS's service authorization reference.
func (l Level) String() string {
	switch l {
	case List:
		return "List"
	case Read:
		return "Read"
	case Write:
		return "Write"
	case PermissionsManagement:
		return "Permissions management"
	case Tagging:
		return "Tagging"
	}
	return ""
}

// Action is an action of a service. Its slices are shared: do not change them.
type Action struct {
	// Name is the action without its service, such as "GetSecretValue".
	Name  string
	Level Level
	// Resources are the types of resource that the action can be limited to.
	// Empty: only the resource "*" matches.
	Resources []string
	// ConditionKeys are the keys of its service and the aws:…Tag keys that a
	// request for the action can have; "${TagKey}" and "tag-key" stand for any tag.
	// Empty for services without [HasConditionKeys]. Global keys are not listed.
	ConditionKeys []string
}

// service is a service's part of the data, parsed when it is asked for.
type service struct {
	keyed   bool
	actions func() []Action
}

// core are the services whose condition keys are known.
var core = sync.OnceValue(func() map[string]service { return split(actionFile().first, true) })

// others are all other services.
var others = sync.OnceValue(func() map[string]service { return split(actionFile().rest(), false) })

func lookupService(name string) service {
	name = strings.ToLower(name)
	if s, ok := core()[name]; ok {
		return s
	}
	return others()[name]
}

// Services are the service prefixes, sorted.
func Services() []string {
	names := make([]string, 0, len(core())+len(others()))
	for name := range core() {
		names = append(names, name)
	}
	for name := range others() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// HasConditionKeys tells whether the condition keys of a service's actions are in
// the data.
func HasConditionKeys(service string) bool { return lookupService(service).keyed }

// Actions are the actions of a service (its prefix, such as "kms"), sorted by
// name; nil when there is no such service. The slice is shared: do not change it.
func Actions(service string) []Action {
	s := lookupService(service)
	if s.actions == nil {
		return nil
	}
	return s.actions()
}

// Lookup finds an action by its full name, such as
// "secretsmanager:GetSecretValue", in upper or lower case as IAM does.
func Lookup(action string) (Action, bool) {
	prefix, name, ok := strings.Cut(action, ":")
	if !ok {
		return Action{}, false
	}
	for _, a := range Actions(prefix) {
		if len(a.Name) == len(name) && strings.EqualFold(a.Name, name) {
			return a, true
		}
	}
	return Action{}, false
}

// Matching are the full names of the actions that a pattern of a policy's Action
// matches, sorted. In the action's name "*" is any text and "?" any character;
// the service has no wildcards, except that "*" and "*:*" are everything.
func Matching(pattern string) []string {
	if pattern == "*" {
		pattern = "*:*"
	}
	prefix, name, ok := strings.Cut(pattern, ":")
	if !ok {
		return nil
	}
	services := []string{strings.ToLower(prefix)}
	if prefix == "*" {
		if name != "*" {
			return nil
		}
		services = Services()
	}
	name = strings.ToLower(name)
	var found []string
	for _, s := range services {
		for _, a := range Actions(s) {
			if name == "*" || match(name, strings.ToLower(a.Name)) {
				found = append(found, s+":"+a.Name)
			}
		}
	}
	slices.Sort(found) // "a-b:" stands before "a:"
	return found
}

// split cuts the text into services: "@name|resource types" and what follows.
func split(text string, keyed bool) map[string]service {
	services := make(map[string]service, 512)
	if !strings.HasPrefix(text, "@") {
		_, text, _ = strings.Cut(text, "\n@")
	} else {
		text = text[1:]
	}
	for text != "" {
		var block string
		block, text, _ = strings.Cut(text, "\n@")
		end := strings.IndexAny(block, "|\n")
		services[block[:end]] = service{keyed, sync.OnceValue(func() []Action { return parse(block) })}
	}
	return services
}

// parse reads a service:
//
//	name|resource type|resource type|…
//	=condition key
//	R0.2,1.5 Name Name …    level, numbers of resource types, numbers of condition keys
func parse(block string) []Action {
	head, block, _ := strings.Cut(block, "\n")
	resources := strings.Split(head, "|")[1:]
	var keys []string
	var actions []Action
	for line := range strings.Lines(block) {
		line = strings.TrimSuffix(line, "\n")
		if key, ok := strings.CutPrefix(line, "="); ok {
			keys = append(keys, key)
			continue
		}
		group, names, _ := strings.Cut(line, " ")
		res, cond, _ := strings.Cut(group[1:], ",")
		a := Action{Level: level(group[0]), Resources: pick(resources, res), ConditionKeys: pick(keys, cond)}
		slices.Sort(a.ConditionKeys)
		for a.Name = range strings.SplitSeq(names, " ") {
			actions = append(actions, a)
		}
	}
	slices.SortFunc(actions, func(a, b Action) int { return cmp.Compare(a.Name, b.Name) })
	return actions
}

func level(letter byte) Level {
	switch letter {
	case 'L':
		return List
	case 'R':
		return Read
	case 'W':
		return Write
	case 'P':
		return PermissionsManagement
	}
	return Tagging
}

// pick are the names that a list such as "0.2" numbers.
func pick(names []string, numbers string) []string {
	if numbers == "" {
		return nil
	}
	picked := make([]string, 0, strings.Count(numbers, ".")+1)
	for n := range strings.SplitSeq(numbers, ".") {
		if i, err := strconv.Atoi(n); err == nil && i < len(names) {
			picked = append(picked, names[i])
		}
	}
	return picked
}

// match tells whether text matches a pattern with "*" and "?".
func match(pattern, text string) bool {
	p, t := 0, 0
	star, from := -1, 0 // the last "*", and what it has taken up to
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			from++
			p, t = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
