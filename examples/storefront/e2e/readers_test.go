package e2e

import "testing"

// Readers are served by what their browser says: in their language and direction,
// at prices of their country, with the words that its law asks for.
func TestReaders(t *testing.T) {
	p := openPlace(t, noon, nil)
	for _, c := range []struct {
		name, accept, zone   string
		market, lang, dir    string
		list, product, terms []string
	}{
		{"german", "de-DE,de;q=0.9,en;q=0.5", "Europe/Berlin", "de", "de", "ltr",
			[]string{"Baumwoll-T-Shirt", "€", "inkl. 19 % MwSt.", "inkl. 7 % MwSt.", "Gute Dinge", "Deutschland"},
			[]string{"In den Warenkorb", "inkl. 19 % MwSt.", "Was in diesem Preis steckt", "Bangladesch"},
			[]string{"Zoll und Steuern sind im Preis enthalten."}},
		{"japanese", "ja-JP,ja;q=0.9", "Asia/Tokyo", "jp", "ja", "ltr",
			[]string{"コットンTシャツ", "税込", "日本", "￥"}, []string{"税込", "バングラデシュ"}, nil},
		{"arabic", "ar-AE,ar;q=0.9", "Asia/Dubai", "ae", "ar", "rtl",
			[]string{"تيشيرت قطني", "الإمارات", "د.إ."}, []string{"أضف إلى السلة", "تُضاف الرسوم الجمركية والضرائب عند إتمام الطلب", "بنغلاديش"},
			[]string{"يمكنك دفع الرسوم والضرائب مع الطلب أو عند التسليم."}},
		{"briton", "en-GB,en;q=0.9", "Europe/London", "gb", "en", "ltr",
			[]string{"Cotton T-shirt", "£", "incl. 20% VAT", "United Kingdom"}, []string{"Add to basket", "Bangladesh"}, nil},
		{"american", "en-US,en;q=0.9", "America/Los_Angeles", "us", "en", "ltr",
			[]string{"Cotton T-shirt", "$", "United States"}, []string{"Add to basket", "plus sales tax"}, []string{"Sales tax is added at checkout where it applies."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := p.visit(t, person{lang: c.accept, zone: c.zone})
			v.open("/")
			if got := v.path(); got != "/"+c.market+"/" {
				t.Fatalf("sent to %s", got)
			}
			for attribute, want := range map[string]string{"lang": c.lang, "dir": c.dir} {
				if got := eval[string](v, "document.documentElement."+attribute); got != want {
					t.Errorf("%s is %q, want %q", attribute, got, want)
				}
			}
			v.look("list-"+c.name, append(c.list, c.terms...)...)
			v.follow(`h3 a[href$="/p/TEE"]`)
			if c.market == "de" || c.market == "jp" || c.market == "gb" { // where the price holds more than the goods
				v.click("details.why summary")
			}
			v.look("product-"+c.name, append(c.product, c.terms...)...)
		})
	}
}
