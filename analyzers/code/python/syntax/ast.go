package syntax

// Module is a file.
type Module struct {
	Text string
	Body []Stmt
	// Err is why it is not understood as a whole, "" where it is; ErrAt is where.
	Err   string
	ErrAt int
}

// Expr is an expression.
type Expr interface{ Pos() Span }

// The expressions.
type (
	// Name is a variable.
	Name struct {
		Span
		ID string
	}
	// Const is a number, None, True, False or an ellipsis, as written.
	Const struct {
		Span
		Text string
	}
	// Str is a string of one or more literals, with the fields of f-strings.
	Str struct {
		Span
		Parts []Part
		Bytes bool
	}
	// Attr is X.Name.
	Attr struct {
		Span
		X    Expr
		Name string
		// NameAt is where the name begins.
		NameAt int
	}
	// Index is X[I].
	Index struct {
		Span
		X, I Expr
	}
	// Call is Fn(Args).
	Call struct {
		Span
		Fn   Expr
		Args []Arg
	}
	// Seq is a tuple, list or set.
	Seq struct {
		Span
		Kind byte // '(', '[', '{', or ':' for a slice
		Elts []Expr
	}
	// Dict is a display of a dictionary; the key of **x is nil.
	Dict struct {
		Span
		Keys, Values []Expr
	}
	// Unary is an operator and its operand, "not", "*", "**" and "await" too.
	Unary struct {
		Span
		Op string
		X  Expr
	}
	// Binary is an arithmetic operator.
	Binary struct {
		Span
		Op   string
		X, Y Expr
	}
	// Bool is a chain of "and" or of "or".
	Bool struct {
		Span
		Op string
		Xs []Expr
	}
	// Compare is a chain of comparisons: one operator fewer than operands.
	Compare struct {
		Span
		Ops []string
		Xs  []Expr
	}
	// Cond is Then if Test else Else.
	Cond struct {
		Span
		Test, Then, Else Expr
	}
	// Lambda is a function in an expression.
	Lambda struct {
		Span
		Params []Param
		Body   Expr
	}
	// Comp is a comprehension or generator; Value is set in one of a dictionary.
	Comp struct {
		Span
		Elt, Value Expr
		Clauses    []Clause
	}
	// Yield is "yield" and "yield from"; X can be nil.
	Yield struct {
		Span
		X Expr
	}
	// Named is Target := Value, or Value as Target in a parenthesized "with".
	Named struct {
		Span
		Target, Value Expr
	}
	// BadExpr is what is not understood.
	BadExpr struct{ Span }
)

// Part is a literal part of a string, or a field where X is set.
type Part struct {
	Text string
	X    Expr
	// Formatted tells that the field has a format or a conversion.
	Formatted bool
}

// Arg is an argument: positional, by Name, or with Stars.
type Arg struct {
	Name  string
	Stars int
	Value Expr
}

// Clause is "for Target in Iter if Ifs" of a comprehension.
type Clause struct {
	Target, Iter Expr
	Ifs          []Expr
}

// Param is a parameter; Stars is 1 for *args (and a bare *), 2 for **kwargs.
type Param struct {
	Name          string
	Stars         int
	Ann, Default  Expr
	OnlyByKeyword bool
}

// Stmt is a statement.
type Stmt interface{ Pos() Span }

// The statements.
type (
	// Def is a function.
	Def struct {
		Span
		Name       string
		NameAt     int
		Decorators []Expr
		Params     []Param
		Returns    Expr
		Body       []Stmt
		Async      bool
	}
	// Class is a class.
	Class struct {
		Span
		Name       string
		Decorators []Expr
		Bases      []Arg
		Body       []Stmt
	}
	// ExprStmt is an expression alone.
	ExprStmt struct {
		Span
		X Expr
	}
	// Assign is one or more targets and a value. Op is that of an augmented one;
	// Value is nil where there is only an annotation.
	Assign struct {
		Span
		Targets []Expr
		Op      string
		Ann     Expr
		Value   Expr
	}
	// Jump is return, raise, break, continue or pass; X can be nil.
	Jump struct {
		Span
		Word    string
		X, From Expr
	}
	// Delete is del.
	Delete struct {
		Span
		Xs []Expr
	}
	// Assert is assert.
	Assert struct {
		Span
		Test, Message Expr
	}
	// Import is "import" and "from Module import". Names of the first have no Module.
	Import struct {
		Span
		From   bool
		Module string
		Names  []Alias
	}
	// Scope is global or nonlocal.
	Scope struct {
		Span
		Word  string
		Names []string
	}
	// If is if with its elifs.
	If struct {
		Span
		Branches []Branch
		Else     []Stmt
	}
	// Loop is for or while.
	Loop struct {
		Span
		Target, Iter Expr // of for
		Test         Expr // of while
		Body, Else   []Stmt
	}
	// Try is try.
	Try struct {
		Span
		Body          []Stmt
		Handlers      []Handler
		Else, Finally []Stmt
	}
	// With is with.
	With struct {
		Span
		Items []Item
		Body  []Stmt
	}
	// Match is match; its patterns are known by the names that they bind alone.
	Match struct {
		Span
		Subject Expr
		Cases   []Case
	}
	// Bad is a statement that is not understood, with the block below it.
	Bad struct {
		Span
		Body []Stmt
	}
)

// Alias is a name that is imported: "*" for all.
type Alias struct{ Name, As string }

// Branch is a test and what runs where it holds.
type Branch struct {
	Test Expr
	Body []Stmt
}

// Handler is an except.
type Handler struct {
	Type Expr
	Name string
	Body []Stmt
}

// Item is one of with.
type Item struct{ X, Target Expr }

// Case is one of match.
type Case struct {
	// Binds are the names that the pattern gives values to.
	Binds []string
	Guard Expr
	Body  []Stmt
}
