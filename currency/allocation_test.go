package currency

import (
	"bufio"
	"encoding/json"
	"errors"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/excerpt"
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
		{"too many parts", func() ([]Amount, error) { return a.Split(math.MaxInt, Rounding{}) }, ErrAllocation, "1 to 100000 parts"},
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

func TestAllocationMethods(t *testing.T) {
	cash := Rounding{Increment: 5}
	tests := []struct {
		amount  string
		code    Code
		weights []string
		al      Allocation
		want    []string
		rest    string
		reason  string
	}{
		{"0.05", EUR, []string{"1", "4", "4"}, Allocation{}, []string{"0.01", "0.02", "0.02"}, "0.00", "0.56, 2.22 and 2.22 cents: the first has the largest remainder"},
		{"0.05", EUR, []string{"4", "4", "1"}, Allocation{}, []string{"0.02", "0.02", "0.01"}, "0.00", "wherever it stands"},
		{"0.05", EUR, []string{"4", "4", "1"}, Allocation{Method: ToFirst}, []string{"0.03", "0.02", "0.00"}, "0.00", "the first part, however small its remainder"},
		{"0.05", EUR, []string{"4", "4", "1"}, Allocation{Method: KeepRest}, []string{"0.02", "0.02", "0.00"}, "0.01", "nobody"},
		{"-0.05", EUR, []string{"4", "4", "1"}, Allocation{Method: KeepRest}, []string{"-0.02", "-0.02", "0.00"}, "-0.01", "towards zero, as for a charge"},
		{"-0.05", EUR, []string{"4", "4", "1"}, Allocation{Method: ToFirst}, []string{"-0.03", "-0.02", "0.00"}, "0.00", ""},
		{"0.02", EUR, []string{"0", "1", "0", "1", "1"}, Allocation{Method: ToFirst}, []string{"0.00", "0.01", "0.00", "0.01", "0.00"}, "0.00", "the first weights that are not zero"},
		{"10.02", CHF, []string{"1", "1", "1"}, Allocation{Method: KeepRest, Rounding: cash}, []string{"3.30", "3.30", "3.30"}, "0.12", "two steps and a piece"},
		{"10.02", CHF, []string{"1", "1", "1"}, Allocation{Method: ToFirst, Rounding: cash}, []string{"3.35", "3.35", "3.32"}, "0.00", "the piece goes to the next in line"},
		{"0.03", CHF, []string{"1", "2"}, Allocation{Method: KeepRest, Rounding: cash}, []string{"0.00", "0.00"}, "0.03", "all below a step"},
		{"9.00", EUR, []string{"1", "2"}, Allocation{Method: KeepRest}, []string{"3.00", "6.00"}, "0.00", "nothing is left"},
		{"0", EUR, []string{"1", "0"}, Allocation{Method: KeepRest}, []string{"0.00", "0.00"}, "0.00", ""},
		{"10.00", EUR, []string{"1", "1", "1"}, Allocation{Keys: []string{"c", "b", "a"}}, []string{"3.33", "3.33", "3.34"}, "0.00", "the tie goes to the lowest key"},
		{"10.00", EUR, []string{"1", "1", "1"}, Allocation{Method: ToFirst, Keys: []string{"9", "10", ""}}, []string{"3.33", "3.33", "3.34"}, "0.00", "the empty key is the lowest"},
		{"10.01", EUR, []string{"1", "1", "1"}, Allocation{Method: ToFirst, Keys: []string{"9", "10", "8"}}, []string{"3.33", "3.34", "3.34"}, "0.00", "keys are texts: 10 comes before 8 and 9"},
		{"0.05", EUR, []string{"4", "4", "1"}, Allocation{Keys: []string{"a", "b", "c"}}, []string{"0.02", "0.02", "0.01"}, "0.00", "keys decide ties only"},
		{"0.025", EUR, []string{"1", "1"}, Allocation{Keys: []string{"b", "a"}}, []string{"0.01", "0.015"}, "0.00", "the piece, too, goes by key"},
		{"12345678901234567890123456789012.34", EUR, []string{"1", "1", "1"}, Allocation{Keys: []string{"c", "b", "a"}},
			[]string{"4115226300411522630041152263004.11", "4115226300411522630041152263004.11", "4115226300411522630041152263004.12"}, "0.00", "beyond an int64"},
		{"12345678901234567890123456789012.34", EUR, []string{"1", "1", "1"}, Allocation{Method: KeepRest},
			slices.Repeat([]string{"4115226300411522630041152263004.11"}, 3), "0.01", ""},
	}
	for _, tt := range tests {
		a := MustAmount(tt.amount, tt.code)
		parts, rest, err := tt.al.Divide(a, decs(tt.weights...))
		if err != nil {
			t.Errorf("%v by %v, %+v: %v", a, tt.weights, tt.al, err)
		} else if diff := cmp.Diff(append(tt.want, tt.rest+" "+tt.code.String()), append(texts(parts), rest.String())); diff != "" {
			t.Errorf("%v by %v, %+v (%s): -want +got, the rest last\n%s", a, tt.weights, tt.al, tt.reason, diff)
		}
	}
}

func TestAllocationRefuses(t *testing.T) {
	a, two := FromMinor(1000, EUR), decs("1", "2")
	tests := []struct {
		al     Allocation
		a      Amount
		class  error
		want   string
		reason string
	}{
		{Allocation{Keys: []string{"a"}}, a, ErrAllocation, "1 keys for 2 parts", ""},
		{Allocation{Keys: []string{}}, a, ErrAllocation, "0 keys for 2 parts", "no keys are nil"},
		{Allocation{Keys: []string{"a", "b", "c"}}, a, ErrAllocation, "3 keys for 2 parts", ""},
		{Allocation{Keys: []string{"x", "x"}}, a, ErrAllocation, `parts 0 and 1 have the same key "x"`, "the result would depend on their order"},
		{Allocation{Method: KeepRest, Keys: []string{"x", "x"}}, a, ErrAllocation, "the same key", "the same for all methods"},
		{Allocation{Keys: []string{"x", "x"}}, Amount{}, ErrAllocation, "the same key", "and for nothing"},
		{Allocation{Keys: slices.Repeat([]string{strings.Repeat("x", 1_000_000)}, 2)}, a, ErrAllocation, "(1000000 bytes)", "messages are short"},
		{Allocation{Method: 3}, a, ErrAllocation, "unknown method(3)", ""},
		{Allocation{Rounding: Rounding{Digits: To(35)}}, a, ErrRounding, "digits", ""},
		{Allocation{Rounding: Rounding{Increment: -5}}, a, ErrRounding, "negative", ""},
		{Allocation{Rounding: Rounding{Digits: To(34)}}, a, ErrRange, "", "a share of 35 digits"},
	}
	for _, tt := range tests {
		parts, rest, err := tt.al.Divide(tt.a, two)
		if parts != nil || rest != (Amount{}) || !errors.Is(err, tt.class) || !strings.Contains(err.Error(), tt.want) || len(err.Error()) > 250 {
			t.Errorf("%v, %v, %v, want an error with %q (%s)", parts, rest, err, tt.want, tt.reason)
		}
	}
}

func TestMethodText(t *testing.T) {
	for m := range KeepRest + 1 {
		text, err := m.MarshalText()
		var again Method
		if err == nil {
			err = again.UnmarshalText(text)
		}
		if err != nil || again != m || m.String() != string(text) {
			t.Errorf("%v is %s and reads as %v, %v", m, text, again, err)
		}
	}
	if _, err := Method(3).MarshalText(); !errors.Is(err, ErrAllocation) || Method(3).String() != "method(3)" {
		t.Errorf("%v: %v", Method(3), err)
	}
	for _, in := range []string{"", "To_First", "to_first ", strings.Repeat("x", 10_000_000)} {
		m := ToFirst
		if err := m.UnmarshalText([]byte(in)); !errors.Is(err, ErrSyntax) || m != ToFirst || len(err.Error()) > 250 {
			t.Errorf("%s: %v, %v", excerpt.Quote(in), m, err)
		}
	}
}

// An allocation needs no memory but its result, up to 16 parts.
func TestAllocationMemory(t *testing.T) {
	a := FromMinor(123457, EUR)
	weights, amounts, keys := make([]decimal.Decimal, 16), make([]Amount, 16), make([]string, 16)
	for i := range weights {
		weights[i] = decimal.New(int64(i*i), -2)
		amounts[i] = FromMinor(int64(i*i), USD)
		keys[i] = string(rune('p' - i))
	}
	for _, tt := range []struct {
		name string
		f    func() error
	}{
		{"Allocate", func() error { _, err := a.Allocate(weights, Rounding{}); return err }},
		{"AllocateBy", func() error { _, err := a.AllocateBy(amounts, Rounding{}); return err }},
		{"Split", func() error { _, err := a.Split(16, Rounding{}); return err }},
		{"to 0.05", func() error { _, err := a.Split(16, Rounding{Increment: 5}); return err }},
		{"to 4 digits", func() error { _, err := a.Split(15, Rounding{Digits: To(4)}); return err }},
		{"by keys", func() error { _, _, err := Allocation{Keys: keys}.Divide(a, weights); return err }},
		{"to first by keys", func() error { _, _, err := Allocation{Method: ToFirst, Keys: keys}.DivideBy(a, amounts); return err }},
		{"keep rest", func() error { _, _, err := Allocation{Method: KeepRest}.Split(a, 16); return err }},
	} {
		var err error
		got := testing.AllocsPerRun(100, func() { err = tt.f() })
		if err != nil || got > 1 {
			t.Errorf("%s: %v allocations, want 1 (%v)", tt.name, got, err)
		}
	}
	var err error
	room := make([]Amount, 0, 20)
	if got := testing.AllocsPerRun(100, func() { _, err = a.AppendAllocateBy(room, amounts, Rounding{}) }); err != nil || got > 0 {
		t.Errorf("into room for it: %v allocations, want none (%v)", got, err)
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
