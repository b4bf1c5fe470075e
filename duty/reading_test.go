package duty_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

const regimeHead = "id,destination,treatment,threshold,currency,basis,scope,flat,rate,valuation,contested,question,reading,source,source_date,confidence," +
	"strict,mode,ship_from,origin,scheme,excludes,from,until,note\n"

func regimesOf(t *testing.T, rows ...string) *duty.Regimes {
	t.Helper()
	regimes, err := duty.LoadRegimes(strings.NewReader(regimeHead + strings.Join(rows, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return regimes
}

// rest fills the cells up to note.
const rest = ",s,2026-01-01,official,,,,,,,,,"

func TestQuestions(t *testing.T) {
	regimes := regimesOf(t,
		"yes,GB,relief,135,GBP,intrinsic,consignment,,,CIF,may be due,due,no"+rest,
		"no,GB,rate,135,GBP,intrinsic,consignment,,10%,CIF,may be due,due,yes"+rest,
		"above,GB,normal,,,,,,,CIF,,,"+rest)
	tariff := load(t, header+"GB,610910,,mfn,12%,,duty,,,test,2026-11-01,")
	assess := func(regimes *duty.Regimes) duty.Assessment {
		a, err := duty.Assess(duty.Shipment{From: in("US"), To: in("GB"), On: day("2026-11-21"),
			Items: []duty.Item{{Code: "610910", Value: money("100", currency.GBP), Quantity: 1}}}, tariff, regimes)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := assess(regimes)
	if a.Regime.ID != "yes" || a.Accuracy != duty.Estimated || !strings.Contains(strings.Join(a.Warnings, ""), `reading "no" of the question "due"`) {
		t.Errorf("without a choice: %s, %s, %q", a.Regime.ID, a.Accuracy, a.Warnings)
	}
	for reading, id := range map[string]string{"no": "yes", "yes": "no"} {
		chosen, err := regimes.Choose("due", reading)
		if err != nil {
			t.Fatal(err)
		}
		if a := assess(chosen); a.Regime.ID != id || a.Accuracy != duty.Calculated || len(a.Warnings) != 0 {
			t.Errorf("%s: %s, %s, %q", reading, a.Regime.ID, a.Accuracy, a.Warnings)
		}
		if q := chosen.Questions(); len(q) != 1 || q[0].Chosen != reading || len(q[0].Readings) != 2 || q[0].Readings[0].Name != "no" {
			t.Errorf("%+v", q)
		}
		with, err := chosen.With(strings.NewReader(regimeHead + "own,GB,relief,1,GBP,intrinsic,consignment,,,CIF,,," + rest))
		if err != nil {
			t.Fatal(err)
		}
		if a := assess(with); a.Regime.ID != id || a.Accuracy != duty.Calculated {
			t.Errorf("%s, with a row of the shop: %s, %s", reading, a.Regime.ID, a.Accuracy)
		}
	}
	if a := assess(regimes); a.Regime.ID != "yes" || a.Accuracy != duty.Estimated {
		t.Error("choosing changed the table that was chosen from")
	}
	var typed *duty.QuestionError
	if _, err := regimes.Choose("what", "no"); !errors.As(err, &typed) || !errors.Is(err, duty.ErrQuestion) || fmt.Sprint(typed.Known) != "[due]" {
		t.Errorf("unknown question: %v", err)
	}
	if _, err := regimes.Choose("due", "perhaps"); !errors.As(err, &typed) || fmt.Sprint(typed.Known) != "[no yes]" {
		t.Errorf("unknown reading: %v", err)
	}
}

func TestRegimesWith(t *testing.T) {
	base := regimesOf(t, "below,GB,relief,135,GBP,intrinsic,consignment,,,CIF,,,"+rest, "above,GB,normal,,,,,,,CIF,,,"+rest)
	with, err := base.With(strings.NewReader(regimeHead + "own,GB,rate,135,GBP,intrinsic,consignment,,5%,CIF,,," + rest + "\nall,KE,normal,,,,,,,CIF,,," + rest))
	if err != nil {
		t.Fatal(err)
	}
	ids := ""
	for _, dest := range with.Destinations() {
		for _, r := range with.All(dest) {
			ids += r.ID + " "
		}
	}
	if ids != "own below above all " {
		t.Errorf("%q", ids)
	}
	if got := len(base.All("GB")); got != 2 {
		t.Errorf("the table below has %d rows now", got)
	}
	if _, err := base.With(strings.NewReader(regimeHead + "below,KE,normal,,,,,,,CIF,,," + rest)); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("an id that is taken: %v", err)
	}
}

// Treatments that are not known are an error that says what is missing; a fee
// that is not known is a warning.
func TestUnknownRegimes(t *testing.T) {
	unverified := ",s,2026-01-01,unverified,,,,,,,,,"
	regimes := regimesOf(t, "nobody-knows,GB,unknown,,,,,,,CIF,nobody has told us,,"+unverified)
	tariff := load(t, header+"GB,610910,,mfn,12%,,duty,,,test,2026-11-01,")
	_, err := duty.Assess(duty.Shipment{From: in("US"), To: in("GB"), On: day("2026-11-21"),
		Items: []duty.Item{{Code: "610910", Value: money("100", currency.GBP), Quantity: 1}}}, tariff, regimes)
	var typed *duty.NoRegimeError
	if !errors.As(err, &typed) || typed.Detail != "nobody has told us" {
		t.Errorf("%v", err)
	}
}

// TestRowsBehindOthers: a row that is never reached is refused, and no other.
func TestRowsBehindOthers(t *testing.T) {
	row := func(id, treatment, limit, question, reading, strict, mode string) string {
		basis := ",,"
		if limit != "" {
			basis = "GBP,intrinsic,consignment"
		}
		contested := ""
		if question != "" {
			contested = "may be"
		}
		return strings.Join([]string{id, "GB", treatment, limit, basis, "", "", "CIF", contested, question, reading, "s", "2026-01-01", "official", strict, mode, ",,,,,,"}, ",")
	}
	for _, tt := range []struct {
		rows   []string
		line   int // 0: accepted
		reason string
	}{
		{[]string{row("all", "normal", "", "", "", "", ""), row("q", "relief", "135", "due", "no", "", "")}, 3, "a row for all comes first"},
		{[]string{row("a", "relief", "135", "due", "no", "", ""), row("b", "relief", "100", "due", "no", "", "")}, 3, "a larger limit of the same reading comes first"},
		{[]string{row("a", "relief", "135", "due", "no", "", ""), row("b", "relief", "100", "due", "yes", "", "")}, 0, "never both readings"},
		{[]string{row("a", "relief", "135", "due", "no", "", ""), row("b", "relief", "135", "due", "yes", "", "")}, 0, "never both readings, of one limit"},
		{[]string{row("a", "relief", "135", "due", "no", "", ""), row("b", "relief", "100", "", "", "", "")}, 0, "the reading may not be chosen"},
		{[]string{row("a", "relief", "135", "due", "no", "", ""), row("b", "relief", "100", "other", "no", "", "")}, 0, "another question"},
		{[]string{row("a", "relief", "100", "", "", "yes", ""), row("b", "normal", "100", "", "", "", "courier")}, 0, "of 100 itself the second decides"},
		{[]string{row("a", "relief", "100", "", "", "", ""), row("b", "normal", "100", "", "", "yes", "courier")}, 3, "of 100 itself the first decides, and of all below"},
		{[]string{row("a", "relief", "100", "", "", "", ""), row("b", "normal", "100", "", "", "", "")}, 3, "the same limit twice"},
	} {
		_, err := duty.LoadRegimes(strings.NewReader(regimeHead + strings.Join(tt.rows, "\n")))
		var refused *duty.TableError
		if tt.line == 0 && err != nil || tt.line != 0 && (!errors.As(err, &refused) || refused.Line != tt.line) {
			t.Errorf("%s: %v, want line %d", tt.reason, err, tt.line)
		}
	}
}
