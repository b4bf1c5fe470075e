package tax

import (
	"strings"
	"testing"

	"github.com/landedhq/landed/locale"
)

func TestByPostalCode(t *testing.T) {
	b, err := LoadBook(strings.NewReader("country,region,territory,postal,category,name,percent,treatment,from,until,source,source_date\n" +
		"US,CA,,,general,sales tax,7.25,standard,2026-01-01,,law,2026-01-01\n" +
		"US,CA,,902,general,district,1,standard,2026-01-01,,law,2026-01-01\n" +
		"DE,,,,general,MwSt,19,standard,2026-01-01,,law,2026-01-01\n"))
	if err != nil {
		t.Fatal(err)
	}
	for country, want := range map[string]bool{"US": true, "DE": false, "FR": false, "": false, "zz": false} {
		if got := b.ByPostalCode(locale.Country(country)); got != want {
			t.Errorf("%q: %t, want %t", country, got, want)
		}
	}
}
