package locale

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"github.com/shopspring/decimal"
	xcurrency "golang.org/x/text/currency"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
)

func TestFormat(t *testing.T) {
	pts, err := currency.NewCode("PTS", 0)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		tag    string
		amount currency.Amount
		style  Style
		want   string
		reason string
	}{
		{"de", currency.MustAmount("1234.5", currency.EUR), Style{}, "1.234,50\u00a0€", "not fewer digits than the minor unit"},
		{"de", currency.MustAmount("0.0125", currency.EUR), Style{}, "0,0125\u00a0€", "a finer amount is shown whole: no style rounds"},
		{"hu", currency.MustAmount("1234.50", currency.HUF), Style{}, "1234,50\u00a0Ft", "CLDR would show 1235, but 1234.50 is charged"},
		{"en", currency.MustAmount("0", currency.USD).Neg(), Style{}, "$0.00", "zero has no sign"},
		{"en", currency.Amount{}, Style{}, "0", "without a currency it is a plain number"},
		{"en", currency.MustAmount("1500", pts), Style{}, "PTS\u00a01,500", "a custom currency is written by its name"},
		{"de", currency.MustAmount("-1500", pts), Style{}, "-1.500\u00a0PTS", "at the place of the symbol"},
		{"es", currency.MustAmount("1234.50", currency.EUR), Style{}, "1234,50\u00a0€", "Spanish groups from five digits"},
		{"es", currency.MustAmount("12345.60", currency.EUR), Style{}, "12.345,60\u00a0€", "from five digits"},
		{"en-IN", currency.MustAmount("1234567.89", currency.INR), Style{}, "₹12,34,567.89", "lakhs"},
		{"nl", currency.MustAmount("-1234.5", currency.EUR), Style{}, "€\u00a0-1.234,50", "the minus between symbol and number"},
		{"nl", currency.MustAmount("-1234.5", currency.EUR), Style{Accounting: true}, "(€\u00a01.234,50)", "accountants write parentheses"},
		{"de-CH", currency.MustAmount("-1234.55", currency.CHF), Style{}, "CHF-1'234.55", "the symbol touches the minus, not a digit"},
		{"sv", currency.MustAmount("-1234.5", currency.SEK), Style{}, "\u22121\u00a0234,50\u00a0kr", "a minus sign, not a hyphen"},
		{"ar-EG", currency.MustAmount("1234.5", currency.EGP), Style{}, "\u200f١٬٢٣٤٫٥٠\u00a0ج.م.\u200f", "native digits and marks of direction"},
		{"en-CA", currency.MustAmount("5", currency.USD), Style{}, "US$5.00", "a dollar abroad says which"},
		{"en-CA", currency.MustAmount("5", currency.USD), Style{Display: NarrowSymbol}, "$5.00", "unless asked not to"},
		{"en", currency.MustAmount("5", currency.EUR), Style{Display: ISOCode}, "EUR\u00a05.00", "a code keeps its distance"},
		{"en", currency.MustAmount("1234567", currency.JPY), Style{NoGrouping: true}, "¥1234567", "no separators"},
		{"pt-CV", currency.MustAmount("12.5", currency.CVE), Style{}, "12$50\u00a0\u200b", "the separator is the symbol"},
		{"tlh", currency.MustAmount("1234.5", currency.EUR), Style{}, "€\u00a01,234.50", "the root serves unknown languages"},
	}
	for _, tt := range tests {
		if got := For(language.Make(tt.tag)).FormatStyle(tt.amount, tt.style); got != tt.want {
			t.Errorf("%s %v %+v: %+q, want %+q (%s)", tt.tag, tt.amount, tt.style, got, tt.want, tt.reason)
		}
	}
}

// TestFormatKeepsDigits reads the digits of random amounts back in random
// locales: none is lost, added or rounded.
func TestFormatKeepsDigits(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	codes := []currency.Code{currency.EUR, currency.JPY, currency.KWD, currency.CHF, currency.USD, currency.HUF}
	for range 20000 {
		l := newLocale(cldr.Locale(r.IntN(cldr.Locales)))
		a := randomAmount(r, codes[r.IntN(len(codes))])
		s := Style{Display: Display(r.IntN(3)), Accounting: r.IntN(2) == 0, NoGrouping: r.IntN(2) == 0}
		want, _, _ := strings.Cut(a.String(), " ")
		want = strings.NewReplacer("-", "", ".", "").Replace(want)
		if got := digitsOf(l.FormatStyle(a, s), l); got != want {
			t.Fatalf("%v %v %+v: digits %s, want %s", l, a, s, got, want)
		}
	}
}

func randomAmount(r *rand.Rand, c currency.Code) currency.Amount {
	a := currency.FromMinor(r.Int64()>>r.IntN(64), c)
	if r.IntN(4) == 0 {
		if finer, err := a.Mul(decimal.New(r.Int64N(1e9)+1, -int32(r.IntN(9)))); err == nil {
			a = finer
		}
	}
	if r.IntN(2) == 0 {
		a = a.Neg()
	}
	return a
}

// digitsOf returns the digits in a text of a locale as ASCII.
func digitsOf(s string, l Locale) string {
	zero := l.form.System().Zero()
	var b strings.Builder
	for _, c := range s {
		if unicode.IsDigit(c) {
			b.WriteByte(byte('0' + c - zero))
		}
	}
	return b.String()
}

// TestFormatSign looks for a sign or parentheses exactly where an amount is
// below zero.
func TestFormatSign(t *testing.T) {
	for i := range cldr.Locales {
		l := newLocale(cldr.Locale(i))
		for _, s := range []Style{{}, {Accounting: true}} {
			plus, minus := l.FormatStyle(currency.FromMinor(123456, currency.CHF), s), l.FormatStyle(currency.FromMinor(-123456, currency.CHF), s)
			if strings.ContainsAny(plus, "-\u2212(") {
				t.Errorf("%v: %+q looks negative", l, plus)
			}
			if !strings.ContainsAny(minus, "-\u2212(") {
				t.Errorf("%v: %+q does not look negative", l, minus)
			}
		}
	}
}

func TestAppendFormatAllocs(t *testing.T) {
	buf := make([]byte, 0, 128)
	for _, tag := range []string{"de", "ar-EG", "hi", "pt-CV"} {
		l := For(language.Make(tag))
		for _, a := range []currency.Amount{
			currency.MustAmount("-1234567890123456.78", currency.EUR), currency.MustAmount("0.000123456789012345", currency.EUR),
			currency.MustAmount("5", currency.JPY),
		} {
			for _, s := range []Style{{}, {Accounting: true, Sign: SignAlways}, {Digits: UsualDigits, TrimZeros: true}, {MaxDigits: currency.To(1)}, {NumberingSystem: LatinDigits}} {
				if n := testing.AllocsPerRun(100, func() { buf = l.AppendFormat(buf[:0], a, s) }); n != 0 {
					t.Errorf("%s %v %+v: %v allocations", tag, a, s, n)
				}
			}
			if n := testing.AllocsPerRun(100, func() { buf = l.AppendRange(buf[:0], a, a, Style{}) }); n != 0 {
				t.Errorf("%s %v: %v allocations for a range", tag, a, n)
			}
		}
	}
}

func TestFormatPercent(t *testing.T) {
	tests := []struct{ tag, percent, want, reason string }{
		{"de", "19", "19\u00a0%", "no-break space"},
		{"de", "19.00", "19\u00a0%", "zeros at the end say nothing"},
		{"de", "7.7", "7,7\u00a0%", "every digit"},
		{"en", "8.875", "8.875%", "New York City"},
		{"tr", "20", "%20", "the sign goes first"},
		{"tr", "-20", "-%20", "and the minus before it"},
		{"ar-EG", "14", "١٤٪\u061c", "native digits and sign"},
		{"fr-CH", "8.1", "8,1%", "another decimal separator than money has"},
		{"en", "1234567", "1,234,567%", "groups"},
		{"en", "1e3", "1,000%", "an exponent is no digit"},
		{"en", "0", "0%", "zero"},
		{"en", "-0.00", "0%", "zero has no sign"},
		{"en", "0.001", "0.001%", "zeros before the digits"},
	}
	for _, tt := range tests {
		d, err := decimal.NewFromString(tt.percent)
		if err != nil {
			t.Fatal(err)
		}
		if got := For(language.Make(tt.tag)).FormatPercent(d); got != tt.want {
			t.Errorf("%s %s: %+q, want %+q (%s)", tt.tag, tt.percent, got, tt.want, tt.reason)
		}
	}
}

// TestFormatPercentBounded takes numbers that no rate has and whose zeros would
// fill the memory.
func TestFormatPercentBounded(t *testing.T) {
	en := For(language.English)
	for _, tt := range []struct {
		percent decimal.Decimal
		want    string
	}{
		{decimal.New(1, 1_000_000_000), "1E1000000000%"},
		{decimal.New(-12, -1_000_000_000), "-12E-1000000000%"},
		{decimal.New(12, 65), "12E65%"},
	} {
		if got := en.FormatPercent(tt.percent); got != tt.want {
			t.Errorf("%+q, want %+q", got, tt.want)
		}
	}
}

// BenchmarkAppendFormat writes 1234567.50 EUR in German. plain is written for
// that alone: one currency, one locale, an int64 of cents.
func BenchmarkAppendFormat(b *testing.B) {
	const want = "1.234.567,50\u00a0€"
	buf := make([]byte, 0, 64)
	b.Run("landed", func(b *testing.B) {
		l, a := For(language.German), currency.FromMinor(123456750, currency.EUR)
		check(b, l.AppendFormat(buf[:0], a, Style{}), want)
		b.ReportAllocs()
		for b.Loop() {
			buf = l.AppendFormat(buf[:0], a, Style{})
		}
	})
	b.Run("plain", func(b *testing.B) {
		a := currency.FromMinor(123456750, currency.EUR)
		check(b, appendGerman(buf[:0], a), want)
		check(b, appendGerman(buf[:0], currency.FromMinor(-123456, currency.KWD)), For(language.German).Format(currency.FromMinor(-123456, currency.KWD)))
		b.ReportAllocs()
		for b.Loop() {
			buf = appendGerman(buf[:0], a)
		}
	})
	b.Run("xtext", func(b *testing.B) {
		// It puts the symbol in front in every language.
		p, a := message.NewPrinter(language.German), xcurrency.Symbol(xcurrency.EUR.Amount(1234567.50))
		check(b, []byte(p.Sprint(a)), "€ 1.234.567,50")
		b.ReportAllocs()
		for b.Loop() {
			p.Sprint(a)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		d := decimal.New(123456750, -2)
		check(b, appendShopspring(buf[:0], d), want)
		b.ReportAllocs()
		for b.Loop() {
			buf = appendShopspring(buf[:0], d)
		}
	})
}

func check(b *testing.B, got []byte, want string) {
	b.Helper()
	if string(got) != want {
		b.Fatalf("got %+q, want %+q", got, want)
	}
}

// appendGerman is what a shop would write by hand for one language and whatever
// currencies it takes, without a thought for long amounts.
func appendGerman(dst []byte, a currency.Amount) []byte {
	units, scale, _ := a.Units()
	if units < 0 {
		dst, units = append(dst, '-'), -units
	}
	var buf [32]byte
	i := len(buf)
	for k := 0; k <= scale || units > 0; k++ {
		switch {
		case k == scale && scale > 0:
			i--
			buf[i] = ','
		case k > scale && (k-scale)%3 == 0:
			i--
			buf[i] = '.'
		}
		i--
		buf[i] = byte('0' + units%10)
		units /= 10
	}
	dst = append(dst, buf[i:]...)
	dst = append(dst, noBreakSpace...)
	switch c := a.Currency(); c {
	case currency.EUR:
		return append(dst, "€"...)
	case currency.USD:
		return append(dst, '$')
	case currency.GBP:
		return append(dst, "£"...)
	default:
		return append(dst, c.Name()...)
	}
}

func appendShopspring(dst []byte, d decimal.Decimal) []byte {
	text := []byte(d.StringFixed(2))
	integer, fraction, _ := bytes.Cut(text, []byte("."))
	for i, c := range integer {
		if left := len(integer) - i; i > 0 && left%3 == 0 {
			dst = append(dst, '.')
		}
		dst = append(dst, c)
	}
	dst = append(append(dst, ','), fraction...)
	return append(dst, "\u00a0€"...)
}

// TestNewMoney: the letters are taken from the number that a code is.
func TestNewMoney(t *testing.T) {
	for _, c := range currency.Codes() {
		index, known := cldr.FindCurrency(c.Name())
		if m := newMoney(c); m.name != c.Name() || m.known != known || known && m.index != index {
			t.Errorf("%v is %+v", c, m)
		}
	}
	for _, name := range []string{"PTS", "P2P", "A", "AB", "ABCD", "ABCDE", "EURO", "12", "EU"} {
		c, err := currency.NewCode(name, 3)
		if err != nil {
			t.Fatal(err)
		}
		if m := newMoney(c); m.name != name || m.known {
			t.Errorf("%v is %+v", c, m)
		}
	}
	if m := newMoney(0); m != (money{}) {
		t.Errorf("no currency is %+v", m)
	}
}
