package cldr

import (
	"os"
	"strings"
	"testing"
)

// TestTables checks what the readers of the tables rely on.
func TestTables(t *testing.T) {
	size := 0
	for _, s := range []string{
		tagPool, tagOffsets, scripts, aliases, formatOf, formats, affixPool, affixOffsets, symbolCodes, symbolTextPool,
		symbolTextOffsets, symbolStarts, symbolRuns, narrowStarts, narrowRuns, ownDecimals, regions, tenderPool, tenderOffsets,
		languagePool, languageOffsets, subdivisionPool, subdivisionOffsets, subdivided,
	} {
		size += len(s)
	}
	if size > 64<<10 {
		t.Errorf("tables of %d bytes, want at most 64 KB", size)
	}
	if len(formatOf) != Locales || len(formats)%formatSize != 0 || Locale(0).Tag() != "" {
		t.Errorf("%d locales have %d formats in records of %d bytes; the first is %q", Locales, len(formatOf), len(formats), Locale(0).Tag())
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

// TestFormats reads every field of every record.
func TestFormats(t *testing.T) {
	for i := range Locales {
		l := Locale(i)
		f := l.Format()
		decimal, group := f.Separators()
		moneyDecimal, moneyGroup := f.CurrencySeparators()
		for _, s := range []string{decimal, group, moneyDecimal, moneyGroup, f.Minus(), f.Plus()} {
			if s == "" {
				t.Errorf("%s lacks a separator or sign", l.Tag())
			}
		}
		if decimal == group || moneyDecimal == moneyGroup {
			t.Errorf("%s does not tell the decimal from the group separator", l.Tag())
		}
		for _, read := range []func(bool) (string, int, int){f.Standard, f.Accounting, f.Percent} {
			positive, primary, secondary := read(false)
			negative, _, _ := read(true)
			if strings.Count(positive, string(rune(MarkNumber))) != 1 || strings.Count(negative, string(rune(MarkNumber))) != 1 {
				t.Errorf("%s: patterns %q and %q", l.Tag(), positive, negative)
			}
			if primary < 2 || primary > 3 || secondary < 2 || secondary > 3 {
				t.Errorf("%s: groups of %d and %d", l.Tag(), primary, secondary)
			}
		}
		if m := f.MinimumGrouping(); m < 1 || m > 3 || f.Zero() < '0' {
			t.Errorf("%s: minimum grouping %d, zero %q", l.Tag(), m, f.Zero())
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
	}
	for _, tt := range tests {
		l, ok := Find(tt.tag)
		if !ok {
			t.Fatalf("no locale %s", tt.tag)
		}
		if s, n := l.Symbol(tt.code, false), l.Symbol(tt.code, true); s != tt.symbol || n != tt.narrow {
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
