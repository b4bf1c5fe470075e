package duty

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// hs2022 lists the subheadings of the Harmonized System 2022, one heading a
// line: "0101,21 29 30 90".
//
//go:embed data/hs2022.csv
var hs2022 string

// hs2017 lists the subheadings of the Harmonized System 2017 that are gone, in
// the same form.
//
//go:embed data/hs2017.csv
var hs2017 string

// nomenclature is the set of the subheadings, with the headings and chapters
// that they stand under: one bit for each number of two, four or six digits.
type nomenclature struct {
	chapters    digitSet
	headings    digitSet
	subheadings digitSet
}

// digitSet is a set of numbers of so many digits.
type digitSet []uint64

func newDigitSet(numbers int) digitSet { return make(digitSet, (numbers+63)/64) }

func (s digitSet) add(n uint)      { s[n/64] |= 1 << (n % 64) }
func (s digitSet) has(n uint) bool { return s[n/64]>>(n%64)&1 != 0 }

// subheadings reads the embedded nomenclature once.
var subheadings = sync.OnceValues(func() (*nomenclature, error) { return readNomenclature("hs2022.csv", hs2022) })

// formerSubheadings reads those that are gone, once.
var formerSubheadings = sync.OnceValues(func() (*nomenclature, error) { return readNomenclature("hs2017.csv", hs2017) })

func readNomenclature(file, text string) (*nomenclature, error) {
	known := &nomenclature{newDigitSet(100), newDigitSet(10_000), newDigitSet(1_000_000)}
	line := 0
	for row := range strings.Lines(text) {
		line++
		row = strings.TrimSpace(row)
		if row == "" || strings.HasPrefix(row, "#") || strings.HasPrefix(row, "heading,") {
			continue
		}
		heading, endings, ok := strings.Cut(row, ",")
		if !ok || len(heading) != 4 {
			return nil, fmt.Errorf("duty: %s line %d: want heading,endings", file, line)
		}
		for _, ending := range strings.Fields(endings) {
			n, err := strconv.ParseUint(heading+ending, 10, 32)
			if err != nil || len(ending) != 2 {
				return nil, fmt.Errorf("duty: %s line %d: ending %q", file, line, ending)
			}
			known.subheadings.add(uint(n))
			known.headings.add(uint(n / 100))
			known.chapters.add(uint(n / 10_000))
		}
	}
	return known, nil
}

// has reports whether the first six digits of code are a subheading, or, of a
// code of two or four digits, whether it is a chapter or heading.
func (k *nomenclature) has(code string) bool {
	code = code[:min(6, len(code))]
	n := uint(0)
	for i := range len(code) {
		digit := uint(code[i]) - '0'
		if digit > 9 {
			return false
		}
		n = n*10 + digit
	}
	switch len(code) {
	case 6:
		return k.subheadings.has(n)
	case 4:
		return k.headings.has(n)
	case 2:
		return k.chapters.has(n)
	}
	return false
}

// unknownCode says why a code is not in the nomenclature.
func unknownCode(code string) error {
	former, err := formerSubheadings()
	if err != nil {
		return err
	}
	if len(code) >= 6 && former.has(code) {
		return ErrFormerCode
	}
	return ErrUnknownCode
}
