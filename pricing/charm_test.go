package pricing_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/pricing"
)

// charmOf reads a charm as a market's file has it.
func charmOf(t testing.TB, text string) pricing.Charm {
	t.Helper()
	var c pricing.Charm
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

const (
	ends99    = `{"bands":[{"endings":["0.99"]}]}`
	bySize    = `{"bands":[{"upto":{"amount":"10.00","currency":"EUR"},"endings":["0.49","0.99"]},{"upto":{"amount":"100.00","currency":"EUR"},"endings":["0.95"]},{"endings":["9"]}]}`
	ends9Up   = `{"bands":[{"endings":["9"],"mode":"up"}]}`
	fivesDown = `{"bands":[{"step":"5","mode":"down"}]}`
	tieDown   = `{"bands":[{"step":"0.10","mode":"half_down"}]}`
	floored   = `{"bands":[{"endings":["0.99"],"mode":"down"}],"floor":{"amount":"5.50","currency":"EUR"}}`
)

func TestCharm(t *testing.T) {
	for _, tt := range []struct{ charm, price, want, reason string }{
		{ends99, "12.49", "12.99", "half way between 11.99 and 12.99 goes up"},
		{ends99, "12.48", "11.99", "nearest"},
		{ends99, "12.99", "12.99", "a price that ends as asked stays"},
		{ends99, "0.01", "0.99", "never to zero: the lowest figure"},
		{ends99, "0.00", "0.00", "a gift is a gift"},
		{ends99, "12.485", "12.99", "half up to 12.49 first"},
		{bySize, "9.30", "9.49", "two endings in the first band"},
		{bySize, "10.00", "9.99", "the bound belongs to the band below"},
		{bySize, "10.01", "9.99", "nearest across the bands: 9.99 or 10.95"},
		{bySize, "10.60", "10.95", "nearest across the bands"},
		{bySize, "99.99", "99.95", "second band"},
		{bySize, "104.45", "99.95", "below the middle of 99.95 and 109"},
		{bySize, "104.48", "109.00", "above the middle of 99.95 and 109"},
		{bySize, "1234.00", "1239.00", "in tens that end on 9, half way is up"},
		{ends9Up, "29.01", "39.00", "up"},
		{ends9Up, "29.00", "29.00", "stays"},
		{fivesDown, "14.99", "10.00", "down"},
		{fivesDown, "4.99", "5.00", "there is nothing lower"},
		{tieDown, "1.25", "1.20", "the lower of two as near"},
		{tieDown, "1.26", "1.30", "nearest"},
		{floored, "7.50", "6.99", "down"},
		{floored, "6.50", "5.99", "down, and not below the floor"},
		{floored, "5.60", "5.99", "down would be 4.99, below the floor"},
		{floored, "1.00", "5.99", "the lowest figure from the floor on"},
		{`{"floor":{"amount":"5.50","currency":"EUR"}}`, "5.49", "5.50", "a floor alone"},
		{`{"floor":{"amount":"5.50","currency":"EUR"}}`, "7.123", "7.123", "a floor alone changes nothing above it"},
		{`{"floor":{"amount":"5.50","currency":"EUR"}}`, "5.497", "5.50", "a price below the floor by less than a cent is below it"},
		{`{"floor":{"amount":"5.50","currency":"EUR"}}`, "5.503", "5.503", "and one above it by less than a cent is not"},
		{`{"floor":{"amount":"0.00","currency":"EUR"}}`, "0.01", "0.01", "a floor of nothing is none"},
		{`{"bands":[{"upto":{"amount":"10","currency":"EUR"},"endings":["0.99"]},{"endings":["0.49"]}],"floor":{"amount":"9.99","currency":"EUR"}}`, "5.00", "9.99",
			"the last figure of a band is the floor"},
		{`{"bands":[{"upto":{"amount":"0.99","currency":"EUR"},"endings":["0.99"]},{"endings":["0.49"]}]}`, "0.60", "0.99", "a band of one figure, its bound"},
		{`{"bands":[{"upto":{"amount":"9.99","currency":"EUR"},"endings":["0.99"],"mode":"up"},{"endings":["0.99"],"mode":"down"}]}`, "10.98", "9.99",
			"a band that goes up to its bound, and one that goes down to it, agree"},
		{`{"bands":[{"upto":{"amount":"10","currency":"EUR"},"endings":["0.99"],"mode":"up"},{"endings":["0.02"]}]}`, "10.00", "10.02",
			"a price above, 10.01, is nearer to 10.02 than to 9.99: no price below goes higher"},
		{`{"bands":[{"endings":["1"]}]}`, "7.00", "11.00", "1, 11, 21: the step is above the ending"},
		{`{"bands":[{"endings":["0","0.50"]}]}`, "1.10", "1.00", "an ending of nothing: 0.50, 1.00, 1.50"},
		{`{"bands":[{"endings":["0","0.01","0.02","0.03","0.04","0.05","0.06","0.07","0.08","0.09","0.10","0.11","0.12","0.13","0.14","0.15"]}]}`, "1.20", "1.15", "sixteen endings"},
		{`{"bands":[{"step":"100000000000000"}]}`, "1.00", "100000000000000.00", "the largest step, and the largest price"},
		{`{"bands":[{"step":"1"}]}`, "100000000000000.00", "100000000000000.00", "the largest price stays"},
		{`{"bands":[` + bandsTo(63) + `{"endings":["0.99"]}]}`, "62.30", "61.99", "sixty-four bands"},
		{`{"bands":[{"endings":["90"]}]}`, "123.00", "90.00", "90, 190, …: 140 is the middle"},
		{`{"bands":[{"endings":["90"]}]}`, "140.00", "190.00", "the middle"},
		{`{"bands":[{"step":"0.05"}]}`, "1.02", "1.00", "cash"},
		{`{"bands":[{"step":"100","mode":"up"}]}`, "1201", "1300.00", "hundreds"},
	} {
		got, err := charmOf(t, tt.charm).Apply(currency.MustAmount(tt.price, currency.EUR))
		if err != nil {
			t.Fatal(err)
		}
		equal(t, tt.reason+": "+tt.price, got, currency.MustAmount(tt.want, currency.EUR))
	}
	yen, err := charmOf(t, `{"bands":[{"endings":["80"]}]}`).Apply(currency.FromMinor(3887, currency.JPY))
	if err != nil || yen != currency.FromMinor(3880, currency.JPY) {
		t.Errorf("a currency without decimals: %v, %v", yen, err)
	}
}

// bandsTo are bands of one euro each, with a comma after each.
func bandsTo(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"upto":{"amount":"%d","currency":"EUR"},"endings":["0.99"]},`, i+1)
	}
	return b.String()
}

// A charm that changes no price says so.
func TestCharmIsZero(t *testing.T) {
	var nothing decimal.Decimal
	for _, tt := range []struct {
		charm pricing.Charm
		want  bool
	}{
		{pricing.Charm{}, true},
		{pricing.Charm{Bands: []pricing.CharmBand{{Step: decimal.NewFromInt(1)}}}, false},
		{pricing.Charm{Floor: currency.FromMinor(1, currency.EUR)}, false},
		{pricing.Charm{MinMargin: &nothing}, false}, // the cost itself
	} {
		if got := tt.charm.IsZero(); got != tt.want {
			t.Errorf("%+v: %t", tt.charm, got)
		}
	}
}

func TestCharmRefuses(t *testing.T) {
	const open = `{"endings":["0.99"]}`
	eur := func(amount string) string { return `"upto":{"amount":"` + amount + `","currency":"EUR"}` }
	for _, tt := range []struct {
		charm, field string
		class        error
		reason       string
	}{
		{`{"bands":[{` + eur("10") + `,"endings":["0.99"]}]}`, "bands[0].upto", pricing.ErrInvalid, "nothing says what is above"},
		{`{"bands":[` + open + `,` + open + `]}`, "bands[0].upto", pricing.ErrInvalid, "two open bands"},
		{`{"bands":[{` + eur("10") + `,"endings":["0.99"]},{` + eur("10") + `,"endings":["0.99"]},` + open + `]}`, "bands[1].upto", pricing.ErrInvalid, "an empty band"},
		{`{"bands":[{` + eur("0.50") + `,"endings":["0.99"]},` + open + `]}`, "bands[0]", pricing.ErrInvalid, "no figure in the band"},
		{`{"bands":[{` + eur("10") + `,"endings":["0.49"],"mode":"up"},{"endings":["0.99"],"mode":"down"}]}`, "bands[1]", pricing.ErrInvalid, "9.50 to 10.99, 10.98 to 9.49"},
		{`{"bands":[{` + eur("10") + `,"endings":["0.99"],"mode":"up"},{"endings":["0.99"],"mode":"down"}]}`, "bands[1]", pricing.ErrInvalid, "10.00 to 10.99, 10.01 to 9.99"},
		{`{"bands":[{}]}`, "bands[0].step", pricing.ErrInvalid, "neither endings nor step"},
		{`{"bands":[{"step":"-1"}]}`, "bands[0].step", pricing.ErrInvalid, "negative step"},
		{`{"bands":[{"step":"1","endings":["1"]}]}`, "bands[0].step", pricing.ErrInvalid, "an ending that is a step"},
		{`{"bands":[{"endings":["-0.01"]}]}`, "bands[0].endings[0]", pricing.ErrInvalid, "negative ending"},
		{`{"bands":[{"endings":["0.999"]}]}`, "bands[0].endings[0]", pricing.ErrInvalid, "finer than the cent"},
		{`{"bands":[{"step":"0.001"}]}`, "bands[0].step", pricing.ErrInvalid, "finer than the cent"},
		{`{"bands":[{"step":"99999999999999999999"}]}`, "bands[0].step", pricing.ErrLimit, "too large"},
		{`{"bands":[{"endings":["0.99"],"mode":"half_even"}]}`, "bands[0].mode", pricing.ErrInvalid, "no even endings"},
		{`{"bands":[{"upto":{"amount":"10","currency":"USD"},"endings":["0.99"]},` + open + `]}`, "bands[0].upto", currency.ErrMismatch, "another currency"},
		{`{"floor":{"amount":"-1","currency":"EUR"}}`, "floor", pricing.ErrInvalid, "negative floor"},
		{`{"floor":{"amount":"1","currency":"USD"}}`, "floor", currency.ErrMismatch, "another currency"},
		{`{"min_margin":"-100"}`, "min_margin", pricing.ErrInvalid, "no margin below losing all"},
		{`{"bands":[` + strings.Repeat(open+",", 64) + open + `]}`, "bands", pricing.ErrLimit, "too many"},
	} {
		var c pricing.Charm
		err := json.Unmarshal([]byte(tt.charm), &c)
		if err == nil {
			_, err = c.Apply(currency.MustAmount("12.00", currency.EUR))
		}
		var ce *pricing.CartError
		if !errors.As(err, &ce) || ce.Field != tt.field || !errors.Is(err, tt.class) {
			t.Errorf("%s: got %v, want %s refused as %v", tt.reason, err, tt.field, tt.class)
		}
	}
	for _, price := range []string{"-1", "-0.01", "100000000000000.01", "99999999999999999999"} {
		if got, err := charmOf(t, ends99).Apply(currency.MustAmount(price, currency.EUR)); err == nil {
			t.Errorf("%s EUR: %v", price, got)
		}
	}
}

// TestCharmReadsStrictly: unknown fields and endless lists are refused.
func TestCharmReadsStrictly(t *testing.T) {
	for text, class := range map[string]error{
		`{"band":[]}`:                                                     pricing.ErrUnknownField,
		`{"bands":[{"ending":["1"]}]}`:                                    pricing.ErrUnknownField,
		`{"bands":[{"endings":["1e9"]}]}`:                                 pricing.ErrInvalid,
		`{"bands":[{"step":"` + strings.Repeat("9", 65) + `"}]}`:          pricing.ErrLimit,
		`{"bands":[{"endings":["1"` + strings.Repeat(`,"1"`, 16) + `]}]}`: pricing.ErrLimit,
		`{"min_margin":"x"}`:                                              pricing.ErrInvalid,
		`[]`:                                                              pricing.ErrInvalid,
	} {
		var c pricing.Charm
		if err := json.Unmarshal([]byte(text), &c); !errors.Is(err, class) {
			t.Errorf("%s: %v, want %v", text, err, class)
		}
	}
	var b pricing.CharmBand
	if err := json.Unmarshal([]byte(`{"ending":["1"]}`), &b); !errors.Is(err, pricing.ErrUnknownField) {
		t.Errorf("a band alone: %v", err)
	}
	if err := json.Unmarshal([]byte(`{"endings":["1"],"mode":"down"}`), &b); err != nil || len(b.Endings) != 1 || b.Mode != currency.Down {
		t.Errorf("a band alone: %+v, %v", b, err)
	}
}

// randomCharm makes a charm and what its figures up to a bound are, listed one
// by one.
func randomCharm(r *rand.Rand) (c pricing.Charm, figures []int64) {
	cents := func(n int64) decimal.Decimal { return decimal.New(n, -2) }
	above, bands := int64(0), 1+r.IntN(3)
	for i := range bands {
		b := pricing.CharmBand{Mode: []currency.Mode{currency.HalfUp, currency.HalfDown, currency.Up, currency.Down}[r.IntN(4)]}
		step := []int64{5, 10, 50, 100, 500, 1000}[r.IntN(6)]
		b.Step = cents(step)
		endings := []int64{0}
		if r.IntN(3) > 0 {
			endings = nil
			for range 1 + r.IntN(3) {
				endings = append(endings, r.Int64N(step))
			}
			for _, e := range endings {
				b.Endings = append(b.Endings, cents(e))
			}
		}
		upto := int64(charmedBound * 2)
		if i < bands-1 {
			upto = above + 1 + r.Int64N(3000)
			b.Upto = currency.FromMinor(upto, currency.EUR)
		}
		for k := int64(0); k <= upto; k += step {
			for _, e := range endings {
				if x := k + e; x > above && x <= upto {
					figures = append(figures, x)
				}
			}
		}
		c.Bands = append(c.Bands, b)
		above = upto
	}
	if r.IntN(3) == 0 {
		floor := r.Int64N(3000)
		c.Floor = currency.FromMinor(floor, currency.EUR)
		figures = slices.DeleteFunc(figures, func(x int64) bool { return x < floor })
	}
	slices.Sort(figures)
	return c, figures
}

const charmedBound = 8000

// TestLawCharm: over generated charms, each price moves to the figure that a
// search through all of them finds; a figure stays, a higher price never comes
// out lower, and nothing goes below the floor.
func TestLawCharm(t *testing.T) {
	r := rand.New(rand.NewPCG(*seedFlag, 11))
	t.Logf("seed %d", *seedFlag)
	sound, refused := 0, 0
	for range race.Cases(2000) {
		c, figures := randomCharm(r)
		if _, err := c.Apply(currency.FromMinor(1, currency.EUR)); err != nil {
			if !errors.Is(err, pricing.ErrInvalid) {
				t.Fatal(err)
			}
			refused++
			continue
		}
		sound++
		before := int64(0)
		for x := r.Int64N(40); x < charmedBound; x += 1 + r.Int64N(60) {
			got, err := c.Apply(currency.FromMinor(x, currency.EUR))
			if err != nil {
				t.Fatal(err)
			}
			y, _ := got.Minor()
			if want := searched(c, figures, x); y != want {
				t.Fatalf("%d by %s: %d, want %d", x, bytesOf(c, nil), y, want)
			}
			if y < before {
				t.Fatalf("%d by %s: %d, below %d of a lower price", x, bytesOf(c, nil), y, before)
			}
			if again, _ := c.Apply(got); again != got {
				t.Fatalf("%d by %s: %v, and then %v", x, bytesOf(c, nil), got, again)
			}
			before = y
		}
	}
	t.Logf("%d charms, %d refused", sound, refused)
	if sound < race.Cases(500) || refused < race.Cases(20) {
		t.Errorf("%d charms, %d refused: the generator is at fault", sound, refused)
	}
}

// searched is the figure for x by looking at all of them.
func searched(c pricing.Charm, figures []int64, x int64) int64 {
	if x == 0 {
		return 0
	}
	low, high := int64(-1), int64(-1)
	for _, f := range figures {
		if f <= x {
			low = f
		}
		if f >= x && high < 0 {
			high = f
		}
	}
	if low < 0 || low == high {
		return high
	}
	var mode currency.Mode
	for _, b := range c.Bands {
		mode = b.Mode
		if upto, _ := b.Upto.Minor(); b.Upto == (currency.Amount{}) || x <= upto {
			break
		}
	}
	up := mode == currency.Up
	switch d := (high - x) - (x - low); {
	case mode == currency.Up || mode == currency.Down:
	case d == 0:
		up = mode == currency.HalfUp
	default:
		up = d < 0
	}
	if up {
		return high
	}
	return low
}

// FuzzCharm reads charms from anywhere: what is read is written back the same,
// and moves no price away from where it moved it.
func FuzzCharm(f *testing.F) {
	for _, s := range []string{ends99, bySize, ends9Up, fivesDown, tieDown, floored, `{"min_margin":"12.5"}`, `{}`, `[]`,
		`{"bands":[{"endings":["0.99","0.5"],"step":"3","mode":"down"}]}`} {
		f.Add([]byte(s), int64(1234))
	}
	f.Fuzz(func(t *testing.T, data []byte, minor int64) {
		var c pricing.Charm
		if err := c.UnmarshalJSON(data); err != nil {
			return
		}
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		if again := bytesOf(charmOf(t, string(text)), nil); string(again) != string(text) {
			t.Fatalf("%s reads back as %s", text, again)
		}
		price := currency.FromMinor(minor, currency.EUR)
		once, err := c.Apply(price)
		if err != nil {
			return
		}
		if twice, err := c.Apply(once); err != nil && !errors.Is(err, pricing.ErrLimit) || err == nil && twice != once {
			t.Fatalf("%v by %s: %v, then %v, %v", price, text, once, twice, err)
		}
	})
}

// A charm makes prices end as customers like them.
func ExampleCharm_Apply() {
	c := pricing.Charm{Bands: []pricing.CharmBand{
		{Upto: currency.FromMinor(100_00, currency.EUR), Endings: []decimal.Decimal{decimal.New(99, -2)}}, // 0.99, 1.99, …
		{Step: decimal.NewFromInt(5), Mode: currency.Down},                                                // 105, 110, …
	}}
	for _, price := range []string{"24.31", "24.49", "24.99", "118.70"} {
		charmed, err := c.Apply(currency.MustAmount(price, currency.EUR))
		fmt.Println(price, "→", charmed, err)
	}
	// Output:
	// 24.31 → 23.99 EUR <nil>
	// 24.49 → 24.99 EUR <nil>
	// 24.99 → 24.99 EUR <nil>
	// 118.70 → 115.00 EUR <nil>
}
