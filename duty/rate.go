package duty

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// Rate is a duty expression: what is charged on a value and on quantities.
// [ParseRate] makes one. It is immutable. The zero Rate is no rate: charging
// it is an error, so that a forgotten rate is never a free one.
//
// A rate is a sum of terms, bounded in turn: each MIN is a floor for what
// stands before it, each MAX a cap, from left to right. So the last bound
// splits first: "A MIN B MAX C" is the lesser of C and the greater of A and B,
// and in "A + B MAX C + D" the cap is C + D. A sum with deductions never falls
// below zero.
//
// A seasonal rate is several such rates, each for its part of the year;
// [Rate.On] returns that of a day. It cannot be charged itself.
type Rate struct {
	e *expression // nil of the zero Rate
}

// expression is what a rate consists of: sums, or, of a seasonal one, seasons.
type expression struct {
	sums    []sum // the first has no bound
	seasons []season
}

// sum is a run of terms, and how it bounds what stands before it.
type sum struct {
	bound bound
	terms []term
}

type bound uint8

const (
	unbounded bound = iota
	floor           // MIN
	ceiling         // MAX
)

// IsZero reports whether r is no rate at all.
func (r Rate) IsZero() bool { return r.e == nil }

// Seasonal reports whether r has different rates for parts of the year.
func (r Rate) Seasonal() bool { return r.e != nil && len(r.e.seasons) > 0 }

// On returns the rate of a day: r itself unless it is seasonal. The zero Date
// has no season: a seasonal rate stays as it is.
func (r Rate) On(day currency.Date) Rate {
	if !r.Seasonal() || day.IsZero() {
		return r
	}
	at := dayOf(day)
	for i := range r.e.seasons {
		if s := &r.e.seasons[i]; s.has(at) {
			return s.rate
		}
	}
	return Rate{} // does not happen: the seasons cover the year
}

// each calls f for the sums of r, of all its seasons, until f returns false.
func (r Rate) each(f func(*term) bool) bool {
	if r.e == nil {
		return true
	}
	for _, s := range r.e.sums {
		for i := range s.terms {
			if !f(&s.terms[i]) {
				return false
			}
		}
	}
	for _, s := range r.e.seasons {
		if !s.rate.each(f) {
			return false
		}
	}
	return true
}

// IsFree reports whether r charges nothing whatever the goods, at any time of
// the year: "Free", "0%".
func (r Rate) IsFree() bool {
	return r.e != nil && r.each(func(t *term) bool { return t.number.IsZero() })
}

// AdValorem returns the percentage of a rate that is nothing but one
// percentage of the whole value, and whether it is one. Such a duty grows in
// proportion to the customs value.
func (r Rate) AdValorem() (percent decimal.Decimal, ok bool) {
	if t := r.only(); t != nil && t.plain() {
		return t.number, true
	}
	return decimal.Decimal{}, false
}

// only returns the term of a rate that has just one, else nil.
func (r Rate) only() *term {
	if r.e == nil || len(r.e.sums) != 1 || len(r.e.sums[0].terms) != 1 {
		return nil
	}
	return &r.e.sums[0].terms[0]
}

// Needs lists the units of the quantities that r charges by, in the order of
// the expression, each once: what a shop must state with the item. A compound
// unit such as "% vol/hl" is served by its parts too.
func (r Rate) Needs() []Unit {
	var units []Unit
	r.each(func(t *term) bool {
		switch {
		case t.currency != 0:
			units = appendNew(units, t.unit.unit)
		case moneyPart(t.part):
			units = appendNew(units, Unit(t.part))
		case t.part != "":
			units = appendNew(units, Share(t.part))
		}
		return true
	})
	return units
}

// Currencies returns the currencies of the amounts of money in r, each once.
func (r Rate) Currencies() (codes []currency.Code) {
	r.each(func(t *term) bool {
		if t.currency != 0 && !slices.Contains(codes, t.currency) {
			codes = append(codes, t.currency)
		}
		return true
	})
	return codes
}

func appendNew(units []Unit, u Unit) []Unit {
	for _, have := range units {
		if have == u {
			return units
		}
	}
	return append(units, u)
}

// Equal reports whether both rates say the same in the same order.
func (r Rate) Equal(o Rate) bool { return r.String() == o.String() }

// String returns the canonical form, which [ParseRate] reads back to an equal
// rate whatever the home currency: "Free", "12%", "0.064 USD / kg + 7.8%",
// "4.5% MIN 0.3 EUR / item MAX 0.8 EUR / item", "8% (01 NOV - 14 MAY), 14% (15
// MAY - 31 OCT)". The zero Rate gives "".
func (r Rate) String() string {
	if r.e == nil {
		return ""
	}
	var b strings.Builder
	r.write(&b)
	return b.String()
}

func (r Rate) write(b *strings.Builder) {
	for i := range r.e.seasons {
		if i > 0 {
			b.WriteString(", ")
		}
		r.e.seasons[i].write(b)
	}
	if t := r.only(); t != nil && t.plain() && t.number.IsZero() {
		b.WriteString("Free")
		return
	}
	for _, s := range r.e.sums {
		switch s.bound {
		case floor:
			b.WriteString(" MIN ")
		case ceiling:
			b.WriteString(" MAX ")
		}
		for i := range s.terms {
			switch t := &s.terms[i]; {
			case t.minus:
				b.WriteString(" - ")
			case i > 0:
				b.WriteString(" + ")
			}
			s.terms[i].write(b)
		}
	}
}

// MarshalText returns the canonical form.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the canonical form; the empty text gives the zero Rate.
func (r *Rate) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*r = Rate{}
		return nil
	}
	parsed, err := ParseRate(string(text), 0)
	if err == nil {
		*r = parsed
	}
	return err
}
