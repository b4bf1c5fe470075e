package tax

import (
	"fmt"
	"strings"
	"testing"

	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
)

// largeBook has 100,000 rows: the rates of 50,000 postal codes in two
// categories, and those of the states.
func largeBook(t testing.TB) *Book {
	t.Helper()
	var text strings.Builder
	text.WriteString("country,region,postal,category,name,percent,treatment,from,source,source_date\n")
	for i, state := range strings.Fields("CA NY TX WA FL") {
		for zip := range 10_000 {
			for j, c := range []Category{General, FoodBasic} {
				fmt.Fprintf(&text, "US,%s,%d,%s,sales tax,%d.%d,standard,2023-01-01,made up,2023\n", state, 10_000*(i+1)+zip, c, 1+zip%9, j+1)
			}
		}
		fmt.Fprintf(&text, "US,%s,,general,sales tax,4,standard,2023-01-01,made up,2023\n", state)
	}
	b, err := LoadBook(strings.NewReader(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestLargeBook(t *testing.T) {
	race.Alone(t)
	b := largeBook(t)
	if b.Len() < 100_000 {
		t.Fatalf("%d rows", b.Len())
	}
	for _, c := range []struct {
		region, postcode, want string
		category               Category
	}{
		{"CA", "10000", "sales tax 1.1 % (US-CA 10000)", General},
		{"CA", "19999-1234", "sales tax 1.2 % (US-CA 19999)", FoodBasic},
		{"FL", "54321", "sales tax 2.1 % (US-FL 54321)", General},
		{"FL", "60000", "sales tax 4 % (US-FL)", General},
		{"FL", "", "sales tax 4 % (US-FL)", General},
	} {
		rates, err := b.Rates(locale.Place{Country: "US", Region: c.region, PostalCode: c.postcode}, c.category, day("2026-11-21"))
		if err != nil || len(rates) != 1 || rates[0].String() != c.want {
			t.Errorf("%+v: got %v (%v)", c, rates, err)
		}
	}
	dst := make([]Rate, 0, 4)
	q := Query{Place: locale.Place{Country: "US", Region: "TX", PostalCode: "34567"}, Category: General, On: day("2026-11-21")}
	if n := testing.AllocsPerRun(100, func() {
		if _, err := b.AppendLookup(dst, q); err != nil {
			t.Fatal(err)
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// BenchmarkLookup looks up in a book of 100,000 rows, at one address and at
// addresses all over it, and in the default one.
func BenchmarkLookup(b *testing.B) {
	large, on := largeBook(b), day("2026-11-21")
	for _, c := range []struct {
		name  string
		book  *Book
		place locale.Place
	}{
		{"100000 rows", large, locale.Place{Country: "US", Region: "TX", PostalCode: "34567"}},
		{"state", large, locale.Place{Country: "US", Region: "TX"}},
		{"default/DE", mustBook(b), locale.Place{Country: "DE", PostalCode: "10115"}},
		{"default/FR", mustBook(b), locale.Place{Country: "FR", PostalCode: "75001"}},
		{"default/US-CA", mustBook(b), locale.Place{Country: "US", Region: "CA", PostalCode: "90001"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			dst := make([]Rate, 0, 4)
			b.ReportAllocs()
			for range b.N {
				if _, err := c.book.AppendRates(dst, c.place, General, on); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("100000 rows/everywhere", func(b *testing.B) {
		dst := make([]Rate, 0, 4)
		places := make([]locale.Place, 1<<12)
		for i := range places {
			zip := i * 7919 % 50_000 // a prime: neighbours in time lie far apart
			places[i] = locale.Place{Country: "US", Region: strings.Fields("CA NY TX WA FL")[zip/10_000], PostalCode: fmt.Sprint(10_000 + zip)}
		}
		b.ReportAllocs()
		b.ResetTimer()
		for i := range b.N {
			if _, err := large.AppendRates(dst, places[i%len(places)], FoodBasic, on); err != nil {
				b.Fatal(err)
			}
		}
	})
}
