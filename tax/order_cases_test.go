package tax

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// orderCase is what a row of the kinds below has beside a workedCase.
type orderCase struct {
	Inputs struct {
		HomeRates      []string `json:"home_rates"`
		CustomerExempt bool     `json:"customer_exempt"`
		OrderDiscount  *struct {
			Percent string `json:"percent"`
		} `json:"order_discount"`
		TotalNet   string `json:"total_net"`
		TotalGross string `json:"total_gross"`
		GiftCard   string `json:"gift_card"`
		Voucher    struct {
			Kind   string `json:"kind"`
			Amount string `json:"amount"`
		} `json:"voucher"`
		FlatFees []struct {
			Amount string `json:"amount"`
		} `json:"flat_fees"`
		OrderDiscounts []struct {
			Amount string   `json:"amount"`
			Rates  []string `json:"rates"`
		} `json:"order_discounts"`
	} `json:"inputs"`
	Expected struct {
		DisplayPrice  string `json:"display_price"`
		SubtotalNet   string `json:"subtotal_net"`
		DiscountNet   string `json:"discount_net"`
		ShippingNet   string `json:"shipping_net"`
		ShippingGross string `json:"shipping_gross"`
		LineTax       string `json:"line_tax"`
		OrderFee      string `json:"order_fee"`
		RefundGross   string `json:"full_refund_gross"`
		CategoryTax   string `json:"en16931_category_tax"`
		Rounding      string `json:"en16931_rounding_amount"`
		Converted     struct {
			UnitNet string `json:"unit_net"`
			Net     string `json:"net"`
			Payable string `json:"payable"`
		} `json:"converted"`
	} `json:"expected"`
}

// readCase reads a row of these kinds.
func readCase(t *testing.T, c workedCase) (o orderCase, want expected, cur currency.Code) {
	t.Helper()
	if err := json.Unmarshal(c.raw, &o); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(c.Expected, &want); err != nil {
		t.Fatal(err)
	}
	cur, err := currency.ParseCode(c.Inputs.Currency)
	if err != nil {
		t.Fatal(err)
	}
	return o, want, cur
}

// same compares a figure with that of a row, where the row has one.
func same(t *testing.T, c workedCase, what string, got currency.Amount, want string) {
	t.Helper()
	if want != "" && !got.Decimal().Equal(decimal.RequireFromString(want)) {
		t.Errorf("%s is %v, want %s (%s)", what, got, want, c.Description)
	}
}

// calculate is Order.Calculate for a row.
func calculate(t *testing.T, o Order, p Policy) Result {
	t.Helper()
	r, err := o.Calculate(p)
	if err != nil {
		t.Fatal(err)
	}
	checkResult(t, "case", r)
	checkTrace(t, "case", r)
	return r
}

// TestWorkedRebases takes prices from their home tax to that of the
// destination, or out of any tax for a customer that is exempt, and then
// calculates the order. A coupon is taken from the price that is shown; where
// the row rounds half down, prices are rounded half up all the same.
func TestWorkedRebases(t *testing.T) {
	for _, c := range readCases(t, "cross_border_price") {
		t.Run(c.ID, func(t *testing.T) {
			in, want, cur := readCase(t, c)
			o := Order{}
			for _, l := range c.lines(t, cur) {
				var home []Rate
				for _, p := range in.Inputs.HomeRates {
					home = append(home, Rate{Percent: percent(p)})
				}
				if in.Inputs.CustomerExempt {
					home, l.Rates = l.Rates, nil
				}
				if l.Inclusive {
					shown, err := Rebase(l.Price, home, l.Rates, KeepNet, currency.Rounding{})
					if err != nil {
						t.Fatal(err)
					}
					same(t, c, "price shown", shown, in.Expected.DisplayPrice)
					same(t, c, "subtotal", shown, in.Expected.SubtotalNet)
					l.Price = shown
				}
				o.Lines = append(o.Lines, l)
			}
			if d := in.Inputs.OrderDiscount; d != nil {
				o.Discounts = []Discount{{Percent: percent(d.Percent)}}
			}
			p := Policy{}
			if c.Strategy.Level == "unit" {
				p.Level = PerUnit
			}
			if strings.Contains(c.Strategy.Mode, "half_down") {
				p.Rounding.Mode = currency.HalfDown
			}
			r := calculate(t, o, p)
			same(t, c, "net", r.Net, want.Net)
			same(t, c, "tax", r.Tax, want.Tax)
			same(t, c, "gross", r.Gross, want.Gross)
		})
	}
}

// TestWorkedShipping gives shipping the rates of the goods, and holds that they
// are those of the row.
func TestWorkedShipping(t *testing.T) {
	rules := map[string]ShippingRule{"shipping_weighted": WeightedRate, "shipping_split": SplitByGoods}
	for kind, rule := range rules {
		for _, c := range readCases(t, kind) {
			t.Run(c.ID, func(t *testing.T) {
				in, want, cur := readCase(t, c)
				lines := c.lines(t, cur)
				given := map[int]Rate{}
				for i := range lines {
					if lines[i].Kind == Shipping {
						given[i], lines[i].Rates = lines[i].Rates[0], nil
					}
				}
				for _, s := range c.ConsistentWith {
					p := parseStrategy(t, s, c.Inputs.Decimals)
					p.Shipping = rule
					r := calculate(t, Order{Lines: lines}, p)
					same(t, c, s+": net", r.Net, want.Net)
					same(t, c, s+": tax", r.Tax, want.Tax)
					same(t, c, s+": gross", r.Gross, want.Gross)
					for i, rate := range given {
						if got := r.Lines[i].Taxes[0].Rate.Percent; rule == WeightedRate && !got.Equal(rate.Percent) {
							t.Errorf("%s: shipping at %v %%, want %v %%", s, got, rate.Percent)
						}
						if s != c.own() && len(c.ConsistentWith) > 1 && p.Level > PerUnit {
							continue // the figures of a line are the source's own
						}
						same(t, c, s+": shipping net", r.Lines[i].Net, in.Expected.ShippingNet)
						same(t, c, s+": shipping gross", r.Lines[i].Gross, in.Expected.ShippingGross)
					}
				}
			})
		}
	}
}

// TestWorkedVouchers redeems gift cards as payments and single-purpose
// vouchers as taxed before.
func TestWorkedVouchers(t *testing.T) {
	for _, c := range readCases(t, "gift_card", "voucher") {
		t.Run(c.ID, func(t *testing.T) {
			in, want, cur := readCase(t, c)
			if c.Kind == "voucher" {
				v := Voucher{Amount: currency.MustAmount(in.Inputs.Voucher.Amount, cur)}
				var err error
				if err = v.Purpose.UnmarshalText([]byte(in.Inputs.Voucher.Kind)); err != nil {
					t.Fatal(err)
				}
				r := calculate(t, Order{Lines: c.lines(t, cur), Vouchers: []Voucher{v}}, Policy{})
				same(t, c, "net", r.Net, want.Net)
				same(t, c, "tax", r.Tax, want.Tax)
				same(t, c, "gross", r.Gross, want.Gross)
				return
			}
			net, gross := percent(in.Inputs.TotalNet), percent(in.Inputs.TotalGross)
			line := Line{Price: currency.MustAmount(in.Inputs.TotalNet, cur), Quantity: one,
				Rates: []Rate{{Percent: gross.Sub(net).Mul(hundred).DivRound(net, 8)}}}
			r := calculate(t, Order{Lines: []Line{line}, Vouchers: []Voucher{{Amount: currency.MustAmount(in.Inputs.GiftCard, cur)}}}, Policy{})
			left, _, pays, err := r.Open()
			if err != nil {
				t.Fatal(err)
			}
			same(t, c, "net", left, want.Net)
			same(t, c, "gross", pays, want.Gross)
		})
	}
}

// TestWorkedFees charges a fixed amount on the order beside a percent: a line
// of its own with a tax per unit.
func TestWorkedFees(t *testing.T) {
	for _, c := range readCases(t, "flat_fee") {
		t.Run(c.ID, func(t *testing.T) {
			in, _, cur := readCase(t, c)
			o := Order{Lines: c.lines(t, cur)}
			for _, f := range in.Inputs.FlatFees {
				o.Lines = append(o.Lines, Line{Kind: Fee, Price: currency.FromMinor(0, cur), Quantity: one,
					Rates: []Rate{{Name: "fee", PerUnit: currency.MustAmount(f.Amount, cur)}}})
			}
			r := calculate(t, o, Policy{})
			same(t, c, "tax of the line", r.Lines[0].Tax, in.Expected.LineTax)
			same(t, c, "fee", r.Lines[1].Tax, in.Expected.OrderFee)
		})
	}
}

// TestWorkedInvoices takes what the rows say beside the totals: refunds, the
// figures of an electronic invoice, and prices turned into net ones.
func TestWorkedInvoices(t *testing.T) {
	checked := 0
	for _, c := range readCases(t, "totals", "invoice") {
		in, _, cur := readCase(t, c)
		e := in.Expected
		if e.RefundGross == "" && e.CategoryTax == "" && e.Converted.Net == "" && len(in.Inputs.OrderDiscounts) == 0 {
			continue
		}
		checked++
		t.Run(c.ID, func(t *testing.T) {
			o := Order{Lines: c.lines(t, cur)}
			if len(in.Inputs.OrderDiscounts) > 0 {
				checkAdjusted(t, c, in, o, cur)
				return
			}
			r := calculate(t, o, Policy{})
			rest, err := r.Rest(Credited{})
			if err != nil {
				t.Fatal(err)
			}
			credit, _, err := r.Credit(Credited{}, rest...)
			if err != nil {
				t.Fatal(err)
			}
			same(t, c, "refund", credit.Gross, e.RefundGross)
			if e.CategoryTax != "" {
				invoice, err := r.EN16931()
				if err != nil {
					t.Fatal(err)
				}
				same(t, c, "category tax", invoice.Categories[0].Tax, e.CategoryTax)
				same(t, c, "rounding", invoice.Rounding, e.Rounding)
				same(t, c, "due", invoice.Due, r.Gross.Text())
			}
			if e.Converted.Net != "" {
				l := o.Lines[0]
				if l.Price, err = RebaseTo(WithoutTax, l.Price, l.Rates, nil, KeepNet, currency.Rounding{Digits: currency.To(4)}); err != nil {
					t.Fatal(err)
				}
				l.Inclusive = false
				same(t, c, "net price", l.Price, e.Converted.UnitNet)
				same(t, c, "net", calculate(t, Order{Lines: []Line{l}}, Policy{}).Net, e.Converted.Net)
			}
		})
	}
	if checked < 4 {
		t.Errorf("checked %d rows", checked)
	}
}

// checkAdjusted takes an invoice with discounts of more than its lines: they
// are lines that come back. Its lines are rounded before they are summed.
func checkAdjusted(t *testing.T, c workedCase, in orderCase, o Order, cur currency.Code) {
	t.Helper()
	for i := range o.Lines {
		a, err := o.Lines[i].amount(Policy{})
		if err == nil {
			a, err = a.Round(currency.Rounding{})
		}
		if err != nil {
			t.Fatal(err)
		}
		o.Lines[i].Price, o.Lines[i].Quantity = a, one
	}
	for _, d := range in.Inputs.OrderDiscounts {
		o.Lines = append(o.Lines, Line{Price: currency.MustAmount(d.Amount, cur), Quantity: one.Neg(), Rates: []Rate{{Name: "VAT", Percent: percent(strings.Join(d.Rates, ""))}}})
	}
	var want expected
	if err := json.Unmarshal(c.Expected, &want); err != nil {
		t.Fatal(err)
	}
	r := calculate(t, o, Policy{Level: PerRate})
	same(t, c, "net", r.Net, want.Net)
	same(t, c, "tax", r.Tax, want.Tax)
	same(t, c, "gross", r.Gross, want.Gross)
}
