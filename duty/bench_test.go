package duty_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/bits"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// tenLines is a consignment to Germany above every threshold: ten products by
// tariff lines of the test, freight and insurance. Some bear a percentage, one
// an amount per kilogram beside it, one a floor and a cap, and one a second
// levy on top.
func tenLines(tb testing.TB) (duty.Shipment, *duty.Tariff, *duty.Regimes) {
	tb.Helper()
	_, regimes := tables(tb)
	tariff, err := duty.LoadTariff(strings.NewReader("destination,code,origin,kind,rate,program,name,from,until,source,source_date,note\n" +
		"EU,61091000,,mfn,12%,,T-shirts,,,bench,2026-06-01,\n" +
		"EU,61091000,CN,additional,7.5%,,surcharge,,,bench,2026-06-01,\n" +
		"EU,91021100,,mfn,4.5% MIN 0.30 EUR / item MAX 0.80 EUR / item,,watches,,,bench,2026-06-01,\n" +
		"EU,49019900,,mfn,Free,,books,,,bench,2026-06-01,\n" +
		"EU,33049900,,mfn,6.5%,,creams,,,bench,2026-06-01,\n" +
		"EU,17049065,,mfn,9% + 0.45 EUR / kg,,sweets,,,bench,2026-06-01,\n"))
	if err != nil {
		tb.Fatal(err)
	}
	s := duty.Shipment{From: in("US"), To: in("DE"), On: day("2026-11-21"),
		Freight: currency.FromMinor(4995, currency.EUR), Insurance: currency.FromMinor(750, currency.EUR)}
	codes := []duty.Code{"61091000", "91021100", "49019900", "33049900", "17049065", "33049900", "33049900", "49019900", "33049900", "33049900"}
	for i, c := range codes {
		item := duty.Item{Code: c, Origin: "CN", Value: currency.FromMinor(int64(1999+i*1250), currency.EUR), Quantity: int64(1 + i%3)}
		if c == "17049065" {
			item.Quantities = []duty.Quantity{{Unit: duty.Kilogram, Value: decimal.New(1250, -3)}}
		}
		s.Items = append(s.Items, item)
	}
	return s, tariff, regimes
}

// plainRate is what a tariff line takes: hundredths of a percent, of a layer on
// top too, cents per kilogram, and a floor and a cap in cents per piece.
type plainRate struct{ percent, layer, perKg, floor, cap int64 }

var plainRates = map[duty.Code]plainRate{
	"61091000": {percent: 1200, layer: 750}, "91021100": {percent: 450, floor: 30, cap: 80}, "49019900": {},
	"33049900": {percent: 650}, "17049065": {percent: 900, perKg: 45},
}

// plainLine is what the arithmetic of tenLines needs of a line, in cents,
// pieces and grams, and what comes of it.
type plainLine struct {
	code                            duty.Code
	rate                            plainRate
	goods, pieces, grams            int64
	freight, insurance, value, duty int64
	layer                           int64
}

// plainTotals are the sums of the lines.
type plainTotals struct{ goods, value, duty int64 }

func plainLines(s duty.Shipment) []plainLine {
	var lines []plainLine
	for _, item := range s.Items {
		value, _ := item.Value.Minor()
		l := plainLine{code: item.Code, rate: plainRates[item.Code], goods: value, pieces: item.Quantity}
		if len(item.Quantities) > 0 {
			l.grams = item.Quantities[0].Value.Shift(3).IntPart()
		}
		lines = append(lines, l)
	}
	return lines
}

// shareOut divides an amount by value with the largest remainder.
func shareOut(amount, total int64, lines []plainLine, shares, rests []int64) {
	left := amount
	for i := range lines {
		hi, lo := bits.Mul64(uint64(amount), uint64(lines[i].goods))
		q, r := bits.Div64(hi, lo, uint64(total))
		shares[i], rests[i] = int64(q), int64(r)
		left -= int64(q)
	}
	for ; left > 0; left-- {
		best := 0
		for i, r := range rests {
			if r > rests[best] {
				best = i
			}
		}
		shares[best]++
		rests[best] = -1
	}
}

func plainAssess(freight, insurance int64, lines []plainLine) (t plainTotals) {
	var freights, insured, rests [10]int64
	for i := range lines {
		t.goods += lines[i].goods
	}
	shareOut(freight, t.goods, lines, freights[:], rests[:])
	shareOut(insurance, t.goods, lines, insured[:], rests[:])
	for i := range lines {
		l := &lines[i]
		l.freight, l.insurance = freights[i], insured[i]
		l.value = l.goods + l.freight + l.insurance
		exact := l.value*l.rate.percent + l.grams*l.rate.perKg*10
		if l.rate.cap != 0 {
			exact = min(max(exact, l.rate.floor*l.pieces*10000), l.rate.cap*l.pieces*10000)
		}
		l.duty = (exact + 5000) / 10000
		l.layer = 0
		if l.rate.layer != 0 {
			l.layer = (l.value*l.rate.layer + 5000) / 10000
		}
		t.value += l.value
		t.duty += l.duty + l.layer
	}
	return t
}

// agrees compares each figure of an assessment with the plain one.
func agrees(a *duty.Assessment, lines []plainLine, t plainTotals) error {
	same := func(what string, got currency.Amount, want int64) error {
		if n, err := got.Minor(); err != nil || n != want {
			return fmt.Errorf("%s: %s, plain has %d", what, got, want)
		}
		return nil
	}
	for i := range lines {
		l, p := &a.Lines[i], &lines[i]
		if err := errors.Join(same("freight", l.Freight, p.freight), same("insurance", l.Insurance, p.insurance),
			same("value", l.CustomsValue, p.value), same("duty", l.Duty, p.duty+p.layer)); err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return errors.Join(same("goods", a.Intrinsic, t.goods), same("value", a.CustomsValue, t.value), same("total", a.Total, t.duty))
}

// shopspringLine is a plainLine in decimals.
type shopspringLine struct {
	percent, layer, perKg, kg, floor, cap, goods decimal.Decimal
	freight, insurance, value, duty, tax         decimal.Decimal
}

func shopspringLines(lines []plainLine) []shopspringLine {
	var out []shopspringLine
	for _, l := range lines {
		out = append(out, shopspringLine{percent: decimal.New(l.rate.percent, -4), layer: decimal.New(l.rate.layer, -4),
			perKg: decimal.New(l.rate.perKg, -2), kg: decimal.New(l.grams, -3), goods: decimal.New(l.goods, -2),
			floor: decimal.New(l.rate.floor*l.pieces, -2), cap: decimal.New(l.rate.cap*l.pieces, -2)})
	}
	return out
}

func shopspringAssess(freight, insurance decimal.Decimal, lines []shopspringLine) decimal.Decimal {
	total := decimal.Zero
	for i := range lines {
		total = total.Add(lines[i].goods)
	}
	share := func(amount decimal.Decimal) []decimal.Decimal {
		shares, rests, left := make([]decimal.Decimal, len(lines)), make([]decimal.Decimal, len(lines)), amount
		for i := range lines {
			shares[i], rests[i] = amount.Mul(lines[i].goods).QuoRem(total, 2)
			left = left.Sub(shares[i])
		}
		cent := decimal.New(1, -2)
		for left.Sign() > 0 {
			best := 0
			for i, r := range rests {
				if r.GreaterThan(rests[best]) {
					best = i
				}
			}
			shares[best], rests[best], left = shares[best].Add(cent), decimal.New(-1, 0), left.Sub(cent)
		}
		return shares
	}
	freights, insurances := share(freight), share(insurance)
	sum := decimal.Zero
	for i := range lines {
		l := &lines[i]
		l.freight, l.insurance = freights[i], insurances[i]
		l.value = l.goods.Add(l.freight).Add(l.insurance)
		exact := l.value.Mul(l.percent).Add(l.kg.Mul(l.perKg))
		if !l.cap.IsZero() {
			exact = decimal.Min(decimal.Max(exact, l.floor), l.cap)
		}
		l.duty, l.tax = exact.Round(2), l.value.Mul(l.layer).Round(2)
		sum = sum.Add(l.duty).Add(l.tax)
	}
	return sum
}

// BenchmarkAssess assesses ten lines. plain and shopspring are given the rate
// of each line, and neither regime, borders nor codes to think of; plain_lookup
// finds its rates in a map. assessor is landed with memory used again.
func BenchmarkAssess(b *testing.B) {
	s, tariff, regimes := tenLines(b)
	a, err := duty.Assess(s, tariff, regimes)
	if err != nil {
		b.Fatal(err)
	}
	lines := plainLines(s)
	if err := agrees(&a, lines, plainAssess(4995, 750, lines)); err != nil {
		b.Fatal(err)
	}
	decimals := shopspringLines(lines)
	freight, insurance := decimal.New(4995, -2), decimal.New(750, -2)
	if got := shopspringAssess(freight, insurance, decimals); !got.Equal(a.Total.Decimal()) {
		b.Fatalf("got %s, want %s", got, a.Total)
	}
	b.Run("landed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := duty.Assess(s, tariff, regimes); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("assessor", func(b *testing.B) {
		again := duty.NewAssessor(tariff, regimes)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := again.Assess(&s); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			plainAssess(4995, 750, lines)
		}
	})
	b.Run("plain_lookup", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for i := range lines {
				lines[i].rate = plainRates[lines[i].code]
			}
			plainAssess(4995, 750, lines)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			shopspringAssess(freight, insurance, decimals)
		}
	})
}

// BenchmarkLookup finds one code, in the starter table and, where it is at hand,
// in the whole file of the United States. The yardsticks are a map and a search
// by the exact line, which know nothing of prefixes, origins and dates; package
// shopspring has nothing to look up.
func BenchmarkLookup(b *testing.B) {
	starter, _ := tables(b)
	on := day("2026-11-21")
	b.Run("landed", func(b *testing.B) { lookup(b, starter, "6109100010", "CN", "DE", on) })
	b.Run("plain", func(b *testing.B) {
		lines := []int64{6109100010, 6403999600, 9102110000}
		percents := []int64{1200, 800, 450}
		want, err := starter.Lookup("6109100010", "CN", "DE", on)
		if err != nil {
			b.Fatal(err)
		}
		if percent, _ := want[0].Rate.AdValorem(); !percent.Equal(decimal.New(percents[0], -2)) {
			b.Fatal(percent)
		}
		b.ReportAllocs()
		for b.Loop() {
			if at, ok := slices.BinarySearch(lines, 6109100010); !ok || percents[at] == 0 {
				b.Fatal("gone")
			}
		}
	})
	file, err := os.Open("../../shared/reference/tariff/us-hts-2025-05.json.gz")
	if err != nil {
		return
	}
	defer file.Close()
	whole, _, err := duty.ReadHTS(file, may2025)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("whole", func(b *testing.B) { lookup(b, whole, "6109100004", "MX", "US", on) })
	saved := compile(b, whole)
	b.Run("compiled", func(b *testing.B) { // how long it takes to load
		for b.Loop() {
			if _, err := duty.ReadCompiled(bytes.NewReader(saved)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func lookup(b *testing.B, tariff *duty.Tariff, code duty.Code, origin, dest locale.Country, on currency.Date) {
	var room [32]*duty.Levy
	b.ReportAllocs()
	for b.Loop() {
		if _, err := tariff.AppendLookup(room[:0], code, origin, dest, on); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseRate(b *testing.B) {
	for name, s := range map[string]string{"ad_valorem": "12.0%", "compound": "4.50% MIN 0.30 EUR / item MAX 0.80 EUR / item", "hts": "76¢/pr. + 32%"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := duty.ParseRate(s, currency.USD); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A large table must not slow a lookup down, nor take more than a moment to
// load.
func TestLargeTariff(t *testing.T) {
	var table strings.Builder
	table.WriteString(header)
	rows := 0
	for line := range strings.Lines(nomenclatureOf(t)) {
		heading, endings, ok := strings.Cut(strings.TrimSpace(line), ",")
		if !ok || strings.HasPrefix(heading, "#") || heading == "heading" {
			continue
		}
		for _, ending := range strings.Fields(endings) {
			for _, national := range []string{"10", "90"} {
				table.WriteString("EU," + heading + ending + national + ",,mfn,5%,,line,,,test,2026-01-01,\n")
				rows++
			}
		}
	}
	tariff := load(t, table.String())
	if levies, err := tariff.Lookup("851830", "CN", "DE", day("2026-11-21")); err != nil || len(levies) != 1 {
		t.Errorf("%v, %v", levies, err)
	}
	t.Logf("%d rows", rows)
	if allocs := testing.AllocsPerRun(100, func() {
		if _, err := tariff.Lookup("85183010", "CN", "DE", day("2026-11-21")); err != nil {
			t.Fatal(err)
		}
	}); allocs > 1 {
		t.Errorf("a lookup allocates %v times, want once: its result", allocs)
	}
}
