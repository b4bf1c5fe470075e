package duty

import (
	"errors"
	"fmt"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// Action is what a [Restriction] says of the goods it is about.
type Action string

// Actions.
const (
	Forbid Action = "forbid" // they may not be sent there
	Warn   Action = "warn"   // they may, but something is to be seen to: a licence, a certificate
	Allow  Action = "allow"  // they are an exception to restrictions for more goods
)

// Restriction is one row of a table of restricted goods. It is about goods
// with a code, of an origin, to a destination; what is empty is any.
type Restriction struct {
	Dest       string         `json:"dest,omitempty"`   // a country, or "EU" for its member states
	Code       Code           `json:"code,omitempty"`   // 2 to 10 digits: all codes that begin with them
	Origin     locale.Country `json:"origin,omitempty"` // a country, or "EU" for its member states
	Action     Action         `json:"action"`
	Rule       string         `json:"rule,omitempty"`   // what the restriction is called, "CITES"; of an exception: which it is one to, empty for all
	Reason     string         `json:"reason,omitempty"` // for people
	From       currency.Date  `json:"from"`             // first day; zero = open
	Until      currency.Date  `json:"until"`            // last day; zero = open
	Source     string         `json:"source,omitempty"`
	SourceDate currency.Date  `json:"source_date"`
	Note       string         `json:"note,omitempty"`
	Line       int            `json:"line"` // of the table, 1 is the header
}

// Finding is a restriction that stands against goods.
type Finding struct {
	Restriction
	// Possible says that too little is known of the goods to tell whether the
	// restriction is about them: it names a longer code than theirs, or an
	// origin while theirs is not known.
	Possible bool `json:"possible,omitempty"`
}

// Forbids reports whether the finding forbids the goods for sure.
func (f Finding) Forbids() bool { return f.Action == Forbid && !f.Possible }

// String returns what was found and why, for people.
func (f Finding) String() string {
	what := "restricted"
	if f.Action == Forbid {
		what = "forbidden"
	}
	if f.Possible {
		what = "possibly " + what
	}
	var about strings.Builder
	if f.Code != "" {
		about.WriteString(" " + f.Code.Dotted())
	}
	if f.Origin != "" {
		about.WriteString(" of " + string(f.Origin))
	}
	if f.Dest != "" {
		about.WriteString(" to " + f.Dest)
	}
	if f.Rule != "" {
		about.WriteString(" (" + f.Rule + ")")
	}
	return what + about.String() + ": " + f.Reason
}

// ErrForbidden is the class of [*ForbiddenError].
var ErrForbidden = errors.New("forbidden goods")

// ForbiddenError says that goods may not be sent where they are to go. It
// wraps [ErrForbidden].
type ForbiddenError struct {
	Code    Code
	Origin  locale.Country
	Dest    locale.Country
	Finding Finding // the first that forbids them
}

func (e *ForbiddenError) Error() string {
	return fmt.Sprintf("duty: %s from %s to %s: %s (line %d)", e.Code.Dotted(), orUnknown(string(e.Origin)), e.Dest,
		excerpt.Cut(e.Finding.String(), 200), e.Finding.Line)
}

// Unwrap returns [ErrForbidden].
func (e *ForbiddenError) Unwrap() error { return ErrForbidden }

// contains reports whether r is about all goods that o is about, and perhaps
// more.
func (r *Restriction) contains(o *Restriction) bool {
	return strings.HasPrefix(string(o.Code), string(r.Code)) &&
		covers(r.Dest, o.Dest, o.From) && covers(string(r.Origin), string(o.Origin), o.From)
}

// covers reports whether one name of a country, of the EU or of any place
// covers another, on a day.
func covers(wide, narrow string, on currency.Date) bool {
	if wide == "" || wide == narrow {
		return true
	}
	return wide == unionTariff && memberAt(locale.Country(narrow), on)
}

// memberAt reports whether a country is a member state on a day, or, where no
// day is given, by the newest law known.
func memberAt(c locale.Country, on currency.Date) bool {
	if on.IsZero() {
		on = lastDay
	}
	return c.EU(on)
}

// lastDay is the last day of the calendar, on which the newest law holds.
var lastDay = currency.NewDate(9999, 12, 31)

// lifts reports whether r is an exception to o: it allows a part of what o is
// about, and not the whole of it.
func (r *Restriction) lifts(o *Restriction) bool {
	return r.Action == Allow && o.Action != Allow && (r.Rule == "" || r.Rule == o.Rule) && !r.sameGoods(o) && o.contains(r)
}

func (r *Restriction) sameGoods(o *Restriction) bool {
	return r.Code == o.Code && r.Dest == o.Dest && r.Origin == o.Origin
}

// about reports whether r is about goods of an origin on a day, as far as that
// can be told.
func (r *Restriction) about(origin locale.Country, on currency.Date) (is, possible bool) {
	switch {
	case !on.Within(r.From, r.Until):
		return false, false
	case r.Origin == "" || r.Origin == origin:
		return true, false
	case origin == "":
		return true, true
	}
	return r.Origin == unionTariff && origin.EU(on), false
}
