package exact

import (
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// hostile sets what a host program may set, for one test.
func hostile(t testing.TB) {
	quotes, trim, scientific, exponent := decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.UseScientificNotation, decimal.MaxDecodeExponent
	decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.UseScientificNotation, decimal.MaxDecodeExponent = true, false, true, 1
	t.Cleanup(func() {
		decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.UseScientificNotation, decimal.MaxDecodeExponent = quotes, trim, scientific, exponent
	})
}

func TestDecimalText(t *testing.T) {
	hostile(t)
	for _, tt := range []struct {
		coefficient int64
		exponent    int32
		want        string
		reason      string
	}{
		{0, 0, "0", "zero"},
		{0, -5, "0", "zero has no places"},
		{0, 1 << 30, "0", "zero has no exponent"},
		{19, 0, "19", "a whole number"},
		{1200, 0, "1200", "zeros before the point count"},
		{12, 2, "1200", "a positive exponent is written out"},
		{1200, -2, "12", "no point without a fraction"},
		{1250, -2, "12.5", "no zeros at the end"},
		{-5, -2, "-0.05", "zeros behind the point"},
		{-9223372036854775808, -18, "-9.223372036854775808", "the smallest int64"},
		{1, 64, "1" + strings.Repeat("0", 64), "just as many zeros as are written"},
		{1, 65, "1E65", "one more"},
		{120, 65, "12E66", "digits are counted without zeros"},
		{1, -65, "0." + strings.Repeat("0", 64) + "1", "as many behind the point"},
		{1, -66, "1E-66", "one more"},
		{-7, 1 << 30, "-7E1073741824", "an exponent bomb"},
		{7, -1 << 30, "7E-1073741824", "another"},
	} {
		if got := DecimalText(decimal.New(tt.coefficient, tt.exponent)); got != tt.want {
			t.Errorf("%de%d: %s, want %s: %s", tt.coefficient, tt.exponent, got, tt.want, tt.reason)
		}
	}
}

// TestLawDecimal demands that the text of any decimal within the bounds has the
// decimal's value and reads back as it.
func TestLawDecimal(t *testing.T) {
	hostile(t)
	seed := rand.Uint64()
	g := rand.New(rand.NewPCG(seed, 0))
	for range 20_000 {
		n := new(big.Int).SetUint64(g.Uint64() >> g.IntN(64))
		if g.IntN(2) == 0 {
			n.Mul(n, new(big.Int).SetUint64(g.Uint64()))
		}
		if g.IntN(2) == 0 {
			n.Neg(n)
		}
		d := decimal.NewFromBigInt(n, int32(g.IntN(60)-40))
		text := DecimalText(d)
		if back, ok := new(big.Rat).SetString(text); !ok || back.Cmp(d.Rat()) != 0 || strings.ContainsAny(text, "Ee") {
			t.Fatalf("seed %d: %se%d is written %s", seed, n, d.Exponent(), text)
		}
		if strings.Contains(text, ".") && strings.HasSuffix(text, "0") {
			t.Fatalf("seed %d: %s ends with a zero", seed, text)
		}
		if back, ok := ParseDecimal(strings.TrimPrefix(text, "-"), 64, 64); !ok || !back.Equal(d.Abs()) {
			t.Fatalf("seed %d: %s is not read back", seed, text)
		}
	}
}

func TestParseDecimal(t *testing.T) {
	hostile(t)
	for _, tt := range []struct {
		in          string
		coefficient string
		exponent    int32
		ok          bool
		reason      string
	}{
		{"0", "0", 0, true, "zero"},
		{"9.975", "9975", -3, true, "whatever MaxDecodeExponent is"},
		{"007.50", "750", -2, true, "places are kept"},
		{"1234567890.123456789", "1234567890123456789", -9, true, "beyond the fast path"},
		{"9999999999", "9999999999", 0, true, "ten digits, the most"},
		{"12345678901", "", 0, false, "eleven"},
		{"0.1234567890", "1234567890", -10, true, "ten places, the most"},
		{"0.12345678901", "", 0, false, "eleven"},
		{"", "", 0, false, "nothing"},
		{".", "", 0, false, "a point"},
		{".5", "", 0, false, "no digit before the point"},
		{"5.", "", 0, false, "none behind it"},
		{"1.2.3", "", 0, false, "two points"},
		{"-1", "", 0, false, "a sign"},
		{"+1", "", 0, false, "another"},
		{"\u22121", "", 0, false, "a sign that shopspring takes"},
		{"1e5", "", 0, false, "an exponent"},
		{"1,000", "", 0, false, "a separator"},
		{" 1", "", 0, false, "a space"},
		{"٣", "", 0, false, "digits of another script"},
		{"NaN", "", 0, false, "not a number"},
	} {
		got, ok := ParseDecimal(tt.in, 10, 10)
		if ok != tt.ok || ok && (got.Coefficient().String() != tt.coefficient || got.Exponent() != tt.exponent) {
			t.Errorf("%q: %se%d, %t: %s", tt.in, got.Coefficient(), got.Exponent(), ok, tt.reason)
		}
	}
}

func TestWire(t *testing.T) {
	hostile(t)
	type object struct {
		A Wire `json:"a"`
		B Wire `json:"b,omitzero"`
	}
	for _, tt := range []struct {
		in   object
		want string
	}{
		{object{}, `{"a":"0"}`},
		{object{Wire{decimal.New(-150, -2)}, Wire{decimal.New(15, 2)}}, `{"a":"-1.5","b":"1500"}`},
	} {
		if got, err := json.Marshal(tt.in); err != nil || string(got) != tt.want {
			t.Errorf("%s, %v, want %s", got, err, tt.want)
		}
	}
}

// FuzzParseDecimal demands that what is read is written as the same value, and
// that shopspring agrees on it.
func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"0", "19", "9.975", "007.50", "1e5", "-1", ".5", "12345678901234567890.12345678901234567890"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := ParseDecimal(s, 34, 34)
		if !ok {
			return
		}
		if other, err := decimal.NewFromString(s); err != nil || !other.Equal(d) || other.Exponent() != d.Exponent() {
			t.Fatalf("%q: %v, shopspring %v, %v", s, d, other, err)
		}
		if again, ok := ParseDecimal(DecimalText(d), 34, 34); !ok || !again.Equal(d) {
			t.Fatalf("%q is written %s", s, DecimalText(d))
		}
	})
}

func BenchmarkDecimalText(b *testing.B) {
	d := decimal.New(19250, -3)
	b.Run("landed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = DecimalText(d)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = d.String()
		}
	})
}
