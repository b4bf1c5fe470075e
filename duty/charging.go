package duty

import (
	"fmt"

	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// levy charges an item as its regime says. Whatever the regime, customs want to
// know the code of each item; inside a customs territory nobody asks for it.
func (a *assessor) levy(i int) error {
	if a.shipment.Items[i].Code == "" {
		return &CodeError{Err: ErrCodeSyntax}
	}
	switch a.rules[i].Treatment {
	case Relief:
		a.relieve(i)
		return nil
	case Flat:
		return a.flat(i)
	}
	return a.charge(i)
}

// relieve charges an item nothing.
func (a *assessor) relieve(i int) {
	line, r := &a.result.Lines[i], a.rules[i]
	why := BelowDeMinimis
	if r.Scheme != "" {
		why = SchemeRelief
	}
	line.Charges = append(a.room(1), Charge{Levy: r.levy(), Base: line.CustomsValue, Amount: a.zero(), Zero: why, Regime: r.ID})
}

// charge charges an item by the tariff.
func (a *assessor) charge(i int) error {
	line, item := &a.result.Lines[i], &a.shipment.Items[i]
	q := query{code: item.Code, origin: item.Origin, dest: a.dest, on: a.shipment.On}
	if err := a.tariff.find(&a.found, q); err != nil {
		return a.estimate(i, q, err)
	}
	base, err := a.claimed(item, q)
	if err != nil {
		return err
	}
	if a.found.assumed && base == a.found.base {
		a.warn(fmt.Sprintf("%s is too short for the tariff of %s: charged by %s, the only line under it in the table",
			q.code.Dotted(), q.dest, base.Code.Dotted()))
	}
	line.Charges = a.room(1 + len(a.found.onTop))
	for k := range 1 + len(a.found.onTop) {
		levy := base
		if k > 0 {
			levy = a.found.onTop[k-1]
		}
		c, err := a.levied(i, levy)
		if err != nil {
			return err
		}
		line.Charges = append(line.Charges, c)
		a.vintage(levy)
	}
	for _, lack := range a.tariff.missing(q) {
		a.warn(fmt.Sprintf("not in the tariff table of %s: %s", lack.Jurisdiction, lack.Name))
	}
	return nil
}

// room returns an empty slice for n charges. Most lines have one, and share an
// allocation.
func (a *assessor) room(n int) []Charge {
	if n > len(a.spare) {
		return make([]Charge, 0, n)
	}
	charges := a.spare[:0:n]
	a.spare = a.spare[n:]
	return charges
}

// claimed returns the normal duty, or the preference that the item claims.
func (a *assessor) claimed(item *Item, q query) (*Levy, error) {
	base, err := a.tariff.claim(&a.found, q, item.Claim)
	if base == nil && err == nil {
		return nil, &NoPreferenceError{Code: item.Code, Origin: item.Origin, Claim: item.Claim}
	}
	return base, err
}

// levied charges one levy on one line.
func (a *assessor) levied(i int, levy *Levy) (Charge, error) {
	s, item, base := a.shipment, &a.shipment.Items[i], a.result.Lines[i].CustomsValue
	known := quantities{stated: item.Quantities, pieces: item.Quantity}
	amount, err := levy.Rate.charge(base, known, s.Rates, s.Rounding)
	if err != nil {
		return Charge{}, fmt.Errorf("%s %s: %w", levy.Name, levy.Code.Dotted(), err)
	}
	return Charge{Levy: *levy, Base: base, Amount: amount, Zero: zeroReason(levy, base, amount), Regime: a.rules[i].ID}, nil
}

// levy states a relief or a flat amount as a levy.
func (r *rule) levy() Levy {
	return Levy{Jurisdiction: r.Dest, Kind: MFN, Name: importDuty, From: r.From, Until: r.Until,
		Source: r.Source, SourceDate: r.SourceDate, Note: r.Note}
}

// NoPreferenceError says that an item claims a preference the tariff does not
// have for it. It wraps [ErrNoTariff].
type NoPreferenceError struct {
	Code   Code
	Origin locale.Country
	Claim  string
}

func (e *NoPreferenceError) Error() string {
	return fmt.Sprintf("duty: no preference %q for %s from %s: load its rows with LoadTariff, or do not claim it",
		excerpt.Text(e.Claim), e.Code.Dotted(), orUnknown(string(e.Origin)))
}

// Unwrap returns [ErrNoTariff].
func (e *NoPreferenceError) Unwrap() error { return ErrNoTariff }
