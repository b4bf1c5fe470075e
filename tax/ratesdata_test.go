package tax

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

const bookDay = "2026-11-21"

var members = strings.Fields("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")

// territoryPlaces is an address in each territory that the book has rows for.
var territoryPlaces = map[string]locale.Place{
	"akrotiri_and_dhekelia": {Country: "GB", PostalCode: "BF1 2AT"}, "aland": {Country: "AX"}, "mount_athos": {Country: "GR", PostalCode: "63086"},
	"svalbard": {Country: "NO", PostalCode: "9170"}, "jan_mayen": {Country: "NO", PostalCode: "8099"}, "svalbard_and_jan_mayen": {Country: "SJ"},
	"hong_kong": {Country: "CN", Region: "HK"}, "taiwan": {Country: "CN", Region: "TW"}, "gibraltar": {Country: "GB", PostalCode: "GX11 1AA"},
	"azores": {Country: "PT", PostalCode: "9500-001"}, "buesingen": {Country: "DE", PostalCode: "78266"},
	"canary_islands": {Country: "ES", PostalCode: "35001"}, "french_guiana": {Country: "GF"}, "mayotte": {Country: "FR", PostalCode: "97600"}, "guadeloupe": {Country: "GP"}, "guernsey": {Country: "GG"},
	"heligoland": {Country: "DE", PostalCode: "27498"}, "isle_of_man": {Country: "IM"}, "jersey": {Country: "JE"},
	"jungholz": {Country: "AT", PostalCode: "6691"}, "liechtenstein": {Country: "LI"}, "livigno": {Country: "IT", PostalCode: "23041"},
	"madeira": {Country: "PT", PostalCode: "9000-001"}, "martinique": {Country: "MQ"}, "mittelberg": {Country: "AT", PostalCode: "6991"},
	"monaco": {Country: "MC"}, "northern_ireland": {Country: "XI"}, "reunion": {Country: "RE"},
}

func TestEveryRowIsSane(t *testing.T) {
	b := mustBook(t)
	for i := range b.entries {
		e := &b.entries[i]
		r, name := &e.rate, fmt.Sprintf("line %d (%v %s)", e.line, e.rate, e.category)
		if err := e.place().Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if e.territory != "" {
			got, ok := territoryPlaces[e.territory].Territory()
			if !ok || got.Key != e.territory || got.Country != e.country {
				t.Errorf("%s: no address is known in territory %q of %s", name, e.territory, e.country)
			}
		}
		if r.Confidence == Unstated || r.Checked.Before(day(bookDay)) || r.Source == "" || r.From.IsZero() {
			t.Errorf("%s: confidence %q, checked on %s, source %q, from %s", name, r.Confidence, r.Checked, r.Source, r.From)
		}
		if r.Percent.IntPart() > 27 {
			t.Errorf("%s: no country has so high a rate", name)
		}
		if (e.variant == "") != (r.Condition == "") && e.category != ReducedRate && e.category != SuperReducedRate && e.category != ParkingRate {
			t.Errorf("%s: variant %q with condition %q", name, e.variant, r.Condition)
		}
		for _, word := range []string{"second public data set", "tax_rates.csv", "undated)"} {
			if strings.Contains(r.Note+r.Source, word) {
				t.Errorf("%s: speaks of %q: %s %s", name, word, r.Source, r.Note)
			}
		}
	}
}

// inForce lists the rates that a place has on the day of the book.
func inForce(t *testing.T, p locale.Place) []Rate {
	t.Helper()
	all, err := mustBook(t).All(p, day(bookDay))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestBookCounts(t *testing.T) {
	b := mustBook(t)
	countries := map[locale.Country]bool{}
	for i := range b.entries {
		e := &b.entries[i]
		if e.category == General && e.territory == "" && e.region == "" && e.rate.Treatment == Standard && day(bookDay).Within(e.rate.From, e.rate.Until) {
			countries[e.country] = true
		}
	}
	if len(countries) < 110 {
		t.Errorf("%d countries with a standard rate, want 110", len(countries))
	}
	for _, c := range append(slices.Clone(members), "GB", "CH", "NO") {
		n := 0
		for _, r := range inForce(t, locale.Place{Country: locale.Country(c)}) {
			if r.Category == ReducedRate || r.Category == SuperReducedRate {
				n++
			}
		}
		if n == 0 && c != "DK" {
			t.Errorf("%s has no reduced rates", c)
		}
	}
	for country, want := range map[string][]string{
		"US": strings.Fields("AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY"),
		"CA": strings.Fields("AB BC MB NB NL NS NT NU ON PE QC SK YT"),
	} {
		for _, region := range want {
			p := locale.Place{Country: locale.Country(country), Region: region}
			if rates, err := b.Rates(p, General, day(bookDay)); err != nil || len(rates) == 0 {
				t.Errorf("%s: %v", p, err)
			}
			if country == "US" {
				for _, c := range []Category{FoodBasic, ClothingFootwear, Freight} {
					if !slices.ContainsFunc(inForce(t, p), func(r Rate) bool { return r.Category == c }) {
						t.Errorf("%s: nothing of %s", p, c)
					}
				}
			}
		}
		if (country == "US") != (len(want) == 51) || (country == "CA") != (len(want) == 13) {
			t.Errorf("%s: %d", country, len(want))
		}
	}
}

// TestReducedRates names each reduced rate in force, as the Commission's
// database and the data sets that follow it have them.
func TestReducedRates(t *testing.T) {
	for country, want := range map[string]string{
		"AT": "10 13 4.9 13", "BE": "12 6 12", "BG": "9", "CY": "5 9 3", "CZ": "12", "DE": "7", "DK": "", "EE": "13 9", "ES": "10 4",
		"FI": "10 13.5", "FR": "10 5.5 2.1", "GR": "13 6 13", "HR": "13 5", "HU": "18 5", "IE": "13.5 9 4.8 13.5", "IT": "10 5 4", "LT": "12 5",
		"LU": "8 3 14", "LV": "12 5", "MT": "5 7 12", "NL": "9", "PL": "5 8", "PT": "13 6 13", "RO": "11", "SE": "12 6", "SI": "5 9.5",
		"SK": "19 5", "GB": "5", "CH": "2.6 3.8", "NO": "12 15",
	} {
		var got []string
		for _, c := range []Category{ReducedRate, SuperReducedRate, ParkingRate} {
			var of []string
			for _, r := range inForce(t, locale.Place{Country: locale.Country(country)}) {
				if r.Category == c {
					of = append(of, r.Percent.String())
				}
			}
			slices.Sort(of)
			got = append(got, of...)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, want %s", country, strings.Join(got, " "), want)
		}
	}
}

func TestHistory(t *testing.T) {
	b := mustBook(t)
	for _, c := range []struct {
		place, change string
		category      Category
		variant       string
		before, after string
	}{
		{"EE", "2024-01-01", General, "", "20", "22"},
		{"EE", "2025-07-01", General, "", "22", "24"},
		{"FI", "2024-09-01", General, "", "24", "25.5"},
		{"FI", "2026-01-01", BooksPrinted, "", "14", "13.5"},
		{"SK", "2025-01-01", General, "", "20", "23"},
		{"RO", "2025-08-01", General, "", "19", "21"},
		{"LU", "2024-01-01", General, "", "16", "17"},
		{"LU", "2024-01-01", ReducedRate, "reduced", "7", "8"},
		{"LU", "2024-01-01", ParkingRate, "parking", "13", "14"},
		{"CZ", "2024-01-01", ReducedRate, "first", "15", "12"},
		{"CZ", "2024-01-01", ReducedRate, "reduced", "", "12"},
		{"CH", "2024-01-01", General, "", "7.7", "8.1"},
		{"CH", "2024-01-01", Newspapers, "", "2.5", "2.6"},
		{"CH", "2025-01-01", FeminineHygiene, "", "8.1", "2.6"},
		{"SG", "2024-01-01", General, "", "8", "9"},
		{"SG", "2024-01-01", FoodBasic, "", "8", "9"},
		{"CA-NS", "2025-04-01", General, "", "15", "14"},
		{"CA-NS", "2025-04-01", ChildCarSeats, "", "15", "14"},
		{"LT", "2026-01-01", Ebooks, "", "9", "5"},
		{"AT", "2026-01-01", FeminineHygiene, "", "10", "0"},
		{"AT", "2026-07-01", FoodBasic, "staples", "10", "4.9"},
		{"IT", "2025-07-01", Art, "", "10", "5"},
		{"IE", "2026-07-01", RestaurantFood, "", "13.5", "9"},
		{"NO", "2025-07-01", Water, "mains", "25", "15"},
		{"SE", "2026-04-01", FoodBasic, "", "12", "6"},
		{"SE", "2028-01-01", FoodBasic, "", "6", "12"},
		{"LV", "2026-01-01", BooksPrinted, "other", "5", "21"},
		{"CY", "2027-01-01", FoodBasic, "fresh", "0", "5"},
		{"VN", "2027-01-01", General, "", "8", "10"},
		{"TH", "2026-10-01", General, "", "7", ""},
		{"US-MS", "2025-07-01", FoodBasic, "", "7", "5"},
		{"US-LA", "2030-01-01", General, "", "5", "4.75"},
		{"MV", "2023-01-01", General, "", "", "8"},
		{"DE", "2020-07-01", General, "", "19", "16"},
		{"DE", "2021-01-01", General, "", "16", "19"},
		{"DE", "2021-01-01", ReducedRate, "", "5", "7"},
		{"GB", "2010-01-01", General, "", "15", "17.5"},
		{"GB", "2011-01-04", General, "", "17.5", "20"},
		{"IE", "2020-09-01", General, "", "23", "21"},
		{"IE", "2021-03-01", General, "", "21", "23"},
		{"CY", "2012-03-01", General, "", "15", "17"},
		{"LV", "2012-07-01", General, "", "22", "21"},
		{"NL", "2019-01-01", ReducedRate, "", "6", "9"},
		{"GH", "2026-01-01", General, "", "", "15"},
		{"GB", "2023-01-01", General, "", "20", "20"},
		{"AU", "2023-01-01", General, "", "10", "10"},
		{"JP", "2023-01-01", General, "", "10", "10"},
		{"NO", "2023-01-01", General, "", "25", "25"},
		{"CA-ON", "2023-01-01", General, "", "13", "13"},
	} {
		country, region, _ := strings.Cut(c.place, "-")
		p := locale.Place{Country: locale.Country(country), Region: region}
		for _, side := range []struct {
			on   currency.Date
			want string
		}{{day(c.change).AddDays(-1), c.before}, {day(c.change), c.after}} {
			rates, err := b.Lookup(Query{Place: p, Category: c.category, Variant: c.variant, On: side.on})
			got := ""
			if err == nil {
				got = rates[0].Percent.String()
			}
			if got != side.want {
				t.Errorf("%s %s on %s: %s (%v), want %s", c.place, c.category, side.on, got, err, side.want)
			}
		}
	}
}

// TestAfterTemporaryRates: where it is known what a temporary rate lies over,
// but not that nothing else came in its place, the book says so, and gives it as
// an estimate to those who ask for one.
func TestAfterTemporaryRates(t *testing.T) {
	b := mustBook(t)
	for _, c := range []struct {
		country     locale.Country
		category    Category
		last        string
		during, est string
	}{
		{"TH", General, "2026-09-30", "VAT 7 % (TH)", "VAT 10 % (TH)"},
		{"CY", BabyDiapers, "2026-12-31", "ΦΠΑ 0 % zero (CY)", "ΦΠΑ 19 % (CY)"},
		{"CY", FeminineHygiene, "2026-12-31", "ΦΠΑ 0 % zero (CY)", "ΦΠΑ 19 % (CY)"},
	} {
		p, next := locale.Place{Country: c.country}, day(c.last).AddDays(1)
		if rates, err := b.Rates(p, c.category, day(c.last)); err != nil || rates[0].String() != c.during || !rates[0].Passing {
			t.Errorf("%s %s: %v (%v)", c.country, c.category, rates, err)
		}
		var none *NoRateError
		if _, err := b.Rates(p, c.category, next); !errors.As(err, &none) || !none.Estimate || slices.Contains(none.Known, c.category) {
			t.Errorf("%s %s after it: %v", c.country, c.category, err)
		}
		if rates, err := b.WithEstimates().Rates(p, c.category, next); err != nil || rates[0].String() != c.est || !rates[0].Estimate {
			t.Errorf("%s %s after it, as an estimate: %v (%v)", c.country, c.category, rates, err)
		}
	}
}

// TestStandardHistory: every country of the EU and the others with a history
// have a standard rate on each day since 2023.
func TestStandardHistory(t *testing.T) {
	b := mustBook(t)
	for _, c := range append(slices.Clone(members), "GB", "CH", "NO", "AU", "SG", "JP", "CA-ON", "CA-NS", "CA-QC", "CA-BC") {
		country, region, _ := strings.Cut(c, "-")
		for on := day("2023-01-01"); on.Before(day(bookDay)); on = on.AddDays(1) {
			if rates, err := b.Rates(locale.Place{Country: locale.Country(country), Region: region}, General, on); err != nil || rates[0].Treatment != Standard {
				t.Fatalf("%s on %s: %v (%v)", c, on, rates, err)
			}
		}
	}
}

// TestGrid asks for every category in every country of the compiled table: a
// rate, or an error that says what is lacking; and with estimates a rate
// always, marked where it is none.
func TestGrid(t *testing.T) {
	b := mustBook(t)
	rates, conditions, estimates, none := 0, 0, 0, 0
	for _, c := range append(slices.Clone(members), strings.Fields("GB CH NO IS TR CA-ON AU NZ JP KR SG IN MX IL ZA")...) {
		country, region, _ := strings.Cut(c, "-")
		for _, category := range categories[:16] {
			q := Query{Place: locale.Place{Country: locale.Country(country), Region: region}, Category: category, On: day(bookDay)}
			got, err := b.Lookup(q)
			var lacking *NoRateError
			var condition *ConditionError
			switch {
			case err == nil && len(got) > 0 && !got[0].Estimate:
				rates++
			case errors.As(err, &condition) && len(condition.Rates) > 0:
				conditions++
				for _, r := range condition.Rates {
					q.Variant = r.Variant
					if one, err := b.Lookup(q); r.Confidence != Derived && (err != nil || !one[0].Percent.Equal(r.Percent)) {
						t.Errorf("%s %s %s: %v (%v), want %v", c, category, r.Variant, one, err, r)
					}
				}
			case errors.As(err, &lacking) && lacking.Estimate:
				estimates++
			case errors.As(err, &lacking):
				none++
			default:
				t.Errorf("%s %s: %v (%v)", c, category, got, err)
			}
			q.Variant, q.Estimate = "", true
			if got, err := b.Lookup(q); err != nil || len(got) == 0 {
				t.Errorf("%s %s with estimates: %v", c, category, err)
			}
		}
	}
	if rates < 320 || conditions < 30 || estimates < 100 || rates+conditions+estimates+none != 42*16 {
		t.Errorf("%d rates, %d by condition, %d estimates, %d without", rates, conditions, estimates, none)
	}
	t.Logf("%d rates, %d by condition, %d estimates, %d without", rates, conditions, estimates, none)
}

func TestClothingThresholds(t *testing.T) {
	b := mustBook(t)
	for _, c := range []struct {
		country, region string
		category        Category
		cur             currency.Code
		price, percent  string
		taxed           string
	}{
		{"US", "NY", ClothingFootwear, currency.USD, "109.99", "0", "0"},
		{"US", "NY", ClothingFootwear, currency.USD, "110", "4", "110"},
		{"US", "NY", ChildrenClothing, currency.USD, "150", "4", "150"},
		{"US", "MA", ClothingFootwear, currency.USD, "175", "6.25", "0"},
		{"US", "MA", ClothingFootwear, currency.USD, "200", "6.25", "25"},
		{"US", "RI", ClothingFootwear, currency.USD, "250.01", "7", "0.01"},
		{"US", "RI", ClothingFootwear, currency.USD, "249.99", "0", "0"},
		{"US", "NJ", ClothingFootwear, currency.USD, "900", "0", "900"},
		{"US", "TX", ClothingFootwear, currency.USD, "10", "6.25", "10"},
		{"IN", "", ClothingFootwear, currency.INR, "2500", "5", "2500"},
		{"IN", "", ClothingFootwear, currency.INR, "2501", "18", "2501"},
		{"CA", "MB", ChildrenClothing, currency.CAD, "150", "0", "0"},
		{"CA", "MB", ChildrenClothing, currency.CAD, "150.01", "7", "150.01"},
	} {
		rates, err := b.Rates(locale.Place{Country: locale.Country(c.country), Region: c.region}, c.category, day(bookDay))
		if err != nil {
			t.Errorf("%s-%s: %v", c.country, c.region, err)
			continue
		}
		got, taxed, err := rates[len(rates)-1].At(currency.MustAmount(c.price, c.cur), false)
		if err != nil || got.Percent.String() != c.percent || !taxed.Equal(currency.MustAmount(c.taxed, c.cur)) {
			t.Errorf("%s-%s at %s: %v on %v (%v), want %s %% on %s", c.country, c.region, c.price, got, taxed, err, c.percent, c.taxed)
		}
	}
}

func TestProvinces(t *testing.T) {
	b := mustBook(t)
	for _, c := range []struct {
		region   string
		category Category
		want     string
	}{
		{"AB", General, "GST 5 % (CA-AB)"},
		{"BC", General, "GST 5 % (CA-BC) PST 7 % (CA-BC)"},
		{"QC", General, "GST 5 % (CA-QC) QST 9.975 % (CA-QC)"},
		{"MB", General, "GST 5 % (CA-MB) RST 7 % (CA-MB)"},
		{"SK", General, "GST 5 % (CA-SK) PST 6 % (CA-SK)"},
		{"NB", General, "HST 15 % (CA-NB)"},
		{"QC", BooksPrinted, "GST 5 % (CA-QC) QST 0 % zero (CA-QC)"},
		{"BC", BooksPrinted, "GST 5 % (CA-BC) PST 0 % exempt (CA-BC)"},
		{"NS", BooksPrinted, "HST 5 % (CA-NS)"},
		{"ON", BabyDiapers, "HST 5 % (CA-ON)"},
		{"PE", BabyDiapers, "HST 15 % (CA-PE)"},
		{"QC", FoodBasic, "GST 0 % zero (CA-QC) QST 0 % zero (CA-QC)"},
		{"MB", FoodBasic, "GST 0 % zero (CA-MB) RST 0 % exempt (CA-MB)"},
		{"SK", RestaurantFood, "GST 5 % (CA-SK) PST 6 % (CA-SK)"},
	} {
		rates, err := b.Rates(locale.Place{Country: "CA", Region: c.region}, c.category, day(bookDay))
		var words []string
		for _, r := range rates {
			words = append(words, r.String())
		}
		if got := strings.Join(words, " "); got != c.want || err != nil {
			t.Errorf("%s %s: %s (%v), want %s", c.region, c.category, got, err, c.want)
		}
	}
}

func TestTerritoryRates(t *testing.T) {
	b := mustBook(t)
	for key, want := range map[string]string{
		"buesingen": "MWST 8.1 % (DE buesingen)", "liechtenstein": "MWST 8.1 % (CH liechtenstein)", "monaco": "TVA 20 % (FR monaco)",
		"azores": "IVA 16 % (PT azores)", "madeira": "IVA 22 % (PT madeira)", "canary_islands": "IGIC 7 % (ES canary_islands)",
		"jungholz": "USt 19 % (AT jungholz)", "mittelberg": "USt 19 % (AT mittelberg)", "reunion": "TVA 8.5 % (FR reunion)",
		"jersey": "GST 5 % (GB jersey)", "french_guiana": "TVA 0 % out_of_scope (FR french_guiana)", "guernsey": "none 0 % out_of_scope (GB guernsey)", "heligoland": "none 0 % out_of_scope (DE heligoland)",
		"akrotiri_and_dhekelia": "ΦΠΑ 19 % (CY akrotiri_and_dhekelia)", "aland": "ALV 25.5 % (FI aland)", "mount_athos": "none 0 % out_of_scope (GR mount_athos)",
		"svalbard": "none 0 % out_of_scope (NO svalbard)", "taiwan": "VAT 5 % (TW taiwan)", "gibraltar": "none 0 % out_of_scope (GI gibraltar)",
	} {
		if rates, err := b.Rates(territoryPlaces[key], General, day(bookDay)); err != nil || len(rates) != 1 || rates[0].String() != want {
			t.Errorf("%s: %v (%v), want %s", key, rates, err, want)
		}
	}
	for _, c := range []struct {
		p    locale.Place
		want string
	}{
		{locale.Place{Country: "FR", PostalCode: "20000"}, "2.1"}, {locale.Place{Country: "FR", PostalCode: "75001"}, "5.5"},
		{locale.Place{Country: "FR"}, "5.5"}, {locale.Place{Country: "DE", PostalCode: "78266"}, "2.6"},
	} {
		if rates, err := b.Rates(c.p, FoodBasic, day(bookDay)); err != nil || rates[0].Percent.String() != c.want {
			t.Errorf("food in %+v: %v (%v), want %s", c.p, rates, err, c.want)
		}
	}
}

func TestShippingByState(t *testing.T) {
	b := mustBook(t)
	for state, exempt := range map[string]bool{"CA": true, "FL": true, "KS": true, "NY": false, "TX": false, "KY": false, "IL": false} {
		rates, own, err := b.Shipping(locale.Place{Country: "US", Region: state}, day(bookDay))
		if err != nil || own != exempt || exempt && rates[0].Treatment != Exempt {
			t.Errorf("%s: %v %v (%v), want exempt %v", state, rates, own, err, exempt)
		}
	}
	rates, own, err := b.Shipping(locale.Place{Country: "US", Region: "OR"}, day(bookDay))
	if err != nil || !own || rates[0].Treatment != OutOfScope {
		t.Errorf("Oregon: %v %v (%v)", rates, own, err)
	}
}

func TestBookByCode(t *testing.T) {
	b := mustBook(t)
	for _, c := range []struct{ country, code, want string }{
		{"DE", "49019900", "7"}, {"GB", "6111", "0"}, {"GB", "610910", "20"}, {"FR", "04011010", "5.5"}, {"IT", "0207", "10"},
		{"HU", "0207", "5"}, {"GR", "30049000", "6"}, {"CH", "0603", "2.6"}, {"DE", "84713000", "19"}, {"CZ", "0602", "12"},
	} {
		rates, err := b.Lookup(Query{Place: locale.Place{Country: locale.Country(c.country)}, Code: c.code, On: day(bookDay)})
		if err != nil || rates[0].Percent.String() != c.want {
			t.Errorf("%s %s: %v (%v), want %s", c.country, c.code, rates, err, c.want)
		}
	}
	if _, err := b.Lookup(Query{Place: locale.Place{Country: "CZ"}, Code: "0603", On: day(bookDay)}); !errors.Is(err, ErrNoRate) {
		t.Errorf("cut flowers in Czechia: %v", err)
	}
}

func BenchmarkLoadDefault(b *testing.B) {
	for range b.N {
		if _, err := LoadBook(strings.NewReader(ratesCSV)); err != nil {
			b.Fatal(err)
		}
	}
}
