package tax

// Calculator calculates one order after the other in the same memory, for
// programs that price a whole catalogue. The zero Calculator is ready. It is
// not safe for use by several goroutines at a time; let each have its own.
type Calculator struct {
	lines  []LineResult
	taxes  []TaxAmount
	rates  []Rate
	totals []RateTotal
}

// Calculate is the function Calculate, but what its result points to is good
// only until the next call.
func (m *Calculator) Calculate(lines []Line, p Policy) (r Result, err error) {
	if p == (Policy{Level: p.Level, Target: p.Target}) && m.calculateMinor(lines, p, &r) {
		return r, nil
	}
	return Order{Lines: lines}.Calculate(p)
}

// The memory of an order of few lines is one piece: what the small structs of
// a result cost is mostly their number.
type (
	smallMemory struct {
		lines  [3]LineResult
		taxes  [4]TaxAmount
		rates  [2]Rate
		totals [2]RateTotal
	}
	mediumMemory struct {
		lines  [10]LineResult
		taxes  [10]TaxAmount
		rates  [2]Rate
		totals [2]RateTotal
	}
)

// reserve makes room for so many lines, taxes of all lines, and rates. What is
// in it is of the order before.
func (m *Calculator) reserve(lines, taxes, rates int) {
	switch {
	case lines <= cap(m.lines) && taxes <= cap(m.taxes) && rates <= cap(m.rates) && rates <= cap(m.totals):
	case lines <= len(smallMemory{}.lines) && taxes <= len(smallMemory{}.taxes) && rates <= len(smallMemory{}.rates):
		s := new(smallMemory)
		m.lines, m.taxes, m.rates, m.totals = s.lines[:], s.taxes[:], s.rates[:], s.totals[:]
	case lines <= len(mediumMemory{}.lines) && taxes <= len(mediumMemory{}.taxes) && rates <= len(mediumMemory{}.rates):
		s := new(mediumMemory)
		m.lines, m.taxes, m.rates, m.totals = s.lines[:], s.taxes[:], s.rates[:], s.totals[:]
	default:
		m.lines, m.taxes = make([]LineResult, lines), make([]TaxAmount, taxes)
		m.rates, m.totals = make([]Rate, rates), make([]RateTotal, rates)
	}
	m.lines, m.taxes, m.rates, m.totals = m.lines[:lines:lines], m.taxes[:taxes], m.rates[:0], m.totals[:0]
}
