package reporters

import "strings"

// comment is text in Markdown with parts that may grow, each within its share of
// what a comment holds.
type comment struct{ strings.Builder }

// list writes n lines as far as their share of bytes goes; more tells how many
// are left out.
func (c *comment) list(share, n int, line func(i int) string, more func(n int) string) {
	for i := range n {
		l := line(i)
		if share -= len(l) + 1; share < 0 {
			c.WriteString(more(n-i) + "\n")
			break
		}
		c.WriteString(l + "\n")
	}
	c.WriteString("\n")
}

// table is a list of rows with a head.
func (c *comment) table(share int, head string, n int, row func(i int) string) {
	columns := strings.Count(head[:strings.IndexByte(head, '\n')], "|") - 1
	c.WriteString(head)
	c.list(share, n, row, func(n int) string {
		return "| … " + strings.Repeat("| ", columns-2) + "| and " + plural(n, "line", "lines") + " more |"
	})
}

func moreItems(n int) string { return "- … and " + thousands(n) + " more" }

// details begins a part that is closed until somebody opens it. Its title is
// HTML: nothing there is Markdown.
func (c *comment) details(title string) {
	c.WriteString("<details>\n<summary>" + title + "</summary>\n\n")
}

func (c *comment) close() { c.WriteString("</details>\n\n") }

// code is text as a code span within a table: there it is neither markup nor
// HTML, nor does it mention anybody.
func code(text string) string {
	text = clean(text)
	if text == "" {
		return ""
	}
	if strings.Contains(text, `\`) {
		text = strings.ReplaceAll(text, "|", "¦") // renderers differ on \\|
	}
	text = strings.ReplaceAll(text, "|", `\|`)
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if len(fence) > 1 || strings.HasSuffix(text, `\`) {
		return fence + " " + text + " " + fence
	}
	return fence + text + fence
}

// unlinked breaks up what GitHub makes a link of by itself.
var unlinked = strings.NewReplacer("://", ":\u2060//", "www.", "www\u2060.")

// prose is text in which nothing is markup, wherever in a line it stands.
func prose(text string) string {
	var b strings.Builder
	text = clean(text)
	if words := strings.TrimLeft(text, " "); words != text {
		text = " " + words // indented further, it would be code
	}
	marker := listMarker(text)
	for i, r := range text {
		if i == marker {
			b.WriteByte('\\')
		}
		switch r {
		case '|':
			b.WriteString("&#124;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '&':
			b.WriteString("&amp;")
		case '@':
			b.WriteString("@\u2060") // a word joiner: nobody is mentioned
		case '#':
			b.WriteString("\\#\u2060") // nor any issue
		case '\\', '`', '*', '_', '[', ']', '!', '~', '$':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return unlinked.Replace(b.String())
}

// listMarker is where in a text the character stands that would make a list item, a line
// or a heading of it at the beginning of a line, -1 for none: "- x", "+ x", "1. x", "1) x",
// "--", "==".
func listMarker(text string) int {
	rest := strings.TrimLeft(text, " ")
	at := len(text) - len(rest)
	if rest != "" && (strings.Trim(rest, "- ") == "" || strings.Trim(rest, "= ") == "") {
		return at
	}
	digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
	if digits == len(rest) {
		return -1
	}
	mark, behind := rest[digits], rest[digits+1:]
	if behind != "" && behind[0] != ' ' || digits == 0 != (mark == '-' || mark == '+') || digits > 0 && mark != '.' && mark != ')' {
		return -1
	}
	return at + digits
}
