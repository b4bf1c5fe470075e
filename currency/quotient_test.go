package currency

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/race"
)

// edges are the int64 values at which arithmetic in 64 and 128 bits goes wrong
// first.
var edges = []int64{math.MinInt64, math.MinInt64 + 1, -1_000_000_007, -10, -1, 0, 1, 5, 100, 1e9, 1e18, math.MaxInt64 - 1, math.MaxInt64}

// Wherever the fast path answers, it answers as the exact one does.
func TestQuotientAtTheEdges(t *testing.T) {
	answers, cases := 0, 0
	for _, n := range edges {
		for _, x := range edges {
			for _, y := range edges {
				for _, shift := range []int{-20, -19, -3, 0, 2, 19, 20} {
					for _, increment := range []int64{0, 1, 5, math.MaxInt64} {
						m := Mode(cases % 7)
						cases++
						if checkQuotient(t, n, x, y, shift, m, increment) {
							answers++
						}
					}
				}
			}
		}
	}
	if answers < cases/10 {
		t.Errorf("the fast path answered %d of %d", answers, cases)
	}
}

// The quotient below is 2^64 - 1/2: rounded it wraps a uint64 to zero.
func TestQuotientDoesNotWrap(t *testing.T) {
	const n, x = 145295143558111, 31 * 8191 // their product is 2^65 - 1
	for m := HalfUp; m <= Floor; m++ {
		for _, increment := range []int64{0, 1, 2} {
			if units, ok := quotient(n, x, 2, 0, m, increment); ok {
				t.Errorf("%v to %d: %d", m, increment, units)
			}
		}
	}
	got, err := FromMinor(n, JPY).MulRound(dec("126960.5"), Rounding{})
	if want := "18446744073709551616"; err != nil || got.Text() != want {
		t.Errorf("%v, %v, want %s", got, err, want)
	}
	got, err = FromMinor(n, JPY).MulDiv(decimal.New(x, 0), dec("2"), Rounding{})
	if want := "18446744073709551616"; err != nil || got.Text() != want {
		t.Errorf("%v, %v, want %s", got, err, want)
	}
}

// Products in 128 bits are divided by a word only if the quotient fits one: here
// it is 2^64 and not less than one.
func TestProductOfTwoToTheSixtyFour(t *testing.T) {
	got, err := FromMinor(1<<32, JPY).MulRound(decimal.New(1<<32, 0), Rounding{})
	if want := "18446744073709551616"; err != nil || got.Text() != want {
		t.Errorf("%v, %v, want %s", got, err, want)
	}
}

// A factor out of the domain is refused by whatever path the amount would take,
// even where its exponent would cancel out.
func TestFactorsOutOfTheDomain(t *testing.T) {
	fine, wide := MustAmount("0.0000000000000000000000000000000001", EUR), MustAmount("9999999999999999999999999.01", EUR)
	for _, x := range []decimal.Decimal{decimal.New(1, 35), decimal.New(1, 53), decimal.New(1, math.MaxInt32), decimal.New(1, -35), decimal.New(1, math.MinInt32)} {
		for _, a := range []Amount{fine, wide, FromMinor(1, EUR)} {
			_, err1 := a.MulRound(x, Rounding{})
			_, err2 := a.DivRound(x, Rounding{})
			_, err3 := a.MulDiv(x, x, Rounding{})
			_, err4 := a.Percent(x, Rounding{})
			for i, err := range []error{err1, err2, err3, err4} {
				if !errors.Is(err, ErrRange) {
					t.Errorf("%v and %s, operation %d: %v, want ErrRange", a, describe(x), i, err)
				}
			}
		}
	}
}

// checkQuotient compares quotient with the exact path and reports whether it
// answered.
func checkQuotient(t *testing.T, n, x, y int64, shift int, m Mode, increment int64) bool {
	t.Helper()
	units, ok := quotient(n, x, y, shift, m, increment)
	if !ok {
		return false
	}
	if y == 0 || m > Floor || increment < 0 {
		t.Fatalf("%d × %d / %d, %v to %d: answered with %d", n, x, y, m, increment, units)
	}
	g := grid{mode: m, increment: uint64(max(increment, 1))}
	want := g.mulDivBig(number{units: n}, number{units: x, scale: int32(-shift)}, number{units: y})
	if want.big != nil || want.units != units {
		t.Fatalf("%d × %d / %d × 10^%d, %v to %d: fast %d, exact %v", n, x, y, shift, m, increment, units, want)
	}
	return true
}

func FuzzQuotient(f *testing.F) {
	f.Add(int64(123456), int64(10837), int64(1), -4, uint8(HalfUp), int64(0))
	f.Add(int64(math.MinInt64), int64(-1), int64(1), 0, uint8(Floor), int64(1))
	f.Add(int64(5), int64(1), int64(10), 19, uint8(HalfEven), int64(25))
	f.Fuzz(func(t *testing.T, n, x, y int64, shift int, m uint8, increment int64) {
		checkQuotient(t, n, x, y, shift%64, Mode(m), increment)
	})
}

// Every mode, on every kind of grid, for all ties and values around them, by
// each operation that rounds.
func TestEveryRounding(t *testing.T) {
	race.Alone(t)
	one, thousand := decimal.New(1, 0), decimal.New(1000, 0)
	values := []int64{-126, -124, -6, -4, -1, 1, 4, 6, 124, 126}
	for n := int64(-250); n <= 250; n += 5 {
		values = append(values, n)
	}
	for _, digits := range []Places{0, To(0), To(1), To(3)} {
		for _, increment := range []int64{0, 2, 5, 25, math.MaxInt64} {
			for mode := HalfUp; mode <= Floor; mode++ {
				r := Rounding{Mode: mode, Digits: digits, Increment: increment}
				for _, n := range values {
					value := decimal.New(n, -3)
					want := roundRat(big.NewRat(n, 1000), mode, digits.In(EUR), increment)
					for what, f := range map[string]func() (Amount, error){
						"Round":        func() (Amount, error) { return must(FromDecimal(value, EUR)).Round(r) },
						"MulRound":     func() (Amount, error) { return FromMinor(100, EUR).MulRound(value, r) },
						"DivRound":     func() (Amount, error) { return FromMinor(100*n, EUR).DivRound(thousand, r) },
						"MulDiv":       func() (Amount, error) { return FromMinor(-100, EUR).MulDiv(value, one.Neg(), r) },
						"MulRat":       func() (Amount, error) { return FromMinor(100, EUR).MulRat(big.NewRat(n, 1000), r) },
						"Percent":      func() (Amount, error) { return FromMinor(10000, EUR).Percent(value, r) },
						"PlusPercent":  func() (Amount, error) { return FromMinor(100, EUR).PlusPercent(decimal.New(n-1000, -1), r) },
						"MinusPercent": func() (Amount, error) { return FromMinor(100, EUR).MinusPercent(decimal.New(1000-n, -1), r) },
						"WithoutPercent": func() (Amount, error) {
							return must(FromDecimal(decimal.New(n, -4), EUR)).WithoutPercent(decimal.New(-90, 0), r)
						},
					} {
						got, err := f()
						checkAmount(t, what+" of "+value.String()+" by "+rounding(r), got, err, want, EUR)
					}
				}
			}
		}
	}
}

func rounding(r Rounding) string {
	return r.Mode.String() + " to " + r.Digits.String() + " × " + decimal.New(r.Increment, 0).String()
}

// Law 2: a quotient is exact, or the exact one rounded once, or an error.
func TestLawQuotients(t *testing.T) {
	g := generator{random(t)}
	exact := 0
	for range rounds() {
		c, r := g.code(), g.rounding()
		a, x := g.amount(c), g.number()
		if g.IntN(3) == 0 { // a divisor whose quotients end
			x = decimal.New(1<<g.IntN(20)*[]int64{1, 5, 25, 3125, -9765625}[g.IntN(5)], -int32(g.IntN(20)))
		}
		round := func(exact *big.Rat) *big.Rat { return roundRat(exact, r.Mode, r.Digits.In(c), r.Increment) }
		about := a.String() + " by " + x.String() + ", " + rounding(r)

		factor := new(big.Rat).Quo(rat(x), big.NewRat(100, 1))
		plus, minus := new(big.Rat).Add(big.NewRat(1, 1), factor), new(big.Rat).Sub(big.NewRat(1, 1), factor)
		got, err := a.PlusPercent(x, r)
		checkAmount(t, "plus per cent "+about, got, err, round(new(big.Rat).Mul(a.rat(), plus)), c)
		got, err = a.MinusPercent(x, r)
		checkAmount(t, "minus per cent "+about, got, err, round(new(big.Rat).Mul(a.rat(), minus)), c)
		if got, err = a.WithoutPercent(x, r); plus.Sign() == 0 {
			checkDivision(t, "without per cent "+about, got, err)
		} else {
			checkAmount(t, "without per cent "+about, got, err, round(new(big.Rat).Quo(a.rat(), plus)), c)
		}

		whole, err := a.Div(x)
		got, err2 := a.DivRound(x, r)
		if x.Sign() == 0 {
			checkDivision(t, "quotient "+about, whole, err)
			checkDivision(t, "rounded quotient "+about, got, err2)
			continue
		}
		q := new(big.Rat).Quo(a.rat(), rat(x))
		checkAmount(t, "rounded quotient "+about, got, err2, round(q), c)
		switch {
		case holds(q, c):
			checkAmount(t, "quotient "+about, whole, err, q, c)
			exact++
		case holds(roundRat(q, Down, c.Digits(), 1), c):
			if whole != (Amount{}) || !errors.Is(err, ErrInexact) || errors.Is(err, ErrRange) {
				t.Fatalf("quotient %s = %v, %v, want ErrInexact", about, whole, err)
			}
		default:
			checkAmount(t, "quotient "+about, whole, err, q, c)
		}
		checkRatios(t, g, a, r)
	}
	if exact < rounds()/10 {
		t.Errorf("%d of %d quotients were exact", exact, rounds())
	}
}

func checkDivision(t *testing.T, what string, got Amount, err error) {
	t.Helper()
	if got != (Amount{}) || !errors.Is(err, ErrDivision) {
		t.Fatalf("%s = %v, %v, want ErrDivision", what, got, err)
	}
}

// checkRatios compares MulRat and PercentOf with the exact figures.
func checkRatios(t *testing.T, g generator, a Amount, r Rounding) {
	t.Helper()
	b := g.amount(a.Currency())
	num, den := g.coefficient(), g.coefficient()
	if den.Sign() != 0 {
		x := new(big.Rat).SetFrac(num, den)
		got, err := a.MulRat(x, r)
		want := new(big.Rat).Mul(a.rat(), x)
		checkAmount(t, a.String()+" times "+x.String(), got, err, roundRat(want, r.Mode, r.Digits.In(a.cur), r.Increment), a.cur)
	}
	p, err := a.PercentOf(b, r)
	switch {
	case r.Digits == 0:
		if !errors.Is(err, ErrRounding) {
			t.Fatalf("%v in per cent of %v to no digits: %v, %v", a, b, p, err)
		}
	case b.IsZero():
		if !errors.Is(err, ErrDivision) {
			t.Fatalf("%v in per cent of nothing: %v, %v", a, p, err)
		}
	default:
		want := new(big.Rat).Quo(a.rat(), b.rat())
		want = roundRat(want.Mul(want, big.NewRat(100, 1)), r.Mode, r.Digits.In(0), r.Increment)
		n := new(big.Rat).Mul(want, new(big.Rat).SetInt(ten(r.Digits.In(0)))).Num()
		if n.CmpAbs(ten(34)) >= 0 {
			if !errors.Is(err, ErrRange) {
				t.Fatalf("%v in per cent of %v: %v, %v, want ErrRange", a, b, p, err)
			}
		} else if err != nil || rat(p).Cmp(want) != 0 || int(-p.Exponent()) != r.Digits.In(0) {
			t.Fatalf("%v in per cent of %v: %v, %v, want %s", a, b, p, err, want.RatString())
		}
	}
}

func TestDiv(t *testing.T) {
	tests := []struct {
		a, x   string
		want   string // or the class of the error
		class  error
		reason string
	}{
		{"10.00", "8", "1.25", nil, ""},
		{"10.00", "3", "", ErrInexact, "a quotient without end needs a rounding"},
		{"10.00", "1.25", "8.00", nil, "a decimal divisor"},
		{"8.00", "800", "0.01", nil, "800 cents for 800 are one each, and nobody owes it"},
		{"-8.00", "-800", "0.01", nil, ""},
		{"-8.00", "800", "-0.01", nil, ""},
		{"1.00", "1024", "0.0009765625", nil, "ten factors 2 take ten digits"},
		{"0.90", "3", "0.30", nil, "the dividend holds the factor 3"},
		{"-0.90", "-3", "0.30", nil, ""},
		{"0.00", "7", "0.00", nil, "zero divided by anything"},
		{"0.00", "0", "", ErrDivision, ""},
		{"1.00", "0.0000000000000000000000000000000001", "10000000000000000000000000000000000.00", ErrRange, "37 digits"},
		{"1.00", "100000000000000000000000000000000", "0.00000000000000000000000000000001", nil, "32 digits after the point"},
		{"1.00", "1267650600228229401496703205376", "", ErrInexact, "2^100 ends, but not within 34 digits"},
		{"-92233720368547758.08", "-1", "92233720368547758.08", nil, "the smallest int64 by -1 does not fit one"},
		{"-92233720368547758.08", "0.01", "-9223372036854775808.00", nil, "beyond an int64"},
		{"99999999999999999999999999999999.99", "0.1", "", ErrRange, "35 digits"},
	}
	for _, tt := range tests {
		got, err := MustAmount(tt.a, EUR).Div(dec(tt.x))
		if tt.class != nil {
			if got != (Amount{}) || !errors.Is(err, tt.class) {
				t.Errorf("%s by %s is %v, %v, want %v (%s)", tt.a, tt.x, got, err, tt.class, tt.reason)
			}
		} else if err != nil || got.Text() != tt.want {
			t.Errorf("%s by %s is %v, %v, want %s (%s)", tt.a, tt.x, got, err, tt.want, tt.reason)
		}
	}
	_, err := FromMinor(1000, EUR).Div(dec("3"))
	if want := "currency: divide 10.00 EUR by 3: not exact without a rounding"; err == nil || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
}

func TestMulRatRefuses(t *testing.T) {
	a := FromMinor(1000, EUR)
	wide := new(big.Rat).SetFrac(ten(34), big.NewInt(7))
	for _, x := range []*big.Rat{nil, wide, new(big.Rat).Inv(wide), new(big.Rat).SetInt(ten(100_000))} {
		if got, err := a.MulRat(x, Rounding{}); got != (Amount{}) || !errors.Is(err, ErrRange) || len(err.Error()) > 250 {
			t.Errorf("%v, %v, want ErrRange", got, err)
		}
	}
	_, err := a.MulRat(new(big.Rat).SetInt(ten(300)), Rounding{})
	if want := "currency: multiply 10.00 EUR by a number of some 299 digits over 1: out of range"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %q", err, want)
	}
	if _, err := a.MulRat(big.NewRat(1, 3), Rounding{Mode: 7}); !errors.Is(err, ErrRounding) {
		t.Errorf("with an unknown mode: %v", err)
	}
	var zero big.Rat
	if got, err := a.MulRat(&zero, Rounding{}); err != nil || got != FromMinor(0, EUR) {
		t.Errorf("by the zero Rat: %v, %v", got, err)
	}
}
