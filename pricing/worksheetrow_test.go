package pricing_test

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// This file reads worksheets and redoes their arithmetic in fractions, with
// nothing of the library.

// worksheetColumns are those of testdata/worksheets; its README says what is in
// each.
var worksheetColumns = []string{"step", "what", "a", "operator", "b", "exact", "rounding", "result", "unit", "figure", "reading", "source"}

// worksheetRow is one step of a worksheet.
type worksheetRow struct {
	Step, What, A, Operator, B, Exact, Rounding, Result, Unit, Figure, Reading, Source string
}

func (r worksheetRow) String() string {
	return fmt.Sprintf("step %s, %s: %s %s %s = %s, %s: %s %s", r.Step, r.What, r.A, r.Operator, r.B, r.Exact, r.Rounding, r.Result, r.Unit)
}

func readWorksheet(r io.Reader) ([]worksheetRow, error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord = len(worksheetColumns)
	records, err := c.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(records) < 2 || !slices.Equal(records[0], worksheetColumns) {
		return nil, fmt.Errorf("the first row is not %s, or is all there is", strings.Join(worksheetColumns, ","))
	}
	var rows []worksheetRow
	for _, f := range records[1:] {
		rows = append(rows, worksheetRow{f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], f[10], f[11]})
	}
	return rows, nil
}

// redoWorksheet redoes each step from earlier ones, compares it with what the
// row says, and returns the results: before rounding where none is named.
func redoWorksheet(rows []worksheetRow) ([]*big.Rat, error) {
	results := make([]*big.Rat, len(rows))
	for i, r := range rows {
		if r.Step != strconv.Itoa(i+1) {
			return nil, fmt.Errorf("%v: want step %d", r, i+1)
		}
		var err error
		if results[i], err = r.redo(results[:i]); err != nil {
			return nil, fmt.Errorf("%v: %w", r, err)
		}
	}
	return results, sharesOfWorksheet(rows, results)
}

var worksheetNumber = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

// redo is the result of one row, nil for a comparison.
func (r worksheetRow) redo(earlier []*big.Rat) (*big.Rat, error) {
	a, err := operands(r.A, earlier)
	if err != nil {
		return nil, err
	}
	b, err := operands(r.B, earlier)
	if err != nil {
		return nil, err
	}
	switch r.Operator {
	case "given", "law":
		return r.stated(a, b)
	case "is", "is at most", "is below", "is above":
		return nil, r.compares(a, b)
	}
	x, err := operate(r.Operator, a, b)
	if err != nil {
		return nil, err
	}
	if want := exactText(x); r.Exact != want {
		return nil, fmt.Errorf("exactly %s", want)
	}
	if r.Rounding == "" {
		if y, ok := new(big.Rat).SetString(r.Result); r.Result != r.Exact && (!ok || y.Cmp(x) != 0) {
			return nil, fmt.Errorf("without rounding it is %s", r.Exact)
		}
		return x, nil
	}
	y, err := roundAs(r.Rounding, x)
	if err != nil {
		return nil, err
	}
	if got, ok := new(big.Rat).SetString(r.Result); !ok || got.Cmp(y) != 0 {
		return nil, fmt.Errorf("rounded it is %s", exactText(y))
	}
	return y, nil
}

// stated is a figure that is not computed: of the order, or of the law, which
// must be named.
func (r worksheetRow) stated(a, b []*big.Rat) (*big.Rat, error) {
	switch {
	case len(a)+len(b) > 0 || r.Exact != "" || r.Rounding != "":
		return nil, fmt.Errorf("what is %s is not computed", r.Operator)
	case !worksheetNumber.MatchString(r.Result):
		return nil, fmt.Errorf("no number")
	case r.Operator == "law" && !strings.Contains(r.Source, "https://"):
		return nil, fmt.Errorf("no source that can be opened")
	case r.Operator == "given" && r.Figure == "" && r.Source == "":
		return nil, fmt.Errorf("neither of the order nor from a source")
	}
	x, _ := new(big.Rat).SetString(r.Result)
	return x, nil
}

// compares checks a comparison, whose result is yes or no.
func (r worksheetRow) compares(a, b []*big.Rat) error {
	if len(a) != 1 || len(b) != 1 || r.Exact != "" || r.Rounding != "" {
		return fmt.Errorf("a comparison is of two steps")
	}
	order := a[0].Cmp(b[0])
	want := map[bool]string{true: "yes", false: "no"}[map[string]bool{
		"is": order == 0, "is at most": order <= 0, "is below": order < 0, "is above": order > 0,
	}[r.Operator]]
	if r.Result != want {
		return fmt.Errorf("the answer is %s", want)
	}
	return nil
}

// operands are the results of the steps that a cell lists.
func operands(cell string, earlier []*big.Rat) ([]*big.Rat, error) {
	var out []*big.Rat
	for _, f := range strings.Fields(cell) {
		n, err := strconv.Atoi(f)
		if err != nil || n < 1 || n > len(earlier) || earlier[n-1] == nil {
			return nil, fmt.Errorf("%q is no earlier step with a figure", f)
		}
		out = append(out, earlier[n-1])
	}
	return out, nil
}

// operate applies an operator to its operands.
func operate(operator string, a, b []*big.Rat) (*big.Rat, error) {
	takes := map[string][2]int{"equals": {1, 0}, "one over": {1, 0}, "shared by": {1, 2}, "sum of": {len(a), 0}}
	want, ok := takes[operator]
	if !ok {
		want = [2]int{1, 1}
	}
	if len(a) == 0 || len(a) != want[0] || len(b) != want[1] {
		return nil, fmt.Errorf("%q is not for %d and %d steps", operator, len(a), len(b))
	}
	x, percent := new(big.Rat).Set(a[0]), ratQuo(a[0], ratInt(100))
	switch operator {
	case "equals":
		return x, nil
	case "sum of":
		return ratAdd(a...), nil
	case "plus":
		return x.Add(x, b[0]), nil
	case "minus":
		return x.Sub(x, b[0]), nil
	case "times":
		return x.Mul(x, b[0]), nil
	case "greater of", "lesser of":
		if (x.Cmp(b[0]) < 0) == (operator == "greater of") {
			x.Set(b[0])
		}
		return x, nil
	case "percent of":
		return ratMul(percent, b[0]), nil
	case "percent more than":
		return ratMul(ratAdd(ratInt(1), percent), b[0]), nil
	case "percent inside":
		return ratQuo(ratMul(percent, b[0]), ratAdd(ratInt(1), percent)), nil
	}
	divisor := a[0]
	if len(b) > 0 {
		divisor = b[len(b)-1]
	}
	if divisor.Sign() == 0 {
		return nil, fmt.Errorf("it divides by zero")
	}
	switch operator {
	case "one over":
		return x.Inv(x), nil
	case "over":
		return x.Quo(x, divisor), nil
	case "shared by":
		return x.Quo(x.Mul(x, b[0]), divisor), nil
	}
	return nil, fmt.Errorf("no operator %q", operator)
}

// exactText writes a fraction as a decimal; one that does not end is cut after
// eight digits, with "…".
func exactText(x *big.Rat) string {
	if digits, ends := x.FloatPrec(); ends {
		return x.FloatString(digits)
	}
	cut := new(big.Int).Quo(new(big.Int).Mul(x.Num(), big.NewInt(100_000_000)), x.Denom())
	text := new(big.Rat).SetFrac(cut, big.NewInt(100_000_000)).FloatString(8)
	if x.Sign() < 0 && cut.Sign() == 0 {
		text = "-" + text
	}
	return text + "…"
}

var worksheetRounding = regexp.MustCompile(`^(half up|down|up) to (\d+(?:\.\d+)?)(, largest remainder)?$`)

// roundAs rounds as a cell says: to a multiple of a step, half up away from
// zero, down towards it, up away from it.
func roundAs(cell string, x *big.Rat) (*big.Rat, error) {
	words := worksheetRounding.FindStringSubmatch(cell)
	if words == nil {
		return nil, fmt.Errorf("no rounding %q", cell)
	}
	step, _ := new(big.Rat).SetString(words[2])
	if step.Sign() == 0 {
		return nil, fmt.Errorf("it rounds to zero")
	}
	n := ratQuo(new(big.Rat).Abs(x), step)
	whole := new(big.Int).Quo(n.Num(), n.Denom())
	rest := ratSub(n, new(big.Rat).SetInt(whole))
	if words[1] == "up" && rest.Sign() > 0 || words[1] == "half up" && rest.Cmp(big.NewRat(1, 2)) >= 0 {
		whole.Add(whole, big.NewInt(1))
	}
	y := ratMul(new(big.Rat).SetInt(whole), step)
	if x.Sign() < 0 {
		y.Neg(y)
	}
	return y, nil
}

// sharesOfWorksheet holds that what is shared adds up to the whole, and that no
// part was rounded up before one that lost more by rounding down.
func sharesOfWorksheet(rows []worksheetRow, results []*big.Rat) error {
	for i := 0; i < len(rows); {
		if rows[i].Operator != "shared by" {
			i++
			continue
		}
		whole, of := rows[i].A, strings.Fields(rows[i].B)[1]
		sum, least, most := new(big.Rat), (*big.Rat)(nil), (*big.Rat)(nil) // lost of those rounded up, and down
		for ; i < len(rows) && rows[i].Operator == "shared by" && rows[i].A == whole && strings.Fields(rows[i].B)[1] == of; i++ {
			sum.Add(sum, results[i])
			a, _ := operands(rows[i].A, results)
			b, _ := operands(rows[i].B, results)
			x, err := operate("shared by", a, b)
			if err != nil {
				return err
			}
			lost := ratSub(x, results[i])
			if lost.Sign() < 0 {
				words := worksheetRounding.FindStringSubmatch(rows[i].Rounding)
				step, _ := new(big.Rat).SetString(words[2])
				if lost.Add(lost, step); least == nil || lost.Cmp(least) < 0 {
					least = lost
				}
			} else if most == nil || lost.Cmp(most) > 0 {
				most = lost
			}
		}
		a, _ := operands(whole, results)
		if sum.Cmp(a[0]) != 0 {
			return fmt.Errorf("%v: the shares sum to %s of %s", rows[i-1], exactText(sum), exactText(a[0]))
		}
		if least != nil && most != nil && least.Cmp(most) < 0 {
			return fmt.Errorf("%v: a smaller remainder was rounded up", rows[i-1])
		}
	}
	return nil
}
