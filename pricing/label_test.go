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

	for _, tt := range []struct {
		duty, want, reason string
	}{
		{"in_price", "関税・税金込みの価格です", "no tax below 10,000 JPY, and nothing comes on top"},
		{"at_checkout", "", "duty may come on top, so that not all is included"},
	} {
		m := marketOf(t, `{"id":"jp","countries":["JP"],"currency":"JPY","tax":"in_price","duty":"`+tt.duty+`"}`)
		cheap := tee
		cheap.HSCode, cheap.TariffCodes = "3304.99", nil
		price, err := shopIn(t, inAmerica, m).Price(cheap, pricing.Offer{At: noon, Market: "jp"})
		if err != nil {
			t.Fatal(err)
		}
		if got := price.Label(language.Japanese); got != tt.want || !price.Tax.IsZero() {
			t.Errorf("duty %s, tax of %v: %q, want %q: %s", tt.duty, price.Tax, got, tt.want, tt.reason)
		}
	}
}
