package wire

import (
	"errors"
	"fmt"
)

// Classes of errors.
var (
	ErrInvalid = errors.New("invalid")        // not JSON, or another kind of value
	ErrUnknown = errors.New("unknown field")  // a field that the object does not have
	ErrLimit   = errors.New("over the limit") // more than the reader allows
	ErrMissing = errors.New("missing")        // a value that must be there
)

// Error says at which field a document was refused, and why.
type Error struct {
	// Path leads to the field, such as "lines[3].product.price"; empty is the
	// document itself.
	Path string
	Err  error
}

// Error names the path before the reason.
func (e *Error) Error() string {
	if e.Path == "" {
		return e.Err.Error()
	}
	return e.Path + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// below puts name before the path of err.
func below(name string, err error) error {
	e, ok := err.(*Error)
	if !ok {
		return &Error{Path: name, Err: err}
	}
	e.Path = join(name, e.Path)
	return e
}

// join puts name before a path.
func join(name, path string) string {
	switch {
	case path == "":
		return name
	case path[0] == '[':
		return name + path
	default:
		return name + "." + path
	}
}

func syntax(format string, args ...any) error {
	return fmt.Errorf("%w: JSON: "+format, append([]any{ErrInvalid}, args...)...)
}

func limit(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrLimit}, args...)...)
}
