package tax

import (
	"errors"
	"strconv"
	"strings"
	"testing"
)

func TestNexus(t *testing.T) {
	volume := func(value string, count int) Volume { return Volume{Value: money(value + " USD"), Count: count} }
	for _, c := range []struct {
		name, from, to, on string
		sales              Sales
		regs               []Registration
		want, says, reason string
	}{
		{"CA below", "US-NV", "US-CA", "", Sales{Previous: volume("499999.99", 900), Current: volume("0", 0)}, nil, "none not_collected nobody US-CA", "stay below its threshold (500000.00 USD, the calendar year before or this one)", "no test of transactions"},
		{"CA at the line", "US-NV", "US-CA", "", Sales{Previous: volume("500000.00", 1), Current: volume("0", 0)}, nil, "registration sales_tax standard seller US-CA", "reach its threshold", ""},
		{"CA this year", "US-NV", "US-CA", "", Sales{Current: volume("500000.00", 1)}, nil, "registration sales_tax standard seller US-CA", "", "one year that reaches is enough to tell"},
		{"CA half stated", "US-NV", "US-CA", "", Sales{Current: volume("1", 1)}, nil, "supply", "sales.previous", "the other year could reach it"},
		{"CA registered", "US-NV", "US-CA", "", Sales{Current: volume("1", 1)}, []Registration{reg("US-CA sales_tax")}, "sales_tax standard seller US-CA", "registration there", "registration decides"},
		{"NY sales only", "US-NJ", "US-NY", "", Sales{Rolling: volume("500000.00", 99)}, nil, "none not_collected nobody US-NY", "and 100 sales, the last twelve months", "both tests"},
		{"NY both", "US-NJ", "US-NY", "", Sales{Rolling: volume("500000.00", 100)}, nil, "registration sales_tax standard seller US-NY", "", ""},
		{"NJ by transactions", "US-NY", "US-NJ", "", Sales{Previous: volume("1", 200), Current: volume("1", 0)}, nil, "registration sales_tax standard seller US-NJ", "or 200 sales", "either test"},
		{"NJ below both", "US-NY", "US-NJ", "", Sales{Previous: volume("99999.99", 199), Current: volume("0", 0)}, nil, "none not_collected nobody US-NJ", "", ""},
		{"FL looks back only", "US-GA", "US-FL", "", Sales{Previous: volume("99999.99", 1), Current: volume("900000", 1)}, nil, "none not_collected nobody US-FL", "", "the calendar year before"},
		{"VA is contested", "US-NC", "US-VA", "", Sales{Previous: volume("1", 200), Current: volume("1", 1)}, nil, "registration sales_tax standard seller US-VA", "contested", "sources disagree on the 200"},
		{"TX inside", "US-TX", "US-TX", "", Sales{}, nil, "sales_tax standard seller US-TX", "place of dispatch", "origin state"},
		{"CA inside", "US-CA", "US-CA", "", Sales{}, nil, "sales_tax standard seller US-CA", "in part at the place of dispatch", "mixed"},
		{"OR", "US-CA", "US-OR", "", Sales{}, nil, "none out_of_scope nobody US-OR", "no sales tax", ""},
		{"import into TX", "DE", "US-TX", "", Sales{Rolling: volume("500000", 1)}, nil, "registration sales_tax standard seller US-TX", "", "sellers from abroad too"},
		{"before the table", "US-NV", "US-KY", "2026-07-31", Sales{Current: volume("1", 1), Previous: volume("1", 1)}, nil, "no rule", "no threshold for KY", "the earlier test is not in the table"},
		{"first day of the row", "US-NV", "US-KY", "2026-08-01", Sales{Current: volume("1", 500), Previous: volume("1", 500)}, nil, "none not_collected nobody US-KY", "", "transactions no longer count"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := Supply{Seller: "US", ShipFrom: place(c.from), ShipTo: place(c.to), On: day("2026-11-21"), Registrations: c.regs, Rates: testRates(t), Intrinsic: usd("50")}
			if s.ShipFrom.Country != "US" {
				s.Seller = s.ShipFrom.Country
			}
			if c.on != "" {
				s.On = day(c.on)
			}
			if c.sales != (Sales{}) {
				c.sales.Country, c.sales.Region = "US", s.ShipTo.Region
				s.Sales = []Sales{c.sales}
			}
			d, err := Decide(s)
			got, said := outcome(d), strings.Join(d.Reasons, "; ")
			var lacks *RegistrationError
			switch {
			case errors.As(err, &lacks):
				got, said = "registration "+outcome(lacks.Decision), err.Error()+strings.Join(lacks.Decision.Reasons, "; ")
			case errors.Is(err, ErrSupply):
				got, said = "supply", err.Error()
			case errors.Is(err, ErrNoRule):
				got, said = "no rule", err.Error()
			case err != nil:
				t.Fatal(err)
			}
			if got != c.want || !strings.Contains(said, c.says) {
				t.Errorf("got %s, want %s saying %q: %s\n%s", got, c.want, c.says, c.reason, said)
			}
		})
	}
}

// TestOriginSourcing: inside an origin state the rates are those of the place
// of dispatch, from another state those of the destination.
func TestOriginSourcing(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"US-TX:75001", "US-TX:78701", "75001"},
		{"US-OK:73301", "US-TX:78701", "78701"},
		{"US-NY:10001", "US-NY:12207", "12207"},
	} {
		d, err := Decide(Supply{Seller: "US", ShipFrom: place(c.from), ShipTo: place(c.to), On: day("2026-11-21"),
			Registrations: []Registration{reg("US-TX sales_tax"), reg("US-NY sales_tax")}})
		if err != nil || d.Jurisdiction.PostalCode != c.want {
			t.Errorf("%s to %s: %v (%v), want %s", c.from, c.to, d.Jurisdiction, err, c.want)
		}
	}
}

// TestNexusAgainstReference compares the table with the compiled one.
func TestNexusAgainstReference(t *testing.T) {
	n, err := DefaultNexus()
	if err != nil {
		t.Fatal(err)
	}
	if len(n.states.rows) != 51 {
		t.Errorf("%d states, want 50 and DC", len(n.states.rows))
	}
	for _, r := range reference(t, "us_states.csv") {
		v, ok := n.on(r["state"], day("2026-11-21"))
		if !ok || v.untaxed != (r["nexus_logic"] == "none") {
			t.Errorf("%s: %+v, %v", r["state"], v, ok)
			continue
		}
		if v.untaxed {
			continue
		}
		transactions := ""
		if v.transactions > 0 {
			transactions = strconv.Itoa(v.transactions)
		}
		if v.sales.String() != r["nexus_sales_usd"]+".00 USD" || transactions != r["nexus_transactions"] ||
			v.both != (r["nexus_logic"] == "sales and transactions") || v.intrastate != r["sourcing_intrastate"] ||
			v.marketplace.String() != r["marketplace_effective"] || v.confidence != r["nexus_confidence"] {
			t.Errorf("%s: %+v, the reference has %v", r["state"], v, r)
		}
	}
}

func TestLoadNexusErrors(t *testing.T) {
	const header = "state,tax,sales,transactions,logic,period,intrastate,marketplace_from,from,until,source,source_date,confidence,note\n"
	const good = "NJ,sales,100000,200,or,previous_or_current,destination,2018-11-01,2024-01-01,,law,2026,official,\n"
	change := func(old, new string) string { return header + strings.Replace(good, old, new, 1) }
	for _, c := range []struct {
		name, text string
		line       int
		column     string
	}{
		{"empty", "", 1, ""},
		{"no rows", header, 1, ""},
		{"state", change("NJ", "XX"), 2, "state"},
		{"no state", change("NJ", ""), 2, "state"},
		{"tax", change("sales,", "vat,"), 2, "tax"},
		{"sales", change("100000", "1e5"), 2, "sales"},
		{"sales of zero", change("100000", "0"), 2, "sales"},
		{"transactions", change("200", "-1"), 2, "transactions"},
		{"no transactions", change("200", "0"), 2, "transactions"},
		{"logic", change(",or,", ",xor,"), 2, "logic"},
		{"logic of one test", change("200", ""), 2, "logic"},
		{"no logic", change(",or,", ",,"), 2, "logic"},
		{"period", change("previous_or_current", "decade"), 2, "period"},
		{"intrastate", change("destination", "nowhere"), 2, "intrastate"},
		{"marketplace", change("2018-11-01", "2018"), 2, "marketplace_from"},
		{"confidence", change("official", "sure"), 2, "confidence"},
		{"source", change("law", ""), 2, "source"},
		{"from", change("2024-01-01", ""), 2, "from"},
		{"overlap", header + good + strings.Replace(good, "2024", "2025", 1), 3, "from"},
	} {
		_, err := LoadNexus(strings.NewReader(c.text))
		var at *TableError
		if !errors.As(err, &at) || at.Line != c.line || at.Column != c.column {
			t.Errorf("%s: got %v, want line %d, column %q", c.name, err, c.line, c.column)
		}
	}
	own, err := LoadNexus(strings.NewReader(header + good))
	if err != nil || own.AsOf() != day("2026-01-01") {
		t.Fatalf("%v, %v", own, err)
	}
	sc, err := DefaultSchemes()
	if err != nil {
		t.Fatal(err)
	}
	d, err := sc.WithNexus(own).Decide(Supply{Seller: "US", ShipFrom: place("US-CA"), ShipTo: place("US-OR"), On: day("2026-11-21")})
	if err != nil || d.Treatment != NotCollected {
		t.Errorf("%+v (%v): the own table does not say that OR is untaxed", d, err)
	}
}

func FuzzLoadNexus(f *testing.F) {
	seeds(f, nexusCSV)
	f.Fuzz(func(t *testing.T, text string) {
		n, err := LoadNexus(strings.NewReader(text))
		if err != nil {
			var at *TableError
			if !errors.As(err, &at) {
				t.Fatalf("%v is not a *TableError", err)
			}
			return
		}
		sc, err := DefaultSchemes()
		if err != nil {
			t.Fatal(err)
		}
		// What loads decides in every one of its states.
		for state := range n.states.rows {
			s := Supply{Seller: "US", ShipFrom: place("US-NV"), ShipTo: place("US-" + state), On: day("2026-11-21"),
				Sales: []Sales{{Country: "US", Region: state, Previous: Volume{Value: usd("1")}, Current: Volume{Value: usd("1")}, Rolling: Volume{Value: usd("1")}}}}
			if _, err := sc.WithNexus(n).Decide(s); err != nil && !errors.Is(err, ErrRegistration) && !errors.Is(err, ErrNoRule) {
				t.Fatalf("%s: %v", state, err)
			}
		}
	})
}
