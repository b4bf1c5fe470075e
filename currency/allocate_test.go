package currency

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

func decs(ss ...string) []decimal.Decimal {
	ds := make([]decimal.Decimal, len(ss))
	for i, s := range ss {
		ds[i] = dec(s)
	}
	return ds
}

func texts(as []Amount) []string {
	ss := make([]string, len(as))
	for i, a := range as {
		ss[i] = a.Text()
	}
	return ss
}

func TestAllocate(t *testing.T) {
	tests := []struct {
		amount  string
		code    Code
		weights []string
		r       Rounding
		want    []string
		reason  string
	}{
		{"10.00", EUR, []string{"1", "1", "1"}, Rounding{}, []string{"3.34", "3.33", "3.33"}, "ties go to the lower index"},
		{"0.05", EUR, []string{"3", "7"}, Rounding{}, []string{"0.02", "0.03"}, "1.5 and 3.5 cents: a tie again"},
		{"0.01", EUR, []string{"1", "2", "1"}, Rounding{}, []string{"0.00", "0.01", "0.00"}, "the largest remainder, not the first"},
		{"-10.00", EUR, []string{"1", "1", "1"}, Rounding{}, []string{"-3.34", "-3.33", "-3.33"}, "symmetric: a refund mirrors the charge"},
		{"100.00", EUR, []string{"0", "1", "0", "1"}, Rounding{}, []string{"0.00", "50.00", "0.00", "50.00"}, "nothing goes to a weight of zero"},
		{"0.01", EUR, []string{"0", "0.001", "0"}, Rounding{}, []string{"0.00", "0.01", "0.00"}, "fractional weights"},
		{"0", EUR, []string{"0", "0"}, Rounding{}, []string{"0.00", "0.00"}, "nothing by nothing is nothing"},
		{"0", EUR, []string{"1", "2"}, Rounding{}, []string{"0.00", "0.00"}, ""},
		{"100", JPY, []string{"1", "1", "1"}, Rounding{}, []string{"34", "33", "33"}, "no minor unit"},
		{"10.00", CHF, []string{"1", "1", "1"}, Rounding{Increment: 5}, []string{"3.35", "3.35", "3.30"}, "on the cash grid"},
		{"10.02", CHF, []string{"1", "1", "1"}, Rounding{Increment: 5}, []string{"3.35", "3.35", "3.32"}, "0.02 is below a step and goes to the next in line"},
		{"0.025", EUR, []string{"1", "1"}, Rounding{}, []string{"0.015", "0.01"}, "2 cents are a cent each; the half cent is next in line"},
		{"1.00", EUR, []string{"1", "1", "1"}, Rounding{Digits: To(4)}, []string{"0.3334", "0.3333", "0.3333"}, "finer than the minor unit"},
		{"0.03", EUR, []string{"1", "1"}, Rounding{Digits: To(0)}, []string{"0.03", "0.00"}, "all of it below a step"},
		{"12345678901234567890123456789012.34", EUR, []string{"1", "1", "1"}, Rounding{},
			[]string{"4115226300411522630041152263004.12", "4115226300411522630041152263004.11", "4115226300411522630041152263004.11"}, "beyond an int64"},
		{"1.00", EUR, []string{"0.0000000000000000000000000000000001", "9999999999999999999999999999999999"}, Rounding{},
			[]string{"0.00", "1.00"}, "weights of 68 digits apart"},
		{"1.00", EUR, slices.Repeat([]string{"1"}, 17), Rounding{},
			append(slices.Repeat([]string{"0.06"}, 15), "0.05", "0.05"), "more parts than fit the stack"},
	}
	for _, tt := range tests {
		got, err := MustAmount(tt.amount, tt.code).Allocate(decs(tt.weights...), tt.r)
		if err != nil {
			t.Errorf("%s by %v: %v", tt.amount, tt.weights, err)
		} else if diff := cmp.Diff(tt.want, texts(got)); diff != "" {
			t.Errorf("%s by %v (%s): -want +got\n%s", tt.amount, tt.weights, tt.reason, diff)
		}
	}
}

func TestAllocateRefuses(t *testing.T) {
	a := FromMinor(1000, EUR)
	tests := []struct {
		name  string
		f     func() ([]Amount, error)
		class error
		want  string
	}{
		{"no weights", func() ([]Amount, error) { return a.Allocate(nil, Rounding{}) }, ErrAllocation, "no weights"},
		{"nothing by no weights", func() ([]Amount, error) { return Amount{}.Allocate(nil, Rounding{}) }, ErrAllocation, "no weights"},
		{"all zero", func() ([]Amount, error) { return a.Allocate(decs("0", "0.00"), Rounding{}) }, ErrAllocation, "all weights are zero"},
		{"negative", func() ([]Amount, error) { return a.Allocate(decs("1", "-1"), Rounding{}) }, ErrAllocation, "weight 1 is negative"},
		{"negative, of nothing", func() ([]Amount, error) { return FromMinor(0, EUR).Allocate(decs("-1"), Rounding{}) }, ErrAllocation, "weight 0 is negative"},
		{"huge", func() ([]Amount, error) {
			return a.Allocate([]decimal.Decimal{dec("1"), decimal.New(1, 1_000_000_000)}, Rounding{})
		}, ErrRange, "weight 1, 1e1000000000"},
		{"zero parts", func() ([]Amount, error) { return a.Split(0, Rounding{}) }, ErrAllocation, "into 0"},
		{"minus one part", func() ([]Amount, error) { return a.Split(-1, Rounding{}) }, ErrAllocation, "into -1"},
		{"too many parts", func() ([]Amount, error) { return a.Split(1<<40, Rounding{}) }, ErrAllocation, "1 to 100000 parts"},
		{"negative amounts", func() ([]Amount, error) { return a.AllocateBy([]Amount{a, a.Neg()}, Rounding{}) }, ErrAllocation, "weight 1 is negative"},
	}
	for _, tt := range tests {
		parts, err := tt.f()
		if parts != nil || !errors.Is(err, tt.class) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, %v, want an error with %q", tt.name, parts, err, tt.want)
		}
	}
}

func TestAllocateBy(t *testing.T) {
	discount := FromMinor(500, EUR)
	parts, err := discount.AllocateBy([]Amount{FromMinor(1999, USD), {}, FromMinor(4001, USD)}, Rounding{})
	if err != nil {
		t.Fatal(err)
	}
	// 5.00 × 19.99/60 = 1.6658…, 5.00 × 40.01/60 = 3.3341…
	if diff := cmp.Diff([]string{"1.67", "0.00", "3.33"}, texts(parts)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// Worked cases from public test suites; each row names its source.
func TestAllocationCases(t *testing.T) {
	f, err := os.Open("testdata/allocation.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var row struct {
			ID     string
			Inputs struct {
				Decimals int
				Weights  []json.Number
				Amount   string
				Currency Code
			}
			Expected struct {
				Parts         []string
				PartsAnyOrder []string `json:"parts_any_order"`
				PartsSum      string   `json:"parts_sum"`
				WrongParts    []string `json:"wrong_parts"`
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		t.Run(row.ID, func(t *testing.T) {
			var weights []decimal.Decimal
			for _, w := range row.Inputs.Weights {
				weights = append(weights, dec(w.String()))
			}
			r := Rounding{Digits: To(row.Inputs.Decimals)}
			parts, err := MustAmount(row.Inputs.Amount, row.Inputs.Currency).Allocate(weights, r)
			if err != nil {
				t.Fatal(err)
			}
			got := make([]Amount, len(parts))
			copy(got, parts)
			want := row.Expected.Parts
			if row.Expected.PartsAnyOrder != nil {
				want = row.Expected.PartsAnyOrder
				slices.SortFunc(got, func(a, b Amount) int { return cmpNumbers(a.number(), b.number()) })
			}
			for i, w := range want {
				if !got[i].Equal(MustAmount(w, row.Inputs.Currency)) {
					t.Errorf("parts %v, want %v", parts, want)
					break
				}
			}
			if s := row.Expected.PartsSum; s != "" {
				sum, err := Sum(parts...)
				if err != nil || !sum.Equal(MustAmount(s, row.Inputs.Currency)) {
					t.Errorf("parts %v add up to %v, %v, want %s", parts, sum, err, s)
				}
			}
			if w := row.Expected.WrongParts; w != nil && slices.Equal(texts(parts), w) {
				t.Errorf("parts %v are the known wrong ones", parts)
			}
			if want == nil && row.Expected.PartsSum == "" {
				t.Error("the row expects nothing")
			}
		})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}
