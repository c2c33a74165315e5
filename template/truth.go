package template

// Truth is a three-valued answer: what cannot be known from the templates is
// Unknown, never guessed.
type Truth int8

// The truth values. The zero value is Unknown.
const (
	Unknown Truth = iota
	True
	False
)

// Not is the negation; the unknown stays unknown.
func (t Truth) Not() Truth {
	switch t {
	case True:
		return False
	case False:
		return True
	}
	return Unknown
}

// And is false when either is false, true when both are true.
func (t Truth) And(u Truth) Truth {
	switch {
	case t == False || u == False:
		return False
	case t == True && u == True:
		return True
	}
	return Unknown
}

// Or is true when either is true, false when both are false.
func (t Truth) Or(u Truth) Truth { return t.Not().And(u.Not()).Not() }

// String is "yes", "no" or "unknown".
func (t Truth) String() string {
	switch t {
	case True:
		return "yes"
	case False:
		return "no"
	}
	return "unknown"
}

// TruthOf turns what is known into a truth value.
func TruthOf(b bool) Truth {
	if b {
		return True
	}
	return False
}
