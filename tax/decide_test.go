package tax

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// testRates are round, so that a threshold can be met exactly: 1 EUR = 1.20
// USD = 0.90 GBP = 12 NOK = 150 JPY = 2 AUD = 1.50 CAD = 0.95 CHF.
func testRates(t testing.TB) *currency.Rates {
	t.Helper()
	at := time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)
	var rates []currency.Rate
	for c, v := range map[currency.Code]string{
		currency.USD: "1.2", currency.GBP: "0.9", currency.NOK: "12", currency.JPY: "150",
		currency.AUD: "2", currency.CAD: "1.5", currency.CHF: "0.95",
	} {
		r, err := currency.NewRate(currency.EUR, c, decimal.RequireFromString(v), at, "test")
		if err != nil {
			t.Fatal(err)
		}
		rates = append(rates, r)
	}
	all, err := currency.NewRates(currency.EUR, at, "test", rates)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func usd(s string) currency.Amount { return currency.MustAmount(s, currency.USD) }

func place(s string) locale.Place {
	country, rest, _ := strings.Cut(s, "-")
	p := locale.Place{Country: locale.Country(country)}
	if region, code, ok := strings.Cut(rest, ":"); ok {
		p.Region, p.PostalCode = region, code
	} else {
		p.Region = rest
	}
	return p
}

func TestDecide(t *testing.T) {
	reg := func(c, region string, s Scheme) Registration {
		return Registration{Country: locale.Country(c), Region: region, Scheme: s}
	}
	ioss, voec, gb := reg("IE", "", SchemeIOSS), reg("NO", "", SchemeVOEC), reg("GB", "", SchemeVAT)
	gst, mail, permit := reg("AU", "", SchemeGST), reg("CH", "", SchemeMailOrder), reg("US", "CA", SchemeSalesTax)
	const full = onImport
	const cifDuty = consideration | BaseDuty // where the law names no further costs
	for _, c := range []struct {
		name       string
		s          Supply
		from, to   string
		scheme     Scheme
		treatment  Treatment
		accountant Accountant
		base       Base
		mandatory  bool
		min        string
		says       string
		reason     string
	}{
		{"EU, IOSS at the line", Supply{Intrinsic: usd("180.00"), Registrations: []Registration{ioss}}, "US", "DE",
			SchemeIOSS, Standard, Seller, consideration, false, "", "at most 150.00 EUR", "180 USD is 150 EUR exactly; up to and including"},
		{"EU, a hair above", Supply{Intrinsic: usd("180.000001"), Registrations: []Registration{ioss}}, "US", "DE",
			SchemeImport, Standard, Importer, full, false, "", "not at most 150.00 EUR", "never rounded before the comparison"},
		{"EU, no IOSS", Supply{Intrinsic: usd("50")}, "US", "FR",
			SchemeImport, Standard, Importer, full, false, "", "no IOSS registration", "import VAT from the first cent"},
		{"EU, IOSS left to the border", Supply{Intrinsic: usd("50"), Registrations: []Registration{ioss}, AtBorder: true}, "US", "FR",
			SchemeImport, Standard, Importer, full, false, "", "leaves this sale to the border", "IOSS is optional"},
		{"EU, IOSS, wine", Supply{Intrinsic: usd("50"), Codes: []string{"610910", "22042109"}, Registrations: []Registration{ioss}}, "US", "FR",
			SchemeImport, Standard, Importer, full, false, "", "code begins with 2204 are left out of IOSS", "excise goods are not for IOSS"},
		{"EU, IOSS, perfume", Supply{Intrinsic: usd("50"), Codes: []string{"330300"}, Registrations: []Registration{ioss}}, "US", "FR",
			SchemeIOSS, Standard, Seller, consideration, false, "", "", "out of the duty relief, but no excise good"},
		{"Monaco", Supply{Intrinsic: usd("50"), Registrations: []Registration{ioss}}, "US", "MC",
			SchemeIOSS, Standard, Seller, consideration, false, "", "", "treated as France"},

		{"GB at the line", Supply{Intrinsic: currency.MustAmount("135.00", currency.GBP), Registrations: []Registration{gb}}, "US", "GB",
			SchemeUKLowValue, Standard, Seller, consideration, true, "", "must charge UK VAT", "up to and including 135 GBP"},
		{"GB above", Supply{Intrinsic: currency.MustAmount("135.01", currency.GBP)}, "US", "GB",
			SchemeImport, Standard, Importer, full, false, "", "not at most 135.00 GBP", "import VAT, no registration needed"},
		{"GB at the line in USD", Supply{Intrinsic: usd("180"), Registrations: []Registration{gb}}, "US", "GB",
			SchemeUKLowValue, Standard, Seller, consideration, true, "", "", "180 USD is 135 GBP by the cross rate"},
		{"GB, border not free to choose", Supply{Intrinsic: usd("50"), Registrations: []Registration{gb}, AtBorder: true}, "US", "GB",
			SchemeUKLowValue, Standard, Seller, consideration, true, "", "", "the UK leaves no choice"},
		{"GB, spirits", Supply{Intrinsic: usd("50"), Codes: []string{"220830"}}, "US", "GB",
			SchemeImport, Standard, Importer, full, false, "", "ordinary import", "excise goods: no registration needed"},
		{"GB, vinegar", Supply{Intrinsic: usd("50"), Codes: []string{"220900"}, Registrations: []Registration{gb}}, "US", "GB",
			SchemeUKLowValue, Standard, Seller, consideration, true, "", "", "2209 is no excise good"},
		{"GB by the XI number", Supply{Intrinsic: usd("50"), Registrations: []Registration{reg("XI", "", SchemeVAT)}}, "US", "GB",
			SchemeUKLowValue, Standard, Seller, consideration, true, "", "", "one UK VAT registration"},
		{"GB seller of Northern Ireland", Supply{Seller: "XI"}, "GB", "GB",
			SchemeDomestic, Standard, Seller, consideration | BaseFees, true, "", "", "established in the UK"},
		{"NI to GB", Supply{Seller: "XI"}, "XI", "GB",
			SchemeDomestic, Standard, Seller, consideration | BaseFees, true, "", "", "one VAT"},
		{"NI to Germany, UK OSS", Supply{Seller: "XI", Registrations: []Registration{reg("GB", "", SchemeOSS)}}, "XI", "DE",
			SchemeOSS, Standard, Seller, consideration | BaseFees, true, "", "under OSS", "Union OSS is open to UK VAT registrations for goods from NI"},
		{"NI to Germany, XI OSS", Supply{Seller: "GB", Registrations: []Registration{reg("XI", "", SchemeOSS)}}, "GB-:BT1 1AA", "DE",
			SchemeOSS, Standard, Seller, consideration | BaseFees, true, "", "under OSS", ""},
		{"NI from Germany, UK VAT", Supply{Seller: "DE", Registrations: []Registration{reg("GB", "", SchemeVAT)}}, "DE", "XI",
			SchemeDomestic, Standard, Seller, consideration | BaseFees, true, "", "tax of GB", "HMRC: VAT on sales to NI by UK registration or OSS"},
		{"NI from Germany, established", Supply{Seller: "XI"}, "DE", "GB-:BT1 1AA",
			SchemeDomestic, Standard, Seller, consideration | BaseFees, true, "", "", ""},
		{"NI from outside, tobacco", Supply{Intrinsic: usd("50"), Codes: []string{"240220"}, Registrations: []Registration{ioss}}, "US", "XI",
			SchemeImport, Standard, Importer, full, false, "", "left out of IOSS", ""},
		{"NI from outside", Supply{Intrinsic: usd("50"), Registrations: []Registration{ioss}}, "US", "GB-:BT1 1AA",
			SchemeIOSS, Standard, Seller, consideration, false, "", "135.00 GBP", "EU rules for goods"},
		{"NI from GB", Supply{Seller: "GB", Intrinsic: usd("50")}, "GB", "GB-:BT1 1AA",
			SchemeDomestic, Standard, Seller, consideration | BaseFees, true, "", "", "one VAT"},
		{"NI from Germany", Supply{Seller: "DE", Registrations: []Registration{reg("DE", "", SchemeOSS)}}, "DE", "XI",
			SchemeOSS, Standard, Seller, consideration | BaseFees, true, "", "", "distance sale"},

		{"NO below", Supply{Intrinsic: usd("600"), DearestItem: usd("299.99"), Registrations: []Registration{voec}}, "US", "NO",
			SchemeVOEC, Standard, Seller, consideration, false, "", "below 3000.00 NOK", "each item counts, not the consignment"},
		{"NO at the line", Supply{Intrinsic: usd("300"), DearestItem: usd("300"), Registrations: []Registration{voec}}, "US", "NO",
			SchemeImport, Standard, Importer, full, false, "", "not below 3000.00 NOK", "strictly below: 300 USD is 3000 NOK"},
		{"NO one item above", Supply{Intrinsic: usd("1000"), DearestItem: usd("500"), Registrations: []Registration{voec}}, "US", "NO",
			SchemeImport, Standard, Importer, full, false, "", "whole consignment out", ""},
		{"NO small consignment", Supply{Intrinsic: usd("299"), Registrations: []Registration{voec}}, "US", "NO",
			SchemeVOEC, Standard, Seller, consideration, false, "", "and so each item", "no item is dearer than all"},
		{"NO without VOEC", Supply{Intrinsic: usd("10")}, "US", "NO",
			SchemeImport, Standard, Importer, full, false, "", "not registered for VOEC", "no threshold for the others"},
		{"NO, chocolate", Supply{Intrinsic: usd("10"), Codes: []string{"180632"}, Registrations: []Registration{voec}}, "US", "NO",
			SchemeImport, Standard, Importer, full, false, "", "left out of VOEC", "foodstuffs"},
		{"NO, shirt", Supply{Intrinsic: usd("10"), Codes: []string{"610910"}, Registrations: []Registration{voec}}, "US", "NO",
			SchemeVOEC, Standard, Seller, consideration, false, "", "", ""},
		{"NO left to the border", Supply{Intrinsic: usd("10"), Registrations: []Registration{voec}, AtBorder: true}, "US", "NO",
			SchemeImport, Standard, Importer, full, false, "", "leaves this sale", ""},

		{"AU at the line", Supply{Intrinsic: usd("600"), Registrations: []Registration{gst}}, "US", "AU-NSW",
			SchemeAULowValue, Standard, Seller, consideration, true, "", "must charge it", "600 USD is 1000 AUD"},
		{"AU unregistered", Supply{Intrinsic: usd("600")}, "US", "AU",
			SchemeNone, NotCollected, Nobody, 0, false, "", "75000.00 AUD", "nobody collects"},
		{"AU, wine", Supply{Intrinsic: usd("60"), Codes: []string{"220421"}, Registrations: []Registration{gst}}, "US", "AU",
			SchemeImport, Standard, Importer, cifDuty, false, "", "left out of the tax at the sale", "alcohol is taxed at the border at any value"},
		{"AU, tobacco, unregistered", Supply{Intrinsic: usd("60"), Codes: []string{"2403110000"}}, "US", "AU",
			SchemeImport, Standard, Importer, cifDuty, false, "", "", "not free for want of a registration"},
		{"AU above, small items", Supply{Intrinsic: usd("600.01"), DearestItem: usd("10"), Registrations: []Registration{gst}}, "US", "AU",
			SchemeImport, Standard, Importer, cifDuty, false, "", "each good is below", "the consignment is above"},

		{"CH", Supply{Intrinsic: usd("50")}, "US", "CH",
			SchemeImport, Standard, Importer, full, false, "5.00 CHF", "", "the line is on the tax"},
		{"CH, mail order", Supply{Intrinsic: usd("50"), Registrations: []Registration{mail}}, "US", "CH",
			SchemeCHMailOrder, Standard, Seller, consideration, true, "", "domestic", "all deliveries"},
		{"Liechtenstein", Supply{Intrinsic: usd("50")}, "US", "LI",
			SchemeImport, Standard, Importer, full, false, "5.00 CHF", "", "Swiss tax area"},

		{"JP at the line with freight", Supply{Intrinsic: usd("70"), Freight: usd("9"), Insurance: usd("1")}, "US", "JP",
			SchemeNone, NotCollected, Nobody, 0, false, "", "relieved", "80 USD is 10,000 JPY, CIF"},
		{"JP, knitwear below", Supply{Intrinsic: usd("40"), Codes: []string{"610910"}}, "US", "JP",
			SchemeImport, Standard, Importer, cifDuty, false, "", "left out of the relief", "consumption tax is relieved only where duty is"},
		{"Liechtenstein, seller there", Supply{Seller: "LI"}, "CH", "CH",
			SchemeDomestic, Standard, Seller, consideration | BaseFees, true, "", "", "one tax territory"},
		{"JP, sports shoes below", Supply{Intrinsic: usd("40"), Codes: []string{"640411", "611610"}}, "US", "JP",
			SchemeNone, NotCollected, Nobody, 0, false, "", "relieved", "footwear and knitwear that the Order does not list"},
		{"JP, leather shoes below", Supply{Intrinsic: usd("40"), Codes: []string{"640399"}}, "US", "JP",
			SchemeImport, Standard, Importer, cifDuty, false, "", "left out of the relief", "6403 whole"},
		{"JP, watch below", Supply{Intrinsic: usd("40"), Codes: []string{"910211"}}, "US", "JP",
			SchemeNone, NotCollected, Nobody, 0, false, "", "relieved", ""},
		{"JP above with freight", Supply{Intrinsic: usd("70"), Freight: usd("9.01"), Insurance: usd("1")}, "US", "JP",
			SchemeImport, Standard, Importer, cifDuty, false, "", "customs value", "the freight takes it above"},

		{"CA courier from US", Supply{Intrinsic: usd("32")}, "US", "CA-ON",
			SchemeNone, NotCollected, Nobody, 0, false, "", "at most 40.00 CAD", "32 USD is 40 CAD"},
		{"CA courier from US above", Supply{Intrinsic: usd("32.01")}, "US", "CA-ON",
			SchemeImport, Standard, Importer, BaseGoods | BaseDuty, false, "", "province of destination", "no freight in the base"},
		{"CA post from US", Supply{Intrinsic: usd("32"), Postal: true}, "US", "CA-ON",
			SchemeImport, Standard, Importer, BaseGoods | BaseDuty, false, "", "20.00 CAD", "the post has the lower line"},
		{"CA courier from DE", Supply{Intrinsic: usd("20")}, "DE", "CA-ON",
			SchemeImport, Standard, Importer, BaseGoods | BaseDuty, false, "", "European Union, untaxed", "25 CAD"},
		{"CA courier from DE below", Supply{Intrinsic: usd("16")}, "DE", "CA-ON",
			SchemeNone, NotCollected, Nobody, 0, false, "", "", "20 CAD exactly"},

		{"CA, wine below", Supply{Intrinsic: usd("10"), Codes: []string{"220421"}}, "US", "CA-ON",
			SchemeImport, Standard, Importer, BaseGoods | BaseDuty, false, "", "left out of the relief", "not alcohol and tobacco"},
		{"US goods of a foreign seller in the state", Supply{Seller: "DE"}, "US-CA", "US-CA",
			SchemeSalesTax, Standard, Seller, consideration | BaseFees, true, "", "goods it has there", "stock makes presence"},
		{"US state with nexus", Supply{Registrations: []Registration{permit}}, "US-NV", "US-CA",
			SchemeSalesTax, Standard, Seller, consideration | BaseFees, true, "", "", "permit"},
		{"US goods in the state", Supply{}, "US-CA", "US-CA",
			SchemeSalesTax, Standard, Seller, consideration | BaseFees, true, "", "", "presence"},
		{"US no nexus", Supply{}, "US-NV", "US-CA",
			SchemeNone, NotCollected, Nobody, 0, false, "", "no nexus", ""},
		{"US import, nexus", Supply{Seller: "DE", Registrations: []Registration{permit}}, "DE", "US-CA",
			SchemeSalesTax, Standard, Seller, consideration | BaseFees, true, "", "lets no customs duty be deducted", "the seller's consideration"},
		{"US import, no nexus", Supply{Seller: "DE"}, "DE", "US-CA",
			SchemeNone, NotCollected, Nobody, 0, false, "", "no federal tax", ""},

		{"domestic DE", Supply{Seller: "DE"}, "DE", "DE",
			SchemeDomestic, Standard, Seller, consideration | BaseFees, true, "", "since the goods stay there", ""},
		{"domestic DE, foreign stock", Supply{Registrations: []Registration{reg("DE", "", SchemeVAT)}}, "DE", "DE",
			SchemeDomestic, Standard, Seller, consideration | BaseFees, true, "", "", "registered"},
		{"OSS", Supply{Seller: "DE", Registrations: []Registration{reg("DE", "", SchemeOSS)}}, "DE", "FR",
			SchemeOSS, Standard, Seller, consideration | BaseFees, true, "", "under OSS", ""},
		{"registered at destination", Supply{Seller: "DE", Registrations: []Registration{reg("FR", "", SchemeVAT)}}, "DE", "FR",
			SchemeDomestic, Standard, Seller, consideration | BaseFees, true, "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.s
			if s.Seller == "" {
				s.Seller = "US"
			}
			s.ShipFrom, s.ShipTo, s.On, s.Rates = place(c.from), place(c.to), day("2026-11-21"), testRates(t)
			d, err := Decide(s)
			if err != nil {
				t.Fatalf("%v: %s", err, c.reason)
			}
			min := ""
			if d.MinCollect != (currency.Amount{}) {
				min = d.MinCollect.String()
			}
			if d.Scheme != c.scheme || d.Treatment != c.treatment || d.Accountant != c.accountant || d.Base != c.base || d.Mandatory != c.mandatory || min != c.min {
				t.Errorf("got %s %v %v base %v mandatory %v min %q: %s\n%s", d.Scheme, d.Treatment, d.Accountant, d.Base, d.Mandatory, min, c.reason, strings.Join(d.Reasons, "\n"))
			}
			if d.Jurisdiction != s.ShipTo || d.Source == "" || d.From.IsZero() {
				t.Errorf("incomplete: %+v", d)
			}
			if all := strings.Join(d.Reasons, "; "); !strings.Contains(all, c.says) {
				t.Errorf("reasons do not say %q: %s", c.says, all)
			}
		})
	}
}

func TestDecideErrors(t *testing.T) {
	full := func() Supply {
		return Supply{Seller: "US", ShipFrom: place("US"), ShipTo: place("DE"), On: day("2026-11-21"), Intrinsic: usd("50"), Rates: testRates(t)}
	}
	for _, c := range []struct {
		name   string
		change func(*Supply)
		class  error
		says   string
	}{
		{"UK low value without registration", func(s *Supply) { s.ShipTo = place("GB") }, ErrRegistration, "UK VAT from the first one"},
		{"EU distance sale without OSS", func(s *Supply) { s.Seller, s.ShipFrom = "FR", place("FR") }, ErrRegistration, "10000.00 EUR"},
		{"foreign stock without registration", func(s *Supply) { s.ShipFrom = place("DE") }, ErrRegistration, "neither established nor registered"},
		{"no seller", func(s *Supply) { s.Seller = "" }, locale.ErrUnknownCountry, "seller"},
		{"no destination", func(s *Supply) { s.ShipTo = locale.Place{} }, locale.ErrUnknownCountry, "ship_to"},
		{"no day", func(s *Supply) { s.On = currency.Date(0) }, ErrSupply, "on: missing"},
		{"no value", func(s *Supply) {
			s.Intrinsic, s.Registrations = currency.Amount{}, []Registration{{Country: "IE", Scheme: SchemeIOSS}}
		}, ErrSupply, "intrinsic"},
		{"negative value", func(s *Supply) { s.Intrinsic = usd("-1") }, ErrSupply, "negative"},
		{"no rates", func(s *Supply) { s.Rates = nil }, currency.ErrNoRate, "150.00 EUR"},
		{"no rates is also a fault of the supply", func(s *Supply) { s.Rates = nil }, ErrSupply, "rates"},
		{"no rate to the threshold", func(s *Supply) { s.Intrinsic = currency.MustAmount("1", currency.SEK) }, currency.ErrNoRate, "SEK"},
		{"dear item unknown", func(s *Supply) { s.ShipTo, s.Intrinsic = place("NO"), usd("5000") }, ErrSupply, "dearest_item"},
		{"no state", func(s *Supply) { s.ShipTo = place("US") }, ErrSupply, "ship_to.region"},
		{"scheme misspelt", func(s *Supply) { s.Registrations = []Registration{{Country: "DE", Scheme: "IOSS"}} }, ErrUnknownScheme, "registrations[0].scheme"},
		{"registration without country", func(s *Supply) { s.Registrations = []Registration{{Scheme: SchemeIOSS}} }, locale.ErrUnknownCountry, "registrations[0].country"},
		{"IOSS outside the EU", func(s *Supply) { s.Registrations = []Registration{{Country: "GB", Scheme: SchemeIOSS}} }, ErrSupply, "registrations[0]: ioss in GB"},
		{"OSS outside the EU", func(s *Supply) { s.Registrations = []Registration{{Country: "CH", Scheme: SchemeOSS}} }, ErrSupply, "registrations[0]: oss in CH"},
		{"VOEC outside Norway", func(s *Supply) {
			s.Registrations = []Registration{{Country: "GB", Scheme: SchemeVAT}, {Country: "SE", Scheme: SchemeVOEC}}
		}, ErrSupply, "registrations[1]: voec in SE"},
		{"sales tax without state", func(s *Supply) { s.Registrations = []Registration{{Country: "US", Scheme: SchemeSalesTax}} }, ErrSupply, "registrations[0].region"},
		{"sales tax outside the US", func(s *Supply) {
			s.Registrations = []Registration{{Country: "CA", Region: "ON", Scheme: SchemeSalesTax}}
		}, ErrSupply, "registrations[0]: sales_tax in CA"},
		{"mail order outside Switzerland", func(s *Supply) { s.Registrations = []Registration{{Country: "DE", Scheme: SchemeMailOrder}} }, ErrSupply, "registrations[0]"},
		{"low value schemes elsewhere", func(s *Supply) { s.Registrations = []Registration{{Country: "NZ", Scheme: SchemeAULowValue}} }, ErrSupply, "registrations[0]"},
		{"registered for importing", func(s *Supply) { s.Registrations = []Registration{{Country: "DE", Scheme: SchemeImport}} }, ErrSupply, "registrations[0].scheme"},
		{"UK OSS for goods from Germany", func(s *Supply) {
			s.ShipFrom, s.ShipTo, s.Registrations = place("DE"), place("FR"), []Registration{{Country: "GB", Scheme: SchemeOSS}}
		}, ErrRegistration, "oss or vat"},
		{"customs code of 15 digits", func(s *Supply) { s.Codes = []string{"61091000101234", "610910001012345"} }, ErrSupply, "codes[1]"},
		{"sales in no country", func(s *Supply) { s.Sales = []Sales{{Country: "ZZ"}} }, locale.ErrUnknownCountry, "sales[0].country"},
		{"sales below nothing", func(s *Supply) { s.Sales = []Sales{{Country: "DE", Current: Volume{Value: usd("-0.01")}}} }, ErrSupply, "sales[0].current"},
		{"fewer sales than none", func(s *Supply) { s.Sales = []Sales{{Country: "DE", Rolling: Volume{Count: -1}}} }, ErrSupply, "sales[0].rolling"},
		{"customs code with dots", func(s *Supply) { s.Codes = []string{"6109", "61.09"} }, ErrSupply, "codes[1]"},
		{"no province", func(s *Supply) { s.ShipTo = place("CA") }, ErrSupply, "ship_to.region"},
		{"no province at home", func(s *Supply) { s.Seller, s.ShipFrom, s.ShipTo = "CA", place("CA-ON"), place("CA") }, ErrSupply, "ship_to.region"},
		{"mixed currencies", func(s *Supply) { s.ShipTo, s.Freight = place("JP"), currency.MustAmount("1", currency.EUR) }, currency.ErrMismatch, "freight"},
		{"destination without rules", func(s *Supply) { s.ShipTo = place("KE") }, ErrNoRule, "KE"},
		{"service to a special territory", func(s *Supply) { s.ShipTo, s.ShipFrom, s.Digital = place("ES-:35001"), locale.Place{}, true }, ErrNoRule, "canary_islands is outside the tax territory of ES"},
		{"special territory", func(s *Supply) { s.ShipTo = place("ES-:35001") }, ErrNoRule, "canary_islands"},
		{"Busingen", func(s *Supply) { s.ShipTo = place("DE-:78266") }, ErrNoRule, "buesingen"},
		{"before the rules", func(s *Supply) { s.On = day("2021-06-30") }, ErrBeforeBook, "2021-07-01"},
		{"Japan after the relief", func(s *Supply) { s.ShipTo, s.On = place("JP"), day("2028-04-01") }, ErrNoRule, "2028-03-31"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := full()
			c.change(&s)
			d, err := Decide(s)
			if !errors.Is(err, c.class) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %v saying %q (%+v)", err, c.class, c.says, d)
			}
		})
	}
}

func TestRechargedDuty(t *testing.T) {
	for _, c := range []struct {
		name, from, to string
		regs           []Registration
		want           bool
		reason         string
	}{
		{"US import, nexus", "DE", "US-CA", []Registration{{Country: "US", Region: "CA", Scheme: SchemeSalesTax}}, true, "CDTFA annotation 295.1230"},
		{"US import, no nexus", "DE", "US-CA", nil, false, "no tax, no base"},
		{"IOSS", "US", "DE", []Registration{{Country: "DE", Scheme: SchemeIOSS}}, true, "consideration"},
		{"import VAT", "US", "DE", nil, false, "duty is in the base whoever pays it"},
	} {
		d, err := Decide(Supply{Seller: "US", ShipFrom: place(c.from), ShipTo: place(c.to), On: day("2026-11-21"),
			Intrinsic: usd("50"), Rates: testRates(t), Registrations: c.regs})
		if err != nil || d.RechargedDuty != c.want {
			t.Errorf("%s: %+v (%v), want %v: %s", c.name, d, err, c.want, c.reason)
		}
	}
}

func TestUnofficialRulesSaySo(t *testing.T) {
	d, err := Decide(Supply{Seller: "US", ShipFrom: place("US"), ShipTo: place("JP"), On: day("2026-11-21"), Intrinsic: usd("1"), Rates: testRates(t)})
	if err != nil || !strings.Contains(strings.Join(d.Reasons, ";"), "not on an official one") {
		t.Errorf("%v (%v)", d.Reasons, err)
	}
}

func TestOwnSchemes(t *testing.T) {
	own, err := LoadSchemes(strings.NewReader("rule,country,threshold,currency,from,source,source_date,confidence\n" +
		"ioss,EU,200,EUR,2027-01-01,made up,2027,official\nimport,EU,,,2027-01-01,made up,2027,official\n"))
	if err != nil {
		t.Fatal(err)
	}
	s := Supply{Seller: "US", ShipFrom: place("US"), ShipTo: place("DE"), On: day("2027-01-01"), Intrinsic: usd("240"), Rates: testRates(t),
		Registrations: []Registration{{Country: "DE", Scheme: SchemeIOSS}}}
	d, err := own.Decide(s)
	if err != nil || d.Scheme != SchemeIOSS || d.Source != "made up (2027)" {
		t.Errorf("%+v (%v)", d, err)
	}
	if own.AsOf() != day("2027-01-01") {
		t.Errorf("as of %s", own.AsOf())
	}
}

func TestLoadSchemesErrors(t *testing.T) {
	const header = "rule,country,test,threshold,currency,strict,excludes,from,until,source,source_date,confidence,note\n"
	good := "ioss,EU,consignment,150,EUR,,2203 24,2021-07-01,,law,2021,official,\n"
	for _, c := range []struct {
		name, text string
		line       int
		column     string
	}{
		{"empty", "", 1, ""},
		{"no rows", header, 1, ""},
		{"rule", header + "I OSS" + good[4:], 2, "rule"},
		{"rule misspelt", header + strings.Replace(good, "ioss", "ios", 1), 2, "rule"},
		{"relief from nowhere", header + strings.Replace(good, "ioss", "relief_from_qq", 1), 2, "rule"},
		{"relief from a country in capitals", header + strings.Replace(good, "ioss", "relief_from_US", 1), 2, "rule"},
		{"rule without its threshold", header + strings.Replace(good, "consignment,150,EUR", ",,", 1), 2, "threshold"},
		{"test without a threshold", header + strings.Replace(good, "ioss,EU,consignment,150,EUR", "import,EU,consignment,,", 1), 2, "threshold"},
		{"country", header + strings.Replace(good, "EU,", "EX,", 1), 2, "country"},
		{"currency", header + strings.Replace(good, "EUR", "EUX", 1), 2, "currency"},
		{"threshold", header + strings.Replace(good, "150", "1e9", 1), 2, "threshold"},
		{"threshold zero", header + strings.Replace(good, "150", "0", 1), 2, "threshold"},
		{"strict", header + strings.Replace(good, "EUR,,", "EUR,yes,", 1), 2, "strict"},
		{"excludes", header + strings.Replace(good, "2203", "22.03", 1), 2, "excludes"},
		{"test", header + strings.Replace(good, "consignment", "parcel", 1), 2, "test"},
		{"confidence", header + strings.Replace(good, "official", "sure", 1), 2, "confidence"},
		{"source", header + strings.Replace(good, "law", "", 1), 2, "source"},
		{"overlap", header + good + strings.Replace(good, "2021", "2022", 1), 3, "from"},
	} {
		_, err := LoadSchemes(strings.NewReader(c.text))
		var at *TableError
		if !errors.As(err, &at) || at.Line != c.line || at.Column != c.column {
			t.Errorf("%s: got %v, want line %d, column %q", c.name, err, c.line, c.column)
		}
	}
}

// TestFirstOverlapIsNamed: of several rows that overlap, in one rule or in several,
// the error names the first line that does, and the row that it meets.
func TestFirstOverlapIsNamed(t *testing.T) {
	const header = "rule,country,from,until,source,source_date,confidence\n"
	row := func(rule, from, until string) string {
		return rule + ",EU," + from + "," + until + ",law,2021,official\n"
	}
	for _, c := range []struct {
		rows string
		line int
		says string
	}{
		{row("import", "2021-01-01", "") + row("import", "2022-01-01", "") + row("domestic", "2021-01-01", "") + row("domestic", "2022-01-01", ""), 3, "from 2021-01-01"},
		{row("domestic", "2021-01-01", "") + row("import", "2021-01-01", "") + row("import", "2022-01-01", "") + row("domestic", "2022-01-01", ""), 4, "from 2021-01-01"},
		{row("import", "2021-01-01", "2021-12-31") + row("import", "2023-01-01", "") + row("import", "2021-06-01", "2023-06-01"), 4, "from 2021-01-01"},
		{row("import", "2025-01-01", "") + row("import", "2021-01-01", "2021-12-31") + row("import", "2021-06-01", "2022-06-01") + row("import", "2025-06-01", ""), 4, "from 2021-01-01"},
		{row("import", "2022-01-01", "") + row("import", "2021-01-01", ""), 3, "from 2022-01-01"},
	} {
		for range 16 { // the order of a map changes
			_, err := LoadSchemes(strings.NewReader(header + c.rows))
			var at *TableError
			if !errors.As(err, &at) || at.Line != c.line || !strings.Contains(err.Error(), "overlaps the row "+c.says) {
				t.Fatalf("%v, want line %d saying %q of\n%s", err, c.line, c.says, c.rows)
			}
		}
	}
}
