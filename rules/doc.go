// Package rules holds the rules, written in Rego, and the engine that
// evaluates them over facts. A rule is one file, <category>/<name>.rego; the
// engine finds it by its package path and reads its METADATA.
package rules
