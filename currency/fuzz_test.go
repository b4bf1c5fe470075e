package currency

import (
	"math/big"
	"slices"
	"testing"
)

func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{"12.34", "-0.005", "+7", "0007.10", "92233720368547758.08", "12345678901234567890123456789012.34", "0.0000000000000000000000000000000001"} {
		f.Add(s)
	}
	for _, h := range hostile {
		if len(h.in) < 100 {
			f.Add(h.in)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAmount(s, EUR)
		if err != nil {
			if a != (Amount{}) || len(err.Error()) > maxMessage {
				t.Fatalf("%q: %v with error %v", s, a, err)
			}
			return
		}
		// What we accept is what math/big reads, less its other notations.
		want, ok := new(big.Rat).SetString(s)
		if !ok || a.rat().Cmp(want) != 0 {
			t.Fatalf("%q is %v", s, a)
		}
		checkCanonical(t, a)
		again, err := ParseAmount(a.Text(), EUR)
		if err != nil || !again.Equal(a) {
			t.Fatalf("%q is %v, which reads as %v, %v", s, a, again, err)
		}
	})
}

// FuzzArithmetic compares each operation on two amounts and a factor, whatever
// their digits and the rounding, with rational numbers.
func FuzzArithmetic(f *testing.F) {
	f.Add("1234.56", "987.65", "1.0837", uint8(HalfUp), uint8(0), int64(0))
	f.Add("-92233720368547758.08", "0.0000000000000000000000000000000001", "-1", uint8(Floor), uint8(3), int64(5))
	f.Add("99999999999999999999999999999999.99", "-0.01", "100", uint8(HalfEven), uint8(35), int64(1)<<62)
	f.Add("0.125", "0", "0", uint8(Ceiling), uint8(1), int64(25))
	f.Fuzz(func(t *testing.T, s1, s2, s3 string, mode, digits uint8, increment int64) {
		a, err1 := ParseAmount(s1, EUR)
		b, err2 := ParseAmount(s2, EUR)
		factor, err3 := ParseAmount(s3, XXX)
		r := Rounding{Mode: Mode(mode), Digits: Places(digits), Increment: increment}
		if err1 != nil || err2 != nil || err3 != nil || r.Validate() != nil {
			return
		}
		x := factor.Decimal()
		round := func(exact *big.Rat) *big.Rat { return roundRat(exact, r.Mode, r.Digits.In(EUR), r.Increment) }
		check := func(what string, want *big.Rat) func(Amount, error) {
			return func(got Amount, err error) { checkAmount(t, what, got, err, want, EUR) }
		}
		check("a + b", new(big.Rat).Add(a.rat(), b.rat()))(a.Add(b))
		check("a - b", new(big.Rat).Sub(a.rat(), b.rat()))(a.Sub(b))
		check("a rounded", round(a.rat()))(a.Round(r))
		product := new(big.Rat).Mul(a.rat(), rat(x))
		check("a × x", product)(a.Mul(x))
		check("a × x rounded", round(product))(a.MulRound(x, r))
		part := new(big.Rat).Quo(product, big.NewRat(100, 1))
		check("x % of a", round(part))(a.Percent(x, r))
		check("a + x %", round(new(big.Rat).Add(a.rat(), part)))(a.PlusPercent(x, r))
		check("a - x %", round(new(big.Rat).Sub(a.rat(), part)))(a.MinusPercent(x, r))
		if x.Sign() != 0 {
			check("a / x", round(new(big.Rat).Quo(a.rat(), rat(x))))(a.DivRound(x, r))
			check("a × b / x", round(new(big.Rat).Quo(new(big.Rat).Mul(a.rat(), b.rat()), rat(x))))(a.MulDiv(b.Decimal(), x, r))
		}
		if c, err := a.Cmp(b); err != nil || c != a.rat().Cmp(b.rat()) {
			t.Fatalf("%v compared with %v: %d, %v", a, b, c, err)
		}
	})
}

func FuzzAmountJSON(f *testing.F) {
	for _, s := range []string{
		`{"amount":"12.34","currency":"EUR"}`, `{"currency":"JPY","amount":5}`, `{"amount":"120","currency":"PTS:0"}`, `null`,
		`{"amount":"0","currency":""}`, ` { "amount" : -1.5 , "currency" : "\u0045UR" } `, `{"amount":1e5,"currency":"EUR"}`,
		`{"amount":"1","amount":"2","currency":"EUR"}`, `{"amount":"1","currency":"EUR"`, `{"amount":"1","currency":"EUR","x":{}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var a Amount
		if err := a.UnmarshalJSON(data); err != nil {
			if a != (Amount{}) {
				t.Fatalf("%q: %v with error %v", data, a, err)
			}
			return
		}
		checkCanonical(t, a)
		out, err := a.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var again Amount
		if err := again.UnmarshalJSON(out); err != nil || !again.Equal(a) {
			t.Fatalf("%q is %v, written %s, read %v, %v", data, a, out, again, err)
		}
	})
}

func FuzzRateJSON(f *testing.F) {
	for _, s := range []string{
		`{"base":"USD","quote":"GBP","num":"0.8812086","den":"1.15","as_of":"2026-03-18T00:00:00Z","source":"ECB","path":["USD","EUR","GBP"],"margin":"2"}`,
		`{"base":"EUR","quote":"USD","num":"1.15","den":"1"}`, `{"base":"EUR","quote":"PTS:0","num":"100","den":"1","margin":"-2/1.02"}`, `null`,
		`{"base":"EUR","quote":"USD","num":"1.149","den":"1","side":"bid","as_of":"2026-03-18T00:00:00+01:00"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var r Rate
		if err := r.UnmarshalJSON(data); err != nil {
			return
		}
		_ = r.String()
		_, _ = r.Convert(FromMinor(12345, r.Base()), Rounding{})
		if !r.Inverse().Inverse().Equal(r) {
			t.Fatalf("%q: the inverse of the inverse of %v differs", data, r)
		}
		out, err := r.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var again Rate
		if err := again.UnmarshalJSON(out); err != nil || !again.Equal(r) {
			t.Fatalf("%q is %v, written %s, read %v, %v", data, r, out, again, err)
		}
	})
}

func FuzzRatesJSON(f *testing.F) {
	for _, s := range []string{
		`{"pivot":"EUR","as_of":"2026-03-18T00:00:00Z","source":"ECB","rates":[{"base":"EUR","quote":"USD","num":"1.15","den":"1"},{"base":"EUR","quote":"GBP","num":"0.86393","den":"1","as_of":"2026-03-17T00:00:00Z","source":"x"}]}`,
		`{"pivot":"USD","as_of":"2026-03-18T16:00:00+02:00","rates":[{"base":"EUR","quote":"USD","num":"1.149","den":"1","side":"bid"},{"base":"EUR","quote":"USD","num":"1.151","den":"1","side":"ask"}]}`,
		`{"pivot":"PTS:0","as_of":"2026-03-18T00:00:00Z","rates":[]}`, `null`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rs := new(Rates)
		if err := rs.UnmarshalJSON(data); err != nil {
			if rs.Pivot() != 0 || len(rs.All()) != 0 {
				t.Fatalf("%q: %v with error %v", data, rs.All(), err)
			}
			return
		}
		codes := rs.Codes()
		for _, from := range codes[:min(len(codes), 5)] {
			for _, to := range codes[:min(len(codes), 5)] {
				bid, err := rs.Rate(from, to)
				if err != nil {
					continue
				}
				ask, err := rs.Ask(to, from)
				if err != nil || ask.Side() != bid.Side().opposite() || !ask.ratio().inverse().equal(bid.ratio()) || !slices.Equal(ask.Inverse().Path(), bid.Path()) {
					t.Fatalf("%q: %v to %v at %v, and back at %v, %v", data, from, to, bid, ask, err)
				}
			}
		}
		out, err := rs.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		again := new(Rates)
		if err := again.UnmarshalJSON(out); err != nil || again.Pivot() != rs.Pivot() || !again.AsOf().Equal(rs.AsOf()) ||
			!slices.EqualFunc(again.All(), rs.All(), Rate.Equal) {
			t.Fatalf("%q is %v, written %s, read %v, %v", data, rs.All(), out, again.All(), err)
		}
	})
}

func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"EUR", "PTS:0", "BTC:8", "A:18", "99X0Z:1", "eur", "EUR:2", "PTS:19", "", ":", "POINTS:0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCode(s)
		if err != nil {
			if c != 0 {
				t.Fatalf("%q: %v with error %v", s, c, err)
			}
			return
		}
		if c.String() != s {
			t.Fatalf("%q is %v", s, c)
		}
		if same, err := NewCode(c.Name(), c.Digits()); err != nil || same != c {
			t.Fatalf("%q: NewCode gives %v, %v", s, same, err)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-11-21", "2024-02-29", "0001-01-01", "9999-12-31", "2026-13-01", "2026-1-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if (err == nil) != (d != 0) || err == nil && d.String() != s {
			t.Fatalf("%q is %v, %v", s, d, err)
		}
	})
}

// maxMessage bounds the message about a faulty text: 60 bytes of it, each
// escaped as four at the worst, and what is said of them.
const maxMessage = 400
