package ltv

import (
	"slices"
	"testing"
)

// BenchmarkFitBGNBD groups and fits as many customers as the CDNOW sample has.
func BenchmarkFitBGNBD(b *testing.B) {
	customers := like(simulated(1), 2357)
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			groups, err := Groups(slices.Values(customers))
			if err != nil {
				b.Fatal(err)
			}
			if _, _, err := FitBGNBD(groups, FitOptions{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkFitMillion groups and fits a million customers of two years.
func BenchmarkFitMillion(b *testing.B) {
	s := simulated(2)
	m := BGNBD{R: .25, Alpha: 32, A: .8, B: 2.5}
	customers := make([]Summary, 1_000_000)
	for i := range customers {
		customers[i] = s.bgnbd(m, 1+s.IntN(730))
	}
	b.Run("landed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			groups, err := Groups(slices.Values(customers))
			if err != nil {
				b.Fatal(err)
			}
			if _, _, err := FitBGNBD(groups, FitOptions{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkScore tells the orders of one customer in the next year.
func BenchmarkScore(b *testing.B) {
	customers := like(simulated(3), 1000)
	for _, m := range []struct {
		name string
		Model
	}{{"BGNBD", cdnowBG}, {"MBGNBD", cdnowMBG}, {"ParetoNBD", cdnowPareto}} {
		b.Run("landed/"+m.name, func(b *testing.B) {
			b.ReportAllocs()
			sum, i := 0.0, 0
			for b.Loop() {
				sum += m.Expected(customers[i%len(customers)], 364)
				i++
			}
			if !(sum > 0) {
				b.Error("nobody orders")
			}
		})
	}
}

// TestScoreAllocations checks that no figure of a customer costs memory.
func TestScoreAllocations(t *testing.T) {
	s, wide := Summary{3, 60, 100}, BGNBD{R: 1, Alpha: 10, A: 2, B: 1e6}
	for _, m := range append(slices.Clone(published), wide) {
		if n := testing.AllocsPerRun(10, func() {
			m.Alive(s)
			m.Expected(s, 30)
			m.New(1e6)
			m.Probability(s, 3, 30)
			if _, err := m.Residual(s, 0.001); err != nil {
				t.Error(err)
			}
		}); n != 0 {
			t.Errorf("%T: %v allocations", m, n)
		}
	}
}
