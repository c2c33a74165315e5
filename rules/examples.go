package rules

import (
	"embed"
	"io/fs"
)

//go:embed examples
var examples embed.FS

// Examples holds a bad case of each built-in rule for the rule's page and, where
// no fix shows what is right, an ok case, as files of <category>/<name>/.
func Examples() (fs.FS, error) { return fs.Sub(examples, "examples") }
