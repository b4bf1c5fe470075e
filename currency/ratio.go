package currency

import "math/big"

// ratio is a positive quotient.
type ratio struct{ num, den number }

func (q ratio) equal(p ratio) bool {
	return cmpNumbers(mulNumbers(q.num, p.den), mulNumbers(p.num, q.den)) == 0
}

func (q ratio) inverse() ratio { return ratio{q.den, q.num} }

// times returns the product. As long as its terms are short they stay products
// of the published figures; beyond an int64 they are reduced.
func (q ratio) times(p ratio) (ratio, error) {
	q = ratio{mulNumbers(q.num, p.num).trim(0), mulNumbers(q.den, p.den).trim(0)}
	if q.num.big != nil || q.den.big != nil {
		q = q.reduce()
	}
	if !q.num.inDomain() || !q.den.inDomain() {
		return ratio{}, ErrRange
	}
	return q, nil
}

// reduce returns the ratio in lowest terms, as integers.
func (q ratio) reduce() ratio {
	scale := max(q.num.scale, q.den.scale)
	n := new(big.Int).Mul(q.num.value(), bigPow10(int(scale-q.num.scale)))
	d := new(big.Int).Mul(q.den.value(), bigPow10(int(scale-q.den.scale)))
	gcd := new(big.Int).GCD(nil, nil, n, d)
	return ratio{number{big: n.Quo(n, gcd)}.narrow(), number{big: d.Quo(d, gcd)}.narrow()}
}

// percent returns by how many per cent the ratio is above 1, as a ratio whose
// denominator is 1 where that is its form.
func (q ratio) percent() ratio {
	above := addNumbers(q.num, q.den.neg())
	return ratio{mulNumbers(above, number{units: 100}).trim(0), q.den}
}
