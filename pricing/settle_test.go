package pricing

import (
	"slices"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// A search that goes round between laws says which they are, that of the highest
// values first, and which is the lower: the one that leads to the highest values.
func TestLawsOfACircle(t *testing.T) {
	round := func(regime string, total int64) state {
		return state{regime: regime, total: currency.FromMinor(total, currency.EUR)}
	}
	for _, tt := range []struct {
		reason string
		circle []state
		laws   []string
		lower  string
	}{
		{"of two", []state{round("normal", 150_01), round("relief", 145_00)}, []string{"normal", "relief"}, "relief"},
		{"from the other", []state{round("relief", 145_00), round("normal", 150_01)}, []string{"normal", "relief"}, "relief"},
		{"of three", []state{round("flat", 120_00), round("normal", 160_00), round("relief", 90_00)}, []string{"normal", "flat", "relief"}, "flat"},
		{"two of the highest, the first", []state{round("relief", 90_00), round("normal", 160_00), round("flat", 120_00), round("normal", 160_00)}, []string{"normal", "flat", "relief"}, "relief"},
		{"one of them twice", []state{round("relief", 90_00), round("normal", 160_00), round("normal", 155_00)}, []string{"normal", "relief"}, "relief"},
	} {
		var found []string
		for _, s := range laws(tt.circle) {
			found = append(found, s.regime)
		}
		if !slices.Equal(found, tt.laws) {
			t.Errorf("%s: got %v, want %v", tt.reason, found, tt.laws)
		}
		if got := lower(tt.circle).regime; got != tt.lower {
			t.Errorf("%s: the lower law is %s, want %s", tt.reason, got, tt.lower)
		}
	}
}

// What the grid left over is Rounding up to five minor units, and Subsidy beyond.
func TestLineRounding(t *testing.T) {
	eur := func(minor int64) currency.Amount { return currency.FromMinor(minor, currency.EUR) }
	for left, want := range map[int64][2]int64{5: {5, 0}, -5: {-5, 0}, 6: {0, -6}, -6: {0, 6}} { // rounding, subsidy
		c := &consignment{m: &Market{Currency: currency.EUR}, goods: []goods{{product: &Product{}, quantity: 1, shown: eur(1000 + left), price: eur(1000 + left)}}}
		l := &settled{held: []held{{base: eur(1000), rounding: eur(left)}}}
		l.nets = []currency.Amount{eur(1000)}
		l.assessment.Lines = make([]duty.Line, 1)
		line, err := c.line(l, 0)
		if err != nil || line.Rounding != eur(want[0]) || line.Subsidy != eur(want[1]) {
			t.Errorf("%d left over: rounding %v and subsidy %v, %v", left, line.Rounding, line.Subsidy, err)
		}
	}
}
