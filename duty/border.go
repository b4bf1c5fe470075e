package duty

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Border reports whether goods that go from one place to another on a day cross
// a customs border: not inside one customs territory, nor between places in
// that of the European Union. It returns the same errors as [Assess] for places
// whose customs territory is not known.
func Border(from, to locale.Place, on currency.Date) (bool, error) {
	inside, err := (&assessor{shipment: &Shipment{From: from, To: to, On: on}}).borders()
	return err == nil && inside == "", err
}

// borders tells where the goods come from and go to in the eyes of customs,
// and if no border lies between, why there is nothing to charge.
func (a *assessor) borders() (ZeroReason, error) {
	if l := a.via; l != nil {
		a.from, a.to, a.dest = l.from, l.to, l.dest
		return l.inside, nil
	}
	on := a.shipment.On
	from, err := customsTerritory(a.shipment.From, on)
	if err != nil {
		return "", err
	}
	to, err := customsTerritory(a.shipment.To, on)
	if err != nil {
		return "", err
	}
	a.from, a.to, a.dest = from, to, tariffOf(to, on)
	switch {
	case from == to:
		return Domestic, nil
	case from == northernIreland:
		return "", &NoRegimeError{Dest: a.dest, On: on, Detail: "how goods from Northern Ireland are treated depends on where they came from, and is not covered"}
	case a.dest == unionTariff && from.EU(on):
		return IntraCommunity, nil
	}
	return "", nil
}

// northernIreland has the customs law of the European Union in part, and that
// of the United Kingdom in part: its regimes say what is covered.
const northernIreland locale.Country = "XI"

// customsTerritory returns the country whose customs a place belongs to on a
// day: Switzerland for Liechtenstein and for the German village of Büsingen.
func customsTerritory(p locale.Place, on currency.Date) (locale.Country, error) {
	if err := p.Validate(); err != nil {
		return "", fmt.Errorf("duty: %w", err)
	}
	special, ok := p.TerritoryOn(on)
	switch {
	case ok && locale.Country(special.Customs) == northernIreland:
		return northernIreland, nil
	case !ok:
		return p.Country, nil
	case special.InCustoms:
		return special.Country, nil
	case locale.Country(special.Customs).Valid():
		return locale.Country(special.Customs), nil
	}
	return "", &NoRegimeError{Dest: special.Key, On: on, Detail: "it lies outside of the customs territory of " + string(special.Country)}
}
