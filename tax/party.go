package tax

import (
	"fmt"
	"slices"

	"github.com/landedhq/landed/locale"
)

// Marketplace is a platform through which the seller sells: it sets the terms,
// takes the order or lets the payment be taken. A seller's own shop is none.
// Where the law treats the platform as the seller, it accounts for the tax.
type Marketplace struct {
	Country locale.Country `json:"country,omitempty"` // where it is established, "" if unknown
	// Registrations are those under the schemes that a platform is free to use
	// or not (IOSS, VOEC). It is taken for granted that the platform is
	// registered where it must be.
	Registrations []Registration `json:"registrations,omitempty"`
}

// party is who owes the tax on the side of the seller: the seller itself, or
// the marketplace that the law puts in its place.
type party struct {
	seats         []locale.Place // seat first, then further establishments
	registrations []Registration
	accountant    Accountant
}

func (s *Supply) seller() party {
	return party{append([]locale.Place{{Country: s.Seller}}, s.Establishments...), s.Registrations, Seller}
}

// deemed reports whether p stands in the place of the seller.
func (p *party) deemed() bool { return p.accountant == Platform }

// seated reports whether p has its seat or an establishment where the tax of c
// holds.
func (p *party) seated(c locale.Country) bool {
	return slices.ContainsFunc(p.seats, func(s locale.Place) bool { return vatOf(s.Country) == vatOf(c) })
}

// established reports whether p is seated where the tax of c holds, or has the
// ordinary registration for it.
func (p *party) established(c locale.Country) bool {
	return p.seated(c) || p.registered(vatOf(c), SchemeVAT, SchemeGST)
}

func (p *party) registered(c locale.Country, schemes ...Scheme) bool {
	for _, r := range p.registrations {
		if vatOf(r.Country) == c && slices.Contains(schemes, r.Scheme) {
			return true
		}
	}
	return false
}

// must reports whether p can account for the tax of c: by being established or
// registered, or because a marketplace in the seller's place has to be.
func (p *party) must(c locale.Country, schemes ...Scheme) bool {
	return p.deemed() || p.established(c) || p.registered(vatOf(c), schemes...)
}

// inUnion reports whether p is seated in a member state. For goods Northern
// Ireland counts as one.
func (x *argument) inUnion(p *party) bool {
	return slices.ContainsFunc(p.seats, func(s locale.Place) bool {
		return s.Country.EU(x.s.On) || s.Country == "XI" && !x.s.Digital
	})
}

// unionScheme reports whether p is registered for a scheme that is taken in any
// member state; OSS also in the United Kingdom, for goods that leave Northern
// Ireland (HMRC, "Check how to report and pay VAT on distance sales of goods
// from Northern Ireland to the EU", read 2026-11-21).
func (x *argument) unionScheme(s Scheme, from area) bool {
	return slices.ContainsFunc(x.p.registrations, func(r Registration) bool {
		return r.Scheme == s && (r.Country.EU(x.s.On) || s == SchemeOSS && from.country == "XI" && vatOf(r.Country) == "GB")
	})
}

// deem puts the marketplace in the place of the seller, if the sale goes
// through one and the table has a rule that does so.
func (x *argument) deem(id string, c locale.Country) bool {
	m := x.s.Marketplace
	if m == nil || x.p.deemed() {
		return m != nil
	}
	r, ok := x.sc.rule(id, c, x.s.On)
	if !ok {
		x.because("the sale goes through a marketplace, but the table has no rule that makes it the supplier here: the seller accounts")
		return false
	}
	x.p = party{registrations: m.Registrations, accountant: Platform}
	if m.Country != "" {
		x.p.seats = []locale.Place{{Country: m.Country}}
	}
	x.because("the sale goes through a marketplace, which the law treats as the supplier: %s (%s)", r.note, r.source)
	x.doubt(r.fact)
	return true
}

// lacks refuses a sale that the seller must tax and cannot. once closes the
// decision as it will be with the registration.
func (x *argument) lacks(e RegistrationError, once func()) error {
	once()
	e.Decision = x.d
	return &e
}

// subject names who accounts, for the reasons.
func (p *party) subject() string {
	if p.deemed() {
		return "the marketplace"
	}
	return "the seller"
}

// check refuses a marketplace that cannot be.
func (m *Marketplace) check(s *Supply) (field string, err error) {
	if m.Country != "" {
		if _, err := locale.ParseCountry(string(m.Country)); err != nil {
			return ".country", err
		}
	}
	for i, r := range m.Registrations {
		if field, err := r.check(s.On); err != nil {
			return fmt.Sprintf(".registrations[%d]%s", i, field), err
		}
	}
	return "", nil
}
