package pricing_test

import (
	"errors"
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

// bombs are decimals that take minutes or gigabytes to expand.
var bombs = []decimal.Decimal{decimal.New(1, 1_000_000_000), decimal.New(1, -1_000_000_000), decimal.New(7, 2_000_000_000)}

// TestRefusedCarts has faults that only a program can make: JSON cannot write
// them. Each is refused at once and by its field.
func TestRefusedCarts(t *testing.T) {
	nowhere, inPrice := pricing.Placement(9), pricing.InPrice
	tests := []struct {
		name   string
		change func(*pricing.Cart)
		field  string
		class  error
	}{
		{"no such placement of duty", func(c *pricing.Cart) { c.Duty = &nowhere }, "duty", pricing.ErrInvalid},
		{"no such placement of tax", func(c *pricing.Cart) { c.Tax = &nowhere }, "tax", pricing.ErrInvalid},
		{"no such placement of fees", func(c *pricing.Cart) { c.Fees = &nowhere }, "fees", pricing.ErrInvalid},
		{"fees in the price of a unit", func(c *pricing.Cart) { c.Fees = &inPrice }, "fees", pricing.ErrInvalid},
		{"no such mode", func(c *pricing.Cart) { c.Mode = 9 }, "mode", pricing.ErrInvalid},
		{"a year that JSON cannot write", func(c *pricing.Cart) { c.At = time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC) }, "at", pricing.ErrLimit},
		{"an identifier that JSON cannot write", func(c *pricing.Cart) { c.ID = "\xff" }, "id", pricing.ErrInvalid},
		{"a name that JSON cannot write", func(c *pricing.Cart) { c.Lines[0].Product.Name = "caf\xe9" }, "product.name", pricing.ErrInvalid},
		{"discount on nothing known", func(c *pricing.Cart) { c.Discounts[0].On = "goods" }, "discounts[0].on", pricing.ErrInvalid},
		{"discount on lines of the shipping", func(c *pricing.Cart) { c.Discounts[0].On, c.Discounts[0].Units = pricing.OnShipping, 1 }, "discounts[0].on", pricing.ErrInvalid},
		{"discount on a line that is not there", func(c *pricing.Cart) { c.Discounts[0].Lines = []string{"1", "Z"} }, "discounts[0].lines[1]", pricing.ErrInvalid},
		{"discount on a line twice", func(c *pricing.Cart) { c.Discounts[0].Lines = []string{"1", "1"} }, "discounts[0].lines[1]", pricing.ErrInvalid},
		{"discount on 1001 lines", func(c *pricing.Cart) { c.Discounts[0].Lines = make([]string, 1001) }, "discounts[0].lines", pricing.ErrLimit},
		{"discount on fewer than no units", func(c *pricing.Cart) { c.Discounts[0].Units = -1 }, "discounts[0].units", pricing.ErrInvalid},
		{"discount on more units than a line may have", func(c *pricing.Cart) { c.Discounts[0].Units = pricing.MaxQuantity + 1 }, "discounts[0].units", pricing.ErrLimit},
		{"discount in no basis", func(c *pricing.Cart) { c.Discounts[0].Basis = 9 }, "discounts[0].basis", pricing.ErrInvalid},
		{"discount of more than 100 %", func(c *pricing.Cart) { c.Discounts[0].Percent = decimal.New(10001, -2) }, "discounts[0].percent", pricing.ErrDiscount},
		{"discount below zero", func(c *pricing.Cart) { c.Discounts[0].Percent = decimal.New(-1, -2) }, "discounts[0].percent", pricing.ErrInvalid},
		{"discount of an amount below zero", func(c *pricing.Cart) { c.Discounts[0] = pricing.Discount{Amount: currency.FromMinor(-1, currency.USD)} }, "discounts[0].amount", pricing.ErrInvalid},
		{"discount of a percentage and an amount", func(c *pricing.Cart) { c.Discounts[0].Amount = currency.FromMinor(1, currency.USD) }, "discounts[0]", pricing.ErrInvalid},
		{"discount in a third currency", func(c *pricing.Cart) { c.Discounts[0] = pricing.Discount{Amount: currency.FromMinor(1, currency.GBP)} }, "discounts[0].amount", currency.ErrMismatch},
		{"discounts without end", func(c *pricing.Cart) { c.Discounts = make([]pricing.Discount, 10_000) }, "discounts", pricing.ErrLimit},
		{"voucher of nothing said", vouchers(pricing.Voucher{}), "vouchers[0].amount", pricing.ErrMissing},
		{"voucher below zero", vouchers(pricing.Voucher{Amount: currency.FromMinor(-1, currency.USD)}), "vouchers[0].amount", pricing.ErrInvalid},
		{"voucher in a third currency", vouchers(pricing.Voucher{Amount: currency.FromMinor(1, currency.GBP)}), "vouchers[0].amount", currency.ErrMismatch},
		{"voucher of no purpose", vouchers(pricing.Voucher{Amount: currency.FromMinor(1, currency.USD), Purpose: 9}), "vouchers[0].purpose", pricing.ErrInvalid},
		{"voucher in no basis", vouchers(pricing.Voucher{Amount: currency.FromMinor(1, currency.USD), Basis: 9}), "vouchers[0].basis", pricing.ErrInvalid},
		{"voucher twice", vouchers(pricing.Voucher{Code: "A", Amount: currency.FromMinor(1, currency.USD)}, pricing.Voucher{Code: "A", Amount: currency.FromMinor(1, currency.USD)}), "vouchers[1].code", pricing.ErrInvalid},
		{"vouchers without end", vouchers(make([]pricing.Voucher, 10_000)...), "vouchers", pricing.ErrLimit},
		{"unknown unit", measured("foo", 1), "product.measures[0].unit", duty.ErrUnit},
		{"negative measure", measured("pair", -1), "product.measures[0].value", pricing.ErrInvalid},
		{"measure of nothing", measured("pair", 0), "product.measures[0].value", pricing.ErrInvalid},
		{"measure stated twice", measured("pair", 1, 7), "product.measures[1].unit", pricing.ErrInvalid},
		{"pieces stated beside the quantity", measured("item", 1), "product.measures[0].unit", pricing.ErrInvalid},
		{"national code of other goods", national("EU", "6403.99.96"), "product.tariff_codes.EU", pricing.ErrInvalid},
		{"national code for nowhere", national("ZZ", "6109.10.00"), "product.tariff_codes.ZZ", locale.ErrUnknownCountry},
		{"category for nowhere", inCountry("ZZ", tax.General), "product.categories.ZZ", locale.ErrUnknownCountry},
		{"category for no country as it is written", inCountry("de", tax.General), "product.categories.de", locale.ErrUnknownCountry},
		{"category of nothing for a country", inCountry("ES", "shoes"), "product.categories.ES", tax.ErrUnknownCategory},
	}
	for _, bomb := range bombs {
		tests = append(tests, []struct {
			name   string
			change func(*pricing.Cart)
			field  string
			class  error
		}{
			{"discount of 1e1000000000 percent", func(c *pricing.Cart) { c.Discounts[0].Percent = bomb }, "discounts[0].percent", pricing.ErrLimit},
			{"weight of 1e1000000000 kg", func(c *pricing.Cart) { c.Lines[0].Product.WeightKG = bomb }, "product.weight_kg", pricing.ErrLimit},
			{"1e1000000000 pairs", func(c *pricing.Cart) {
				c.Lines[0].Product.Measures = []duty.Quantity{{Unit: duty.Pair, Value: bomb}}
			}, "product.measures[0].value", pricing.ErrLimit},
		}...)
	}
	e := engine(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cart := handCart(destinations[5])
			tt.change(&cart)
			_, err := e.Quote(cart)
			var ce *pricing.CartError
			if !errors.As(err, &ce) || ce.Field != tt.field || !errors.Is(err, tt.class) {
				t.Errorf("got %v, want %q refused as %v", err, tt.field, tt.class)
			}
		})
	}
}

// measured gives the first line measures in one unit.
func vouchers(vs ...pricing.Voucher) func(*pricing.Cart) {
	return func(c *pricing.Cart) { c.Vouchers = vs }
}

func measured(unit duty.Unit, values ...int64) func(*pricing.Cart) {
	return func(c *pricing.Cart) {
		for _, v := range values {
			c.Lines[0].Product.Measures = append(c.Lines[0].Product.Measures, duty.Quantity{Unit: unit, Value: decimal.NewFromInt(v)})
		}
	}
}

func inCountry(country locale.Country, category tax.Category) func(*pricing.Cart) {
	return func(c *pricing.Cart) {
		c.Lines[0].Product.Categories = map[locale.Country]tax.Category{country: category}
	}
}

func national(dest, code string) func(*pricing.Cart) {
	return func(c *pricing.Cart) { c.Lines[0].Product.TariffCodes = map[string]string{dest: code} }
}

// TestRefusedPlaces: a shop can tell by field and class what its form must ask for.
func TestRefusedPlaces(t *testing.T) {
	for _, tt := range []struct {
		to         locale.Country
		registered tax.Scheme
		place      pricing.Placement
		field      string
		class      error
		reason     string
	}{
		{"US", tax.SchemeSalesTax, pricing.AtCheckout, "ship_to.region", pricing.ErrMissing, "the tax is that of a state"},
		{"US", "", pricing.AtCheckout, "ship_to.region", pricing.ErrMissing, "whether there is one is a question of the state"},
		{"CA", tax.SchemeGST, pricing.AtCheckout, "ship_to.region", pricing.ErrMissing, "the tax is that of a province"},
		{"CA", "", pricing.AtCheckout, "ship_to.region", pricing.ErrMissing, "so it is on import"},
		{"CA", "", pricing.InPrice, "ship_to.region", pricing.ErrMissing, "so it is in the price of a product page"},
		{"GB", tax.SchemeVAT, pricing.AtCheckout, "ship_to", currency.ErrNoRate, "no exchange rate to the pounds of the law"},
	} {
		e := engine(t, func(c *pricing.Config) {
			if c.Seller = (pricing.Seller{Country: "US"}); tt.class == currency.ErrNoRate {
				c.Rates, _ = currency.NewRates(currency.EUR, noon, "none", nil)
			}
			if tt.registered != "" {
				c.Seller.Registrations = []tax.Registration{{Country: tt.to, Region: map[locale.Country]string{"US": "CA"}[tt.to], Scheme: tt.registered}}
			}
			c.Markets = []pricing.Market{{ID: "m", Countries: []locale.Country{tt.to}, Currency: currency.EUR, Tax: tt.place}}
		})
		p := listed("240.00", currency.EUR)
		cart := pricing.Cart{At: noon, ShipFrom: locale.Place{Country: "US", Region: "CA"}, ShipTo: locale.Place{Country: tt.to}, Lines: []pricing.Line{{Product: p, Quantity: 1}}}
		_, err := e.Quote(cart)
		var ce *pricing.CartError
		if !errors.As(err, &ce) || ce.Field != tt.field || ce.Line != 0 || !errors.Is(err, tt.class) {
			t.Errorf("%s %q: %v, want %s as %v: %s", tt.to, tt.registered, err, tt.field, tt.class, tt.reason)
		}
		if tt.place == pricing.InPrice {
			if _, err = e.Price(p, pricing.Offer{Market: "m", At: noon, ShipFrom: cart.ShipFrom}); !errors.As(err, &ce) || ce.Field != tt.field || !errors.Is(err, tt.class) {
				t.Errorf("%s: a page says %v, want %s as %v", tt.to, err, tt.field, tt.class)
			}
		}
	}
}

// TestRefusedMarkets: an engine is not built from markets that contradict
// themselves, and the error names market and field.
func TestRefusedMarkets(t *testing.T) {
	for field, change := range map[string]func(*pricing.Market){
		"id":              func(m *pricing.Market) { m.ID = "" },
		"countries":       func(m *pricing.Market) { m.Countries = nil },
		"countries[0]":    func(m *pricing.Market) { m.Countries = []locale.Country{"ZZ"} },
		"currency":        func(m *pricing.Market) { m.Currency = 0 },
		"language":        func(m *pricing.Market) { m.Language = "!!" },
		"duty":            func(m *pricing.Market) { m.Duty = 77 },
		"tax":             func(m *pricing.Market) { m.Tax = 77 },
		"rebase":          func(m *pricing.Market) { m.Rebase = 9 },
		"absorption":      func(m *pricing.Market) { m.Absorption = 9 },
		"fx_margin":       func(m *pricing.Market) { m.FXMargin = decimal.NewFromInt(-100) },
		"adjust":          func(m *pricing.Market) { m.Adjust = bombs[0] },
		"rounding":        func(m *pricing.Market) { m.Rounding.Increment = -1 },
		"policy.level":    func(m *pricing.Market) { m.Policy.Level = 99 },
		"policy.target":   func(m *pricing.Market) { m.Policy.Target = 99 },
		"policy.rounding": func(m *pricing.Market) { m.Policy.Rounding.Mode = 99 },
		"adjust_fixed":    func(m *pricing.Market) { m.AdjustFixed = currency.FromMinor(1, currency.USD) },
		"typical_order":   func(m *pricing.Market) { m.TypicalOrder = currency.FromMinor(-1, m.Currency) },
		"charm.floor": func(m *pricing.Market) {
			m.Charm = &pricing.Charm{Floor: currency.FromMinor(-1, m.Currency)}
		},
		"charm.min_margin": func(m *pricing.Market) { m.Charm = &pricing.Charm{MinMargin: &bombs[1]} },
		"charm.bands[0].step": func(m *pricing.Market) {
			m.Charm = &pricing.Charm{Bands: []pricing.CharmBand{{Step: bombs[0]}}}
		},
		"charm.bands[0].endings[0]": func(m *pricing.Market) {
			m.Charm = &pricing.Charm{Bands: []pricing.CharmBand{{Endings: bombs}}}
		},
		"charm.bands[0].mode": func(m *pricing.Market) {
			m.Charm = &pricing.Charm{Bands: []pricing.CharmBand{{Step: decimal.NewFromInt(1), Mode: 99}}}
		},
		"max_age":  func(m *pricing.Market) { m.MaxAge = -1 },
		"lifetime": func(m *pricing.Market) { m.Lifetime = 1 << 62 },
	} {
		m := markets()[0]
		change(&m)
		_, err := pricing.New(pricing.Config{Seller: seller(), Markets: []pricing.Market{m}, Rates: rates(t)})
		var ce *pricing.CartError
		if !errors.As(err, &ce) || ce.Field != field || !strings.Contains(err.Error(), "market") {
			t.Errorf("%s: got %v", field, err)
		}
	}
}

// TestDisplayedPriceIsRoundedOnce: from the exact product of list price and
// rate to the market's grid, coarse or fine.
func TestDisplayedPriceIsRoundedOnce(t *testing.T) {
	for _, tt := range []struct {
		list, want string
		rounding   currency.Rounding
		reason     string
	}{
		{"0.46", "4.00", currency.Rounding{Digits: currency.To(0)}, "0.46 × 11.0205/1.15 × 1.02 = 4.4964: not 4.50 and then 5"},
		{"0.46", "4.50", currency.Rounding{}, "the minor unit"},
		{"0.46", "4.4964", currency.Rounding{Digits: currency.To(4)}, "finer than the minor unit"},
		{"0.48", "4.75", currency.Rounding{Increment: 25}, "4.6919 on steps of 0.25"},
	} {
		e := engine(t, func(c *pricing.Config) {
			for i := range c.Markets {
				c.Markets[i].FXMargin, c.Markets[i].Rounding = decimal.NewFromInt(2), tt.rounding
			}
		})
		p := tee
		p.Price = currency.MustAmount(tt.list, currency.USD)
		price, err := e.Price(p, pricing.Offer{Market: "NO", At: noon})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, tt.reason, price.Shown, currency.MustAmount(tt.want, currency.NOK))
	}
}

// TestPriceThatRoundsToNothing is refused rather than given away.
func TestPriceThatRoundsToNothing(t *testing.T) {
	cart := handCart(destinations[0])
	cart.Lines[1].Product.Price = currency.MustAmount("0.001", currency.USD)
	_, err := engine(t).Quote(cart)
	var ce *pricing.CartError
	if !errors.As(err, &ce) || ce.Line != 2 || ce.Field != "product.price" || !errors.Is(err, pricing.ErrTooSmall) {
		t.Errorf("got %v", err)
	}
	cart.Lines[1].Product.Price = currency.FromMinor(0, currency.USD)
	if _, err := engine(t).Quote(cart); err != nil {
		t.Errorf("a gift: %v", err)
	}
}

// TestTaxByUnit: 97 books at 0.33 EUR with 7 % bear 97 × round(0.0231) = 1.94
// by unit and round(32.01 × 7 %) = 2.24 by line.
func TestTaxByUnit(t *testing.T) {
	for level, want := range map[tax.Level]string{tax.PerUnit: "1.94", tax.PerLine: "2.24"} {
		e := engine(t, func(c *pricing.Config) {
			c.Seller.Country = "DE"
			for i := range c.Markets {
				c.Markets[i].Policy.Level = level
			}
		})
		p := book
		p.Price = currency.MustAmount("0.33", currency.EUR)
		q, err := e.Quote(pricing.Cart{At: noon, ShipFrom: destinations[0], ShipTo: destinations[0],
			Lines: []pricing.Line{{Product: p, Quantity: 97}}})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, level.String(), q.Totals.Tax, currency.MustAmount(want, currency.EUR))
		units := map[tax.Level]int64{tax.PerUnit: 97, tax.PerLine: 0}[level]
		if got := q.Levies(pricing.AtCheckout, pricing.TaxCharge)[0].Units; got != units {
			t.Errorf("%v: by %d units, want %d", level, got, units)
		}
		if q, err = e.Quote(pricing.Cart{At: noon, ShipFrom: destinations[0], ShipTo: destinations[0], Lines: []pricing.Line{{Product: p, Quantity: 1}}}); err != nil || q.Levies(pricing.AtCheckout, pricing.TaxCharge)[0].Units != 0 {
			t.Errorf("%v: one book: %v, %v", level, q.Charges, err)
		}
	}
}
