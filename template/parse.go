package template

import (
	"bytes"
	"strings"
)

// Parse reads the text of one file into a tree a document: JSON when the first
// character is a brace or bracket, YAML otherwise. What cannot be read is said
// in problems; a document that could not be read at all is left out.
func Parse(src *Source) ([]*Node, []Problem) {
	text := bytes.TrimLeft(src.Data, " \t\r\n")
	if len(text) == 0 {
		return nil, []Problem{{
			Kind: Unreadable, Fatal: true, Message: "the file is empty",
			Hint: "synthesize the app again", Range: src.Range(0, 0),
		}}
	}
	if text[0] == '{' || text[0] == '[' {
		root, problems := parseJSON(src)
		if root != nil {
			return []*Node{root}, problems
		}
		if strings.HasSuffix(src.Name, ".json") {
			return nil, problems
		}
		// A YAML template may be written in flow style, which looks like JSON.
		if docs, yamlProblems := parseYAML(src); docs != nil {
			return docs, yamlProblems
		}
		return nil, problems
	}
	return parseYAML(src)
}
