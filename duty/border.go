package duty

import (
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
