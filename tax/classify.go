package tax

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
)

// ErrUnclassified: a customs code does not tell the tax category of goods.
var ErrUnclassified = errors.New("customs code without a tax category")

//go:embed data/codes.csv
var codesCSV string

var codeCategories = sync.OnceValues(func() (map[string]Category, error) {
	m := map[string]Category{}
	err := readTable(strings.NewReader(codesCSV), []string{"code", "category", "note"}, []string{"note"}, func(row table.Row) error {
		code := row.Get("code")
		if err := checkCode(code); err != nil {
			return row.Fault("code", err)
		}
		if _, twice := m[code]; twice {
			return row.Fault("code", fmt.Errorf("%s is there twice: %w", code, ErrTable))
		}
		c := Category(row.Get("category"))
		if c != "" && !c.Valid() {
			return row.Fault("category", &CategoryError{Category: string(c)})
		}
		m[code] = c
		return nil
	})
	return m, err
})

// CategoryOf tells the tax category of goods by their HS or CN code, digits
// only, by the longest prefix of it that data/codes.csv has: 4901 is a printed
// book, 8471 (a computer) is General. It goes by the heading; where a country
// taxes some goods of it differently, Book.Lookup tells them apart by variants.
//
// CategoryOf returns an error that wraps ErrUnclassified where goods of several
// categories share the code (9619: napkins for babies and feminine hygiene) or
// the table is silent, and ErrSupply for text that is not a code.
func CategoryOf(code string) (Category, error) {
	if err := checkCode(code); err != nil {
		return "", fmt.Errorf("tax: %w", err)
	}
	known, err := codeCategories()
	if err != nil {
		return "", err
	}
	for n := len(code); n >= 2; n-- {
		if c, ok := known[code[:n]]; ok {
			if c == "" {
				break
			}
			return c, nil
		}
	}
	return "", fmt.Errorf("tax: %w: %s: name the category", ErrUnclassified, excerpt.Quote(code))
}
