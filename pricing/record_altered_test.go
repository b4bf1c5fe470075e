package pricing_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// smallRecord is that of a shirt of 200 USD from the United States to Germany at
// 0.90 EUR, and of a mug at a fixed price: its figures can be redone by hand.
func smallRecord(t testing.TB) string {
	t.Helper()
	noon := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	rate, err := currency.NewRate(currency.USD, currency.EUR, decimal.RequireFromString("0.9"), noon, "bank")
	if err != nil {
		t.Fatal(err)
	}
	rates, err := currency.NewRates(currency.USD, noon, "bank", []currency.Rate{rate})
	if err != nil {
		t.Fatal(err)
	}
	book, err := pricing.NewPriceBook([]pricing.BookEntry{{SKU: "BOOK", Market: "DE", Price: currency.MustAmount("40.00", currency.EUR), Final: true}})
	if err != nil {
		t.Fatal(err)
	}
	e, err := pricing.New(pricing.Config{
		Seller:  pricing.Seller{Country: "US"},
		Markets: []pricing.Market{{ID: "DE", Countries: []locale.Country{"DE"}, Currency: currency.EUR}, {ID: "FR", Countries: []locale.Country{"FR"}, Currency: currency.EUR}},
		Rates:   rates, PriceBook: book,
	})
	if err != nil {
		t.Fatal(err)
	}
	q, err := e.Quote(pricing.Cart{
		At: noon, ShipTo: locale.Place{Country: "DE"},
		Lines: []pricing.Line{
			{Quantity: 1, Product: pricing.Product{SKU: "TEE", Category: tax.General, HSCode: "610910", Origin: "BD", Price: currency.MustAmount("200.00", currency.USD)}},
			{Quantity: 1, Product: pricing.Product{SKU: "BOOK", Category: tax.BooksPrinted, HSCode: "490199", Origin: "US", Price: currency.MustAmount("1.00", currency.USD)}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	text, _ := recorded(t, e, &q)
	return string(text)
}

// replaceLast replaces what stands last in a text: in its tables, not in its
// quote.
func replaceLast(t testing.TB, text, was, is string) string {
	t.Helper()
	at := strings.LastIndex(text, was)
	if at < 0 {
		t.Fatalf("%s is not in %s", was, text)
	}
	return text[:at] + is + text[at+len(was):]
}

// TestRecordAltered changes one thing of a record at a time: what follows from
// it is told by its figure. The shirt is 200 × 0.90 = 180.00 EUR, its duty 12 %
// = 21.60, its VAT 19 % of 201.60 = 38.304; the book is 40.00, free of duty, its
// VAT 7 % = 2.80.
func TestRecordAltered(t *testing.T) {
	text := smallRecord(t)
	for _, tt := range []struct {
		was, is                 string
		field, stored, replayed string
		reason                  string
	}{
		{",MwSt,19,", ",MwSt,19.01,", "lines[0].tax.amount", `"38.30"`, `"38.32"`, "201.60 × 19.01 %"},
		{",MwSt,7,", ",MwSt,7.01,", "rules[3].percent", `"7"`, `"7.01"`, "40.00 × 7.01 % is 2.80 too, but not by this rule"},
		{`"rate":"12%"`, `"rate":"12.01%"`, "lines[0].duty.amount", `"21.60"`, `"21.62"`, "180.00 × 12.01 %"},
		{`"num":"0.9"`, `"num":"0.91"`, "consignments[0].customs.intrinsic.amount", `"220.00"`, `"222.00"`, "200 × 0.91 + 40"},
		{`"price":{"amount":"40.00"`, `"price":{"amount":"40.01"`, "consignments[0].customs.intrinsic.amount", `"220.00"`, `"220.01"`, "the fixed price"},
		{`"country":"US"`, `"country":"CN"`, "consignments[0].ship_from.country", `"US"`, `"CN"`, "the seller"},
		{`"duty":"at_checkout"`, `"duty":"in_price"`, "duty", `"at_checkout"`, `"in_price"`, "the market"},
		{`"id":"DE"`, `"id":"DE","language":"de"`, "language", "", `"de"`, "a field that only the replay has"},
		{`"id":"DE"`, `"id":"DE","lifetime":"1h"`, "expires", "", `"2026-11-21T13:00:00Z"`, "another of these"},
		{`"id":"DE"`, `"id":"D"`, "", "", "", "a market that the price book does not know"},
		{`"threshold":{"amount":"150.00"`, `"threshold":{"amount":"500.00"`, "accuracy", `"calculated"`, `"estimated"`, "a fee that nobody knows the amount of"},
		{"TEDB via", "WikiP via", "rules[2].source", `"TEDB via`, `"WikiP via`, "a source"},
		{`"as_of":"2026-11-21T12:00:00Z"`, `"as_of":"2026-11-20T12:00:00Z"`, "rate.as_of", `"2026-11-21T12:00:00Z"`, `"2026-11-20T12:00:00Z"`, "when the rate was"},
		{"MwSt,19,standard,2021-01-01", "MwSt,19,standard,2027-01-01", "", "", "", "a rate of later"},
		{`"code":"61091000"`, `"code":"61099000"`, "", "", "", "a duty of other goods"},
		{"import,EU,", "import,GB,", "", "", "", "a rule for another place"},
	} {
		var r pricing.Record
		if err := json.Unmarshal([]byte(replaceLast(t, text, tt.was, tt.is)), &r); err != nil {
			t.Fatalf("%s: %v", tt.reason, err)
		}
		_, err := r.Replay()
		var parted *pricing.ReplayError
		switch {
		case tt.field == "": // without the row there is no quote
			if errors.As(err, &parted) || !typed(err) {
				t.Errorf("%s: %v, want a refusal", tt.reason, err)
			}
		case !errors.As(err, &parted) || !errors.Is(err, pricing.ErrReplay):
			t.Errorf("%s: %v, want a *ReplayError", tt.reason, err)
		case parted.Field != tt.field || !strings.HasPrefix(parted.Stored, tt.stored) || !strings.HasPrefix(parted.Replayed, tt.replayed):
			t.Errorf("%s: %v, want %s: %s, %s", tt.reason, err, tt.field, tt.stored, tt.replayed)
		}
	}
}

// typed tells whether an error is one of those that a record is refused with,
// and a short one.
func typed(err error) bool {
	var record *pricing.RecordError
	var cart *pricing.CartError
	var replay *pricing.ReplayError
	var quote *pricing.QuoteError
	return (errors.As(err, &record) || errors.As(err, &cart) || errors.As(err, &replay) || errors.As(err, &quote)) && len(err.Error()) < 5000
}

// TestRecordRefusedForm: what is no record is refused when it is read, with the
// part that is not as it should be.
func TestRecordRefusedForm(t *testing.T) {
	text := smallRecord(t)
	var parts map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &parts); err != nil {
		t.Fatal(err)
	}
	if len(parts) != 8 {
		t.Fatalf("%d parts", len(parts))
	}
	refused := func(text, field string, class error, reason string) {
		t.Helper()
		r := pricing.Record{Market: pricing.Market{ID: "left as it was"}}
		err := r.UnmarshalJSON([]byte(text))
		var part *pricing.RecordError
		if !errors.As(err, &part) || part.Field != field || !errors.Is(err, class) || len(err.Error()) > maxMessage {
			t.Errorf("%s: %v, want a *RecordError of %q: %v", reason, err, field, class)
		}
		if r.Market.ID != "left as it was" {
			t.Errorf("%s: half of a record was read", reason)
		}
	}
	with := func(name, value string) string {
		changed := maps.Clone(parts)
		changed[name] = json.RawMessage(value)
		var members []string // by hand: encoding/json writes nothing that is nested too deep
		for _, key := range slices.Sorted(maps.Keys(changed)) {
			members = append(members, fmt.Sprintf("%q:%s", key, changed[key]))
		}
		return "{" + strings.Join(members, ",") + "}"
	}
	for name := range parts {
		lacking := maps.Clone(parts)
		delete(lacking, name)
		out, err := json.Marshal(lacking)
		if err != nil {
			t.Fatal(err)
		}
		refused(string(out), name, pricing.ErrMissing, name+" is missing")
		if err := new(pricing.Record).UnmarshalJSON([]byte(with(name, string(parts[name])))); err != nil {
			t.Errorf("in another order: %v", err)
		}
		if name != "rates" { // null is the snapshot that holds nothing
			var part *pricing.RecordError
			if err := new(pricing.Record).UnmarshalJSON([]byte(with(name, "null"))); !errors.As(err, &part) || part.Field != name {
				t.Errorf("%s is null: %v", name, err)
			}
		}
		if name != "version" {
			var part *pricing.RecordError
			if err := new(pricing.Record).UnmarshalJSON([]byte(with(name, `"x"`))); !errors.As(err, &part) || part.Field != name {
				t.Errorf("%s is a text: %v", name, err)
			}
		}
	}
	refused(with("version", "2"), "version", pricing.ErrInvalid, "a later form")
	refused(with("table", "{}"), "table", pricing.ErrUnknownField, "a part that there is not")
	refused(strings.Replace(text, `{"version":1`, `{"version":1,"version":1`, 1), "version", pricing.ErrInvalid, "a part twice")
	refused(with("duty", `{"levies":[],"levys":[]}`), "duty", pricing.ErrInvalid, "a table that there is not")
	refused(with("tax", `{"rates":"","schemes":"","nexus":"","`+strings.Repeat("x", 100_000)+`":1}`), "tax", pricing.ErrInvalid, "a long name")
	refused(with("rates", `{"pivot":"EUR"}`), "rates", currency.ErrSyntax, "rates without any")
	refused(with("duty", strings.Repeat("[", 10_000)+strings.Repeat("]", 10_000)), "duty", pricing.ErrLimit, "arrays in arrays")
	refused(text+"1", "", pricing.ErrInvalid, "more behind it")
	refused(text[:len(text)-1], "", pricing.ErrInvalid, "the end is missing")
	refused(strings.Repeat(" ", pricing.MaxRecordBytes)+text, "", pricing.ErrLimit, "too long")
}

// TestRecordHostile: records whose tables are no tables, or too large, are
// refused in short time and words.
func TestRecordHostile(t *testing.T) {
	text := smallRecord(t)
	for _, tt := range []struct {
		change func(*pricing.Record)
		field  string // of the *RecordError; "" any typed error
		reason string
	}{
		{func(r *pricing.Record) { r.Tax = tax.Extract{} }, "tax", "no tables of tax"},
		{func(r *pricing.Record) { r.Tax.Nexus = "" }, "tax", "one is missing"},
		{func(r *pricing.Record) { r.Tax.Rates, r.Tax.Schemes = r.Tax.Schemes, r.Tax.Rates }, "tax", "the wrong tables"},
		{func(r *pricing.Record) { r.Tax.Rates += strings.Repeat("#", 16<<20) }, "tax", "a table of 16 MiB"},
		{func(r *pricing.Record) { r.Tax.Rates = strings.SplitAfter(r.Tax.Rates, "\n")[0] }, "", "no rates"},
		{func(r *pricing.Record) { r.Tax.Schemes = strings.SplitAfter(r.Tax.Schemes, "\n")[0] }, "", "no rules"},
		{func(r *pricing.Record) { r.Duty = duty.Extract{} }, "", "nothing of customs"},
		{func(r *pricing.Record) { r.Duty.Levies = nil }, "", "no tariff"},
		{func(r *pricing.Record) { r.Duty.Regimes = nil }, "", "no regimes"},
		{func(r *pricing.Record) { r.Duty.Levies[0].Rate = duty.Rate{} }, "duty", "a levy without a rate"},
		{func(r *pricing.Record) { r.Duty.Levies = append(r.Duty.Levies, r.Duty.Levies[0]) }, "duty", "a levy twice"},
		{func(r *pricing.Record) { r.Duty.Readings = []duty.Answer{{Question: "is it", Reading: "so"}} }, "duty", "an answer without a question"},
		{func(r *pricing.Record) {
			r.Duty.Programs = []duty.Program{{Dest: "EU", Program: "x", Origins: []locale.Country{"ZZ"}}}
		}, "duty", "a country that there is not"},
		{func(r *pricing.Record) { // that replace and exclude each other
			a, b := r.Duty.Levies[0], r.Duty.Levies[0]
			a.ID, a.Replaces, a.Excludes, b.ID, b.Name, b.Replaces, b.Excludes = "a", "b", "b mfn", "b", "b", "a", "a mfn"
			a.Kind, b.Kind = duty.Additional, duty.Additional
			r.Duty.Levies = append(r.Duty.Levies, a, b)
		}, "", "levies in a circle"},
		{func(r *pricing.Record) {
			for i := range 50_000 {
				levy := r.Duty.Levies[0]
				levy.Kind, levy.Name = duty.Additional, fmt.Sprint(i)
				r.Duty.Levies = append(r.Duty.Levies, levy)
			}
		}, "", "50 000 levies on one line"},
		{func(r *pricing.Record) {
			for i := range 5000 {
				regime := r.Duty.Regimes[0]
				regime.ID, regime.ShipFrom = fmt.Sprint(i), "CN"
				regime.From = regime.From.AddDays(i)
				regime.Until = regime.From
				r.Duty.Regimes = append(r.Duty.Regimes, regime)
			}
		}, "duty", "5000 regimes"},
		{func(r *pricing.Record) { r.Rates = nil }, "", "no rates"},
		{func(r *pricing.Record) { r.Rates = new(currency.Rates) }, "", "rates that hold nothing"},
		{func(r *pricing.Record) { r.Rates = circle(t) }, "", "currencies that lead to each other"},
		{func(r *pricing.Record) { r.Prices = append(r.Prices, r.Prices[0]) }, "prices", "two prices at a time"},
		{func(r *pricing.Record) { r.Prices[0].Market = "FR" }, "", "a price of another market"},
		{func(r *pricing.Record) { r.Market = pricing.Market{} }, "", "no market"},
		{func(r *pricing.Record) { r.Market.Countries = []locale.Country{"FR"} }, "", "a market that does not sell there"},
		{func(r *pricing.Record) { r.Seller.Country = "ZZ" }, "", "no seller"},
		{func(r *pricing.Record) { r.Seller.Establishments = []locale.Place{{Country: "XX"}} }, "", "a place that there is not"},
		{func(r *pricing.Record) { r.Quote.Cart.Lines = nil }, "", "an empty cart"},
		{func(r *pricing.Record) { r.Quote = pricing.Quote{} }, "", "no quote"},
		{func(r *pricing.Record) { r.Quote.Charges[0].Rule = nil }, "", "a charge without a rule"},
		{func(r *pricing.Record) { r.Quote.Cart.Lines[0].ShipFrom = locale.Place{Country: "JP"} }, "", "goods from elsewhere"},
		{func(r *pricing.Record) {
			r.Quote.Cart.ShipFrom, r.Quote.Cart.ShipTo = locale.Place{Country: "XI"}, locale.Place{Country: "DE", PostalCode: "78266"}
		}, "", "from and to special territories"},
	} {
		var r pricing.Record
		if err := r.UnmarshalJSON([]byte(text)); err != nil {
			t.Fatal(err)
		}
		tt.change(&r)
		begun := time.Now()
		_, err := r.Replay()
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("%s: %v", tt.reason, took)
		}
		var part *pricing.RecordError
		if !typed(err) || tt.field != "" && (!errors.As(err, &part) || part.Field != tt.field) {
			t.Errorf("%s: %v, want an error of %q", tt.reason, err, tt.field)
		}
	}
}

// circle are rates of currencies that lead to each other, and not to the one
// that the market sells in.
func circle(t testing.TB) *currency.Rates {
	t.Helper()
	at := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	codes := []currency.Code{currency.USD, currency.AED, currency.SAR, currency.USD}
	var rates []currency.Rate
	for i := range codes[1:] {
		rate, err := currency.NewRate(codes[i], codes[i+1], decimal.NewFromInt(2), at, "x")
		if err != nil {
			t.Fatal(err)
		}
		rates = append(rates, rate)
	}
	all, err := currency.NewRates(currency.EUR, at, "x", rates)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
