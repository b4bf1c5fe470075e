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

// plainRate is what a tariff line takes: hundredths of a percent, cents per
// kilogram, and a floor and a cap in cents per piece.
type plainRate struct{ percent, perKg, floor, cap int64 }

// plainOrigin is goods of an origin, which may bear more.
type plainOrigin struct {
	code   duty.Code
	origin locale.Country
}

// plainRegime is a regime with the one condition that the shipment of the
// benchmark depends on: up to so many cents there is no duty by the tariff.
type plainRegime struct {
	id          string
	until       currency.Date
	without     int64
	withFreight bool // the customs value is CIF
}

var (
	plainRates = map[duty.Code]plainRate{
		"61091000": {percent: 1200}, "91021100": {percent: 450, floor: 30, cap: 80}, "49019900": {},
		"33049900": {percent: 650}, "17049065": {percent: 900, perKg: 45},
	}
	plainLayers  = map[plainOrigin]int64{{"61091000", "CN"}: 750}
	plainRegimes = map[locale.Country][]plainRegime{"DE": {
		{"eu-150-relief", day("2026-06-30"), 15000, true}, {"eu-flat-courier", day("2028-07-01"), 15000, true}, {"eu-normal", day("9999-12-31"), 0, true}}}
)

// plainShipment is a shipment in cents, pieces and grams.
type plainShipment struct {
	from, to           locale.Country
	on                 currency.Date
	freight, insurance int64
	items              []plainItem
}

type plainItem struct {
	code                 duty.Code
	origin               locale.Country
	goods, pieces, grams int64
}

// plainAssessment is what comes of it: the figures of landed, without names,
// sources and reasons.
type plainAssessment struct {
	regime             string
	goods, value, duty int64
	lines              []plainLine
}

type plainLine struct {
	goods, freight, insurance, value, duty int64
	charges                                []plainCharge
}

type plainCharge struct{ base, amount int64 }

func plainOf(s duty.Shipment) plainShipment {
	freight, _ := s.Freight.Minor()
	insurance, _ := s.Insurance.Minor()
	p := plainShipment{from: s.From.Country, to: s.To.Country, on: s.On, freight: freight, insurance: insurance}
	for _, item := range s.Items {
		value, _ := item.Value.Minor()
		i := plainItem{code: item.Code, origin: item.Origin, goods: value, pieces: item.Quantity}
		if len(item.Quantities) > 0 {
			i.grams = item.Quantities[0].Value.Shift(3).IntPart()
		}
		p.items = append(p.items, i)
	}
	return p
}

// shareOut divides an amount by value with the largest remainder.
func shareOut(amount, total int64, items []plainItem, shares, rests []int64) {
	left := amount
	for i := range items {
		hi, lo := bits.Mul64(uint64(amount), uint64(items[i].goods))
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

var errPlain = errors.New("not known")

// regime is the first of the destination that holds for the goods.
func (s *plainShipment) regime(goods int64) (plainRegime, error) {
	for _, r := range plainRegimes[s.to] {
		if s.on <= r.until && (r.without == 0 || goods <= r.without) {
			return r, nil
		}
	}
	return plainRegime{}, errPlain
}

// plainAssess finds regime and rates, and gives back figures of their own, as
// landed does: by the tariff, for ten items at most.
func plainAssess(s *plainShipment) (plainAssessment, error) {
	a := plainAssessment{lines: make([]plainLine, len(s.items))}
	var freights, insured, rests [10]int64
	for i := range s.items {
		a.goods += s.items[i].goods
	}
	regime, err := s.regime(a.goods)
	if err != nil || regime.without != 0 {
		return a, errPlain
	}
	a.regime = regime.id
	n := len(s.items)
	shareOut(s.freight, a.goods, s.items, freights[:n], rests[:n])
	shareOut(s.insurance, a.goods, s.items, insured[:n], rests[:n])
	charges := make([]plainCharge, 0, 2*n)
	for i := range s.items {
		item, l := &s.items[i], &a.lines[i]
		rate, ok := plainRates[item.code]
		if !ok {
			return a, errPlain
		}
		l.goods, l.freight, l.insurance, l.value = item.goods, freights[i], insured[i], item.goods
		if regime.withFreight {
			l.value += l.freight + l.insurance
		}
		exact := l.value*rate.percent + item.grams*rate.perKg*10
		if rate.cap != 0 {
			exact = min(max(exact, rate.floor*item.pieces*10000), rate.cap*item.pieces*10000)
		}
		first := len(charges)
		charges = append(charges, plainCharge{l.value, (exact + 5000) / 10000})
		if layer, ok := plainLayers[plainOrigin{item.code, item.origin}]; ok {
			charges = append(charges, plainCharge{l.value, (l.value*layer + 5000) / 10000})
		}
		l.charges = charges[first:]
		for _, c := range l.charges {
			l.duty += c.amount
		}
		a.value += l.value
		a.duty += l.duty
	}
	return a, nil
}

// agrees compares each figure of an assessment with the plain one.
func agrees(a *duty.Assessment, p *plainAssessment) error {
	same := func(what string, got currency.Amount, want int64) error {
		if n, err := got.Minor(); err != nil || n != want {
			return fmt.Errorf("%s: %s, plain has %d", what, got, want)
		}
		return nil
	}
	if a.Regime.ID != p.regime {
		return fmt.Errorf("regime %s, plain has %s", a.Regime.ID, p.regime)
	}
	for i := range p.lines {
		l, p := &a.Lines[i], &p.lines[i]
		err := errors.Join(same("goods", l.Goods, p.goods), same("freight", l.Freight, p.freight), same("insurance", l.Insurance, p.insurance),
			same("value", l.CustomsValue, p.value), same("duty", l.Duty, p.duty))
		if len(l.Charges) != len(p.charges) {
			err = fmt.Errorf("%d charges, plain has %d", len(l.Charges), len(p.charges))
		}
		for k := 0; k < len(p.charges) && err == nil; k++ {
			err = errors.Join(same("base", l.Charges[k].Base, p.charges[k].base), same("charge", l.Charges[k].Amount, p.charges[k].amount))
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return errors.Join(same("goods", a.Intrinsic, p.goods), same("value", a.CustomsValue, p.value), same("total", a.Total, p.duty))
}

// shopspringLine is a line of plain in decimals, with its rate.
type shopspringLine struct {
	percent, layer, perKg, kg, floor, cap, goods decimal.Decimal
	freight, insurance, value, duty, tax         decimal.Decimal
}

func shopspringLines(s *plainShipment) []shopspringLine {
	var out []shopspringLine
	for _, l := range s.items {
		rate, layer := plainRates[l.code], plainLayers[plainOrigin{l.code, l.origin}]
		out = append(out, shopspringLine{percent: decimal.New(rate.percent, -4), layer: decimal.New(layer, -4),
			perKg: decimal.New(rate.perKg, -2), kg: decimal.New(l.grams, -3), goods: decimal.New(l.goods, -2),
			floor: decimal.New(rate.floor*l.pieces, -2), cap: decimal.New(rate.cap*l.pieces, -2)})
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

// BenchmarkAssess assesses ten lines. plain is what a program written by hand
// for this shipment has to do for the same figures: find the regime and the
// rates, and give back memory of its own. shopspring is given the rates.
// assessor is landed with memory used again.
func BenchmarkAssess(b *testing.B) {
	s, tariff, regimes := tenLines(b)
	a, err := duty.Assess(s, tariff, regimes)
	if err != nil {
		b.Fatal(err)
	}
	plain := plainOf(s)
	figures, err := plainAssess(&plain)
	if err == nil {
		err = agrees(&a, &figures)
	}
	if err != nil {
		b.Fatal(err)
	}
	decimals := shopspringLines(&plain)
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
			if _, err := plainAssess(&plain); err != nil {
				b.Fatal(err)
			}
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
