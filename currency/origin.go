package currency

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/landedhq/landed/internal/excerpt"
)

// origin is where a rate is from: all of it that does not decide what a
// conversion gives. It stands apart because a Rate is handed from call to call,
// and the rates of a snapshot share one. It is never changed after it was made.
type origin struct {
	asOf   time.Time
	source string
	via    []Code // the currencies between base and quote
	margin *ratio // the factor that is in the ratio, nil if there is none
}

// unknownOrigin is the origin of a rate without one.
var unknownOrigin = new(origin)

// origin returns where the rate is from, which the caller must not change.
func (r *Rate) origin() *origin {
	if r.from == nil {
		return unknownOrigin
	}
	return r.from
}

// setOrigin gives the rate another origin.
func (r *Rate) setOrigin(o origin) {
	if r.from = nil; !o.isUnknown() {
		kept := o // only here does it need memory
		r.from = &kept
	}
}

func (o *origin) isUnknown() bool {
	return o.asOf.IsZero() && o.source == "" && o.via == nil && o.margin == nil
}

// equal reports whether o and p say the same.
func (o *origin) equal(p *origin) bool {
	return o.asOf.Equal(p.asOf) && o.source == p.source && slices.Equal(o.via, p.via) &&
		(o.margin != nil) == (p.margin != nil) && o.factor().equal(p.factor())
}

// path returns the currencies from base through via to quote.
func (o *origin) path(base, quote Code) []Code {
	path := make([]Code, 0, len(o.via)+2)
	path = append(path, base)
	path = append(path, o.via...)
	return append(path, quote)
}

// factor returns the margin as a factor.
func (o *origin) factor() ratio {
	if o.margin == nil {
		return ratio{one, one}
	}
	return *o.margin
}

// inverse returns the origin of the inverse rate.
func (o *origin) inverse() *origin {
	if o.margin == nil && len(o.via) < 2 {
		return o // the same in both directions
	}
	p := *o
	if o.margin != nil {
		inverse := o.margin.inverse()
		p.margin = &inverse
	}
	p.via = slices.Clone(o.via)
	slices.Reverse(p.via)
	return &p
}

// cross returns the origin of the cross of two rates, from the one with o
// through a currency to the one with p.
func (o *origin) cross(through Code, p *origin) (origin, error) {
	c := origin{asOf: o.asOf, via: slices.Concat(o.via, []Code{through}, p.via)}
	if o.margin != nil || p.margin != nil {
		both, err := o.factor().times(p.factor())
		if err != nil {
			return origin{}, err
		}
		c.margin = &both
	}
	if p.asOf.Before(c.asOf) {
		c.asOf = p.asOf
	}
	c.source = joinSources(o.source, p.source)
	return c, nil
}

// maxSource is the longest name of a source.
const maxSource = 100

// checkSource refuses the name of a source that is too long, or that JSON
// could not keep.
func checkSource(source string) error {
	switch {
	case len(source) > maxSource:
		return fmt.Errorf("source of %d bytes: %w", len(source), ErrRange)
	case !utf8.ValidString(source):
		return fmt.Errorf("source %s is not UTF-8: %w", excerpt.Quote(source), ErrSyntax)
	}
	return nil
}

// instant returns t as it is kept: in a form that RFC 3339 can write, which
// knows the years of four digits and zones of whole minutes within a day.
func instant(t time.Time) (time.Time, error) {
	if t.IsZero() {
		return time.Time{}, nil
	}
	const day = 24 * 60 * 60
	t = t.Round(0) // without the reading of a monotonic clock
	if _, offset := t.Zone(); offset%60 != 0 || offset <= -day || offset >= day {
		t = t.UTC()
	}
	if y := t.Year(); y < 1 || y > 9999 {
		return time.Time{}, fmt.Errorf("year %d is not between 1 and 9999: %w", y, ErrRange)
	}
	return t, nil
}

// mean returns the origin of the mean of two rates of one pair.
func (o *origin) mean(p *origin) origin {
	m := *o
	if p.asOf.Before(m.asOf) {
		m.asOf = p.asOf
	}
	m.source = joinSources(o.source, p.source)
	if !p.factor().equal(o.factor()) {
		m.margin = nil // half of one margin and half of another is none that was taken
	}
	return m
}

// joinSources returns two sources as one, which names each once.
func joinSources(a, b string) string {
	switch {
	case a == b, a == "", names(b, a):
		return b
	case b == "", names(a, b):
		return a
	}
	joined := a + ", " + b
	if len(joined) > maxSource {
		joined = strings.ToValidUTF8(joined[:maxSource-3], "") + "…"
	}
	return joined
}

// names reports whether joined sources name one.
func names(joined, source string) bool {
	return strings.Contains(", "+joined+", ", ", "+source+", ")
}
