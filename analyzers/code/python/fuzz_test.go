package python

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/fjall-lint/fjall-lint/analyzers/code/source"
	"github.com/fjall-lint/fjall-lint/internal/fuzzcorpus"
)

// FuzzRead holds what is read to what its users rely on.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.py")
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, s := range []string{
		"f'{x!r:{y}}' f\"{f'{1}'}\"\nrb'\\x'", "if x:\n\tpass\n        pass\n", "match x:\n case [a, *b] if a: pass\n",
		"lambda: (yield)", "with (a as b, c): pass", "x = {**a, 'b': [i for i in x if i]}\n", "class A(B, metaclass=C): x: int = 1\n",
	} {
		f.Add([]byte(s))
	}
	fuzzcorpus.Add(f, func(data []byte) { f.Add(data) }, ".py")
	f.Fuzz(func(t *testing.T, text []byte) {
		got := Read(text)
		check(t, got, len(text))
		if again := Read(text); !reflect.DeepEqual(got, again) {
			t.Error("another time, something else is seen")
		}
	})
}

func check(t *testing.T, f *source.File, size int) {
	t.Helper()
	n := len(f.Functions)
	if n == 0 || f.Functions[0].Parent != -1 {
		t.Fatal("no body of the file")
	}
	for i, fn := range f.Functions {
		if fn.Start < 0 || fn.End < fn.Start || fn.End > size || i > 0 && (fn.Parent < 0 || fn.Parent >= i) {
			t.Errorf("function %d: %+v", i, fn)
		}
		for _, c := range fn.Calls {
			if c.Target < -1 || c.Target >= n || c.Target == -1 && (c.Import.Module == "" || c.Import.Name == "") {
				t.Errorf("call %+v", c)
			}
		}
		for _, u := range fn.Uses {
			if u.Start < 0 || u.End <= u.Start || u.End > size || u.API == "" || u.Client == "" {
				t.Errorf("use %+v", u)
			}
		}
	}
	for name, list := range f.Exports {
		for _, i := range list {
			if i < 0 || i >= n {
				t.Errorf("export %s: %d", name, i)
			}
		}
	}
}

// TestLong reads texts that are long in one way: none is too deep or takes time that
// grows with the square of its length, which would be minutes.
func TestLong(t *testing.T) {
	n := 20_000
	if testing.Short() {
		n = 2_000
	}
	for _, tt := range long(n) {
		t.Run(tt.name, func(t *testing.T) { check(t, Read([]byte(tt.text)), len(tt.text)) })
	}
}

// BenchmarkLong reads the same texts at two lengths.
func BenchmarkLong(b *testing.B) {
	for _, n := range []int{5_000, 20_000} {
		for _, tt := range long(n) {
			b.Run(fmt.Sprintf("%s/%d", tt.name, n), func(b *testing.B) {
				for b.Loop() {
					Read([]byte(tt.text))
				}
			})
		}
	}
}

type longText struct{ name, text string }

// long are texts in which one thing stands n times.
func long(n int) []longText {
	return []longText{
		{"parentheses", strings.Repeat("(", n)},
		{"balanced", strings.Repeat("(", n) + strings.Repeat(")", n)},
		{"fields", strings.Repeat("f'{", n)},
		{"braces", "f'" + strings.Repeat("{", n)},
		{"not", strings.Repeat("not ", n)},
		{"minus", strings.Repeat("-", n) + "1"},
		{"lambda", strings.Repeat("lambda: ", n) + "1"},
		{"blocks", indented(n / 100)},
		{"elif", "if a: pass\n" + strings.Repeat("elif a: return 1\n", n)},
		{"returns", "def f():\n" + strings.Repeat(" if X.get(a): return 1\n c.get_secret_value(SecretId=X[a])\n", n)},
		{"assignments", "a0 = 'x'\n" + strings.Repeat("a0 = a0 + a0\n", n)},
		{"chain", chain(n)},
		{"doubling", doubling(n)},
		{"attributes", strings.Repeat("a.b(c).d", n)},
		{"plus", strings.Repeat("a+", n) + "a"},
		{"and", strings.Repeat("a and ", n) + "a"},
		{"targets", strings.Repeat("a = ", n) + "1"},
		{"match", strings.Repeat("match;", n)},
		{"strings", strings.Repeat("'a' f'{b}' ", n)},
		{"functions", strings.Repeat("def f(): return f()\n", n)},
		{"methods", "class K:\n" + strings.Repeat(" def f(self): return self.f()\n", n)},
		{"classes", classes(n / 10)},
		{"instances", "class K:\n" + numbered(" def f%d(self): pass\n", n/100) + numbered("k%d = K()\n", n/100)},
		{"imports", numbered("import a.b%d.c\n", n) + strings.Repeat("a.b1.c.f()\n", n)},
		{"calls", "def g(): pass\n" + strings.Repeat("g(g)\n", n)},
		{"stores", "X = {}\ndef f():\n" + strings.Repeat(" if not X: X['a'] = c.get_secret_value(SecretId='a')\n", n)},
		{"time", times(n)},
		{"comments", strings.Repeat("#\n", n)},
		{"handlers", "try: pass\n" + strings.Repeat("except A: pass\n", n)},
		{"decorators", strings.Repeat("@a\n", n) + "def f(): pass\n"},
		{"wrapped", "def f(): pass\n" + strings.Repeat("f = w(f)\n", n)},
		{"conditional functions", strings.Repeat("def f(g): return g(f)\nf(f)\n", n)},
		{"formats", "x = '" + strings.Repeat("{}", n) + "'.format(1)\ny = '" + strings.Repeat("%s", n) + "' % 1\n"},
		{"dictionary", "X = {" + strings.Repeat("'a': f, ", n) + "}\n" + strings.Repeat("X[a]()\n", n)},
	}
}
