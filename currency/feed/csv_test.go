package feed_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
)

func TestReadCSV(t *testing.T) {
	f, err := feed.ReadCSV(strings.NewReader(sample(t, "shop.csv")), feed.Limits{})
	if err != nil || len(f.Days) != 2 || !slices.Equal(f.Skipped, []string{"QQQ"}) {
		t.Fatalf("%d days, skipped %v, %v", len(f.Days), f.Skipped, err)
	}
	rs := f.Newest()
	points, err := currency.NewCode("PTS", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		from, to currency.Code
		want     string
	}{
		{currency.EUR, currency.USD, "1.15"},
		{currency.EUR, currency.CHF, "0.9061"},
		{currency.CHF, currency.EUR, "1/0.9085"},
		{currency.GBP, currency.EUR, "1.1575"},
		{currency.EUR, points, "200"},
		{currency.USD, currency.GBP, "1/1.331125"}, // through the euro
	} {
		if got := rateOf(rs, tt.from, tt.to); got != tt.want {
			t.Errorf("%v to %v is %s, want %s", tt.from, tt.to, got, tt.want)
		}
	}
	if r, err := rs.Rate(currency.GBP, currency.EUR); err != nil || r.Source() != "treasury" || rs.Source() != "house bank" {
		t.Errorf("%v of %s, %v", r, rs.Source(), err)
	}
	if want := time.Date(2026, 3, 17, 15, 30, 0, 0, time.UTC); !f.Days[1].AsOf().Equal(want) {
		t.Errorf("the older is of %v, want %v", f.Days[1].AsOf(), want)
	}
}

// The first and the last of what is read: years, and names of currencies unknown.
func TestReadCSVEdges(t *testing.T) {
	unknown := strings.Repeat("Q", 20)
	f, err := feed.ReadCSV(strings.NewReader("date,base,quote,rate\n0001-01-02T00:00:00Z,EUR,USD,1.15\n9999-12-31,EUR,USD,1.15\n9999-12-31,EUR,"+unknown+",7\n"), feed.Limits{})
	if err != nil || len(f.Days) != 2 || f.Days[1].AsOf().Year() != 1 || !slices.Equal(f.Skipped, []string{unknown}) {
		t.Errorf("%d days, skipped %v, %v", len(f.Days), f.Skipped, err)
	}
	if _, err := feed.ReadCSV(strings.NewReader("date,base,quote,rate\n9999-12-31,EUR,"+unknown+"Q,7\n"), feed.Limits{}); !errors.Is(err, currency.ErrUnknownCode) {
		t.Errorf("a name of 21 letters: %v", err)
	}
}

// A time has at most 10,000 rates.
func TestReadCSVIsBounded(t *testing.T) {
	rows := func(n int) string {
		var s strings.Builder
		s.WriteString("date,base,quote,rate\n")
		for i := range n {
			fmt.Fprintf(&s, "2026-03-18,EUR,%05X:2,1\n", i)
		}
		return s.String()
	}
	if f, err := feed.ReadCSV(strings.NewReader(rows(10_000)), feed.Limits{}); err != nil || len(f.Newest().All()) != 10_000 {
		t.Errorf("10,000 rates: %v", err)
	}
	if _, err := feed.ReadCSV(strings.NewReader(rows(10_001)), feed.Limits{}); !errors.Is(err, currency.ErrRange) || !strings.Contains(err.Error(), "line 10002") {
		t.Errorf("10,001 rates: %v", err)
	}
}

func TestReadCSVPivot(t *testing.T) {
	for _, tt := range []struct {
		rows   string
		want   currency.Code
		reason string
	}{
		{"USD,EUR\nGBP,EUR", currency.EUR, "all are quoted in it"},
		{"EUR,USD\nEUR,GBP", currency.EUR, "it is the base of all"},
		{"EUR,USD\nGBP,EUR", currency.EUR, "it is in all"},
		{"USD,EUR", currency.USD, "both are in all: the base"},
		{"USD,EUR\nGBP,JPY", currency.USD, "none is: the first"},
	} {
		rows := "date,base,quote,rate\n"
		for row := range strings.Lines(tt.rows) {
			rows += "2026-03-18," + strings.TrimSpace(row) + ",1.5\n"
		}
		f, err := feed.ReadCSV(strings.NewReader(rows), feed.Limits{})
		if err != nil || f.Newest().Pivot() != tt.want || f.Newest().Source() != "CSV" {
			t.Errorf("%s: %v, %v, want %v (%s)", tt.rows, f.Newest(), err, tt.want, tt.reason)
		}
	}
}

func TestReadCSVMid(t *testing.T) {
	f, err := feed.ReadCSV(strings.NewReader("bid,rate,ask,base,quote,date\n1.1,1.14,1.2,EUR,USD,2026-03-18\n"), feed.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	mid, err := f.Newest().Mid(currency.EUR, currency.USD)
	if err != nil || mid.Value(4).String() != "1.14" {
		t.Errorf("mid %v, %v", mid, err)
	}
}

func TestReadECBCSV(t *testing.T) {
	f, err := feed.ReadECBCSV(strings.NewReader(sample(t, "ecb-hist.csv")), feed.Limits{})
	if err != nil || len(f.Days) != 4 || f.Skipped != nil {
		t.Fatalf("%d days, skipped %v, %v", len(f.Days), f.Skipped, err)
	}
	if got := rateOf(f.Newest(), currency.EUR, currency.JPY); got != "183.49" || f.Newest().Source() != "ECB" {
		t.Errorf("%s of %s", got, f.Newest().Source())
	}
	bgn := code(t, "BGN")
	if slices.ContainsFunc(f.Newest().All(), func(r currency.Rate) bool { return r.Quote() == bgn }) {
		t.Error("a rate of BGN where the column says N/A")
	}
	if got := rateOf(f.Days[3], currency.EUR, bgn); got != "1.9558" {
		t.Errorf("BGN at %s", got)
	}
}

func TestCSVRefuses(t *testing.T) {
	const head = "date,base,quote,rate,bid,ask\n"
	tests := []struct {
		name   string
		read   feed.Reader
		in     string
		class  error
		want   string
		reason string
	}{
		{"empty", feed.ReadCSV, "", currency.ErrSyntax, "line 1: no columns", ""},
		{"no rows", feed.ReadCSV, head, currency.ErrSyntax, "no day in it", ""},
		{"unknown column", feed.ReadCSV, "date,base,quote,rate,multiplier\n", currency.ErrSyntax, `unknown column "multiplier"`, "it would change the meaning"},
		{"column twice", feed.ReadCSV, "date,base,quote,rate,rate\n", currency.ErrSyntax, `column "rate" is there twice`, ""},
		{"no base", feed.ReadCSV, "date,quote,rate\n", currency.ErrSyntax, "no column base", ""},
		{"no rate", feed.ReadCSV, "date,base,quote\n", currency.ErrSyntax, "want a column rate", ""},
		{"bid alone", feed.ReadCSV, "date,base,quote,rate,bid\n", currency.ErrSyntax, "want a column rate", ""},
		{"short row", feed.ReadCSV, head + "2026-03-18,EUR,USD\n", currency.ErrSyntax, "line 2: wrong number of fields", ""},
		{"bare quote", feed.ReadCSV, head + `2026-03-18,EUR,U"SD,1,,` + "\n", currency.ErrSyntax, "line 2: bare", ""},
		{"open quote", feed.ReadCSV, head + `2026-03-18,EUR,"USD,1,,` + "\n", currency.ErrSyntax, "extraneous or missing", ""},
		{"no figure", feed.ReadCSV, head + "2026-03-18,EUR,USD,,,\n", currency.ErrSyntax, "want a rate", ""},
		{"bid without ask", feed.ReadCSV, head + "2026-03-18,EUR,USD,1,1,\n", currency.ErrSyntax, "want a rate", ""},
		{"bid above ask", feed.ReadCSV, head + "2026-03-18,EUR,USD,,1.2,1.1\n2026-03-18,EUR,GBP,1,,\n", currency.ErrInvalidRate, "line 2: currency: rate from EUR to USD: bid 1.2 is above ask 1.1", ""},
		{"mid outside", feed.ReadCSV, head + "2026-03-18,EUR,USD,1.3,1.1,1.2\n", currency.ErrInvalidRate, "", ""},
		{"decimal comma", feed.ReadCSV, head + `2026-03-18,EUR,USD,"1,15",,` + "\n", currency.ErrSyntax, "rate of EUR to USD", ""},
		{"exponent", feed.ReadCSV, head + "2026-03-18,EUR,USD,1e5,,\n", currency.ErrSyntax, "exponents", "people do not write them"},
		{"negative", feed.ReadCSV, head + "2026-03-18,EUR,USD,-1,,\n", currency.ErrInvalidRate, "not positive", ""},
		{"zero", feed.ReadCSV, head + "2026-03-18,EUR,USD,0.00,,\n", currency.ErrInvalidRate, "not positive", ""},
		{"NaN", feed.ReadCSV, head + "2026-03-18,EUR,USD,NaN,,\n", currency.ErrSyntax, "NaN", ""},
		{"bad figure of an unknown", feed.ReadCSV, head + "2026-03-18,EUR,QQQ,x,,\n", currency.ErrSyntax, "line 2", "left out, but not unread"},
		{"only unknown", feed.ReadCSV, head + "2026-03-18,EUR,QQQ,1,,\n", currency.ErrSyntax, `no day in it but of currencies that are not known, such as "QQQ"`, "a snapshot of nothing"},
		{"pair twice", feed.ReadCSV, head + "2026-03-18,EUR,USD,1,,\n2026-03-18,EUR,USD,2,,\n", currency.ErrInvalidRate, "line 3: EUR to USD is there twice at 2026-03-18", ""},
		{"pair twice, apart", feed.ReadCSV, head + "2026-03-18,EUR,USD,1,,\n2026-03-17,EUR,USD,1,,\n2026-03-18T00:00:00Z,EUR,USD,2,,\n", currency.ErrInvalidRate, "line 4", "the same time in another form"},
		{"bad date", feed.ReadCSV, head + "18.03.2026,EUR,USD,1,,\n", currency.ErrSyntax, "18.03.2026", ""},
		{"no date", feed.ReadCSV, head + ",EUR,USD,1,,\n", currency.ErrSyntax, "line 2: date", ""},
		{"no code", feed.ReadCSV, head + "2026-03-18,,USD,1,,\n", currency.ErrUnknownCode, "line 2", ""},
		{"itself at 2", feed.ReadCSV, head + "2026-03-18,EUR,EUR,2,,\n", currency.ErrInvalidRate, "is not 1", ""},
		{"many times", feed.ReadCSV, head + manyTimes(20_001), currency.ErrRange, "line 20002: more than 20000 days", "before they fill the memory"},
		{"long row", feed.ReadCSV, strings.Repeat(",", 10<<20), currency.ErrRange, "a row of more than 65536 bytes", "before its fields fill the memory"},
		{"long row of many lines", feed.ReadCSV, head + strings.Repeat("\"\n\",", 1<<20), currency.ErrRange, "a row of more than 65536 bytes", ""},
		{"ECB's form", feed.ReadCSV, sampleECB, currency.ErrSyntax, `unknown column "Date"`, ""},

		{"not ECB's form", feed.ReadECBCSV, head, currency.ErrSyntax, `first column "date", want Date`, ""},
		{"column twice", feed.ReadECBCSV, "Date,USD,USD\n", currency.ErrSyntax, "twice", ""},
		{"no code", feed.ReadECBCSV, "Date,,USD\n2026-03-18,1,1\n", currency.ErrUnknownCode, "line 1", ""},
		{"figure beyond the columns", feed.ReadECBCSV, "Date,USD,\n2026-03-18,1,1\n", currency.ErrSyntax, "without a currency", ""},
		{"day twice", feed.ReadECBCSV, "Date,USD\n2026-03-18,1\n2026-03-18,1\n", currency.ErrSyntax, "line 3: 2026-03-18 is there twice", ""},
		{"day without rates", feed.ReadECBCSV, "Date,USD\n2026-03-18,N/A\n", currency.ErrSyntax, "has no rates", ""},
		{"bad figure", feed.ReadECBCSV, "Date,USD\n2026-03-18,n/a\n", currency.ErrSyntax, `rate of "USD"`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := tt.read(strings.NewReader(tt.in), feed.Limits{})
			var at *feed.Error
			if f.Days != nil || !errors.As(err, &at) || !errors.Is(err, tt.class) {
				t.Fatalf("%d days, %v, want %v (%s)", len(f.Days), err, tt.class, tt.reason)
			}
			if !strings.Contains(err.Error(), tt.want) || len(err.Error()) > 400 {
				t.Errorf("error %q, want one with %q (%s)", err, tt.want, tt.reason)
			}
		})
	}
}

// manyTimes returns rows of n times, a minute apart.
func manyTimes(n int) string {
	var rows strings.Builder
	for i := range n {
		rows.WriteString(noon().Add(-time.Duration(i)*time.Minute).Format(time.RFC3339) + ",EUR,USD,1,,\n")
	}
	return rows.String()
}

const sampleECB = "Date,USD,\n2026-03-18,1.15,\n"

func FuzzReadCSV(f *testing.F) {
	fuzzReader(f, feed.ReadCSV, sample(f, "shop.csv"), "bid,rate,ask,base,quote,date\n1.1,1.14,1.2,EUR,USD,2026-03-18\n")
}

func FuzzReadECBCSV(f *testing.F) {
	fuzzReader(f, feed.ReadECBCSV, sample(f, "ecb-hist.csv"), sampleECB)
}

// A shop's own table, with what its bank buys and sells for.
func ExampleReadCSV() {
	file, err := os.Open("testdata/shop.csv")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	f, err := feed.ReadCSV(file, feed.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(f.Days), "snapshots, skipped", f.Skipped)
	fmt.Println(f.Newest().Rate(currency.EUR, currency.CHF))
	fmt.Println(f.Newest().Ask(currency.EUR, currency.CHF))
	// Output:
	// 2 snapshots, skipped [QQQ]
	// 1 EUR = 0.9061 CHF bid (house bank 2026-03-18) <nil>
	// 1 EUR = 0.9085 CHF ask (house bank 2026-03-18) <nil>
}
