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

func money(s string) currency.Amount {
	value, code, _ := strings.Cut(s, " ")
	c, err := currency.ParseCode(code)
	if err != nil {
		panic(err)
	}
	return currency.MustAmount(value, c)
}

func reg(s string) Registration {
	where, scheme, _ := strings.Cut(s, " ")
	p := place(where)
	return Registration{Country: p.Country, Region: p.Region, Scheme: Scheme(scheme)}
}

// sold states the sales to consumers of a place.
func sold(where, previous, current, rolling string) []Sales {
	s := Sales{}
	if where != "" {
		p := place(where)
		s.Country, s.Region = p.Country, p.Region
	}
	for _, v := range []struct {
		to   *Volume
		text string
	}{{&s.Previous, previous}, {&s.Current, current}, {&s.Rolling, rolling}} {
		if v.text != "" {
			v.to.Value = money(v.text)
		}
	}
	return []Sales{s}
}

// TestDecideSupplies holds the rules beyond sales of goods by a seller's own
// shop to consumers. want is "scheme treatment accountant jurisdiction", or
// the class of the error and, for a missing registration, what it would bring.
func TestDecideSupplies(t *testing.T) {
	small := sold("EU", "9999.99 EUR", "9000.00 EUR", "")
	app, eu := &Marketplace{Country: "US"}, &Marketplace{Country: "US", Registrations: []Registration{reg("IE ioss"), reg("IE oss")}}
	number := func(c string) Buyer { return businessOf(locale.Country(c), day("2026-11-21")) }
	unchecked := number("DE")
	unchecked.Number.Number, unchecked.Evidence, unchecked.Unchecked = "136695976", Evidence{}, true
	noNumber := unchecked
	noNumber.Number.Number = "123456789"
	old := number("DE")
	old.Evidence.CheckedAt, old.MaxAge = day("2026-11-01").Time(), 7*24*time.Hour
	refused := number("DE")
	refused.Evidence.Valid = false
	for _, c := range []struct {
		name, from, to, on string
		s                  Supply
		want, says, reason string
	}{
		// The threshold of small sellers.
		{"small, at the line", "FR", "DE", "", Supply{Seller: "FR", Sales: small, Intrinsic: money("1000.00 EUR")},
			"domestic standard seller FR", "at most 10000.00 EUR", "9000 and 1000 are 10,000: up to and including"},
		{"small, a cent above", "FR", "DE", "", Supply{Seller: "FR", Sales: small, Intrinsic: money("1000.01 EUR")},
			"registration oss standard seller DE", "takes them above", "the sale that exceeds is taxed at destination"},
		{"small, freight counts", "FR", "DE", "", Supply{Seller: "FR", Sales: small, Intrinsic: money("1000.00 EUR"), Freight: money("0.01 EUR")},
			"registration oss standard seller DE", "above", "the consideration, not the goods alone"},
		{"small, in dollars", "FR", "DE", "", Supply{Seller: "FR", Sales: small, Intrinsic: money("1200.00 USD")},
			"domestic standard seller FR", "", "1200 USD are 1000 EUR, added exactly"},
		{"small, last year above", "FR", "DE", "", Supply{Seller: "FR", Sales: sold("EU", "10000.01 EUR", "0.00 EUR", ""), Intrinsic: money("1 EUR")},
			"registration oss standard seller DE", "last year's were 10000.01 EUR", "this year and last"},
		{"small, last year not stated", "FR", "DE", "", Supply{Seller: "FR", Sales: sold("EU", "", "0.00 EUR", ""), Intrinsic: money("1 EUR")},
			"supply", "sales.previous", "nothing is taken to be nothing"},
		{"small, chose destination", "FR", "DE", "", Supply{Seller: "FR", Sales: small, Intrinsic: money("1 EUR"), Registrations: []Registration{reg("FR oss")}},
			"oss standard seller DE", "under OSS", "registering is how a seller opts"},
		{"small, stock elsewhere", "PL", "DE", "", Supply{Seller: "FR", Sales: small, Intrinsic: money("1 EUR"), Registrations: []Registration{reg("PL vat")}},
			"registration oss standard seller DE", "not established in PL", "shipping from its own state"},
		{"small, two establishments", "FR", "DE", "", Supply{Seller: "FR", Sales: small, Intrinsic: money("1 EUR"), Establishments: []locale.Place{place("IT")}},
			"registration oss standard seller DE", "several member states", "one member state only"},
		{"small, an establishment outside", "FR", "DE", "", Supply{Seller: "FR", Sales: small, Intrinsic: money("1 EUR"), Establishments: []locale.Place{place("US")}},
			"domestic standard seller FR", "one member state only", "an establishment outside the union is in no member state"},
		{"small, seller from outside", "FR", "DE", "", Supply{Seller: "US", Sales: small, Intrinsic: money("1 EUR"), Registrations: []Registration{reg("FR vat")}},
			"registration oss standard seller DE", "not established in FR", "no threshold for sellers without establishment"},
		{"Northern Ireland, small", "XI", "IE", "", Supply{Seller: "XI", Sales: sold("EU", "0 GBP", "8000.00 GBP", ""), Intrinsic: money("818.00 GBP")},
			"domestic standard seller XI", "8818.00 GBP", "the amount in GBP"},
		{"Northern Ireland, above", "XI", "IE", "", Supply{Seller: "XI", Sales: sold("EU", "0 GBP", "8000.00 GBP", ""), Intrinsic: money("818.01 GBP")},
			"registration oss standard seller IE", "", ""},
		{"day before OSS", "FR", "DE", "2021-06-30", Supply{Seller: "FR", Intrinsic: money("1 EUR")},
			"domestic standard seller FR", "35,000 to 100,000", "national thresholds"},
		{"first day of OSS", "FR", "DE", "2021-07-01", Supply{Seller: "FR", Intrinsic: money("1 EUR")},
			"registration oss standard seller DE", "not stated its turnover", ""},

		// Business buyers of goods.
		{"intra-Community", "FR", "DE", "", Supply{Seller: "FR", Buyer: number("DE")},
			"intra_community reverse_charge buyer DE", "VIES confirmed its number DE123456789 on 2026-11-21", ""},
		{"intra-Community, number of a third state", "FR", "DE", "", Supply{Seller: "FR", Buyer: number("AT")},
			"intra_community reverse_charge buyer DE", "", "any member state but that of dispatch"},
		{"number of the state of dispatch", "FR", "DE", "", Supply{Seller: "FR", Buyer: number("FR")},
			"domestic standard seller FR", "where the goods are dispatched", "Art. 138(1)(b) fails"},
		{"no registration at the origin", "PL", "DE", "", Supply{Seller: "US", Buyer: number("DE")},
			"registration intra_community reverse_charge buyer DE", "neither established nor registered", ""},
		{"number not checked", "FR", "DE", "", Supply{Seller: "FR", Buyer: unchecked},
			"intra_community reverse_charge buyer DE", "seller's risk", ""},
		{"number not checked, and none", "FR", "DE", "", Supply{Seller: "FR", Buyer: noNumber, Registrations: []Registration{reg("FR oss")}},
			"oss standard seller DE", "treated as a consumer", "its check digit is wrong"},
		{"evidence too old", "FR", "DE", "", Supply{Seller: "FR", Buyer: old, Registrations: []Registration{reg("FR oss")}},
			"oss standard seller DE", "treated as a consumer", ""},
		{"number not valid", "FR", "DE", "", Supply{Seller: "FR", Buyer: refused, Registrations: []Registration{reg("FR oss")}},
			"oss standard seller DE", "treated as a consumer", ""},
		{"business without number", "FR", "DE", "", Supply{Seller: "FR", Buyer: Buyer{Business: true}, Registrations: []Registration{reg("FR oss")}},
			"oss standard seller DE", "gave no tax number", ""},
		{"foreign number", "FR", "DE", "", Supply{Seller: "FR", Buyer: number("CH"), Registrations: []Registration{reg("FR oss")}},
			"oss standard seller DE", "none of the VAT numbers of member states", ""},
		{"Northern Ireland to Ireland, business", "XI", "IE", "", Supply{Seller: "XI", Buyer: number("IE")},
			"intra_community reverse_charge buyer IE", "", "goods as a member state"},
		{"Germany to Northern Ireland, business", "DE", "XI", "", Supply{Seller: "DE", Buyer: number("XI")},
			"intra_community reverse_charge buyer XI", "", "XI numbers are for goods"},
		{"inside the Netherlands, foreign seller", "NL", "NL", "", Supply{Seller: "DE", Buyer: number("NL"), Registrations: []Registration{reg("NL vat")}},
			"reverse_charge reverse_charge buyer NL", "Art. 12(3)", "registered or not"},
		{"inside the Netherlands, Dutch seller", "NL", "NL", "", Supply{Seller: "NL", Buyer: number("NL")},
			"domestic standard seller NL", "", "no reverse charge between established businesses"},
		{"inside Germany, foreign seller", "DE", "DE", "", Supply{Seller: "US", Buyer: number("DE")},
			"registration domestic standard seller DE", "", "Germany does not reverse goods"},
		{"inside Germany, from 2028", "DE", "DE", "2028-07-01", Supply{Seller: "US", Buyer: businessOf("DE", day("2028-07-01"))},
			"reverse_charge reverse_charge buyer DE", "ViDA", "all member states"},
		{"inside Germany, from 2028, registered", "DE", "DE", "2028-07-01", Supply{Seller: "US", Buyer: businessOf("DE", day("2028-07-01")), Registrations: []Registration{reg("DE vat")}},
			"domestic standard seller DE", "", "only for sellers without a number there"},
		{"import to a business, IOSS", "US", "DE", "", Supply{Seller: "US", Intrinsic: money("50 EUR"), Buyer: number("DE"), Registrations: []Registration{reg("IE ioss")}},
			"import standard importer DE", "IOSS is for consumers", ""},
		{"import to a British business", "US", "GB", "", Supply{Seller: "US", Intrinsic: money("50 GBP"), Buyer: number("GB")},
			"reverse_charge reverse_charge buyer GB", "", "no registration needed"},
		{"import to a Norwegian business", "US", "NO", "", Supply{Seller: "US", Intrinsic: money("50 NOK"), Buyer: number("NO"), Registrations: []Registration{reg("NO voec")}},
			"import standard importer NO", "VOEC is for consumers", ""},
		{"import to an Australian business", "US", "AU", "", Supply{Seller: "US", Intrinsic: money("50 AUD"), Buyer: number("AU"), Registrations: []Registration{reg("AU gst")}},
			"none not_collected nobody AU", "registered for GST", ""},
		{"import to a business of Singapore", "US", "SG", "", Supply{Seller: "US", Intrinsic: money("50 SGD"), Buyer: number("SG"), Registrations: []Registration{reg("SG sg_ovr")}},
			"reverse_charge reverse_charge buyer SG", "", ""},

		// Digital services.
		{"service, at home", "", "DE", "", Supply{Digital: true, Seller: "DE"}, "domestic standard seller DE", "established", ""},
		{"service, small seller", "", "DE", "", Supply{Digital: true, Seller: "FR", Sales: small, Intrinsic: money("1000 EUR")},
			"domestic standard seller FR", "at most 10000.00 EUR", "one threshold with the goods"},
		{"service, above", "", "DE", "", Supply{Digital: true, Seller: "FR", Sales: small, Intrinsic: money("1000.01 EUR")},
			"registration oss standard seller DE", "above", ""},
		{"service, OSS", "", "DE", "", Supply{Digital: true, Seller: "FR", Registrations: []Registration{reg("FR oss")}}, "oss standard seller DE", "", ""},
		{"service, registered there", "", "DE", "", Supply{Digital: true, Seller: "FR", Registrations: []Registration{reg("DE vat")}}, "domestic standard seller DE", "", ""},
		{"service, from outside", "", "DE", "", Supply{Digital: true, Seller: "US"}, "registration non_union_oss standard seller DE", "from the first one", ""},
		{"service, from outside, small", "", "DE", "", Supply{Digital: true, Seller: "US", Sales: small, Intrinsic: money("1 EUR")},
			"registration non_union_oss standard seller DE", "", "no threshold for sellers from outside"},
		{"service, non-Union OSS", "", "DE", "", Supply{Digital: true, Seller: "US", Registrations: []Registration{reg("IE non_union_oss")}}, "non_union_oss standard seller DE", "", ""},
		{"service, Union OSS of a seller from outside", "", "DE", "", Supply{Digital: true, Seller: "US", Registrations: []Registration{reg("FR oss")}},
			"registration non_union_oss standard seller DE", "", "the Union scheme of a seller from outside is for goods"},
		{"service, EU establishment of an American", "", "DE", "", Supply{Digital: true, Seller: "US", Establishments: []locale.Place{place("IE")}, Registrations: []Registration{reg("IE oss")}},
			"oss standard seller DE", "", "Union scheme by the establishment"},
		{"service to a business", "", "DE", "", Supply{Digital: true, Seller: "US", Buyer: number("DE")}, "reverse_charge reverse_charge buyer DE", "by the business itself", "Directive 2006/112/EC, Art. 44 and 196"},
		{"service to a business of Northern Ireland", "", "XI", "", Supply{Digital: true, Seller: "IE", Buyer: number("XI")},
			"reverse_charge reverse_charge buyer XI", "", "services as in the United Kingdom"},
		{"service to Northern Ireland, OSS", "", "GB-:BT1 1AA", "", Supply{Digital: true, Seller: "IE", Registrations: []Registration{reg("IE oss")}},
			"registration remote_services standard seller GB", "first taxable supply", "no OSS for services"},
		{"service from Northern Ireland", "", "DE", "", Supply{Digital: true, Seller: "XI", Sales: small, Intrinsic: money("1 EUR")},
			"registration non_union_oss standard seller DE", "", "a seller of services there is outside the EU"},
		{"service, 2014", "", "DE", "2014-12-31", Supply{Digital: true, Seller: "FR"}, "domestic standard seller FR", "where the seller is", ""},
		{"service, 2015", "", "DE", "2015-01-01", Supply{Digital: true, Seller: "FR", Sales: small, Intrinsic: money("1 EUR")}, "registration oss standard seller DE", "", "no threshold yet"},
		{"service, 2018", "", "DE", "2018-12-31", Supply{Digital: true, Seller: "FR", Sales: small, Intrinsic: money("1 EUR")}, "registration oss standard seller DE", "", "no threshold yet"},
		{"service, 2019", "", "DE", "2019-01-01", Supply{Digital: true, Seller: "FR", Sales: small, Intrinsic: money("1 EUR")}, "domestic standard seller FR", "", "threshold of 2019"},
		{"service, NO", "", "NO", "", Supply{Digital: true, Seller: "US", Registrations: []Registration{reg("NO voec")}}, "voec standard seller NO", "", ""},
		{"service, NO, at the line", "", "NO", "", Supply{Digital: true, Seller: "US", Sales: sold("NO", "", "", "50000.00 NOK")}, "none not_collected nobody NO", "by its stated turnover need not be", "must exceed"},
		{"service, NO, above", "", "NO", "", Supply{Digital: true, Seller: "US", Sales: sold("NO", "", "", "50000.01 NOK")}, "registration voec standard seller NO", "", ""},
		{"service, AU, below", "", "AU", "", Supply{Digital: true, Seller: "US", Sales: sold("AU", "", "", "74999.99 AUD")}, "none not_collected nobody AU", "below 75000.00 AUD", ""},
		{"service, AU, at the line", "", "AU", "", Supply{Digital: true, Seller: "US", Sales: sold("AU", "", "", "75000.00 AUD")}, "registration remote_services standard seller AU", "", "A$75,000 or more"},
		{"service, AU, not stated", "", "AU", "", Supply{Digital: true, Seller: "US"}, "none not_collected nobody AU", "has not stated its turnover", "said, not silent"},
		{"service, AU, business", "", "AU", "", Supply{Digital: true, Seller: "US", Buyer: number("AU")}, "reverse_charge reverse_charge buyer AU", "", ""},
		{"service, CH, worldwide", "", "CH", "", Supply{Digital: true, Seller: "US", Sales: sold("", "100000.00 CHF", "", "")}, "registration remote_services standard seller CH", "", "turnover of the world"},
		{"service, CH, small in the world", "", "LI", "", Supply{Digital: true, Seller: "US", Sales: sold("", "99999.99 CHF", "0 CHF", "")}, "none not_collected nobody LI", "worldwide sales below 100000.00 CHF", ""},
		{"service, SG, one test of two", "", "SG", "", Supply{Digital: true, Seller: "US", Sales: append(sold("SG", "200000 SGD", "", ""), sold("", "1000000.00 SGD", "", "")...)},
			"none not_collected nobody SG", "", "both must be exceeded"},
		{"service, SG, both tests", "", "SG", "", Supply{Digital: true, Seller: "US", Sales: append(sold("SG", "200000 SGD", "", ""), sold("", "1000000.01 SGD", "", "")...)},
			"registration sg_ovr standard seller SG", "", ""},
		{"service, CA", "", "CA-ON", "", Supply{Digital: true, Seller: "US", Registrations: []Registration{reg("CA remote_services")}}, "remote_services standard seller CA-ON", "", ""},
		{"service, HK", "", "HK", "", Supply{Digital: true, Seller: "US"}, "none out_of_scope nobody HK", "no VAT or GST", ""},
		{"service, Monaco", "", "MC", "", Supply{Digital: true, Seller: "DE", Registrations: []Registration{reg("DE oss")}}, "oss standard seller MC", "", "Monaco is treated as France"},
		{"service, Büsingen", "", "DE-:78266", "", Supply{Digital: true, Seller: "DE", Registrations: []Registration{reg("DE oss")}}, "none not_collected nobody DE", "no registration in CH", "Swiss VAT holds in Büsingen"},
		{"service, own country without rules of its own", "", "KE", "", Supply{Digital: true, Seller: "KE"}, "domestic standard seller KE", "established", "an established seller taxes at home everywhere"},
		{"service, US state", "", "US-NY", "", Supply{Digital: true, Seller: "DE"}, "none not_collected nobody US-NY", "no nexus", ""},

		// Marketplaces.
		{"marketplace, import with IOSS", "US", "DE", "", Supply{Seller: "US", Intrinsic: money("150 EUR"), Marketplace: eu}, "ioss standard marketplace DE", "Art. 14a(1)", ""},
		{"marketplace, import above", "US", "DE", "", Supply{Seller: "US", Intrinsic: money("150.01 EUR"), Marketplace: eu}, "import standard importer DE", "", ""},
		{"marketplace, import without IOSS", "US", "DE", "", Supply{Seller: "US", Intrinsic: money("150 EUR"), Marketplace: app, Registrations: []Registration{reg("IE ioss")}},
			"import standard importer DE", "the marketplace has no IOSS", "the seller's own does not serve"},
		{"marketplace, seller from outside, inside DE", "DE", "DE", "", Supply{Seller: "CN", Marketplace: app}, "domestic standard marketplace DE", "Art. 14a(2)", ""},
		{"marketplace, seller from outside, DE to FR", "DE", "FR", "", Supply{Seller: "CN", Marketplace: eu}, "oss standard marketplace FR", "Art. 14a(2)", ""},
		{"marketplace, seller of the EU", "DE", "FR", "", Supply{Seller: "DE", Marketplace: eu, Registrations: []Registration{reg("DE oss")}}, "oss standard seller FR", "", "the seller accounts itself"},
		{"marketplace, business buyer", "DE", "FR", "", Supply{Seller: "CN", Marketplace: eu, Buyer: number("FR"), Registrations: []Registration{reg("DE vat")}},
			"intra_community reverse_charge buyer FR", "", "only sales to consumers"},
		{"marketplace, GB import", "CN", "GB", "", Supply{Seller: "CN", Intrinsic: money("135 GBP"), Marketplace: app}, "uk_low_value standard marketplace GB", "", ""},
		{"marketplace, GB import above", "CN", "GB", "", Supply{Seller: "CN", Intrinsic: money("135.01 GBP"), Marketplace: app}, "import standard importer GB", "", ""},
		{"marketplace, GB stock", "GB", "GB", "", Supply{Seller: "CN", Marketplace: app}, "domestic standard marketplace GB", "any value", ""},
		{"marketplace, GB seller", "GB", "GB", "", Supply{Seller: "GB", Marketplace: app}, "domestic standard seller GB", "", "not an overseas seller"},
		{"marketplace, CH before", "CN", "CH", "2024-12-31", Supply{Seller: "CN", Intrinsic: money("50 CHF"), Marketplace: app}, "import standard importer CH", "no rule that makes it the supplier", ""},
		{"marketplace, CH", "CN", "CH", "2025-01-01", Supply{Seller: "CN", Intrinsic: money("5000 CHF"), Marketplace: app}, "ch_platform standard marketplace CH", "", "all sizes"},
		{"marketplace, NO", "CN", "NO", "", Supply{Seller: "CN", Intrinsic: money("50 NOK"), Marketplace: &Marketplace{Registrations: []Registration{reg("NO voec")}}}, "voec standard marketplace NO", "", ""},
		{"marketplace, AU", "CN", "AU", "", Supply{Seller: "CN", Intrinsic: money("1000 AUD"), Marketplace: app}, "au_lvg standard marketplace AU", "", ""},
		{"US, an office in the state", "US-NV", "US-CA", "", Supply{Seller: "US", Establishments: []locale.Place{place("US-CA")}}, "sales_tax standard seller US-CA", "its establishment there", "presence binds without any sales"},
		{"US, an office in another state", "US-NV", "US-CA", "", Supply{Seller: "US", Establishments: []locale.Place{place("US-NY")}}, "none not_collected nobody US-CA", "no nexus", "presence is of the state"},
		{"US, registered as for VAT", "US-NV", "US-CA", "", Supply{Seller: "US", Registrations: []Registration{reg("US-CA vat")}}, "sales_tax standard seller US-CA", "its registration there", "the ordinary scheme of a state is its sales tax"},
		{"US, registered in another state", "US-NV", "US-CA", "", Supply{Seller: "US", Registrations: []Registration{reg("US-NY sales_tax")}}, "none not_collected nobody US-CA", "no nexus", "a registration is of the state"},
		{"marketplace, US", "US-NV", "US-CA", "", Supply{Seller: "US", Marketplace: app}, "sales_tax standard marketplace US-CA", "since 2019-10-01", ""},
		{"marketplace, US before", "US-NV", "US-MO", "2024-01-01", Supply{Seller: "US", Marketplace: app}, "sales_tax standard marketplace US-MO", "", ""},
		{"app store, seller of the EU", "", "FR", "", Supply{Digital: true, Seller: "FR", Marketplace: app}, "domestic standard marketplace FR", "Art. 9a", "also at home"},
		{"app store, business without number", "", "DE", "", Supply{Digital: true, Seller: "FR", Buyer: Buyer{Business: true}, Marketplace: &Marketplace{Country: "US", Registrations: []Registration{reg("IE non_union_oss")}}},
			"non_union_oss standard marketplace DE", "Art. 9a", "who cannot be told to be a business is a consumer, and the platform supplies it"},
		{"app store, business without number, AU", "", "AU", "", Supply{Digital: true, Seller: "FR", Buyer: Buyer{Business: true}, Marketplace: &Marketplace{Country: "US", Registrations: []Registration{reg("AU remote_services")}}},
			"remote_services standard marketplace AU", "platform", ""},
		{"app store, AU", "", "AU", "", Supply{Digital: true, Seller: "FR", Marketplace: app}, "remote_services standard marketplace AU", "platform", ""},

		// Low-value schemes and reliefs of single countries.
		{"NZ at the line", "US", "NZ", "", Supply{Seller: "US", Intrinsic: money("3000 NZD"), DearestItem: money("1000 NZD"), Registrations: []Registration{reg("NZ gst")}}, "nz_lvg standard seller NZ", "each good", "the item, not the consignment"},
		{"NZ dear item", "US", "NZ", "", Supply{Seller: "US", Intrinsic: money("3000 NZD"), DearestItem: money("1000.01 NZD"), Registrations: []Registration{reg("NZ gst")}}, "import standard importer NZ", "", ""},
		{"NZ wine", "US", "NZ", "", Supply{Seller: "US", Intrinsic: money("30 NZD"), Codes: []string{"220421"}, Registrations: []Registration{reg("NZ gst")}}, "import standard importer NZ", "left out", ""},
		{"NZ unregistered", "US", "NZ", "", Supply{Seller: "US", Intrinsic: money("1000 NZD"), Sales: sold("NZ", "", "", "59999.99 NZD")}, "none not_collected nobody NZ", "need not be", ""},
		{"NZ unregistered, above", "US", "NZ", "", Supply{Seller: "US", Intrinsic: money("1000.01 NZD"), DearestItem: money("500 NZD")}, "import standard importer NZ", "", ""},
		{"NZ must register", "US", "NZ", "", Supply{Seller: "US", Intrinsic: money("10 NZD"), Sales: sold("NZ", "", "", "60000.00 NZD")}, "registration nz_lvg standard seller NZ", "", ""},
		{"SG at the line", "US", "SG", "", Supply{Seller: "US", Intrinsic: money("400 SGD"), Freight: money("50 SGD"), Registrations: []Registration{reg("SG sg_ovr")}}, "sg_ovr standard seller SG", "", "freight is not tested"},
		{"SG jacket", "US", "SG", "", Supply{Seller: "US", Intrinsic: money("280 SGD"), Freight: money("25 SGD")}, "none not_collected nobody SG", "insurance) is at most 400.00 SGD", "IRAS: 305 with freight, no GST"},
		{"SG sneakers", "US", "SG", "", Supply{Seller: "US", Intrinsic: money("390 SGD"), Freight: money("35 SGD")}, "import standard importer SG", "insurance) is not at most 400.00 SGD", "IRAS: 425 with freight, import GST"},
		{"KR", "CN", "KR", "", Supply{Seller: "CN", Intrinsic: money("150 USD")}, "none not_collected nobody KR", "relieved", ""},
		{"KR above", "CN", "KR", "", Supply{Seller: "CN", Intrinsic: money("150.01 USD")}, "import standard importer KR", "", ""},
		{"KR from the US", "US", "KR", "", Supply{Seller: "US", Intrinsic: money("200 USD")}, "none not_collected nobody KR", "cleared by list", ""},
		{"IL 75", "US", "IL", "2025-12-23", Supply{Seller: "US", Intrinsic: money("75.01 USD")}, "import standard importer IL", "", ""},
		{"IL 150", "US", "IL", "2025-12-24", Supply{Seller: "US", Intrinsic: money("150 USD")}, "none not_collected nobody IL", "", ""},
		{"IL one day", "US", "IL", "2026-02-24", Supply{Seller: "US", Intrinsic: money("75.01 USD")}, "import standard importer IL", "", "the order was revoked for a day"},
		{"IL 130", "US", "IL", "2026-02-25", Supply{Seller: "US", Intrinsic: money("130 USD")}, "none not_collected nobody IL", "", ""},
		{"TH", "US", "TH", "2024-07-04", Supply{Seller: "US", Intrinsic: money("1500 THB")}, "none not_collected nobody TH", "", ""},
		{"TH after", "US", "TH", "2024-07-05", Supply{Seller: "US", Intrinsic: money("1 THB")}, "import standard importer TH", "", ""},
		{"VN after", "US", "VN", "2025-02-18", Supply{Seller: "US"}, "import standard importer VN", "", "no value is needed"},
		{"UA", "US", "UA", "", Supply{Seller: "US", Intrinsic: money("150 EUR")}, "none not_collected nobody UA", "", ""},
		{"UA excess", "US", "UA", "", Supply{Seller: "US", Intrinsic: money("200 EUR")}, "import standard importer UA", "only what exceeds 150.00 EUR", ""},
		{"MX courier", "CN", "MX", "", Supply{Seller: "CN", Intrinsic: money("100 USD")}, "none not_collected nobody MX", "33.5 %", "inside the one rate"},
		{"MX from the US", "US", "MX", "", Supply{Seller: "US", Intrinsic: money("50 USD")}, "none not_collected nobody MX", "relieved", ""},
		{"MX above", "CN", "MX", "", Supply{Seller: "CN", Intrinsic: money("2500.01 USD")}, "import standard importer MX", "", ""},
		{"HK", "CN", "HK", "", Supply{Seller: "CN"}, "none out_of_scope nobody HK", "free port", ""},
		{"BR", "US", "BR", "", Supply{Seller: "US"}, "import standard importer BR", "inside the price", ""},
		{"CL registered", "US", "CL", "", Supply{Seller: "US", Intrinsic: money("500 USD"), Registrations: []Registration{reg("CL cl_remote")}}, "cl_remote standard seller CL", "", ""},
		{"CL unregistered", "US", "CL", "", Supply{Seller: "US", Intrinsic: money("5 USD")}, "import standard importer CL", "", ""},
		{"CL unregistered, sales stated", "US", "CL", "", Supply{Seller: "US", Intrinsic: money("5 USD"), Sales: sold("CL", "", "", "1 USD")}, "import standard importer CL", "the table has no line from which it must register", "no turnover is known to be small enough"},
		{"MY unregistered, at the line", "US", "MY", "", Supply{Seller: "US", Intrinsic: money("5 MYR"), Sales: sold("MY", "", "", "500000 MYR")}, "none not_collected nobody MY", "by its stated sales need not be", "up to and including"},
		{"CH mail order, stated", "US", "CH", "", Supply{Seller: "US", Intrinsic: money("5 CHF"), Sales: sold("CH", "100000.00 CHF", "", "")}, "registration ch_mail_order standard seller CH", "", "from 100,000 CHF"},
		{"CH mail order, below", "US", "CH", "", Supply{Seller: "US", Intrinsic: money("5 CHF"), Sales: sold("CH", "99999.99 CHF", "", "")}, "import standard importer CH", "", ""},
		{"domestic, country without rules of its own", "KE", "KE", "", Supply{Seller: "KE"}, "domestic standard seller KE", "collected by businesses", "an established seller taxes at home everywhere"},
		{"Kenya, foreign stock", "KE", "KE", "", Supply{Seller: "US"}, "registration domestic standard seller KE", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.s
			if s.On = day("2026-11-21"); c.on != "" {
				s.On = day(c.on)
			}
			s.ShipTo, s.Rates = place(c.to), manyRates(t)
			if c.from != "" {
				s.ShipFrom = place(c.from)
			}
			d, err := Decide(s)
			got, said := outcome(d), strings.Join(d.Reasons, "; ")
			var lacks *RegistrationError
			switch {
			case errors.As(err, &lacks):
				got, said = "registration "+outcome(lacks.Decision), err.Error()+strings.Join(lacks.Decision.Reasons, "; ")
			case errors.Is(err, ErrSupply):
				got, said = "supply", err.Error()
			case err != nil:
				t.Fatalf("%v: %s", err, c.reason)
			}
			if got != c.want || !strings.Contains(said, c.says) {
				t.Errorf("got %s, want %s saying %q: %s\n%v\n%s", got, c.want, c.says, c.reason, err, strings.Join(d.Reasons, "\n"))
			}
		})
	}
}

func outcome(d Decision) string {
	p := d.Jurisdiction
	p.PostalCode = ""
	return strings.Join([]string{string(d.Scheme), d.Treatment.String(), d.Accountant.String(), p.String()}, " ")
}

// manyRates are testRates and further currencies, as round: of each a unit is
// 1 EUR where nothing else is said.
func manyRates(t testing.TB) *currency.Rates {
	t.Helper()
	var rates []currency.Rate
	at := time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)
	add := func(c currency.Code, v string) {
		r, err := currency.NewRate(currency.EUR, c, decimal.RequireFromString(v), at, "test")
		if err != nil {
			t.Fatal(err)
		}
		rates = append(rates, r)
	}
	add(currency.USD, "1.2")
	for _, c := range []string{"GBP", "NOK", "JPY", "AUD", "CAD", "CHF", "NZD", "SGD", "KRW", "TWD", "THB", "VND", "PHP", "MYR", "ISK", "SEK", "PLN"} {
		code, err := currency.ParseCode(c)
		if err != nil {
			t.Fatal(err)
		}
		add(code, "1")
	}
	all, err := currency.NewRates(currency.EUR, at, "test", rates)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestOriginOfServices: the origin of a service is told where it leaves a country,
// and is none of the United States inside them.
func TestOriginOfServices(t *testing.T) {
	for seller, want := range map[locale.Country]Treatment{"US": Standard, "DE": OutOfScope} {
		d, err := Decide(Supply{Digital: true, Seller: seller, ShipTo: place("US-NY"), On: day("2026-11-21")})
		if err != nil || d.Origin.Treatment != want || (d.Origin.Country != "") != (seller == "DE") {
			t.Errorf("from %s: %+v (%v)", seller, d.Origin, err)
		}
	}
}
