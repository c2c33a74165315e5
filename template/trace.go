package template

import (
	"net/url"
	"strconv"
	"strings"
)

// parseFrames gives the frames of user code within a recorded stack trace,
// innermost first. It reads what aws-cdk-lib writes since 2.0: raw V8 frames
// (`new C (/app/a.js:3:79)`, `    at async f (file:///app/a.mjs:1:2)`), the
// cleaned form since 2.251 (`...new Secret2 in aws-cdk-lib...`), and the
// frames of a jsii host language, which may have no column
// (`Db.__init__ (/app/db.py:12)`). Frames of libraries and of the runtimes are
// left out, and so is whatever is no frame.
func parseFrames(lines []string) []Frame {
	var cache frameCache
	return cache.parse(lines)
}

// frameCache remembers parsed frames: most lines of a large app's traces
// repeat.
type frameCache map[string]frameLine

type frameLine struct {
	frame Frame
	user  bool
}

func (c *frameCache) parse(lines []string) []Frame {
	if *c == nil {
		*c = frameCache{}
	}
	var frames []Frame
	kernel := ""
	for _, line := range lines {
		parsed, ok := (*c)[line]
		if !ok {
			parsed.frame, parsed.user = parseFrame(line)
			// Copies, so that the frames do not hold the whole file they stand in.
			parsed.frame.Function = strings.Clone(parsed.frame.Function)
			parsed.frame.File = strings.Clone(parsed.frame.File)
			(*c)[line] = parsed
		}
		if !parsed.user {
			continue
		}
		// The jsii kernel runs from a temporary folder, so that only its
		// functions tell it from an app's own lib/program.js.
		if strings.HasPrefix(parsed.frame.Function, "Kernel.") || strings.HasPrefix(parsed.frame.Function, "KernelHost.") {
			kernel = parsed.frame.File
		}
		frames = append(frames, parsed.frame)
	}
	if kernel == "" {
		return frames
	}
	own := frames[:0]
	for _, f := range frames {
		if f.File != kernel {
			own = append(own, f)
		}
	}
	if len(own) == 0 {
		return nil
	}
	return own
}

// parseFrame reads one line of a trace; user is set when it is a frame of user
// code.
func parseFrame(line string) (f Frame, user bool) {
	line = strings.TrimSpace(line)
	line = strings.TrimPrefix(line, "at ")
	line = strings.TrimPrefix(line, "async ")
	if strings.HasPrefix(line, "...") {
		return Frame{}, false
	}
	place := line
	if strings.HasSuffix(line, ")") {
		open := openingParen(line)
		if open < 0 {
			return Frame{}, false
		}
		f.Function = strings.TrimSpace(line[:open])
		place = line[open+1 : len(line)-1]
	}
	var ok bool
	if f.File, f.Line, f.Column, ok = parsePlace(place); !ok {
		return Frame{}, false
	}
	return f, isUserCode(f)
}

// openingParen is the index of the parenthesis that the last character of the
// line closes, -1 when there is none. Paths may have parentheses too.
func openingParen(line string) int {
	depth := 0
	for i := len(line) - 1; i >= 0; i-- {
		switch line[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	if i := strings.Index(line, " ("); i >= 0 { // unbalanced within the path
		return i + 1
	}
	return -1
}

// parsePlace splits `file:line:column` or `file:line` from the right, because
// Windows paths have a colon of their own.
func parsePlace(s string) (file string, line, column int, ok bool) {
	file, last, ok := cutNumber(s)
	if !ok {
		return "", 0, 0, false
	}
	if rest, n, ok := cutNumber(file); ok {
		file, line, column = rest, n, last
	} else {
		line = last
	}
	file = fileOf(file)
	return file, line, column, file != "" && line > 0
}

func cutNumber(s string) (rest string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 1 || len(s)-i-1 > 9 { // more digits are no line number
		return "", 0, false
	}
	for _, c := range []byte(s[i+1:]) {
		if c < '0' || c > '9' {
			return "", 0, false
		}
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil
}

// fileOf turns the file URLs of ECMAScript modules into paths. Other URLs
// (node:, webpack:, https:) are no files: "".
func fileOf(name string) string {
	if rest, ok := strings.CutPrefix(name, "file://"); ok {
		if i := strings.IndexByte(rest, '/'); i > 0 {
			return "" // another host's file
		}
		if plain, err := url.PathUnescape(rest); err == nil {
			rest = plain
		}
		if len(rest) > 2 && rest[0] == '/' && isDrive(rest[1:]) {
			rest = rest[1:]
		}
		return rest
	}
	if i := strings.IndexByte(name, ':'); i > 1 && isScheme(name[:i]) {
		return ""
	}
	return name
}

// isDrive tells whether a path begins with a Windows drive: `C:`.
func isDrive(name string) bool {
	if len(name) < 2 || name[1] != ':' {
		return false
	}
	c := name[0] | 0x20
	return c >= 'a' && c <= 'z'
}

func isScheme(s string) bool {
	for i, c := range []byte(s) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '+' && c != '-' && c != '.') {
			return false
		}
	}
	return true
}

// isUserCode tells frames of the author's code from those of packages,
// language runtimes and the jsii runtime.
func isUserCode(f Frame) bool {
	file := strings.ReplaceAll(f.File, `\`, "/")
	for _, folder := range []string{
		"/node_modules/",  // npm, yarn and pnpm, and the jsii kernel's own
		"/site-packages/", // pip
		"/dist-packages/", // pip of Debian
		"/.yarn/",
		"/lib/python3.", // Python's own library, outside of site-packages
	} {
		if strings.Contains(file, folder) {
			return false
		}
	}
	base := file[strings.LastIndexByte(file, '/')+1:]
	switch {
	case strings.HasPrefix(file, "<"), strings.HasPrefix(file, ":"), strings.HasPrefix(file, "eval at "), strings.HasPrefix(file, "node_modules/"):
		return false
	case strings.HasPrefix(file, "internal/"), file == base && strings.HasSuffix(base, ".js"):
		return false // Node.js before 16 names its own files without a scheme
	case base == ".pnp.cjs", base == ".pnp.js", base == ".pnp.loader.mjs":
		return false
	case strings.HasSuffix(file, "/bin/jsii-runtime.js"):
		return false
	case strings.HasSuffix(base, ".java"):
		return !hasAnyPrefix(f.Function, "java.", "jdk.", "sun.", "software.amazon.awscdk.", "software.amazon.jsii.", "software.constructs.")
	case strings.HasSuffix(base, ".cs"):
		return !hasAnyPrefix(f.Function, "System.", "Amazon.CDK.", "Amazon.JSII.", "Constructs.")
	}
	return true
}

func hasAnyPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// sourceOf is the place that a trace gives: its innermost frame of user code,
// nil when there is none. What the library itself makes while the app is
// synthesized has no place: the call of app.synth() says nothing about it.
func (c *frameCache) sourceOf(kind string, trace []string) *SourcePos {
	frames := c.parse(trace)
	if len(frames) == 0 {
		return nil
	}
	for _, line := range trace {
		if (*c)[line].user {
			break
		}
		if strings.Contains(line, ".synth in aws-cdk-lib") ||
			strings.Contains(line, ".synth (") && strings.Contains(line, "aws-cdk-lib") {
			return nil
		}
	}
	return &SourcePos{
		File: frames[0].File, Line: frames[0].Line, Column: frames[0].Column,
		Kind: kind, Frames: frames,
	}
}
