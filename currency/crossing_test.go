package currency

import (
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
				if err1 != nil || err2 != nil || !got.Equal(want) || got.num != want.num && got.num.big == nil {
					t.Errorf("%s of %s to %s: %v, %v, want %v, %v", name, from, to, got, err2, want, err1)
				}
			}
		}
	}
}
