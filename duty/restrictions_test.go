package duty_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

const restrictedGoods = `# what our carrier and the law do not let us send
destination,code,origin,action,rule,reason,from,until,source,source_date,note
,93,,forbid,carrier,weapons and ammunition,,,carrier terms,2026-01-01,
,9304,,allow,carrier,,,,carrier terms,2026-01-01,air guns
DE,9304,,forbid,law,air guns need a permit,,,shop,,
EU,,RU,forbid,sanctions,goods of Russia,2022-03-16,,shop,,
EU,71,RU,warn,origin of diamonds,a certificate of origin,2024-03-01,,shop,,
US,330300,,warn,carrier,perfume goes by ground,,2026-06-30,carrier terms,,
,33030010,,warn,carrier,alcohol,,,carrier terms,,
GB,430310,,forbid,fur,fur,,,shop,,
GB,43031010,,allow,,,2026-05-01,2026-05-31,shop,,
`

func loadRestrictions(t testing.TB, text string) *duty.Restrictions {
	t.Helper()
	rs, err := duty.LoadRestrictions(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func TestRestrictions(t *testing.T) {
	rs := loadRestrictions(t, restrictedGoods)
	tests := []struct {
		code         duty.Code
		origin, dest locale.Country
		on           string
		want, reason string
	}{
		{"930330", "US", "FR", "2026-03-01", "[forbidden 93 (carrier): weapons and ammunition]", "a chapter, to all destinations"},
		{"930400", "US", "FR", "2026-03-01", "[]", "a longer code makes an exception"},
		{"930400", "US", "DE", "2026-03-01", "[forbidden 9304 to DE (law): air guns need a permit]", "which another row is about fewer goods than"},
		{"610910", "RU", "FR", "2026-03-01", "[forbidden of RU to EU (sanctions): goods of Russia]", "all goods of an origin, to the member states"},
		{"610910", "RU", "FR", "2022-03-15", "[]", "before its first day"},
		{"610910", "RU", "GB", "2026-03-01", "[]", "not a member state"},
		{"610910", "", "FR", "2026-03-01", "[possibly forbidden of RU to EU (sanctions): goods of Russia]", "the origin is not known"},
		{"710239", "RU", "FR", "2026-03-01", "[forbidden of RU to EU (sanctions): goods of Russia restricted 71 of RU to EU (origin of diamonds): a certificate of origin]", "both, what forbids first"},
		{"330300", "FR", "US", "2026-06-30", "[restricted 3303.00 to US (carrier): perfume goes by ground possibly restricted 3303.00.10 (carrier): alcohol]", "the last day; a code that is too short to tell"},
		{"33030090", "FR", "US", "2026-07-01", "[]", "past the last day, and the other line"},
		{"3303001090", "FR", "US", "2026-06-01", "[restricted 3303.00.10 (carrier): alcohol restricted 3303.00 to US (carrier): perfume goes by ground]", "the longer code first"},
		{"43031010", "FR", "GB", "2026-05-15", "[]", "an exception for a time"},
		{"43031010", "FR", "GB", "2026-06-01", "[forbidden 4303.10 to GB (fur): fur]", "and after it"},
		{"430310", "FR", "GB", "2026-05-15", "[forbidden 4303.10 to GB (fur): fur]", "an exception for a longer code lifts nothing from a shorter one"},
		{"3303", "FR", "FR", "2026-05-15", "[possibly restricted 3303.00.10 (carrier): alcohol]", "a heading"},
	}
	for _, test := range tests {
		got, err := rs.Check(test.code, test.origin, test.dest, day(test.on))
		if err != nil || fmt.Sprint(got) != test.want {
			t.Errorf("%s of %q to %s on %s: %v, %v; want %s (%s)", test.code, test.origin, test.dest, test.on, got, err, test.want, test.reason)
		}
	}
	if n := len(rs.All()); n != 9 || rs.All()[0].Line != 3 {
		t.Error(n, rs.All()[0].Line)
	}
}

func TestRestrictionsErrors(t *testing.T) {
	const head = "destination,code,origin,action,rule,reason,from,until\n"
	tests := []struct {
		rows   string
		line   int
		says   string
		reason string
	}{
		{"US,6109,,prohibit,,x,,\n", 2, "want forbid, warn or allow", "unknown action"},
		{"US,6109,,,,x,,\n", 2, "empty", "no action"},
		{"US,6109,,forbid,,,,\n", 2, "empty", "no reason"},
		{"US,6109X,,forbid,,x,,\n", 2, "commodity code", "no code"},
		{"US,7701,,forbid,,x,,\n", 2, "Harmonized System", "no such heading"},
		{"ZZ9,6109,,forbid,,x,,\n", 2, "destination", "no country"},
		{"US,6109,Q,forbid,,x,,\n", 2, "origin", "no country"},
		{"US,6109,,forbid,,x,2026-02-01,2026-01-01\n", 2, "before", "ends before it begins"},
		{"US,6109,,forbid,,x,,\n,61,,warn,,x,,\nUS,6109,,warn,,x,,\n", 4, "says warn of the same goods on the same days as line 2 says forbid", "conflict"},
		{"US,6109,,forbid,,x,,2026-01-31\nUS,6109,,forbid,,x,2026-01-31,\n", 3, "line 2", "one day twice"},
		{"US,6109,,forbid,,x,,\nUS,6109,,allow,,,,\n", 3, "says allow", "an exception to the very same goods"},
		{"US,6109,,forbid,,x,,\nUS,6209,,allow,,,,\n", 3, "no other row", "an exception to nothing"},
		{"US,6109,,forbid,a,x,,\nUS,610910,,allow,b,,,\n", 3, "no other row", "an exception to another rule"},
		{"US,6109,,forbid,,x,,\n,610910,,allow,,,,\n", 3, "no other row", "an exception for more destinations"},
	}
	for _, test := range tests {
		rs, err := duty.LoadRestrictions(strings.NewReader(head + test.rows))
		var at *duty.TableError
		if rs != nil || !errors.As(err, &at) || at.Line != test.line || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%q: %v; want line %d, %q (%s)", test.rows, err, test.line, test.says, test.reason)
		}
	}
	if _, err := duty.LoadRestrictions(strings.NewReader("destination,code\n")); !errors.Is(err, duty.ErrTable) {
		t.Error(err)
	}
	loadRestrictions(t, head+"US,6109,,forbid,,x,,2026-01-31\nUS,6109,,warn,,x,2026-02-01,\nUS,6109,,warn,other,x,,\n") // no conflict
}

func TestRestrictionsCheckErrors(t *testing.T) {
	rs := loadRestrictions(t, restrictedGoods)
	for _, code := range []duty.Code{"", "6109.10", "61O9", "61091", "610910001234"} {
		if _, err := rs.Check(code, "CN", "US", day("2026-01-01")); !errors.Is(err, duty.ErrCodeSyntax) {
			t.Errorf("%q: %v", code, err)
		}
	}
	if _, err := rs.Check("610910", "CN", "US", 0); !errors.Is(err, duty.ErrShipment) {
		t.Error(err)
	}
	if _, err := rs.Check("610910", "CN", "", day("2026-01-01")); !errors.Is(err, duty.ErrShipment) {
		t.Error(err)
	}
	var none *duty.Restrictions
	if found, err := none.Check("610910", "CN", "US", day("2026-01-01")); found != nil || err != nil || none.All() != nil {
		t.Error(found, err)
	}
	err := error(&duty.ForbiddenError{Code: "930330", Dest: "FR", Finding: duty.Finding{Restriction: rs.All()[0]}})
	const want = "duty: 9303.30 from an unknown origin to FR: forbidden 93 (carrier): weapons and ammunition (line 3)"
	if !errors.Is(err, duty.ErrForbidden) || err.Error() != want {
		t.Errorf("%v; want %s", err, want)
	}
}

func TestAssessRestrictedGoods(t *testing.T) {
	tariff, regimes := tables(t)
	table := loadRestrictions(t, "destination,code,origin,action,reason\nDE,6109,RU,forbid,goods of Russia\nDE,61,,warn,labels in German\n,610910,,warn,cotton\n")
	shipment := func(to, origin locale.Country, code duty.Code) duty.Shipment {
		return duty.Shipment{From: in("FR"), To: in(to), On: day("2026-03-01"), Restrictions: table,
			Items: []duty.Item{{ID: "shirt", Code: code, Origin: origin, Value: money("20", currency.EUR), Quantity: 1}}}
	}
	_, err := duty.Assess(shipment("DE", "RU", "610910"), tariff, regimes)
	var forbidden *duty.ForbiddenError
	var item *duty.ItemError
	if !errors.As(err, &forbidden) || !errors.As(err, &item) || item.ID != "shirt" || forbidden.Finding.Line != 2 || !errors.Is(err, duty.ErrForbidden) {
		t.Errorf("forbidden within the union: %v", err)
	}
	a, err := duty.Assess(shipment("DE", "CN", "610910"), tariff, regimes)
	want := []string{"6109.10: restricted 6109.10: cotton"}
	if err != nil || len(a.Warnings) != 2 || a.Warnings[0] != want[0] || a.Accuracy != duty.Calculated {
		t.Errorf("warned of: %v, %v, %v", a.Warnings, a.Accuracy, err)
	}
	a, err = duty.Assess(shipment("DE", "", "610910"), tariff, regimes)
	if err != nil || len(a.Warnings) != 3 || a.Warnings[0] != "6109.10: possibly forbidden 6109 of RU to DE: goods of Russia" {
		t.Errorf("origin not known: %q, %v", a.Warnings, err)
	}
	a, err = duty.Assess(shipment("BE", "CN", "620520"), tariff, regimes)
	if err != nil || len(a.Warnings) != 0 {
		t.Errorf("nothing against it: %q, %v", a.Warnings, err)
	}
	a, err = duty.Assess(shipment("DE", "CN", ""), tariff, regimes)
	if err != nil || len(a.Warnings) != 1 {
		t.Errorf("no code: %q, %v", a.Warnings, err)
	}
}

// What is no country is not one that nothing stands against, and the message
// for a code says what this table or method takes.
func TestRestrictionsAskedWrongly(t *testing.T) {
	rs, on := loadRestrictions(t, "destination,code,origin,action,reason\n,,RU,forbid,goods of Russia\n"), day("2026-03-01")
	for _, origin := range []locale.Country{"RUS", "ru", "XX"} {
		if found, err := rs.Check("610910", origin, "DE", on); !errors.Is(err, duty.ErrShipment) {
			t.Errorf("origin %q: %v, %v", origin, found, err)
		}
	}
	for _, test := range []struct{ code, says string }{{"6109.10", "ParseCode"}, {"610", "2 or 4"}} {
		_, err := rs.Check(duty.Code(test.code), "RU", "DE", on)
		if !errors.Is(err, duty.ErrCodeSyntax) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("code %q: %v", test.code, err)
		}
	}
	_, err := duty.LoadRestrictions(strings.NewReader("destination,code,action,reason\nDE,930,forbid,weapons\n"))
	if !errors.Is(err, duty.ErrCodeSyntax) || !strings.Contains(err.Error(), "2 or 4") {
		t.Error(err)
	}
}

// Exceptions by rule must not be compared with each restriction: 20,000 of
// both took four seconds.
func TestRestrictionsManyRules(t *testing.T) {
	var b strings.Builder
	b.WriteString("destination,code,action,rule,reason\n")
	for i := range 20_000 {
		fmt.Fprintf(&b, ",61,forbid,rule %d,x\n", i)
		if i > 0 {
			fmt.Fprintf(&b, "DE,6109,allow,rule %d,\n", i)
		}
	}
	rs := loadRestrictions(t, b.String())
	found, err := rs.Check("610910", "CN", "DE", day("2026-03-01"))
	if err != nil || len(found) != 1 || found[0].Rule != "rule 0" {
		t.Errorf("%d found, %v", len(found), err)
	}
}

// Goods that nothing stands against are checked without memory.
func TestRestrictionsAllocateNothing(t *testing.T) {
	rs, on := loadRestrictions(t, restrictedGoods), day("2026-03-01")
	if n := testing.AllocsPerRun(100, func() {
		if found, err := rs.Check("6109100010", "CN", "US", on); found != nil || err != nil {
			t.Fatal(found, err)
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// Check must find just what a walk through all rows finds by the words of
// LoadRestrictions.
func TestRestrictionsAgainstWalk(t *testing.T) {
	r := random(t)
	codes := []string{"", "61", "6109", "610910", "61091000", "6109100010", "6109100090", "610990", "6110"}
	places := []string{"", "EU", "DE", "US"}
	pick := func(from []string) string { return from[r.IntN(len(from))] }
	for range 400 {
		var b strings.Builder
		b.WriteString("destination,code,origin,action,rule,reason,from,until\n")
		for range r.IntN(7) {
			fmt.Fprintf(&b, "%s,%s,%s,%s,%s,x,%s,\n", pick(places), pick(codes), pick(places), pick([]string{"forbid", "warn", "allow"}),
				pick([]string{"", "a", "b"}), pick([]string{"", "2026-02-01"}))
		}
		rs, err := duty.LoadRestrictions(strings.NewReader(b.String()))
		if err != nil {
			continue
		}
		code, origin, dest := pick(codes[1:]), locale.Country(pick([]string{"", "DE", "US", "CN"})), locale.Country(pick([]string{"DE", "US"}))
		on := day("2026-01-15")
		if r.IntN(2) == 0 {
			on = day("2026-02-15")
		}
		got, err := rs.Check(duty.Code(code), origin, dest, on)
		if err != nil {
			t.Fatal(err)
		}
		if want := walk(rs.All(), code, string(origin), string(dest), on); fmt.Sprint(lines(got)) != fmt.Sprint(want) {
			t.Fatalf("%s%s of %q to %s on %s: got %v, want %v", b.String(), code, origin, dest, on, lines(got), want)
		}
	}
}

// lines maps the lines that were found to whether they are only possible.
func lines(found []duty.Finding) map[int]bool {
	m := map[int]bool{}
	for _, f := range found {
		m[f.Line] = f.Possible
	}
	return m
}

func walk(rows []duty.Restriction, code, origin, dest string, on currency.Date) map[int]bool {
	covers := func(wide, narrow string) bool {
		return wide == "" || wide == narrow || wide == "EU" && narrow == "DE"
	}
	applies := func(r duty.Restriction) (is, possible bool) {
		c := string(r.Code)
		if !on.Within(r.From, r.Until) || !covers(r.Dest, dest) {
			return false, false
		}
		if !strings.HasPrefix(code, c) {
			if !strings.HasPrefix(c, code) {
				return false, false
			}
			possible = true
		}
		if !covers(string(r.Origin), origin) {
			if origin != "" {
				return false, false
			}
			possible = true
		}
		return true, possible
	}
	found := map[int]bool{}
	for _, r := range rows {
		is, possible := applies(r)
		if !is || r.Action == duty.Allow {
			continue
		}
		for _, a := range rows {
			sure, perhaps := applies(a)
			narrower := strings.HasPrefix(string(a.Code), string(r.Code)) && covers(r.Dest, a.Dest) && covers(string(r.Origin), string(a.Origin)) &&
				(a.Code != r.Code || a.Dest != r.Dest || a.Origin != r.Origin)
			if a.Action == duty.Allow && sure && !perhaps && narrower && (a.Rule == "" || a.Rule == r.Rule) {
				is = false
			}
		}
		if is {
			found[r.Line] = possible
		}
	}
	return found
}
