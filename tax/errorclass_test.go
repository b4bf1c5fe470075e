package tax_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// TestErrorClasses: each class is what errors.Is finds of some call, and where a
// type holds more of it, what errors.As finds.
func TestErrorClasses(t *testing.T) {
	book, err := tax.DefaultBook()
	if err != nil {
		t.Fatal(err)
	}
	one := decimal.NewFromInt(1)
	line := func(rates ...tax.Rate) tax.Line { return tax.Line{Price: euros("10"), Quantity: one, Rates: rates} }
	calculate := func(l tax.Line, p tax.Policy) func() error {
		return func() error { _, err := tax.Calculate([]tax.Line{l}, p); return err }
	}
	lookup := func(q tax.Query) func() error {
		return func() error { q.On = today; _, err := book.Lookup(q); return err }
	}
	charged, err := tax.Calculate([]tax.Line{line(rates(19)...)}, tax.Policy{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		class error
		as    any
		call  func() error
	}{
		{"no rate", tax.ErrNoRate, new(*tax.NoRateError), lookup(tax.Query{Place: locale.Place{Country: "BR"}, Category: tax.General})},
		{"before the book", tax.ErrBeforeBook, new(*tax.NoRateError), func() error { _, err := book.Rates(locale.Place{Country: "DE"}, tax.General, 1); return err }},
		{"several rates", tax.ErrCondition, new(*tax.ConditionError), lookup(tax.Query{Place: locale.Place{Country: "IT"}, Category: tax.FoodBasic})},
		{"no category", tax.ErrUnknownCategory, new(*tax.CategoryError), lookup(tax.Query{Place: locale.Place{Country: "DE"}, Category: "shirts"})},
		{"a code of two categories", tax.ErrUnclassified, nil, func() error { _, err := tax.CategoryOf("961900"); return err }},
		{"no code", tax.ErrSupply, nil, func() error { _, err := tax.CategoryOf("61.09"); return err }},
		{"an old book", tax.ErrStale, new(*tax.StaleError), func() error { return book.Stale(book.AsOf().AddDays(tax.FreshDays + 1)) }},
		{"a reduced rate of nothing", tax.ErrTable, new(*tax.TableError), func() error {
			_, err := tax.LoadBook(strings.NewReader("country,category,name,percent,treatment,from,source,source_date\nDE,general,MwSt,0,reduced,2021-01-01,law,2021\n"))
			return err
		}},
		{"a cell that is no rate", tax.ErrSyntax, new(*tax.TableError), func() error {
			_, err := tax.LoadBook(strings.NewReader("country,category,name,percent,treatment,from,source,source_date\nDE,general,MwSt,19 %,standard,2021-01-01,law,2021\n"))
			return err
		}},
		{"no treatment", tax.ErrUnknownTreatment, new(*tax.WordError), func() error { return new(tax.Treatment).UnmarshalText([]byte("free")) }},
		{"no scheme", tax.ErrUnknownScheme, new(*tax.WordError), func() error { return new(tax.Scheme).UnmarshalText([]byte("moss")) }},
		{"no level", tax.ErrPolicy, new(*tax.WordError), func() error { return new(tax.Level).UnmarshalText([]byte("order")) }},
		{"a policy of no level", tax.ErrPolicy, nil, calculate(line(), tax.Policy{Level: 9})},
		{"a quantity of zero", tax.ErrLine, new(*tax.LineError), calculate(tax.Line{Price: euros("10")}, tax.Policy{})},
		{"more off than there is", tax.ErrDiscount, new(*tax.LineError), func() error {
			l := line()
			l.Discounts = []tax.Discount{{Amount: euros("10.01")}}
			return calculate(l, tax.Policy{})()
		}},
		{"a voucher below zero", tax.ErrVoucher, nil, func() error {
			_, err := tax.Order{Lines: []tax.Line{line()}, Vouchers: []tax.Voucher{{Amount: euros("-1")}}}.Calculate(tax.Policy{})
			return err
		}},
		{"more back than was charged", tax.ErrCredit, new(*tax.CreditError), func() error {
			_, _, err := charged.Credit(tax.Credited{}, tax.Return{Quantity: decimal.NewFromInt(2)})
			return err
		}},
		{"a result that was changed", tax.ErrChanged, nil, func() error { r := charged; r.Net = euros("9"); _, err := r.Explain(); return err }},
		{"two taxes on an invoice", tax.ErrEN16931, nil, func() error {
			r, err := tax.Calculate([]tax.Line{line(append(rates(19), rates(7)...)...)}, tax.Policy{})
			if err != nil {
				return err
			}
			_, err = r.EN16931()
			return err
		}},
		{"no number's country", tax.ErrIDCountry, new(*tax.IDError), func() error { _, err := tax.ParseID("AQ", "12345678"); return err }},
		{"no number's form", tax.ErrIDFormat, new(*tax.IDError), func() error { _, err := tax.ParseID("DE", "1234"); return err }},
		{"wrong check digits", tax.ErrIDChecksum, new(*tax.IDError), func() error { _, err := tax.ParseID("DE", "812460135"); return err }},
		{"no day", tax.ErrSupply, new(*tax.SupplyError), func() error {
			_, err := tax.Decide(tax.Supply{Seller: "DE", ShipFrom: locale.Place{Country: "DE"}, ShipTo: locale.Place{Country: "DE"}})
			return err
		}},
		{"no rule", tax.ErrNoRule, new(*tax.NoRuleError), func() error {
			_, err := tax.Decide(tax.Supply{Seller: "DE", ShipFrom: locale.Place{Country: "DE"}, ShipTo: locale.Place{Country: "KP"}, On: today, Intrinsic: euros("10")})
			return err
		}},
		{"no registration", tax.ErrRegistration, new(*tax.RegistrationError), func() error {
			_, err := tax.Decide(tax.Supply{Seller: "US", ShipFrom: locale.Place{Country: "US"}, ShipTo: locale.Place{Country: "GB"}, On: today, Intrinsic: currency.MustAmount("10", currency.GBP)})
			return err
		}},
	} {
		if err := c.call(); !errors.Is(err, c.class) || c.as != nil && !errors.As(err, c.as) {
			t.Errorf("%s: %v, want an error that is %q and fits %T", c.name, err, c.class, c.as)
		}
	}
}
