package ltv

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
)

// shared is where the reference data and cases lie, beside this repository.
var shared = filepath.Join("..", "..", "shared")

// modelCase is a row of the cases: a value that was published for a model.
type modelCase struct {
	ID, Model, Fn, Src, Data, Note string
	Params                         map[string]any
	In                             map[string]any
	Want                           any
	Tol                            struct {
		Abs, Rel float64
		LL       float64 `json:"ll_abs"`
	}
}

// number returns an input as a number, 0 if it is missing.
func (c modelCase) number(name string) float64 {
	v, _ := c.In[name].(float64)
	return v
}

// count returns an input as a whole number.
func (c modelCase) count(name string) int { return int(c.number(name)) }

// param returns a parameter.
func (c modelCase) param(name string) float64 {
	v, _ := c.Params[name].(float64)
	return v
}

// file returns the data that a model is to be fitted to.
func (c modelCase) file() string {
	if name, ok := c.Params["fit"].(string); ok {
		return filepath.Base(name)
	}
	return filepath.Base(c.Data)
}

// fitted reports whether the parameters are those of a fit.
func (c modelCase) fitted() bool { return c.Params["fit"] != nil || c.Fn == "fit" }

// check compares a number with what is wanted.
func (c modelCase) check(t *testing.T, name string, got, want, ll float64) {
	t.Helper()
	tolerance := c.Tol.Abs + c.Tol.Rel*math.Abs(want)
	if name == "LL" {
		tolerance = ll
	}
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %s %s%s: %v, want %v within %v (%s; %s)", c.ID, c.Model, c.Fn, name, got, want, tolerance, c.Src, c.Note)
	}
}

// history returns the history of a row whose times are in weeks, and the Unit in
// which they are whole.
func (c modelCase) history(t *testing.T) (Summary, Unit) {
	t.Helper()
	for _, unit := range []Unit{Week, Day, 10, 100, 1000, 1e5, 1e8} {
		last, age := c.number("tx")*unit.days(), c.number("T")*unit.days()
		if math.Abs(last-math.Round(last))+math.Abs(age-math.Round(age)) < 1e-5 {
			return Summary{c.count("x"), int(math.Round(last)), int(math.Round(age))}, unit
		}
	}
	t.Fatalf("%s: times %v are whole in no unit", c.ID, c.In)
	return Summary{}, 0
}

// TestCases checks the published values of models. Rows about orders and money
// are checked elsewhere.
func TestCases(t *testing.T) {
	race.Alone(t)
	file, err := os.Open(filepath.Join(shared, "cases", "ltv.jsonl"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("cases are not here: " + shared)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	models := map[string]func(*testing.T, modelCase){
		"bgnbd": checkOrders, "mbgnbd": checkOrders, "pnbd": checkOrders,
		"gg": checkGammaGamma, "sbg": checkSBG, "bgbb": checkBGBB,
	}
	rows := 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var c modelCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		if check, ok := models[c.Model]; ok {
			check(t, c)
			rows++
		}
	}
	if rows == 0 {
		t.Error("no row is about a model")
	}
	t.Logf("%d rows", rows)
}

// orders is what the models of orders have in common, besides [Model].
type ordersModel interface {
	Model
	LogLikelihood(Summary) float64
}

// checkOrders checks a row of a model of orders.
func checkOrders(t *testing.T, c modelCase) {
	s, unit := c.history(t)
	m, fit := c.orders(t, unit)
	if m == nil {
		return
	}
	days := func(name string) float64 { return c.number(name) * unit.days() }
	var got float64
	var err error
	switch c.Fn {
	case "fit":
		for name, want := range c.Want.(map[string]any) {
			c.check(t, name, c.fittedValue(t, fit, name), want.(float64), c.Tol.LL)
		}
		return
	case "cet":
		got = m.Expected(s, days("t"))
	case "expect":
		got = m.New(days("t"))
	case "palive":
		got = m.Alive(s)
	case "pmf":
		got = m.Probability(s, c.count("n"), days("t"))
	case "logp":
		got = m.LogLikelihood(s)
	case "dert":
		rate := c.number("delta") + c.number("d") + c.number("rate")
		got, err = m.Residual(s, rate/unit.days())
	case "tracking_cum":
		got = tracked(t, m, c.file(), c.number("week"))
	case "palive_in_0_1":
		if p := m.Alive(s); !(p >= 0 && p <= 1) {
			t.Errorf("%s: P(alive) = %v", c.ID, p)
		}
		return
	case "log_a0_finite_negative":
		if v := logA0(m.(ParetoNBD), s); !(v < 0) || math.IsInf(v, 0) {
			t.Errorf("%s: ln A0 = %v", c.ID, v)
		}
		return
	default:
		t.Errorf("%s: %s has no function %q", c.ID, c.Model, c.Fn)
		return
	}
	if err != nil {
		t.Errorf("%s: %v", c.ID, err)
		return
	}
	c.check(t, "", got, c.Want.(float64), 0)
}

// orders returns the model of a row with times in a unit, given or fitted.
func (c modelCase) orders(t *testing.T, unit Unit) (ordersModel, Fit) {
	t.Helper()
	if !c.fitted() {
		switch c.Model {
		case "bgnbd":
			return BGNBD{c.param("r"), c.param("alpha"), c.param("a"), c.param("b"), unit}, Fit{}
		case "mbgnbd":
			return MBGNBD{c.param("r"), c.param("alpha"), c.param("a"), c.param("b"), unit}, Fit{}
		}
		return ParetoNBD{c.param("r"), c.param("alpha"), c.param("s"), c.param("beta"), unit}, Fit{}
	}
	groups, err := Groups(slices.Values(histories(t, c.file())))
	if err != nil {
		t.Fatal(err)
	}
	switch c.Model {
	case "bgnbd":
		m, fit, err := FitBGNBD(groups, FitOptions{Unit: Week})
		m.Unit = unit
		return m, c.done(t, fit, err)
	case "mbgnbd":
		m, fit, err := FitMBGNBD(groups, FitOptions{Unit: Week})
		m.Unit = unit
		return m, c.done(t, fit, err)
	}
	m, fit, err := FitParetoNBD(groups, FitOptions{Unit: Week})
	m.Unit = unit
	return m, c.done(t, fit, err)
}

// done returns a fit that must have come about.
func (c modelCase) done(t *testing.T, fit Fit, err error) Fit {
	t.Helper()
	if err != nil || !fit.Converged {
		t.Errorf("%s: %v, %+v", c.ID, err, fit)
	}
	return fit
}

// fittedValue returns a parameter or the log-likelihood of a fit.
func (c modelCase) fittedValue(t *testing.T, fit Fit, name string) float64 {
	t.Helper()
	switch name {
	case "LL":
		return fit.LogLikelihood
	case "LL_per_customer":
		return fit.LogLikelihood / float64(fit.Customers)
	}
	for _, p := range fit.Parameters {
		if p.Name == name {
			return p.Value
		}
	}
	t.Errorf("%s: no parameter %q", c.ID, name)
	return math.NaN()
}

// tracked returns the repeat orders that a model expects of all customers of a
// file until the end of a week, counted from the first order of all.
func tracked(t *testing.T, m Model, file string, week float64) float64 {
	customers := histories(t, file)
	oldest := 0
	for _, s := range customers {
		oldest = max(oldest, s.Age)
	}
	sum := 0.0
	for _, s := range customers {
		sum += m.New(max(week*7-float64(oldest-s.Age), 0))
	}
	return sum
}

// logA0 returns the logarithm of the integral A0 of Fader and Hardie's note on
// the derivation of Pareto/NBD.
func logA0(m ParetoNBD, s Summary) float64 {
	x := float64(s.Repeat)
	last, age := m.term(x, float64(s.Last)), m.term(x, float64(s.Age))
	left := last.leaves - math.Exp(age.level-last.level)*age.leaves
	return math.Log((m.R+m.S+x)/m.S) + last.level + math.Log(left)
}

// checkGammaGamma checks a row of the gamma-gamma model.
func checkGammaGamma(t *testing.T, c modelCase) {
	m := GammaGamma{c.param("p"), c.param("q"), c.param("v")}
	if c.fitted() {
		var fit Fit
		var err error
		m, fit, err = FitGammaGamma(spends(t, c.file()), FitOptions{})
		c.done(t, fit, err)
		if c.Fn == "fit" {
			for name, want := range c.Want.(map[string]any) {
				c.check(t, name, c.fittedValue(t, fit, name), want.(float64), c.Tol.LL)
			}
			return
		}
	}
	s := Spend{c.count("x"), c.number("m")}
	var got float64
	var err error
	switch c.Fn {
	case "mean":
		got, err = m.Mean(s)
	case "population", "population_mean":
		got, err = m.Population()
	case "variance":
		got, err = m.Variance()
	case "logp":
		got = m.LogLikelihood(s)
	default:
		t.Errorf("%s: %s has no function %q", c.ID, c.Model, c.Fn)
	}
	if err != nil {
		t.Errorf("%s: %v", c.ID, err)
	}
	c.check(t, "", got, c.Want.(float64), 0)
}

// checkSBG checks a row of the sBG model.
func checkSBG(t *testing.T, c modelCase) {
	m := SBG{c.param("alpha"), c.param("beta")}
	if c.Fn == "fit" {
		tenures := lost(c.In)
		if tenures == nil {
			t.Errorf("%s: no data in %v", c.ID, c.In)
			return
		}
		_, fit, err := FitSBG(tenures, FitOptions{})
		c.done(t, fit, err)
		for name, want := range c.Want.(map[string]any) {
			c.check(t, name, c.fittedValue(t, fit, name), want.(float64), c.Tol.LL)
		}
		return
	}
	var got float64
	var err error
	at := c.count("t") + c.count("n")
	switch c.Fn {
	case "survival":
		got = m.Survival(at)
	case "retention":
		got = m.Retention(at)
	case "pmf", "churn":
		got = m.Probability(at)
	case "logp":
		got = m.LogLikelihood(Tenure{Renewals: at - 1, Lost: true})
	case "del":
		got, err = m.Lifetime(c.number("d") + c.number("rate"))
	case "derl":
		got, err = m.Residual(at-1, c.number("d")+c.number("rate"))
	default:
		t.Errorf("%s: %s has no function %q", c.ID, c.Model, c.Fn)
	}
	if err != nil {
		t.Errorf("%s: %v", c.ID, err)
	}
	c.check(t, "", got, c.Want.(float64), 0)
}

// lost returns the tenures of a cohort of which a row says how many were left
// after each period, the first number being all.
func lost(in map[string]any) []Tenure {
	for _, value := range in {
		left, ok := value.([]any)
		if !ok || len(left) < 2 {
			continue
		}
		var tenures []Tenure
		for i := 1; i < len(left); i++ {
			tenures = append(tenures, Tenure{i - 1, true, int(math.Round(left[i-1].(float64) - left[i].(float64)))})
		}
		return append(tenures, Tenure{len(left) - 1, false, int(math.Round(left[len(left)-1].(float64)))})
	}
	return nil
}

// checkBGBB checks a row of the BG/BB model.
func checkBGBB(t *testing.T, c modelCase) {
	m := BGBB{c.param("alpha"), c.param("beta"), c.param("gamma"), c.param("delta")}
	customers := 0
	if c.fitted() {
		groups := donations(t, c.file())
		var fit Fit
		var err error
		m, fit, err = FitBGBB(groups, FitOptions{})
		c.done(t, fit, err)
		customers = fit.Customers
		if c.Fn == "fit" {
			for name, want := range c.Want.(map[string]any) {
				c.check(t, name, c.fittedValue(t, fit, name), want.(float64), c.Tol.LL)
			}
			return
		}
	}
	s := Summary{c.count("x"), c.count("tx"), c.count("n")}
	var got float64
	var err error
	switch c.Fn {
	case "logp":
		got = m.LogLikelihood(s)
	case "expect":
		got = m.New(c.count("n"))
	case "cet":
		got = m.Expected(s, c.count("m"))
	case "palive":
		got = m.Alive(s, c.count("m"))
	case "pmf":
		got = m.Probability(Summary{}, c.count("x"), c.count("n"))
	case "dert":
		got, err = m.Residual(s, c.number("d")+c.number("rate"))
	case "fit_count":
		got = float64(customers) * m.Probability(Summary{}, c.count("x"), c.count("n"))
	default:
		t.Errorf("%s: %s has no function %q", c.ID, c.Model, c.Fn)
	}
	if err != nil {
		t.Errorf("%s: %v", c.ID, err)
	}
	c.check(t, "", got, c.Want.(float64), 0)
}

// referenceRows returns the rows of a reference file, without the header.
func referenceRows(t testing.TB, name string) [][]string {
	t.Helper()
	file, err := os.Open(filepath.Join(shared, "reference", "ltv", name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("reference data is not here: " + shared)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// float returns a number of a reference file.
func float(t testing.TB, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// histories returns the customers of a reference file, in days.
func histories(t testing.TB, name string) []Summary {
	t.Helper()
	if name == "CDNOW_sample.txt" {
		return sampled(t, name)
	}
	var all []Summary
	for _, row := range referenceRows(t, name) {
		// Weeks to two places, of whole days.
		last, age := math.Round(7*float(t, row[2])), math.Round(7*float(t, row[3]))
		if strings.Contains(name, "days") {
			last, age = float(t, row[2]), float(t, row[3])
		}
		all = append(all, Summary{int(float(t, row[1])), int(last), int(age)})
	}
	return all
}

// sampled returns the customers of the CDNOW sample as of 1997-09-30.
func sampled(t testing.TB, name string) []Summary {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(shared, "reference", "ltv", name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("reference data is not here: " + shared)
	}
	if err != nil {
		t.Fatal(err)
	}
	days := map[string][]currency.Date{}
	end := day(t, "1997-09-30")
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		f := strings.Fields(line)
		date := day(t, fmt.Sprintf("%s-%s-%s", f[2][:4], f[2][4:6], f[2][6:]))
		if !date.After(end) && !slices.Contains(days[f[1]], date) {
			days[f[1]] = append(days[f[1]], date)
		}
	}
	var all []Summary
	for _, d := range days {
		slices.SortFunc(d, func(a, b currency.Date) int { return a.Sub(b) })
		all = append(all, Summary{len(d) - 1, d[len(d)-1].Sub(d[0]), end.Sub(d[0])})
	}
	return all
}

// spends returns the mean values of repeat orders of a reference file.
func spends(t testing.TB, name string) []Spend {
	t.Helper()
	if name == "CDNOW_sample.txt" {
		name = "cdnow_summary_exact_days.csv"
	}
	var all []Spend
	for _, row := range referenceRows(t, name) {
		s := Spend{int(float(t, row[1])), float(t, row[4])}
		if s.Mean == 0 {
			s.Orders = 0 // a repeat order of nothing says nothing of values
		}
		all = append(all, s)
	}
	return all
}

// donations returns the groups of the reference file of that name.
func donations(t testing.TB, name string) []Group {
	t.Helper()
	var groups []Group
	for _, row := range referenceRows(t, name) {
		var n [4]int
		for i := range n {
			n[i] = int(float(t, row[i]))
		}
		groups = append(groups, Group{Summary{n[0], n[1], n[2]}, n[3]})
	}
	return groups
}
