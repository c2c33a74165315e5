package python

import (
	"fmt"
	"strings"
)

// numbered repeats a line with the numbers below n.
func numbered(line string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, line, i)
	}
	return b.String()
}

// indented are n blocks in each other.
func indented(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "if a:\n")
	}
	return b.String() + strings.Repeat(" ", n) + "pass\n"
}

// chain are variables that each have the value of the next one.
func chain(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d = a%d\n", i, i+1)
	}
	return b.String()
}

// doubling are strings that are each twice as long as the one before.
func doubling(n int) string {
	var b strings.Builder
	b.WriteString("a0 = 'x'\n")
	for i := range n {
		fmt.Fprintf(&b, "a%d = f'{a%d}{a%d}'\n", i+1, i, i)
	}
	return b.String()
}

// times are variables that are each computed of the one before, and compared.
func times(n int) string {
	var b strings.Builder
	b.WriteString("import time\nX = {}\ndef f():\n a0 = time.time()\n X['a'] = 1\n")
	for i := range n {
		fmt.Fprintf(&b, " a%d = a%d + a%d\n if a%d > X['a']: pass\n", i+1, i, i, i)
	}
	return b.String()
}

// classes are each below the one before.
func classes(n int) string {
	var b strings.Builder
	b.WriteString("class K0:\n def f(self): self.f()\n")
	for i := range n {
		fmt.Fprintf(&b, "class K%d(K%d):\n def g(self): self.f(); self.x\n", i+1, i)
	}
	return b.String()
}
