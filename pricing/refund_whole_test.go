package pricing_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// TestRefundOfTheOrder gives back what atHome sells: shirts of 60.00 EUR with
// 19 %, a book of 30.00 with 7 % and shipping of 5.00, of which 3.21 and 1.79 go
// with them.
func TestRefundOfTheOrder(t *testing.T) {
	q, err := atHome(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		give   pricing.Return
		due    string
		prices string // of the lines
		rates  string // percent, base, tax
		reason string
	}{
		{"cancelled", pricing.Return{Of: pricing.PartOrder}, "95.00", "60.00 30.00", "19 53.12 10.09; 7 29.71 2.08",
			"50.42 + 2.70 and 28.04 + 1.67: a rate on goods and on shipping is one, and all of it is taxed"},
		{"lowered", pricing.Return{Of: pricing.PartOrder, Amount: euros("10.00")}, "10.00", "6.67 3.33", "19 5.61 1.06; 7 3.11 0.22",
			"by 60 to 30; 9.58 × 6.67 / 60 = 1.065, 1.96 × 3.33 / 30 = 0.218"},
		{"lowered to nothing", pricing.Return{Of: pricing.PartOrder, Amount: euros("90.00")}, "90.00", "60.00 30.00", "19 50.42 9.58; 7 28.04 1.96",
			"all that was paid for goods"},
		{"shipping", pricing.Return{Of: pricing.PartShipping}, "5.00", "", "7 1.67 0.12; 19 2.70 0.51", "its two rates"},
	} {
		f, err := q.Refund(tt.give)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var prices, rates []string
		for _, l := range f.Lines {
			prices = append(prices, l.Price.Text())
		}
		for _, r := range f.CreditNote.Rates {
			rates = append(rates, r.Percent+" "+r.Base.Text()+" "+r.Tax.Text())
		}
		got := []string{f.Totals.Due.Text(), strings.Join(prices, " "), strings.Join(rates, "; "), f.CreditNote.Untaxed.Text()}
		if diff := cmp.Diff([]string{tt.due, tt.prices, tt.rates, "0.00"}, got); diff != "" {
			t.Errorf("%s (%s):\n%s", tt.name, tt.reason, diff)
		}
	}
}

// TestRefundOfFees: shirts of 200.00 EUR, 10.00 of freight and 2.00 of insurance,
// for which the carrier asks 15.00 and 5.00.
func TestRefundOfFees(t *testing.T) {
	e := engine(t, everywhere(func(m *pricing.Market) {
		m.Clearance = []pricing.Fee{{Name: "disbursement", Rate: rateOf(t, "15 EUR / consignment")}, {Name: "handling", Rate: rateOf(t, "5 EUR / consignment")}}
	}))
	cart := only(destinations[0], tee, "200.00", currency.EUR)
	cart.Shipping, cart.Insurance = euros("10.00"), euros("2.00")
	q := placed(t, e, cart, pricing.AtCheckout)
	fees, err := q.Refund(pricing.Return{Of: pricing.PartFees, Amount: euros("8.00")})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "a part of the fees", fees.Totals.Due, euros("8.00"))
	if len(fees.Charges) != 2 {
		t.Fatalf("%+v", fees.Charges)
	}
	equal(t, "8.00 by 15 to 5", fees.Charges[0].Amount, euros("6.00"))
	equal(t, "the rest of 8.00", fees.Charges[1].Amount, euros("2.00"))
	all, err := q.RefundAfter([]pricing.Refund{fees}, pricing.Return{Of: pricing.PartOrder})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "with freight, insurance and the fees that are left", all.Totals.Due, sum(q.Totals.DueNow, euros("-8.00")))
	equal(t, "insurance", all.Totals.Insurance, euros("2.00"))
	equal(t, "fees", all.Totals.Fees, euros("12.00"))
}

// A fee for taking goods back may be all that was paid.
func TestRefundAllRestocked(t *testing.T) {
	q := soldShirts(t, 1, pricing.InPrice)
	f, err := q.Refund(pricing.Return{Line: 1, Quantity: 1, Restocking: pricing.Restocking{Amount: euros("28.41")}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "due", f.Totals.Due, euros("0.00"))
}

// TestRefundOfExport: what was sold without tax has none on its credit note.
func TestRefundOfExport(t *testing.T) {
	e := engine(t, func(c *pricing.Config) { c.Seller = pricing.Seller{Country: "DE"} })
	cart := only(destinations[8], book, "100.00", currency.USD)
	cart.ShipFrom = locale.Place{Country: "DE"}
	q, err := e.Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	if c := q.Charges[len(q.Charges)-1]; c.Kind != pricing.TaxCharge || c.Jurisdiction != "US-CA" {
		t.Errorf("not taxed in %q: %v", c.Jurisdiction, c)
	}
	f, err := q.Refund(pricing.Return{Of: pricing.PartOrder})
	if err != nil {
		t.Fatal(err)
	}
	if n := f.CreditNote; len(n.Rates) > 0 || n.Untaxed != n.Net || n.Gross != q.Totals.DueNow || !n.Tax.IsZero() {
		t.Errorf("%+v", n)
	}
}

// TestRefundOfSmallTaxes: three goods at 0.06 CAD in Quebec hold 0.01 of QST each
// and no GST: of both the base is 0.05, whatever else was bought.
func TestRefundOfSmallTaxes(t *testing.T) {
	montreal := locale.Place{Country: "CA", Region: "QC"}
	e := engine(t, func(c *pricing.Config) {
		c.Seller = pricing.Seller{Country: "CA", Registrations: []tax.Registration{{Country: "CA", Scheme: "gst"}}}
	}, everywhere(func(m *pricing.Market) { m.Tax, m.Rebase = pricing.InPrice, pricing.KeepShown }))
	cart := only(montreal, tee, "114.98", currency.CAD)
	cart.ShipFrom = montreal
	for range 3 {
		cart.Lines = append(cart.Lines, pricing.Line{Product: listed("0.06", currency.CAD), Quantity: 1})
	}
	q, err := e.Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	for line := 2; line <= 4; line++ {
		f, err := q.Refund(pricing.Return{Line: line, Quantity: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range f.CreditNote.Rates {
			equal(t, "base of "+r.Name, r.Base, currency.MustAmount("0.05", currency.CAD))
		}
		equal(t, "untaxed", f.CreditNote.Untaxed, currency.MustAmount("0.00", currency.CAD))
	}
}

// TestRefundOfTwoTaxes: in Quebec a price holds GST of 5 % and QST of 9.975 % on
// the same net, and each line that comes back its own.
func TestRefundOfTwoTaxes(t *testing.T) {
	montreal := locale.Place{Country: "CA", Region: "QC"}
	for _, tt := range []struct {
		name, book string
		prices     [2]string
		bases      [2]string // of the second tax on the first line, and on the second
		reason     string
	}{
		{"side by side", "", [2]string{"114.98", "57.49"}, [2]string{"100.00", "50.00"}, "100.00 with 5.00 and 9.98, 50.00 with 2.50 and 4.99"},
		{"tax on tax", "CA,QC,,general,GST,5,standard,,2020-01-01,,made up,2026-11-01,\nCA,QC,,general,QST,10,standard,true,2020-01-01,,made up,2026-11-01,\n",
			[2]string{"115.50", "57.75"}, [2]string{"105.00", "52.50"}, "10 % of 105.00 are 10.50, of 52.50 5.25"},
	} {
		e := engine(t, func(c *pricing.Config) {
			c.Seller = pricing.Seller{Country: "CA", Registrations: []tax.Registration{{Country: "CA", Scheme: "gst"}}}
			for i := range c.Markets {
				c.Markets[i].Tax, c.Markets[i].Rebase = pricing.InPrice, pricing.KeepShown
			}
			if tt.book != "" {
				book, err := tax.LoadBook(strings.NewReader("country,region,territory,category,name,percent,treatment,compound,from,until,source,source_date,note\n" + tt.book))
				if err != nil {
					t.Fatal(err)
				}
				c.Book = book
			}
		})
		cart := only(montreal, tee, tt.prices[0], currency.CAD)
		cart.ShipFrom = montreal
		second := tee
		second.Price = currency.MustAmount(tt.prices[1], currency.CAD)
		cart.Lines = append(cart.Lines, pricing.Line{Product: second, Quantity: 1})
		q, err := e.Quote(cart)
		if err != nil {
			t.Fatal(err)
		}
		var done []pricing.Refund
		for i, nets := range []string{"100.00", "50.00"} {
			f, err := q.RefundAfter(done, pricing.Return{Line: i + 1, Quantity: 1})
			if err != nil {
				t.Fatal(err)
			}
			if len(f.CreditNote.Rates) != 2 {
				t.Fatalf("%s: %+v", tt.name, f.CreditNote)
			}
			equal(t, tt.name+": base of GST", f.CreditNote.Rates[0].Base, currency.MustAmount(nets, currency.CAD))
			equal(t, tt.reason+": base of QST", f.CreditNote.Rates[1].Base, currency.MustAmount(tt.bases[i], currency.CAD))
			equal(t, tt.name+": due", f.Totals.Due, currency.MustAmount(tt.prices[i], currency.CAD))
			done = append(done, f)
		}
		if err := sumsToQuote(q, done); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestRefundOfTaxesOfSomeLines: a shirt at 115.00 holds two taxes, a book at 105.00
// one of them. Each is on 100.00.
func TestRefundOfTaxesOfSomeLines(t *testing.T) {
	montreal := locale.Place{Country: "CA", Region: "QC"}
	taxes, err := tax.LoadBook(strings.NewReader("country,region,territory,category,name,percent,treatment,compound,from,until,source,source_date,note\n" +
		"CA,QC,,general,GST,5,standard,,2020-01-01,,made up,2026-11-01,\nCA,QC,,general,QST,10,standard,,2020-01-01,,made up,2026-11-01,\n" +
		"CA,QC,,books_printed,GST,5,standard,,2020-01-01,,made up,2026-11-01,\n"))
	if err != nil {
		t.Fatal(err)
	}
	e := engine(t, func(c *pricing.Config) {
		c.Seller, c.Book = pricing.Seller{Country: "CA", Registrations: []tax.Registration{{Country: "CA", Scheme: "gst"}}}, taxes
		for i := range c.Markets {
			c.Markets[i].Tax, c.Markets[i].Rebase = pricing.InPrice, pricing.KeepShown
		}
	})
	cart := only(montreal, tee, "115.00", currency.CAD)
	cart.ShipFrom = montreal
	second := book
	second.Price, second.Category = currency.MustAmount("105.00", currency.CAD), "books_printed"
	cart.Lines = append(cart.Lines, pricing.Line{Product: second, Quantity: 1})
	q := mustQuote(t, e, cart)
	var done []pricing.Refund
	for i := range cart.Lines {
		f, err := q.RefundAfter(done, pricing.Return{Line: i + 1, Quantity: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, rate := range f.CreditNote.Rates {
			equal(t, "base of "+rate.Name, rate.Base, currency.MustAmount("100.00", currency.CAD))
		}
		done = append(done, f)
	}
	if err := sumsToQuote(q, done); err != nil {
		t.Error(err)
	}
}

// TestRefundOfACentOfShipping: 1.28 EUR of shipping hold 0.05 and 0.09 of import
// tax, of which both are half a cent more from 0.64 on. What is kept of the cent
// that is given back there is that cent, and no more.
func TestRefundOfACentOfShipping(t *testing.T) {
	e := engine(t, everywhere(func(m *pricing.Market) { m.Duty, m.Tax, m.Rebase = pricing.InPrice, pricing.InPrice, pricing.KeepShown }))
	cart := only(destinations[0], tee, "200.00", currency.EUR)
	second := book
	second.Price = euros("200.00")
	cart.Lines = append(cart.Lines, pricing.Line{Product: second, Quantity: 1})
	cart.Shipping = euros("1.28")
	q, err := e.Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	var done []pricing.Refund
	for _, step := range [][3]string{{"0.63", "0.57", "0.06"}, {"0.01", "0.00", "0.01"}, {"0.64", "0.58", "0.06"}} { // asked, due, kept
		f, err := q.RefundAfter(done, pricing.Return{Of: pricing.PartShipping, Amount: euros(step[0]), Levies: pricing.LeviesKept})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "due of "+step[0], f.Totals.Due, euros(step[1]))
		equal(t, "kept of "+step[0], f.Totals.Kept, euros(step[2]))
		done = append(done, f)
	}
}
