package tax

// Calculator calculates one order after the other in the same memory, for
// programs that price a whole catalogue. The zero Calculator is ready. It is
// not safe for use by several goroutines at a time; let each have its own.
type Calculator struct {
	lines  []LineResult
	taxes  []Charge
	totals []RateTotal
}

// Calculate does what the function Calculate does, but what its result points
// to is valid only until the next call.
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
		taxes  [4]Charge
		totals [2]RateTotal
	}
	mediumMemory struct {
		lines  [10]LineResult
		taxes  [10]Charge
		totals [2]RateTotal
	}
)

// reserve makes room for so many lines, taxes of all lines, and totals. What is
// in it is of the order before.
func (m *Calculator) reserve(lines, taxes, totals int) {
	switch {
	case lines <= cap(m.lines) && taxes <= cap(m.taxes) && totals <= cap(m.totals):
	case lines <= len(smallMemory{}.lines) && taxes <= len(smallMemory{}.taxes) && totals <= len(smallMemory{}.totals):
		s := new(smallMemory)
		m.lines, m.taxes, m.totals = s.lines[:], s.taxes[:], s.totals[:]
	case lines <= len(mediumMemory{}.lines) && taxes <= len(mediumMemory{}.taxes) && totals <= len(mediumMemory{}.totals):
		s := new(mediumMemory)
		m.lines, m.taxes, m.totals = s.lines[:], s.taxes[:], s.totals[:]
	default:
		m.lines, m.taxes, m.totals = make([]LineResult, lines), make([]Charge, taxes), make([]RateTotal, totals)
	}
	m.lines, m.taxes, m.totals = m.lines[:lines:lines], m.taxes[:taxes], m.totals[:0]
}
