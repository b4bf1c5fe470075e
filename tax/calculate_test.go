package tax

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

func TestCalculateErrors(t *testing.T) {
	good := func() Line {
		return Line{ID: "x", Price: usd("10"), Quantity: decimal.New(2, 0), Rates: []Rate{{Percent: percent("19")}}}
	}
	for _, c := range []struct {
		name   string
		change func(*Line, *Policy)
		class  error
		says   string
	}{
		{"no currency", func(l *Line, _ *Policy) { l.Price = currency.Amount{} }, ErrLine, "price without currency"},
		{"quantity zero", func(l *Line, _ *Policy) { l.Quantity = decimal.Decimal{} }, ErrLine, "quantity is zero"},
		{"quantity with an exponent", func(l *Line, _ *Policy) { l.Quantity = decimal.New(1, 1_000_000_000) }, ErrLine, "quantity"},
		{"quantity of dust", func(l *Line, _ *Policy) { l.Quantity = decimal.New(1, -1_000_000_000) }, ErrLine, "quantity"},
		{"quantity of a flood", func(l *Line, _ *Policy) { l.Quantity = decimal.RequireFromString("1" + strings.Repeat("0", 30)) }, ErrLine, "quantity"},
		{"percent with an exponent", func(l *Line, _ *Policy) { l.Rates[0].Percent = decimal.New(1, 1_000_000_000) }, ErrSyntax, "percent"},
		{"percent of dust", func(l *Line, _ *Policy) { l.Rates[0].Percent = decimal.New(1, -1_000_000_000) }, ErrSyntax, "percent"},
		{"percent of 16 decimals beside the same of none", func(l *Line, _ *Policy) { l.Rates[0].Percent = percent("19.0000000000000000") }, ErrSyntax, "percent"},
		{"negative percent", func(l *Line, _ *Policy) { l.Rates[0].Percent = percent("-1") }, ErrSyntax, "between"},
		{"zero at 19", func(l *Line, _ *Policy) { l.Rates[0].Treatment = Zero }, ErrLine, "treatment zero"},
		{"a hundredth above 1000 percent", func(l *Line, _ *Policy) { l.Rates[0].Percent = percent("1000.01") }, ErrSyntax, "between"},
		{"the treatment after the last", func(l *Line, _ *Policy) { l.Rates[0].Treatment = Treatment(len(treatmentWords)) }, ErrUnknownTreatment, ""},
		{"a quantity of 19 digits", func(l *Line, _ *Policy) { l.Quantity = percent("1000000000000000001") }, ErrLine, "more than 18 digits"},
		{"a quantity of 10^19", func(l *Line, _ *Policy) { l.Quantity = decimal.New(1, 19) }, ErrLine, "more than 18 digits"},
		{"a quantity of 13 decimals", func(l *Line, _ *Policy) { l.Quantity = percent("0.0000000000001") }, ErrLine, "12 decimals"},
		{"items below zero", func(l *Line, _ *Policy) { l.Items = -1 }, ErrLine, "-1 items"},
		{"an item more than 2^30", func(l *Line, _ *Policy) { l.Items = maxItems + 1 }, ErrLine, "items"},
		{"no such treatment", func(l *Line, _ *Policy) { l.Rates[0].Treatment = 99 }, ErrUnknownTreatment, ""},
		{"discount above the line", func(l *Line, _ *Policy) { l.Discounts = off(usd("20.01")) }, ErrDiscount, "20.01 USD on 20.00 USD"},
		{"negative discount", func(l *Line, _ *Policy) { l.Discounts = off(usd("-1")) }, ErrDiscount, ""},
		{"discount on nothing", func(l *Line, _ *Policy) { l.Price, l.Discounts = usd("0"), off(usd("1")) }, ErrDiscount, ""},
		{"discount on a return", func(l *Line, _ *Policy) { l.Quantity, l.Discounts = decimal.New(-1, 0), off(usd("1")) }, ErrDiscount, ""},
		{"discount in another currency", func(l *Line, _ *Policy) { l.Discounts = off(currency.MustAmount("1", currency.EUR)) }, currency.ErrMismatch, ""},
		{"no such level", func(_ *Line, p *Policy) { p.Level = 9 }, ErrPolicy, "level 9"},
		{"the level after the last", func(_ *Line, p *Policy) { p.Level = PerInvoice + 1 }, ErrPolicy, "level 4"},
		{"the target after the last", func(_ *Line, p *Policy) { p.Target = Target(len(targetWords)) }, ErrPolicy, "target"},
		{"no such target", func(_ *Line, p *Policy) { p.Target = 9 }, ErrPolicy, "target 9"},
		{"no such rounding", func(_ *Line, p *Policy) { p.Rounding.Mode = 99 }, currency.ErrRounding, ""},
		{"out of range", func(l *Line, _ *Policy) {
			l.Price, l.Quantity = currency.MustAmount("9999999999999999999999999", currency.USD), decimal.New(999999999999999999, 0)
		}, currency.ErrRange, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, p := good(), Policy{}
			c.change(&l, &p)
			start := time.Now()
			_, err := Calculate([]Line{good(), l}, p)
			if !errors.Is(err, c.class) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %v saying %q", err, c.class, c.says)
			}
			if took := time.Since(start); took > time.Second {
				t.Errorf("took %v", took)
			}
			var at *LineError
			if p == (Policy{}) && (!errors.As(err, &at) || at.Index != 1 || at.ID != "x") {
				t.Errorf("%v does not name the line", err)
			}
		})
	}
	if _, err := Calculate(nil, Policy{}); !errors.Is(err, ErrLine) {
		t.Errorf("no lines: %v", err)
	}
	eur := good()
	eur.Price = currency.MustAmount("1", currency.EUR)
	if _, err := Calculate([]Line{good(), eur}, Policy{}); !errors.Is(err, currency.ErrMismatch) {
		t.Errorf("mixed currencies: %v", err)
	}
}

// TestCalculateAtBounds: the largest and finest quantities are calculated.
func TestCalculateAtBounds(t *testing.T) {
	for _, c := range []struct {
		name     string
		quantity decimal.Decimal
		items    int
		gross    string
	}{
		{"18 digits", percent("999999999999999999"), 0, "1189999999999999998.81"},
		{"10^18", decimal.New(1, 18), 0, "1190000000000000000.00"},
		{"12 decimals", percent("0.000000000001"), 0, "0.00"},
		{"2^30 items", one, maxItems, "1.19"},
		{"pieces beyond the quick way", decimal.New(1<<20+1, 0), 0, "1247806.63"},
	} {
		r, err := Calculate([]Line{{Price: usd("1"), Quantity: c.quantity, Items: c.items, Rates: vat("19")}}, Policy{})
		if err != nil || r.Gross.Text() != c.gross {
			t.Errorf("%s: %v (%v), want %s", c.name, r.Gross, err, c.gross)
		}
	}
	r, err := Calculate([]Line{{Price: usd("1"), Quantity: one, Rates: []Rate{{Name: "tax", Percent: decimal.New(1, 3)}}}}, Policy{})
	if err != nil || r.Gross.Text() != "11.00" {
		t.Errorf("10^3 percent: %v (%v), want 11.00", r.Gross, err)
	}
}

func TestCalculateFigures(t *testing.T) {
	vat := []Rate{{Name: "VAT", Percent: percent("20")}}
	one := decimal.New(1, 0)
	for _, c := range []struct {
		name            string
		lines           []Line
		p               Policy
		net, tax, gross string
		reason          string
	}{
		{"untaxed", []Line{{Price: usd("9.99"), Quantity: one, Inclusive: true}}, Policy{Rounding: currency.Rounding{Increment: 5}, Target: TargetNet},
			"9.99", "0.00", "9.99", "a price without tax is not moved to the grid of the tax"},
		{"reverse charge", []Line{{Price: usd("9.99"), Quantity: one, Rates: []Rate{{Percent: percent("19"), Treatment: ReverseCharge}}}}, Policy{},
			"9.99", "0.00", "9.99", "the percent is shown, not charged"},
		{"weight", []Line{{Price: usd("9.99"), Quantity: percent("0.333"), Inclusive: true, Rates: vat}}, Policy{},
			"2.77", "0.56", "3.33", "3.32667 is rounded once, then 0.555 half up"},
		{"weights at the invoice", []Line{
			{ID: "a", Price: usd("9.99"), Quantity: percent("0.333"), Inclusive: true, Rates: vat},
			{ID: "b", Price: usd("9.99"), Quantity: percent("0.333"), Inclusive: true, Rates: vat},
		}, Policy{Level: PerInvoice}, "5.54", "1.11", "6.65", "6.65334 is rounded in the sum"},
		{"unit tax", []Line{{Price: usd("9.99"), Quantity: decimal.New(2, 0), Inclusive: true, Rates: vat}}, Policy{Level: PerUnit},
			"16.64", "3.34", "19.98", "1.665 is 1.67 for one, 3.34 for two"},
		{"doubled quantity doubles unit tax", []Line{{Price: usd("9.99"), Quantity: decimal.New(4, 0), Inclusive: true, Rates: vat}}, Policy{Level: PerUnit},
			"33.28", "6.68", "39.96", ""},
		{"return", []Line{{Price: usd("9.99"), Quantity: decimal.New(-2, 0), Inclusive: true, Rates: vat}}, Policy{},
			"-16.65", "-3.33", "-19.98", "a refund is the charge negated"},
		{"yen", []Line{{Price: currency.MustAmount("108", currency.JPY), Quantity: one, Inclusive: true, Rates: []Rate{{Percent: percent("8")}}}},
			Policy{Rounding: currency.Rounding{Mode: currency.Down}}, "100", "8", "108", "whole yen"},
		{"three decimals", []Line{{Price: currency.MustAmount("1.999", currency.KWD), Quantity: one, Inclusive: true, Rates: []Rate{{Percent: percent("5")}}}},
			Policy{}, "1.904", "0.095", "1.999", "fils"},
		{"tax to five cents", []Line{{Price: usd("9.99"), Quantity: one, Inclusive: true, Rates: vat}}, Policy{Rounding: currency.Rounding{Increment: 5}},
			"8.34", "1.65", "9.99", "the price stays, the tax is on its grid"},
		{"whole order at five rates", []Line{
			{ID: "a", Price: usd("100"), Quantity: one, Rates: []Rate{{Name: "GST", Percent: percent("5")}, {Name: "QST", Percent: percent("9.975")}}},
		}, Policy{}, "100.00", "14.98", "114.98", "5.00 and 9.98"},
	} {
		r, err := Calculate(c.lines, c.p)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		checkResult(t, c.name, r)
		if r.Net.Text() != c.net || r.Tax.Text() != c.tax || r.Gross.Text() != c.gross {
			t.Errorf("%s: got %v + %v = %v, want %s + %s = %s: %s", c.name, r.Net, r.Tax, r.Gross, c.net, c.tax, c.gross, c.reason)
		}
	}
}

func TestTotalsJoinCategories(t *testing.T) {
	one := decimal.New(1, 0)
	a := []Rate{{Name: "GST", Jurisdiction: "AU", Percent: percent("10"), Category: General, Source: "a"}}
	b := []Rate{{Name: "GST", Jurisdiction: "AU", Percent: percent("10.00"), Category: BooksPrinted, Source: "a"}} // 10 and 10.00 are one
	zero := []Rate{{Name: "GST", Jurisdiction: "AU", Category: FoodBasic, Treatment: Zero}}
	r, err := Calculate([]Line{
		{ID: "a", Price: usd("1.04"), Quantity: one, Rates: a},
		{ID: "b", Price: usd("1.04"), Quantity: one, Rates: b},
		{ID: "c", Price: usd("1.04"), Quantity: one, Rates: zero},
	}, Policy{Level: PerRate})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Totals) != 2 || r.Totals[0].Amount.Text() != "0.21" || r.Totals[0].Rate.Category != "" || r.Totals[0].Rate.Source != "a" {
		t.Errorf("got %+v, want one total of 0.21 at 10 %%, of no one category", r.Totals)
	}
	if r.Totals[1].Rate.Treatment != Zero || !r.Totals[1].Amount.IsZero() || r.Totals[1].Base.Text() != "1.04" {
		t.Errorf("got %+v, want the zero rate to keep its treatment and base", r.Totals[1])
	}
}

// TestTotalsClaimWhatAllLinesDo: the rate of a total has what the rates of all
// its lines have, and leaves empty what they differ in.
func TestTotalsClaimWhatAllLinesDo(t *testing.T) {
	full := Rate{Name: "GST", Jurisdiction: "AU", Percent: percent("10"), Category: General,
		From: day("2000-07-01"), Until: day("2030-06-30"), Source: "law", Note: "note"}
	for _, c := range []struct {
		name   string
		change func(*Rate)
		want   func(*Rate)
		reason string
	}{
		{"nothing", func(*Rate) {}, func(*Rate) {}, ""},
		{"category", func(r *Rate) { r.Category = Water }, func(r *Rate) { r.Category = "" }, "a return has one figure for all goods at 10 %"},
		{"from", func(r *Rate) { r.From = day("2010-01-01") }, func(r *Rate) { r.From, r.Until = 0, 0 }, "the days belong together"},
		{"until", func(r *Rate) { r.Until = day("2040-01-01") }, func(r *Rate) { r.From, r.Until = 0, 0 }, "the days belong together"},
		{"source", func(r *Rate) { r.Source = "rule" }, func(r *Rate) { r.Source = "" }, ""},
		{"note", func(r *Rate) { r.Note = "" }, func(r *Rate) { r.Note = "" }, ""},
		{"digits", func(r *Rate) { r.Percent = percent("10.00000000") }, func(*Rate) {}, "eight decimals are as many as a percent has"},
		{"exponent", func(r *Rate) { r.Percent = decimal.New(1, 1) }, func(*Rate) {}, ""},
	} {
		for _, level := range []Level{PerLine, PerRate} {
			other, want := full, full
			c.change(&other)
			c.want(&want)
			r, err := Calculate([]Line{{Price: usd("1"), Quantity: one, Rates: []Rate{full}}, {Price: usd("2"), Quantity: one, Rates: []Rate{other}}}, Policy{Level: level})
			if err != nil || len(r.Totals) != 1 {
				t.Errorf("%s: totals %v (%v)", c.name, r.Totals, err)
				continue
			}
			if got := *r.Totals[0].Rate; !got.same(&want) || r.Totals[0].Amount.Text() != "0.30" {
				t.Errorf("%s: got %+v, want %+v: %s", c.name, got, want, c.reason)
			}
		}
	}
	thousand := func(p decimal.Decimal) Line { return Line{Price: usd("1"), Quantity: one, Rates: []Rate{{Percent: p}}} }
	r, err := Calculate([]Line{thousand(percent("1000")), thousand(decimal.New(1, 3))}, Policy{})
	if err != nil || len(r.Totals) != 1 || r.Tax.Text() != "20.00" {
		t.Errorf("1000 %% and 1e3 %%: totals %v (%v)", r.Totals, err)
	}
}

func TestJSONRoundTrip(t *testing.T) {
	// A host program may set these; nothing may come of it.
	quotes, trim, scientific, exponent := decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.UseScientificNotation, decimal.MaxDecodeExponent
	decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.UseScientificNotation, decimal.MaxDecodeExponent = true, false, true, 1
	defer func() {
		decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.UseScientificNotation, decimal.MaxDecodeExponent = quotes, trim, scientific, exponent
	}()
	rates, err := mustBook(t).Rates(place("US-CA"), General, day("2026-11-21"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Calculate([]Line{{ID: "a", Kind: Goods, Price: usd("10"), Quantity: decimal.New(1, 0), Rates: rates}}, Policy{})
	if err != nil {
		t.Fatal(err)
	}
	roundTrip(t, r)
	d, err := Decide(Supply{Seller: "US", ShipFrom: place("US"), ShipTo: place("CH"), On: day("2026-11-21"), Intrinsic: usd("1")})
	if err != nil {
		t.Fatal(err)
	}
	roundTrip(t, d)
	roundTrip(t, Policy{Level: PerRate, Target: TargetNet, Rounding: currency.Rounding{Mode: currency.HalfEven}})
	roundTrip(t, Registration{Country: "US", Region: "CA", Scheme: SchemeSalesTax, Number: "1"})
	roundTrip(t, KeepGross)
	text, err := json.Marshal(rates[0])
	if err != nil || !strings.Contains(string(text), `"percent":"7.25"`) {
		t.Errorf("%s (%v)", text, err)
	}
	for _, bad := range []string{
		`{"percent":"19","colour":"red"}`, `{"percent":"1e99"}`, `{"percent":19}`, `{"treatment":"none","percent":"1"}`, `{"percent":"1","category":"shirts"}`,
	} {
		var rate Rate
		if err := json.Unmarshal([]byte(bad), &rate); err == nil {
			t.Errorf("%s is taken as %+v", bad, rate)
		}
	}
}

func roundTrip[T any](t *testing.T, v T) {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var back T
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	equal := cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })
	amounts := cmp.Comparer(func(a, b currency.Amount) bool { return a.Equal(b) })
	if diff := cmp.Diff(v, back, equal, amounts); diff != "" {
		t.Errorf("%s\n%s", text, diff)
	}
}

func TestSpreadDiscountErrors(t *testing.T) {
	lines := []Line{{Price: usd("10"), Quantity: decimal.New(1, 0)}}
	for _, c := range []struct {
		discount currency.Amount
		class    error
	}{
		{usd("10.01"), ErrDiscount}, {usd("-1"), ErrDiscount}, {currency.MustAmount("1", currency.EUR), currency.ErrMismatch},
	} {
		if _, err := SpreadDiscount(lines, c.discount, currency.Rounding{}); !errors.Is(err, c.class) {
			t.Errorf("%v: got %v, want %v", c.discount, err, c.class)
		}
	}
	if _, err := SpreadDiscount(nil, usd("1"), currency.Rounding{}); err == nil {
		t.Error("a discount on no lines is taken")
	}
	lines[0].Quantity = decimal.Decimal{}
	if _, err := SpreadDiscount(lines, usd("1"), currency.Rounding{}); !errors.Is(err, ErrLine) {
		t.Errorf("%v", err)
	}
}

func TestRebaseErrors(t *testing.T) {
	bad := []Rate{{Percent: percent("-1")}}
	for _, c := range []struct {
		from, to []Rate
		how      Rebasing
		class    error
	}{
		{bad, nil, KeepNet, ErrSyntax}, {nil, bad, KeepNet, ErrSyntax}, {nil, nil, 9, ErrPolicy},
		{nil, nil, Rebasing(len(rebasingWords)), ErrPolicy},
		{[]Rate{{Name: "deposit", PerUnit: usd("1.01")}}, nil, KeepNet, ErrLine}, // more than the price that contains it
	} {
		if _, err := Rebase(usd("1"), c.from, c.to, c.how, currency.Rounding{}); !errors.Is(err, c.class) {
			t.Errorf("got %v, want %v", err, c.class)
		}
	}
	deposit := []Rate{{Name: "deposit", PerUnit: usd("1")}}
	if got, err := Rebase(usd("1"), deposit, vat("20"), KeepNet, currency.Rounding{}); err != nil || !got.IsZero() {
		t.Errorf("a price that is its deposit: %v (%v), want nothing without it", got, err)
	}
}

func TestWordsRoundTrip(t *testing.T) {
	for l := range Level(4) {
		var back Level
		if err := back.UnmarshalText([]byte(l.String())); err != nil || back != l {
			t.Errorf("%v: %v (%v)", l, back, err)
		}
	}
	for k := range Kind(5) {
		var back Kind
		if err := back.UnmarshalText([]byte(k.String())); err != nil || back != k {
			t.Errorf("%v: %v (%v)", k, back, err)
		}
	}
	for x := range Treatment(8) {
		var back Treatment
		if err := back.UnmarshalText([]byte(x.String())); err != nil || back != x {
			t.Errorf("%v: %v (%v)", x, back, err)
		}
	}
	for _, c := range Categories() {
		if back, err := ParseCategory(string(c)); err != nil || back != c {
			t.Errorf("%v: %v (%v)", c, back, err)
		}
	}
	for _, s := range schemes {
		if back, err := parseScheme(string(s)); err != nil || back != s {
			t.Errorf("%v: %v (%v)", s, back, err)
		}
	}
	for _, b := range []Base{0, BaseGoods, BaseGoods | BaseDuty, onImport} {
		text, err := b.MarshalText()
		var back Base
		if err := errors.Join(err, back.UnmarshalText(text)); err != nil || back != b {
			t.Errorf("%v: %v (%v)", b, back, err)
		}
	}
	if _, err := Level(9).MarshalText(); !errors.Is(err, ErrPolicy) {
		t.Error(err)
	}
	if _, err := Base(1 << len(baseWords)).MarshalText(); !errors.Is(err, ErrSyntax) {
		t.Errorf("a part of a base behind the last: %v", err)
	}
	if err := new(Level).UnmarshalText([]byte("total")); !errors.Is(err, ErrPolicy) || !strings.Contains(err.Error(), "rate_total") {
		t.Error(err)
	}
}
