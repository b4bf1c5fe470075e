package currency

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
)

// A cross out of a snapshot is the cross of the two rates that it holds, by
// whatever way it is made.
func TestSnapshotCrossIsCross(t *testing.T) {
	world := worldRates(t)
	two, err := NewTwoWay(CHF, EUR, dec("1.0601"), dec("1.0701"), rateDay, "bank")
	if err != nil {
		t.Fatal(err)
	}
	long, err := NewRatio(EUR, KWD, dec("0.3512345678901234567"), dec("1.1234567890123456789"), rateDay, "bank")
	if err != nil {
		t.Fatal(err)
	}
	usd, err := NewRatio(USD, EUR, decimal.New(100, 0), decimal.New(115, 0), rateDay, "")
	if err != nil {
		t.Fatal(err)
	}
	mixed, err := NewRates(EUR, rateDay, "bank", append(two.Rates(), long, usd))
	if err != nil {
		t.Fatal(err)
	}
	for _, rs := range []*Rates{world, mixed} {
		codes := rs.Codes()
		for i, from := range codes {
			to := codes[(i*7+3)%len(codes)]
			if from == to || from == rs.Pivot() || to == rs.Pivot() {
				continue
			}
			for name, f := range map[string]func(a, b Code) (Rate, error){"bid": rs.Rate, "mid": rs.Mid, "ask": rs.Ask} {
				first, err1 := f(from, rs.Pivot())
				second, err2 := f(rs.Pivot(), to)
				if err1 != nil || err2 != nil {
					t.Fatal(err1, err2)
				}
				want, err1 := first.Cross(second)
				got, err2 := f(from, to)
				if err1 != nil || err2 != nil || !got.Equal(want) || got.num != want.num || got.scales[0] != want.scales[0] {
					t.Errorf("%s of %s to %s: %v, %v, want %v, %v", name, from, to, got, err2, want, err1)
				}
			}
		}
	}
}

// A snapshot finds what it holds, and nothing else, whatever the codes are.
func TestSnapshotFinds(t *testing.T) {
	names := []string{"A", "Z", "0", "9", "ZZZZZ", "99999", "00000", "M0", "M1", "M2", "M3", "MZZ", "USDT"}
	codes := []Code{EUR, USD, AED, ZWG, Code(math.MaxUint32), 1}
	for i, name := range names {
		c, err := NewCode(name, i)
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, c)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 2_000 {
		pivot := codes[rnd.IntN(len(codes))]
		star := rnd.IntN(2) == 0
		held := map[[2]Code]Rate{}
		var rates []Rate
		for i := range rnd.IntN(12) {
			base, quote := codes[rnd.IntN(len(codes))], codes[rnd.IntN(len(codes))]
			if star && base != pivot {
				quote = pivot
			}
			if _, twice := held[[2]Code{base, quote}]; twice || base == quote {
				continue
			}
			r, err := NewRate(base, quote, decimal.New(int64(2+i), 0), rateDay, "test")
			if err != nil {
				t.Fatal(err)
			}
			held[[2]Code{base, quote}], rates = r, append(rates, r)
		}
		rs, err := NewRates(pivot, rateDay, "test", rates)
		if err != nil {
			t.Fatal(err)
		}
		for _, from := range codes {
			for _, to := range codes {
				got, err := rs.Rate(from, to)
				want, ok := held[[2]Code{from, to}]
				if back, inverse := held[[2]Code{to, from}]; !ok && inverse {
					want, ok = back.Inverse(), true
				}
				switch {
				case from == to:
				case ok && (err != nil || !got.Equal(want)):
					t.Fatalf("%v to %v in %v: %v, %v, want %v", from, to, rates, got, err, want)
				case !ok && err == nil && len(got.Path()) < 3:
					t.Fatalf("%v to %v in %v: %v, want none", from, to, rates, got)
				}
			}
		}
	}
}
