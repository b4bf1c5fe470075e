package locale

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
)

func TestParse(t *testing.T) {
	pts, err := currency.NewCode("P2P", 0)
	if err != nil {
		t.Fatal(err)
	}
	zero, err := currency.NewCode("0", 0)
	if err != nil {
		t.Fatal(err)
	}
	digitFirst, err := currency.NewCode("0A", 0)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		tag, input string
		code       currency.Code
		want       string // "" for an error
		err        error
		reason     string
	}{
		{"de-DE", "1.234,56 €", currency.EUR, "1234.56", nil, "as Germans write it"},
		{"de-DE", "1234,56", currency.EUR, "1234.56", nil, "groups and symbol may be left out"},
		{"de-DE", "1234.56", currency.EUR, "", ErrAmbiguous, "a lenient reader makes it 123456"},
		{"de-DE", "1.5", currency.EUR, "", ErrAmbiguous, "a lenient reader makes it 15"},
		{"de-DE", "1.50", currency.EUR, "", ErrAmbiguous, "or 150"},
		{"de-DE", "1.234", currency.EUR, "1234", nil, "a group where German has one"},
		{"de-DE", "1.234", currency.KWD, "", ErrAmbiguous, "a currency with a fraction of three digits"},
		{"de-DE", "1.234,000", currency.KWD, "1234", nil, "with its fraction it is clear"},
		{"de-DE", "1,234", currency.KWD, "1.234", nil, "the decimal separator of the locale"},
		{"de-DE", "1.234.567", currency.KWD, "1234567", nil, "two groups are no fraction"},
		{"de-DE", "1,234.56", currency.EUR, "", ErrAmbiguous, "a lenient reader makes it 1.23456"},
		{"de-DE", "1,234", currency.EUR, "", ErrAmbiguous, "three digits of a fraction, or an English group"},
		{"de-DE", "1,2345", currency.EUR, "", ErrSyntax, "too many digits, and no group"},
		{"de-DE", "0.123", currency.EUR, "", ErrAmbiguous, "a group after a zero is a fraction"},
		{"de-DE", "12.34.567", currency.EUR, "", ErrAmbiguous, "Indian groups"},
		{"de-DE", "1.23.45", currency.EUR, "", ErrSyntax, "nobody's groups"},
		{"de-DE", "1..234", currency.EUR, "", ErrSyntax, "two separators"},
		{"de-DE", "1.234,5,6", currency.EUR, "", ErrSyntax, "two decimal separators"},
		{"de-DE", "1 234,56", currency.EUR, "", ErrAmbiguous, "a French group"},
		{"en-US", "1.234,56", currency.USD, "", ErrAmbiguous, "a lenient reader makes it 1.23456"},
		{"en-US", "1,5", currency.USD, "", ErrAmbiguous, "a lenient reader makes it 15"},
		{"en-US", "1,,2,3", currency.USD, "", ErrSyntax, "a lenient reader makes it 123"},
		{"en-US", "1.234", currency.USD, "", ErrAmbiguous, "too fine for dollars, or a German group"},
		{"en-US", "1.2345", currency.USD, "", ErrSyntax, "too fine for dollars"},
		{"en-US", "1e3", currency.USD, "", ErrSyntax, "no exponents"},
		{"en-US", "NaN", currency.USD, "", ErrSyntax, "no number"},
		{"en-US", "Infinity", currency.USD, "", ErrSyntax, "no number"},
		{"en-US", "∞", currency.USD, "", ErrSyntax, "no number"},
		{"en-US", "0x10", currency.USD, "", ErrSyntax, "no number"},
		{"en-US", "", currency.USD, "", ErrSyntax, "nothing"},
		{"en-US", "$", currency.USD, "", ErrSyntax, "no digits"},
		{"en-US", "-", currency.USD, "", ErrSyntax, "no digits"},
		{"en-US", ".50", currency.USD, "", ErrSyntax, "digits on both sides"},
		{"en-US", "5.", currency.USD, "", ErrSyntax, "digits on both sides"},
		{"nl", "5,-", currency.EUR, "", ErrSyntax, "a dash for no cents is not a minus"},
		{"en-US", "\u22125", currency.USD, "-5", nil, "a minus sign for a hyphen"},
		{"en-US", "5.00-", currency.USD, "-5", nil, "a minus behind"},
		{"en-US", "($5)", currency.USD, "-5", nil, "parentheses in any style"},
		{"en-US", "-$5", currency.USD, "-5", nil, "before the symbol"},
		{"en-US", "$-5", currency.USD, "-5", nil, "between symbol and number"},
		{"en-US", "$ - 5", currency.USD, "-5", nil, "with spaces"},
		{"en-US", "+5", currency.USD, "5", nil, "a plus"},
		{"en-US", "--5", currency.USD, "", ErrSyntax, "two signs"},
		{"en-US", "-5-", currency.USD, "", ErrSyntax, "two signs"},
		{"en-US", "(-5)", currency.USD, "", ErrSyntax, "two signs"},
		{"en-US", "(5", currency.USD, "", ErrSyntax, "half a pair"},
		{"en-US", "5)", currency.USD, "", ErrSyntax, "half a pair"},
		{"en-US", ")5(", currency.USD, "", ErrSyntax, "the wrong way round"},
		{"en-US", "-0", currency.USD, "0", nil, "zero has no sign"},
		{"ja-JP", "¥1,234", currency.JPY, "1234", nil, "half width for full width"},
		{"ja-JP", "￥１，２３４", currency.JPY, "1234", nil, "full width throughout"},
		{"en-CA", "$5", currency.USD, "5", nil, "the narrow symbol of the expected currency"},
		{"en-US", "US$5", currency.USD, "5", nil, "the symbol of the root"},
		{"en-US", "CA$5", currency.USD, "", ErrMismatch, "the dollar of another country"},
		{"en-US", "5 €", currency.USD, "", ErrMismatch, "another currency"},
		{"en-US", "$5", currency.EUR, "", ErrMismatch, "a dollar is no euro, whichever it is"},
		{"en-US", "5 EUR", currency.USD, "", ErrMismatch, "another code"},
		{"en-US", "eur 5", currency.USD, "", ErrMismatch, "in any case"},
		{"en-US", "5 usd", currency.USD, "5", nil, "a code in any case"},
		{"en-US", "USD5", currency.USD, "5", nil, "no space"},
		{"en-US", "$5.00 USD", currency.USD, "5", nil, "symbol and code agree"},
		{"en-US", "$5.00 CAD", currency.USD, "", ErrMismatch, "symbol and code do not"},
		{"fr-CA", "5 $ US", currency.CAD, "", ErrMismatch, "the symbol of one dollar begins with that of any"},
		{"fr-FR", "5 $CA", currency.USD, "", ErrMismatch, "without a space too"},
		{"en", "LSL 5", currency.HNL, "", ErrMismatch, "a code begins with a symbol"},
		{"de", "5.5 $", currency.EUR, "", ErrMismatch, "another currency counts before ambiguous separators"},
		{"en-US", "5k", currency.USD, "", ErrSyntax, "a thousand and no kyats"},
		{"en-GB", "50p", currency.GBP, "", ErrSyntax, "pence and no pulas"},
		{"ru", "5 ლ", currency.RUB, "", ErrMismatch, "a small letter that is a symbol"},
		{"en-US", "$$5", currency.USD, "", ErrSyntax, "twice"},
		{"en-US", "5 abc", currency.USD, "", ErrSyntax, "no currency"},
		{"en-US", "5 %", currency.USD, "", ErrSyntax, "not money"},
		{"en-US", "$5 $6", currency.USD, "", ErrSyntax, "two amounts"},
		{"en-US", "5-6", currency.USD, "", ErrSyntax, "a range"},
		{"hi-IN", "₹१२,३४,५६७.८९", currency.INR, "1234567.89", nil, "digits of the script"},
		{"hi-IN", "12,34,567.89", currency.INR, "1234567.89", nil, "Latin digits, Indian groups"},
		{"hi-IN", "1,234,567.89", currency.INR, "", ErrAmbiguous, "Western groups are not those of Hindi"},
		{"en-IN", "1,234,567.89", currency.INR, "1234567.89", nil, "but the accountants of English in India write them"},
		{"hi-IN", "१2", currency.INR, "", ErrSyntax, "digits of two scripts"},
		{"de-CH", "1’234.55 CHF", currency.CHF, "1234.55", nil, "a typographic apostrophe"},
		{"de-CH", "1'234.55", currency.CHF, "1234.55", nil, "a typewriter's"},
		{"de-CH", "1,50", currency.CHF, "", ErrAmbiguous, "a comma, which is no separator there"},
		{"ar-EG", "1,234.50", currency.EGP, "1234.5", nil, "Latin digits have Latin separators"},
		{"ar-EG", "١٬٢٣٤٫٥٠", currency.EGP, "1234.5", nil, "Arabic ones"},
		{"ar-EG", "١,٥", currency.EGP, "", ErrAmbiguous, "not a Latin one with Arabic digits"},
		{"ar-EG", "\u061c-\u200f١٬٢٣٤٫٥٠\u00a0ج.م.\u200f", currency.EGP, "-1234.5", nil, "marks of direction are nothing"},
		{"fr-FR", "1 234,50 €", currency.EUR, "1234.5", nil, "a space for a narrow no-break space"},
		{"fr-FR", "1.50", currency.EUR, "", ErrAmbiguous, "a point, which is no separator there"},
		{"fr-FR", "1  234,50", currency.EUR, "", ErrSyntax, "two spaces"},
		{"fr-CA", "5,00 $\u00a0US", currency.USD, "5", nil, "a symbol with a space"},
		{"es-ES", "1.234,56", currency.EUR, "1234.56", nil, "groups from four digits, though Spanish writes them from five"},
		{"es-ES", "1234,56", currency.EUR, "1234.56", nil, "or none"},
		{"de-AT", "1.234,56", currency.EUR, "1234.56", nil, "the group separator of money"},
		{"de-AT", "1 234,56", currency.EUR, "1234.56", nil, "and that of plain numbers, a space"},
		{"da", "kr. 5,00", currency.DKK, "5", nil, "with the point of the symbol"},
		{"da", "kr 5,00", currency.DKK, "5", nil, "and without"},
		{"pt-CV", "12$50", currency.CVE, "12.5", nil, "the symbol is the separator"},
		{"en", "P2P 120", pts, "120", nil, "a custom currency with a digit in its code"},
		{"en", "120 P2P", pts, "120", nil, "behind"},
		{"en", "2", pts, "2", nil, "without it"},
		{"en", "0 15", zero, "", ErrSyntax, "a code of digits alone cannot be told from the number"},
		{"en", "15 0A", digitFirst, "15", nil, "a code that begins with a digit"},
		{"en", "150A", digitFirst, "", ErrSyntax, "and runs together with the number"},
		{"en", "1,234", currency.JPY, "1234", nil, "no minor unit"},
		{"en", "1.5", currency.JPY, "", ErrSyntax, "no minor unit"},
		{"en", "5", 0, "", currency.ErrUnknownCode, "no currency"},
		{"en", "0", 0, "0", nil, "zero needs none"},
		{"en", "$5", 0, "", ErrMismatch, "no currency is none"},
		{"en", strings.Repeat("9", 32) + ".99", currency.USD, strings.Repeat("9", 32) + ".99", nil, "every digit of an amount"},
		{"en", strings.Repeat("9", 33) + ".99", currency.USD, "", currency.ErrRange, "one more"},
		{"en", strings.Repeat("0", 200) + "1", currency.USD, "1", nil, "needless zeros"},
		{"en", strings.Repeat("1", 1<<20), currency.USD, "", ErrSyntax, "a megabyte"},
		{"en", "5\xff", currency.USD, "", ErrSyntax, "not UTF-8"},
		{"en", "5\n", currency.USD, "", ErrSyntax, "control characters"},
		{"en", "1\u200b234", currency.USD, "1234", nil, "marks without ink are nothing"},
	}
	for _, tt := range tests {
		got, err := For(language.Make(tt.tag)).Parse(tt.input, tt.code)
		if tt.want == "" {
			var fault *ParseError
			if !errors.Is(err, tt.err) || !errors.As(err, &fault) || got != (currency.Amount{}) {
				t.Errorf("%s %.40q %v: %v and %v, want %v (%s)", tt.tag, tt.input, tt.code, got, err, tt.err, tt.reason)
			} else if len(fault.Input) > 100 || len(err.Error()) > 400 || fault.Pos > len(tt.input) || fault.Currency != tt.code {
				t.Errorf("%s %.40q: %v", tt.tag, tt.input, err)
			}
			continue
		}
		want, wrong := currency.ParseAmount(tt.want, tt.code)
		if wrong != nil {
			t.Fatal(wrong)
		}
		if err != nil || !got.Equal(want) {
			t.Errorf("%s %.40q %v: %v and %v, want %v (%s)", tt.tag, tt.input, tt.code, got, err, want, tt.reason)
		}
	}
}

func TestParsePosition(t *testing.T) {
	tests := []struct {
		tag, input string
		pos        int
	}{
		{"de", "1.5 €", 1},
		{"en", "$5 EUR", 3},
		{"en", "5 abc", 2},
		{"en", "--5", 1},
		{"en", "é5", 0},
		{"de", "€ 1,234", 8},
	}
	for _, tt := range tests {
		code := currency.EUR
		if tt.tag == "en" {
			code = currency.USD
		}
		_, err := For(language.Make(tt.tag)).Parse(tt.input, code)
		var fault *ParseError
		if !errors.As(err, &fault) || fault.Pos != tt.pos {
			t.Errorf("%s %q: %v, want byte %d", tt.tag, tt.input, err, tt.pos)
		}
	}
	_, err := For(language.German).Parse("1.5 €", currency.EUR)
	if want := `locale: EUR amount "1.5 €": at byte 1: a group separator where the locale has none: ambiguous separators`; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestParsePlaces(t *testing.T) {
	tests := []struct {
		tag, input string
		most       currency.Places
		want       string
		err        error
		reason     string
	}{
		{"de", "0,0125", currency.To(4), "0.0125", nil, "a unit price"},
		{"de", "1,234", currency.To(3), "1.234", nil, "the caller expects three digits"},
		{"de", "1.234", currency.To(3), "", ErrAmbiguous, "so this could be meant as a fraction"},
		{"de", "1.234", currency.To(2), "1234", nil, "not with two"},
		{"de", "1,23456", currency.To(4), "", ErrSyntax, "too many still"},
		{"de", "1,5", currency.To(0), "", ErrSyntax, "whole euros only"},
		{"de", "1,50", 0, "1.5", nil, "the minor unit"},
		{"de", "0," + strings.Repeat("0", 33) + "1", currency.To(34), "0." + strings.Repeat("0", 33) + "1", nil, "the whole domain"},
		{"de", "0," + strings.Repeat("0", 34) + "1", currency.To(34), "", ErrSyntax, "beyond it"},
		{"de", "0,1", currency.To(35), "", currency.ErrRounding, "no amount has so many"},
		{"de", "0,1", currency.To(-1), "", currency.ErrRounding, "no such places, rather than any"},
	}
	for _, tt := range tests {
		got, err := For(language.Make(tt.tag)).ParsePlaces(tt.input, currency.EUR, tt.most)
		if tt.want == "" {
			if !errors.Is(err, tt.err) {
				t.Errorf("%s %q: %v and %v, want %v (%s)", tt.tag, tt.input, got, err, tt.err, tt.reason)
			}
		} else if err != nil || got.Text() != currency.MustAmount(tt.want, currency.EUR).Text() {
			t.Errorf("%s %q: %v and %v, want %s (%s)", tt.tag, tt.input, got, err, tt.want, tt.reason)
		}
	}
}

// TestParseRoundTrip reads back what every locale writes, in every style that
// keeps the value.
func TestParseRoundTrip(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	codes := currency.Codes()
	for i := range cldr.Locales {
		l := newLocale(cldr.Locale(i))
		for range 60 {
			a := randomAmount(r, codes[r.IntN(len(codes))])
			s := randomStyle(r)
			if r.IntN(10) == 0 {
				s.NumberingSystem = NumberingSystem(r.IntN(cldr.Systems + 1))
			}
			if s.Sign == SignNever {
				a = a.Abs()
			}
			text := l.FormatStyle(a, s)
			_, scale, _ := a.Units()
			places := max(scale, a.Currency().Digits())
			if s.MinDigits != 0 {
				places = max(places, s.MinDigits.In(a.Currency()))
			}
			got, err := l.ParsePlaces(text, a.Currency(), currency.To(places))
			if err != nil && s.TrimZeros && errors.Is(err, ErrAmbiguous) {
				continue // without a fraction, a lone group could be one
			}
			if err != nil || !got.Equal(a) {
				t.Errorf("%v %v %+v: %+q is %v, %v", l, a, s, text, got, err)
			}
		}
	}
}

// randomStyle returns a style that keeps the value of an amount.
func randomStyle(r *rand.Rand) Style {
	s := Style{Display: Display(r.IntN(3)), Sign: Sign(r.IntN(5)), Accounting: r.IntN(2) == 0, NoGrouping: r.IntN(3) == 0, TrimZeros: r.IntN(4) == 0}
	if r.IntN(4) == 0 {
		s.MinDigits = currency.To(r.IntN(6))
		if s.MinDigits == currency.To(0) {
			s.TrimZeros = true // which says the same of whole amounts
		}
	}
	return s
}

// TestParseEverySymbol reads an amount with each symbol of each locale.
func TestParseEverySymbol(t *testing.T) {
	for i := range cldr.Locales {
		l := newLocale(cldr.Locale(i))
		for _, c := range currency.Codes() {
			a := currency.FromMinor(-123456789, c)
			for _, d := range []Display{Symbol, NarrowSymbol} {
				text := l.FormatStyle(a, Style{Display: d})
				if got, err := l.Parse(text, c); err != nil || got != a {
					t.Errorf("%v %v: %+q is %v, %v", l, a, text, got, err)
				}
			}
		}
	}
}

// TestParseOtherCurrency reads amounts of one currency, with its symbol or code
// in each locale, where another is expected. They are refused as such, unless
// the symbol is also one of the other's.
func TestParseOtherCurrency(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	codes := currency.Codes()
	refused := 0
	for i := range cldr.Locales {
		l := newLocale(cldr.Locale(i))
		for range 25 {
			c, expected := codes[r.IntN(len(codes))], codes[r.IntN(len(codes))]
			s := Style{Display: Display(r.IntN(3))}
			p := parser{locale: l, money: newMoney(expected)}
			symbol := l.symbol(newMoney(c), s.Display)
			named := p.matchNames(symbol) >= len(strings.TrimRight(symbol, "\u200e\u200f\u061c")) // marks of direction name nothing
			if named || normal(firstRune(symbol)) == none {
				continue
			}
			text := l.FormatStyle(currency.FromMinor(123456, c), s)
			if a, err := l.Parse(text, expected); !errors.Is(err, ErrMismatch) {
				t.Errorf("%v %+q: %v and %v, want %v for %v", l, text, a, err, ErrMismatch, expected)
			}
			refused++
		}
	}
	if refused < 15_000 {
		t.Errorf("only %d texts were refused", refused)
	}
}

// TestParseNeverOffByPowersOfTen makes texts of digits and separators. What is
// accepted must be the only amount that anybody could read in it: with any
// separator as the decimal one and any as that of groups. In a currency of
// three digits, the decimal separator of the locale decides.
func TestParseNeverOffByPowersOfTen(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	accepted := 0
	for range 200_000 {
		l := newLocale(cldr.Locale(r.IntN(cldr.Locales)))
		c := []currency.Code{currency.EUR, currency.JPY, currency.KWD, currency.USD}[r.IntN(4)]
		text := randomNumber(r)
		got, err := l.Parse(text, c)
		if err != nil {
			continue
		}
		accepted++
		decimal, _ := separators(l.index.FormIn(0), c.Name())
		want, _ := new(big.Rat).SetString(got.Text())
		for _, value := range readings(text, c.Digits()) {
			if value.Cmp(want) != 0 && !(c.Digits() == 3 && strings.ContainsRune(text, decimal)) {
				t.Fatalf("%v %q %v: read as %v, but it could be %v", l, text, c, got, value.FloatString(3))
			}
		}
	}
	if accepted < 10_000 {
		t.Errorf("only %d texts were accepted", accepted)
	}
}

// randomNumber returns runs of digits with separators between them.
func randomNumber(r *rand.Rand) string {
	var b strings.Builder
	for i := range 1 + r.IntN(4) {
		if i > 0 {
			b.WriteByte(".,.,.,' "[r.IntN(8)])
		}
		n := 3
		if r.IntN(2) == 0 {
			n = 1 + r.IntN(4)
		}
		for range n {
			b.WriteString(strconv.Itoa(r.IntN(10)))
		}
	}
	return b.String()
}

// readings returns what a number may mean to somebody: each way to take one
// separator as the decimal one, with at most places digits behind it, and all
// others as those of groups, which have three digits, or two but for the last.
func readings(text string, places int) []*big.Rat {
	var values []*big.Rat
	for _, decimal := range []string{"", ".", ","} {
		integer, fraction := text, ""
		if decimal != "" {
			i := strings.LastIndex(text, decimal)
			if i < 0 {
				continue
			}
			integer, fraction = text[:i], text[i+1:]
			if len(fraction) > places || strings.ContainsAny(fraction, "., '") || strings.Contains(integer, decimal) {
				continue
			}
		}
		runs := strings.FieldsFunc(integer, func(r rune) bool { return strings.ContainsRune("., '", r) })
		if len(runs) > 1 {
			fits := len(runs[0]) <= 3 && len(runs[len(runs)-1]) == 3
			for _, run := range runs[1 : len(runs)-1] {
				fits = fits && (len(run) == 2 || len(run) == 3)
			}
			if !fits {
				continue
			}
		}
		if v, ok := new(big.Rat).SetString(strings.Join(runs, "") + "." + fraction + "0"); ok {
			values = append(values, v)
		}
	}
	return values
}

func TestParseAllocs(t *testing.T) {
	for _, tt := range []struct{ tag, input string }{
		{"de", "1.234,56\u00a0€"}, {"en", "-$1,234,567.89"}, {"ar-EG", "١٬٢٣٤٫٥٠\u00a0€"}, {"ja", "EUR 5"},
	} {
		l, code := For(language.Make(tt.tag)), currency.EUR
		if tt.tag == "en" {
			code = currency.USD
		}
		if n := testing.AllocsPerRun(100, func() {
			if _, err := l.Parse(tt.input, code); err != nil {
				t.Error(err)
			}
		}); n != 0 {
			t.Errorf("%s %s: %v allocations", tt.tag, tt.input, n)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	want := currency.FromMinor(123456, currency.EUR)
	b.Run("landed", func(b *testing.B) {
		l := For(language.German)
		if a, err := l.Parse("1.234,56\u00a0€", currency.EUR); err != nil || a != want {
			b.Fatal(a, err)
		}
		b.ReportAllocs()
		for b.Loop() {
			l.Parse("1.234,56\u00a0€", currency.EUR)
		}
	})
	b.Run("plain", func(b *testing.B) {
		if cents, ok := parseGermanEuro("1.234,56\u00a0€"); !ok || cents != 123456 {
			b.Fatal(cents)
		}
		b.ReportAllocs()
		for b.Loop() {
			parseGermanEuro("1.234,56\u00a0€")
		}
	})
}

// parseGermanEuro reads euros with two digits of cents, and checks no groups.
func parseGermanEuro(s string) (cents int64, ok bool) {
	s, ok = strings.CutSuffix(s, "\u00a0€")
	if !ok || len(s) < 4 || s[len(s)-3] != ',' {
		return 0, false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			cents = cents*10 + int64(c-'0')
		case c != '.' && i != len(s)-3:
			return 0, false
		}
	}
	return cents, true
}

// FuzzParse looks for texts that break the reader, and for amounts that are not
// read back as they are written.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"1.234,56 €", "$1,234.50", "(5)", "−5", "１２３", "१२,३४,५६७.८९", "\u061c-\u200f١٬٢٣٤٫٥٠\u00a0ج.م.\u200f", "12$50", "一二三.四五", "kr. 5", "1e3", "5 USD", "0.123", "1'234.55"} {
		f.Add(s, "de-AT", "EUR")
		f.Add(s, "ar-EG", "USD")
		f.Add(s, "pt-CV", "CVE")
		f.Add(s, "en", "P2P:0")
	}
	f.Fuzz(func(t *testing.T, s, tag, code string) {
		c, err := currency.ParseCode(code)
		if err != nil {
			return
		}
		if len(tag) > 40 || strings.Trim(c.Name(), digits) == "" {
			return
		}
		l := For(language.Make(tag))
		a, err := l.Parse(s, c)
		if err != nil {
			var fault *ParseError
			if !errors.As(err, &fault) || fault.Pos > len(s) || !utf8.ValidString(err.Error()) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if len(s) > maxInput {
			t.Fatalf("%d bytes were read", len(s))
		}
		text := l.Format(a)
		if again, err := l.Parse(text, c); err != nil || !again.Equal(a) {
			t.Fatalf("%v %q is %v, written %q, which is %v, %v", l, s, a, text, again, err)
		}
	})
}
