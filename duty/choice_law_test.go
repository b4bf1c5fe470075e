package duty_test

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// The regime of each line is the first row of the table whose conditions
// hold, as a plain reading of the rows finds it.
func TestChoiceIsTheFirstRowThatFits(t *testing.T) {
	r := random(t)
	_, regimes := tables(t)
	tariff := handTariff(t)
	rates := map[currency.Code]*big.Rat{currency.EUR: big.NewRat(1, 1)}
	perEuro := map[currency.Code]string{}
	for _, dest := range regimes.Destinations() {
		for _, row := range regimes.All(dest) {
			for _, limit := range []currency.Amount{row.Threshold, row.PeriodValue, row.Flat, row.Allowance, row.MinCollect} {
				if c := limit.Currency(); c != 0 && rates[c] == nil {
					perEuro[c], rates[c] = "3.5", big.NewRat(7, 2)
				}
			}
		}
	}
	perEuro[currency.USD], rates[currency.USD] = "1.25", big.NewRat(5, 4)
	snapshot := fx(t, perEuro)
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	assessed := 0
	for range 4000 {
		dest := pick(regimes.Destinations()...)
		to := locale.Country(dest)
		if dest == "EU" {
			to = locale.Country(pick("DE", "FR", "IT", "RO"))
		} else if to.EU(day("2026-01-01")) {
			continue
		}
		s := duty.Shipment{From: in(locale.Country(pick("CN", "US", "DE", "CA", "KE"))), To: in(to), On: day("2023-06-01") + currency.Date(r.IntN(2000)),
			Mode: duty.Mode(r.IntN(3)), Customer: duty.CustomerKind(pick("", "consumer", "business")), Rates: snapshot,
			Scheme:  pick("", "", "ioss", "voec", "prc", "list", "cbec", "h1", "cl_remote", "prescribed", "9804"),
			Freight: currency.FromMinor(r.Int64N(5000), currency.USD),
			Earlier: duty.Earlier{Day: currency.FromMinor(r.Int64N(60000), currency.USD), Period: currency.FromMinor(r.Int64N(600000), currency.USD), Count: r.Int64N(8)}}
		if s.From.Country == s.To.Country || s.From.Country.EU(s.On) && s.To.Country.EU(s.On) || s.To.Country.EU(s.On) != (dest == "EU") {
			continue
		}
		for range 1 + r.IntN(3) {
			s.Items = append(s.Items, duty.Item{Code: duty.Code(pick("610910", "490199", "220421", "300490", "350510", "640399")),
				Origin: locale.Country(pick("CN", "US", "JP")), Value: currency.FromMinor(r.Int64N(30000), currency.USD), Quantity: 1 + r.Int64N(3)})
		}
		a, err := duty.Assess(s, tariff, regimes)
		want, known := plainChoice(regimes, dest, &s, a, rates)
		if err != nil {
			if known || !errors.Is(err, duty.ErrNoRegime) {
				t.Fatalf("%s to %s on %s: %v, want %v", s.From.Country, to, s.On, err, want)
			}
			continue
		}
		assessed++
		for i := range a.Lines {
			if got := a.Lines[i].Charges[0].Regime; got != want[i] {
				t.Fatalf("%+v: line %d by %s, want %s", s, i, got, want[i])
			}
		}
	}
	if assessed < 1000 {
		t.Errorf("only %d were assessed", assessed)
	}
}

// plainChoice goes through the rows for each item, and reports whether all of
// them have a treatment.
func plainChoice(regimes *duty.Regimes, dest string, s *duty.Shipment, a duty.Assessment, rates map[currency.Code]*big.Rat) ([]string, bool) {
	first := map[string]string{}
	for _, q := range regimes.Questions() {
		first[q.Name] = q.Readings[0].Name
	}
	chosen, known := make([]string, len(s.Items)), true
	for i := range s.Items {
		for _, row := range regimes.All(dest) {
			if row.Kind == duty.DutyRegime && (row.Question == "" || first[row.Question] == row.Reading) && plainFit(&row, s, i, a, rates) {
				chosen[i] = row.ID
				known = known && row.Treatment != duty.Unknown
				break
			}
		}
		known = known && chosen[i] != ""
	}
	return chosen, known
}

func plainFit(row *duty.Regime, s *duty.Shipment, i int, a duty.Assessment, rates map[currency.Code]*big.Rat) bool {
	listed := func(list string, words ...string) bool {
		rest, not := strings.CutPrefix(list, "!")
		return list == "" || slices.ContainsFunc(strings.Fields(rest), func(w string) bool { return slices.Contains(words, w) }) != not
	}
	place := func(c locale.Country) []string {
		if c.EU(s.On) {
			return []string{string(c), "EU"}
		}
		return []string{string(c)}
	}
	begins := func(list string) bool {
		return slices.ContainsFunc(strings.Fields(list), func(p string) bool { return strings.HasPrefix(string(s.Items[i].Code), p) })
	}
	customer := string(s.Customer)
	if customer == "" {
		customer = "consumer"
	}
	for _, item := range s.Items {
		if !listed(row.Origin, place(item.Origin)...) {
			return false
		}
	}
	switch {
	case !s.On.Within(row.From, row.Until), !listed(row.Mode, s.Mode.String()), !listed(row.ShipFrom, place(s.From.Country)...),
		!listed(string(row.Customer), customer), !listed(row.Scheme, s.Scheme),
		row.Goods != "" && !begins(row.Goods), begins(row.Excludes),
		row.PeriodCount > 0 && s.Earlier.Count+1 > row.PeriodCount:
		return false
	}
	goods, freight := new(big.Rat), ratOf(s.Freight)
	for _, item := range s.Items {
		goods.Add(goods, ratOf(item.Value))
	}
	whole := new(big.Rat).Set(goods)
	if row.Basis == duty.CIFValue {
		whole.Add(whole, freight)
	}
	above := func(value *big.Rat, limit currency.Amount) int {
		euros := new(big.Rat).Quo(value, rates[currency.USD])
		return euros.Mul(euros, rates[limit.Currency()]).Cmp(ratOf(limit))
	}
	if row.PeriodValue.Currency() != 0 && above(new(big.Rat).Add(whole, ratOf(s.Earlier.Period)), row.PeriodValue) > 0 {
		return false
	}
	if row.Threshold.Currency() == 0 {
		return true
	}
	value := whole
	switch row.Scope {
	case duty.PerDay:
		value = new(big.Rat).Add(whole, ratOf(s.Earlier.Day))
	case duty.PerItem:
		value = ratOf(s.Items[i].Value)
		if row.Basis == duty.CIFValue {
			if a.Lines == nil {
				return false
			}
			value.Add(value, ratOf(a.Lines[i].Freight))
		}
		value.Quo(value, big.NewRat(s.Items[i].Quantity, 1))
	}
	order := above(value, row.Threshold)
	return order < 0 || order == 0 && !row.Strict
}

func ratOf(a currency.Amount) *big.Rat { return a.Decimal().Rat() }
