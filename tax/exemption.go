package tax

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// Exemption is what a buyer shows so that it is not charged a tax that others
// are: a resale or exemption certificate of a state of the United States, the
// certificate of a diplomatic mission or an international body (Directive
// 2006/112/EC, Article 151), the number of an exempt charity. Whether the paper
// is good, and whether it covers what is sold, is for the seller to judge; the
// decision then names it. The zero value is none.
//
// It applies to tax that the seller or a marketplace charges. Only customs can
// waive what is due at a border: there it changes nothing, and the reasons say
// so.
type Exemption struct {
	// Country and Region say whose tax it exempts from: that of a state or
	// province, or of the whole country where Region is empty.
	Country locale.Country `json:"country"`
	Region  string         `json:"region,omitempty"`
	// Certificate names the paper; it is what the seller keeps as proof.
	Certificate string `json:"certificate"`
	// Reason says in a word or two why, such as "resale".
	Reason string `json:"reason,omitempty"`
	// From and Until are the days between which it holds, both included; zero
	// is without end.
	From  currency.Date `json:"from,omitzero"`
	Until currency.Date `json:"until,omitzero"`
}

// check refuses an exemption that says too little to be relied on.
func (e *Exemption) check() error {
	if *e == (Exemption{}) {
		return nil
	}
	if _, err := locale.ParseCountry(string(e.Country)); err != nil {
		return &SupplyError{Field: "buyer.exemption.country", Err: err}
	}
	if e.Region != "" {
		if err := (locale.Place{Country: e.Country, Region: e.Region}).Validate(); err != nil {
			return &SupplyError{Field: "buyer.exemption.region", Err: err}
		}
	}
	if e.Certificate == "" {
		return &SupplyError{Field: "buyer.exemption.certificate", Err: errMissing}
	}
	if !e.Until.IsZero() && e.Until < e.From {
		return &SupplyError{Field: "buyer.exemption.until", Err: fmt.Errorf("%v is before %v: %w", e.Until, e.From, ErrSupply)}
	}
	return nil
}

// covers reports whether the exemption is of the tax of a place.
func (e *Exemption) covers(p locale.Place) bool {
	return vatOf(e.Country) == vatOf(p.Country) && (e.Region == "" || e.Region == p.Region)
}

// exempt takes the tax off a decided sale to a buyer who is exempt from it.
func (x *argument) exempt() {
	e := &x.s.Buyer.Exemption
	if *e == (Exemption{}) || x.d.Treatment != Standard {
		return
	}
	paper := "exemption certificate " + excerpt.Text(e.Certificate)
	switch {
	case !e.covers(x.d.Jurisdiction):
		x.because("the buyer's %s is not of %s, so it changes nothing", paper, x.d.Jurisdiction)
	case x.s.On < e.From:
		x.because("the buyer's %s holds from %s, so it changes nothing", paper, e.From)
	case !e.Until.IsZero() && e.Until < x.s.On:
		x.because("the buyer's %s ended on %s, so it changes nothing", paper, e.Until)
	case x.d.Accountant == Importer:
		x.because("the buyer's %s is for customs to accept at the border: the tax is shown as it is charged without", paper)
	default:
		why := ""
		if e.Reason != "" {
			why = " (" + excerpt.Text(e.Reason) + ")"
		}
		x.because("the buyer is exempt in %s by %s%s, which the seller accepts and keeps", x.d.Jurisdiction, paper, why)
		x.d.Treatment = Exempt
	}
}
