package duty

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Border tells whether goods that go from one place to another on a day cross
// a customs border: not inside one customs territory, nor between places in
// that of the European Union. It returns the same errors as [Assess] for
// places that cannot be told.
func Border(from, to locale.Place, on currency.Date) (bool, error) {
	inside, err := (&assessor{shipment: &Shipment{From: from, To: to, On: on}}).borders()
	return err == nil && inside == "", err
}

// borders tells where the goods come from and go to in the eyes of customs,
// and if no border lies between, why there is nothing to charge.
func (a *assessor) borders() (ZeroReason, error) {
	on := a.shipment.On
	from, err := customsTerritory(a.shipment.From, on)
	if err != nil {
		return "", err
	}
	to, err := customsTerritory(a.shipment.To, on)
	if err != nil {
		return "", err
	}
	a.from, a.dest = from, tariffOf(to, on)
	switch {
	case from == to:
		return Domestic, nil
	case a.dest == unionTariff && from.EU(on):
		return IntraCommunity, nil
	}
	return "", nil
}

// customsTerritory returns the country whose customs a place belongs to on a
// day: Switzerland for Liechtenstein and for the German village of Büsingen.
func customsTerritory(p locale.Place, on currency.Date) (locale.Country, error) {
	if err := p.Validate(); err != nil {
		return "", fmt.Errorf("duty: %w", err)
	}
	special, ok := p.TerritoryOn(on)
	switch {
	case ok && special.Customs == "XI":
		return "", &NoRegimeError{Dest: "XI", On: on, Detail: "which tariff applies in Northern Ireland depends on where the goods end up, and is not covered"}
	case !ok:
		return p.Country, nil
	case special.InCustoms:
		return special.Country, nil
	case locale.Country(special.Customs).Valid():
		return locale.Country(special.Customs), nil
	}
	return "", &NoRegimeError{Dest: special.Key, On: on, Detail: "it lies outside of the customs territory of " + string(special.Country)}
}
