package cron

import (
	"fmt"
	"strings"
)

// MaxLength is the longest schedule expression, in characters (service models
// of Secrets Manager, EventBridge and EventBridge Scheduler).
const MaxLength = 256

// Error says why an expression is not a valid schedule.
type Error struct {
	Expr   string // the whole expression as given
	Offset int    // of the offending part, in bytes from the start of Expr
	Reason string // lower case; quotes the offending part and says what is allowed
}

// Error names the expression and the reason.
func (e *Error) Error() string {
	expr := e.Expr
	if len(expr) > MaxLength {
		expr = strings.ToValidUTF8(expr[:40], "") + "…"
	}
	return fmt.Sprintf("parse schedule %q: %s", expr, e.Reason)
}

// Parser reads parts of an expression. Its errors are each an [*Error].
type Parser struct{ Expr string }

// Errorf is an error at the place of t.
func (p Parser) Errorf(t Text, format string, args ...any) error {
	return &Error{p.Expr, t.At, fmt.Sprintf(format, args...)}
}
