package duty_test

import (
	"cmp"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
)

// This file assesses generated shipments a second time, with math/big alone
// and from a description of its own, and compares every figure.

// rat reads a number.
func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic(s)
	}
	return r
}

func plus(as ...*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, a := range as {
		sum.Add(sum, a)
	}
	return sum
}

func times(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }

// cents rounds half up to hundredths; all values here are at or above zero.
func cents(x *big.Rat) *big.Rat {
	n := new(big.Rat).Mul(x, rat("100"))
	n.Add(n, rat("1/2"))
	return new(big.Rat).Quo(new(big.Rat).SetInt(new(big.Int).Quo(n.Num(), n.Denom())), rat("100"))
}

func amountRat(a currency.Amount) *big.Rat { return rat(a.Text()) }

// oracleRate is a rate as the oracle knows it: percent of the base, and EUR per
// kilogram, piece and consignment; floor and cap in EUR per piece or
// consignment.
type oracleRate struct {
	text                               string
	percent, kg, consignment           string
	least, most                        string // for each piece
	leastConsignment, mostConsignment_ string
}

// of charges base, exactly. A sum with deductions is never below zero.
func (r oracleRate) of(base, kg, pieces *big.Rat) *big.Rat {
	sum := new(big.Rat)
	add := func(number string, of *big.Rat) {
		if number != "" {
			sum.Add(sum, times(rat(number), of))
		}
	}
	add(r.percent, new(big.Rat).Quo(base, rat("100")))
	add(r.kg, kg)
	add(r.consignment, rat("1"))
	if sum.Sign() < 0 {
		sum = new(big.Rat)
	}
	bound := func(number string, of *big.Rat, sign int) {
		if number == "" {
			return
		}
		if limit := times(rat(number), of); sum.Cmp(limit) == sign {
			sum = limit
		}
	}
	bound(r.least, pieces, -1)
	bound(r.leastConsignment, rat("1"), -1)
	bound(r.most, pieces, +1)
	bound(r.mostConsignment_, rat("1"), +1)
	return sum
}

var (
	oracleTariff = map[duty.Code][]oracleRate{
		"610910": {{text: "12%", percent: "12"}, {text: "7.5%", percent: "7.5"}},
		"910211": {{text: "4.5% MIN 0.3 EUR / item MAX 0.8 EUR / item", percent: "4.5", least: "0.3", most: "0.8"}},
		"640399": {{text: "1.5 EUR / kg + 5%", percent: "5", kg: "1.5"}, {text: "11 EUR / 100 kg", kg: "0.11"}},
		"490199": {{text: "Free"}},
		"851830": {{text: "2%", percent: "2"}},
	}
	oracleKinds = []string{"mfn", "additional"}
	clearance   = oracleRate{text: "0.3464% MIN 3.37 EUR / consignment MAX 11.5 EUR / consignment", percent: "0.3464", leastConsignment: "3.37", mostConsignment_: "11.5"}
	excessRate  = oracleRate{text: "10%", percent: "10"}
	brazil      = oracleRate{text: "60% - 20 EUR / consignment", percent: "60", consignment: "-20"}
	carrier     = oracleRate{text: "2.5% MIN 1.1 EUR / consignment", percent: "2.5", leastConsignment: "1.1"}
)

// oracleTables are the tables of the test: Australia values FOB and has a fee
// with a floor and a cap, Switzerland values CIF and collects no duty below 5
// EUR, Brazil deducts, Ukraine charges an excess, Canada takes a flat amount.
func oracleTables(t *testing.T) (*duty.Tariff, *duty.Regimes) {
	t.Helper()
	var rows strings.Builder
	rows.WriteString(header)
	for _, dest := range []string{"AU", "CH", "CA"} {
		for code, rates := range oracleTariff {
			for k, r := range rates {
				fmt.Fprintf(&rows, "%s,%s,,%s,%s,,row %d,,,law test,2026-01-01,\n", dest, code, oracleKinds[k], r.text, k)
			}
		}
	}
	regimes := "id,destination,kind,name,treatment,threshold,currency,strict,basis,scope,mode,ship_from,origin,scheme,excludes,per,flat,rate,allowance,min_collect,valuation,from,until,contested,source,source_date,confidence,note\n" +
		"au,AU,,,normal,,EUR,,,,,,,,,,,,,,FOB,,,,test,2026-01-01,official,\n" +
		"au-fee,AU,fee,clearance,rate,,EUR,,,,,,,,,consignment,," + clearance.text + ",,,FOB,,,,test,2026-01-01,official,\n" +
		"ch,CH,,,normal,,EUR,,,,,,,,,,,,,5,CIF,,,,test,2026-01-01,official,\n" +
		"br,BR,,,rate,,EUR,,,,,,,,,consignment,," + brazil.text + ",,,CIF,,,,test,2026-01-01,official,\n" +
		"ua,UA,,,rate,,EUR,,,,,,,,,line,," + excessRate.text + ",150,,CIF,,,,test,2026-01-01,official,\n" +
		"ca-150,CA,,,flat,150,EUR,,intrinsic,consignment,,,,,,subheading,3,,,,CIF,,,,test,2026-01-01,official,\n" +
		"ca,CA,,,normal,,EUR,,,,,,,,,,,,,,CIF,,,,test,2026-01-01,official,\n"
	rg, err := duty.LoadRegimes(strings.NewReader(regimes))
	if err != nil {
		t.Fatal(err)
	}
	return load(t, rows.String()), rg
}

// oracleShipment generates a shipment that the oracle understands.
func oracleShipment(r *rand.Rand) duty.Shipment {
	eur := func(n int64) currency.Amount { return currency.FromMinor(n, currency.EUR) }
	codes := []duty.Code{"610910", "910211", "640399", "490199", "851830"}
	s := duty.Shipment{From: in("US"), On: day("2026-11-21"),
		To: in([]locale.Country{"AU", "CH", "BR", "UA", "CA"}[r.IntN(5)])}
	if r.IntN(4) > 0 {
		s.Freight = eur(r.Int64N(5000))
		s.Insurance = eur(r.Int64N(300))
		if r.IntN(2) == 0 && s.Freight.Sign() > 0 {
			units, _ := s.Freight.Minor()
			s.Inland = eur(r.Int64N(units + 1))
		}
		s.FreightBy = duty.Weighing(r.IntN(2))
	}
	most := int64(9000)
	if r.IntN(2) == 0 {
		most = 900
	}
	for range 1 + r.IntN(12) {
		s.Items = append(s.Items, duty.Item{Code: codes[r.IntN(len(codes))], Origin: "CN", Value: eur(r.Int64N(most)), Quantity: 1 + r.Int64N(5),
			Quantities: []duty.Quantity{{Unit: duty.Kilogram, Value: decimal.New(1+r.Int64N(4000), -3)}}})
		if n := len(s.Items); n > 1 && r.IntN(3) == 0 {
			s.Items[n-1].Value = s.Items[n-2].Value // equal values make equal remainders
		}
	}
	if r.IntN(2) == 0 {
		s.Fees = []duty.Levy{
			{Name: "disbursement", Kind: duty.Fee, Rate: parsed(carrier.text), Base: duty.OnGoods | duty.OnDuty},
			{Name: "inside", Jurisdiction: "XX", Kind: duty.Tax, Rate: parsed("17%"), Base: duty.OnGoods | duty.OnFreight | duty.OnInsurance | duty.OnDuty, Inside: true},
			{Name: "raised", Jurisdiction: "XX", Kind: duty.Tax, Rate: parsed("15%"), Base: duty.OnGoods | duty.OnDuty | duty.OnTax, Uplift: dec("10")},
		}
	}
	return s
}

func parsed(s string) duty.Rate {
	r, err := duty.ParseRate(s, currency.EUR)
	if err != nil {
		panic(err)
	}
	return r
}

// oracle is the second assessment.
type oracle struct {
	s                             duty.Shipment
	goods, kg, pieces             []*big.Rat
	freight, insurance, value     []*big.Rat
	duties, fees, taxes           []*big.Rat
	customsValue, allDuty, allTax *big.Rat
	total                         *big.Rat
}

// divide is the largest remainder; among equal ones the order of what the
// items are decides.
func (o *oracle) divide(whole *big.Rat, weights []*big.Rat, members []int) []*big.Rat {
	sum := plus(weights...)
	parts, rests := make([]*big.Rat, len(weights)), make([]*big.Rat, len(weights))
	left := times(whole, rat("100"))
	for k, w := range weights {
		if sum.Sign() == 0 {
			w = rat("1")
		}
		of := sum
		if sum.Sign() == 0 {
			of = rat(fmt.Sprint(len(weights)))
		}
		share := new(big.Rat).Quo(times(times(whole, w), rat("100")), of)
		cut := new(big.Rat).SetInt(new(big.Int).Quo(share.Num(), share.Denom()))
		parts[k], rests[k] = cut, new(big.Rat).Sub(share, cut)
		left.Sub(left, cut)
	}
	order := make([]int, len(weights))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(j, k int) int {
		return cmp.Or(rests[k].Cmp(rests[j]), o.compare(members[j], members[k]))
	})
	for _, k := range order {
		if left.Sign() <= 0 {
			break
		}
		parts[k].Add(parts[k], rat("1"))
		left.Sub(left, rat("1"))
	}
	for k := range parts {
		parts[k].Quo(parts[k], rat("100"))
	}
	return parts
}

func (o *oracle) compare(i, k int) int {
	a, b := &o.s.Items[i], &o.s.Items[k]
	return cmp.Or(strings.Compare(string(a.Code), string(b.Code)), cmp.Compare(a.Quantity, b.Quantity),
		o.goods[i].Cmp(o.goods[k]), o.kg[i].Cmp(o.kg[k]))
}

func (o *oracle) all() []int {
	all := make([]int, len(o.s.Items))
	for i := range all {
		all[i] = i
	}
	return all
}

func newOracle(s duty.Shipment) *oracle {
	o := &oracle{s: s}
	for _, item := range s.Items {
		o.goods = append(o.goods, amountRat(item.Value))
		o.kg = append(o.kg, rat(item.Quantities[0].Value.String()))
		o.pieces = append(o.pieces, rat(fmt.Sprint(item.Quantity)))
		o.duties, o.fees, o.taxes = append(o.duties, new(big.Rat)), append(o.fees, new(big.Rat)), append(o.taxes, new(big.Rat))
	}
	weights := o.goods
	if s.FreightBy == duty.ByWeight {
		weights = o.kg
	}
	whole := func(a currency.Amount) *big.Rat {
		if a.IsZero() {
			return new(big.Rat)
		}
		return amountRat(a)
	}
	inland := o.divide(whole(s.Inland), weights, o.all())
	border := o.divide(new(big.Rat).Sub(whole(s.Freight), whole(s.Inland)), weights, o.all())
	o.insurance = o.divide(whole(s.Insurance), weights, o.all())
	for i := range s.Items {
		o.freight = append(o.freight, plus(inland[i], border[i]))
		if s.To.Country == "AU" {
			o.value = append(o.value, o.goods[i])
		} else {
			o.value = append(o.value, plus(o.goods[i], border[i], o.insurance[i]))
		}
	}
	o.customsValue = plus(o.value...)
	return o
}

// shared charges all lines together.
func (o *oracle) shared(rate oracleRate, bases, on []*big.Rat) {
	for i, part := range o.divide(cents(rate.of(plus(bases...), nil, nil)), bases, o.all()) {
		on[i] = plus(on[i], part)
	}
}

func (o *oracle) charge() {
	switch o.s.To.Country {
	case "BR":
		o.shared(brazil, o.value, o.duties)
	case "UA":
		limit := rat("150")
		if o.customsValue.Cmp(limit) < 0 {
			limit = o.customsValue
		}
		allowed := o.divide(limit, o.value, o.all())
		for i := range o.duties {
			o.duties[i] = cents(excessRate.of(new(big.Rat).Sub(o.value[i], allowed[i]), nil, nil))
		}
	case "CA":
		if plus(o.goods...).Cmp(rat("150")) <= 0 {
			o.flats()
			break
		}
		o.byTariff()
	default:
		o.byTariff()
	}
	if o.s.To.Country == "CH" && plus(o.duties...).Cmp(rat("5")) < 0 {
		for i := range o.duties {
			o.duties[i] = new(big.Rat)
		}
	}
	if o.s.To.Country == "AU" {
		o.shared(clearance, o.value, o.fees)
	}
	if o.s.Fees != nil {
		o.shopFees()
	}
	o.allDuty, o.allTax = plus(o.duties...), plus(o.taxes...)
	o.total = plus(o.allDuty, plus(o.fees...), o.allTax)
}

func (o *oracle) byTariff() {
	for i, item := range o.s.Items {
		for _, rate := range oracleTariff[item.Code] {
			o.duties[i] = plus(o.duties[i], cents(rate.of(o.value[i], o.kg[i], o.pieces[i])))
		}
	}
}

func (o *oracle) flats() {
	groups := map[duty.Code][]int{}
	for i, item := range o.s.Items {
		groups[item.Code] = append(groups[item.Code], i)
	}
	for _, members := range groups {
		var weights []*big.Rat
		for _, i := range members {
			weights = append(weights, o.goods[i])
		}
		for k, part := range o.divide(rat("3"), weights, members) {
			o.duties[members[k]] = part
		}
	}
}

func (o *oracle) shopFees() {
	n := len(o.s.Items)
	bases := make([]*big.Rat, n)
	for i := range bases {
		bases[i] = plus(o.goods[i], o.duties[i])
	}
	o.shared(carrier, bases, o.fees)
	for i := range bases {
		bases[i] = plus(o.goods[i], o.freight[i], o.insurance[i], o.duties[i])
	}
	inside := cents(new(big.Rat).Quo(times(plus(bases...), rat("17")), rat("83")))
	for i, part := range o.divide(inside, bases, o.all()) {
		o.taxes[i] = plus(o.taxes[i], part)
	}
	for i := range bases {
		bases[i] = plus(cents(times(o.goods[i], rat("11/10"))), o.duties[i], o.taxes[i])
	}
	o.shared(oracleRate{percent: "15"}, bases, o.taxes)
}

// check compares an assessment with the oracle, line by line.
func (o *oracle) check(a *duty.Assessment) error {
	if err := same("customs value", a.CustomsValue, o.customsValue); err != nil {
		return err
	}
	for i := range a.Lines {
		l := &a.Lines[i]
		for _, pair := range []struct {
			name string
			got  currency.Amount
			want *big.Rat
		}{{"goods", l.Goods, o.goods[i]}, {"freight", l.Freight, o.freight[i]}, {"insurance", l.Insurance, o.insurance[i]},
			{"customs value", l.CustomsValue, o.value[i]}, {"duty", l.Duty, o.duties[i]}, {"fees", l.Fees(), o.fees[i]}, {"tax", l.Tax(), o.taxes[i]}} {
			if err := same(fmt.Sprintf("line %d %s", i+1, pair.name), pair.got, pair.want); err != nil {
				return err
			}
		}
	}
	return same("total", a.Total, o.total)
}

func same(what string, got currency.Amount, want *big.Rat) error {
	if amountRat(got).Cmp(want) != 0 {
		return fmt.Errorf("%s: %s, want %s", what, got, want.FloatString(4))
	}
	return nil
}

func TestLawAssessAgainstBig(t *testing.T) {
	r := random(t)
	tariff, regimes := oracleTables(t)
	again := duty.NewAssessor(tariff, regimes)
	for n := range race.Cases(2000) {
		s := oracleShipment(r)
		a, err := duty.Assess(s, tariff, regimes)
		if err != nil {
			t.Fatalf("shipment %d: %v", n, err)
		}
		o := newOracle(s)
		o.charge()
		if err := o.check(&a); err != nil {
			t.Fatalf("shipment %d to %s: %v\n%+v", n, s.To.Country, err, s)
		}
		b, err := again.Assess(&s)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.check(b); err != nil {
			t.Fatalf("shipment %d to %s, memory used again: %v", n, s.To.Country, err)
		}
	}
}

// The laws that no shipment breaks: charges sum to lines and lines to totals,
// a charge is zero if and only if it says why, parts of a shared charge sum to
// the whole, pieces sum to their line, and the order of the lines changes no
// total.
func TestLawAssessAddsUp(t *testing.T) {
	r := random(t)
	tariff, regimes := oracleTables(t)
	for range 1000 {
		s := oracleShipment(r)
		s.Unpaid = r.IntN(4) == 0
		if r.IntN(4) == 0 {
			s.Items[0].Returned = true
		}
		a, err := duty.Assess(s, tariff, regimes)
		if err != nil {
			t.Fatal(err)
		}
		if err := addsUp(&a); err != nil {
			t.Fatalf("%v\n%+v", err, s)
		}
		r.Shuffle(len(s.Items), func(i, k int) { s.Items[i], s.Items[k] = s.Items[k], s.Items[i] })
		b, err := duty.Assess(s, tariff, regimes)
		if err != nil || a.Total != b.Total || a.Duty != b.Duty || a.Fees != b.Fees || a.Tax != b.Tax || a.CustomsValue != b.CustomsValue {
			t.Fatalf("in another order %s, not %s, %v\n%+v", b.Total, a.Total, err, s)
		}
	}
}

func addsUp(a *duty.Assessment) error {
	parts := map[*currency.Amount]*currency.Total{} // of each amount for several lines
	var all currency.Total
	for i := range a.Lines {
		l := &a.Lines[i]
		var sum currency.Total
		for k := range l.Charges {
			c := &l.Charges[k]
			sum.Add(c.Amount)
			if c.Amount.IsZero() != (c.Zero != "") {
				return fmt.Errorf("line %d: %v: a zero says why, and nothing else does", i+1, c)
			}
			if c.Whole != nil {
				if parts[c.Whole] == nil {
					parts[c.Whole] = &currency.Total{}
				}
				parts[c.Whole].Add(c.Amount)
				parts[c.Whole].Add(waived(c))
			}
		}
		if got, err := sum.Amount(); err != nil || !got.Equal(l.Total()) || len(l.Charges) == 0 {
			return fmt.Errorf("line %d: charges of %v, total %v", i+1, got, l.Total())
		}
		all.Add(l.Total())
		if err := pieces(l); err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	for whole, part := range parts {
		if got, err := part.Amount(); err != nil || !got.Equal(*whole) {
			return fmt.Errorf("parts of %v, the whole is %v", got, *whole)
		}
	}
	if got, err := all.Amount(); err != nil || !got.Equal(a.Total) {
		return fmt.Errorf("lines of %v, total %v", got, a.Total)
	}
	return nil
}

func pieces(l *duty.Line) error {
	units, err := l.Units()
	if err != nil || int64(len(units)) != l.Quantity {
		return fmt.Errorf("%d pieces of %d, %w", len(units), l.Quantity, err)
	}
	var value, total currency.Total
	for _, u := range units {
		value.Add(u.CustomsValue)
		total.Add(u.Total)
	}
	v, _ := value.Amount()
	if sum, err := total.Amount(); err != nil || !sum.Equal(l.Total()) || !v.Equal(l.CustomsValue) {
		return fmt.Errorf("pieces of %v and %v, line %v and %v", sum, v, l.Total(), l.CustomsValue)
	}
	return nil
}
