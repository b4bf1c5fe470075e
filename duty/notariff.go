package duty

import (
	"errors"
	"fmt"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// ErrNoTariff says that a tariff has no line for what was asked.
var ErrNoTariff = errors.New("no tariff line")

// NoTariffError says for which goods there is no line. It wraps [ErrNoTariff].
type NoTariffError struct {
	Code   Code
	Origin locale.Country
	Dest   string // jurisdiction, or the territory that has none
	On     currency.Date
	Detail string // what stands in the way, or ""
}

func (e *NoTariffError) Error() string {
	detail := e.Detail
	if detail == "" {
		detail = howToLoad(e.Dest)
	}
	return fmt.Sprintf("duty: no tariff line for %s from %s to %s on %s: %s",
		e.Code.Dotted(), orUnknown(string(e.Origin)), e.Dest, e.On, detail)
}

// Unwrap returns [ErrNoTariff].
func (e *NoTariffError) Unwrap() error { return ErrNoTariff }

// howToLoad says where the lines of a destination are to be had.
func howToLoad(dest string) string {
	const own = "add its rows to a table for LoadTariff"
	switch dest {
	case "US":
		return "load the export of hts.usitc.gov with ReadHTS, or " + own
	case "GB", unionTariff:
		return "load the British government's table of both tariffs with ReadUKTariff, or " + own
	}
	return own
}

// AmbiguousCodeError says that a code is too short: the national lines under
// it that are known have different levies. Lines holds them; state one of
// their codes with the item. It wraps [ErrNoTariff].
type AmbiguousCodeError struct {
	Code   Code
	Origin locale.Country
	Dest   string
	On     currency.Date
	Lines  []Levy
}

func (e *AmbiguousCodeError) Error() string {
	var lines []string
	for i, l := range e.Lines {
		if i == 8 {
			lines = append(lines, "…")
			break
		}
		lines = append(lines, fmt.Sprintf("%s (%s: %s)", l.Code.Dotted(), l.Name, l.wording()))
	}
	return fmt.Sprintf("duty: %s from %s to %s on %s has national lines with different levies, state one: %s",
		e.Code.Dotted(), orUnknown(string(e.Origin)), e.Dest, e.On, strings.Join(lines, "; "))
}

// Unwrap returns [ErrNoTariff].
func (e *AmbiguousCodeError) Unwrap() error { return ErrNoTariff }

// ProseError says that the official file words the rate of a levy in prose, and
// quotes it. Err is what [ParseRate] says about it.
type ProseError struct {
	Code  Code
	Dest  string // jurisdiction
	Kind  Kind
	Prose string // what the file says
	Err   error
}

func (e *ProseError) Error() string {
	return fmt.Sprintf("duty: the %s rate of %s for %s is prose: %s: add a row that states it to a table for LoadTariff",
		e.Dest, e.Kind, e.Code.Dotted(), excerpt.Quote(e.Prose))
}

// Unwrap returns the error of [ParseRate].
func (e *ProseError) Unwrap() error { return e.Err }

// readable returns a [*ProseError] for a levy without a rate.
func (l *Levy) readable() error {
	if l.Prose == "" {
		return nil
	}
	_, err := ParseRate(l.Prose, 0)
	return &ProseError{Code: l.Code, Dest: l.Jurisdiction, Kind: l.Kind, Prose: l.Prose, Err: err}
}

// wording returns the rate, or the prose in its place.
func (l *Levy) wording() string {
	if l.Prose != "" {
		return l.Prose
	}
	return l.Rate.String()
}

func orUnknown(s string) string {
	if s == "" {
		return "an unknown origin"
	}
	return s
}

func (q query) none(detail string) error {
	return &NoTariffError{Code: q.code, Origin: q.origin, Dest: q.dest, On: q.on, Detail: detail}
}
