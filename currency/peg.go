package currency

import "time"

// peg is a fixed rate between two currencies that are both in use: units of
// code for one of anchor.
type peg struct {
	code, anchor Code
	from, until  Date
	source       uint8 // in pegSources
	units        ratio
}

// rate returns the rate of the peg with a time.
func (p *peg) rate(at time.Time) Rate {
	return makeRate(p.anchor, p.code, p.units, origin{asOf: at, source: pegSources[p.source]})
}

// PegOf returns the rate at which c is pegged to another currency on a day, and
// reports whether it is: from the anchor to c, 1 USD = 3.6725 AED, exactly. Its
// time is the day on which the peg began or, where that is not known, the first
// day for which its source shows it.
//
// A peg is what a law or a central bank says; a bank may charge for the
// exchange. Bands, such as that of HKD, and crawling pegs are not in the table.
func PegOf(c Code, on Date) (Rate, bool) {
	for i := range pegs {
		if p := &pegs[i]; p.code == c && on.Within(p.from, p.until) {
			return p.rate(p.from.Time()), true
		}
	}
	return Rate{}, false
}

// FixedRates returns the exact rates that hold on a day by law: the pegs of
// that day, from the anchor to the currency pegged to it, and the rates at
// which currencies were replaced until that day, from the old currency to the
// new one. They are sorted by the currency that is pegged or was replaced, its
// peg first; each carries its source and, as its time, the day asked for: a rate
// that is fixed is never old. [PegOf] and [Succession.Rate] say since when it
// holds.
//
// With the rates of a bank for a few currencies they make a snapshot that
// answers for many more: [Rates.With].
func FixedRates(on Date) []Rate {
	rates := make([]Rate, 0, len(pegs)+len(successions))
	next := 0 // of pegs, which are sorted by code as successions are
	for i := range successions {
		s := &successions[i]
		for ; next < len(pegs) && pegs[next].code <= s.code; next++ {
			rates = appendPeg(rates, &pegs[next], on)
		}
		if on >= s.on && s.fixed() {
			rates = append(rates, s.rate(on.Time()))
		}
	}
	for ; next < len(pegs); next++ {
		rates = appendPeg(rates, &pegs[next], on)
	}
	return rates
}

// appendPeg appends the rate of p if it holds on a day.
func appendPeg(rates []Rate, p *peg, on Date) []Rate {
	if !on.Within(p.from, p.until) {
		return rates
	}
	return append(rates, p.rate(on.Time()))
}
