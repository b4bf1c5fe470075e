package main

import (
	"fmt"
	"strings"
)

// writeOwnSeparators writes the separators that a locale has for one currency
// alone, such as the dollar sign between escudos and centavos: locale,
// currency and the texts of decimal and group separator. It returns for each
// locale the number of its first row, counted from one, or zero.
func (f *formats) writeOwnSeparators(w *writer, locales []locale) ([]byte, error) {
	var rows strings.Builder
	first := make([]byte, len(locales))
	n := 0
	for i, l := range locales {
		s := l.numbers[l.system].symbols
		for _, code := range currencyCodes(locales[i : i+1]) {
			c := l.currencies[code]
			if c.Decimal == "" {
				c.Decimal = s.Decimal
			}
			if c.Group == "" {
				c.Group = s.Group
			}
			if c.Decimal == s.Decimal && c.Group == s.Group {
				continue
			}
			if n++; n > 255 {
				return nil, fmt.Errorf("%s: %s: more separators than fit a byte", l.tag, code)
			}
			if first[i] == 0 {
				first[i] = byte(n)
			}
			rows.Write([]byte{byte(i >> 8), byte(i)})
			rows.WriteString(code)
			rows.Write([]byte{byte(f.texts.add(c.Decimal)), byte(f.texts.add(c.Group))})
		}
	}
	w.text("ownSeparators", "locale, currency, decimal and group separator, where one currency has its own", rows.String())
	return first, nil
}
