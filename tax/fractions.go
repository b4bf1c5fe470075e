package tax

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Fractions is how customs drop fractions of an import tax. Goods of one code
// and origin and one rate stand in one column of the declaration: the base of
// each is cut to full steps of Base, and the tax on it to the minor unit. The
// sum of the taxes of all columns is cut to full steps of Due. Nothing is
// rounded up. The zero Fractions drops nothing.
//
// Where National and Local are not zero, the rate is that of two taxes in this
// proportion: the local tax is charged on the national tax of the column, cut
// to full steps of Due. The sum of each tax is cut separately.
//
// Japan cuts to 1,000 and to 100 JPY and levies 78 parts of the rate for the
// nation, with 22/78 of that for the prefectures: Act on General Rules for
// National Taxes art. 118 and 119; by column and in the sum as the example of
// Customs Answer 1111 has it.
//
// Its text form is "1000/100 JPY 78+22", or "1000/100 JPY" for a single tax.
type Fractions struct {
	Base, Due       currency.Amount
	National, Local int64
}

// IsZero reports whether nothing is dropped.
func (f Fractions) IsZero() bool { return f == Fractions{} }

// String gives the text form, "" of the zero Fractions.
func (f Fractions) String() string {
	if f.IsZero() {
		return ""
	}
	s := f.Base.Text() + "/" + f.Due.Text() + " " + f.Base.Currency().String()
	if f.Local != 0 {
		s += fmt.Sprintf(" %d+%d", f.National, f.Local)
	}
	return s
}

// MarshalText gives the text form.
func (f Fractions) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads the text form; an empty text is the zero Fractions. It
// returns an error that wraps ErrSyntax for any other text, for steps and parts
// that are not above zero, and for steps finer than the minor unit.
func (f *Fractions) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*f = Fractions{}
		return nil
	}
	out, ok := readFractions(strings.Split(string(text), " "))
	if !ok {
		return fmt.Errorf("%s: want fractions as in 1000/100 JPY 78+22: %w", excerpt.Quote(string(text)), ErrSyntax)
	}
	*f = out
	return nil
}

func readFractions(words []string) (f Fractions, ok bool) {
	if len(words) < 2 || len(words) > 3 {
		return f, false
	}
	c, err := currency.ParseCode(words[1])
	if err != nil {
		return f, false
	}
	base, due, _ := strings.Cut(words[0], "/")
	for _, step := range [...]struct {
		to   *currency.Amount
		text string
	}{{&f.Base, base}, {&f.Due, due}} {
		a, err := currency.ParseAmount(step.text, c)
		if _, scale, ok := a.Units(); err != nil || !ok || scale > c.Digits() || a.Sign() <= 0 {
			return f, false
		}
		*step.to = a
	}
	if len(words) == 2 {
		return f, true
	}
	national, local, _ := strings.Cut(words[2], "+")
	for _, part := range [...]struct {
		to   *int64
		text string
	}{{&f.National, national}, {&f.Local, local}} {
		n, err := strconv.ParseInt(part.text, 10, 32)
		if err != nil || n <= 0 {
			return f, false
		}
		*part.to = n
	}
	return f, true
}

// Column is the goods of one column of a declaration: what their tax is charged
// on, and the percentage of the whole tax, national and local. The duty in the
// base of a tax has fractions too, see [Fractions.OfDuty].
type Column struct {
	Base    currency.Amount
	Percent decimal.Decimal
}

// DeclaredColumn is the tax on a column: what is left of its base, and the
// taxes on that. Local is zero for a single tax.
type DeclaredColumn struct {
	Base, National, Local currency.Amount
}

// Declared is the tax on a declaration: that of its columns, and the sums
// without their fractions. What is due is National + Local.
type Declared struct {
	Columns         []DeclaredColumn
	National, Local currency.Amount
}

// Declare charges the tax on the columns of a declaration, in the currency of f
// and without its fractions, as [Fractions] says.
//
// It returns an error if f is zero (ErrPolicy), an amount is in another currency
// (currency.ErrMismatch), or beyond 34 digits (currency.ErrRange).
func (f Fractions) Declare(columns []Column) (Declared, error) {
	if f.IsZero() {
		return Declared{}, fmt.Errorf("tax: declaration: no fractions are dropped: use Calculate: %w", ErrPolicy)
	}
	out := Declared{Columns: make([]DeclaredColumn, len(columns))}
	var national, local currency.Total
	nothing := currency.FromMinor(0, f.Base.Currency())
	national.Add(nothing)
	local.Add(nothing)
	for k, c := range columns {
		d, err := f.column(c)
		if err != nil {
			return Declared{}, fmt.Errorf("tax: column %d of a declaration: %w", k+1, err)
		}
		out.Columns[k] = d
		national.Add(d.National)
		local.Add(d.Local)
	}
	for _, sum := range [...]struct {
		to   *currency.Amount
		from *currency.Total
	}{{&out.National, &national}, {&out.Local, &local}} {
		a, err := sum.from.Amount()
		if err == nil {
			*sum.to, err = a.Round(downTo(f.Due))
		}
		if err != nil {
			return Declared{}, fmt.Errorf("tax: declaration: %w", err)
		}
	}
	return out, nil
}

// column charges the tax on one column.
func (f Fractions) column(c Column) (d DeclaredColumn, err error) {
	if _, err := f.Base.Cmp(c.Base); err != nil {
		return d, err
	}
	d.Local = currency.FromMinor(0, f.Base.Currency())
	if d.Base, err = c.Base.Round(downTo(f.Base)); err != nil {
		return d, err
	}
	per := hundred
	if f.Local != 0 {
		c.Percent = c.Percent.Mul(decimal.NewFromInt(f.National))
		per = per.Mul(decimal.NewFromInt(f.National + f.Local))
	}
	if d.National, err = d.Base.MulDiv(c.Percent, per, downToMinor); err != nil || f.Local == 0 {
		return d, err
	}
	base, err := d.National.Round(downTo(f.Due))
	if err == nil {
		d.Local, err = base.MulDiv(decimal.NewFromInt(f.Local), decimal.NewFromInt(f.National), downToMinor)
	}
	return d, err
}

// OfDuty drops the fractions of the duty on a column that is in the base of the
// tax. It returns an error for a duty in another currency.
func (f Fractions) OfDuty(duty currency.Amount) (currency.Amount, error) {
	if _, err := f.Due.Cmp(duty); err != nil {
		return currency.Amount{}, err
	}
	if f.IsZero() {
		return duty, nil
	}
	return duty.Round(downTo(f.Due))
}

// downTo cuts to full steps.
func downTo(step currency.Amount) currency.Rounding {
	units, scale, _ := step.Units()
	return currency.Rounding{Mode: currency.Down, Digits: currency.To(scale), Increment: units}
}

// downToMinor cuts to the minor unit.
var downToMinor = currency.Rounding{Mode: currency.Down}
