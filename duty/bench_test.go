package duty_test

import (
	"bytes"
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

// tenLines is a consignment to Germany above every threshold: ten products,
// freight and insurance, two with a compound rate.
func tenLines(tb testing.TB) (duty.Shipment, *duty.Tariff, *duty.Regimes) {
	tb.Helper()
	tariff, regimes := tables(tb)
	s := duty.Shipment{From: in("US"), To: in("DE"), On: day("2026-11-21"),
		Freight: currency.FromMinor(4995, currency.EUR), Insurance: currency.FromMinor(750, currency.EUR)}
	codes := []duty.Code{"610910", "910211", "490199", "330499", "851830", "61091000", "91021100", "49019900", "33049900", "85183000"}
	for i, c := range codes {
		s.Items = append(s.Items, duty.Item{Code: c, Origin: "CN", Value: currency.FromMinor(int64(1999+i*1250), currency.EUR), Quantity: int64(1 + i%3)})
	}
	return s, tariff, regimes
}

// plainLine is what the arithmetic of tenLines needs of a line, in cents and
// hundredths of a percent; a floor and a cap in cents per piece, or zero.
type plainLine struct{ value, pieces, percent, floor, cap int64 }

func plainLines(s duty.Shipment) []plainLine {
	var lines []plainLine
	for _, item := range s.Items {
		value, _ := item.Value.Minor()
		l := plainLine{value: value, pieces: item.Quantity}
		switch item.Code[:4] {
		case "6109":
			l.percent = 1200
		case "9102":
			l.percent, l.floor, l.cap = 450, 30, 80
		}
		lines = append(lines, l)
	}
	return lines
}

// shareOut divides an amount by value with the largest remainder.
func shareOut(amount int64, lines []plainLine, shares, rests []int64) {
	var total int64
	for _, l := range lines {
		total += l.value
	}
	left := amount
	for i, l := range lines {
		hi, lo := bits.Mul64(uint64(amount), uint64(l.value))
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

func plainAssess(freight, insurance int64, lines []plainLine) (total int64) {
	var shares, rests, insured [10]int64
	shareOut(freight, lines, shares[:], rests[:])
	shareOut(insurance, lines, insured[:], rests[:])
	for i, l := range lines {
		exact := (l.value + shares[i] + insured[i]) * l.percent
		if l.cap != 0 {
			exact = min(max(exact, l.floor*l.pieces*10000), l.cap*l.pieces*10000)
		}
		total += (exact + 5000) / 10000
	}
	return total
}

func shopspringAssess(freight, insurance decimal.Decimal, values, percents, floors, caps []decimal.Decimal) decimal.Decimal {
	total := decimal.Zero
	for _, v := range values {
		total = total.Add(v)
	}
	share := func(amount decimal.Decimal) []decimal.Decimal {
		shares, rests, left := make([]decimal.Decimal, len(values)), make([]decimal.Decimal, len(values)), amount
		for i, v := range values {
			shares[i], rests[i] = amount.Mul(v).QuoRem(total, 2)
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
	for i, v := range values {
		exact := v.Add(freights[i]).Add(insurances[i]).Mul(percents[i]).Shift(-2)
		if !caps[i].IsZero() {
			exact = decimal.Min(decimal.Max(exact, floors[i]), caps[i])
		}
		sum = sum.Add(exact.Round(2))
	}
	return sum
}

func BenchmarkAssess(b *testing.B) {
	s, tariff, regimes := tenLines(b)
	a, err := duty.Assess(s, tariff, regimes)
	if err != nil {
		b.Fatal(err)
	}
	want, err := a.Total.Minor()
	if err != nil {
		b.Fatal(err)
	}
	lines := plainLines(s)
	b.Run("landed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := duty.Assess(s, tariff, regimes); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("assessor", func(b *testing.B) { // memory used again
		again := duty.NewAssessor(tariff, regimes)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := again.Assess(&s); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("plain", func(b *testing.B) {
		if got := plainAssess(4995, 750, lines); got != want {
			b.Fatalf("got %d, want %d", got, want)
		}
		b.ReportAllocs()
		for b.Loop() {
			plainAssess(4995, 750, lines)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		var values, percents, floors, caps []decimal.Decimal
		for _, l := range lines {
			values = append(values, decimal.New(l.value, -2))
			percents = append(percents, decimal.New(l.percent, -2))
			floors = append(floors, decimal.New(l.floor*l.pieces, -2))
			caps = append(caps, decimal.New(l.cap*l.pieces, -2))
		}
		freight, insurance := decimal.New(4995, -2), decimal.New(750, -2)
		if got := shopspringAssess(freight, insurance, values, percents, floors, caps); !got.Equal(decimal.New(want, -2)) {
			b.Fatalf("got %s, want %s", got, a.Total)
		}
		b.ReportAllocs()
		for b.Loop() {
			shopspringAssess(freight, insurance, values, percents, floors, caps)
		}
	})
}

// BenchmarkLookup finds one code, in the starter table and, where it is at hand,
// in the whole file of the United States. The yardsticks are a map and a search
// by the exact line, which know nothing of prefixes, origins and dates; package
// shopspring has nothing to look up.
func BenchmarkLookup(b *testing.B) {
	_, starter, _ := tenLines(b)
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
