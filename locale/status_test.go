package locale

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestStatus(t *testing.T) {
	const today = "2026-11-21"
	tests := []struct {
		place                  string // country, region or postal code
		on                     string
		customs, vat, services Area
		reason                 string
	}{
		// Ordinary countries.
		{"DE 10115", today, "EU", "DE", "DE", "a member state: one customs territory, its own VAT"},
		{"CH 8000", today, "CH", "CH", "CH", "a country by itself"},
		{"US-CA", today, "US", "US", "US", "a state is no area of its own"},
		{"AD", today, "AD", "AD", "AD", "Andorra is in a customs union, not in the customs territory"},
		{"TR", today, "TR", "TR", "TR", "so is Türkiye"},
		{"FO", today, "FO", "FO", "FO", "the Faroe Islands are not part of the Union"},
		{"GL", today, "GL", "GL", "GL", "nor is Greenland"},
		{"HK", today, "HK", "HK", "HK", "a customs territory of its own"},
		{"AW", today, "AW", "AW", "AW", "only the Netherlands in Europe belong to the customs territory"},
		{"GI", today, "GI", "GI", "GI", "in a customs union with the EU, not in its customs territory"},

		// Membership by day.
		{"GB SW1A 1AA", "2020-12-31", "EU", "GB", "GB", "last day of the transition period"},
		{"GB SW1A 1AA", "2021-01-01", "GB", "GB", "GB", "the day after"},
		{"HR", "2013-06-30", "HR", "HR", "HR", "the day before accession"},
		{"HR", "2013-07-01", "EU", "HR", "HR", "the day of accession"},
		{"HR", "", "EU", "HR", "HR", "no day asks for the newest law"},
		{"GB", "", "GB", "GB", "GB", "by which the United Kingdom has left"},

		// VAT Directive Art. 6(1): in customs, out of VAT.
		{"GR 63086", today, "EU", "mount_athos", "mount_athos", "(a)"},
		{"GR-69", today, "EU", "mount_athos", "mount_athos", "(a)"},
		{"ES 35001", today, "EU", "canary_islands", "canary_islands", "(b)"},
		{"ES 38900", today, "EU", "canary_islands", "canary_islands", "(b)"},
		{"ES-CN", today, "EU", "canary_islands", "canary_islands", "(b)"},
		{"ES-IC", today, "EU", "canary_islands", "canary_islands", "the reserved country code in place of a region"},
		{"GP 97110", today, "EU", "GP", "GP", "(c)"},
		{"FR-971", today, "EU", "GP", "GP", "(c)"},
		{"FR-GP", today, "EU", "GP", "GP", "the older code of the region"},
		{"FR 97200", today, "EU", "MQ", "MQ", "(c)"},
		{"FR 97300", today, "EU", "GF", "GF", "(c)"},
		{"FR 97400", today, "EU", "RE", "RE", "(c)"},
		{"FR 97150", today, "EU", "MF", "MF", "(c)"},
		{"FI 22100", today, "EU", "AX", "AX", "(d)"},
		{"AX", today, "EU", "AX", "AX", "(d)"},
		{"JE", "2020-12-31", "EU", "JE", "JE", "(e): the Channel Islands were in the customs territory"},
		{"JE", "2021-01-01", "JE", "JE", "JE", "and left it with the United Kingdom"},
		{"GB GY1 1AA", today, "GG", "GG", "GG", "own customs in a union with the United Kingdom"},

		// VAT Directive Art. 6(2): out of both.
		{"DE 27498", today, "heligoland", "heligoland", "heligoland", "(a)"},
		{"DE 78266", today, "CH", "CH", "CH", "(b): Büsingen is in the Swiss territories"},
		{"CH 8238", today, "CH", "CH", "CH", "by its Swiss postal code too"},
		{"ES 51001", today, "ceuta", "ceuta", "ceuta", "(c)"},
		{"ES-ML", today, "melilla", "melilla", "melilla", "(d)"},
		{"IT 23041", today, "livigno", "livigno", "livigno", "(e)"},

		// VAT Directive Art. 7: treated as a member state's.
		{"MC", today, "EU", "FR", "FR", "Monaco as France"},
		{"IM", "2020-12-31", "EU", "GB", "GB", "the Isle of Man as the United Kingdom"},
		{"GB IM1 1AA", today, "GB", "GB", "GB", "which took it along"},
		{"GB BF1 2AT", today, "EU", "CY", "CY", "Akrotiri as Cyprus"},
		{"GB BF1 2AU", today, "EU", "CY", "CY", "Dhekelia as Cyprus"},

		// Changes of status.
		{"IT 22061", "2019-12-31", "CH", "campione_ditalia", "campione_ditalia", "in the Swiss customs territory"},
		{"IT 22061", "2020-01-01", "EU", "campione_ditalia", "campione_ditalia", "Directive (EU) 2019/475"},
		{"FR 97600", "2013-12-31", "YT", "YT", "YT", "an overseas territory"},
		{"YT", "2014-01-01", "EU", "YT", "YT", "an outermost region"},
		{"BL", "2011-12-31", "EU", "BL", "BL", "an outermost region"},
		{"FR 97133", "2012-01-01", "BL", "BL", "BL", "an overseas territory"},
		{"XI", "2020-12-31", "EU", "GB", "GB", "a part of a member state like any"},
		{"GB BT1 1AA", "2021-01-01", "XI", "XI", "GB", "EU rules for goods, not for services"},
		{"GB-NIR", today, "XI", "XI", "GB", "by the region"},

		// Inside a member state, with rates of their own.
		{"PT 9500-321", today, "EU", "PT", "PT", "Azores"},
		{"PT-30", today, "EU", "PT", "PT", "Madeira"},
		{"AT 6691", today, "EU", "AT", "AT", "Jungholz"},
		{"AT 6993", today, "EU", "AT", "AT", "Mittelberg"},

		// Elsewhere.
		{"LI", today, "CH", "CH", "CH", "treaties of 1923 and 1994"},
		{"CH 7563", today, "samnaun", "samnaun", "CH", "Swiss VAT on services only"},
		{"SM", today, "SM", "SM", "SM", "a customs union is no customs territory"},
		{"IT 00120", today, "VA", "VA", "VA", "Vatican"},
		{"NO 9170", today, "SJ", "SJ", "SJ", "outside of the Norwegian VAT area"},
		{"NO-22", today, "SJ", "SJ", "SJ", "Jan Mayen too"},
		{"NC", today, "NC", "NC", "NC", "not part of the Union"},
		{"FR-PF", today, "PF", "PF", "PF", "by the region"},
		{"FR 98000", today, "EU", "FR", "FR", "Monaco shares the French postal codes"},
		{"US-PR", today, "US", "US", "US", "Puerto Rico is in the customs territory"},
		{"US 00901", today, "US", "US", "US", "by its ZIP code"},
		{"US 00802", today, "VI", "VI", "VI", "the Virgin Islands are not"},
		{"US 96950", today, "MP", "MP", "MP", "nor is Saipan"},
		{"US 96799", today, "AS", "AS", "AS", "nor is American Samoa"},
		{"GU", today, "GU", "GU", "GU", "nor is Guam"},
		{"NL-CW", today, "CW", "CW", "CW", "the Netherlands in Europe only"},
		{"NL-BQ1", today, "BQ", "BQ", "BQ", "Bonaire as well"},
		{"CN-HK", today, "HK", "HK", "HK", "an address in China"},
		{"AU 6798", today, "CX", "CX", "CX", "Christmas Island is outside of the indirect tax zone"},
		{"AU 6797", today, "AU", "AU", "AU", "Western Australia"},
		{"DK 3900", today, "GL", "GL", "GL", "Nuuk in the Danish postal codes"},
		{"DK 3700", today, "EU", "DK", "DK", "Bornholm is Denmark"},
		{"GB GX11 1AA", today, "GI", "GI", "GI", "Gibraltar by its postcode"},
		{"TR 99320", today, "northern_cyprus", "northern_cyprus", "northern_cyprus", "by way of Mersin"},
	}
	for _, tt := range tests {
		got, err := placeOf(tt.place).Status(dayOrNone(tt.on))
		if err != nil || got.Customs != tt.customs || got.VAT != tt.vat || got.Services != tt.services {
			t.Errorf("%s on %s: %q %q %q, %v, want %q %q %q (%s)", tt.place, tt.on, got.Customs, got.VAT, got.Services, err, tt.customs, tt.vat, tt.services, tt.reason)
		}
		if on := dayOrNone(tt.on); !on.IsZero() && !on.Within(got.From, got.Until) {
			t.Errorf("%s on %s: the status holds from %s until %s", tt.place, tt.on, got.From, got.Until)
		}
	}
}

// placeOf reads "ES", "ES-CN" or "ES 35001".
func placeOf(s string) Place {
	c, region, ok := strings.Cut(s, "-")
	if len(c) != 2 {
		ok = false
	}
	if ok {
		return Place{Country: Country(c), Region: region}
	}
	c, code, _ := strings.Cut(s, " ")
	return Place{Country: Country(c), PostalCode: code}
}

// TestStatusDays checks the days between which a status holds: those of the
// territory, narrowed by the membership of the country.
func TestStatusDays(t *testing.T) {
	tests := []struct {
		place, on, from, until, reason string
	}{
		{"DE", "2026-11-21", "1958-01-01", "", "since the Union began"},
		{"GB", "2019-01-01", "1973-01-01", "2020-12-31", "a membership that ended"},
		{"GB", "2026-11-21", "2021-01-01", "", "since then on its own"},
		{"HR", "2013-06-30", "", "2013-06-30", "until the accession"},
		{"CH", "2026-11-21", "", "", "always"},
		{"IM", "2019-01-01", "1973-01-01", "2020-12-31", "as long as the United Kingdom"},
		{"IT 22061", "2026-11-21", "2020-01-01", "", "since the territory changed"},
		{"IT 22061", "2019-01-01", "", "2019-12-31", "the Swiss customs territory knows no membership"},
		{"BL", "2000-01-01", "1958-01-01", "2011-12-31", "the change is earlier than the end of the membership"},
	}
	for _, tt := range tests {
		got, err := placeOf(tt.place).Status(day(tt.on))
		if err != nil || got.From != dayOrNone(tt.from) || got.Until != dayOrNone(tt.until) {
			t.Errorf("%s on %s: from %s until %s, %v, want %s and %s (%s)", tt.place, tt.on, got.From, got.Until, err, tt.from, tt.until, tt.reason)
		}
	}
}

func TestStatusErrors(t *testing.T) {
	if s, err := (Place{Country: "UK"}).Status(0); !errors.Is(err, ErrUnknownCountry) || s != (Status{}) {
		t.Errorf("no country: %+v, %v", s, err)
	}
	if s, err := (Place{Country: "US", Region: "ON"}).Status(0); !errors.Is(err, ErrPlace) || s != (Status{}) {
		t.Errorf("no state: %+v, %v", s, err)
	}
}

func TestStatusTable(t *testing.T) {
	known, err := statuses.get(statusCSV, readStatuses)
	if err != nil {
		t.Fatal(err)
	}
	for key, rows := range known {
		if !rows[0].from.IsZero() || !rows[len(rows)-1].until.IsZero() {
			t.Errorf("%s: the days are open at neither end", key)
		}
		for i := 1; i < len(rows); i++ {
			if rows[i].from != rows[i-1].until.AddDays(1) {
				t.Errorf("%s: from %s follows until %s", key, rows[i].from, rows[i-1].until)
			}
		}
	}
}

func TestStatusReader(t *testing.T) {
	const header = "key,customs,vat,vat_services,from,until,source\n"
	for name, text := range map[string]string{
		"area":   header + "livigno,atlantis,livigno,livigno,,,x\n",
		"vat":    header + "livigno,livigno,eu,livigno,,,x\n",
		"key":    header + ",IT,IT,IT,,,x\n",
		"period": header + "livigno,IT,IT,IT,2020-01-01,2019-01-01,x\n",
		"source": header + "livigno,IT,IT,IT,,,\n",
		"column": "key,customs\nlivigno,IT\n",
	} {
		if _, err := readStatuses(strings.NewReader(text)); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}

func TestStatusJSON(t *testing.T) {
	s, err := placeOf("XI").Status(day("2026-11-21"))
	if err != nil {
		t.Fatal(err)
	}
	if s.Source == "" {
		t.Error("a status says where it is written")
	}
	s.Source = ""
	b, err := json.Marshal(s)
	const want = `{"customs":"XI","vat":"XI","services":"GB","from":"2021-01-01"}`
	if err != nil || string(b) != want {
		t.Errorf("%s, %v, want %s", b, err, want)
	}
}
