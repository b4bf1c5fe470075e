package pricing

import (
	"flag"
	"math/big"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

var quickSeed = flag.Uint64("quickseed", 20261122, "seed of the prices that are made in both ways")

// quickEngine has a market for each destination, of the given terms.
func quickEngine(t testing.TB, terms func(*Market), change ...func(*Config)) *Engine {
	t.Helper()
	f, err := os.Open("../examples/internal/shop/eurofxref-daily.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rates, err := feed.ECB(f)
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Rates: rates, Seller: Seller{Country: "US", Registrations: []tax.Registration{
		{Country: "IE", Scheme: "ioss"}, {Country: "GB", Scheme: "vat"}, {Country: "NO", Scheme: "voec"},
		{Country: "AU", Scheme: "gst"}, {Country: "US", Region: "CA", Scheme: "sales_tax"},
		{Country: "US", Region: "NY", Scheme: "sales_tax"}, {Country: "US", Region: "MA", Scheme: "sales_tax"},
	}}}
	for _, x := range []struct {
		country locale.Country
		code    currency.Code
	}{
		{"DE", currency.EUR}, {"FR", currency.EUR}, {"GB", currency.GBP}, {"CH", currency.CHF}, {"NO", currency.NOK},
		{"JP", currency.JPY}, {"AU", currency.AUD}, {"CA", currency.CAD}, {"US", currency.USD},
	} {
		m := Market{ID: string(x.country), Countries: []locale.Country{x.country}, Currency: x.code}
		terms(&m)
		c.Markets = append(c.Markets, m)
	}
	for _, f := range change {
		f(&c)
	}
	e, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// quickKinds are goods that bear duty in percent, none, by the piece, or by
// both.
var quickKinds = []Product{
	{SKU: "TEE", HSCode: "610910", Category: tax.General, Origin: "BD"},
	{SKU: "SHOES", HSCode: "640399", Category: tax.General, Origin: "PT"},
	{SKU: "WATCH", HSCode: "910211", Category: tax.General, Origin: "CH"},
	{SKU: "BOOK", HSCode: "490199", Category: tax.BooksPrinted, Origin: "US"},
	{SKU: "CREAM", HSCode: "330499", Category: tax.General, Origin: "FR"},
	{SKU: "PHONES", HSCode: "851830", Category: tax.General, Origin: "CN"},
	{SKU: "BODY", HSCode: "611120", Category: tax.ClothingFootwear, Origin: "US"},
	{SKU: "NOWHERE", HSCode: "610910", Category: tax.General},
}

// quickTerms makes up the terms of a market.
func quickTerms(rnd *rand.Rand) func(*Market) {
	return func(m *Market) {
		m.Duty, m.Tax = Placement(rnd.IntN(4)), Placement(rnd.IntN(4))
		m.Rebase, m.Absorption = Rebasing(rnd.IntN(2)), Absorption(rnd.IntN(2))
		if rnd.IntN(2) == 0 {
			m.FXMargin = decimal.New(rnd.Int64N(701)-200, -2)
		}
		if rnd.IntN(3) == 0 {
			m.Adjust = decimal.New(rnd.Int64N(4001)-2000, -2)
		}
		switch rnd.IntN(5) {
		case 0:
			ending := decimal.New(99, -2)
			if m.Currency.Digits() == 0 {
				ending = decimal.New(90, 0)
			}
			m.Charm = &Charm{Bands: []CharmBand{{Endings: []decimal.Decimal{ending}, Mode: []currency.Mode{currency.HalfUp, currency.HalfDown, currency.Up, currency.Down}[rnd.IntN(4)]}}}
		case 1:
			m.Charm = &Charm{Floor: currency.FromMinor(rnd.Int64N(5000), m.Currency)}
		}
	}
}

// Prices of a shelf are those that are made the long way, figure by figure; and
// most are of a shelf.
func TestQuickPrices(t *testing.T) {
	rnd := rand.New(rand.NewPCG(*quickSeed, 1))
	n, quick := race.Cases(20_000), 0
	day := time.Date(2026, time.October, 5, 12, 0, 0, 0, time.UTC)
	var e *Engine
	tried := 0
	for i := range n {
		if i%500 == 0 {
			e = quickEngine(t, quickTerms(rnd))
		}
		p := quickKinds[rnd.IntN(len(quickKinds))]
		code := []currency.Code{currency.USD, currency.USD, currency.EUR, currency.JPY}[rnd.IntN(4)]
		// As many cheap ones as dear ones.
		p.Price = currency.FromMinor(1+rnd.Int64N([]int64{100, 3000, 30_000, 400_000, 10_000_000_000}[rnd.IntN(5)]), code)
		if rnd.IntN(3) == 0 {
			p.WeightKG = decimal.New(rnd.Int64N(20_000), -4)
		}
		switch rnd.IntN(20) {
		case 0:
			p.Measures = []duty.Quantity{{Unit: duty.Pair, Value: decimal.NewFromInt(rnd.Int64N(20))}}
		case 1:
			p.WeightKG = decimal.NewFromInt(-1)
		}
		m := &e.markets[rnd.IntN(len(e.markets))]
		o := Offer{Market: m.ID, At: day}
		switch m.ID {
		case "US":
			o.ShipTo = locale.Place{Country: "US", Region: []string{"CA", "NY", "MA"}[rnd.IntN(3)]}
		case "CA":
			o.ShipTo = locale.Place{Country: "CA", Region: []string{"ON", "QC", "BC"}[rnd.IntN(3)], PostalCode: "H2X 1Y4"}
		case "DE":
			o.ShipTo = locale.Place{Country: "DE", PostalCode: []string{"10115", "78266", "27498"}[rnd.IntN(3)]}
		}
		var got Price
		if !e.quickly(&p, m, &o, &got) {
			continue
		}
		quick++
		want, err := e.priced(p, o)
		if err != nil {
			t.Fatalf("seed %d, %d: %+v in %+v: %v, but quickly %+v", *quickSeed, i, p, *m, err, got)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(Price{}, currency.Amount{}, currency.Rate{}), cmp.Comparer(sameDecimal)); diff != "" {
			t.Fatalf("seed %d, %d: %+v in %+v (-long +quick):\n%s", *quickSeed, i, p, *m, diff)
		}
		tried++
	}
	if quick < n/3 {
		t.Errorf("%d of %d are made quickly", quick, n)
	}
	t.Logf("%d of %d are made quickly", quick, n)
}

// What was priced before does not let a bad offer pass.
func TestQuickPriceOfBadOffer(t *testing.T) {
	e := quickEngine(t, func(*Market) {})
	p := quickKinds[0]
	p.Price = currency.FromMinor(2000, currency.USD)
	o := Offer{Market: "DE", At: time.Date(2026, time.October, 5, 12, 0, 0, 0, time.UTC), ShipTo: locale.Place{Country: "DE", PostalCode: "10115"}}
	for _, postal := range []string{"10115", "<script>", "10115"} {
		o.ShipTo.PostalCode = postal
		if _, err := e.Price(p, o); (err == nil) != (postal == "10115") {
			t.Errorf("postal code %q: %v", postal, err)
		}
	}
}

// Prices of some cents, which a levy can be more than, and those about the
// thresholds of the law and the ends of a charm, are those that are made the long
// way too; and in each market most are of a shelf.
func TestQuickPricesAtTheEdges(t *testing.T) {
	race.Alone(t)
	down := Charm{Bands: []CharmBand{{Step: decimal.New(3, 0), Mode: currency.Down}}}
	least := decimal.New(25, 0)
	for _, terms := range []struct {
		name   string
		change func(*Market)
		slow   string // markets whose prices go the long way
	}{
		{"tax inside", func(m *Market) { m.Tax = InPrice }, ""},
		{"all inside", func(m *Market) { m.Duty, m.Tax = InPrice, InPrice }, ""},
		{"duty inside", func(m *Market) { m.Duty = InPrice }, ""},
		{"shown kept", func(m *Market) { m.Duty, m.Tax, m.Rebase = InPrice, InPrice, KeepShown }, "DE FR"}, // 3 EUR an item
		{"charmed", func(m *Market) {
			m.Duty, m.Tax, m.Charm = InPrice, InPrice, new(Charm)
			m.Charm.Bands = []CharmBand{{Step: decimal.New(3, int32(-m.Currency.Digits())), Mode: currency.Down}}
		}, ""},
		{"charmed by whole units", func(m *Market) { m.Tax, m.Charm = InPrice, &down }, ""},
		{"least margin", func(m *Market) { m.Tax, m.Charm = InPrice, &Charm{Bands: down.Bands, MinMargin: &least} }, ""},
		{"cheaper", func(m *Market) { m.Tax, m.Adjust = InPrice, decimal.New(-99, 0) }, ""},
		{"cheaper, with nothing inside", func(m *Market) {
			m.Adjust, m.Charm = decimal.New(-99, 0), &Charm{Floor: currency.FromMinor(5, m.Currency)}
		}, ""},
	} {
		t.Run(terms.name, func(t *testing.T) {
			e := quickEngine(t, terms.change, steepTariff(t))
			for i := range e.markets {
				m := &e.markets[i]
				if m.ID == "FR" || m.ID == "AU" {
					continue // much like DE and GB
				}
				o := Offer{Market: m.ID, At: tillDay, ShipTo: lined(m.Countries[0]).ShipTo}
				tried, quick := 0, 0
				for _, kind := range []Product{quickKinds[0], quickKinds[3], steep("420222", 1), steep("640411", 1), steep("910211", 1)} {
					for list := range edges {
						p := kind
						p.Price = currency.FromMinor(list, m.Currency)
						if list%2 == 0 {
							p.Cost = p.Price
						}
						tried++
						var got Price
						want, err := e.priced(p, o)
						if !e.quickly(&p, m, &o, &got) {
							continue
						}
						quick++
						if err != nil {
							t.Fatalf("%v of %s in %s: %v, but quickly %+v", p.Price, p.SKU, m.ID, err, got)
						}
						if diff := cmp.Diff(want, got, cmp.AllowUnexported(Price{}, currency.Amount{}, currency.Rate{}), cmp.Comparer(sameDecimal)); diff != "" {
							t.Fatalf("%v of %s in %s (-long +quick):\n%s", p.Price, p.SKU, m.ID, diff)
						}
					}
				}
				if quick < tried/5 && !strings.Contains(terms.slow, m.ID) {
					t.Errorf("in %s %d of %d prices are of a shelf", m.ID, quick, tried)
				}
			}
		})
	}
}

// edges are list prices of a few minor units, and about the thresholds of the
// destinations and the least tax of Switzerland.
func edges(yield func(int64) bool) {
	for n := int64(1); n <= 12; n++ {
		if !yield(n) {
			return
		}
	}
	for _, about := range []int64{6173, 10000, 13500, 15000, 16200, 18145, 100000, 300000} {
		for n := about - 2; n <= about+3; n++ {
			if !yield(n) {
				return
			}
		}
	}
}

func sameDecimal(a, b decimal.Decimal) bool { return a.Equal(b) }

// A factor rounds as the exact product does, also at the end of where it goes
// without a division.
func TestFactor(t *testing.T) {
	for _, none := range [][2]int64{{1, 0}, {1, -1}, {-1, 1}} {
		if f, ok := factorOf(big.NewRat(none[0], 1), big.NewRat(none[1], 1)); ok {
			t.Errorf("%d / %d is a factor: %+v", none[0], none[1], f)
		}
	}
	rnd := rand.New(rand.NewPCG(*quickSeed, 2))
	ways := map[bool]int{}
	for range 20_000 {
		num, den := big.NewRat(rnd.Int64()>>rnd.IntN(62), 1), big.NewRat(1+rnd.Int64()>>rnd.IntN(62), 1)
		if den.Sign() == 0 {
			continue
		}
		f, ok := factorOf(num, den)
		if !ok {
			continue
		}
		for _, n := range []int64{rnd.Int64() >> rnd.IntN(62), int64(f.upto), max(0, int64(f.upto)-rnd.Int64N(100)), int64(f.upto) + 1} {
			exact := new(big.Rat).Mul(new(big.Rat).SetInt64(n), new(big.Rat).Quo(num, den))
			twice := new(big.Int).Mul(exact.Num(), big.NewInt(2))
			want := twice.Add(twice, exact.Denom()).Quo(twice, new(big.Int).Mul(exact.Denom(), big.NewInt(2)))
			fits := want.IsInt64() && want.Int64() <= maxQuick
			if got, ok := f.times(n); fits != ok && ok || ok && want.Int64() != got {
				t.Fatalf("seed %d: %d × %v = %d, %t; want %v", *quickSeed, n, f, got, ok, want)
			}
			got, ok := f.quick(n)
			if ok && (!fits || want.Int64() != got) {
				t.Fatalf("seed %d: %d × %v = %d quickly; want %v", *quickSeed, n, f, got, want)
			}
			ways[ok]++
		}
	}
	if ways[true] < 10_000 || ways[false] < 10_000 {
		t.Errorf("%d products are quick, and %d are not: not much of a test", ways[true], ways[false])
	}
}
