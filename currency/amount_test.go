package currency

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/excerpt"
)

// dec is a decimal for tests, made without shopspring's reader, which depends
// on a package variable.
func dec(s string) decimal.Decimal { return MustAmount(s, XXX).Decimal() }

func TestAmountSize(t *testing.T) {
	if size := unsafe.Sizeof(Amount{}); size > 24 { // less where addresses are
		t.Errorf("an Amount has %d bytes, want at most 24", size)
	}
}

func TestParseAmount(t *testing.T) {
	tests := []struct{ in, want, reason string }{
		{"12.34", "12.34", ""},
		{"12", "12.00", "the minor unit is always there"},
		{"12.3400000", "12.34", "no needless zeros"},
		{"12.345", "12.345", "finer than the minor unit"},
		{"-0.005", "-0.005", ""},
		{"+7", "7.00", ""},
		{"0007.10", "7.10", "leading zeros"},
		{"-0", "0.00", "there is one zero"},
		{"92233720368547758.07", "92233720368547758.07", "the largest int64"},
		{"92233720368547758.08", "92233720368547758.08", "one more"},
		{"-92233720368547758.08", "-92233720368547758.08", "the smallest int64"},
		{"-92233720368547758.09", "-92233720368547758.09", "one less"},
		{"12345678901234567890123456789012.34", "12345678901234567890123456789012.34", "34 digits"},
		{"0.0000000000000000000000000000000001", "0.0000000000000000000000000000000001", "34 digits after the point"},
		{"1.0000000000000000000000000000000000000000000000000000000000", "1.00", "needless zeros beyond the domain"},
		{"1." + strings.Repeat("0", 62), "1.00", "64 bytes, the longest text"},
		{"123456789012345678", "123456789012345678.00", "18 digits, the most that are read in one go"},
	}
	for _, tt := range tests {
		got, err := ParseAmount(tt.in, EUR)
		if err != nil || got.Text() != tt.want || got.String() != tt.want+" EUR" {
			t.Errorf("ParseAmount(%q) = %v, %v, want %s (%s)", tt.in, got, err, tt.want, tt.reason)
		}
	}
}

// hostile are texts that are no amounts, with the class of the error.
var hostile = []struct {
	in     string
	class  error
	want   string
	reason string
}{
	{"", ErrSyntax, "no digits", ""},
	{"-", ErrSyntax, "no digits", ""},
	{"--1", ErrSyntax, `unexpected "-"`, ""},
	{"1-", ErrSyntax, `unexpected "-"`, ""},
	{".5", ErrSyntax, "both sides", ""},
	{"5.", ErrSyntax, "both sides", ""},
	{".", ErrSyntax, "both sides", ""},
	{"12.3.4", ErrSyntax, "second decimal point", ""},
	{"..5", ErrSyntax, "second decimal point", "a first one in front of all digits counts"},
	{"1,234.56", ErrSyntax, "group separators", "package locale reads what people write"},
	{"1 234", ErrSyntax, `unexpected " "`, ""},
	{" 1", ErrSyntax, `unexpected " "`, ""},
	{"1e3", ErrSyntax, "exponents", ""},
	{"e3", ErrSyntax, `unexpected "e"`, "an exponent of nothing"},
	{"1e1000000000", ErrSyntax, "exponents", "a decimal of a gigabyte"},
	{"1E-1000000000", ErrSyntax, "exponents", ""},
	{"NaN", ErrSyntax, `unexpected "N"`, ""},
	{"Infinity", ErrSyntax, `unexpected "I"`, ""},
	{"0x1F", ErrSyntax, `unexpected "x"`, ""},
	{"１２", ErrSyntax, "not a decimal number", "digits that are not ASCII"},
	{"12€", ErrSyntax, "not a decimal number", ""},
	{"\x00", ErrSyntax, "not a decimal number", ""},
	{"1\x7f", ErrSyntax, "not a decimal number: invalid", "a control character is not shown as what was unexpected"},
	{"123456789012345678901234567890123.45", ErrRange, "34 digits", "35 digits"},
	{"0.00000000000000000000000000000000001", ErrRange, "34 digits", "35 after the point"},
	{"1234567890123456789012345678901234", ErrRange, "34 digits", "36 with the minor unit"},
	{strings.Repeat("9", 1_000_000), ErrRange, "(1000000 bytes)", "a megabyte of digits"},
	{strings.Repeat("x", 65), ErrRange, "64 bytes", ""},
}

func TestParseAmountRefuses(t *testing.T) {
	for _, tt := range hostile {
		t.Run(excerpt.Quote(tt.in), func(t *testing.T) {
			a, err := ParseAmount(tt.in, EUR)
			var parse *ParseError
			if a != (Amount{}) || !errors.Is(err, tt.class) || !errors.As(err, &parse) || parse.Input != tt.in {
				t.Fatalf("%v, %v, want %v (%s)", a, err, tt.class, tt.reason)
			}
			if !strings.Contains(err.Error(), tt.want) || len(err.Error()) > 200 {
				t.Errorf("error %q, want one with %q (%s)", err, tt.want, tt.reason)
			}
		})
	}
	if _, err := ParseAmount("5", 0); !errors.Is(err, ErrUnknownCode) {
		t.Errorf("5 of no currency: %v", err)
	}
	if a, err := ParseAmount("0", 0); err != nil || a != (Amount{}) {
		t.Errorf("0 of no currency: %v, %v", a, err)
	}
	if a, err := FromDecimal(decimal.Decimal{}, 0); err != nil || a != (Amount{}) {
		t.Errorf("a decimal of 0 of no currency: %v, %v", a, err)
	}
	if a, err := FromDecimal(dec("5"), 0); !errors.Is(err, ErrUnknownCode) || a != (Amount{}) {
		t.Errorf("a decimal of 5 of no currency: %v, %v", a, err)
	}
}

// A text of 16 megabytes is refused by its length: reading it would take many
// milliseconds. The best of some runs is taken, so that a busy machine cannot
// fail the test.
func TestLongTextIsRefusedAtOnce(t *testing.T) {
	long := strings.Repeat("9", 1<<24)
	text := []byte(long + " EUR")
	for name, f := range map[string]func() error{
		"ParseAmount":   func() error { _, err := ParseAmount(long, EUR); return err },
		"UnmarshalText": func() error { return new(Amount).UnmarshalText(text) },
		"UnmarshalJSON": func() error { return new(Amount).UnmarshalJSON(text) },
		"ParseCode":     func() error { _, err := ParseCode(long); return err },
	} {
		best := time.Hour
		for range 20 {
			start := time.Now()
			err := f()
			best = min(best, time.Since(start))
			if err == nil || len(err.Error()) > 300 {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if best > time.Millisecond/2 {
			t.Errorf("%s takes %v", name, best)
		}
	}
}

// A caller's decimal may be far out of the domain. It is refused before any
// arithmetic: with it, these rows would not end.
func TestHostileDecimals(t *testing.T) {
	wide := decimal.NewFromBigInt(ten(40), 0)
	a := FromMinor(100, EUR)
	for _, d := range []decimal.Decimal{
		decimal.New(1, 1_000_000_000), decimal.New(1, -1_000_000_000), decimal.New(7, math.MaxInt32), decimal.New(7, math.MinInt32),
		decimal.New(1, 35), decimal.New(1, -35), wide, decimal.NewFromBigInt(ten(300), -300),
	} {
		_, err1 := FromDecimal(d, EUR)
		_, err2 := a.Mul(d)
		_, err3 := a.MulRound(d, Rounding{})
		_, err4 := a.MulDiv(dec("1"), d, Rounding{})
		_, err5 := a.Percent(d, Rounding{})
		_, err6 := a.Allocate([]decimal.Decimal{dec("1"), d}, Rounding{})
		_, err7 := NewRate(EUR, USD, d, NewDate(2026, 1, 1).Time(), "")
		_, err8 := a.Div(d)
		_, err9 := a.DivRound(d, Rounding{})
		_, err10 := a.PlusPercent(d, Rounding{})
		_, err11 := a.MinusPercent(d, Rounding{})
		_, err12 := a.WithoutPercent(d, Rounding{})
		_, err13 := a.MulDiv(d, dec("1"), Rounding{})
		for i, err := range []error{err1, err2, err3, err4, err5, err6, err7, err8, err9, err10, err11, err12, err13} {
			if !errors.Is(err, ErrRange) || len(err.Error()) > 250 {
				t.Errorf("operation %d with %s: %v", i, describe(d), err)
			}
		}
	}
	for _, d := range []decimal.Decimal{decimal.New(0, 1_000_000_000), {}, decimal.NewFromBigInt(ten(40), -40), decimal.NewFromBigInt(ten(256), -256)} {
		if got, err := a.MulRound(d, Rounding{}); err != nil || got.Text() != "0.00" && got.Text() != "1.00" {
			t.Errorf("%v, %v: zero and needless zeros are in the domain", got, err)
		}
		if got, err := a.DivRound(d, Rounding{}); d.IsZero() != errors.Is(err, ErrDivision) || !d.IsZero() && got != a {
			t.Errorf("by %s: %v, %v", describe(d), got, err)
		}
	}
}

// Messages show a decimal as it was given, but write out neither the zeros of a
// large exponent nor a coefficient of hundreds of digits.
func TestErrorsShowDecimals(t *testing.T) {
	two := func(bits uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), bits) }
	tests := []struct {
		d      decimal.Decimal
		want   string
		reason string
	}{
		{decimal.New(5, 0), "5", ""},
		{decimal.New(-125, -2), "-1.25", ""},
		{decimal.New(5, 1), "5e1", "zeros that are not there are not written"},
		{decimal.New(5, -68), "0." + strings.Repeat("0", 67) + "5", "twice as many places as an amount holds"},
		{decimal.New(5, -69), "5e-69", "more than that"},
		{decimal.NewFromBigInt(two(850), 1), two(850).String() + "e1", "256 digits"},
		{decimal.NewFromBigInt(two(850), 0), two(850).String(), ""},
		{decimal.NewFromBigInt(two(851), 0), "a number of some 255 digits", "one bit more"},
		{decimal.NewFromBigInt(two(851), -9), "a number of some 255 digits", ""},
	}
	for _, tt := range tests {
		if got := describe(tt.d); got != tt.want {
			t.Errorf("%s, want %s (%s)", got, tt.want, tt.reason)
		}
	}
	if got := describeInt(two(850)); got != two(850).String() {
		t.Errorf("%s, want all digits", got)
	}
}

func TestZeroAmount(t *testing.T) {
	var zero Amount
	eur := FromMinor(-5, EUR)
	for _, f := range []func() (Amount, error){
		func() (Amount, error) { return zero.Add(eur) },
		func() (Amount, error) { return eur.Add(zero) },
		func() (Amount, error) { return eur.Sub(zero) },
		func() (Amount, error) { return Sum(zero, eur, zero) },
		func() (Amount, error) { return Min(zero, eur) },
		func() (Amount, error) { return Max(eur) },
	} {
		if got, err := f(); err != nil || got != eur {
			t.Errorf("%v, %v, want %v", got, err, eur)
		}
	}
	if got, err := Max(eur, zero); err != nil || got != FromMinor(0, EUR) {
		t.Errorf("greatest of -0.05 EUR and nothing: %v, %v, want 0.00 EUR", got, err)
	}
	if got, err := zero.Sub(eur); err != nil || got != eur.Neg() {
		t.Errorf("nothing less %v: %v, %v", eur, got, err)
	}
	if c, err := zero.Cmp(eur); err != nil || c != 1 {
		t.Errorf("compare: %d, %v", c, err)
	}
	if zero.String() != "0" || zero.Text() != "0" || !zero.IsZero() || zero.Sign() != 0 || zero.Currency() != 0 {
		t.Errorf("the zero Amount is %v", zero)
	}
	if got, err := zero.MulRound(dec("1.5"), Rounding{Digits: To(3)}); err != nil || got != zero {
		t.Errorf("nothing times 1.5: %v, %v", got, err)
	}
	if zero.Equal(FromMinor(0, EUR)) {
		t.Error("no currency is not zero euros")
	}
	if sum, err := Sum(); err != nil || sum != zero {
		t.Errorf("sum of nothing: %v, %v", sum, err)
	}
}

func TestMismatch(t *testing.T) {
	a, b := FromMinor(1000, EUR), FromMinor(500, USD)
	_, err1 := a.Add(b)
	_, err2 := a.Sub(b)
	_, err3 := a.Cmp(b)
	_, err4 := Sum(a, b)
	_, err5 := Min(a, b)
	_, err6 := a.AllocateBy([]Amount{a, b}, Rounding{})
	for i, err := range []error{err1, err2, err3, err4, err5, err6} {
		var mismatch *MismatchError
		if !errors.Is(err, ErrMismatch) || !errors.As(err, &mismatch) || *mismatch != (MismatchError{EUR, USD}) {
			t.Errorf("operation %d: %v", i, err)
		}
	}
	if want := "currency: add 10.00 EUR and 5.00 USD: currencies differ: EUR and USD"; err1.Error() != want {
		t.Errorf("error %q, want %q", err1, want)
	}
	if _, err := FromMinor(0, EUR).Add(FromMinor(0, USD)); !errors.Is(err, ErrMismatch) {
		t.Errorf("zero euros and zero dollars: %v, want a mismatch", err)
	}
}

func TestEdgesOfTheDomain(t *testing.T) {
	most := MustAmount("99999999999999999999999999999999.99", EUR)
	tests := []struct {
		name string
		f    func() (Amount, error)
		want string
	}{
		{"beyond 34 digits", func() (Amount, error) { return most.Add(FromMinor(1, EUR)) }, ""},
		{"product beyond", func() (Amount, error) { return most.MulInt(2) }, ""},
		{"rounded beyond", func() (Amount, error) { return most.Round(Rounding{Digits: To(0)}) }, ""},
		{"too fine", func() (Amount, error) {
			return MustAmount("0.00000000000000000001", EUR).Mul(decimal.New(1, -20))
		}, ""},
		{"below is fine", func() (Amount, error) { return most.Sub(FromMinor(99, EUR)) }, "99999999999999999999999999999999.00"},
		{"smallest int64 negated", func() (Amount, error) { return FromMinor(math.MinInt64, EUR).Neg(), nil }, "92233720368547758.08"},
		{"and back", func() (Amount, error) { return FromMinor(math.MinInt64, EUR).Neg().Neg(), nil }, "-92233720368547758.08"},
		{"int64 overflow", func() (Amount, error) { return FromMinor(math.MaxInt64, EUR).Add(FromMinor(1, EUR)) }, "92233720368547758.08"},
		{"twice the smallest int64, which wraps to zero", func() (Amount, error) {
			return FromMinor(math.MinInt64, EUR).Add(FromMinor(math.MinInt64, EUR))
		}, "-184467440737095516.16"},
		{"and under", func() (Amount, error) { return FromMinor(math.MinInt64, EUR).Sub(FromMinor(1, EUR)) }, "-92233720368547758.09"},
		{"less the smallest", func() (Amount, error) { return FromMinor(0, EUR).Sub(FromMinor(math.MinInt64, EUR)) }, "92233720368547758.08"},
	}
	for _, tt := range tests {
		got, err := tt.f()
		if tt.want == "" {
			if !errors.Is(err, ErrRange) {
				t.Errorf("%s: %v, %v, want ErrRange", tt.name, got, err)
			}
		} else if err != nil || got.Text() != tt.want {
			t.Errorf("%s: %v, %v, want %s", tt.name, got, err, tt.want)
		}
	}
	back := FromMinor(math.MinInt64, EUR).Neg().Neg()
	if back != FromMinor(math.MinInt64, EUR) {
		t.Error("an amount that fits an int64 again is not == to itself made directly")
	}
}

func TestMinor(t *testing.T) {
	if n, err := MustAmount("12.34", EUR).Minor(); n != 1234 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := MustAmount("1234", JPY).Minor(); n != 1234 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := MustAmount("12.345", EUR).Minor(); !errors.Is(err, ErrInexact) {
		t.Errorf("finer than the cent: %v", err)
	}
	if _, err := MustAmount("92233720368547758.08", EUR).Minor(); !errors.Is(err, ErrRange) {
		t.Errorf("beyond an int64: %v", err)
	}
}

func TestMustAmountPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	MustAmount("x", EUR)
}

func TestAmountJSON(t *testing.T) {
	tests := []struct {
		in     string
		want   Amount
		reason string
	}{
		{`{"amount":"12.34","currency":"EUR"}`, FromMinor(1234, EUR), "the form that is written"},
		{`{"currency":"EUR","amount":"12.34"}`, FromMinor(1234, EUR), "any order"},
		{`{"amount":12.34,"currency":"EUR"}`, FromMinor(1234, EUR), "a number"},
		{`{"amount":-0.05,"currency":"EUR"}`, FromMinor(-5, EUR), "a number"},
		{" {\n\t\"amount\" : \"12.34\" ,\r\n \"currency\" : \"EUR\" } ", FromMinor(1234, EUR), "white space"},
		{`{"amount":"\u0031","currency":"\u0045UR"}`, FromMinor(100, EUR), "escapes"},
		{`{"amount":"120","currency":"PTS:0"}`, FromMinor(120, mustCode(t, "PTS:0")), "custom"},
		{`{"amount":"0","currency":""}`, Amount{}, "the zero Amount"},
		{`null`, Amount{}, "no amount"},
		{`"12.34 EUR"`, FromMinor(1234, EUR), "the text form, for keys of maps"},
		{`{"amount":9007199254740993.25,"currency":"EUR"}`, FromMinor(900719925474099325, EUR), "no float in between"},
	}
	for _, tt := range tests {
		var got Amount
		if err := json.Unmarshal([]byte(tt.in), &got); err != nil || got != tt.want {
			t.Errorf("%s gives %v, %v, want %v (%s)", tt.in, got, err, tt.want, tt.reason)
		}
		if err := got.UnmarshalJSON([]byte(tt.in)); err != nil || got != tt.want {
			t.Errorf("%s directly gives %v, %v, want %v (%s)", tt.in, got, err, tt.want, tt.reason)
		}
	}
}

func TestAmountJSONRefuses(t *testing.T) {
	tests := []struct {
		in     string
		class  error
		want   string
		reason string
	}{
		{`{"amount":1e5,"currency":"EUR"}`, ErrSyntax, "exponents", ""},
		{`{"amount":"1e1000000000","currency":"EUR"}`, ErrSyntax, "exponents", ""},
		{`{"amount":1e1000000000,"currency":"EUR"}`, ErrSyntax, "exponents", ""},
		{`{"amount":007,"currency":"EUR"}`, ErrSyntax, "no JSON number", "encoding/json would refuse it before"},
		{`{"amount":-00.5,"currency":"EUR"}`, ErrSyntax, "no JSON number", ""},
		{`{"amount":1.,"currency":"EUR"}`, ErrSyntax, "no JSON number", ""},
		{`{"amount":-.5,"currency":"EUR"}`, ErrSyntax, "", ""},
		{`{"amount":--5,"currency":"EUR"}`, ErrSyntax, "", ""},
		{`{"amount":-,"currency":"EUR"}`, ErrSyntax, "", ""},
		{`{"amount":"NaN","currency":"EUR"}`, ErrSyntax, `unexpected "N"`, ""},
		{`{"amount":NaN,"currency":"EUR"}`, ErrSyntax, "a string or a number", "no JSON"},
		{`{"amount":"12.3.4","currency":"EUR"}`, ErrSyntax, "second decimal point", ""},
		{`{"amount":"` + strings.Repeat("9", 1_000_000) + `","currency":"EUR"}`, ErrRange, "JSON of 1000030 bytes", ""},
		{`{"amount":` + strings.Repeat("9", 100) + `,"currency":"EUR"}`, ErrRange, "64 bytes", ""},
		{`{"amount":"1","currency":"EUR","note":"x"}`, ErrSyntax, `unknown field "note"`, "named"},
		{`{"Amount":"1","currency":"EUR"}`, ErrSyntax, `unknown field "Amount"`, "case counts"},
		{`{"amount":"1","amount":"2","currency":"EUR"}`, ErrSyntax, `"amount" occurs twice`, "readers disagree on which counts"},
		{`{"amount":"1","currency":"EUR","currency":"USD"}`, ErrSyntax, `"currency" occurs twice`, ""},
		{`{"amount":"1"}`, ErrSyntax, "currency is missing", ""},
		{`{"currency":"EUR"}`, ErrSyntax, "amount is missing", ""},
		{`{}`, ErrSyntax, "amount is missing", ""},
		{`{"amount":"5","currency":""}`, ErrUnknownCode, "needs a currency", ""},
		{`{"amount":"5","currency":"EUX"}`, ErrUnknownCode, "EUX", ""},
		{`{"amount":null,"currency":"EUR"}`, ErrSyntax, "a string or a number", ""},
		{`{"amount":"1","currency":978}`, ErrSyntax, "want \"", "numeric codes are not guessed"},
		{`"12.34"`, ErrUnknownCode, "no currency", "a text of half an amount"},
		{`"12.34 EUR"x`, ErrSyntax, "want the end", ""},
		{`"12.34 EUR`, ErrSyntax, "without end", ""},
		{`12.34`, ErrSyntax, "want {", ""},
		{`{"amount":"1","currency":"EUR"`, ErrSyntax, "end of input", "truncated"},
		{`{"amount":"1`, ErrSyntax, "without end", "truncated"},
		{`{"amount"`, ErrSyntax, "end of input", "truncated"},
		{``, ErrSyntax, "end of input", "empty"},
		{`{"amount":"1","currency":"EUR"}x`, ErrSyntax, "want the end of input", ""},
		{`{"amount":"1","currency":"EUR",}`, ErrSyntax, "want \"", ""},
		{`{"amount":"\x","currency":"EUR"}`, ErrSyntax, "string at byte", "a bad escape"},
		{"{\"amount\":\"1\n\",\"currency\":\"EUR\"}", ErrSyntax, "control characters", ""},
		{`nullnull`, ErrSyntax, "want the end", ""},
	}
	for _, tt := range tests {
		t.Run(excerpt.Quote(tt.in), func(t *testing.T) {
			got := FromMinor(7, JPY)
			err := got.UnmarshalJSON([]byte(tt.in))
			var parse *ParseError
			if !errors.Is(err, tt.class) || !errors.As(err, &parse) {
				t.Fatalf("%v, want %v (%s)", err, tt.class, tt.reason)
			}
			if !strings.Contains(err.Error(), tt.want) || len(err.Error()) > 300 {
				t.Errorf("error %q, want one with %q (%s)", err, tt.want, tt.reason)
			}
			if got != FromMinor(7, JPY) {
				t.Errorf("the target was changed to %v", got)
			}
		})
	}
}

func TestAmountText(t *testing.T) {
	for _, in := range []string{"12.34 EUR", "-5 JPY", "120 PTS:0", "0"} {
		var a Amount
		if err := a.UnmarshalText([]byte(in)); err != nil || a.String() != in {
			t.Errorf("%q gives %v, %v", in, a, err)
		}
	}
	for _, in := range []string{"", "12.34", "12.34EUR", "12.34  EUR", "EUR 12.34", "12.34 EUX", "12.34 ", strings.Repeat("1", 1_000_000)} {
		a := FromMinor(7, JPY)
		var parse *ParseError
		if err := a.UnmarshalText([]byte(in)); !errors.As(err, &parse) || a != FromMinor(7, JPY) || len(err.Error()) > 300 {
			t.Errorf("%q gives %v, %v, want a ParseError", excerpt.Quote(in), a, err)
		}
	}
}
