package pricing

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// faults names each field in which a market contradicts itself.
func (m *Market) faults() []error {
	f := faultList{}
	f.missing("id", m.ID == "")
	f.missing("currency", m.Currency == 0)
	f.missing("countries", len(m.Countries) == 0)
	for i, c := range m.Countries {
		_, err := locale.ParseCountry(string(c))
		f.add(fmt.Sprintf("countries[%d]", i), err)
	}
	if _, err := language.Parse(m.Language); m.Language != "" && err != nil {
		f.add("language", fmt.Errorf("%w: %s is not a language tag", ErrInvalid, excerpt.Quote(m.Language)))
	}
	m.choiceFaults(&f)
	m.figureFaults(&f)
	return f
}

// choiceFaults names values that are none of their constants.
func (m *Market) choiceFaults(f *faultList) {
	for _, choice := range []struct {
		field string
		word  interface{ MarshalText() ([]byte, error) }
	}{
		{"duty", m.Duty}, {"tax", m.Tax}, {"rebase", m.Rebase}, {"absorption", m.Absorption}, {"on_forbidden", m.OnForbidden},
		{"policy.level", m.Policy.Level}, {"policy.target", m.Policy.Target},
	} {
		if _, err := choice.word.MarshalText(); err != nil {
			f.add(choice.field, fmt.Errorf("%w: %w", ErrInvalid, err))
		}
	}
	if m.Fees != nil && (*m.Fees == InPrice || int(*m.Fees) >= len(placementNames)) {
		f.add("fees", errFeesInPrice)
	}
	if n := len(m.Clearance); n > maxClearance {
		f.add("clearance", fmt.Errorf("%w: %d fees, at most %d", ErrLimit, n, maxClearance))
	}
	for i := range m.Clearance[:min(len(m.Clearance), maxClearance)] {
		if err := m.Clearance[i].fault(); err != nil {
			f.add("", inField(fmt.Sprintf("clearance[%d]", i), err))
		}
	}
	for i, p := range m.Choices {
		if int(p) >= len(placementNames) {
			f.add(fmt.Sprintf("choices[%d]", i), fmt.Errorf("%w: no placement %d", ErrInvalid, p))
		}
	}
	f.add("rounding", m.Rounding.Validate())
	f.add("policy.rounding", m.Policy.Rounding.Validate())
	f.add("policy.cash", m.Policy.Cash.Validate())
	for _, r := range [...]struct {
		field string
		currency.Rounding
	}{{"rounding", m.Rounding}, {"policy.rounding", m.Policy.Rounding}, {"policy.cash", m.Policy.Cash}} {
		if r.Increment > mostIncrement {
			f.add(r.field, fmt.Errorf("%w: an increment of %d, at most %d", ErrLimit, r.Increment, int64(mostIncrement)))
		}
	}
}

// figureFaults names figures that no price can be made with.
func (m *Market) figureFaults(f *faultList) {
	for _, p := range []struct {
		field   string
		percent decimal.Decimal
	}{{"fx_margin", m.FXMargin}, {"adjust", m.Adjust}} {
		err := bounded("", p.percent)
		if err == nil && p.percent.Cmp(minusHundred) <= 0 {
			err = fmt.Errorf("%w: -100%% or less", ErrInvalid)
		}
		f.add(p.field, err)
	}
	for _, a := range []struct {
		field  string
		amount currency.Amount
	}{{"adjust_fixed", m.AdjustFixed}, {"typical_order", m.TypicalOrder}} {
		if a.amount != (currency.Amount{}) && a.amount.Currency() != m.Currency {
			f.add(a.field, &currency.MismatchError{A: a.amount.Currency(), B: m.Currency})
		}
	}
	f.add("", notNegative("typical_order", m.TypicalOrder))
	if m.Charm != nil {
		_, err := m.Charm.compile(m.Currency)
		f.add("charm", err)
		if len(m.Charm.Bands) > 0 && m.Rounding != (currency.Rounding{}) {
			f.add("rounding", fmt.Errorf("%w: beside the bands of charm: give one of them", ErrInvalid))
		}
	}
	for _, span := range []struct {
		field string
		time.Duration
	}{{"max_age", m.MaxAge}, {"lifetime", m.Lifetime}} {
		if span.Duration < 0 || span.Duration > maxSpan {
			f.add(span.field, fmt.Errorf("%w: %v, 0 to %v", ErrLimit, span.Duration, maxSpan))
		}
	}
}

// faultList gathers faults with their fields.
// marketFault is a fault of a market, which is named in front of it.
type marketFault struct {
	market string
	err    error
}

func (f *marketFault) Error() string {
	return "pricing: market " + f.market + ": " + strings.TrimPrefix(f.err.Error(), "pricing: ")
}

func (f *marketFault) Unwrap() error { return f.err }

type faultList []error

func (f *faultList) add(field string, err error) {
	switch {
	case err == nil:
	case field == "":
		*f = append(*f, err)
	default:
		*f = append(*f, inField(field, err))
	}
}

func (f *faultList) missing(field string, is bool) {
	if is {
		*f = append(*f, &CartError{Field: field, Err: ErrMissing})
	}
}

// mostIncrement is the largest that the wire form gives back.
const mostIncrement = 999_999_999_999_999_999
