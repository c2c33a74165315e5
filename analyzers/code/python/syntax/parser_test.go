package syntax

import "testing"

// TestErrors tells of what is not Python, and where.
func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		text, err string
		at        int
	}{
		{"x = 1\n", "", 0},
		{"x = (1\n", "a bracket is not closed", 7},
		{"x = 1)\n", "a bracket that closes none", 5},
		{"x = 'a\ny = 1\n", "a string is not closed", 4},
		{"x = '''a\n", "a string is not closed", 4},
		{"x = f'{a'\n", "a string is not closed", 8},
		{"x = f'}'\n", "a brace that closes none", 6},
		{"if x:\n\ty\n        z\n", "tabs and spaces are mixed", 17},
		{"if x:\n    y\n  z\n", "the indentation matches none around it", 14},
		{"if x:\ny\n", "expected a block", 6},
		{"print 'a'\n", "expected the end of the statement", 6},
		{"x = $\n", "a character that is not of Python", 4},
		{"x = “a”\n", "a character that is not of Python", 4},
		{"x = 1 \\ \n", "a backslash that continues nothing", 6},
		{"def f(:\n pass\n", "a bracket is not closed", 14},
		{"def f(1):\n pass\n", "expected a name", 6},
		{"x = {1: 2, 3}\n", "a dictionary with an element that has no value", 13},
	} {
		m := Parse(tt.text)
		if m.Err != tt.err || m.ErrAt != tt.at {
			t.Errorf("%q: %q at %d, want %q at %d", tt.text, m.Err, m.ErrAt, tt.err, tt.at)
		}
	}
}

// TestStrings tells of all forms of strings.
func TestStrings(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{`'a'`, "a"},
		{`"a\n\x41\u00e9\101\q\\"`, "a\nA\u00e9A\\q\\"},
		{`r'\n'`, `\n`},
		{`R"""a
b"""`, "a\nb"},
		{`'a' "b" '''c'''`, "abc"},
		{"'a\\\nb'", "ab"},
		{"('a'\n  # comment\n  'b')", "ab"},
		{`f'a{x}b'`, "a{}b"},
		{`f'{{a}} {x!r:>{w}} c'`, "{a} {}{} c"},
		{`f"{x["a"]}"`, "{}"},
		{`f'''{
  x  # comment
}'''`, "{}"},
		{`rf'\d{x}\{y}'`, `\d{}\{}`},
		{`f'{x=}{y:%Y-%m-%d}{z!s}'`, "{}{}{}"},
		{`f'{f"{f'{x}'}"}'`, "{}"},
		{`f'\N{DASH}{x}'`, "\ufffd{}"},
		{`t'{x}'`, "{}"},
		{`f'{lambda_}{(lambda: 1)()}{ {1: 2}[1] }'`, "{}{}{}"},
	} {
		m := Parse("x = " + tt.text + "\n")
		if m.Err != "" {
			t.Errorf("%s: %s", tt.text, m.Err)
			continue
		}
		got := ""
		for _, p := range m.Body[0].(*Assign).Value.(*Str).Parts {
			if p.X != nil {
				p.Text = "{}"
			}
			got += p.Text
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.text, got, tt.want)
		}
	}
}
