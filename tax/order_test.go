package tax

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

func eur(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }

func vat(p string) []Rate { return []Rate{{Name: "VAT", Percent: percent(p)}} }

func TestPerUnit(t *testing.T) {
	bottle := Rate{Name: "deposit tax", PerUnit: eur("0.25")}
	sur := Rate{Name: "VAT", Percent: percent("20"), Compound: true}
	for _, c := range []struct {
		name            string
		line            Line
		p               Policy
		net, tax, gross string
		taxes           string
		reason          string
	}{
		{"on top", Line{Price: eur("10"), Quantity: percent("6"), Rates: []Rate{bottle, vat("20")[0]}}, Policy{},
			"60.00", "13.50", "73.50", "1.50 on 0.00, 12.00 on 60.00", "6 × 0.25, and 20 % of the net alone"},
		{"taxed itself", Line{Price: eur("10"), Quantity: percent("6"), Rates: []Rate{bottle, sur}}, Policy{},
			"60.00", "13.80", "73.80", "1.50 on 0.00, 12.30 on 61.50", "VAT is levied on excise"},
		{"inside", Line{Price: eur("12.30"), Quantity: percent("6"), Inclusive: true, Rates: []Rate{bottle, sur}}, Policy{},
			"60.00", "13.80", "73.80", "1.50 on 0.00, 12.30 on 61.50", "the way back"},
		{"inside, not taxed itself", Line{Price: eur("12.25"), Quantity: percent("6"), Inclusive: true, Rates: []Rate{bottle, vat("20")[0]}}, Policy{},
			"60.00", "13.50", "73.50", "1.50 on 0.00, 12.00 on 60.00", ""},
		{"by kilogram", Line{Price: eur("2"), Quantity: percent("1.5"), Rates: []Rate{bottle}}, Policy{},
			"3.00", "0.38", "3.38", "0.38 on 0.00", "0.375 half up"},
		{"by unit", Line{Price: eur("1"), Quantity: percent("3"), Rates: []Rate{{PerUnit: eur("0.125")}}}, Policy{Level: PerUnit},
			"3.00", "0.39", "3.39", "0.39 on 0.00", "0.125 is 0.13 for one"},
		{"by rate", Line{Price: eur("1"), Quantity: percent("3"), Rates: []Rate{{PerUnit: eur("0.125")}}}, Policy{Level: PerRate},
			"3.00", "0.38", "3.38", "0.38 on 0.00", "0.375 in all"},
		{"net on request", Line{Price: eur("12.30"), Quantity: percent("1"), Inclusive: true, Rates: []Rate{bottle, sur}}, Policy{Target: TargetNet},
			"10.00", "2.30", "12.30", "0.25 on 0.00, 2.05 on 10.25", ""},
		{"gross of the invoice", Line{Price: eur("10"), Quantity: percent("1"), Rates: []Rate{bottle, sur}}, Policy{Level: PerInvoice, Target: TargetNet},
			"10.00", "2.30", "12.30", "0.25 on 0.00, 2.05 on 10.25", ""},
		{"a return", Line{Price: eur("12.30"), Quantity: percent("-6"), Inclusive: true, Rates: []Rate{bottle, sur}}, Policy{},
			"-60.00", "-13.80", "-73.80", "-1.50 on 0.00, -12.30 on -61.50", ""},
		{"gross on request", Line{Price: eur("10"), Quantity: percent("1"), Rates: []Rate{bottle, sur}}, Policy{Target: TargetPrice},
			"10.00", "2.30", "12.30", "0.25 on 0.00, 2.05 on 10.25", "10.00 and 0.25, times 1.2"},
		{"exempt", Line{Price: eur("1"), Quantity: one, Rates: []Rate{{PerUnit: eur("0.25"), Treatment: Exempt}}}, Policy{},
			"1.00", "0.00", "1.00", "0.00 on 0.00", "the amount is shown, not charged"},
	} {
		r, err := Calculate([]Line{c.line}, c.p)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		checkResult(t, c.name, r)
		var taxes []string
		for _, x := range r.Lines[0].Taxes {
			taxes = append(taxes, x.Amount.Text()+" on "+x.Base.Text())
		}
		if got := strings.Join(taxes, ", "); r.Net.Text() != c.net || r.Tax.Text() != c.tax || r.Gross.Text() != c.gross || got != c.taxes {
			t.Errorf("%s: got %v + %v = %v (%s), want %s + %s = %s (%s): %s", c.name, r.Net, r.Tax, r.Gross, got, c.net, c.tax, c.gross, c.taxes, c.reason)
		}
	}
	for _, c := range []struct {
		name string
		line Line
		want error
	}{
		{"more than the price", Line{Price: eur("0.20"), Quantity: one, Inclusive: true, Rates: []Rate{bottle}}, ErrLine},
		{"negative", Line{Price: eur("1"), Quantity: one, Rates: []Rate{{PerUnit: eur("-1")}}}, ErrLine},
		{"with a percent", Line{Price: eur("1"), Quantity: one, Rates: []Rate{{PerUnit: eur("1"), Percent: percent("1")}}}, ErrLine},
		{"retained", Line{Price: eur("1"), Quantity: one, Rates: []Rate{{PerUnit: eur("1"), Retained: true}}}, ErrLine},
		{"in another currency", Line{Price: usd("1"), Quantity: one, Rates: []Rate{bottle}}, currency.ErrMismatch},
	} {
		for level := range Level(len(levelWords)) {
			if _, err := Calculate([]Line{c.line}, Policy{Level: level}); !errors.Is(err, c.want) {
				t.Errorf("%s: %v: got %v, want %v", c.name, level, err, c.want)
			}
		}
	}
}

func TestDiscounts(t *testing.T) {
	shirt := func(price string, inclusive bool, d ...Discount) Line {
		return Line{ID: "shirt", Price: eur(price), Quantity: one, Inclusive: inclusive, Discounts: d, Rates: vat("19")}
	}
	for _, c := range []struct {
		name               string
		order              Order
		p                  Policy
		net, tax, gross    string
		payable, deduction string
		reason             string
	}{
		{"with tax off a net price", Order{Lines: []Line{shirt("100", false, Discount{Amount: eur("11.90"), Basis: WithTax})}}, Policy{},
			"90.00", "17.10", "107.10", "107.10", "", "119.00 less 11.90"},
		{"without tax off a gross price", Order{Lines: []Line{shirt("119", true, Discount{Amount: eur("10"), Basis: WithoutTax})}}, Policy{},
			"90.00", "17.10", "107.10", "107.10", "", "100.00 less 10.00"},
		{"all of it, in the other basis", Order{Lines: []Line{shirt("0.99", false, Discount{Amount: eur("1.18"), Basis: WithTax})}}, Policy{},
			"0.00", "0.00", "0.00", "0.00", "", "1.18 is 0.99 with its tax"},
		{"a percent", Order{Lines: []Line{shirt("9.99", true, Discount{Percent: percent("50")})}}, Policy{},
			"4.19", "0.80", "4.99", "4.99", "", "half of 9.99 is 5.00 off"},
		{"two", Order{Lines: []Line{shirt("100", false, Discount{Amount: eur("10")}, Discount{Percent: percent("10")})}}, Policy{},
			"80.00", "15.20", "95.20", "95.20", "", "a percent is of price × quantity"},
		{"after tax", Order{Lines: []Line{shirt("100", false, Discount{Name: "thanks", Amount: eur("20"), AfterTax: true})}}, Policy{},
			"100.00", "19.00", "119.00", "99.00", "thanks 20.00 EUR (1)", "the tax stays"},
		{"a percent after tax", Order{Lines: []Line{shirt("100", false)}, Discounts: []Discount{{Percent: percent("10"), AfterTax: true}}}, Policy{},
			"100.00", "19.00", "119.00", "107.10", " 11.90 EUR (0)", "of the gross"},
		{"of the order", Order{Lines: []Line{shirt("100", false), {Kind: Shipping, Price: eur("10"), Quantity: one, Rates: vat("19")}}, Discounts: off(eur("30"))}, Policy{},
			"80.00", "15.20", "95.20", "95.20", "", "shipping is not discounted"},
		{"of the order and its shipping", Order{Lines: []Line{shirt("100", false), {Kind: Shipping, Price: eur("10"), Quantity: one, Rates: vat("19")}, {Kind: Duty, Price: eur("5"), Quantity: one}},
			Discounts: []Discount{{Amount: eur("105"), Shipping: true}}}, Policy{},
			"10.00", "0.95", "10.95", "10.95", "", "95.45 and 9.55 off; the duty stays"},
		{"of the order, with tax", Order{Lines: []Line{shirt("100", false), {Price: eur("50"), Quantity: one, Rates: vat("7")}},
			Discounts: []Discount{{Amount: eur("17.25"), Basis: WithTax}}}, Policy{},
			"135.00", "20.25", "155.25", "155.25", "", "172.50 with tax, and a tenth off each"},
		{"a percent of what prices are without tax", Order{Lines: []Line{shirt("81.94", true)}, Discounts: []Discount{{Percent: percent("42"), Basis: WithoutTax}}},
			Policy{Rounding: currency.Rounding{Mode: currency.Floor}},
			"39.95", "7.58", "47.53", "47.53", "", "81.94 / 1.19 does not end, but 42 % of it is 28.92: 34.41 with tax"},
		{"a percent of less than a step", Order{Lines: []Line{shirt("0.008", false, Discount{Percent: percent("90")})}}, Policy{},
			"0.00", "0.00", "0.00", "0.00", "", "0.0072 is 0.01 on the grid, which is more than there is"},
		{"a percent of an order of less than a step", Order{Lines: []Line{shirt("0.008", false)}, Discounts: []Discount{{Percent: percent("90")}}}, Policy{},
			"0.00", "0.00", "0.00", "0.00", "", "0.0072 is 0.01 on the grid, which is more than there is"},
		{"weighed with tax", Order{Lines: []Line{shirt("100", false), {ID: "book", Price: eur("100"), Quantity: one}}, Discounts: off(eur("21.90"))}, Policy{DiscountWeights: WithTax},
			"178.10", "16.74", "194.84", "194.84", "", "119 to 100: 11.90 off the shirt, 10.00 off the book"},
		{"in cash", Order{Lines: []Line{shirt("9.98", true)}}, Policy{Cash: currency.Rounding{Increment: 5}},
			"8.39", "1.59", "9.98", "10.00", "rounding 0.02 EUR", "tax is not rounded by the till"},
	} {
		r, err := c.order.Calculate(c.p)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		checkResult(t, c.name, r)
		payable, err := r.Payable()
		if err != nil {
			t.Fatal(err)
		}
		var deduction string
		for _, d := range r.Deductions {
			deduction = d.Name + " " + d.Amount.String() + " (" + string(rune('0'+d.Line)) + ")"
		}
		if !r.Rounding.IsZero() {
			deduction = "rounding " + r.Rounding.String()
		}
		if r.Net.Text() != c.net || r.Tax.Text() != c.tax || r.Gross.Text() != c.gross || payable.Text() != c.payable || deduction != c.deduction {
			t.Errorf("%s: got %v + %v = %v, pays %v (%s), want %s + %s = %s, pays %s (%s): %s", c.name,
				r.Net, r.Tax, r.Gross, payable, deduction, c.net, c.tax, c.gross, c.payable, c.deduction, c.reason)
		}
	}
	_, err := Order{Lines: []Line{{Kind: Shipping, Price: eur("1"), Quantity: one}, {ID: "none", Price: eur("1")}}, Discounts: off(eur("1"))}.Calculate(Policy{})
	var at *LineError
	if !errors.As(err, &at) || at.Index != 1 {
		t.Errorf("%v does not name line 2", err)
	}
	for _, c := range []struct {
		name  string
		order Order
	}{
		{"more than the goods", Order{Lines: []Line{shirt("10", true)}, Discounts: off(eur("10.01"))}},
		{"only shipping, with tax", Order{Lines: []Line{{Kind: Shipping, Price: eur("10"), Quantity: one}}, Discounts: []Discount{{Amount: eur("1"), Basis: WithTax}}}},
		{"only shipping", Order{Lines: []Line{{Kind: Shipping, Price: eur("10"), Quantity: one}}, Discounts: off(eur("1"))}},
		{"more than 100 percent", Order{Lines: []Line{shirt("10", true, Discount{Percent: percent("100.01")})}}},
		{"percent and amount", Order{Lines: []Line{shirt("10", true, Discount{Percent: one, Amount: eur("1")})}}},
		{"more than is left after tax", Order{Lines: []Line{shirt("10", true, Discount{Amount: eur("6"), AfterTax: true}, Discount{Amount: eur("6"), AfterTax: true})}}},
		{"more than the gross", Order{Lines: []Line{shirt("10", true)}, Discounts: []Discount{{Amount: eur("10.01"), AfterTax: true}}}},
		{"no such basis", Order{Lines: []Line{shirt("10", true, Discount{Amount: eur("1"), Basis: 9})}}},
		{"the basis after the last", Order{Lines: []Line{shirt("10", true, Discount{Basis: 3})}}},
		{"a cent too much in the other basis", Order{Lines: []Line{{Price: eur("10"), Quantity: one, Discounts: []Discount{{Amount: eur("10.01"), Basis: WithTax}}}}}},
		{"too much in the other basis", Order{Lines: []Line{shirt("10", false, Discount{Amount: eur("11.92"), Basis: WithTax})}}},
	} {
		if r, err := c.order.Calculate(Policy{}); !errors.Is(err, ErrDiscount) {
			t.Errorf("%s: got %v (%v), want ErrDiscount", c.name, r.Gross, err)
		}
	}
}

func TestVouchers(t *testing.T) {
	book := Line{ID: "book", Price: eur("100"), Quantity: one, Rates: vat("10")}
	for _, c := range []struct {
		name              string
		vouchers          []Voucher
		net, tax, payable string
		left              string
		reason            string
	}{
		{"many purposes", []Voucher{{Code: "A", Amount: eur("50")}}, "100.00", "10.00", "60.00", "0.00", "a payment"},
		{"many purposes, more than needed", []Voucher{{Amount: eur("120")}}, "100.00", "10.00", "0.00", "10.00", ""},
		{"one purpose", []Voucher{{Purpose: SinglePurpose, Amount: eur("50")}}, "50.00", "5.00", "55.00", "0.00", "tax on what is left"},
		{"one purpose, with tax", []Voucher{{Purpose: SinglePurpose, Amount: eur("55"), Basis: WithTax}}, "50.00", "5.00", "55.00", "0.00", ""},
		{"one purpose, more than needed", []Voucher{{Purpose: SinglePurpose, Amount: eur("130"), Basis: WithTax}}, "0.00", "0.00", "0.00", "20.00", ""},
		{"of nothing", []Voucher{{Purpose: SinglePurpose, Amount: eur("0")}}, "100.00", "10.00", "110.00", "0.00", "it is used up"},
		{"both", []Voucher{{Purpose: MultiPurpose, Amount: eur("40")}, {Purpose: SinglePurpose, Amount: eur("50")}}, "50.00", "5.00", "15.00", "0.00", "the payment comes last"},
	} {
		r, err := Order{Lines: []Line{book}, Vouchers: c.vouchers}.Calculate(Policy{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		checkResult(t, c.name, r)
		payable, err := r.Payable()
		if err != nil {
			t.Fatal(err)
		}
		if left := r.Vouchers[0].Left; r.Net.Text() != c.net || r.Tax.Text() != c.tax || payable.Text() != c.payable || left.Text() != c.left {
			t.Errorf("%s: net %v, tax %v, pays %v, left %v, want %s, %s, %s, %s: %s", c.name, r.Net, r.Tax, payable, left, c.net, c.tax, c.payable, c.left, c.reason)
		}
	}
	for _, v := range []Voucher{{Amount: eur("-1")}, {Purpose: 9, Amount: eur("1")}, {Basis: 9, Amount: eur("1")}, {Purpose: 2, Amount: eur("1")}, {Basis: 3, Amount: eur("1")}} {
		if _, err := (Order{Lines: []Line{book}, Vouchers: []Voucher{v}}).Calculate(Policy{}); !errors.Is(err, ErrVoucher) {
			t.Errorf("%+v: %v", v, err)
		}
	}
}

// TestVouchersWithoutGoods: a single-purpose voucher pays for goods alone, in
// whatever basis; where there are none, or they cost nothing, all is left on it.
func TestVouchersWithoutGoods(t *testing.T) {
	for _, line := range []Line{{Kind: Shipping, Price: eur("5"), Quantity: one, Rates: vat("10")}, {Price: eur("0"), Quantity: one, Rates: vat("10")}} {
		for basis := range Basis(len(basisWords)) {
			r, err := Order{Lines: []Line{line}, Vouchers: []Voucher{{Purpose: SinglePurpose, Amount: eur("5"), Basis: basis}}}.Calculate(Policy{})
			if err != nil || r.Vouchers[0].Used != eur("0") || r.Vouchers[0].Left != eur("5") || r.Net != line.Price {
				t.Errorf("%v at %v, %v: %+v of a net of %v (%v)", line.Kind, line.Price, basis, r.Vouchers, r.Net, err)
			}
		}
	}
}

// TestOpen: what a payment leaves open has net and tax in the proportion of the
// whole, together exactly what is still to be paid.
func TestOpen(t *testing.T) {
	r, err := Order{Lines: []Line{{Price: eur("100"), Quantity: one, Rates: vat("10")}}, Vouchers: []Voucher{{Amount: eur("50")}}}.Calculate(Policy{})
	if err != nil {
		t.Fatal(err)
	}
	net, tax, gross, err := r.Open()
	if err != nil || net != eur("54.55") || tax != eur("5.45") || gross != eur("60") {
		t.Errorf("%v + %v = %v (%v), want 54.55 + 5.45 = 60.00: 60 of 110 are open, 54.5454… of the net", net, tax, gross, err)
	}
}

// TestDiscountLeavesTaxesPerUnit: whatever lowers a price, a tax per unit in it
// stays due, and what is left of an order can be calculated.
func TestDiscountLeavesTaxesPerUnit(t *testing.T) {
	deposit := Rate{Name: "deposit", PerUnit: eur("0.25")}
	over := Rate{Name: "VAT", Percent: percent("20"), Compound: true} // on the deposit, too
	levy := deposit
	levy.Threshold = Threshold{Rule: Whole, Amount: eur("2")}
	bottle := func(inclusive bool, rates []Rate, d ...Discount) Line {
		return Line{ID: "bottle", Price: eur("1.25"), Quantity: decimal.New(4, 0), Inclusive: inclusive, Rates: rates, Discounts: d}
	}
	for _, c := range []struct {
		name            string
		o               Order
		net, tax, gross string
		reason          string
	}{
		{"all of a price off the grid", Order{Lines: []Line{{Price: eur("0.005"), Quantity: one, Inclusive: true, Rates: []Rate{{Name: "deposit", PerUnit: eur("0.004")}}, Discounts: []Discount{{Percent: hundred}}}}},
			"0.01", "0.00", "0.01", "0.004 is 0.01 on the grid, which is more than the price: nothing is there to be lowered"},
		{"all, with a levy from a price on", Order{Lines: []Line{{Price: eur("100"), Quantity: one, Rates: []Rate{{Name: "levy", PerUnit: eur("10"), Threshold: Threshold{Rule: Whole, Amount: eur("50")}}}}},
			Discounts: []Discount{{Amount: eur("110"), Basis: WithTax}}}, "0.00", "0.00", "0.00", "100.00 and the levy, which is gone with the price"},
		{"ten percent", Order{Lines: []Line{bottle(true, []Rate{deposit}, Discount{Percent: percent("10")})}}, "3.60", "1.00", "4.60", "of 4.00, not of 5.00"},
		{"all of it", Order{Lines: []Line{bottle(true, []Rate{deposit}, Discount{Percent: percent("100")})}}, "0.00", "1.00", "1.00", "the deposits stay due"},
		{"all of it, and a tax on them", Order{Lines: []Line{bottle(true, []Rate{deposit, over}, Discount{Percent: percent("100")})}}, "0.00", "1.20", "1.20", "the tax on the deposits, too"},
		{"all of a price without tax", Order{Lines: []Line{bottle(false, []Rate{deposit}, Discount{Percent: percent("100")})}}, "0.00", "1.00", "1.00", "as with tax"},
		{"all of it by amount", Order{Lines: []Line{bottle(true, []Rate{deposit}, Discount{Amount: eur("4")})}}, "0.00", "1.00", "1.00", ""},
		{"all of it by net", Order{Lines: []Line{bottle(true, []Rate{deposit, over}, Discount{Amount: eur("3.16"), Basis: WithoutTax})}}, "0.01", "1.20", "1.21", "3.1666… is net"},
		{"off the order", Order{Lines: []Line{bottle(true, []Rate{deposit})}, Discounts: []Discount{{Percent: percent("100")}}}, "0.00", "1.00", "1.00", ""},
		{"off the order, with tax", Order{Lines: []Line{bottle(false, []Rate{deposit})}, Discounts: []Discount{{Amount: eur("5"), Basis: WithTax}}}, "0.00", "1.00", "1.00", "the net alone is there to be lowered"},
		{"a voucher", Order{Lines: []Line{bottle(true, []Rate{deposit})}, Vouchers: []Voucher{{Purpose: SinglePurpose, Amount: eur("50")}}}, "0.00", "1.00", "1.00", "46.00 are left on it"},
		{"a voucher by net", Order{Lines: []Line{bottle(true, []Rate{deposit, over})}, Vouchers: []Voucher{{Purpose: SinglePurpose, Amount: eur("50"), Basis: WithoutTax}}}, "0.00", "1.20", "1.20", ""},
		{"a levy from a price on", Order{Lines: []Line{bottle(true, []Rate{deposit, levy}, Discount{Percent: percent("100")})}}, "0.00", "1.00", "1.00", "below the price there is no levy, but the deposit"},
		{"halves twice", Order{Lines: []Line{{Price: eur("1.25"), Quantity: decimal.New(3, 0), Inclusive: true, Rates: []Rate{{Name: "deposit", PerUnit: eur("0.125")}}, Discounts: []Discount{{Percent: percent("50")}, {Percent: percent("50")}}}}}, "0.00", "0.38", "0.38", "1.69 and 1.69 of 3.37"},
		{"halves of a cent", Order{Lines: []Line{{Price: eur("0.01"), Quantity: one, Inclusive: true, Discounts: []Discount{{Percent: percent("50")}, {Percent: percent("50")}}}}}, "0.00", "0.00", "0.00", "each is rounded to 0.01"},
		{"a price that is its deposit, off the grid", Order{Lines: []Line{{Price: eur("0.2495"), Quantity: one, Inclusive: true, Rates: []Rate{{Name: "deposit", PerUnit: eur("0.2495")}}, Discounts: []Discount{{Percent: percent("100")}}}}}, "0.00", "0.25", "0.25", "nothing is left to discount, and no less than nothing for the deposit rounded up"},
		{"taxes off the grid", Order{Lines: []Line{{Price: eur("57.37"), Quantity: one, Inclusive: true, Rates: []Rate{{Name: "deposit", PerUnit: eur("0.405")}, {Name: "VAT", Percent: percent("19"), Compound: true}}}},
			Vouchers: []Voucher{{Purpose: SinglePurpose, Amount: eur("100"), Basis: WithTax}}}, "0.00", "0.49", "0.49", "0.48195 are due, 0.405 and 0.07695"},
	} {
		r, err := c.o.Calculate(Policy{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		checkResult(t, c.name, r)
		checkTrace(t, c.name, r)
		if r.Net.Text() != c.net || r.Tax.Text() != c.tax || r.Gross.Text() != c.gross {
			t.Errorf("%s: %v + %v = %v, want %s + %s = %s: %s", c.name, r.Net, r.Tax, r.Gross, c.net, c.tax, c.gross, c.reason)
		}
		if len(r.Vouchers) > 0 && c.o.Vouchers[0].Basis == AsPriced && r.Vouchers[0].Left.Text() != "46.00" {
			t.Errorf("%s: %v left", c.name, r.Vouchers[0].Left)
		}
	}
	for _, c := range []struct {
		name string
		o    Order
		want error
	}{
		{"more than that", Order{Lines: []Line{bottle(true, []Rate{deposit}, Discount{Amount: eur("4.01")})}}, ErrDiscount},
		{"more off the order", Order{Lines: []Line{bottle(true, []Rate{deposit})}, Discounts: []Discount{{Amount: eur("4.01")}}}, ErrDiscount},
		{"a price below its deposit", Order{Lines: []Line{{Price: eur("0.20"), Quantity: one, Inclusive: true, Rates: []Rate{deposit}, Discounts: []Discount{{Percent: percent("10")}}}}}, ErrLine},
		{"an amount off a price below its deposit", Order{Lines: []Line{{Price: eur("0.20"), Quantity: one, Inclusive: true, Rates: []Rate{deposit}, Discounts: []Discount{{Amount: eur("0.10")}}}}}, ErrLine},
	} {
		if _, err := c.o.Calculate(Policy{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestShippingRules(t *testing.T) {
	order := []Line{
		{ID: "a", Price: eur("60"), Quantity: one, Rates: append(vat("7"), Rate{Name: "plastic", PerUnit: eur("0.10")})},
		{ID: "b", Price: eur("40"), Quantity: one, Rates: vat("19")},
		{ID: "s", Kind: Shipping, Price: eur("10"), Quantity: one, Rates: vat("25")},
	}
	for _, c := range []struct {
		rule   ShippingRule
		tax    string
		taxes  string
		reason string
	}{
		{OwnRates, "2.50", "25 2.50 on 10.00", ""},
		{HighestRate, "1.90", "19 1.90 on 10.00", ""},
		{MajorityRate, "0.70", "7 0.70 on 10.00", "the tax per unit is on the goods alone"},
		{SplitByGoods, "1.18", "7 0.42 on 6.00, 19 0.76 on 4.00", ""},
		{WeightedRate, "1.18", "11.8 1.18 on 10.00", "(60 × 7 + 40 × 19) / 100"},
		{Untaxed, "0.00", "", ""},
	} {
		for _, level := range []Level{PerLine, PerUnit, PerRate, PerInvoice} {
			p := Policy{Level: level, Shipping: c.rule}
			r, err := Calculate(order, p)
			if err != nil {
				t.Errorf("%v: %v", c.rule, err)
				continue
			}
			checkResult(t, c.rule.String(), r)
			s := r.Lines[2]
			var taxes []string
			for _, x := range s.Taxes {
				taxes = append(taxes, x.Rate.Percent.String()+" "+x.Amount.Text()+" on "+x.Base.Text())
			}
			if got := strings.Join(taxes, ", "); len(r.Lines) != 3 || r.Given.Lines[2].ID != "s" || s.Net.Text() != "10.00" || s.Tax.Text() != c.tax || got != c.taxes {
				t.Errorf("%v, %v: %d lines, %s is taxed %v (%s), want %s (%s): %s", c.rule, level, len(r.Lines), r.Given.Lines[2].ID, s.Tax, got, c.tax, c.taxes, c.reason)
			}
			if r.Policy != p || len(r.Given.Lines) != 3 {
				t.Errorf("%v: the result says %+v of %d lines", c.rule, r.Policy, len(r.Given.Lines))
			}
		}
	}
	for rule := range ShippingRule(len(shippingWords)) {
		r, err := Calculate(order[2:], Policy{Shipping: rule})
		if want := map[bool]string{true: "0.00", false: "2.50"}[rule == Untaxed]; err != nil || r.Tax.Text() != want {
			t.Errorf("%v without goods: %v (%v), want %s", rule, r.Tax, err, want)
		}
		bad := []Line{order[2], {ID: "bad", Price: eur("1")}}
		_, err = Calculate(bad, Policy{Shipping: rule})
		var at *LineError
		if !errors.As(err, &at) || at.Index != 1 {
			t.Errorf("%v: %v does not name the line", rule, err)
		}
	}
	if _, err := Calculate(order, Policy{Shipping: 99}); !errors.Is(err, ErrPolicy) {
		t.Errorf("no such rule: %v", err)
	}
}

// TestShippingOfDifferentTaxes: what several taxes on the shipping are called, and
// which of them are on it where there is less to divide than they are.
func TestShippingOfDifferentTaxes(t *testing.T) {
	good := func(price, percents, name, where string) Line {
		return Line{Price: eur(price), Quantity: one, Rates: []Rate{{Name: name, Jurisdiction: where, Percent: percent(percents)}}}
	}
	for _, c := range []struct {
		rule   ShippingRule
		goods  []Line
		price  string
		want   string
		reason string
	}{
		{WeightedRate, []Line{good("60", "7", "VAT", "DE"), good("40", "19", "VAT", "DE")}, "10", "VAT 11.8 % (DE) on 10.00: 1.18", "one tax at two rates"},
		{WeightedRate, []Line{good("60", "7", "VAT", "DE"), good("40", "19", "VAT", "AT")}, "10", "VAT 11.8 % on 10.00: 1.18", "two jurisdictions are none"},
		{WeightedRate, []Line{good("60", "7", "VAT", "CA"), good("40", "19", "GST", "CA")}, "10", "weighted 11.8 % (CA) on 10.00: 1.18", "two names are none"},
		{SplitByGoods, []Line{good("60", "7", "VAT", ""), good("40", "19", "VAT", "")}, "0.01", "VAT 7 % on 0.01: 0.00", "a cent is not divided: the larger remainder has it"},
		{SplitByGoods, []Line{good("40", "7", "VAT", ""), good("60", "19", "VAT", "")}, "0.01", "VAT 19 % on 0.01: 0.00", ""},
		{SplitByGoods, []Line{good("60", "7", "VAT", ""), good("40", "19", "VAT", "")}, "0", "VAT 7 % on 0.00: 0.00; VAT 19 % on 0.00: 0.00", "shipping for nothing has the taxes of all the goods"},
	} {
		r, err := Calculate(append(c.goods, Line{Kind: Shipping, Price: eur(c.price), Quantity: one}), Policy{Shipping: c.rule})
		if err != nil {
			t.Errorf("%s: %v", c.want, err)
			continue
		}
		if got := charges(r.Lines[2]); got != c.want {
			t.Errorf("%v of %s: got %s, want %s: %s", c.rule, c.price, got, c.want, c.reason)
		}
		checkResult(t, c.want, r)
		checkTrace(t, c.want, r)
	}
}

// TestResultJSON sends a result with all that it can hold through JSON.
func TestResultJSON(t *testing.T) {
	o := Order{
		Lines: []Line{
			{ID: "a", Price: eur("9.9950"), Quantity: percent("1.5"), Inclusive: true, Rates: stacks[9], Discounts: []Discount{{Percent: percent("5")}, {Name: "x", Amount: eur("1"), AfterTax: true}}},
			{ID: "b", Price: eur("2"), Quantity: decimal.New(3, 0), Rates: []Rate{{Name: "deposit", PerUnit: eur("0.25")}, {Name: "VAT", Percent: percent("19"), Compound: true}}},
			{ID: "s", Kind: Shipping, Price: eur("4.90"), Quantity: one, Inclusive: true},
		},
		Discounts: []Discount{{Name: "coupon", Amount: eur("1"), Basis: WithoutTax, Shipping: true}},
		Vouchers:  []Voucher{{Code: "G", Amount: eur("5")}, {Purpose: SinglePurpose, Amount: eur("1"), Basis: WithTax}},
	}
	for _, shipping := range []ShippingRule{SplitByGoods, WeightedRate} {
		r, err := o.Calculate(Policy{Level: PerRate, Shipping: shipping, ShippingWeights: WithTax, Cash: currency.Rounding{Increment: 5}})
		if err != nil {
			t.Fatal(err)
		}
		checkResult(t, "all at once", r)
		data, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var back Result
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatalf("%v: %s", err, data)
		}
		same := cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })
		if diff := cmp.Diff(r, back, same); diff != "" {
			t.Errorf("%v: %s\n%s", shipping, diff, data)
		}
		again, err := back.Given.Calculate(back.Policy)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, again, same); diff != "" {
			t.Errorf("%v: calculated again: %s", shipping, diff)
		}
	}
	for _, text := range []string{
		`{"quantity":"1e9"}`, `{"quantity":"1E1000000000"}`, `{"quantity":"0"}`, `{"quantity":1}`, `{"quantity":"1","qty":1}`,
		`{"quantity":"1","discounts":[{"percent":"1e3"}]}`, `{"quantity":"1","discounts":[{"sum":"1"}]}`, `{"quantity":""}`, `{}`,
	} {
		var l Line
		if err := json.Unmarshal([]byte(text), &l); err == nil {
			t.Errorf("%s is read as %+v", text, l)
		}
	}
}
