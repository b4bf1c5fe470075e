package tax

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/landedhq/landed/locale"
)

// made reads a book of made-up rows: "where|what|rate|when" with the columns
// of each group named in madeColumns.
func made(t testing.TB, rows ...string) *Book {
	t.Helper()
	b, err := LoadBook(strings.NewReader(madeTable(rows...)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func madeTable(rows ...string) string {
	text := "country,region,territory,postal,category,variant,condition,codes,customer,name,percent,treatment,compound,beside," +
		"threshold,threshold_currency,threshold_rule,below,passing,from,until,source,source_date,checked_on,confidence,note\n"
	for _, row := range rows {
		cells := map[string]string{"category": "general", "name": "VAT", "treatment": "standard", "from": "2023-01-01", "source": "made up", "source_date": "2026"}
		for cell := range strings.FieldsSeq(row) {
			column, value, _ := strings.Cut(cell, "=")
			cells[column] = strings.ReplaceAll(value, "_+_", " ")
		}
		var line []string
		for column := range strings.SplitSeq(strings.TrimSpace(strings.Split(text, "\n")[0]), ",") {
			line = append(line, cells[column])
		}
		text += strings.Join(line, ",") + "\n"
	}
	return text
}

func TestLookup(t *testing.T) {
	b := made(t,
		"country=AT percent=20",
		"country=AT percent=10 treatment=reduced category=food_basic until=2026-06-30",
		"country=AT percent=4.9 treatment=reduced category=food_basic variant=staples condition=listed codes=0401_+_1905 from=2026-07-01",
		"country=AT percent=10 treatment=reduced category=food_basic variant=other condition=the_rest from=2026-07-01",
		"country=AT percent=20 category=clothing_footwear confidence=derived",
		"country=AT percent=0 treatment=exempt category=books_printed customer=business",
		"country=AT percent=10 treatment=reduced category=books_printed",
		"country=SE percent=12 treatment=reduced category=food_basic name=moms",
		"country=SE percent=6 treatment=reduced category=food_basic name=moms passing=temporary from=2026-04-01 until=2027-12-31",
		"country=US region=TX percent=6.25 name=sales_tax category=clothing_footwear",
		"country=US region=TX percent=6.25 name=sales_tax category=clothing_footwear passing=holiday from=2026-08-07 until=2026-08-09 threshold=100 threshold_currency=USD threshold_rule=whole",
		"country=US region=TX percent=6.25 name=sales_tax",
		"country=US region=TX percent=8.25 name=sales_tax postal=787",
		"country=US region=TX percent=8 name=sales_tax postal=78701-78710",
		"country=US region=TX percent=1 name=transit_tax postal=787 beside=true",
		"country=DE percent=7 category=medicines variant=prescription condition=on_prescription treatment=reduced",
		"country=DE percent=19",
		"country=FR percent=5.5 treatment=reduced category=food_basic variant=animal condition=chapter codes=04",
		"country=FR percent=10 treatment=reduced category=food_basic variant=honey condition=heading codes=0409",
		"country=IT percent=10 category=art variant=old condition=old",
		"country=IT percent=12 treatment=reduced category=art variant=new condition=new",
		"country=IT percent=30 name=levy category=art variant=any condition=any beside=true",
		"country=BE percent=21 from=2020-01-01",
		"country=BE percent=6 treatment=reduced category=art",
		"country=PT percent=6 treatment=reduced category=books_printed",
	)
	for _, c := range []struct {
		place    locale.Place
		q        Query
		on, want string
		class    error
		reason   string
	}{
		{locale.Place{Country: "AT"}, Query{Category: FoodBasic}, "2026-06-30", "VAT 10 % (AT)", nil, "one rate before the split"},
		{locale.Place{Country: "AT"}, Query{Category: FoodBasic, Variant: "staples"}, "2026-06-30", "VAT 10 % (AT)", nil, "a variant that is not yet there changes nothing"},
		{locale.Place{Country: "AT"}, Query{Category: FoodBasic}, "2026-07-01", "", ErrCondition, "two rates, and nothing decides"},
		{locale.Place{Country: "AT"}, Query{Category: FoodBasic, Variant: "staples"}, "2026-07-01", "VAT 4.9 % (AT)", nil, "the variant decides"},
		{locale.Place{Country: "AT"}, Query{Category: FoodBasic, Code: "04012099"}, "2026-07-01", "VAT 4.9 % (AT)", nil, "the code decides"},
		{locale.Place{Country: "AT"}, Query{Code: "19059080"}, "2026-07-01", "VAT 4.9 % (AT)", nil, "the code tells the category too"},
		{locale.Place{Country: "AT"}, Query{Code: "0701"}, "2026-07-01", "", ErrCondition, "a code on no list leaves a variant without codes, which nobody named"},
		{locale.Place{Country: "AT"}, Query{Code: "9619"}, "2026-07-01", "", ErrUnclassified, "a code of two categories"},
		{locale.Place{Country: "AT"}, Query{Code: "8471"}, "2026-07-01", "VAT 20 % (AT)", nil, "computers are general goods"},
		{locale.Place{Country: "AT"}, Query{Code: "84x"}, "2026-07-01", "", ErrSupply, "no code"},
		{locale.Place{Country: "AT"}, Query{Category: FoodBasic, Variant: "none"}, "2026-07-01", "", ErrCondition, "a variant that does not exist"},
		{locale.Place{Country: "AT"}, Query{Category: FoodBasic, Estimate: true}, "2026-07-01", "VAT 10 % (AT) estimate", nil, "the higher rate, as an estimate"},
		{locale.Place{Country: "AT"}, Query{Category: ClothingFootwear}, "2026-07-01", "", ErrNoRate, "derived is an estimate, and none was asked for"},
		{locale.Place{Country: "AT"}, Query{Category: ClothingFootwear, Estimate: true}, "2026-07-01", "VAT 20 % (AT) estimate", nil, "derived"},
		{locale.Place{Country: "AT"}, Query{Category: Art, Estimate: true}, "2026-07-01", "VAT 20 % (AT) estimate", nil, "no row: the standard rate"},
		{locale.Place{Country: "AT"}, Query{Category: Art}, "2026-07-01", "", ErrNoRate, "no row"},
		{locale.Place{Country: "AT"}, Query{Category: Freight, Estimate: true}, "2026-07-01", "", ErrNoRate, "freight follows the goods, not the standard rate"},
		{locale.Place{Country: "AT"}, Query{Category: BooksPrinted}, "2026-07-01", "VAT 10 % (AT)", nil, "a consumer"},
		{locale.Place{Country: "AT"}, Query{Category: BooksPrinted, Customer: Business}, "2026-07-01", "VAT 0 % exempt (AT)", nil, "a business"},
		{locale.Place{Country: "SE"}, Query{Category: FoodBasic}, "2026-03-31", "moms 12 % (SE)", nil, "before the temporary rate"},
		{locale.Place{Country: "SE"}, Query{Category: FoodBasic}, "2026-04-01", "moms 6 % (SE) passing", nil, "its first day"},
		{locale.Place{Country: "SE"}, Query{Category: FoodBasic}, "2027-12-31", "moms 6 % (SE) passing", nil, "its last day"},
		{locale.Place{Country: "SE"}, Query{Category: FoodBasic}, "2028-01-01", "moms 12 % (SE)", nil, "the statutory rate after it"},
		{locale.Place{Country: "US", Region: "TX"}, Query{Category: ClothingFootwear}, "2026-08-06", "sales_tax 6.25 % (US-TX)", nil, "before the holiday"},
		{locale.Place{Country: "US", Region: "TX"}, Query{Category: ClothingFootwear}, "2026-08-07", "sales_tax 6.25 % (US-TX) passing", nil, "the holiday, up to its threshold"},
		{locale.Place{Country: "US", Region: "TX"}, Query{Category: ClothingFootwear}, "2026-08-10", "sales_tax 6.25 % (US-TX)", nil, "after the holiday"},
		{locale.Place{Country: "US", Region: "TX", PostalCode: "75001"}, Query{Category: General}, "2026-08-10", "sales_tax 6.25 % (US-TX)", nil, "no local row"},
		{locale.Place{Country: "US", Region: "TX", PostalCode: "78799-0001"}, Query{Category: General}, "2026-08-10", "sales_tax 8.25 % (US-TX 787) transit_tax 1 % (US-TX 787)", nil, "the prefix, and a tax beside it"},
		{locale.Place{Country: "US", Region: "TX", PostalCode: "78710"}, Query{Category: General}, "2026-08-10", "sales_tax 8 % (US-TX 78701-78710) transit_tax 1 % (US-TX 787)", nil, "the range is longer than the prefix"},
		{locale.Place{Country: "US", Region: "TX", PostalCode: "78711"}, Query{Category: General}, "2026-08-10", "sales_tax 8.25 % (US-TX 787) transit_tax 1 % (US-TX 787)", nil, "one beyond the range"},
		{locale.Place{Country: "US", Region: "TX", PostalCode: "78"}, Query{Category: General}, "2026-08-10", "sales_tax 6.25 % (US-TX)", nil, "half a code"},
		{locale.Place{Country: "DE"}, Query{Category: Medicines}, "2026-08-10", "", ErrCondition, "the only variant known is not the rule of the heading"},
		{locale.Place{Country: "DE"}, Query{Category: Medicines, Variant: "prescription"}, "2026-08-10", "VAT 7 % (DE)", nil, "named"},
		{locale.Place{Country: "FR"}, Query{Category: FoodBasic, Code: "0409"}, "2026-08-10", "VAT 10 % (FR)", nil, "the longest code decides"},
		{locale.Place{Country: "FR"}, Query{Category: FoodBasic, Code: "0408"}, "2026-08-10", "VAT 5.5 % (FR)", nil, "the other heading of the chapter"},
		{locale.Place{Country: "IT"}, Query{Category: Art, Estimate: true}, "2026-08-10", "VAT 10 % (IT) estimate levy 30 % (IT) estimate", nil, "the standard rate goes before a higher one, and each tax is estimated by its own rows"},
		{locale.Place{Country: "BE"}, Query{Category: Art}, "2022-12-31", "", ErrBeforeBook, "the category begins later than the place"},
		{locale.Place{Country: "PT"}, Query{Category: Art, Estimate: true}, "2026-08-10", "", ErrNoRate, "no standard rate to take as an estimate"},
		{locale.Place{Country: "DE"}, Query{}, "2026-08-10", "", ErrUnknownCategory, "neither category nor code"},
		{locale.Place{Country: "DE"}, Query{Category: General}, "2022-12-31", "", ErrBeforeBook, "before the book"},
		{locale.Place{Country: "DE", PostalCode: "10_115"}, Query{Category: General}, "2026-08-10", "", locale.ErrPlace, "no postal code"},
		{locale.Place{Country: "US", Region: "QQ"}, Query{Category: General}, "2026-08-10", "", locale.ErrPlace, "no state"},
	} {
		c.q.Place, c.q.On = c.place, day(c.on)
		rates, err := b.Lookup(c.q)
		var words []string
		for _, r := range rates {
			word := r.String()
			if r.Estimate {
				word += " estimate"
			}
			if r.Passing {
				word += " passing"
			}
			words = append(words, word)
		}
		if got := strings.Join(words, " "); got != c.want || !errors.Is(err, c.class) {
			t.Errorf("%+v: got %q (%v), want %q (%v): %s", c.q, got, err, c.want, c.class, c.reason)
		}
	}
}

func TestPostalAreaInTime(t *testing.T) {
	b := made(t,
		"country=US region=TX percent=6.25 name=sales_tax",
		"country=US region=TX percent=8 name=sales_tax postal=799 from=2024-01-01 until=2024-12-31",
		"country=US region=TX percent=1 name=shipping category=shipping postal=799 from=2024-01-01")
	p := locale.Place{Country: "US", Region: "TX", PostalCode: "79901"}
	var early *NoRateError
	if rates, err := b.Rates(p, General, day("2023-12-31")); !errors.As(err, &early) || !errors.Is(err, ErrBeforeBook) || early.Begins != day("2024-01-01") {
		t.Errorf("the rate of the state before that of the city begins: %v (%v)", rates, err)
	}
	if rates, own, err := b.Shipping(p, day("2023-12-31")); !errors.Is(err, ErrBeforeBook) {
		t.Errorf("freight before its row begins: %v %v (%v)", rates, own, err)
	}
	for on, want := range map[string]string{"2024-12-31": "8", "2025-01-01": "6.25"} {
		if rates, err := b.Rates(p, General, day(on)); err != nil || rates[0].Percent.String() != want {
			t.Errorf("%s: %v (%v), want %s", on, rates, err, want)
		}
	}
}

func TestWithEstimates(t *testing.T) {
	b := made(t, "country=DE percent=19")
	if _, err := b.Rates(locale.Place{Country: "DE"}, Art, day("2026-11-21")); !errors.Is(err, ErrNoRate) {
		t.Errorf("got %v", err)
	}
	rates, err := b.WithEstimates().Rates(locale.Place{Country: "DE"}, Art, day("2026-11-21"))
	if err != nil || len(rates) != 1 || !rates[0].Estimate || rates[0].Category != Art {
		t.Errorf("got %+v (%v)", rates, err)
	}
}

// TestEstimateAmongVariants: where the variant of goods is not known, the
// estimate is the standard rate that one of them bears, or else the highest.
func TestEstimateAmongVariants(t *testing.T) {
	rows := map[string]string{
		"standard 10": "percent=10 variant=a", "standard 11": "percent=11 variant=b", "reduced 12": "percent=12 treatment=reduced variant=c", "reduced 5": "percent=5 treatment=reduced variant=d",
	}
	for _, c := range []struct {
		rows []string
		want string
	}{
		{[]string{"standard 10", "reduced 12"}, "10"},
		{[]string{"standard 10", "standard 11", "reduced 12"}, "11"},
		{[]string{"reduced 5", "standard 10"}, "10"},
		{[]string{"reduced 12", "reduced 5"}, "12"},
	} {
		for range 2 {
			slices.Reverse(c.rows)
			var table []string
			for _, name := range c.rows {
				table = append(table, "country=AT category=food_basic "+rows[name])
			}
			rates, err := made(t, table...).WithEstimates().Rates(locale.Place{Country: "AT"}, FoodBasic, day("2026-11-21"))
			if err != nil || len(rates) != 1 || !rates[0].Estimate || rates[0].Percent.String() != c.want {
				t.Errorf("%v: %+v (%v), want %s %%", c.rows, rates, err, c.want)
			}
		}
	}
}

// TestAllMarksEstimates: of all rates, those that are derived from others are
// marked, and no other.
func TestAllMarksEstimates(t *testing.T) {
	b := made(t, "country=AT percent=20", "country=AT percent=20 category=clothing_footwear confidence=derived")
	rates, err := b.All(locale.Place{Country: "AT"}, day("2026-11-21"))
	if err != nil || len(rates) != 2 {
		t.Fatalf("%v (%v)", rates, err)
	}
	for _, r := range rates {
		if r.Estimate != (r.Category == ClothingFootwear) {
			t.Errorf("%s: estimate %t", r.Category, r.Estimate)
		}
	}
}

// TestFirstFaultOfARow: of a passing rate that overlaps another and lies over no
// lasting one, the overlap is named.
func TestFirstFaultOfARow(t *testing.T) {
	_, err := LoadBook(strings.NewReader(madeTable("country=DE percent=19 category=water",
		"country=DE percent=16 passing=temporary from=2023-01-01 until=2023-06-30", "country=DE percent=15 passing=temporary from=2023-06-30 until=2023-12-31")))
	var at *TableError
	if !errors.As(err, &at) || at.Line != 3 {
		t.Errorf("%v, want line 3, the first that lies over nothing", err)
	}
	for range 16 {
		_, err = LoadBook(strings.NewReader(madeTable("country=DE percent=19 until=2023-12-31", "country=DE percent=16 passing=temporary from=2023-01-01 until=2023-06-30",
			"country=DE percent=15 passing=temporary from=2023-06-30 until=2023-12-31")))
		if !errors.As(err, &at) || at.Line != 4 || !strings.Contains(err.Error(), "overlaps") {
			t.Errorf("%v", err)
		}
	}
}

func TestConditionError(t *testing.T) {
	b := made(t,
		"country=AT percent=4.9 treatment=reduced category=food_basic variant=staples condition=listed",
		"country=AT percent=10 treatment=reduced category=food_basic variant=other condition=the_+_rest")
	_, err := b.Rates(locale.Place{Country: "AT"}, FoodBasic, day("2026-11-21"))
	var c *ConditionError
	if !errors.As(err, &c) || len(c.Rates) != 2 {
		t.Fatalf("%v", err)
	}
	const want = "tax: food_basic in AT on 2026-11-21 has several rates: staples (4.9 %: listed); other (10 %: the rest): name the variant or the customs code, or load a row that decides"
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

func TestStale(t *testing.T) {
	b := made(t, "country=DE percent=19 source_date=2026-01-01 checked_on=2026-02-01")
	if b.AsOf() != day("2026-02-01") {
		t.Errorf("as of %s", b.AsOf())
	}
	if err := b.Stale(day("2026-07-31")); err != nil {
		t.Errorf("after 180 days: %v", err)
	}
	var stale *StaleError
	if err := b.Stale(day("2026-08-01")); !errors.As(err, &stale) || !errors.Is(err, ErrStale) || !strings.Contains(err.Error(), "181 days") {
		t.Errorf("after 181 days: %v", err)
	}
	if err := b.Stale(day("2020-01-01")); err != nil {
		t.Errorf("before: %v", err)
	}
}

func TestCategoryOf(t *testing.T) {
	for code, want := range map[string]Category{
		"49019900": BooksPrinted, "490210": Newspapers, "6111": ChildrenClothing, "610910": ClothingFootwear, "84713000": General,
		"0701": FoodBasic, "22011011": Water, "30049000": Medicines, "97012100": Art, "06031100": PlantsFlowers, "902110": MedicalAids,
	} {
		if got, err := CategoryOf(code); got != want || err != nil {
			t.Errorf("%s: got %s (%v), want %s", code, got, err, want)
		}
	}
	for _, code := range []string{"96190030", "9401", "22021000", "2710", "1806", "8712"} {
		if got, err := CategoryOf(code); !errors.Is(err, ErrUnclassified) {
			t.Errorf("%s: got %s (%v)", code, got, err)
		}
	}
	for _, code := range []string{"", "1", "61.09", "123456789012345"} {
		if _, err := CategoryOf(code); !errors.Is(err, ErrSupply) {
			t.Errorf("%q: got %v", code, err)
		}
	}
}

func TestLoadNewColumns(t *testing.T) {
	for _, c := range []struct {
		name, row string
		column    string
		class     error
	}{
		{"postal", "country=DE percent=19 postal=7-1", "postal", ErrSyntax},
		{"postal backwards", "country=DE percent=19 postal=79-71", "postal", ErrSyntax},
		{"postal of two lengths", "country=DE percent=19 postal=71-711", "postal", ErrSyntax},
		{"small letters", "country=GB percent=20 postal=bt", "postal", ErrSyntax},
		{"variant", "country=DE percent=19 variant=Big", "variant", ErrSyntax},
		{"codes", "country=DE percent=19 codes=04x", "codes", ErrSupply},
		{"customer", "country=DE percent=19 customer=club", "customer", ErrSyntax},
		{"beside", "country=DE percent=19 beside=1", "beside", ErrSyntax},
		{"threshold without rule", "country=DE percent=19 threshold=1", "threshold", ErrTable},
		{"below without rule", "country=DE percent=19 below=1", "below", ErrTable},
		{"rule", "country=DE percent=19 threshold=1 threshold_currency=EUR threshold_rule=cliff", "threshold_rule", ErrSyntax},
		{"no currency", "country=DE percent=19 threshold=1 threshold_rule=whole", "threshold_currency", nil},
		{"no amount", "country=DE percent=19 threshold_currency=EUR threshold_rule=whole", "threshold", nil},
		{"zero amount", "country=DE percent=19 threshold=0 threshold_currency=EUR threshold_rule=whole", "threshold", ErrSyntax},
		{"below an excess", "country=DE percent=19 threshold=5 threshold_currency=EUR threshold_rule=excess below=7", "threshold", ErrSyntax},
		{"passing", "country=DE percent=19 passing=yes", "passing", ErrSyntax},
		{"passing for ever", "country=DE percent=19 passing=temporary", "until", ErrTable},
		{"nothing follows", "country=DE percent=19 passing=temporary until=2026-12-31", "passing", ErrTable},
		{"confidence", "country=DE percent=19 confidence=sure", "confidence", ErrSyntax},
		{"checked on", "country=DE percent=19 checked_on=2026-13-01", "checked_on", nil},
	} {
		_, err := LoadBook(strings.NewReader(madeTable(c.row)))
		var at *TableError
		if !errors.As(err, &at) || at.Line != 2 || at.Column != c.column || c.class != nil && !errors.Is(err, c.class) {
			t.Errorf("%s: got %v, want column %s, %v", c.name, err, c.column, c.class)
		}
	}
	for _, c := range []struct {
		name string
		rows []string
		want string
	}{
		{"postal areas that overlap", []string{"country=US region=TX percent=6 postal=780-789", "country=US region=TX percent=7 postal=787"}, "line 3: postal"},
		{"postal areas that share their last prefix", []string{"country=US region=TX percent=6 postal=780-785", "country=US region=TX percent=7 postal=785-789"}, "line 3: postal"},
		{"two holidays at once", []string{"country=US region=TX percent=6", "country=US region=TX percent=3 passing=holiday until=2023-01-09", "country=US region=TX percent=2 passing=holiday from=2023-01-09 until=2023-01-10"}, "line 4: from"},
		{"a rate that ends with its temporary one", []string{"country=SE percent=12 until=2027-12-31", "country=SE percent=6 passing=temporary until=2027-12-31"}, "no row says what holds after it (2028-01-01)"},
		{"a temporary rate before its tax", []string{"country=SE percent=12 from=2027-01-02", "country=SE percent=6 passing=temporary from=2027-01-01 until=2027-12-31"}, "no row says what holds on its first day (2027-01-01)"},
		{"the first of three faults", []string{"country=AT percent=20", "country=AT percent=21", "country=DE percent=19", "country=DE percent=20", "country=SE percent=25", "country=SE percent=26"}, "line 3: from"},
	} {
		if _, err := LoadBook(strings.NewReader(madeTable(c.rows...))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

// TestAppendRates: rates of all categories in one slice, which is used again
// for the next place, cost no memory; an error leaves it as it was.
func TestAppendRates(t *testing.T) {
	b := mustBook(t)
	var dst []Rate
	for _, country := range []locale.Country{"DE", "FR", "GB", "CH", "JP"} {
		p := locale.Place{Country: country}
		for _, c := range categories {
			want, err := b.Rates(p, c, day("2026-11-21"))
			dst = dst[:0]
			for range 3 {
				before := len(dst)
				var again error
				dst, again = b.AppendRates(dst, p, c, day("2026-11-21"))
				if !reflect.DeepEqual(again, err) || len(dst)-before != len(want) || len(want) > 0 && !reflect.DeepEqual(dst[before:], want) {
					t.Fatalf("%s %s: %v (%v), want %v (%v)", country, c, dst[before:], again, want, err)
				}
			}
			if err != nil {
				continue
			}
			if n := testing.AllocsPerRun(5, func() { dst, _ = b.AppendRates(dst[:0], p, c, day("2026-11-21")) }); n > 0 {
				t.Errorf("%s %s: %v allocations", country, c, n)
			}
		}
	}
}
