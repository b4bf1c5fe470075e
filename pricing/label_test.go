package pricing_test

import (
	"encoding/json"
	"slices"
	"testing"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// withClaimOf is a product of its own, whose price goes the long way.
func withClaimOf(p pricing.Product) pricing.Product {
	p.Categories = map[locale.Country]tax.Category{"ZA": p.Category}
	return p
}

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
		seller pricing.Seller
		duty   string
		lang   language.Tag
		want   string
		reason string
	}{
		{inAmerica, "at_checkout", language.German, "Zoll und Steuern kommen an der Kasse hinzu", "duty may come on top, not tax alone"},
		{inAmerica, "at_checkout", language.French, "Droits de douane et taxes ajoutés à la commande", "in other languages too"},
		{inAmerica, "at_checkout", language.Japanese, "関税・税金はご注文時に加算されます", "in other languages too"},
		{inAmerica, "at_checkout", language.Arabic, "تُضاف الرسوم الجمركية والضرائب عند إتمام الطلب", "in other languages too"},
		{inAmerica, "absorbed", language.German, "zzgl. MwSt.", "the merchant bears the duty"},
		{inAmerica, "in_price", language.German, "zzgl. MwSt.", "the duty is in the price"},
		{inGermany, "at_checkout", language.German, "zzgl. MwSt.", "no border is crossed, so that no duty is due"},
	} {
		m := marketOf(t, `{"id":"de","countries":["DE"],"currency":"EUR","tax":"at_checkout","duty":"`+tt.duty+`"}`)
		e := shopIn(t, tt.seller, m)
		price := priceIn(t, e, tee)
		if got := price.Label(tt.lang); got != tt.want {
			t.Errorf("duty %s in %v: %q, want %q: %s", tt.duty, tt.lang, got, tt.want, tt.reason)
		}
		text, err := json.Marshal(price)
		if err != nil {
			t.Fatal(err)
		}
		var back pricing.Price
		if err := json.Unmarshal(text, &back); err != nil || back.Label(tt.lang) != tt.want {
			t.Errorf("read back, %q: %v", back.Label(tt.lang), err)
		}
		for quick, err := range e.Reprice(t.Context(), slices.Values([]pricing.Product{tee}), pricing.Repricing{At: noon}) {
			if err != nil || quick.Label(tt.lang) != tt.want {
				t.Errorf("of a catalogue, %q: %v", quick.Label(tt.lang), err)
			}
		}
	}

	for _, tt := range []struct {
		country, currency, duty, tax string
		price                        int64
		want, reason                 string
	}{
		{"GB", "GBP", "at_checkout", "in_price", 20000, "incl. 20% VAT · Import duty is added at checkout", "above 135 GBP"},
		{"GB", "GBP", "on_delivery", "in_price", 20000, "incl. 20% VAT · Import duty is payable on delivery", "above 135 GBP"},
		{"CH", "CHF", "at_checkout", "in_price", 20000, "incl. 8.1% VAT", "industrial goods are free"},
		{"GB", "GBP", "in_price", "in_price", 20000, "incl. 20% VAT", "it is in the price"},
		{"GB", "GBP", "absorbed", "in_price", 20000, "incl. 20% VAT", "the merchant bears it"},
		{"AU", "AUD", "at_checkout", "in_price", 200000, "incl. 10% GST · Import duty is added at checkout", "above 1000 AUD"},
		{"GB", "GBP", "on_delivery", "at_checkout", 20000, "excl. VAT · Import duty is payable on delivery", "no law was asked: duty may be due"},
	} {
		m := marketOf(t, `{"id":"x","countries":["`+tt.country+`"],"currency":"`+tt.currency+`","tax":"`+tt.tax+`","duty":"`+tt.duty+`"}`)
		e := shopIn(t, inAmerica, m)
		good := tee
		good.Price = currency.FromMinor(tt.price, m.Currency)
		for _, p := range []pricing.Product{good, withClaimOf(good)} { // in two ways
			price, err := e.Price(p, pricing.Offer{At: noon, Market: "x"})
			if err != nil {
				t.Fatal(err)
			}
			if got := price.Label(language.BritishEnglish); got != tt.want {
				t.Errorf("%s of %v, duty %s: %q, want %q: %s", tt.country, p.Price, tt.duty, got, tt.want, tt.reason)
			}
		}
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
