package tax

import (
	"encoding/json"
	"errors"
	"flag"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
)

var decideSeed = flag.Uint64("decideseed", 20261121, "seed of the generated supplies")

var (
	lawPlaces = strings.Fields("DE FR NL IT PL IE MC XI GB GB-:BT1 US-CA US-TX US-OR US-NY US CA-ON CA-QC CA AU NZ NO CH LI JP SG KR HK TW CN IN ID MY TH VN PH BR MX CL CO AR TR AE SA IL ZA UA RS IS KE ES-:35001 DE-:78266")
	lawDays   = strings.Fields("2014-12-31 2015-01-01 2018-12-31 2019-01-01 2021-06-30 2021-07-01 2024-12-31 2025-01-01 2026-02-24 2026-11-21 2026-11-21 2026-11-21 2026-11-21 2026-11-21 2026-11-21 2026-11-22 2028-04-01 2028-07-01")
	lawValues = strings.Fields("0 0.01 149.99 150 150.01 135 135.01 999.99 1000.01 2500.01 10000 9999999")
)

// lawSupply is any supply: most of them make sense.
func lawSupply(r *rand.Rand) Supply {
	pick := func(words []string) string { return words[r.IntN(len(words))] }
	amount := func() currency.Amount {
		return money(pick(lawValues) + " " + pick([]string{"EUR", "USD", "GBP", "CHF"}))
	}
	s := Supply{
		Digital: r.IntN(4) == 0, ShipFrom: place(pick(lawPlaces)), ShipTo: place(pick(lawPlaces)), On: day(pick(lawDays)),
		Postal: r.IntN(4) == 0, AtBorder: r.IntN(4) == 0,
	}
	s.Seller = s.ShipFrom.Country
	if r.IntN(3) == 0 {
		s.Seller = place(pick(lawPlaces)).Country
	}
	if r.IntN(8) > 0 {
		s.Intrinsic = amount()
	}
	if r.IntN(4) == 0 {
		s.Codes = []string{pick([]string{"220421", "610910", "180632", "2402"})}
	}
	for range r.IntN(4) {
		s.Registrations = append(s.Registrations, lawRegistration(r))
	}
	if r.IntN(3) == 0 {
		s.Buyer = businessOf(place(pick(lawPlaces)).Country, s.On)
		if r.IntN(2) == 0 {
			s.Buyer = businessOf(s.ShipTo.Country, s.On)
		}
		s.Buyer.Evidence.Valid = r.IntN(4) > 0
		s.Buyer.Unchecked = r.IntN(4) == 0
	}
	if r.IntN(4) == 0 {
		s.Marketplace = &Marketplace{Country: place(pick(lawPlaces)).Country, Registrations: []Registration{lawRegistration(r)}}
	}
	for _, where := range []locale.Place{{Country: union}, {Country: s.ShipTo.Country, Region: s.ShipTo.Region}, {}} {
		if r.IntN(3) == 0 {
			v := Sales{Country: where.Country, Region: where.Region}
			v.Previous.Value, v.Current.Value, v.Rolling.Value = amount(), amount(), amount()
			v.Rolling.Count, v.Current.Count = r.IntN(300), r.IntN(300)
			s.Sales = append(s.Sales, v)
		}
	}
	return s
}

func lawRegistration(r *rand.Rand) Registration {
	all := strings.Split("DE vat,FR vat,NL vat,IE ioss,IE oss,GB oss,IE non_union_oss,GB vat,XI vat,NO voec,AU gst,NZ gst,NZ nz_lvg,SG sg_ovr,SG gst,MY my_lvg,CL cl_remote,CH mail_order,CH vat,CA remote_services,CA gst,US-CA sales_tax,US-NY sales_tax,US-TX sales_tax,NO vat,AU au_lvg,JP remote_services", ",")
	return reg(all[r.IntN(len(all))])
}

// lawful supplies, as many as asked for, whose registrations can exist.
func lawful(t *testing.T, n int, each func(s Supply, d Decision, err error)) {
	t.Helper()
	r := rand.New(rand.NewPCG(*decideSeed, 5))
	rates := manyRates(t)
	for range race.Cases(n) {
		s := lawSupply(r)
		s.Rates = rates
		d, err := Decide(s)
		each(s, d, err)
		if t.Failed() {
			t.Fatalf("seed %d: %+v", *decideSeed, s)
		}
	}
}

// TestDecideLaws: every supply has one whole decision, or an error that says
// what to do.
func TestDecideLaws(t *testing.T) {
	decided, refused := map[Scheme]int{}, map[string]int{}
	lawful(t, 100_000, func(s Supply, d Decision, err error) {
		var registration *RegistrationError
		var rule *NoRuleError
		var supply *SupplyError
		switch {
		case err == nil:
			decided[d.Scheme]++
			whole(t, d)
		case !reflect.DeepEqual(d, Decision{}):
			t.Errorf("a decision beside the error %v: %+v", err, d)
		case errors.As(err, &registration):
			refused["registration"]++
			cured(t, s, registration)
		case errors.As(err, &rule):
			refused["rule"]++
			if rule.Reason == "" || !errors.Is(err, ErrNoRule) && !errors.Is(err, ErrBeforeBook) {
				t.Errorf("%v", err)
			}
		case errors.As(err, &supply):
			refused["supply"]++
			if supply.Field == "" {
				t.Errorf("%v", err)
			}
		default:
			t.Errorf("not a typed error: %v", err)
		}
	})
	t.Logf("%v, refused for %v", decided, refused)
	for _, scheme := range []Scheme{SchemeNone, SchemeDomestic, SchemeOSS, SchemeIOSS, SchemeUKLowValue, SchemeVOEC, SchemeAULowValue,
		SchemeNZLowValue, SchemeSGVendor, SchemeMYLowValue, SchemeCLRemote, SchemeCHMailOrder, SchemeCHPlatform, SchemeSalesTax, SchemeImport,
		SchemeNonUnionOSS, SchemeRemoteServices, SchemeIntraCommunity, SchemeReverseCharge} {
		if decided[scheme] == 0 {
			t.Errorf("no supply was decided as %s", scheme)
		}
	}
}

// whole demands that a decision says all that it must, without contradiction.
func whole(t *testing.T, d Decision) {
	t.Helper()
	accountants := map[Treatment][]Accountant{
		Standard: {Seller, Platform, Importer}, ReverseCharge: {Customer}, NotCollected: {Nobody}, OutOfScope: {Nobody},
	}
	ok := false
	for _, a := range accountants[d.Treatment] {
		ok = ok || a == d.Accountant
	}
	if !ok {
		t.Errorf("%s accounted for by %s", d.Treatment, d.Accountant)
	}
	if (d.Scheme == SchemeImport) != (d.Accountant == Importer) || (d.Scheme == SchemeNone) != (d.Accountant == Nobody) {
		t.Errorf("scheme %s, accountant %s", d.Scheme, d.Accountant)
	}
	if (d.Base != 0) != (d.Accountant != Nobody) {
		t.Errorf("base %s, accountant %s", d.Base, d.Accountant)
	}
	if len(d.Reasons) == 0 || d.Source == "" || d.From.IsZero() || d.Confidence == "" || d.Jurisdiction.Country == "" {
		t.Errorf("incomplete: %+v", d)
	}
	if d.Confidence == "unverified" && !d.Estimate {
		t.Errorf("an unconfirmed rule is not called an estimate: %+v", d)
	}
	for _, r := range d.Reasons {
		if strings.Contains(r, "%!") {
			t.Errorf("reason %q", r)
		}
	}
}

// cured demands that one of the registrations that an error asks for is
// enough, and brings the decision that it promised.
func cured(t *testing.T, s Supply, e *RegistrationError) {
	t.Helper()
	if e.Reason == "" || e.Source == "" || len(e.Needs) == 0 {
		t.Errorf("incomplete: %+v", e)
	}
	whole(t, e.Decision)
	for _, scheme := range e.Needs {
		r := Registration{Country: e.Country, Region: e.Region, Scheme: scheme}
		if scheme == SchemeOSS || scheme == SchemeNonUnionOSS {
			r.Country = "IE" // taken in any member state
		}
		again := s
		again.Registrations = append([]Registration{r}, s.Registrations...)
		d, err := Decide(again)
		if err != nil {
			t.Errorf("with %s %s still: %v", r.Country, r.Scheme, err)
			continue
		}
		if d.Jurisdiction != e.Decision.Jurisdiction || d.Treatment != e.Decision.Treatment || d.Accountant != e.Decision.Accountant {
			t.Errorf("with %s %s: %s, promised %s", r.Country, r.Scheme, outcome(d), outcome(e.Decision))
		}
	}
}

// TestRegistrationsOnlyAdd: a further registration never makes a tax that the
// seller collects go uncollected.
func TestRegistrationsOnlyAdd(t *testing.T) {
	r := rand.New(rand.NewPCG(*decideSeed, 6))
	n := 0
	lawful(t, 30_000, func(s Supply, d Decision, err error) {
		if err != nil || d.Accountant != Seller {
			return
		}
		more := s
		more.Registrations = append([]Registration{lawRegistration(r)}, s.Registrations...)
		after, err := Decide(more)
		if err != nil || after.Accountant != Seller || after.Treatment != Standard {
			t.Errorf("with %v: %s becomes %s (%v)\n%s", more.Registrations[0], outcome(d), outcome(after), err, strings.Join(after.Reasons, "\n"))
		}
		n++
	})
	if n < race.Cases(1000) {
		t.Errorf("only %d supplies were collected by the seller", n)
	}
}

// TestDecisionJSON: a decision survives its wire form.
func TestDecisionJSON(t *testing.T) {
	lawful(t, 2_000, func(s Supply, d Decision, err error) {
		if err != nil {
			return
		}
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var again Decision
		if err := json.Unmarshal(text, &again); err != nil || !reflect.DeepEqual(d, again) {
			t.Errorf("%s\n%+v\n%+v (%v)", text, d, again, err)
		}
	})
}

// TestDecideIsPure: the same supply gives the same decision, and the order of
// the registrations does not matter.
func TestDecideIsPure(t *testing.T) {
	lawful(t, 5_000, func(s Supply, d Decision, err error) {
		reversed := s
		reversed.Registrations = nil
		for _, r := range s.Registrations {
			reversed.Registrations = append([]Registration{r}, reversed.Registrations...)
		}
		again, errAgain := Decide(reversed)
		if !reflect.DeepEqual(d, again) || (err == nil) != (errAgain == nil) || err != nil && err.Error() != errAgain.Error() {
			t.Errorf("%+v (%v), then %+v (%v)", d, err, again, errAgain)
		}
	})
}
