package locale

import (
	"math/bits"
	"strings"

	"github.com/landedhq/landed/internal/cldr"
)

// maxGroups is how many groups 34 digits and some needless zeros can make.
const maxGroups = 24

// groups is the lengths of the runs of digits before the decimal separator.
type groups struct {
	lengths [maxGroups]uint8
	n       int
}

// readNumber reads the digits and separators between start and end.
func (p *parser) readNumber() *ParseError {
	f := p.locale.form
	if f.System() != p.system {
		f = p.locale.index.FormIn(p.system)
	}
	decimal, group := separators(f, p.money.name)
	var g groups
	run, pointed, zeroFirst := 0, false, false
	separator, first := none, -1 // the group separator that was read, and where
	for i := p.start; i < p.end; {
		r, size := decode(p.text[i:p.end])
		if d, _, ok := p.digit(r); ok {
			if run == 0 && g.n == 0 && !pointed {
				zeroFirst = d == 0
			}
			p.addDigit(d, pointed)
			run++
			i += size
			continue
		}
		r = normal(r)
		switch {
		case r == none:
		case run == 0:
			return p.misread(i, "two separators side by side")
		case r == decimal || r == '\u066b':
			if pointed {
				return p.misread(i, "a second decimal separator")
			}
			g.lengths[min(g.n, maxGroups-1)] = uint8(min(run, 255))
			g.n++
			run, pointed = 0, true
		case pointed:
			return p.misread(i, "a separator behind the decimal separator")
		case !group.has(r):
			return p.misread(i, "not a separator of the locale")
		case g.n >= maxGroups-1, separator != none && r != separator:
			return p.misread(i, "separators of two kinds")
		default:
			if first < 0 {
				first = i
			}
			separator = r
			g.lengths[g.n] = uint8(min(run, 255))
			g.n++
			run = 0
		}
		i += size
	}
	if !pointed {
		g.lengths[g.n] = uint8(min(run, 255))
		g.n++
	}
	return p.checkNumber(f, &g, first, separator, pointed, zeroFirst)
}

// checkNumber checks groups and fraction once they are read.
func (p *parser) checkNumber(f cldr.Form, g *groups, first int, separator rune, pointed, zeroFirst bool) *ParseError {
	if g.n > 1 {
		switch {
		case !g.fit(f.StandardSizes()) && !g.fit(f.AccountingSizes()):
			return p.misread(first, "a group separator where the locale has none")
		case zeroFirst:
			return p.misread(first, "a zero before a group separator")
		case !pointed && g.n == 2 && (separator == '.' || separator == ',') && int(g.lengths[1]) <= p.places:
			return fault(first, ErrAmbiguous, "what looks like a group could be the fraction")
		}
	}
	if p.fraction > p.places {
		reason := "more digits behind the decimal separator than are read"
		if shape, ok := shapeOf(p.text[p.start:p.end], p); ok && shape.grouped() {
			return fault(p.end-1, ErrAmbiguous, reason)
		}
		return fault(p.end-1, ErrSyntax, reason)
	}
	return nil
}

// fit reports whether the runs are groups of these sizes.
func (g *groups) fit(primary, secondary int) bool {
	last := g.n - 1
	if primary == 0 || int(g.lengths[last]) != primary || g.lengths[0] == 0 || int(g.lengths[0]) > secondary {
		return false
	}
	for _, n := range g.lengths[1:last] {
		if int(n) != secondary {
			return false
		}
	}
	return true
}

// groupSet is the group separators that a locale has: that of money, and that
// of plain numbers where it is a space.
type groupSet struct{ money, plain rune }

func (g groupSet) has(r rune) bool { return r == g.money || r == g.plain || r == '\u066c' }

// separators returns what separates digits in money, as normal has it.
func separators(f cldr.Form, name string) (decimal rune, group groupSet) {
	d, g := f.SeparatorsOf(name)
	_, plain := f.Separators()
	decimal, group = ink(d), groupSet{ink(g), none}
	if r := ink(plain); r == ' ' {
		group.plain = r
	}
	return decimal, group
}

// ink returns the first character of s that has ink, or a space, as normal has it.
func ink(s string) rune {
	for _, r := range s {
		if r = normal(r); r != none {
			return r
		}
	}
	return none
}

// addDigit appends a digit to the units.
func (p *parser) addDigit(d int, pointed bool) {
	if pointed {
		p.fraction++
	}
	if p.wide {
		return
	}
	hi, lo := bits.Mul64(p.units, 10)
	sum, carry := bits.Add64(lo, uint64(d), 0)
	if hi != 0 || carry != 0 || sum > 1<<63-1 {
		p.wide = true
		return
	}
	p.units = sum
}

// misread is the error for a number whose separators are not those of the
// locale. It is ambiguous if others write amounts so.
func (p *parser) misread(i int, reason string) *ParseError {
	if shape, ok := shapeOf(p.text[p.start:p.end], p); ok && (shape.grouped() || shape.pointed()) {
		return fault(i, ErrAmbiguous, reason)
	}
	return fault(i, ErrSyntax, reason)
}

// shape is a number without its locale: runs of digits and what stands between
// them.
type shape struct {
	runs       [maxGroups]uint8
	separators [maxGroups]rune
	n          int // separators
}

func shapeOf(s string, p *parser) (shape, bool) {
	var sh shape
	run := 0
	for _, r := range s {
		if _, _, ok := p.digit(r); ok {
			run++
			continue
		}
		r = normal(r)
		switch {
		case r == none:
			continue
		case !strings.ContainsRune("., '\u066b\u066c", r), run == 0, sh.n == maxGroups-1:
			return sh, false
		}
		sh.runs[sh.n], sh.separators[sh.n] = uint8(min(run, 255)), r
		sh.n++
		run = 0
	}
	sh.runs[sh.n] = uint8(min(run, 255))
	return sh, true
}

// grouped reports whether all separators could be those of groups.
func (s *shape) grouped() bool { return s.n > 0 && s.groupsUpTo(s.n) }

// pointed reports whether the last separator could be the decimal one.
func (s *shape) pointed() bool {
	if s.n == 0 {
		return false
	}
	last := s.separators[s.n-1]
	if last != '.' && last != ',' && last != '\u066b' {
		return false
	}
	return s.n == 1 || s.separators[0] != last && s.groupsUpTo(s.n-1)
}

// groupsUpTo reports whether the first n separators are of one kind and between
// groups of two or three digits, three in the last.
func (s *shape) groupsUpTo(n int) bool {
	for i := range n {
		if s.separators[i] != s.separators[0] || i > 0 && s.runs[i] != 2 && s.runs[i] != 3 {
			return false
		}
	}
	return s.runs[0] <= 3 && s.runs[n] == 3
}
