package tax

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// Contents is what a consignment holds, as far as it decides who taxes it: the
// fields of Supply of these names.
type Contents struct {
	Intrinsic, DearestItem currency.Amount
	Freight, Insurance     currency.Amount
	Codes                  []string
}

func (s *Supply) contents() Contents {
	return Contents{s.Intrinsic, s.DearestItem, s.Freight, s.Insurance, s.Codes}
}

// check refuses contents that cannot be.
func (c *Contents) check() error {
	for i, code := range c.Codes {
		if !plainCode(code) {
			return &SupplyError{Field: fmt.Sprintf("codes[%d]", i), Err: checkCode(code)}
		}
	}
	if c.Intrinsic.Sign() < 0 {
		return negative("intrinsic", c.Intrinsic)
	}
	if c.DearestItem.Sign() < 0 {
		return negative("dearest_item", c.DearestItem)
	}
	if c.Freight.Sign() < 0 {
		return negative("freight", c.Freight)
	}
	if c.Insurance.Sign() < 0 {
		return negative("insurance", c.Insurance)
	}
	return nil
}

func negative(field string, a currency.Amount) error {
	return &SupplyError{Field: field, Err: fmt.Errorf("%v is negative: %w", a, ErrSupply)}
}

// customsValue is goods, freight and insurance. It fails if they are in
// different currencies.
func (c *Contents) customsValue() (currency.Amount, error) {
	return currency.Sum(c.Intrinsic, c.Freight, c.Insurance)
}

// plainCode reports whether checkCode accepts a code.
func plainCode(code string) bool {
	return len(code) >= 2 && len(code) <= 14 && exact.Digits(code)
}

// checkCode accepts the codes of customs, from a chapter to the 14 digits of
// the longest national one.
func checkCode(code string) error {
	if !plainCode(code) {
		return fmt.Errorf("customs code %s: want 2 to 14 digits: %w", excerpt.Quote(code), ErrSupply)
	}
	return nil
}

// chapters is a set of chapters of the Harmonized System: most goods are in none
// that a rule looks at.
type chapters [2]uint64

func chapterOf(code string) uint { return 10*uint(code[0]-'0') + uint(code[1]-'0') }

// add adds the chapter of a code that checkCode accepts.
func (s *chapters) add(code string) { s[chapterOf(code)/64] |= 1 << (chapterOf(code) % 64) }

// has reports whether a code that checkCode accepts is of one of the chapters.
func (s *chapters) has(code string) bool { return s[chapterOf(code)/64]>>(chapterOf(code)%64)&1 == 1 }
