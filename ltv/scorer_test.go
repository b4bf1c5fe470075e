package ltv

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// Law: a score is the value of the curve, whatever the model, the history, the
// margin and the terms.
func TestScorerIsResidual(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 7))
	for i := range 3000 {
		m := published[r.IntN(len(published))]
		h := Summary{Age: r.IntN(2000)}
		if h.Age > 0 && r.IntN(3) > 0 {
			h.Repeat, h.Last = 1+r.IntN(30), r.IntN(h.Age+1)
		}
		code := []currency.Code{currency.EUR, currency.JPY, currency.KWD}[r.IntN(3)]
		repeat := Average{currency.FromMinor(r.Int64N(1<<uint(1+r.IntN(50)))-1000, code), 1 + r.IntN(1000)}
		d := Discount{Annual: decimal.New(r.Int64N(5000), -2), Horizon: Period(1 + r.IntN(36))}
		d.Undiscounted = d.Annual.IsZero()
		scorer, err := NewScorer(m, d)
		if err != nil {
			t.Fatal(err)
		}
		curve, wrong := Residual(m, h, Margin{Market: "DE", Repeat: repeat}, d)
		got, err := scorer.Value(h, repeat)
		if (err == nil) != (wrong == nil) || err == nil && !got.Equal(curve.LTV()) {
			t.Fatalf("seed 11, 7, case %d: %v after %v, %v each, %+v: %v, %v, want %v, %v", i, m, h, repeat, d, got, err, curve.LTV(), wrong)
		}
	}
}

func TestScorerRefuses(t *testing.T) {
	repeat := Each(eur("20"))
	scorer := func(m Model, d Discount) error { _, err := NewScorer(m, d); return err }
	value := func(m Model, h Summary, a Average) error {
		s, err := NewScorer(m, percent(10, 12))
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Value(h, a)
		return err
	}
	nonsense := stub{cdnow, func(_ Summary, days float64) float64 { return -days }}
	_, zero := Scorer{}.Value(Summary{}, repeat)
	for _, test := range []struct {
		err, class error
		reason     string
	}{
		{scorer(nil, percent(10, 12)), ErrModel, "no model"},
		{scorer(BGNBD{}, percent(10, 12)), ErrModel, "a model without parameters"},
		{scorer(cdnow, Discount{Horizon: 12}), ErrTerms, "no rate"},
		{scorer(cdnow, percent(10, 0)), ErrHorizon, "no horizon"},
		{zero, ErrModel, "the zero Scorer"},
		{value(cdnow, Summary{Repeat: 1, Last: 3, Age: 2}, repeat), ErrHistory, "an impossible history"},
		{value(cdnow, Summary{}, Average{}), ErrTerms, "no margin"},
		{value(cdnow, Summary{}, Average{eur("20"), 0}), ErrTerms, "a margin of no purchase"},
		{value(nonsense, Summary{}, repeat), ErrModel, "a model that expects less than nothing"},
	} {
		if !errors.Is(test.err, test.class) {
			t.Errorf("%s: %v, want %v", test.reason, test.err, test.class)
		}
	}
}

// The first month in which a model expects what cannot be is named.
func TestScorerSaysWhen(t *testing.T) {
	third := stub{cdnow, func(_ Summary, days float64) float64 {
		if days > 2.5*monthDays {
			return -1
		}
		return days
	}}
	scorer, err := NewScorer(third, percent(10, 12))
	if err != nil {
		t.Fatal(err)
	}
	const want = "ltv: value of a customer: month 3: unusable model: it expects -1 orders"
	if _, err := scorer.Value(Summary{}, Each(eur("20"))); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// BenchmarkScorer tells what one customer is worth in the next year.
func BenchmarkScorer(b *testing.B) {
	customers := like(simulated(3), 1000)
	repeat, d := Each(eur("20.13")), percent(10, 12)
	scorer, err := NewScorer(cdnowBG, d)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("landed", func(b *testing.B) {
		i := 0
		for b.Loop() {
			if _, err := scorer.Value(customers[i%len(customers)], repeat); err != nil {
				b.Fatal(err)
			}
			i++
		}
	})
	b.Run("curve", func(b *testing.B) {
		i := 0
		for b.Loop() {
			if _, err := Residual(cdnowBG, customers[i%len(customers)], Margin{Market: "DE", Repeat: repeat}, d); err != nil {
				b.Fatal(err)
			}
			i++
		}
	})
}
