package feed_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
	"github.com/landedhq/landed/internal/race"
)

func open(t testing.TB, name string) *os.File {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func checkRate(t *testing.T, rs *currency.Rates, to currency.Code, want decimal.Decimal) {
	t.Helper()
	r, err := rs.Rate(currency.EUR, to)
	if err != nil {
		t.Fatal(err)
	}
	num, den := r.Ratio()
	if !num.Equal(want) || !den.Equal(decimal.New(1, 0)) {
		t.Errorf("%v is %s/%s, want %s", r, num, den, want)
	}
}

func TestECB(t *testing.T) {
	rs, err := feed.ECB(open(t, "ecb-daily.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if got := currency.DateOf(rs.AsOf()).String(); got != "2026-03-18" || rs.Source() != "ECB" || rs.Pivot() != currency.EUR {
		t.Errorf("%s of %s, pivot %s", rs.Source(), got, rs.Pivot())
	}
	if n := len(rs.Codes()); n != 30 {
		t.Errorf("%d currencies, want 29 and the euro", n)
	}
	checkRate(t, rs, currency.USD, decimal.New(115, -2))
	checkRate(t, rs, currency.GBP, decimal.New(86393, -5))
	checkRate(t, rs, currency.IDR, decimal.New(195431, -1))
}

func TestReadECB(t *testing.T) {
	f, err := feed.ReadECB(open(t, "ecb-hist.xml"), feed.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	days := f.Days
	var got []string
	for _, d := range days {
		got = append(got, currency.DateOf(d.AsOf()).String())
	}
	// 14 and 15 March 2026 are a weekend.
	if want := []string{"2026-03-18", "2026-03-17", "2026-03-16", "2026-03-13"}; !slices.Equal(got, want) {
		t.Errorf("days %v, want %v", got, want)
	}
	checkRate(t, days[1], currency.USD, decimal.New(11531, -4))
	newest, err := feed.ECB(open(t, "ecb-hist.xml"))
	if err != nil || !newest.AsOf().Equal(days[0].AsOf()) {
		t.Errorf("newest is of %v, %v", newest.AsOf(), err)
	}
}

// The samples of all three files, where they are at hand.
func TestECBSamples(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "reference", "fx")
	for name, want := range map[string]int{"eurofxref-daily": 1, "eurofxref-hist-90d": 22, "eurofxref-hist": 309} {
		f, err := os.Open(filepath.Join(dir, name+".sample.xml"))
		if errors.Is(err, os.ErrNotExist) {
			t.Skip("no reference data beside the repository")
		}
		if err != nil {
			t.Fatal(err)
		}
		h, err := feed.ReadECB(f, feed.Limits{})
		f.Close()
		if err != nil || len(h.Days) != want || len(h.Skipped) != 0 {
			t.Errorf("%s: %d days, skipped %v, %v, want %d days", name, len(h.Days), h.Skipped, err, want)
		}
	}
}

func envelope(cubes string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<Cube>
` + cubes + `
</Cube></gesmes:Envelope>`
}

func day(date, cubes string) string { return `<Cube time="` + date + `">` + cubes + `</Cube>` }

const usd = `<Cube currency="USD" rate="1.15"/>`

func TestECBSkipsUnknownCurrencies(t *testing.T) {
	in := envelope(day("2026-03-18", `<Cube currency="ZZZ" rate="2"/>`+usd) + day("2026-03-17", usd+`<Cube currency="QQQ" rate="1"/><Cube currency="ZZZ" rate="2"/>`))
	h, err := feed.ReadECB(strings.NewReader(in), feed.Limits{})
	if err != nil || len(h.Days) != 2 || !slices.Equal(h.Skipped, []string{"QQQ", "ZZZ"}) {
		t.Errorf("%d days, skipped %v, %v", len(h.Days), h.Skipped, err)
	}
}

func TestECBSortsDays(t *testing.T) {
	in := envelope(day("2026-03-16", usd) + day("2026-03-18", usd) + day("2026-03-17", usd))
	rs, err := feed.ECB(strings.NewReader(in))
	if err != nil || currency.DateOf(rs.AsOf()).String() != "2026-03-18" {
		t.Errorf("%v, %v", rs, err)
	}
}

func TestECBRefuses(t *testing.T) {
	tests := []struct {
		name, in string
		class    error
		want     string
		reason   string
	}{
		{"empty", "", currency.ErrSyntax, "line 1: no XML", ""},
		{"not XML", "USD 1.15", currency.ErrSyntax, "unexpected text", ""},
		{"HTML", "<html><body>503</body></html>", currency.ErrSyntax, `element "html", want Envelope`, "an error page"},
		{"no days", envelope(""), currency.ErrSyntax, "no day in it", ""},
		{"day without rates", envelope(day("2026-03-18", "")), currency.ErrSyntax, "2026-03-18 has no rates", ""},
		{"only unknown", envelope(day("2026-03-18", `<Cube currency="ZZZ" rate="1"/>`)), currency.ErrSyntax, "has no rates", "a snapshot of nothing"},
		{"bad date", envelope(day("18.03.2026", usd)), currency.ErrSyntax, `line 4: currency: date "18.03.2026"`, ""},
		{"day twice", envelope(day("2026-03-18", usd) + day("2026-03-18", usd)), currency.ErrSyntax, "2026-03-18 is there twice", ""},
		{"currency twice", envelope(day("2026-03-18", usd+usd)), currency.ErrInvalidRate, "EUR to USD is there twice", ""},
		{"zero rate", envelope(day("2026-03-18", `<Cube currency="USD" rate="0"/>`)), currency.ErrInvalidRate, "not positive", ""},
		{"negative rate", envelope(day("2026-03-18", `<Cube currency="USD" rate="-1.15"/>`)), currency.ErrInvalidRate, "not positive", ""},
		{"sign", envelope(day("2026-03-18", `<Cube currency="USD" rate="+1.5"/>`)), currency.ErrSyntax, "has a sign", "the bank writes none"},
		{"bad rate of an unknown currency", envelope(day("2026-03-18", usd+`<Cube currency="QQQ" rate="x"/>`)), currency.ErrSyntax, "rate of QQQ", "left out, but not unread"},
		{"negative rate of an unknown currency", envelope(day("2026-03-18", usd+`<Cube currency="QQQ" rate="-2"/>`)), currency.ErrInvalidRate, "rate of QQQ", ""},
		{"N/A", envelope(day("2026-03-18", `<Cube currency="USD" rate="N/A"/>`)), currency.ErrSyntax, `line 4: rate of USD: currency: amount "N/A"`, "as in the bank's CSV"},
		{"exponent", envelope(day("2026-03-18", `<Cube currency="USD" rate="1e1000000000"/>`)), currency.ErrSyntax, "exponents", ""},
		{"decimal comma", envelope(day("2026-03-18", `<Cube currency="USD" rate="1,15"/>`)), currency.ErrSyntax, "rate of USD", ""},
		{"long rate", envelope(day("2026-03-18", `<Cube currency="USD" rate="`+strings.Repeat("1", 100_000)+`"/>`)), currency.ErrRange, "64 bytes", ""},
		{"euro at 2", envelope(day("2026-03-18", `<Cube currency="EUR" rate="2"/>`)), currency.ErrInvalidRate, "is not 1", ""},
		{"no code", envelope(day("2026-03-18", `<Cube rate="2"/>`)), currency.ErrSyntax, "Cube without attribute currency", ""},
		{"no rate", envelope(day("2026-03-18", `<Cube currency="USD"/>`)), currency.ErrSyntax, "Cube without attribute rate", ""},
		{"malformed code", envelope(day("2026-03-18", `<Cube currency="usd" rate="2"/>`)), currency.ErrUnknownCode, `"usd"`, "not unknown, but wrong"},
		{"code of no ISO form", envelope(day("2026-03-18", `<Cube currency="`+strings.Repeat("A", 100_000)+`" rate="2"/>`)), currency.ErrUnknownCode, "(100000 bytes)", ""},
		{"unknown attribute", envelope(day("2026-03-18", `<Cube currency="JPY" rate="183.49" multiplier="100"/>`)), currency.ErrSyntax, `unknown attribute "multiplier"`, "it would change the meaning"},
		{"attribute twice", envelope(day("2026-03-18", `<Cube currency="USD" rate="1" rate="2"/>`)), currency.ErrSyntax, "attribute rate of Cube is there twice", ""},
		{"too deep", envelope(day("2026-03-18", `<Cube currency="USD" rate="1"><Cube/></Cube>`)), currency.ErrSyntax, "want nothing", ""},
		{"other element", envelope(`<Rate/>`), currency.ErrSyntax, `element "Rate"`, ""},
		{"other element in day", envelope(day("2026-03-18", `<Rate/>`)), currency.ErrSyntax, `element "Rate"`, ""},
		{"time on the outer Cube", `<Envelope><Cube time="2026-03-18">` + usd + `</Cube></Envelope>`, currency.ErrSyntax, "unknown attribute", "a level is missing"},
		{"text", envelope(day("2026-03-18", "1.15"+usd)), currency.ErrSyntax, "unexpected text", ""},
		{"truncated", envelope(day("2026-03-18", usd))[:200], currency.ErrSyntax, "unexpected EOF", ""},
		{"truncated between", strings.TrimSuffix(envelope(day("2026-03-18", usd)), "</Cube></gesmes:Envelope>"), currency.ErrSyntax, "EOF", ""},
		{"two documents", envelope(day("2026-03-18", usd)) + "<Envelope/>", currency.ErrSyntax, "more than one document", ""},
		{"rubbish after", envelope(day("2026-03-18", usd)) + "x", currency.ErrSyntax, "unexpected text", ""},
		{"document type", `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>` + envelope(day("2026-03-18", usd)), currency.ErrSyntax, "document type", "entities that expand"},
		{"entity", envelope(day("2026-03-18", `<Cube currency="USD" rate="&x;"/>`)), currency.ErrSyntax, "entity", ""},
		{"document type inside", "<Envelope><Sender><!DOCTYPE x></Sender></Envelope>", currency.ErrSyntax, "document type", ""},
		{"nesting", "<Envelope>" + strings.Repeat("<a>", 100_000), currency.ErrRange, "too deep", "a stack of elements"},
		{"other encoding", `<?xml version="1.0" encoding="UTF-16"?><Envelope/>`, nil, "UTF-16", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rs, err := feed.ECB(strings.NewReader(tt.in))
			var at *feed.Error
			if rs != nil || !errors.As(err, &at) || tt.class != nil && !errors.Is(err, tt.class) {
				t.Fatalf("%v, %v, want %v (%s)", rs, err, tt.class, tt.reason)
			}
			if !strings.Contains(err.Error(), tt.want) || len(err.Error()) > 300 {
				t.Errorf("error %q, want one with %q (%s)", err, tt.want, tt.reason)
			}
		})
	}
}

// endless is a feed that never ends.
type endless struct{ begin, repeat string }

func (e *endless) Read(b []byte) (int, error) {
	n := copy(b, e.begin)
	e.begin = e.begin[n:]
	if n == 0 {
		n = copy(b, e.repeat)
	}
	return n, nil
}

func TestECBIsBounded(t *testing.T) {
	race.Alone(t)
	tests := []struct{ name, begin, repeat string }{
		{"white space", "<Envelope>", strings.Repeat(" ", 4096)},
		{"one attribute", `<Envelope a="`, strings.Repeat("x", 4096)},
		{"subjects", `<Envelope>`, strings.Repeat("<subject/>", 400)},
		{"unknown currencies", `<Envelope><Cube><Cube time="2026-03-18">`, strings.Repeat(`<Cube currency="ZZZ" rate="1"/>`, 100)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := feed.ECB(&endless{tt.begin, tt.repeat}); !errors.Is(err, currency.ErrRange) {
				t.Errorf("%v, want ErrRange", err)
			}
		})
	}
}

func TestECBPassesOnReadErrors(t *testing.T) {
	broken := errors.New("connection reset")
	_, err := feed.ECB(io.MultiReader(strings.NewReader("<Envelope>"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) {
		t.Errorf("%v, want the error of the reader", err)
	}
	data, err := io.ReadAll(open(t, "ecb-daily.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := feed.ECB(iotest.OneByteReader(bytes.NewReader(data))); err != nil {
		t.Errorf("byte by byte: %v", err)
	}
}

func FuzzECB(f *testing.F) {
	for _, name := range []string{"ecb-daily.xml", "ecb-hist.xml"} {
		data, err := io.ReadAll(open(f, name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(envelope(day("2026-03-18", usd))))
	f.Add([]byte("<!DOCTYPE x><Envelope/>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := feed.ReadECB(bytes.NewReader(data), feed.Limits{})
		if err != nil {
			var at *feed.Error
			if len(h.Days) != 0 || !errors.As(err, &at) {
				t.Fatalf("%d days with error %v", len(h.Days), err)
			}
			return
		}
		if len(h.Days) == 0 {
			t.Fatal("neither days nor an error")
		}
		for i, rs := range h.Days {
			if i > 0 && !rs.AsOf().Before(h.Days[i-1].AsOf()) {
				t.Fatal("days out of order")
			}
			for _, c := range rs.Codes() {
				if r, err := rs.Rate(currency.EUR, c); err != nil || r.Value(20).Sign() < 0 {
					t.Fatalf("%v: %v, %v", c, r, err)
				}
			}
		}
	})
}

// Orders of the past are converted at the rates of their days; that of a Sunday
// at those of the Friday before.
func ExampleFile_History() {
	file, err := os.Open("testdata/ecb-hist.xml") // or ECBSource.History
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	days, err := feed.ReadECB(file, feed.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	history, err := days.History()
	if err != nil {
		fmt.Println(err)
		return
	}
	order := currency.FromMinor(12990, currency.USD)
	sunday := currency.NewDate(2026, 3, 15)
	fmt.Println(history.Convert(order, currency.EUR, sunday, currency.Rounding{}))
	_, err = history.At(currency.NewDate(2026, 4, 15))
	fmt.Println(errors.Is(err, feed.ErrStale))
	// Output:
	// 113.19 EUR 1 USD = 0.871383… EUR (ECB 2026-03-13) <nil>
	// true
}

func ExampleECB() {
	file, err := os.Open("testdata/ecb-daily.xml")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	rates, err := feed.ECB(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	rate, err := rates.Rate(currency.USD, currency.GBP)
	fmt.Println(rate, err)
	pounds, err := rate.Convert(currency.MustAmount("100.00", currency.USD), currency.Rounding{})
	fmt.Println(pounds, err)
	// Output:
	// 1 USD = 0.751243… GBP (ECB 2026-03-18) <nil>
	// 75.12 GBP <nil>
}
