package tax

import "github.com/landedhq/landed/currency"

// bases fills the bases of the taxes of a return, as calculation.pile does those
// of a line: the net of the return, with the taxes before it if it is compound.
// Taxes that share a base (on what is above a threshold and the exemption of what
// is not, shipping split by its goods) share that of the return, too.
func (c *crediting) bases(l *LineResult, d *CreditedLine, out *LineResult, all bool) (err error) {
	piled, part := l.Net, out.Net
	for k := 0; k < len(l.Taxes); {
		whole, of := l.Net, out.Net
		if l.Taxes[k].Rate.Compound {
			whole, of = piled, part
		}
		n := sharing(whole, l.Taxes[k:])
		switch {
		case all || n == 0:
			n = 1
			err = c.restBase(l, d, out, k, all)
		case n == 1:
			out.Taxes[k].Base = of
		default:
			err = c.shareBase(l, d, out.Taxes[k:k+n], k, of)
		}
		for ; err == nil && n > 0; n-- {
			if !l.Taxes[k].Rate.Retained {
				if piled, err = piled.Add(l.Taxes[k].Amount); err == nil {
					part, err = part.Add(out.Taxes[k].Amount)
				}
			}
			k++
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sharing is how many of the taxes have bases that together are a whole, none if
// there is no such number.
func sharing(whole currency.Amount, taxes []Charge) int {
	var sum currency.Total
	for n := range taxes {
		sum.Add(taxes[n].Base)
		if a, err := sum.Amount(); err == nil && a.Equal(whole) {
			return n + 1
		}
	}
	return 0
}

// restBase gives a return its share of what is left of the base of tax k, in
// proportion to the gross, or all of it.
func (c *crediting) restBase(l *LineResult, d *CreditedLine, out *LineResult, k int, all bool) error {
	rest, err := l.Taxes[k].Base.Sub(d.Taxes[k].Base)
	if err == nil && !all {
		var whole currency.Amount
		if whole, err = l.Gross.Sub(d.Gross); err == nil {
			rest, err = proportion(rest, out.Gross, whole, c.grid)
		}
	}
	out.Taxes[k].Base = rest
	return err
}

// shareBase divides a base among the taxes from k on, by what is left of theirs.
func (c *crediting) shareBase(l *LineResult, d *CreditedLine, out []Charge, k int, base currency.Amount) error {
	rests, left := make([]currency.Amount, len(out)), false
	for n := range rests {
		rest, err := l.Taxes[k+n].Base.Sub(d.Taxes[k+n].Base)
		if err != nil {
			return err
		}
		rests[n] = rest.Abs()
		left = left || !rest.IsZero()
	}
	parts := make([]currency.Amount, len(out))
	if left && !base.IsZero() {
		var err error
		if parts, err = base.AllocateBy(rests, c.grid); err != nil {
			return err
		}
	}
	for n := range out {
		if out[n].Base = parts[n]; parts[n].IsZero() {
			out[n].Base = c.zero
		}
	}
	return nil
}
