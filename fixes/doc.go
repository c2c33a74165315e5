// Package fixes carries out the fixes that rules declare: it turns their operations
// into edits of the templates' text, and into code for the CDK.
//
// A rule declares what is to be done; how a template says it (how one stack names a
// resource of another, what a policy or a schedule looks like) is known here. New
// resources are built as the typed structs of goformation.
package fixes
