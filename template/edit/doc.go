// Package edit changes templates without rewriting them: it turns operations on
// paths into edits of the bytes that have to change. Comments, the order of
// keys, quotes, indentation, line ends and everything else outside the edits
// stay as they are.
//
// All operations on a file are joined to one tree of changes, which says for
// each list and map what goes, what comes and what changes inside. Each list and
// map is then edited once. The result is read again and compared with the tree
// that was asked for, so that an edit either does what it should or is refused.
//
// # Comments and blank lines in YAML
//
// With an entry of a block map or list go the comment on its lines, the comment
// lines below it that are indented more than it, and the comment lines directly
// above it, without a blank line between, that are indented as it is. A comment
// that starts on the first line of the file is about the file and stays. Where
// blank lines surround what goes, those above it go too. An entry that comes is
// written behind the last one, before comment lines at the end that are indented
// as the entries are, with a blank line above it where most entries have one.
//
// # What is refused
//
// A value that a YAML anchor shares, and keys that a merge key brings in, would
// change in other places too. Only an alias itself can be replaced or removed.
// Maps with keys that are lists or maps, with `? ` or with a key that stands
// twice are not edited, and neither is the root as a whole. YAML takes lines
// that are indented with tabs behind some values only, which may keep a file
// from being edited beside them.
package edit
