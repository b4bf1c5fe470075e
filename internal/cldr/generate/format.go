package main

import (
	"fmt"
	"strconv"
	"strings"
)

// Marks inside an affix pattern as package cldr reads it; every other byte
// stands for itself.
const (
	markSymbol = "\x01"
	markNumber = "\x02"
	markMinus  = "\x03"
)

// pattern is one side (positive or negative) of a CLDR number pattern.
type pattern struct {
	affixes            string // with marks
	primary, secondary int    // sizes of the groups, 0 for none
}

// writeFormats writes the distinct records of number formats and the record of
// each locale.
func writeFormats(w *writer, locales []locale) error {
	texts, records := newPool(), newPool()
	var of []byte
	for _, l := range locales {
		r, err := record(texts, l.numbers)
		if err != nil {
			return fmt.Errorf("%s: %w", l.tag, err)
		}
		of = append(of, byte(records.add(r)))
	}
	if len(texts.list) > 256 || len(records.list) > 256 {
		return fmt.Errorf("%d texts and %d format records do not fit a byte", len(texts.list), len(records.list))
	}
	w.text("formatOf", "format record of each locale", string(of))
	w.text("formats", fmt.Sprintf("%d format records of formatSize bytes", len(records.list)), strings.Join(records.list, ""))
	w.list("affix", "separators, signs and affix patterns", texts.list)
	return nil
}

// record packs the formats of one locale in the order of the fields of
// cldr.Format.
func record(p *pool, n numbers) (string, error) {
	s := n.symbols
	if s.CurrencyDecimal == "" {
		s.CurrencyDecimal = s.Decimal
	}
	if s.CurrencyGroup == "" {
		s.CurrencyGroup = s.Group
	}
	minimum, err := strconv.Atoi(n.minimumGrouping)
	if err != nil {
		return "", fmt.Errorf("minimumGroupingDigits: %w", err)
	}
	texts := []string{s.Decimal, s.Group, s.CurrencyDecimal, s.CurrencyGroup, s.MinusSign, s.PlusSign}
	sizes := []byte{byte(minimum)}
	for _, source := range []string{n.standard, n.accounting, n.percent} {
		positive, negative, err := parsePattern(source, s.PercentSign)
		if err != nil {
			return "", fmt.Errorf("pattern %q: %w", source, err)
		}
		texts = append(texts, positive.affixes, negative.affixes)
		sizes = append(sizes, byte(positive.primary<<4|positive.secondary))
	}
	var b []byte
	for _, t := range texts {
		b = append(b, byte(p.add(t)))
	}
	b = append(b, sizes...)
	return string(append(b, byte(n.zero>>16), byte(n.zero>>8), byte(n.zero))), nil
}

// parsePattern splits a pattern of UTS 35, part 3, section 3 into its positive
// and negative side. Without a negative sub-pattern the minus sign stands
// before the positive one.
func parsePattern(source, percentSign string) (positive, negative pattern, err error) {
	first, second, two := strings.Cut(source, ";")
	positive, err = parseSide(first, percentSign)
	if err != nil {
		return positive, negative, err
	}
	if !two {
		negative = positive
		negative.affixes = markMinus + positive.affixes
		return positive, negative, nil
	}
	negative, err = parseSide(second, percentSign)
	return positive, negative, err
}

func parseSide(source, percentSign string) (pattern, error) {
	if strings.ContainsAny(source, "'*@E\u2030") {
		return pattern{}, fmt.Errorf("has a character that this generator does not read")
	}
	start := strings.IndexAny(source, "#0")
	end := strings.LastIndexAny(source, "#0") + 1
	if start < 0 {
		return pattern{}, fmt.Errorf("has no number")
	}
	integer, _, _ := strings.Cut(source[start:end], ".")
	marks := strings.NewReplacer("\u00a4", markSymbol, "-", markMinus, "%", percentSign)
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
