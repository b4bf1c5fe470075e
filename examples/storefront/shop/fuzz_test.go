package shop

import (
	"errors"
	"testing"
)

// FuzzQuote sends a visitor's words through the shop: each is quoted, or refused
// by the name of its field.
func FuzzQuote(f *testing.F) {
	f.Add("de", "ja", "TEE", int64(2), "WELCOME10", "post", "DE", "", "10115", "", "")
	f.Add("us", "", "SHOE", int64(1), "", "courier", "", "CA", "94105-1234", "", "now")
	f.Add("gb", "en", "WATCH", int64(99), "5off", "", "GB", "", "SW1A 1AA", "GB 123 4567 82", "on_delivery")
	f.Add("jp", "ar", "BABY", int64(-1), " freeship ", "x", "JP", "13", "100-0001", "7010401022916", "later")
	f.Add("ca", "fr", "MUG", int64(20), "", "", "CA", "QC", "H2X 1Y4", "", "")
	f.Add("ch", "de", "TEA", int64(0), "", "", "CH", "", "8238", "CHE-116.281.710 MWST", "")
	f.Add("es", "es", "BOOK", int64(3), "", "", "ES", "TF", "38001", "ESB58378431", "")
	s := open(f, nil)
	f.Fuzz(func(t *testing.T, market, lang, sku string, n int64, code, option, country, region, postal, vat, pay string) {
		v, err := s.Visit(Request{Market: market, Lang: lang, CookieMarket: country, CookieLang: lang, AcceptLanguage: lang + "," + market})
		if err != nil {
			mustName(t, err)
			return
		}
		b := Basket{Items: []Item{{sku, n}, {"TEE", 1}}, Code: code, Option: option, To: Address{country, region, postal}, VATID: vat, Pay: pay}
		if sku == "TEE" {
			b.Items = b.Items[:1]
		}
		if options, err := s.Options(v, b); err != nil {
			mustName(t, err)
		} else {
			for _, o := range options {
				if o.Err != nil {
					mustName(t, o.Err)
				}
			}
		}
		q, err := s.Quote(v, b)
		if err != nil {
			mustName(t, err)
			return
		}
		if _, err := s.Lock(&q); err != nil {
			t.Error(err)
		}
	})
}

// mustName demands an error that a form can show beside a field.
func mustName(t *testing.T, err error) {
	t.Helper()
	var at *FieldError
	if !errors.As(err, &at) || at.Field == "" || len(at.Field) > 20 {
		t.Errorf("%v (%T) names no field", err, err)
	}
}
