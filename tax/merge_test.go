package tax

import (
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/locale"
)

func TestWith(t *testing.T) {
	b := made(t,
		"country=DE percent=19 name=MwSt",
		"country=DE percent=7 name=MwSt treatment=reduced category=food_basic",
		"country=SE percent=12 name=moms treatment=reduced category=food_basic",
		"country=SE percent=6 name=moms treatment=reduced category=food_basic passing=temporary from=2026-04-01 until=2027-12-31",
		"country=US region=CA percent=7.25 name=sales_tax",
	)
	own := madeTable(
		"country=DE percent=21 name=MwSt from=2027-01-01",
		"country=DE percent=5 name=MwSt treatment=reduced category=food_basic from=2026-10-01 until=2026-12-31",
		"country=SE percent=12 name=moms treatment=reduced category=food_basic from=2026-11-01",
		"country=US region=CA percent=2.25 name=district_tax postal=900 beside=true",
		"country=US region=CA percent=7.25 name=sales_tax from=2026-01-01",
		"country=FR percent=20 name=TVA",
	)
	merged, conflicts, err := b.With(strings.NewReader(own))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		place    locale.Place
		category Category
		on, want string
		reason   string
	}{
		{locale.Place{Country: "DE"}, General, "2026-12-31", "MwSt 19 % (DE)", "before the shop's row"},
		{locale.Place{Country: "DE"}, General, "2027-01-01", "MwSt 21 % (DE)", "the shop's row"},
		{locale.Place{Country: "DE"}, FoodBasic, "2026-09-30", "MwSt 7 % (DE)", "before"},
		{locale.Place{Country: "DE"}, FoodBasic, "2026-12-31", "MwSt 5 % (DE)", "the shop's days"},
		{locale.Place{Country: "DE"}, FoodBasic, "2027-01-01", "MwSt 7 % (DE)", "the book again"},
		{locale.Place{Country: "SE"}, FoodBasic, "2026-10-31", "moms 6 % (SE)", "the temporary rate of the book"},
		{locale.Place{Country: "SE"}, FoodBasic, "2026-11-01", "moms 12 % (SE)", "a row of one's own ends it"},
		{locale.Place{Country: "US", Region: "CA", PostalCode: "90001"}, General, "2026-11-01", "sales_tax 7.25 % (US-CA) district_tax 2.25 % (US-CA 900)", "a tax beside the book's"},
		{locale.Place{Country: "FR"}, General, "2026-11-01", "TVA 20 % (FR)", "a place of the shop's own"},
	} {
		rates, err := merged.Rates(c.place, c.category, day(c.on))
		var words []string
		for _, r := range rates {
			words = append(words, r.String())
		}
		if got := strings.Join(words, " "); got != c.want || err != nil {
			t.Errorf("%v %s on %s: got %s (%v), want %s: %s", c.place, c.category, c.on, got, err, c.want, c.reason)
		}
	}
	var lines []string
	for _, c := range conflicts {
		lines = append(lines, c.String())
	}
	want := []string{
		"line 2: MwSt 21 % (DE) for general from 2027-01-01 replaces MwSt 19 % (DE) of line 2 of the book",
		"line 3: MwSt 5 % (DE) for food_basic from 2026-10-01 replaces MwSt 7 % (DE) of line 3 of the book",
		"line 4: moms 12 % (SE) for food_basic from 2026-11-01 replaces moms 6 % (SE) of line 5 of the book",
	}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("conflicts:\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	if rates, err := b.Rates(locale.Place{Country: "DE"}, General, day("2027-01-01")); err != nil || rates[0].String() != "MwSt 19 % (DE)" {
		t.Errorf("the book changed: %v (%v)", rates, err)
	}
	if again, _, err := merged.With(strings.NewReader(madeTable("country=DE percent=22 name=MwSt from=2027-06-01"))); err != nil {
		t.Error(err)
	} else if rates, err := again.Rates(locale.Place{Country: "DE"}, General, day("2027-06-01")); err != nil || rates[0].String() != "MwSt 22 % (DE)" {
		t.Errorf("laid over once more: %v (%v)", rates, err)
	}
}

func TestWithErrors(t *testing.T) {
	b := made(t, "country=AT percent=20 name=USt until=2026-06-30", "country=DE percent=19 name=MwSt")
	for _, c := range []struct {
		name, own, want string
	}{
		{"a tax beside the book's", madeTable("country=DE percent=19 name=VAT"), "line 2: name: VAT would be levied beside MwSt 19 % (DE) of line 3 of the book"},
		{"a gap after the book", madeTable("country=AT percent=21 name=USt from=2026-08-01"), "line 2: from: USt of AT general from 2026-08-01 leaves a gap after line 2 of the book"},
		{"two rows of one's own", madeTable("country=DE percent=20 name=MwSt", "country=DE percent=21 name=MwSt"), "line 3: from: MwSt of DE general from 2023-01-01 overlaps line 2"},
		{"bad syntax", madeTable("country=DE percent=x"), "line 2: percent"},
		{"nothing", "", "line 1"},
	} {
		merged, _, err := b.With(strings.NewReader(c.own))
		var at *TableError
		if merged != nil || !errors.As(err, &at) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

// FuzzWith lays text over the book: what is merged answers, and the book's own
// rows stay as they were where the text is silent.
func FuzzWith(f *testing.F) {
	b := made(f, "country=DE percent=19", "country=SE percent=12 category=food_basic treatment=reduced",
		"country=SE percent=6 treatment=reduced category=food_basic passing=temporary from=2026-04-01 until=2027-12-31")
	f.Add(madeTable("country=DE percent=21 from=2027-01-01"))
	f.Add(madeTable("country=SE percent=9 treatment=reduced category=food_basic until=2024-12-31"))
	f.Add(madeTable("country=US region=CA percent=2.25 name=district_tax postal=900-905 beside=true"))
	f.Fuzz(func(t *testing.T, text string) {
		merged, conflicts, err := b.With(strings.NewReader(text))
		if err != nil {
			var at *TableError
			if !errors.As(err, &at) {
				t.Fatalf("%v is not a *TableError", err)
			}
			return
		}
		for _, c := range conflicts {
			if c.Line < 2 || c.BookLine < 2 || !c.Until.IsZero() && c.Until.Before(c.From) {
				t.Fatalf("%+v", c)
			}
		}
		if _, err := merged.Lookup(Query{Place: locale.Place{Country: "DE"}, Category: General, On: day("2026-11-21"), Estimate: true}); err != nil && !errors.Is(err, ErrNoRate) {
			t.Fatal(err)
		}
	})
}
