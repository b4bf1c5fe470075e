package tax

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

func day(s string) currency.Date {
	d, err := currency.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func mustBook(t testing.TB) *Book {
	t.Helper()
	b, err := DefaultBook()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDefaultBook(t *testing.T) {
	b := mustBook(t)
	for _, c := range []struct {
		country, region, postcode string
		category                  Category
		on, want                  string
		reason                    string
	}{
		{"DE", "", "10115", General, "2026-11-21", "MwSt 19 % (DE)", "standard rate"},
		{"DE", "BY", "", BooksPrinted, "2026-11-21", "MwSt 7 % (DE)", "a region without rows has the country's"},
		{"DE", "", "", FoodBasic, "2023-01-01", "MwSt 7 % (DE)", "history"},
		{"FR", "", "75001", BooksPrinted, "2026-11-21", "TVA 5.5 % (FR)", "reduced"},
		{"GB", "", "SW1A 1AA", BooksPrinted, "2026-11-21", "VAT 0 % zero (GB)", "zero is not exempt"},
		{"GB", "", "", ChildrenClothing, "2026-11-21", "VAT 0 % zero (GB)", "zero"},
		{"GB", "", "BT1 1AA", General, "2026-11-21", "VAT 20 % (GB northern_ireland)", "a territory that keeps the rate has a row that says so"},
		{"XI", "", "", BooksPrinted, "2026-11-21", "VAT 0 % zero (GB northern_ireland)", "the same by its customs code"},
		{"CH", "", "8001", General, "2023-12-31", "MWST 7.7 % (CH)", "last day of the old rate"},
		{"CH", "", "8001", General, "2024-01-01", "MWST 8.1 % (CH)", "first day of the new rate"},
		{"CH", "", "8001", BooksPrinted, "2023-12-31", "MWST 2.5 % (CH)", "reduced, old"},
		{"CH", "", "8001", FoodBasic, "2024-01-01", "MWST 2.6 % (CH)", "reduced, new"},
		{"NO", "", "0150", General, "2026-11-21", "MVA 25 % (NO)", ""},
		{"NO", "", "0150", FoodBasic, "2026-11-21", "MVA 15 % (NO)", ""},
		{"NO", "", "0150", BooksPrinted, "2026-11-21", "MVA 0 % zero (NO)", ""},
		{"JP", "", "100-0001", General, "2026-11-21", "JCT 10 % (JP)", ""},
		{"JP", "", "", FoodBasic, "2026-11-21", "JCT 8 % (JP)", ""},
		{"JP", "", "", BooksPrinted, "2026-11-21", "JCT 10 % (JP)", "books are standard in Japan, and a row says so"},
		{"AU", "NSW", "2000", General, "2026-11-21", "GST 10 % (AU)", ""},
		{"AU", "", "", FoodBasic, "2026-11-21", "GST 0 % zero (AU)", ""},
		{"CA", "ON", "M5V 2T6", General, "2026-11-21", "HST 13 % (CA-ON)", ""},
		{"CA", "ON", "", BooksPrinted, "2026-11-21", "HST 5 % (CA-ON)", "the provincial part is given back at the till"},
		{"US", "CA", "90001", General, "2026-11-21", "sales tax 7.25 % (US-CA)", "state base, without district taxes"},
		{"US", "CA", "", FoodBasic, "2026-11-21", "sales tax 0 % exempt (US-CA)", ""},
		{"FI", "", "", General, "2024-08-31", "ALV 24 % (FI)", ""},
		{"FI", "", "", General, "2024-09-01", "ALV 25.5 % (FI)", ""},
		{"EE", "", "", General, "2025-07-01", "km 24 % (EE)", ""},
		{"MC", "", "98000", General, "2026-11-21", "TVA 20 % (FR monaco)", "treated as France"},
		{"LI", "", "9490", General, "2026-11-21", "MWST 8.1 % (CH liechtenstein)", "in the Swiss tax territory by treaty"},
		{"LI", "", "", BooksPrinted, "2026-11-21", "MWST 2.6 % (CH liechtenstein)", ""},
		{"PT", "", "9000-001", General, "2026-11-21", "IVA 22 % (PT madeira)", "a territory with a rate of its own"},
	} {
		rates, err := b.Rates(locale.Place{Country: locale.Country(c.country), Region: c.region, PostalCode: c.postcode}, c.category, day(c.on))
		if err != nil || len(rates) != 1 || rates[0].String() != c.want {
			t.Errorf("%s-%s %s %s %s: got %v (%v), want %s: %s", c.country, c.region, c.postcode, c.category, c.on, rates, err, c.want, c.reason)
		}
	}
}

func TestEveryMemberStateHasAStandardRate(t *testing.T) {
	b := mustBook(t)
	for _, c := range strings.Fields("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE") {
		for _, on := range []string{"2023-01-01", "2024-06-30", "2026-11-21"} {
			rates, err := b.Rates(locale.Place{Country: locale.Country(c)}, General, day(on))
			if err != nil || len(rates) != 1 || rates[0].Treatment != Standard {
				t.Errorf("%s on %s: %v (%v)", c, on, rates, err)
			}
		}
	}
}

func TestNoRate(t *testing.T) {
	b := mustBook(t)
	for _, c := range []struct {
		place    locale.Place
		category Category
		on       string
		class    error
		words    []string
		reason   string
	}{
		{locale.Place{Country: "ES", PostalCode: "51001"}, General, "2026-11-21", ErrNoRate, []string{"ceuta", "mainland"}, "outside the VAT area: never the mainland rate"},
		{locale.Place{Country: "ES", PostalCode: "35001"}, FoodBasic, "2026-11-21", ErrNoRate, []string{"canary_islands"}, "only the general rate of IGIC is in the book"},
		{locale.Place{Country: "IT", PostalCode: "22061"}, General, "2026-11-21", ErrNoRate, []string{"campione_ditalia"}, "a tax of its own, which is not in the book"},
		{locale.Place{Country: "PT", PostalCode: "9500-001"}, FoodBasic, "2026-11-21", ErrNoRate, []string{"azores"}, "inside the area, but not with the mainland's reduced rate"},
		{locale.Place{Country: "US"}, General, "2026-11-21", ErrNoRate, []string{"name the state"}, "there is no rate of the United States"},
		{locale.Place{Country: "CA"}, General, "2026-11-21", ErrNoRate, []string{"name the state or province"}, "nor one of Canada"},
		{locale.Place{Country: "US", Region: "PR"}, General, "2026-11-21", ErrNoRate, []string{"US-PR", "load a table"}, "a territory that is not in the book"},
		{locale.Place{Country: "CA", Region: "MB"}, BooksPrinted, "2026-11-21", ErrNoRate, []string{"CA-MB"}, "half of the tax is not confirmed, so none of it is there"},
		{locale.Place{Country: "BR"}, General, "2026-11-21", ErrNoRate, []string{"BR"}, "a country that is not in the book"},
		{locale.Place{Country: "DE"}, ClothingFootwear, "2026-11-21", ErrNoRate, []string{"clothing_footwear", "general"}, "a category without a row is not the standard rate"},
		{locale.Place{Country: "CH"}, General, "2000-12-31", ErrBeforeBook, []string{"2001-01-01"}, "before the first row"},
		{locale.Place{Country: "ZZ"}, General, "2026-11-21", locale.ErrUnknownCountry, []string{"ZZ"}, "not a country"},
		{locale.Place{Country: "DE"}, "shirts", "2026-11-21", ErrUnknownCategory, []string{"shirts", "general"}, "not a category"},
		{locale.Place{Country: "DE"}, "", "2026-11-21", ErrUnknownCategory, nil, "no category is not the general one"},
	} {
		rates, err := b.Rates(c.place, c.category, day(c.on))
		if !errors.Is(err, c.class) || len(rates) != 0 {
			t.Errorf("%+v %s: got %v (%v), want %v: %s", c.place, c.category, rates, err, c.class, c.reason)
			continue
		}
		for _, w := range c.words {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%q does not say %q: %s", err, w, c.reason)
			}
		}
	}
}

func TestShipping(t *testing.T) {
	b := mustBook(t)
	rates, own, err := b.Shipping(locale.Place{Country: "US", Region: "CA"}, day("2026-11-21"))
	if err != nil || !own || len(rates) != 1 || rates[0].Treatment != Exempt || !strings.Contains(rates[0].Note, "separately stated") {
		t.Errorf("California: %v, %v (%v), want exempt if separately stated", rates, own, err)
	}
	rates, own, err = b.Shipping(locale.Place{Country: "DE"}, day("2026-11-21"))
	if err != nil || own || rates != nil {
		t.Errorf("Germany: %v, %v (%v), want freight to follow the goods", rates, own, err)
	}
}

func TestEveryRateHasASource(t *testing.T) {
	b := mustBook(t)
	n := 0
	for i := range b.entries {
		n++
		if r := b.entries[i].rate; !strings.Contains(r.Source, "(20") || r.From.IsZero() || r.Jurisdiction == "" {
			t.Errorf("%+v", r)
		}
	}
	if n != b.Len() || n < 60 {
		t.Errorf("%d rows, Len %d", n, b.Len())
	}
	if b.AsOf() != day("2026-11-22") {
		t.Errorf("as of %s", b.AsOf())
	}
}

func TestDefaultBookWarnsOfDistrictTaxes(t *testing.T) {
	rates, err := mustBook(t).Rates(locale.Place{Country: "US", Region: "CA"}, General, day("2026-11-21"))
	if err != nil || !strings.Contains(rates[0].Note, "DISTRICT TAXES ARE NOT INCLUDED") {
		t.Errorf("%+v (%v)", rates, err)
	}
}

func TestAppendRatesAllocatesNothing(t *testing.T) {
	b := mustBook(t)
	dst := make([]Rate, 0, 4)
	p, on := locale.Place{Country: "DE", PostalCode: "10115"}, day("2026-11-21")
	if n := testing.AllocsPerRun(100, func() {
		if _, err := b.AppendRates(dst, p, General, on); err != nil {
			t.Fatal(err)
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestResultIsTheCallersOwn(t *testing.T) {
	b := mustBook(t)
	p, on := locale.Place{Country: "DE"}, day("2026-11-21")
	rates, err := b.Rates(p, General, on)
	if err != nil {
		t.Fatal(err)
	}
	rates[0].Name = "mine"
	if again, err := b.Rates(p, General, on); err != nil || again[0].Name != "MwSt" {
		t.Errorf("the book changed: %v (%v)", again, err)
	}
}

const header = "country,region,territory,category,name,percent,treatment,compound,from,until,source,source_date,note\n"

func TestLoadErrors(t *testing.T) {
	good := "DE,,,general,VAT,19,standard,,2021-01-01,,law,2021,\n"
	for _, c := range []struct {
		name, text string
		line       int
		column     string
		class      error
	}{
		{"empty", "", 1, "", ErrSyntax},
		{"header only", header, 1, "", ErrTable},
		{"unknown column", "country,colour\n", 1, "", ErrSyntax},
		{"column twice", "country,country\n", 1, "country", ErrSyntax},
		{"column missing", "country,name\n", 1, "category", ErrSyntax},
		{"fields missing", header + "DE,general\n", 2, "", ErrSyntax},
		{"unknown country", header + "XY" + good[2:], 2, "country", locale.ErrUnknownCountry},
		{"lower case", header + "de" + good[2:], 2, "country", locale.ErrUnknownCountry},
		{"unknown region", header + "US,QQ" + good[3:], 2, "region", locale.ErrPlace},
		{"territory", header + "DE,,Big Island" + good[4:], 2, "territory", ErrSyntax},
		{"unknown category", header + good + strings.Replace(good, "general", "shirts", 1), 3, "category", ErrUnknownCategory},
		{"unknown treatment", header + strings.Replace(good, "standard", "normal", 1), 2, "treatment", ErrUnknownTreatment},
		{"no name", header + strings.Replace(good, "VAT", "", 1), 2, "name", ErrTable},
		{"percent 1900", header + strings.Replace(good, ",19,", ",1900,", 1), 2, "percent", ErrSyntax},
		{"percent 190", header + strings.Replace(good, ",19,", ",190,", 1), 2, "percent", ErrTable},
		{"a hundredth above", header + strings.Replace(good, ",19,", ",100.01,", 1), 2, "percent", ErrTable},
		{"negative", header + strings.Replace(good, ",19,", ",-19,", 1), 2, "percent", ErrSyntax},
		{"exponent", header + strings.Replace(good, ",19,", ",1e1000000000,", 1), 2, "percent", ErrSyntax},
		{"not a number", header + strings.Replace(good, ",19,", ",NaN,", 1), 2, "percent", ErrSyntax},
		{"percent sign", header + strings.Replace(good, ",19,", ",19%,", 1), 2, "percent", ErrSyntax},
		{"zero at the standard rate", header + strings.Replace(good, ",19,", ",0,", 1), 2, "percent", ErrTable},
		{"exempt at 19", header + strings.Replace(good, "standard", "exempt", 1), 2, "percent", ErrTable},
		{"compound", header + strings.Replace(good, "standard,,", "standard,yes,", 1), 2, "compound", ErrSyntax},
		{"no from", header + strings.Replace(good, "2021-01-01", "", 1), 2, "from", currency.ErrSyntax},
		{"bad from", header + strings.Replace(good, "2021-01-01", "2021-02-30", 1), 2, "from", currency.ErrSyntax},
		{"until before from", header + strings.Replace(good, "2021-01-01,", "2021-01-01,2020-12-31", 1), 2, "until", ErrTable},
		{"no source", header + strings.Replace(good, "law", "", 1), 2, "source", ErrTable},
		{"no source date", header + strings.Replace(good, "law,2021", "law,", 1), 2, "source_date", currency.ErrSyntax},
		{"overlap", header + good + strings.Replace(good, "2021-01-01", "2022-01-01", 1), 3, "from", ErrTable},
		{"twice", header + good + good, 3, "from", ErrTable},
		{"overlap by one day", header + strings.Replace(good, "2021-01-01,", "2021-01-01,2021-12-31", 1) + strings.Replace(good, "2021-01-01", "2021-12-31", 1), 3, "from", ErrTable},
		{"gap", header + strings.Replace(good, "2021-01-01,", "2021-01-01,2021-12-31", 1) + strings.Replace(good, "2021-01-01", "2022-01-02", 1), 3, "from", ErrTable},
		{"gap, in the other order", header + strings.Replace(good, "2021-01-01", "2022-01-02", 1) + strings.Replace(good, "2021-01-01,", "2021-01-01,2021-12-31", 1), 2, "from", ErrTable},
		{"overlap, the later row first", header + strings.Replace(good, "2021-01-01", "2022-01-01", 1) + good, 3, "from", ErrTable},
		{"bare quote", header + "DE,\"x,,general\n", 2, "", ErrSyntax},
	} {
		_, err := LoadBook(strings.NewReader(c.text))
		var at *TableError
		if !errors.As(err, &at) || at.Line != c.line || at.Column != c.column || !errors.Is(err, c.class) {
			t.Errorf("%s: got %v (%+v), want line %d, column %q, %v", c.name, err, at, c.line, c.column, c.class)
		}
	}
}

func TestLoadOwnBook(t *testing.T) {
	text := "name,country,region,category,percent,treatment,compound,from,source,source_date\n" +
		"GST,CA,QC,general,5,standard,,2008-01-01,law,2008\n" +
		"QST,CA,QC,general,9.975,standard,,2013-01-01,law,2013-01\n" +
		"QST,CA,QC,shipping,9.975,standard,true,2013-01-01,law,2013-01-05\n"
	b, err := LoadBook(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	quebec := locale.Place{Country: "CA", Region: "QC"}
	rates, err := b.Rates(quebec, General, day("2026-01-01"))
	if err != nil || len(rates) != 2 || rates[0].Name != "GST" || rates[1].Name != "QST" || rates[1].Compound {
		t.Errorf("got %v (%v), want GST and QST side by side", rates, err)
	}
	if rates, err := b.Rates(quebec, General, day("2010-01-01")); err != nil || len(rates) != 1 {
		t.Errorf("before QST: %v (%v)", rates, err)
	}
	if rates, own, err := b.Shipping(quebec, day("2026-01-01")); err != nil || !own || !rates[0].Compound {
		t.Errorf("shipping: %v %v (%v)", rates, own, err)
	}
	if b.AsOf() != day("2013-01-05") {
		t.Errorf("as of %s", b.AsOf())
	}
}

func TestLoadRefusesLargeTables(t *testing.T) {
	row := "# " + strings.Repeat("x", 1022) + "\n"
	_, err := LoadBook(strings.NewReader(header + strings.Repeat(row, maxTable/len(row)+1)))
	if !errors.Is(err, ErrTable) {
		t.Errorf("got %v, want a refusal", err)
	}
}

// seeds are the first rows of an embedded table, one by one: small inputs that
// a fuzzer can change quickly.
func seeds(f *testing.F, table string) {
	lines := strings.SplitAfter(table, "\n")
	for len(lines) > 0 && strings.HasPrefix(lines[0], "#") {
		lines = lines[1:]
	}
	for _, row := range lines[1:min(9, len(lines))] {
		f.Add(lines[0] + row)
	}
}

func FuzzLoad(f *testing.F) {
	seeds(f, ratesCSV)
	f.Add(header + "DE,,,general,VAT,19,standard,,2021-01-01,,law,2021,\n")
	f.Add("name,country,category,percent,treatment,from,source,source_date\nGST,CA,general,5,standard,2008-01-01,law,2008\n")
	f.Add(header + "DE,\"x,,general\n")
	f.Fuzz(func(t *testing.T, text string) {
		b, err := LoadBook(strings.NewReader(text))
		if err != nil {
			var at *TableError
			if !errors.As(err, &at) {
				t.Fatalf("%v is not a *TableError", err)
			}
			return
		}
		if first, second, _ := rewritten(t, b); first != second {
			t.Fatalf("written and read, it is\n%s\nnot\n%s", second, first)
		}
		// What loads answers on every one of its days.
		for i := range b.entries {
			e := &b.entries[i]
			_, err := b.Lookup(Query{Place: e.place(), Category: e.category, On: e.rate.From, Estimate: true})
			if err != nil && !errors.Is(err, ErrNoRate) && !errors.Is(err, ErrBeforeBook) {
				t.Fatal(err)
			}
		}
	})
}

func FuzzLoadSchemes(f *testing.F) {
	seeds(f, schemesCSV)
	f.Fuzz(func(t *testing.T, text string) {
		sc, err := LoadSchemes(strings.NewReader(text))
		if err != nil {
			var at *TableError
			if !errors.As(err, &at) {
				t.Fatalf("%v is not a *TableError", err)
			}
			return
		}
		if _, again := stored(t, NewExtract(emptyBook(t), sc)); !reflect.DeepEqual(again.rules, sc.rules) {
			t.Fatalf("written and read, it is\n%+v\nnot\n%+v", again.rules, sc.rules)
		}
	})
}
