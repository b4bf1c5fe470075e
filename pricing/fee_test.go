package pricing_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// rateOf reads a rate of a fee.
func rateOf(t testing.TB, text string) duty.Rate {
	t.Helper()
	r, err := duty.ParseRate(text, currency.EUR)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestCustomsFees: above 1,000 AUD an import declaration costs 50 AUD, and 45
// for biosecurity by air (abf.gov.au). They go where the duty goes.
func TestCustomsFees(t *testing.T) {
	for _, tt := range []struct {
		duty, tax pricing.Placement
		at        func(pricing.Totals) currency.Amount
		reason    string
	}{
		{pricing.AtCheckout, pricing.AtCheckout, func(t pricing.Totals) currency.Amount { return t.AtCheckout }, "with the duty"},
		{pricing.OnDelivery, pricing.OnDelivery, func(t pricing.Totals) currency.Amount { return t.DueOnDelivery }, "at the door"},
		{pricing.Absorbed, pricing.Absorbed, func(t pricing.Totals) currency.Amount { return t.Absorbed }, "the merchant pays all"},
	} {
		cart := only(destinations[6], book, "1200.00", currency.AUD)
		cart.Duty, cart.Tax = &tt.duty, &tt.tax
		left, err := engine(t, everywhere(func(m *pricing.Market) { m.FeesInCarriage = true })).Quote(cart)
		if err != nil || !left.Totals.Fees.IsZero() || !strings.Contains(strings.Join(left.Warnings, "\n"), "left out: import processing charge") {
			t.Errorf("a market whose carrier pays the fees: %v, %v, %q", err, left.Totals.Fees, left.Warnings)
		}
		q, err := engine(t).Quote(cart)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, tt.reason+": fees", q.Totals.Fees, currency.MustAmount("95.00", currency.AUD))
		equal(t, tt.reason+": with 10 % of 1,200", tt.at(q.Totals), currency.MustAmount("215.00", currency.AUD))
		equal(t, tt.reason+": of the line", q.Lines[0].Fees, q.Totals.Fees)
		for _, c := range q.Charges {
			if c.Kind == pricing.FeeCharge && (c.Line != "" || !strings.HasSuffix(c.Rate, "AUD") || c.Collector != "customs" || c.Placement != q.Fees) {
				t.Errorf("%s: %+v %+v", tt.reason, c, c.Rule)
			}
		}
	}
}

// TestClearance: shirts of 200.00 EUR bear 24.00 of duty and 42.56 of VAT. The
// carrier asks 2 % of both, at least 15 EUR; and 5 EUR besides. Up to 150 EUR
// under IOSS 3 EUR are due at import, and the carrier asks all the same; within
// the Union nothing is.
func TestClearance(t *testing.T) {
	fees := func(m *pricing.Market) {
		m.Clearance = []pricing.Fee{
			{Name: "disbursement", Rate: rateOf(t, "2% MIN 15 EUR / consignment"), Base: duty.OnDuty | duty.OnTax},
			{Name: "handling", Rate: rateOf(t, "5 EUR / consignment"), Source: "the carrier's list"},
		}
	}
	e := engine(t, everywhere(fees))
	eur := func(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }
	q := placed(t, e, only(destinations[0], tee, "200.00", currency.EUR), pricing.OnDelivery)
	equal(t, "fees", q.Totals.Fees, eur("20.00"))
	equal(t, "at the door", q.Totals.DueOnDelivery, eur("86.56"))
	var bases []string
	for _, c := range q.Charges {
		if c.Kind == pricing.FeeCharge {
			bases = append(bases, fmt.Sprint(c.Name, " ", c.Text, " ", c.Rate, " of ", c.Base, " ", c.On, " ", c.Collector, " ", c.Source))
		}
	}
	want := []string{
		"clearance fee disbursement 2% MIN 15 EUR / consignment of 66.56 EUR duty+tax carrier market DE",
		"clearance fee handling 5 EUR / consignment of 200.00 EUR customs value carrier the carrier's list",
	}
	if strings.Join(bases, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q", bases)
	}
	q = placed(t, e, only(destinations[0], tee, "100.00", currency.EUR), pricing.AtCheckout)
	equal(t, "under IOSS", q.Totals.Fees, eur("20.00"))
	home := only(destinations[0], tee, "200.00", currency.EUR)
	home.ShipFrom = destinations[0]
	e = engine(t, everywhere(fees), func(c *pricing.Config) { c.Seller.Country = "DE" })
	q = placed(t, e, home, pricing.AtCheckout)
	equal(t, "at home", q.Totals.Fees, eur("0.00"))
	absorbed := pricing.Absorbed
	e = engine(t, everywhere(fees), everywhere(func(m *pricing.Market) { m.Fees = &absorbed }))
	q = placed(t, e, only(destinations[0], tee, "200.00", currency.EUR), pricing.AtCheckout)
	equal(t, "placed by the market", q.Totals.Absorbed, eur("20.00"))
	if err := errors.Join(firstBroken(lineSums(q)), firstBroken(totalSums(q))); err != nil {
		t.Error(err)
	}
	var back pricing.Quote
	if err := json.Unmarshal(bytesOf(q, nil), &back); err != nil || string(bytesOf(back, nil)) != string(bytesOf(q, nil)) {
		t.Errorf("a quote with fees does not read back: %v", err)
	}
}

// TestRefusedFees names the field of a market.
func TestRefusedFees(t *testing.T) {
	inside, nowhere := pricing.InPrice, pricing.Placement(9)
	for field, change := range map[string]func(*pricing.Market){
		"fees":               func(m *pricing.Market) { m.Fees = &inside },
		"fees ":              func(m *pricing.Market) { m.Fees = &nowhere },
		"clearance":          func(m *pricing.Market) { m.Clearance = make([]pricing.Fee, 21) },
		"clearance[0].name":  func(m *pricing.Market) { m.Clearance = []pricing.Fee{{Rate: rateOf(t, "2%")}} },
		"clearance[0].rate":  func(m *pricing.Market) { m.Clearance = []pricing.Fee{{Name: "f"}} },
		"clearance[0].rate ": func(m *pricing.Market) { m.Clearance = []pricing.Fee{{Name: "f", Rate: rateOf(t, "2 EUR / kg")}} },
		"clearance[0].base": func(m *pricing.Market) {
			m.Clearance = []pricing.Fee{{Name: "f", Rate: rateOf(t, "2%"), Base: 1 << 7}}
		},
		"on_forbidden": func(m *pricing.Market) { m.OnForbidden = 7 },
		"choices[0]":   func(m *pricing.Market) { m.Choices = []pricing.Placement{9} },
		"policy.cash":  func(m *pricing.Market) { m.Policy.Cash.Increment = -1 },
	} {
		m := markets()[0]
		change(&m)
		_, err := pricing.New(pricing.Config{Seller: seller(), Markets: []pricing.Market{m}, Rates: rates(t)})
		if err == nil || !strings.Contains(err.Error(), strings.TrimSpace(field)) {
			t.Errorf("%s: got %v", field, err)
		}
	}
}

// At the door a customer pays duty, tax, and what the carrier asks for paying them
// there: shirts of 200 EUR bear 12 % and 19 %.
func ExampleMarket_onDelivery() {
	disbursement, err := duty.ParseRate("2% MIN 15 EUR / consignment", currency.EUR)
	if err != nil {
		fmt.Println(err)
		return
	}
	rates, err := currency.NewRates(currency.EUR, noon, "ECB", nil) // nothing is exchanged
	if err != nil {
		fmt.Println(err)
		return
	}
	e, err := pricing.New(pricing.Config{
		Seller: pricing.Seller{Country: "US"},
		Rates:  rates,
		Markets: []pricing.Market{{
			ID: "DE", Countries: []locale.Country{"DE"}, Currency: currency.EUR, Duty: pricing.OnDelivery, Tax: pricing.OnDelivery,
			Clearance: []pricing.Fee{{Name: "disbursement", Rate: disbursement, Base: duty.OnDuty | duty.OnTax}},
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	shirts := pricing.Product{SKU: "TEE", Price: currency.MustAmount("50.00", currency.EUR), Category: tax.General, HSCode: "6109.10", Origin: "BD"}
	quote, err := e.Quote(pricing.Cart{At: noon, ShipTo: locale.Place{Country: "DE"}, Lines: []pricing.Line{{Product: shirts, Quantity: 4}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range quote.Charges {
		fmt.Println(c.Name, c.Amount, c.Placement)
	}
	fmt.Println("at the door:", quote.Totals.DueOnDelivery)
	// Output:
	// import duty 24.00 EUR on_delivery
	// clearance fee 15.00 EUR on_delivery
	// MwSt 42.56 EUR on_delivery
	// at the door: 81.56 EUR
}

// A carrier's clearance fee, where duty or tax is due at import, is part of what
// is asked for at the door.
func ExampleFee() {
	rate, err := duty.ParseRate("2.5% MIN 11 EUR / consignment", currency.EUR)
	if err != nil {
		fmt.Println(err)
		return
	}
	fee := pricing.Fee{Name: "disbursement", Rate: rate, Base: duty.OnDuty | duty.OnTax}
	text, err := fee.Rate.MarshalText()
	fmt.Println(fee.Name, string(text), fee.Base, err)
	// Output: disbursement 2.5% MIN 11 EUR / consignment duty+tax <nil>
}

// TestFeesOfTheCart: a cart may have the fees placed otherwise than its market,
// as far as that offers it.
func TestFeesOfTheCart(t *testing.T) {
	offered := everywhere(func(m *pricing.Market) {
		m.Choices = []pricing.Placement{pricing.OnDelivery}
		m.Clearance = []pricing.Fee{{Name: "clearance", Rate: rateOf(t, "15 EUR / consignment")}}
	})
	cart := only(destinations[0], tee, "200.00", currency.EUR)
	for where, total := range map[pricing.Placement]func(*pricing.Totals) currency.Amount{
		pricing.AtCheckout: func(t *pricing.Totals) currency.Amount { return t.AtCheckout },
		pricing.OnDelivery: func(t *pricing.Totals) currency.Amount { return t.OnDelivery },
	} {
		usual, err := engine(t, offered).Quote(cart)
		if err != nil {
			t.Fatal(err)
		}
		asked := cart
		asked.Fees = &where
		q, err := engine(t, offered).Quote(asked)
		if err != nil {
			t.Fatal(err)
		}
		if q.Fees != where || q.Totals.Fees != usual.Totals.Fees || total(&q.Totals).Sign() <= 0 {
			t.Errorf("fees %v of %v, placed %v", q.Totals.Fees, usual.Totals.Fees, q.Fees)
		}
		equal(t, "at the door", q.Totals.DueOnDelivery, map[pricing.Placement]currency.Amount{
			pricing.AtCheckout: currency.MustAmount("0.00", currency.EUR), pricing.OnDelivery: currency.MustAmount("15.00", currency.EUR)}[where])
	}
	absorbed := pricing.Absorbed
	cart.Fees = &absorbed
	_, err := engine(t, offered).Quote(cart)
	var fault *pricing.CartError
	if !errors.As(err, &fault) || fault.Field != "fees" || !errors.Is(err, pricing.ErrPlacement) {
		t.Errorf("%v", err)
	}
}
