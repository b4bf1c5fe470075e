package locale

import (
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
)

func day(s string) currency.Date {
	d, err := currency.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// dayOrNone reads a day, none from an empty text.
func dayOrNone(s string) currency.Date {
	if s == "" {
		return 0
	}
	return day(s)
}

func TestParseCountry(t *testing.T) {
	tests := []struct {
		in     string
		ok     bool
		reason string
	}{
		{"DE", true, "assigned by ISO 3166-1"},
		{"AX", true, "territories with a code of their own are countries here"},
		{"XI", true, "Northern Ireland has the code for customs and VAT"},
		{"XK", true, "Kosovo has the code by use"},
		{"de", false, "small letters come from a language, not a country"},
		{"DEU", false, "three letters are another code"},
		{"", false, "none is not a country"},
		{"UK", false, "reserved, not assigned: the code is GB"},
		{"EL", false, "the VAT prefix of Greece is not its country code"},
		{"EU", false, "the Union is not a country"},
		{"AN", false, "retired in 2011"},
		{"ZZ", false, "left to users"},
		{"D\xff", false, "not text"},
	}
	for _, tt := range tests {
		got, err := ParseCountry(tt.in)
		if (err == nil) != tt.ok {
			t.Errorf("ParseCountry(%q): error %v (%s)", tt.in, err, tt.reason)
		}
		if tt.ok && got != Country(tt.in) {
			t.Errorf("ParseCountry(%q) = %q (%s)", tt.in, got, tt.reason)
		}
		if !tt.ok && !errors.Is(err, ErrUnknownCountry) {
			t.Errorf("ParseCountry(%q): %v does not wrap ErrUnknownCountry", tt.in, err)
		}
	}
	if cldr.Regions != 249+1 {
		t.Errorf("%d countries, want the 249 of ISO 3166-1 and XK", cldr.Regions)
	}
}

func TestCountryError(t *testing.T) {
	_, err := ParseCountry(strings.Repeat("x", 1<<20))
	if err == nil || len(err.Error()) > 200 {
		t.Errorf("an error must quote a long input shortened, has %d bytes", len(err.Error()))
	}
}

func TestWithdrawnCountry(t *testing.T) {
	tests := []struct {
		in, want, reason string
	}{
		{"AN", "CW, SX, BQ", "the Netherlands Antilles ended in 2010"},
		{"CS", "RS, ME", "Serbia and Montenegro parted in 2006"},
		{"YU", "RS, ME", "what was left of Yugoslavia"},
		{"BU", "MM", "a new name"},
		{"ZR", "CD", "a new name"},
		{"TP", "TL", "a new name"},
		{"DD", "DE", "joined another"},
		{"UK", "GB", "reserved for the United Kingdom, and the most usual mistake"},
	}
	for _, tt := range tests {
		_, err := ParseCountry(tt.in)
		var ce *CountryError
		if !errors.As(err, &ce) || joined(ce.Now) != tt.want || !strings.Contains(err.Error(), "now "+tt.want) {
			t.Errorf("ParseCountry(%q): %v, want a hint at %s (%s)", tt.in, err, tt.want, tt.reason)
		}
		for _, c := range ce.Now {
			if !c.Valid() {
				t.Errorf("%s became %s, which is no country", tt.in, c)
			}
		}
		if err := (Place{Country: Country(tt.in)}).Validate(); !errors.As(err, &ce) || joined(ce.Now) != tt.want {
			t.Errorf("a place in %s: %v", tt.in, err)
		}
	}
	for _, in := range []string{"", "de", "ANT", "QU", "ZZ", "A\x00"} {
		var ce *CountryError
		if _, err := ParseCountry(in); !errors.As(err, &ce) || ce.Now != nil {
			t.Errorf("ParseCountry(%q): %v hints at %v", in, err, ce.Now)
		}
	}
}

func TestAlpha3(t *testing.T) {
	tests := []struct {
		in     string
		want   Country
		reason string
	}{
		{"DEU", "DE", "assigned by ISO 3166-1"},
		{"GBR", "GB", ""},
		{"CUW", "CW", "a part of a kingdom with a code of its own"},
		{"DE", "", "two letters are another code"},
		{"deu", "", "codes are capitals"},
		{"XKX", "", "ISO 3166-1 gives Kosovo no code"},
		{"ANT", "", "withdrawn"},
		{"---", "", "not letters"},
		{"", "", "none"},
	}
	for _, tt := range tests {
		got, err := ParseAlpha3(tt.in)
		if got != tt.want || (err == nil) != (tt.want != "") || err != nil && !errors.Is(err, ErrUnknownCountry) {
			t.Errorf("ParseAlpha3(%q) = %q, %v, want %q (%s)", tt.in, got, err, tt.want, tt.reason)
		}
		if got != "" && got.Alpha3() != tt.in {
			t.Errorf("%s gives %q, want %q", got, got.Alpha3(), tt.in)
		}
	}
	for _, c := range []Country{"XK", "XI", "ZZ", "", "de"} {
		if got := c.Alpha3(); got != "" {
			t.Errorf("%q has %q", c, got)
		}
	}
}

func TestEU(t *testing.T) {
	tests := []struct {
		country Country
		on      string
		want    bool
		reason  string
	}{
		{"DE", "2026-11-21", true, "founding member"},
		{"DE", "1957-12-31", false, "the treaty was not in force"},
		{"HR", "2013-06-30", false, "the day before accession"},
		{"HR", "2013-07-01", true, "the day of accession"},
		{"GB", "2020-12-31", true, "last day of the transition period"},
		{"GB", "2021-01-01", false, "a third country for customs and VAT"},
		{"XI", "2026-11-21", false, "not a member, though EU rules for goods apply"},
		{"CH", "2026-11-21", false, "never a member"},
		{"NO", "2026-11-21", false, "EEA, not EU"},
		{"GP", "2026-11-21", false, "a territory, not a member"},
		{"de", "2026-11-21", false, "not a country"},
	}
	for _, tt := range tests {
		if got := tt.country.EU(day(tt.on)); got != tt.want {
			t.Errorf("%s on %s: %v (%s)", tt.country, tt.on, got, tt.reason)
		}
	}
	if Country("DE").EU(0) {
		t.Error("no day lies in no membership")
	}
}

func TestEUMembers(t *testing.T) {
	members, err := euMembers.get(euMembersCSV, readMembers)
	if err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]int{"1958-01-01": 6, "1990-01-01": 12, "2019-06-01": 28, "2026-11-21": 27} {
		n := 0
		for c, periods := range members {
			if len(periods) != 1 {
				t.Errorf("%s has %d memberships", c, len(periods))
			}
			if c.EU(day(on)) {
				n++
			}
		}
		if n != want {
			t.Errorf("%d members on %s, want %d", n, on, want)
		}
	}
}

func FuzzParseCountry(f *testing.F) {
	for _, s := range []string{"DE", "XI", "XK", "de", "", "\xff\xff", "DEU"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCountry(s)
		if err != nil {
			if c != "" || !errors.Is(err, ErrUnknownCountry) {
				t.Errorf("%q: %q, %v", s, c, err)
			}
			return
		}
		if string(c) != s || !c.Valid() || len(s) != 2 {
			t.Errorf("%q parsed as %q", s, c)
		}
		if code := c.Alpha3(); code != "" {
			if back, err := ParseAlpha3(code); back != c || err != nil {
				t.Errorf("%q has %q, which is %q, %v", c, code, back, err)
			}
		}
	})
}
