package cldr

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestTables checks what the readers of the tables rely on.
func TestTables(t *testing.T) {
	size := 0
	for _, s := range []string{
		tagPool, tagOffsets, scripts, aliases, formOf, formOthers, nativeOf, symbolRecords, patternRecords,
		affixPool, affixOffsets, systemPool, systemOffsets, systemZeros, systemForms, ideographicDigits, fractions, symbolInitials, symbolKeys, symbolCodes, symbolTextPool,
		symbolTextOffsets, symbolStarts, symbolRuns, narrowStarts, narrowRuns, ownSeparators, regions, tenderPool, tenderOffsets,
		languagePool, languageOffsets, subdivisionPool, subdivisionOffsets, subdivided,
	} {
		size += len(s)
	}
	if size > 64<<10 {
		t.Errorf("tables of %d bytes, want at most 64 KB", size)
	}
	if len(formOf) != 6*Locales || len(nativeOf) != Locales || len(symbolRecords)%symbolSize != 0 || len(patternRecords)%patternSize != 0 {
		t.Errorf("%d locales have tables of %d, %d, %d and %d bytes", Locales, len(formOf), len(nativeOf), len(symbolRecords), len(patternRecords))
	}
	if Locale(0).Tag() != "" || Locale(0).Form() != 0 {
		t.Errorf("the first locale is %q with form %x, not the root", Locale(0).Tag(), Locale(0).Form())
	}
	for i := 1; i < Locales; i++ {
		if Locale(i-1).Tag() >= Locale(i).Tag() {
			t.Errorf("%s stands before %s", Locale(i-1).Tag(), Locale(i).Tag())
		}
	}
	for i := 1; i < Regions; i++ {
		if Region(i-1).Code() >= Region(i).Code() {
			t.Errorf("%s stands before %s", Region(i-1).Code(), Region(i).Code())
		}
	}
}

func TestFind(t *testing.T) {
	for i := range Locales {
		if l, ok := Find(Locale(i).Tag()); !ok || l != Locale(i) {
			t.Errorf("%q is found as %d", Locale(i).Tag(), l)
		}
	}
	for _, tag := range []string{"zz", "DE", "de-", "a", "zzz-ZZ"} {
		if l, ok := Find(tag); ok {
			t.Errorf("%q is found as %q", tag, l.Tag())
		}
	}
}

// TestForms reads every field of every locale in every numbering system.
func TestForms(t *testing.T) {
	for i := range Locales {
		l := Locale(i)
		for i := range Systems {
			sys := System(i)
			f := l.FormIn(sys)
			if f.System() != sys {
				t.Errorf("%s in %v is in %v", l.Tag(), sys, f.System())
			}
			testForm(t, l.Tag()+" "+sys.String(), f)
		}
		if f := l.Form(); l.FormIn(f.System()) != f {
			t.Errorf("%s: its own system %v gives another form", l.Tag(), f.System())
		}
		if int(l.Native()) >= Systems {
			t.Errorf("%s: native system %d", l.Tag(), l.Native())
		}
	}
}

func testForm(t *testing.T, name string, f Form) {
	decimal, group := f.Separators()
	moneyDecimal, moneyGroup := f.CurrencySeparators()
	for _, s := range []string{decimal, group, moneyDecimal, moneyGroup, f.Minus(), f.Plus(), f.PercentSign(), f.Approximately(), f.Between()} {
		if s == "" {
			t.Errorf("%s lacks a separator or sign", name)
		}
	}
	if decimal == group || moneyDecimal == moneyGroup {
		t.Errorf("%s does not tell the decimal from the group separator", name)
	}
	for _, read := range []func(bool) string{f.Standard, f.Accounting, f.Percent} {
		if p, n := read(false), read(true); strings.Count(p, string(rune(MarkNumber))) != 1 || strings.Count(n, string(rune(MarkNumber))) != 1 || p == n {
			t.Errorf("%s: patterns %q and %q", name, p, n)
		}
	}
	for _, read := range []func() (int, int){f.StandardSizes, f.AccountingSizes, f.PercentSizes} {
		if primary, secondary := read(); primary < 2 || primary > 3 || secondary < 2 || secondary > 3 {
			t.Errorf("%s: groups of %d and %d", name, primary, secondary)
		}
	}
	if m := f.MinimumGrouping(); m < 1 || m > 3 {
		t.Errorf("%s: minimum grouping %d", name, m)
	}
}

func TestSystems(t *testing.T) {
	for i := range Systems {
		s := System(i)
		if found, ok := FindSystem(s.String()); !ok || found != s {
			t.Errorf("%v is found as %v", s, found)
		}
		for d := range 10 {
			r := s.Zero() + rune(d)
			if s.Ideographic() {
				r, _ = utf8.DecodeRuneInString(IdeographicDigit(d))
			}
			if value, system, ok := DigitValue(r); !ok || value != d || system != s {
				t.Errorf("%v: %q is %d of %v", s, r, value, system)
			}
		}
	}
	for _, name := range []string{"", "roman", "LATN", "zzzz", "native"} {
		if s, ok := FindSystem(name); ok {
			t.Errorf("%q is found as %v", name, s)
		}
	}
	for _, r := range "aé\u2212²½Ⅷ万" {
		if value, s, ok := DigitValue(r); ok {
			t.Errorf("%q is %d of %v", r, value, s)
		}
	}
}

func TestDigits(t *testing.T) {
	tests := []struct {
		code               string
		digits, cash, step int
		reason             string
	}{
		{"EUR", 2, 2, 1, "not in the table"},
		{"JPY", 0, 0, 1, "as ISO 4217"},
		{"KWD", 3, 3, 1, "as ISO 4217"},
		{"HUF", 0, 0, 5, "ISO 4217 has 2"},
		{"IDR", 0, 0, 1, "ISO 4217 has 2"},
		{"CHF", 2, 2, 5, "coins of five centimes"},
		{"DKK", 2, 2, 50, "coins of fifty øre"},
		{"NOK", 2, 0, 1, "shown with øre, paid without"},
		{"ADP", 0, 0, 1, "the first row"},
		{"ZWD", 0, 0, 1, "the last row"},
		{"", 2, 2, 1, "no currency"},
		{"ZZZZZ", 2, 2, 1, "no currency"},
	}
	for _, tt := range tests {
		if d, c, s := Digits(tt.code); d != tt.digits || c != tt.cash || s != tt.step {
			t.Errorf("%s: %d, %d in steps of %d, want %d, %d in steps of %d (%s)", tt.code, d, c, s, tt.digits, tt.cash, tt.step, tt.reason)
		}
	}
}

func TestSymbol(t *testing.T) {
	tests := []struct {
		tag, code, symbol, narrow, reason string
	}{
		{"", "EUR", "€", "€", "the root"},
		{"", "USD", "US$", "$", "the root"},
		{"en", "USD", "$", "$", "home"},
		{"en-CA", "USD", "US$", "$", "abroad"},
		{"en-CA", "CAD", "$", "$", "home"},
		{"fr-CA", "USD", "$\u00a0US", "$", "a symbol with a space"},
		{"en", "XXX", "¤", "¤", "no currency"},
		{"de", "DEM", "DM", "DM", "a currency of the past"},
		{"de-CH", "EUR", "EUR", "EUR", "a code as symbol"},
		{"ja", "JPY", "￥", "￥", "full width"},
		{"zh-Hant", "CNY", "CN¥", "¥", "a run in the middle of its language"},
		{"en", "ABC", "", "", "no currency of CLDR"},
		{"en", "EURO", "", "", "not three letters"},
		{"en", "\xffUR", "", "", "not letters"},
		{"en", "ZZZ", "", "", "behind the last"},
	}
	for _, tt := range tests {
		l, ok := Find(tt.tag)
		if !ok {
			t.Fatalf("no locale %s", tt.tag)
		}
		c, ok := FindCurrency(tt.code)
		if !ok {
			if tt.symbol != "" {
				t.Errorf("%s is not found", tt.code)
			}
			continue
		}
		if s, n := l.Symbol(c, false), l.Symbol(c, true); s != tt.symbol || n != tt.narrow || c.Code() != tt.code {
			t.Errorf("%s %s: %q and %q, want %q and %q (%s)", tt.tag, tt.code, s, n, tt.symbol, tt.narrow, tt.reason)
		}
	}
}

// FuzzMatch looks for tags that lead out of the tables.
func FuzzMatch(f *testing.F) {
	f.Add("de", "Latn", "AT")
	f.Add("zh", "", "TW")
	f.Add("sh", "", "")
	f.Add(";", "=", "az=")
	f.Fuzz(func(t *testing.T, language, script, region string) {
		l := Match(language, script, region)
		if l.Tag() != "" && language != l.Tag() && !strings.HasPrefix(l.Tag(), language+"-") {
			if _, renamed := value(aliases, language); !renamed {
				t.Errorf("%q is served by %q", language, l.Tag())
			}
		}
	})
}

func TestLicence(t *testing.T) {
	text, err := os.ReadFile("LICENSE-UNICODE.txt")
	if err != nil || !strings.Contains(string(text), "SPDX-License-Identifier: Unicode-3.0") {
		t.Errorf("the licence of the data must lie beside it: %v", err)
	}
}
