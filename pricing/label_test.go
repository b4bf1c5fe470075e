package pricing_test

import (
	"testing"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/pricing"
)

func TestPriceLabel(t *testing.T) {
	for _, tt := range []struct {
		where pricing.Placement
		lang  language.Tag
		want  string
	}{
		{pricing.InPrice, language.German, "inkl. 19\u00a0% MwSt."},
		{pricing.AtCheckout, language.German, "zzgl. MwSt."},
		{pricing.Absorbed, language.German, ""},
	} {
		m := marketOf(t, `{"id":"de","countries":["DE"],"currency":"EUR"}`)
		m.Tax = tt.where
		price := priceIn(t, shopIn(t, inGermany, m), tee)
		if got := price.Label(tt.lang); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.where, got, tt.want)
		}
	}
	m := marketOf(t, `{"id":"de","countries":["DE"],"currency":"EUR","tax":"on_delivery","duty":"on_delivery"}`)
	price := priceIn(t, shopIn(t, inAmerica, m), tee)
	if got := price.Label(language.English); got == "" {
		t.Error("no label for a price whose levies are paid at the door")
	}
}
