// Package template reads CloudFormation and SAM templates and the cloud
// assemblies that the AWS CDK synthesizes into one program: every template
// with the position of every key and value, references resolved across nested
// stacks and stacks, and property values evaluated symbolically.
//
// The package holds facts only. It never judges; what is wrong with the input
// itself (a file that cannot be parsed, a cycle, a missing mapping) is a
// [Problem] with a position, and everything else is still loaded.
package template
