package tax

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/landedhq/landed/locale"
)

// oneDigit lists whose check digits find every change of one digit, by their
// arithmetic: each weight and the modulus have no common factor, or each
// product is distinct. Not so elsewhere: where a remainder of 10 becomes 0 (BG,
// BR, CZ, GR, LT, PT, RO), 9 and 0 are the same (JP), one of several rules may
// hold (GB, XI, NL, LV), or a country issues numbers against it (MX).
var oneDigit = []locale.Country{
	"AT", "AU", "BE", "CH", "CY", "DE", "DK", "EE", "ES", "FI", "FR", "HR", "HU", "IE", "IN", "IT", "KR", "LU", "MT", "NO", "PL", "SE", "SI", "SK", "TR",
}

func TestOneDigitChanged(t *testing.T) {
	n := 0
	for _, m := range readMadeUp(t) {
		// A key with letters gives France two checks of another kind, of which
		// one is modulo 11 with more than eleven keys.
		lettersFR := m.country == "FR" && (isLetter(m.text[2]) || isLetter(m.text[3]))
		if m.level != ChecksumConfirmed || !slices.Contains(oneDigit, m.country) || lettersFR {
			continue
		}
		for i := len(m.country); i < len(m.text); i++ {
			if !isDigit(m.text[i]) {
				continue
			}
			for c := byte('0'); c <= '9'; c++ {
				if c == m.text[i] {
					continue
				}
				changed := m.text[:i] + string(c) + m.text[i+1:]
				if id, err := ParseID("", changed); err == nil {
					t.Errorf("%s, changed from %s: %+v", changed, m.text, id)
				}
				n++
			}
		}
	}
	if n < 10000 {
		t.Errorf("%d changes", n)
	}
}

// The rules stand in order and have what their readers need.
func TestIDRules(t *testing.T) {
	for i, r := range idRules {
		if i > 0 && idRules[i-1].country >= r.country {
			t.Errorf("%s after %s", r.country, idRules[i-1].country)
		}
		if !r.country.Valid() || r.prefix == "" || r.kind == "" || r.check == nil || r.want == "" {
			t.Errorf("%s: %+v", r.country, r)
		}
		if ruleOf(r.country) != &idRules[i] {
			t.Errorf("%s is not found", r.country)
		}
		// Rules face any text.
		for _, n := range []string{"", "0", "U", "T", "GD", "HA", "M", "F000", "ÑÑÑ", "&", "+*", "B", "MVA", "MWST", strings.Repeat("0", 128), strings.Repeat("Z", 13)} {
			if id, v := r.read(n); (v <= idChecksum) != id.IsZero() {
				t.Errorf("%s: %q: %+v, %d", r.country, n, id, v)
			}
		}
	}
}

func FuzzParseID(f *testing.F) {
	for _, m := range readMadeUp(f) {
		f.Add(string(m.country), m.text)
	}
	for _, s := range []string{"", "EL: 043316983", "BE (0)685.443.966", "ＤＥ８１２４６０１５３", "MX Ñ&A561231GR8", "CHE-684.673.484 MwSt", "IE1+23456W", "\xff", "DEDE812460153"} {
		f.Add("", s)
		f.Add("MX", s)
	}
	f.Fuzz(func(t *testing.T, country, text string) {
		id, err := ParseID(locale.Country(country), text)
		if err != nil {
			var e *IDError
			if !errors.As(err, &e) || !id.IsZero() || len(err.Error()) > 1000 {
				t.Fatalf("%q, %q: %v, %v", country, text, id, err)
			}
			return
		}
		if id.Level() == NotAnID || len(id.Number) > 16 {
			t.Fatalf("%q, %q: %+v", country, text, id)
		}
		written, err := id.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back ID
		if err := back.UnmarshalText(written); err != nil || back != id {
			t.Fatalf("%q, %q: %+v, written %s, read %+v (%v)", country, text, id, written, back, err)
		}
		if again, err := ParseID(id.Country, string(written)); err != nil || again != id {
			t.Fatalf("%s: %+v (%v)", written, again, err)
		}
		if again, err := ParseID(id.Country, id.national()); err != nil || again != id {
			t.Fatalf("%s: %+v (%v)", id.national(), again, err)
		}
	})
}

func TestParseIDAllocations(t *testing.T) {
	for _, tt := range []struct {
		in     string
		want   float64
		reason string
	}{
		{"DE812460153", 0, "a plain number is a part of the text"},
		{"ES12345678Z", 0, "letters too"},
		{"DE 812 460 153", 1, "the number without separators"},
		{"CHE-684.673.484 MWST", 1, "the number without separators"},
	} {
		if got := testing.AllocsPerRun(100, func() {
			if _, err := ParseID("", tt.in); err != nil {
				t.Fatal(err)
			}
		}); got > tt.want {
			t.Errorf("%s: %v allocations, want %v: %s", tt.in, got, tt.want, tt.reason)
		}
	}
}

func BenchmarkParseID(b *testing.B) {
	for _, bb := range []struct{ name, in string }{{"plain", "DE812460153"}, {"separators", "CHE-684.673.484 MWST"}, {"longest", "BR12ABC34501DE35"}} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ParseID("", bb.in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
