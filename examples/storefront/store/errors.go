package store

import (
	"errors"
	"fmt"
)

// The classes of failure. Other errors are those of the database.
var (
	// ErrNotFound: there is no such order, and no rates or prices yet.
	ErrNotFound = errors.New("not found")
	// ErrKeyReused: a key that stands for one order or refund was used for another.
	ErrKeyReused = errors.New("the key was used for something else")
	// ErrExceeds: a refund would give back more than was paid.
	ErrExceeds = errors.New("more than was paid")
	// ErrOutdated: prices were published after those that these were meant to follow.
	ErrOutdated = errors.New("other prices were published meanwhile")
	// ErrInvalid: a value that the store does not take. See [InvalidError].
	ErrInvalid = errors.New("is invalid")
	// ErrDamaged: what the database gives back is not what was stored.
	ErrDamaged = errors.New("not what was stored")
	// ErrBusy: others got in the way each time. The same call may succeed later.
	ErrBusy = errors.New("the database is busy")
	// ErrSchema: the database is that of a later version of the shop.
	ErrSchema = errors.New("the schema is of a later version")
)

// InvalidError says which value the store does not take, and why. It wraps [ErrInvalid].
type InvalidError struct {
	Field  string // "customer.email", "line 2: sku"
	Reason string
}

func (e *InvalidError) Error() string {
	return fmt.Sprintf("%s %v: %s", e.Field, ErrInvalid, e.Reason)
}

func (e *InvalidError) Unwrap() error { return ErrInvalid }
