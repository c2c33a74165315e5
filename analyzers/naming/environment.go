package naming

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/fjall-lint/fjall-lint/template"
)

// Environment is a deployment environment that a name speaks of.
type Environment struct {
	// Word is what the name says, in lower case, "" for nothing certain.
	Word string `json:"word"`
	// Means are the environments that the word may mean: two words speak of
	// different ones only when they have none in common. It is empty when Word
	// is.
	Means []string `json:"means"`
	// From says in words where Word stands.
	From string `json:"from"`
}

// environments are the words for environments. Some teams say qa, uat or test
// for the same thing, or uat, staging and preprod, so that these share a
// meaning. The map must not be changed.
var environments = sync.OnceValue(func() map[string][]string {
	return map[string][]string{
		"dev": {"development"}, "develop": {"development"}, "development": {"development"},
		"test": {"test"}, "testing": {"test"}, "tst": {"test"}, "qa": {"test"},
		"uat":     {"test", "staging"},
		"staging": {"staging"}, "stage": {"staging"}, "stg": {"staging"}, "preprod": {"staging"}, "preproduction": {"staging"},
		"prod": {"production"}, "production": {"production"}, "prd": {"production"}, "live": {"production"},
	}
})

// wordEnvironments are the environments that a word may mean.
func wordEnvironments(word string) []string {
	return environments()[strings.ReplaceAll(strings.ToLower(word), "-", "")]
}

// everyday are words for environments that also mean other things within
// names: dev-tools, load-test, live-chat, stage-manager.
func everyday(word string) bool {
	switch word {
	case "dev", "develop", "development", "test", "testing", "tst", "stage", "live":
		return true
	}
	return false
}

// nameEnvironment reads the environment off a secret's name: a part between
// slashes that is a word for one (not the last part, which says what the secret
// is: stripe/live), or, in a name without slashes, a word set off by hyphens
// that means nothing else.
func nameEnvironment(name string) Environment {
	parts := strings.Split(name, "/")
	if len(parts) == 1 {
		var words []string
		for _, t := range join(tokens(name)) {
			if t.alone && !everyday(t.word) && len(wordEnvironments(t.word)) > 0 {
				words = append(words, t.word)
			}
		}
		return agree(words, "")
	}
	var words []string
	for _, p := range parts[:len(parts)-1] {
		if len(wordEnvironments(p)) > 0 {
			words = append(words, strings.ToLower(p))
		}
	}
	return agree(words, "")
}

// agree is the environment that all words may mean together.
func agree(words []string, from string) Environment {
	none := Environment{Means: []string{}}
	if len(words) == 0 {
		return none
	}
	means := wordEnvironments(words[0])
	for _, w := range words[1:] {
		var common []string
		for _, m := range wordEnvironments(w) {
			if slices.Contains(means, m) {
				common = append(common, m)
			}
		}
		means = common
	}
	if len(means) == 0 {
		return none
	}
	return Environment{Word: words[0], Means: means, From: from}
}

// stackLabels are the names of all stacks and stages of a program, in lower
// case.
func stackLabels(p *template.Program) map[string]bool {
	labels := map[string]bool{}
	for _, s := range p.Stacks {
		if s.Parent != nil {
			continue
		}
		labels[strings.ToLower(s.Name)] = true
		for _, stage := range stages(s) {
			labels[strings.ToLower(stage)] = true
		}
	}
	return labels
}

// stages are the CDK stages that a stack belongs to, outermost first: the CDK
// writes each to a folder of its own, assembly-<stage>.
func stages(s *template.Stack) []string {
	var list []string
	for _, dir := range strings.Split(path.Dir(s.TemplateFile), "/") {
		if stage, ok := strings.CutPrefix(dir, "assembly-"); ok {
			list = append(list, stage)
		}
	}
	return list
}

// stackEnvironment reads the environment off the stage and the name of a
// stack. The file name of a loose template is no stack's name.
func stackEnvironment(s *template.Stack, labels map[string]bool) Environment {
	for s.Parent != nil {
		s = s.Parent
	}
	none := Environment{Means: []string{}}
	if !s.Program.Complete {
		return none
	}
	var words []string
	from := ""
	for _, stage := range stages(s) {
		if w := labelEnvironment(stage, labels); w != "" {
			words, from = append(words, w), "stage "+stage
		}
	}
	if w := labelEnvironment(s.Name, labels); w != "" {
		words = append(words, w)
		if from == "" {
			from = "stack " + s.Name
		}
	}
	return agree(words, from)
}

// labelEnvironment is the one word of a stack's or stage's name that is
// certainly its environment, "" when there is none, or several that differ.
func labelEnvironment(label string, labels map[string]bool) string {
	list := join(tokens(label))
	for len(list) > 1 && (list[len(list)-1].word == "stack" || list[len(list)-1].word == "stage") {
		list = list[:len(list)-1]
	}
	var words []string
	for i, t := range list {
		if len(wordEnvironments(t.word)) == 0 {
			continue
		}
		first, last := i == 0, i == len(list)-1
		sure := false
		switch {
		case first && last:
			sure = true
		case !everyday(t.word):
			sure = t.alone || last || first
		case last && t.word != "stage" && t.word != "live":
			sure = !testKind(list[i-1].word)
		}
		if sure || sibling(label, t.word, labels) {
			words = append(words, t.word)
		}
	}
	return agree(words, "").Word
}

// testKind tells words that make a purpose of the word test: load-test.
func testKind(word string) bool {
	switch word {
	case "load", "pen", "smoke", "unit", "e2e", "integration", "integ", "perf", "performance", "stress", "speed", "ab", "canary", "web", "app", "end":
		return true
	}
	return false
}

// sibling tells whether the program has a stack or stage of the same name but
// for the word, which is another environment's there: DevTools and ProdTools.
func sibling(label, word string, labels map[string]bool) bool {
	label = strings.ToLower(label)
	for other, means := range environments() {
		if slices.Equal(means, wordEnvironments(word)) {
			continue
		}
		if labels[strings.Replace(label, word, other, 1)] {
			return true
		}
	}
	return false
}

// join makes one word of those that are written as two: pre-prod, non-prod.
func join(list []token) []token {
	var out []token
	for i := 0; i < len(list); i++ {
		if i+1 < len(list) && (list[i].word == "pre" || list[i].word == "non") && strings.HasPrefix(list[i+1].word, "prod") {
			out = append(out, token{list[i].word + list[i+1].word, list[i].alone == list[i+1].alone})
			i++
			continue
		}
		out = append(out, list[i])
	}
	return out
}
