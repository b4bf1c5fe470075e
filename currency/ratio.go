package currency

import "math/big"

// ratio is a positive quotient.
type ratio struct{ num, den number }

func (q ratio) equal(p ratio) bool { return q.cmp(p) == 0 }

// cmp compares the values of q and p.
func (q ratio) cmp(p ratio) int {
	return cmpNumbers(mulNumbers(q.num, p.den), mulNumbers(p.num, q.den))
}

func (q ratio) inverse() ratio { return ratio{q.den, q.num} }

// times returns the product.
func (q ratio) times(p ratio) (ratio, error) {
	return ratio{mulNumbers(q.num, p.num), mulNumbers(q.den, p.den)}.settle()
}

// mean returns half the sum of q and p.
func (q ratio) mean(p ratio) (ratio, error) {
	half := number{units: 5, scale: 1}
	if cmpNumbers(q.den, p.den) == 0 {
		return ratio{mulNumbers(addNumbers(q.num, p.num), half), q.den}.settle()
	}
	sum := addNumbers(mulNumbers(q.num, p.den), mulNumbers(p.num, q.den))
	return ratio{mulNumbers(sum, half), mulNumbers(q.den, p.den)}.settle()
}

// settle brings a new ratio into the domain. As long as its terms are short
// they stay what they are, products of the published figures; beyond an int64,
// or out of the domain, they are reduced. It returns [ErrRange] if no form fits.
func (q ratio) settle() (ratio, error) {
	q = ratio{q.num.trim(0), q.den.trim(0)}
	fits := q.num.inDomain() && q.den.inDomain()
	if fits && q.num.big == nil && q.den.big == nil {
		return q, nil
	}
	for _, p := range [...]ratio{q.reduce(), q.integers().reduce()} {
		if p.num.inDomain() && p.den.inDomain() {
			return p, nil
		}
	}
	if !fits {
		return ratio{}, ErrRange
	}
	return q, nil
}

// reduce returns the ratio without what coefficients and scales have in common.
func (q ratio) reduce() ratio {
	n, d := q.num.value(), q.den.value()
	gcd := new(big.Int).GCD(nil, nil, n, d)
	scale := min(q.num.scale, q.den.scale)
	return ratio{
		number{big: new(big.Int).Quo(n, gcd), scale: q.num.scale - scale}.narrow(),
		number{big: new(big.Int).Quo(d, gcd), scale: q.den.scale - scale}.narrow(),
	}
}

// integers returns the ratio with terms that have nothing after the point.
func (q ratio) integers() ratio {
	scale := max(q.num.scale, q.den.scale)
	return ratio{
		number{big: new(big.Int).Mul(q.num.value(), bigPow10(int(scale-q.num.scale)))},
		number{big: new(big.Int).Mul(q.den.value(), bigPow10(int(scale-q.den.scale)))},
	}
}

// percent returns by how many per cent the ratio is above 1, as a ratio whose
// denominator is 1 where that is its form.
func (q ratio) percent() ratio {
	above := addNumbers(q.num, q.den.neg())
	return ratio{mulNumbers(above, number{units: 100}).trim(0), q.den}
}
