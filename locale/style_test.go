package locale

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
)

func TestStyle(t *testing.T) {
	to := currency.To
	tests := []struct {
		tag    string
		amount string
		code   currency.Code
		style  Style
		want   string
		reason string
	}{
		{"en", "-0.001", currency.USD, Style{MaxDigits: to(2)}, "$0.00", "a zero has no sign"},
		{"en", "-0.001", currency.USD, Style{MaxDigits: to(2), Sign: SignAuto}, "-$0.00", "unless asked"},
		{"en", "-0.001", currency.USD, Style{MaxDigits: to(2), Sign: SignAlways}, "-$0.00", "as ECMA-402 has it"},
		{"en", "0", currency.USD, Style{Sign: SignAlways}, "+$0.00", "always means always"},
		{"en", "-0.001", currency.USD, Style{MaxDigits: to(2), Sign: SignExceptZero}, "$0.00", "rounded to zero is zero"},
		{"en", "5", currency.USD, Style{Sign: SignExceptZero}, "+$5.00", "a plus"},
		{"en", "-5", currency.USD, Style{Sign: SignNever}, "$5.00", "no sign"},
		{"en", "-5", currency.USD, Style{Sign: SignNever, Accounting: true}, "$5.00", "no parentheses either"},
		{"en", "5", currency.USD, Style{Sign: SignAlways, Accounting: true}, "+$5.00", "parentheses have no plus"},
		{"nl", "5", currency.EUR, Style{Sign: SignAlways}, "€\u00a0+5,00", "the plus stands where the minus does"},
		{"en", "1.005", currency.USD, Style{MaxDigits: to(2)}, "$1.01", "half away from zero, exactly"},
		{"en", "-1.005", currency.USD, Style{MaxDigits: to(2)}, "-$1.01", "half away from zero"},
		{"en", "9.995", currency.USD, Style{MaxDigits: to(2)}, "$10.00", "rounding carries"},
		{"en", "12345678901234567890123456789012.34", currency.USD, Style{MaxDigits: to(1)}, "$12,345,678,901,234,567,890,123,456,789,012.3", "any size"},
		{"en", "5.50", currency.USD, Style{MinDigits: to(0)}, "$5.5", "no zeros at the end"},
		{"en", "5.50", currency.USD, Style{MinDigits: to(4)}, "$5.5000", "zeros fill up"},
		{"en", "5", currency.USD, Style{MinDigits: to(34)}, "$5." + strings.Repeat("0", 34), "to the end of the domain"},
		{"en", "5.125", currency.USD, Style{MinDigits: to(4), MaxDigits: to(1)}, "$5.1", "the most digits go before the fewest"},
		{"en", "5.125", currency.USD, Style{MinDigits: to(99), MaxDigits: to(99)}, "$5.125", "digits that no amount has are no bound"},
		{"en", "5.00", currency.USD, Style{TrimZeros: true}, "$5", "whole"},
		{"en", "5.50", currency.USD, Style{TrimZeros: true}, "$5.50", "not whole"},
		{"en", "4.999", currency.USD, Style{TrimZeros: true, MaxDigits: to(2)}, "$5", "whole once rounded"},
		{"hu", "1234.50", currency.HUF, Style{Digits: UsualDigits}, "1235\u00a0Ft", "fillér are out of use"},
		{"hu", "1234.50", currency.HUF, Style{Digits: UsualDigits, MinDigits: to(1)}, "1234,5\u00a0Ft", "more digits asked for"},
		{"en", "1.2345", currency.KWD, Style{Digits: UsualDigits}, "KWD\u00a01.235", "three digits"},
		{"de-CH", "1.23", currency.CHF, Style{Digits: CashDigits}, "CHF\u00a01.25", "the nearest coin"},
		{"de-CH", "-0.02", currency.CHF, Style{Digits: CashDigits}, "CHF\u00a00.00", "and no sign on zero"},
		{"de-CH", "1.23", currency.CHF, Style{Digits: CashDigits, MaxDigits: to(0)}, "CHF\u00a01.25", "the coins stay"},
		{"hu", "1232.50", currency.HUF, Style{Digits: CashDigits}, "1235\u00a0Ft", "half a step goes up"},
		{"nb", "9.50", currency.NOK, Style{Digits: CashDigits}, "10\u00a0kr", "no øre in cash"},
		{"en", "1234.5", currency.USD, Style{NumberingSystem: LatinDigits}, "$1,234.50", "its own digits"},
		{"ar-EG", "1234.5", currency.EGP, Style{NumberingSystem: LatinDigits}, "\u200f1,234.50\u00a0ج.م.\u200f", "Latin digits have Latin separators"},
		{"ar-EG-u-nu-latn", "1234.5", currency.EGP, Style{}, "\u200f1,234.50\u00a0ج.م.\u200f", "the same by the tag"},
		{"hi-u-nu-native", "1234.5", currency.INR, Style{}, "₹१,२३४.५०", "the digits of the script"},
		{"hi-u-nu-roman", "1234.5", currency.INR, Style{}, "₹1,234.50", "no digits"},
		{"zh-u-nu-hanidec", "2026.5", currency.CNY, Style{Display: ISOCode}, "CNY二,〇二六.五〇", "digits that do not follow each other and are none in Unicode"},
		{"en", "1234.5", currency.USD, Style{NumberingSystem: 200}, "$1,234.50", "no such system"},
		{"en", "1234.5", currency.USD, Style{Display: 9, Sign: 9, Digits: 9}, "$1,234.50", "values that are none of the constants"},
	}
	for _, tt := range tests {
		a, err := currency.ParseAmount(tt.amount, tt.code)
		if err != nil {
			t.Fatal(err)
		}
		if got := For(language.Make(tt.tag)).FormatStyle(a, tt.style); got != tt.want {
			t.Errorf("%s %v %+v: %+q, want %+q (%s)", tt.tag, a, tt.style, got, tt.want, tt.reason)
		}
	}
}

// TestStyleRounds compares shown digits with exact arithmetic: half away from
// zero to the digits, once.
func TestStyleRounds(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	root := Locale{}
	for range 20000 {
		a := randomAmount(r, currency.KWD)
		places := r.IntN(8)
		s := Style{MaxDigits: currency.To(places), MinDigits: currency.To(places), NoGrouping: true, Sign: SignNever, Display: ISOCode}
		exact, ok := new(big.Rat).SetString(strings.TrimPrefix(a.Text(), "-"))
		if !ok {
			t.Fatal(a)
		}
		want := "KWD\u00a0" + exact.FloatString(places) // which rounds half away from zero
		if got := root.FormatStyle(a, s); got != want {
			t.Fatalf("%v to %d digits: %s, want %s", a, places, got, want)
		}
	}
}

func TestNumberingSystem(t *testing.T) {
	for i := range cldr.Systems {
		name := cldr.System(i).String()
		n, err := ParseNumberingSystem(name)
		if err != nil || n.String() != name || n == 0 {
			t.Errorf("%s is %v, %v", name, n, err)
		}
	}
	if n, _ := ParseNumberingSystem("latn"); n != LatinDigits {
		t.Errorf("latn is %d", n)
	}
	for _, name := range []string{"", "roman", "Latn", "native", strings.Repeat("x", 1000)} {
		if n, err := ParseNumberingSystem(name); !errors.Is(err, ErrUnknownNumberingSystem) || len(err.Error()) > 250 {
			t.Errorf("%.20q is %v, %v", name, n, err)
		}
	}
	if s := NumberingSystem(255).String(); s != "NumberingSystem(255)" {
		t.Error(s)
	}
}

// TestTagOfNumberingSystem: what was found shows, and what changes nothing does
// not.
func TestTagOfNumberingSystem(t *testing.T) {
	tests := []struct{ tag, want, reason string }{
		{"hi-u-nu-deva", "hi-u-nu-deva", "other digits than those of the language"},
		{"hi-IN-u-nu-native", "hi-u-nu-deva", "by the script"},
		{"ar-EG-u-nu-arab", "ar-EG", "the digits that it has anyway"},
		{"de-u-nu-roman", "de", "no digits"},
		{"de-u-co-phonebk-nu-thai", "de-u-nu-thai", "among other extensions"},
		{"tlh-u-nu-thai", "und-u-nu-thai", "the root too"},
	}
	for _, tt := range tests {
		l := For(language.Make(tt.tag))
		if l.String() != tt.want || For(l.Tag()) != l {
			t.Errorf("%s is %v, and that is %v (%s)", tt.tag, l, For(l.Tag()), tt.reason)
		}
	}
	if For(language.MustParse("de-u-nu-latn")) != For(language.German) {
		t.Error("the same data is the same Locale")
	}
}

func TestRange(t *testing.T) {
	tests := []struct {
		tag, from, to string
		code          currency.Code
		style         Style
		want, reason  string
	}{
		{"de", "10", "20", currency.EUR, Style{TrimZeros: true}, "10–20\u00a0€", "one symbol for both"},
		{"en", "10", "20", currency.USD, Style{}, "$10.00 – $20.00", "a single character is written twice"},
		{"en", "10", "20", currency.CHF, Style{}, "CHF\u00a010.00–20.00", "more than one is not"},
		{"en", "10", "10", currency.USD, Style{}, "~$10.00", "the same"},
		{"de", "9.996", "10.004", currency.EUR, Style{MaxDigits: currency.To(2)}, "≈10,00\u00a0€", "the same as shown"},
		{"nl", "10", "10", currency.EUR, Style{}, "€\u00a0~10,00", "the sign for about stands where the minus does"},
		{"en", "20", "10", currency.CHF, Style{}, "CHF\u00a020.00–10.00", "in the order given"},
		{"de", "-20", "-10", currency.EUR, Style{}, "-20,00\u00a0€ – -10,00\u00a0€", "two signs: -20–10 would be misread"},
		{"de", "-20", "10", currency.EUR, Style{}, "-20,00\u00a0€ – 10,00\u00a0€", "signs that differ"},
		{"de", "-20", "10", currency.EUR, Style{Sign: SignNever}, "20,00–10,00\u00a0€", "signs that are not shown"},
		{"de", "-0.001", "10", currency.EUR, Style{MaxDigits: currency.To(2)}, "0,00–10,00\u00a0€", "nor that of zero"},
		{"en", "-20", "-10", currency.USD, Style{Accounting: true}, "($20.00) – ($10.00)", "parentheses too"},
		{"pt-PT", "10", "20", currency.EUR, Style{}, "10,00 - 20,00\u00a0€", "a separator with spaces of its own"},
		{"ja", "1000", "2000", currency.JPY, Style{}, "￥1,000 ～ ￥2,000", "another separator"},
		{"kea", "10", "20", currency.CVE, Style{}, "10$00 – 20$00\u00a0\u200b", "a symbol without ink, and a separator with spaces"},
		{"ar-EG", "10", "20", currency.EGP, Style{}, "\u200f١٠٫٠٠–٢٠٫٠٠\u00a0ج.م.\u200f", "marks of direction once"},
	}
	for _, tt := range tests {
		from, to := currency.MustAmount(tt.from, tt.code), currency.MustAmount(tt.to, tt.code)
		if got := For(language.Make(tt.tag)).RangeStyle(from, to, tt.style); got != tt.want {
			t.Errorf("%s %v to %v: %+q, want %+q (%s)", tt.tag, from, to, got, tt.want, tt.reason)
		}
	}
	de := For(language.German)
	if got, want := de.Range(currency.MustAmount("10", currency.EUR), currency.MustAmount("20", currency.USD)), "10,00\u00a0€ – 20,00\u00a0$"; got != want {
		t.Errorf("two currencies: %+q, want %+q", got, want)
	}
	if got, want := de.Range(currency.Amount{}, currency.MustAmount("20", currency.USD)), "0 – 20,00\u00a0$"; got != want {
		t.Errorf("no currency: %+q, want %+q", got, want)
	}
}

func TestStyleStrings(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{NarrowSymbol.String(), "narrow_symbol"}, {Display(9).String(), "Display(9)"},
		{SignExceptZero.String(), "except_zero"}, {Sign(9).String(), "Sign(9)"},
		{CashDigits.String(), "cash"}, {Digits(9).String(), "Digits(9)"},
		{NumberingSystem(0).String(), ""}, {LatinDigits.String(), "latn"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s, want %s", tt.got, tt.want)
		}
	}
	if (Style{}) != (Style{Display: Symbol, Sign: SignNegative, Digits: OwnDigits}) {
		t.Error("the zero Style is that of prices")
	}
}
