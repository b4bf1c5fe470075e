package tax

import (
	"errors"
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
)

// Decider decides as Schemes.Decide does, for sales of which only the contents
// differ: the same seller, places, day, buyer, marketplace and rates. All that
// the law can say of them is found when the Decider is made, so that Decide
// compares amounts with thresholds, looks at codes, and builds nothing. A
// Decider does not change and is safe to share. The zero Decider has no terms
// and refuses every consignment with ErrSupply.
type Decider struct {
	root  *fork
	forks []*fork // all of them, each before its ways
	rates *currency.Rates
}

// Compile makes a Decider by the embedded tables. See Schemes.Compile.
func Compile(s Supply) (*Decider, error) {
	sc, err := DefaultSchemes()
	if err != nil {
		return nil, err
	}
	return sc.Compile(s)
}

// Compile makes a Decider for supplies on the terms of s. The contents of s
// (Intrinsic, DearestItem, Codes, Freight, Insurance) are not looked at.
// Compile takes as long as some tens of decisions, and keeps nothing of s but
// its rates, which do not change either.
//
// Compile returns a *SupplyError if a term is missing or wrong. An error that
// does not depend on the contents, such as a *NoRuleError, is returned by the
// Decider instead.
func (sc *Schemes) Compile(s Supply) (*Decider, error) {
	if err := s.checkTerms(); err != nil {
		return nil, err
	}
	d := &Decider{rates: s.Rates}
	d.root = d.grow(sc, &s, nil)
	return d, nil
}

// fork is where the ways of a decision part, by the answer to a question; or,
// without ways, the end of one.
type fork struct {
	asked    *asked
	ways     []*fork // by answer
	decision *Decision
	err      error // in place of a decision
}

// grow follows the law along a path of answers, and branches where it asks on.
func (d *Decider) grow(sc *Schemes, s *Supply, answers []int) *fork {
	x := argument{s: s, sc: sc, path: &path{answers: answers}}
	decision, err := x.decide()
	f := &fork{}
	d.forks = append(d.forks, f)
	open := x.path.open
	switch {
	case open == nil && err != nil:
		f.err = err
		return f
	case open == nil:
		f.decision = &decision
		return f
	}
	f.asked, f.ways = &asked{question: *open}, make([]*fork, open.answers())
	for i := range f.ways {
		f.ways[i] = d.grow(sc, s, append(slices.Clip(answers), i))
	}
	return f
}

// Decide says who taxes a consignment. All consignments that the law treats in
// the same way get the same *Decision, and the same error: neither may be
// changed, and callers can use the pointer as the key for what they derive from
// a decision.
//
// Decide allocates nothing for amounts of one currency, once it has seen that
// currency, except for an error about the contents, and where an amount finer
// than the minor unit lies within one unit of a converted threshold.
//
// Decide fails as Schemes.Decide does.
func (d *Decider) Decide(c Contents) (*Decision, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	f := d.root
	if f == nil {
		return nil, fmt.Errorf("tax: decide: %w: the Decider is not compiled", ErrSupply)
	}
	for f.ways != nil {
		i, err := f.asked.answer(&c, d.rates)
		if err != nil {
			return nil, err
		}
		f = f.ways[i]
	}
	return f.decision, f.err
}

// Decisions returns every decision that Decide can come to, including those
// that a *RegistrationError holds, in no particular order, but always the same
// one. There may be some that no contents lead to.
func (d *Decider) Decisions() []*Decision {
	var all []*Decision
	for _, f := range d.forks {
		var lacks *RegistrationError
		switch {
		case f.decision != nil:
			all = append(all, f.decision)
		case errors.As(f.err, &lacks):
			all = append(all, &lacks.Decision)
		}
	}
	return all
}

// UsesCode reports whether a customs code can affect a decision: whether a rule
// leaves out goods of that code. Codes that cannot need not be passed to
// Decide.
func (d *Decider) UsesCode(code string) bool {
	return plainCode(code) && slices.ContainsFunc(d.forks, func(f *fork) bool {
		return f.asked != nil && f.asked.of == customsCodes && f.asked.rule.excluded([]string{code}) > 0
	})
}

// Limit is an amount at which the law may change.
type Limit struct {
	// Of is what is compared: BaseGoods for the intrinsic value, with
	// BaseFreight and BaseInsurance for the customs value, or for what a small
	// seller may still sell this year.
	Of   Base
	Item bool // of the dearest item alone
	// Most is the largest amount, in whole minor units, on the low side: the
	// next one is on the high side. Below zero: none is on the low side.
	Most currency.Amount
	// Threshold is the amount that the law states, in its currency; Strict says
	// that the threshold itself is on the high side, and Source where it was
	// read. What a small seller may still sell is what is left of the
	// threshold.
	Threshold currency.Amount
	Strict    bool
	Source    string
}

// Limits returns the thresholds that the decisions of d depend on, converted to
// a currency; each once, in no particular order, but always the same one. Not
// every one of them matters for all contents.
//
// Limits returns a *SupplyError if there is no exchange rate to a threshold, or
// if a limit in minor units does not fit an int64 (which wraps
// currency.ErrRange).
func (d *Decider) Limits(c currency.Code) ([]Limit, error) {
	var all []Limit
	for _, f := range d.forks {
		if f.asked == nil || f.asked.of < intrinsic {
			continue
		}
		q := &f.asked.question
		most, err := q.most(c, d.rates)
		if err != nil {
			return nil, err
		}
		l := Limit{Of: BaseGoods, Item: q.of == dearestItem, Most: currency.FromMinor(most, c),
			Threshold: q.rule.limit, Strict: q.rule.strict, Source: q.rule.source}
		if q.of == customsValue || q.of == turnover {
			l.Of = consideration
		}
		if !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	return all, nil
}
