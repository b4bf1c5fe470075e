package ltv

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// summaryCase is a row about orders or money, which names its source.
type summaryCase struct {
	ID, Model, Fn, Src, Note string
	In                       struct {
		Tx            [][]any // customer, day, value
		AsOf          string  `json:"as_of"`
		CalEnd        string  `json:"cal_end"`
		End           string
		Unit          string
		Row           string
		Periods, Rate float64
	}
	Want any
	Tol  struct{ Abs, Rel float64 }
}

// TestSummaryCases checks histories, splits and discounts against published
// values: those of testdata, and those of the shared cases where they are present.
func TestSummaryCases(t *testing.T) {
	for _, name := range []string{filepath.Join("testdata", "summary.jsonl"), filepath.Join(shared, "cases", "ltv.jsonl")} {
		t.Run(filepath.Base(name), func(t *testing.T) {
			file, err := os.Open(name)
			if errors.Is(err, os.ErrNotExist) && name != filepath.Join("testdata", "summary.jsonl") {
				t.Skip("cases are not here: " + name)
			}
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			rows := 0
			for lines := bufio.NewScanner(file); lines.Scan(); {
				var c summaryCase
				if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
					continue // a row about a model, of another form
				}
				if c.Model == "rfm" || c.Model == "clv" {
					rows++
					c.check(t)
				}
			}
			if rows == 0 {
				t.Error("no row is about orders or money")
			}
			t.Logf("%d rows", rows)
		})
	}
}

func (c summaryCase) check(t *testing.T) {
	t.Helper()
	switch c.Fn {
	case "summary":
		c.checkSummary(t)
	case "holdout_frequency":
		c.checkHoldout(t)
	case "reject":
		if err := rejected(c.In.Row); (err != nil) != c.Want.(bool) {
			t.Errorf("%s: a row with %s: %v (%s)", c.ID, c.In.Row, err, c.Src)
		}
	case "discount_factor_vs_one_period":
		c.near(t, "discount", presentMonths(t, Period(c.In.Periods), decimal.NewFromFloat(100*c.In.Rate)), c.Want.(float64))
	default:
		t.Errorf("%s: %s is not checked", c.ID, c.Fn)
	}
}

func (c summaryCase) near(t *testing.T, name string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > c.Tol.Abs+c.Tol.Rel*math.Abs(want) {
		t.Errorf("%s: %s is %v, want %v (%s; %s)", c.ID, name, got, want, c.Src, c.Note)
	}
}

// cohort returns the customers of the row up to a day.
func (c summaryCase) cohort(t *testing.T, until string) Cohort {
	t.Helper()
	var purchases []purchase
	for _, tx := range c.In.Tx {
		value := "1"
		if len(tx) > 2 {
			value = fmt.Sprint(tx[2])
		}
		if date := tx[1].(string); date <= until {
			purchases = append(purchases, purchase{fmt.Sprint(tx[0]), date, value})
		}
	}
	return summarized(t, until, purchases...)
}

var steps = map[string]Step{"": ByDay, "D": ByDay, "W": ByWeek, "M": ByMonth, "Y": ByYear}

func (c summaryCase) checkSummary(t *testing.T) {
	t.Helper()
	cohort := c.cohort(t, c.In.AsOf)
	step, ok := steps[c.In.Unit]
	if !ok {
		t.Fatalf("%s: unit %s is not known", c.ID, c.In.Unit)
	}
	summaries, err := cohort.SummariesBy(step)
	if err != nil {
		t.Fatal(err)
	}
	spends, err := cohort.Spends()
	if err != nil {
		t.Fatal(err)
	}
	want := c.Want.([]any)
	if len(summaries) != len(want) {
		t.Errorf("%s: %d customers, want %d", c.ID, len(summaries), len(want))
		return
	}
	for i, s := range summaries {
		row := want[i].([]any) // customer, repeat, last, age, mean of the repeats
		for j, got := range []int{s.Repeat, s.Last, s.Age} {
			c.near(t, fmt.Sprint("customer ", row[0], " field ", j), float64(got), row[j+1].(float64))
		}
		if len(row) > 4 {
			c.near(t, fmt.Sprint("mean of customer ", row[0]), spends[i].Mean, row[4].(float64))
		}
	}
}

func (c summaryCase) checkHoldout(t *testing.T) {
	t.Helper()
	cohort := c.cohort(t, c.In.End)
	for _, customer := range cohort.Customers() {
		known, ok := customer.until(day(t, c.In.CalEnd))
		if !ok {
			continue
		}
		if want, ok := c.Want.(map[string]any)[customer.ID()]; ok {
			c.near(t, "customer "+customer.ID(), float64(len(customer.purchases)-len(known.purchases)), want.(float64))
		}
	}
	check, err := cohort.Check(cdnow, day(t, c.In.CalEnd))
	if err != nil {
		t.Fatal(err)
	}
	whole := 0
	for _, customer := range cohort.Customers() {
		if known, ok := customer.until(day(t, c.In.CalEnd)); ok {
			whole += len(customer.purchases) - len(known.purchases)
		}
	}
	if check.Actual != whole {
		t.Errorf("%s: %d repeats in the holdout, want %d", c.ID, check.Actual, whole)
	}
}

// rejected returns why a row that is described cannot be.
func rejected(row string) error {
	switch row {
	case "tx>T":
		return Summary{Repeat: 1, Last: 11, Age: 10}.Check()
	case "x=0 and tx!=0":
		return Summary{Repeat: 0, Last: 1, Age: 10}.Check()
	case "x<0":
		return Summary{Repeat: -1, Last: 1, Age: 10}.Check()
	case "tx<0":
		return Summary{Repeat: 1, Last: -1, Age: 10}.Check()
	case "T<0":
		return Summary{Repeat: 0, Last: 0, Age: -1}.Check()
	case "m<=0", "m=0", "m<0":
		return Spend{Orders: 1, Mean: 0}.Check()
	case "x not integer", "non-integer x", "x=0.5":
		var s Summary
		return json.Unmarshal([]byte(`{"repeat":0.5,"last":1,"age":10}`), &s)
	}
	return fmt.Errorf("%q is a row that the test does not know", row)
}

// presentMonths returns what one a month for some months is worth at a monthly
// rate, in parts of one that is not discounted.
func presentMonths(t *testing.T, months Period, monthly decimal.Decimal) float64 {
	t.Helper()
	annual, err := Monthly(monthly)
	if err != nil {
		t.Fatal(err)
	}
	each := stub{cdnow, func(_ Summary, days float64) float64 { return days / monthDays }}
	mg := Margin{"DE", Each(eur("0")), Each(currency.FromMinor(100_000_000, currency.EUR))}
	curve, err := Value(each, mg, Discount{Annual: annual, Horizon: months, Undiscounted: annual.IsZero()})
	if err != nil {
		t.Fatal(err)
	}
	return curve.LTV().Decimal().InexactFloat64() / 1e6
}
