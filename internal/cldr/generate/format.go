package main

import (
	"fmt"
	"strings"
)

// Marks inside an affix pattern as package cldr reads it; every other byte
// stands for itself.
const (
	markSymbol  = "\x01"
	markNumber  = "\x02"
	markSign    = "\x03"
	markPercent = "\x04"
)

// pattern is one side (positive or negative) of a CLDR number pattern.
type pattern struct {
	affixes            string // with marks
	primary, secondary int    // sizes of the groups, 0 for none
}

// form is how a locale writes numbers in one numbering system: the indexes of
// its records and of the text between the ends of a range.
type form struct{ system, symbols, patterns, between byte }

// formats collects the records and the texts that they consist of.
type formats struct {
	texts, symbols, patterns *pool
	systems                  map[string]byte // index by name
}

// writeFormats writes the numbering systems, the distinct records of symbols
// and of patterns, and which of them each locale has.
func writeFormats(w *writer, systems []system, locales []locale) (*formats, error) {
	f := &formats{newPool(), newPool(), newPool(), map[string]byte{}}
	for i, s := range systems {
		f.systems[s.name] = byte(i)
	}
	f.texts.add("")
	var of, others []byte
	own, err := f.writeOwnSeparators(w, locales)
	if err != nil {
		return nil, err
	}
	for i, l := range locales {
		for _, s := range systems {
			n, ok := l.numbers[s.name]
			if !ok {
				continue
			}
			r, err := f.form(n, s.name)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", l.tag, s.name, err)
			}
			if s.name == l.system {
				of = append(of, r.system, r.symbols, r.patterns, r.between, l.minimumGrouping, own[i])
			} else {
				others = append(others, byte(i>>8), byte(i), r.system, r.symbols, r.patterns, r.between)
			}
		}
	}
	native := make([]byte, 0, len(locales))
	for _, l := range locales {
		native = append(native, f.systems[l.native])
	}
	shared, err := f.sharedForms(systems, locales)
	if err != nil {
		return nil, err
	}
	for _, p := range []*pool{f.symbols, f.patterns} {
		if len(p.list) > 256 {
			return nil, fmt.Errorf("%d records do not fit a byte", len(p.list))
		}
	}
	w.text("formOf", "form of each locale: numbering system, symbols, patterns, text between the ends of a range, digits before the first group, number of the first of its own separators", string(of))
	w.text("formOthers", "forms of locales in other systems than their own: two bytes locale, then system, symbols, patterns, text between", string(others))
	w.text("nativeOf", "numbering system of the script of each locale", string(native))
	w.text("symbolRecords", fmt.Sprintf("%d records of symbolSize bytes", len(f.symbols.list)), strings.Join(f.symbols.list, ""))
	w.text("patternRecords", fmt.Sprintf("%d records of patternSize bytes", len(f.patterns.list)), strings.Join(f.patterns.list, ""))
	writeSystems(w, systems, shared)
	return f, nil
}

// writeTexts writes the texts to which the records point.
func (f *formats) writeTexts(w *writer) error {
	if len(f.texts.list) > 256 {
		return fmt.Errorf("%d texts do not fit a byte", len(f.texts.list))
	}
	w.list("affix", "separators, signs and affix patterns", f.texts.list)
	return nil
}

// sharedForms returns the symbols and patterns that each system brings with it
// where a locale says nothing of it, 0 for none: then they are those of the
// locale for Latin digits. CLDR has them in the root, which the packages leave
// out; most of the languages that use the system inherit them.
func (f *formats) sharedForms(systems []system, locales []locale) ([]byte, error) {
	var shared []byte
	for _, s := range systems {
		if s.name != "arab" && s.name != "arabext" {
			shared = append(shared, 0, 0)
			continue
		}
		var symbols, patterns poll
		for _, l := range locales {
			n, ok := l.numbers[s.name]
			if !ok {
				continue
			}
			r, err := f.form(n, s.name)
			if err != nil {
				return nil, err
			}
			language, _, _ := strings.Cut(l.tag, "-")
			symbols.vote(language, r.symbols)
			patterns.vote(language, r.patterns)
		}
		bySymbols, ok := symbols.winner()
		byPatterns, ok2 := patterns.winner()
		if !ok || !ok2 {
			return nil, fmt.Errorf("%s: the languages that use it do not agree", s.name)
		}
		shared = append(shared, bySymbols, byPatterns)
	}
	return shared, nil
}

// poll counts one record of each language, that of its first locale.
type poll struct {
	voted map[string]bool
	count [256]int
}

func (p *poll) vote(language string, record byte) {
	if p.voted == nil {
		p.voted = map[string]bool{}
	}
	if !p.voted[language] {
		p.voted[language] = true
		p.count[record]++
	}
}

// winner returns the record that more languages have than any other.
func (p *poll) winner() (record byte, ok bool) {
	best := 0
	for r, n := range p.count {
		switch {
		case n > best:
			record, best, ok = byte(r), n, true
		case n == best:
			ok = false
		}
	}
	return record, ok
}

func (f *formats) form(n numbers, system string) (form, error) {
	symbols := f.symbolRecord(n)
	patterns, err := f.patternRecord(n)
	if err != nil {
		return form{}, err
	}
	between, ok := strings.CutPrefix(n.between, "{0}")
	between, ok2 := strings.CutSuffix(between, "{1}")
	if !ok || !ok2 || between == "" {
		return form{}, fmt.Errorf("range pattern %q has something around its ends", n.between)
	}
	return form{f.systems[system], byte(symbols), byte(patterns), byte(f.texts.add(between))}, nil
}

// symbolRecord packs the symbols in the order of the fields of package cldr.
func (f *formats) symbolRecord(n numbers) int {
	s := n.symbols
	if s.CurrencyDecimal == "" {
		s.CurrencyDecimal = s.Decimal
	}
	if s.CurrencyGroup == "" {
		s.CurrencyGroup = s.Group
	}
	var b []byte
	for _, t := range []string{s.Decimal, s.Group, s.CurrencyDecimal, s.CurrencyGroup, s.MinusSign, s.PlusSign, s.PercentSign, s.ApproximatelySign} {
		b = append(b, byte(f.texts.add(t)))
	}
	return f.symbols.add(string(b))
}

// patternRecord packs the patterns in the order of the fields of package cldr.
func (f *formats) patternRecord(n numbers) (int, error) {
	var b, sizes []byte
	for _, source := range []string{n.standard, n.accounting, n.percent} {
		positive, negative, err := parsePattern(source)
		if err != nil {
			return 0, fmt.Errorf("pattern %q: %w", source, err)
		}
		b = append(b, byte(f.texts.add(positive.affixes)), byte(f.texts.add(negative.affixes)))
		sizes = append(sizes, byte(positive.primary<<4|positive.secondary))
	}
	return f.patterns.add(string(append(b, sizes...))), nil
}

// parsePattern splits a pattern of UTS 35, part 3, section 3 into its positive
// and negative side. Without a negative sub-pattern the minus sign stands
// before the positive one.
func parsePattern(source string) (positive, negative pattern, err error) {
	first, second, two := strings.Cut(source, ";")
	positive, err = parseSide(first)
	if err != nil {
		return positive, negative, err
	}
	if !two {
		negative = positive
		negative.affixes = markSign + positive.affixes
		return positive, negative, nil
	}
	negative, err = parseSide(second)
	return positive, negative, err
}

func parseSide(source string) (pattern, error) {
	if strings.ContainsAny(source, "'*@E+\u2030") {
		return pattern{}, fmt.Errorf("has a character that this generator does not read")
	}
	start := strings.IndexAny(source, "#0")
	end := strings.LastIndexAny(source, "#0") + 1
	if start < 0 {
		return pattern{}, fmt.Errorf("has no number")
	}
	integer, _, _ := strings.Cut(source[start:end], ".")
	marks := strings.NewReplacer("\u00a4", markSymbol, "-", markSign, "%", markPercent)
	p := pattern{affixes: marks.Replace(source[:start]) + markNumber + marks.Replace(source[end:])}
	groups := strings.Split(integer, ",")
	if n := len(groups); n > 1 {
		p.primary = len(groups[n-1])
		p.secondary = p.primary
		if n > 2 {
			p.secondary = len(groups[n-2])
		}
	}
	return p, nil
}
