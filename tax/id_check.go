package tax

import (
	"context"
	"time"
)

// Checker asks a register whether a tax number is in force: VIES for the EU
// and XI, HMRC for GB, or a service that a shop pays for. This package has
// none, since it makes no calls of its own; the examples show one for VIES and
// one for HMRC.
type Checker interface {
	// Check returns what the register says of id. A "no" is evidence too: Valid
	// is false and there is no error. An error that wraps ErrNoAnswer says that
	// the register could not be asked or did not decide, which happens every
	// day with some registers and never means that the number is wrong.
	Check(ctx context.Context, id ID) (Evidence, error)
}

// Evidence is what a register said of a tax number on a day. It is plain data,
// to be kept with the order: it is one of the things that prove a sale without
// tax to a business (in the EU under Directive 2006/112/EC, article 138(1)).
type Evidence struct {
	ID        ID        `json:"id"`
	Valid     bool      `json:"valid"`
	CheckedAt time.Time `json:"checked_at"` // by the register's clock where it tells
	By        string    `json:"by"`         // who was asked: "VIES"

	// Name and Address are the registered ones, "" where the register does not
	// disclose them.
	Name    string `json:"name,omitempty"`
	Address string `json:"address,omitempty"`
	// Reference is the register's own number for the check (consultation
	// number, requestIdentifier), "" if it gave none. VIES and HMRC give one to
	// those who say who is asking.
	Reference string `json:"reference,omitempty"`
}

// Supports reports whether e says that id was valid, and was checked at the
// time at or no more than maxAge before it; a maxAge of 0 allows any age.
// Evidence of another number, and the zero value, support nothing.
func (e Evidence) Supports(id ID, at time.Time, maxAge time.Duration) bool {
	if !e.Valid || e.CheckedAt.IsZero() || id.IsZero() || e.ID != id {
		return false
	}
	age := at.Sub(e.CheckedAt)
	return age >= 0 && (maxAge == 0 || age <= maxAge)
}
