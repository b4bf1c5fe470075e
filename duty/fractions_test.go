package duty_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// japanese is a tariff of Japan with goods at rates of its circular.
const japanese = `destination,code,origin,kind,rate,program,name,from,until,source,source_date,note
JP,851830,,mfn,10.5%,,goods A,2020-01-01,,test,2026-01-01,
JP,910211,,mfn,12.6%,,goods B,2020-01-01,,test,2026-01-01,
JP,330499,,mfn,14%,,goods C,2020-01-01,,test,2026-01-01,
JP,640399,,mfn,30% MIN 4300 JPY/pair,,shoes,2020-01-01,,test,2026-01-01,
JP,490199,,mfn,Free,,books,2020-01-01,,test,2026-01-01,
JP,732393,,mfn,33 JPY/kg,,by weight,2020-01-01,,test,2026-01-01,
`

func toJapan(items ...duty.Item) duty.Shipment {
	for i := range items {
		items[i].Quantity = max(items[i].Quantity, 1)
		if items[i].Origin == "" {
			items[i].Origin = "US"
		}
	}
	return duty.Shipment{From: in("US"), To: in("JP"), On: day("2026-11-21"), Items: items}
}

func yen(code duty.Code, value string) duty.Item {
	return duty.Item{Code: code, Value: money(value, currency.JPY)}
}

func TestFractions(t *testing.T) {
	tariff, err := duty.LoadTariff(strings.NewReader(japanese))
	if err != nil {
		t.Fatal(err)
	}
	pairs := func(n string, i duty.Item) duty.Item {
		i.Quantities = []duty.Quantity{{Unit: "pair", Value: dec(n)}}
		return i
	}
	kilos := func(n string, i duty.Item) duty.Item {
		i.Quantities = []duty.Quantity{{Unit: duty.Kilogram, Value: dec(n)}}
		return i
	}
	from := func(c locale.Country, i duty.Item) duty.Item { i.Origin = c; return i }
	apart := func(word string, i duty.Item) duty.Item { i.Column = word; return i }
	tests := []struct {
		name    string
		s       duty.Shipment
		duty    string
		columns []string // the duty of each, before the sum is cut
		reason  string
	}{
		{"circular", toJapan(yen("851830", "253195"), yen("910211", "321283")), "67000", []string{"26565", "40446"},
			"Basic Circular 13の4-2(1): 253,000 × 10.5 % + 321,000 × 12.6 % = 67,011"},
		{"customs answer", toJapan(apart("standard", yen("330499", "534795")), apart("reduced", yen("330499", "126258"))), "92400", []string{"17640", "74760"},
			"Customs Answer 1111: 534,000 × 14 % + 126,000 × 14 %, columns of two rates of consumption tax"},
		{"one column", toJapan(yen("330499", "10600"), yen("330499", "10600")), "2900", []string{"2940"}, "21,200 is 21,000: goods of a code and origin stand together"},
		{"two columns", toJapan(yen("330499", "10600"), from("CN", yen("330499", "10600"))), "2800", []string{"1400", "1400"}, "another origin, another column: twice 10,000"},
		{"sum of the columns", toJapan(yen("851830", "7999"), yen("910211", "7999")), "1600", []string{"735", "882"}, "1,617 is 1,600; cut column by column it would be 1,500"},
		{"below a thousand", toJapan(yen("851830", "999"), yen("490199", "10000")), "0", []string{"0", "0"}, "nothing is left of 999"},
		{"below a hundred", toJapan(kilos("3", yen("732393", "30000"))), "0", []string{"99"}, "99 JPY are not collected"},
		{"by pairs", toJapan(pairs("1", yen("640399", "11000"))), "4300", []string{"4300"}, "the least amount is not on the value"},
		{"yen of a column", toJapan(kilos("3.5", yen("732393", "30000")), from("CN", kilos("3.5", yen("732393", "30000")))), "200", []string{"115", "115"}, "115.5 JPY are cut to 115 in each column: 230"},
	}
	for _, tt := range tests {
		a, err := duty.Assess(tt.s, tariff, defaultRegimes(t))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		wantAmount(t, tt.name+" ("+tt.reason+")", a.Duty, tt.duty)
		var columns []string
		for _, c := range a.Columns {
			columns = append(columns, c.Duty.Text())
		}
		slices.Sort(columns)
		slices.Sort(tt.columns)
		if !slices.Equal(columns, tt.columns) {
			t.Errorf("%s: columns of %q, want %q (%s)", tt.name, columns, tt.columns, tt.reason)
		}
		for _, l := range a.Lines {
			if c := l.Charges[0]; c.Amount.IsZero() == (c.Zero == "") {
				t.Errorf("%s: a charge of %v for %q", tt.name, c.Amount, c.Zero)
			}
		}
		var sum currency.Total
		for _, l := range a.Lines {
			sum.Add(l.Duty)
		}
		if got, err := sum.Amount(); err != nil || got != a.Duty {
			t.Errorf("%s: the lines bear %v of %v, %v", tt.name, got, a.Duty, err)
		}
		explained(t, tt.s, tariff, defaultRegimes(t))
	}
}

// What a price holds is computed as if nothing were dropped.
func TestWholeFractions(t *testing.T) {
	tariff, err := duty.LoadTariff(strings.NewReader(japanese))
	if err != nil {
		t.Fatal(err)
	}
	s := toJapan(yen("851830", "253195"), yen("910211", "321283"))
	s.WholeFractions = true
	a, err := duty.Assess(s, tariff, defaultRegimes(t))
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "26,585.475 and 40,481.658", a.Duty, "67067")
	if a.Columns != nil {
		t.Errorf("columns %v of what is not cut", a.Columns)
	}
}

// A shop that counts in another currency has its values cut in yen.
func TestFractionsElsewhere(t *testing.T) {
	tariff, err := duty.LoadTariff(strings.NewReader(japanese))
	if err != nil {
		t.Fatal(err)
	}
	s := toJapan(duty.Item{Code: "330499", Value: money("100.00", currency.USD)})
	s.CustomsRates = fx(t, map[currency.Code]string{currency.USD: "1.08", currency.JPY: "162.27"})
	// 100 USD are 15,025 JPY: 15,000 × 14 % = 2,100 JPY = 13.976 USD
	a, err := duty.Assess(s, tariff, defaultRegimes(t))
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "2,100 JPY in dollars", a.Duty, "13.98")
	explained(t, s, tariff, defaultRegimes(t))
	s.CustomsRates = nil
	if _, err := duty.Assess(s, tariff, defaultRegimes(t)); !errors.Is(err, currency.ErrNoRate) {
		t.Errorf("without rates: %v", err)
	}
}

func TestFractionsText(t *testing.T) {
	for _, text := range []string{"", "1000/100 JPY", "1.00/0.05 CHF"} {
		var f duty.Fractions
		err := f.UnmarshalText([]byte(text))
		if got, _ := f.MarshalText(); err != nil || string(got) != text {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"1000", "1000/100", "1000 JPY", "0/100 JPY", "-1/100 JPY", "1000/100 JPX", "x/100 JPY", "1000/100 JPY ", "1e400/1 JPY", "1000/0.5 JPY", "0.001/0.05 CHF"} {
		var f duty.Fractions
		if err := f.UnmarshalText([]byte(text)); !errors.Is(err, duty.ErrTable) || !f.IsZero() {
			t.Errorf("%q: %v, %v", text, f, err)
		}
	}
}

// The duty on any declaration is that of its columns in fractions, whatever the
// order of the goods.
func TestLawFractions(t *testing.T) {
	tariff, err := duty.LoadTariff(strings.NewReader(japanese))
	if err != nil {
		t.Fatal(err)
	}
	rates := map[duty.Code]*big.Rat{"851830": big.NewRat(105, 1000), "910211": big.NewRat(126, 1000), "330499": big.NewRat(14, 100), "490199": new(big.Rat)}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	for range 400 {
		var s duty.Shipment
		values := map[[2]string]int64{}
		for n := 1 + r.IntN(6); n > 0; n-- {
			item := yen([]duty.Code{"851830", "910211", "330499", "490199"}[r.IntN(4)], "0")
			value := 9000 + r.Int64N(60000)
			item.Value, item.Quantity, item.Origin = currency.FromMinor(value, currency.JPY), 1+r.Int64N(3), []locale.Country{"US", "CN"}[r.IntN(2)]
			values[[2]string{string(item.Code), string(item.Origin)}] += value
			s = toJapan(append(s.Items, item)...)
		}
		if s.Items[0].Value = money("20000", currency.JPY); true { // above the relief
			values = map[[2]string]int64{}
			for _, item := range s.Items {
				value, _ := item.Value.Minor()
				values[[2]string{string(item.Code), string(item.Origin)}] += value
			}
		}
		var want int64
		for column, value := range values {
			duty := new(big.Rat).Mul(big.NewRat(value/1000*1000, 1), rates[duty.Code(column[0])])
			want += new(big.Int).Quo(duty.Num(), duty.Denom()).Int64()
		}
		want = want / 100 * 100
		a, err := duty.Assess(s, tariff, defaultRegimes(t))
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := a.Duty.Minor(); got != want {
			t.Fatalf("seed %d: %d, want %d for %v", seed, got, want, values)
		}
		if err := addsUp(&a); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		r.Shuffle(len(s.Items), func(i, k int) { s.Items[i], s.Items[k] = s.Items[k], s.Items[i] })
		b, err := duty.Assess(s, tariff, defaultRegimes(t))
		if err != nil || b.Duty != a.Duty || sharesOf(&a) != sharesOf(&b) {
			t.Fatalf("seed %d: %s in another order %s, %v", seed, sharesOf(&a), sharesOf(&b), err)
		}
		explained(t, s, tariff, defaultRegimes(t))
	}
}

// sharesOf lists what lines bear, in no order.
func sharesOf(a *duty.Assessment) string {
	var out []string
	for _, l := range a.Lines {
		out = append(out, l.Goods.Text()+" "+string(l.Charges[0].Levy.Code)+" "+l.Duty.Text())
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// A regime with its fractions survives the form in which records keep it.
func TestFractionsExtract(t *testing.T) {
	r, ok := defaultRegimes(t).Lookup("JP", "jp-normal")
	if !ok || r.Fractions.String() != "1000/100 JPY" {
		t.Fatalf("%v, %v", r.Fractions, ok)
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back duty.Regime
	if err := json.Unmarshal(text, &back); err != nil || !cmp.Equal(back.Fractions, r.Fractions, cmp.Comparer(func(a, b duty.Fractions) bool { return a == b })) {
		t.Errorf("%s: %v, %v", text, back.Fractions, err)
	}
	r.Treatment = duty.Relief
	if _, err := duty.NewRegimes([]duty.Regime{r}); !errors.Is(err, duty.ErrTable) {
		t.Errorf("fractions of a relief: %v", err)
	}
}

func defaultRegimes(t testing.TB) *duty.Regimes {
	t.Helper()
	rg, err := duty.DefaultRegimes()
	if err != nil {
		t.Fatal(err)
	}
	return rg
}

// TestNoFractions: the zero Fractions drops nothing, cents neither.
func TestNoFractions(t *testing.T) {
	cents := currency.MustAmount("12.34", currency.EUR)
	for what, drop := range map[string]func(currency.Amount) (currency.Amount, error){"value": duty.Fractions{}.OfValue, "duty": duty.Fractions{}.OfDuty} {
		if got, err := drop(cents); err != nil || got != cents {
			t.Errorf("%s: %v, %v", what, got, err)
		}
	}
}
