package pricing_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// This file holds quotes by the embedded tables to the worksheets of
// testdata/worksheets, in which each was redone by hand from the law.

// worksheetOrder is what a worksheet is of: a cart and its shop, and which readings of
// contested customs law the shop takes.
type worksheetOrder struct {
	About    string            `json:"about"`
	Readings map[string]string `json:"readings"`
	Shop     json.RawMessage   `json:"shop"`
	Cart     pricing.Cart      `json:"cart"`
}

func readOrder(t *testing.T, name string) (situation, worksheetOrder) {
	t.Helper()
	text, err := os.ReadFile("testdata/worksheets/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var o worksheetOrder
	if err := json.Unmarshal(text, &o); err != nil {
		t.Fatal(err)
	}
	s := situation{config: readConfig(t), cart: o.Cart}
	if s.config.Seller, s.config.Markets, err = pricing.ReadMarkets(bytes.NewReader(o.Shop)); err != nil {
		t.Fatal(err)
	}
	if s.config.Regimes, err = duty.DefaultRegimes(); err != nil {
		t.Fatal(err)
	}
	for question, reading := range o.Readings {
		if s.config.Regimes, err = s.config.Regimes.Choose(question, reading); err != nil {
			t.Fatal(err)
		}
	}
	return s, o
}

func readWorksheetFile(t *testing.T, name string) []worksheetRow {
	t.Helper()
	text, err := os.ReadFile("testdata/worksheets/" + name + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := readWorksheet(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// The worksheets redo quotes to fifteen destinations line by line: each step is
// right, and each charge and total of the quote is the result of one.
func TestWorksheets(t *testing.T) {
	paths, err := filepath.Glob("testdata/worksheets/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	destinations := map[string]bool{}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".csv")
		t.Run(name, func(t *testing.T) {
			s, o := readOrder(t, name)
			destinations[string(s.cart.ShipTo.Country)] = true
			q, err := s.quote()
			if err != nil {
				t.Fatalf("%s: %v", o.About, err)
			}
			if err := isWorksheet(readWorksheetFile(t, name), q); err != nil {
				t.Errorf("%s: %v", o.About, err)
			}
		})
	}
	if len(destinations) < 15 {
		t.Errorf("worksheets for %d destinations", len(destinations))
	}
}

// isWorksheet redoes a worksheet and compares it with the quote.
func isWorksheet(rows []worksheetRow, q pricing.Quote) error {
	results, err := redoWorksheet(rows)
	if err != nil {
		return err
	}
	figures, err := figuresByPath(q)
	if err != nil {
		return err
	}
	var faults []error
	named := map[string]bool{}
	for i, r := range rows {
		for _, path := range strings.Fields(r.Figure) {
			named[path] = true
			if err := isFigure(figures, path, results[i], r.Unit); err != nil {
				faults = append(faults, fmt.Errorf("%v: %w", r, err))
			}
		}
	}
	return errors.Join(append(faults, allNamed(q, named)...)...)
}

// allNamed tells which charges and totals of the quote no row speaks of. What
// is zero need not be named, but that a charge is.
func allNamed(q pricing.Quote, named map[string]bool) (faults []error) {
	miss := func(path string, zero bool) {
		if !zero && !named[path] {
			faults = append(faults, fmt.Errorf("no step is %s", path))
		}
	}
	for i, c := range q.Charges {
		miss(fmt.Sprintf("charges[%d].amount", i), false)
		miss(fmt.Sprintf("charges[%d].base", i), c.Amount.IsZero())
	}
	for i, x := range q.Taxes {
		miss(fmt.Sprintf("taxes[%d].amount", i), x.Amount.IsZero())
	}
	for i, l := range q.Lines {
		for name, zero := range map[string]bool{"unit": false, "shown": false, "net": false, "discount": l.Discount.IsZero()} {
			miss(fmt.Sprintf("lines[%d].%s", i, name), zero)
		}
	}
	t := q.Totals
	for name, zero := range map[string]bool{
		"goods": t.Goods.IsZero(), "discounts": t.Discounts.IsZero(), "shipping": t.Shipping.IsZero(), "insurance": t.Insurance.IsZero(),
		"duty": t.Duty.IsZero(), "tax": t.Tax.IsZero(), "fees": t.Fees.IsZero(), "at_checkout": t.AtCheckout.IsZero(), "in_price": t.InPrice.IsZero(),
		"on_delivery": t.OnDelivery.IsZero(), "absorbed": t.Absorbed.IsZero(), "subsidy": t.Subsidy.IsZero(), "vouchers": t.Vouchers.IsZero(),
		"rounding": t.Rounding.IsZero(), "due_now": t.DueNow.IsZero(), "due_on_delivery": t.DueOnDelivery.IsZero(),
		"customer_pays": t.CustomerPays.IsZero(), "margin": t.Margin.IsZero(), "merchant": t.Merchant.IsZero(),
	} {
		miss("totals."+name, zero)
	}
	slices.SortFunc(faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return faults
}

// figuresByPath is the JSON of a quote, each charge with the fields of its rule.
func figuresByPath(q pricing.Quote) (map[string]any, error) {
	text, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var out map[string]any
	if err := d.Decode(&out); err != nil {
		return nil, err
	}
	charges, _ := out["charges"].([]any)
	for i, c := range q.Charges {
		charges[i].(map[string]any)["percent"] = c.Percent
	}
	return out, nil
}

var pathStep = regexp.MustCompile(`^([a-z_]+)(?:\[(\d+)\])?$`)

// isFigure compares a figure of the quote, an amount in the unit or a bare
// number, with what the worksheet has.
func isFigure(figures map[string]any, path string, want *big.Rat, unit string) error {
	var at any = figures
	for _, step := range strings.Split(path, ".") {
		words := pathStep.FindStringSubmatch(step)
		fields, ok := at.(map[string]any)
		if words == nil || !ok {
			return fmt.Errorf("no figure %s", path)
		}
		at = fields[words[1]]
		if words[2] != "" {
			list, _ := at.([]any)
			n, err := strconv.Atoi(words[2])
			if err != nil || n >= len(list) {
				return fmt.Errorf("no figure %s", path)
			}
			at = list[n]
		}
	}
	if amount, ok := at.(map[string]any); ok {
		if amount["currency"] != unit {
			return fmt.Errorf("%s is in %v", path, amount["currency"])
		}
		at = amount["amount"]
	}
	got, ok := new(big.Rat).SetString(fmt.Sprint(at))
	if !ok || want == nil || got.Cmp(want) != 0 {
		return fmt.Errorf("%s is %v in the quote", path, at)
	}
	return nil
}

var otherReading = regexp.MustCompile(`; ([a-z]{2}(?:-[a-z]+)*): (?:policy|reading) `)

// Where the law allows two readings, a row names the worksheet of the other:
// of the same order, under another policy or another reading of customs law,
// whose quote differs.
func TestWorksheetReadings(t *testing.T) {
	paths, err := filepath.Glob("testdata/worksheets/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	others := map[string][]string{}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".csv")
		for _, r := range readWorksheetFile(t, name) {
			if r.Reading == "" {
				continue
			}
			m := otherReading.FindStringSubmatch(r.Reading)
			if m == nil {
				t.Fatalf("%s: %v: %q names no other worksheet", name, r, r.Reading)
			}
			if !slices.Contains(others[name], m[1]) {
				others[name] = append(others[name], m[1])
			}
		}
		if strings.Contains(name, "-") && others[name] == nil {
			t.Errorf("%s is another reading of nothing", name)
		}
	}
	pairs := 0
	for name, all := range others {
		for _, other := range all {
			pairs++
			if !slices.Contains(others[other], name) {
				t.Errorf("%s names %s, which does not name it", name, other)
			}
			readsOtherwise(t, name, other)
		}
	}
	if pairs < 10 {
		t.Errorf("only %d readings with another", pairs)
	}
}

// readsOtherwise holds that two worksheets are of one order, and that the
// quotes differ by the policy or the reading of customs law alone.
func readsOtherwise(t *testing.T, name, other string) {
	t.Helper()
	a, orderA := readOrder(t, name)
	b, orderB := readOrder(t, other)
	if diff := cmp.Diff(a.cart, b.cart, unexported); diff != "" {
		t.Errorf("%s and %s are of two orders: %s", name, other, diff)
	}
	p, q := a.config.Markets[0].Policy, b.config.Markets[0].Policy
	if p == q && cmp.Equal(orderA.Readings, orderB.Readings) {
		t.Errorf("%s and %s take the same policy and reading", name, other)
	}
	a.config.Markets[0].Policy, b.config.Markets[0].Policy = tax.Policy{}, tax.Policy{}
	if diff := cmp.Diff(a.config.Markets, b.config.Markets, unexported); diff != "" {
		t.Errorf("%s and %s differ by more than the policy: %s", name, other, diff)
	}
	a.config.Markets[0].Policy, b.config.Markets[0].Policy = p, q
	x, errX := a.quote()
	y, errY := b.quote()
	if err := errors.Join(errX, errY); err != nil {
		t.Fatal(err)
	}
	if x.Totals.CustomerPays == y.Totals.CustomerPays {
		t.Errorf("%s and %s: both make %v", name, other, x.Totals.CustomerPays)
	}
}

// A worksheet that is wrong anywhere is found out.
func TestWorksheetFaults(t *testing.T) {
	s, _ := readOrder(t, "de")
	q, err := s.quote()
	if err != nil {
		t.Fatal(err)
	}
	row := func(rows []worksheetRow, figure string) *worksheetRow {
		for i := range rows {
			if slices.Contains(strings.Fields(rows[i].Figure), figure) {
				return &rows[i]
			}
		}
		t.Fatalf("no row of %s", figure)
		return nil
	}
	for _, f := range []struct {
		name  string
		spoil func(rows []worksheetRow) []worksheetRow
		want  string
	}{
		{"a result", func(rows []worksheetRow) []worksheetRow { row(rows, "charges[3].amount").Result = "12.31"; return rows }, "rounded it is 12.3"},
		{"an exact figure", func(rows []worksheetRow) []worksheetRow { row(rows, "charges[3].amount").Exact = "12.3"; return rows }, "exactly 12.3025"},
		{"a sum", func(rows []worksheetRow) []worksheetRow { row(rows, "totals.tax").A += " 64"; return rows }, "exactly 65.02"},
		{"a rounding", func(rows []worksheetRow) []worksheetRow {
			row(rows, "charges[1].amount").Rounding = "up to 0.01"
			return rows
		}, "rounded it is 10.16"},
		{"an unknown rounding", func(rows []worksheetRow) []worksheetRow {
			row(rows, "charges[1].amount").Rounding = "nearest"
			return rows
		}, "no rounding"},
		{"a later step", func(rows []worksheetRow) []worksheetRow { row(rows, "lines[0].shown").A = "70"; return rows }, "no earlier step"},
		{"an operator", func(rows []worksheetRow) []worksheetRow {
			row(rows, "lines[0].shown").Operator = "by"
			return rows
		}, "no operator"},
		{"a law without a source", func(rows []worksheetRow) []worksheetRow {
			row(rows, "charges[0].percent").Source = "the tariff"
			return rows
		}, "no source that can be opened"},
		{"the order", func(rows []worksheetRow) []worksheetRow { row(rows, "cart.shipping").Result = "17.00"; return rows }, "exactly 15.00"},
		{"a figure of something else", func(rows []worksheetRow) []worksheetRow {
			r := row(rows, "totals.tax")
			r.Figure = "totals.tax totals.duty"
			return rows
		}, "totals.duty is 17.71"},
		{"a currency", func(rows []worksheetRow) []worksheetRow { row(rows, "totals.tax").Unit = "USD"; return rows }, "is in EUR"},
		{"a charge left out", func(rows []worksheetRow) []worksheetRow { row(rows, "charges[9].amount").Figure = ""; return rows }, "no step is charges[9].amount"},
		{"a total left out", func(rows []worksheetRow) []worksheetRow { row(rows, "totals.margin").Figure = ""; return rows }, "no step is totals.margin"},
		{"a comparison", func(rows []worksheetRow) []worksheetRow {
			for i := range rows {
				if rows[i].Operator == "is above" {
					rows[i].Operator = "is at most"
				}
			}
			return rows
		}, "the answer is no"},
		{"the wrong part rounded up", func(rows []worksheetRow) []worksheetRow {
			a, b := row(rows, "lines[0].discount"), row(rows, "lines[2].discount")
			a.Rounding, b.Rounding = b.Rounding, a.Rounding
			a.Result, b.Result = "6.36", "2.55"
			return rows[:24]
		}, "a smaller remainder"},
		{"a part too little", func(rows []worksheetRow) []worksheetRow {
			b := row(rows, "lines[2].discount")
			b.Rounding, b.Result = "down to 0.01", "2.55"
			return rows[:24]
		}, "the shares sum to 21.7 of 21.71"},
	} {
		err := isWorksheet(f.spoil(readWorksheetFile(t, "de")), q)
		if err == nil || !strings.Contains(err.Error(), f.want) {
			t.Errorf("%s: got %v, want %q", f.name, err, f.want)
		}
	}
}
