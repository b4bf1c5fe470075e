package main

import (
	"fmt"
	"slices"
)

// writeSymbols writes, for each currency, its symbol along the sorted locales
// as runs: where a run starts and which text it has. Locales of one language
// stand together and mostly agree, so runs are short to write, and finding a
// symbol is one binary search that needs no parents.
func writeSymbols(w *writer, locales []locale) error {
	if len(locales) > 1<<10 {
		return fmt.Errorf("%d locales do not fit the ten bits of a run", len(locales))
	}
	texts := newPool()
	texts.add("") // 0 in a narrow column: the same as the symbol
	var codes string
	var columns [2]column
	for _, code := range currencyCodes(locales) {
		symbols, narrows := make([]string, len(locales)), make([]string, len(locales))
		for i, l := range locales {
			c := l.currencies[code]
			symbols[i] = c.Symbol
			if c.Symbol == "" {
				symbols[i] = code
			}
			if c.Narrow != symbols[i] {
				narrows[i] = c.Narrow
			}
		}
		if plain(symbols, code) && plain(narrows, "") {
			continue
		}
		codes += code
		columns[0].add(texts, symbols)
		columns[1].add(texts, narrows)
	}
	if len(texts.list) > 1<<11 {
		return fmt.Errorf("%d symbols do not fit the eleven bits of a run", len(texts.list))
	}
	w.text("symbolCodes", "currencies that have a symbol anywhere, three letters each, sorted", codes)
	w.list("symbolText", "symbols", texts.list)
	w.text("symbolStarts", "first run of each currency", columns[0].starts())
	w.text("symbolRuns", "runs of the local symbol: ten bits locale, eleven bits text", columns[0].runs)
	w.text("narrowStarts", "first run of each currency", columns[1].starts())
	w.text("narrowRuns", "runs of the narrow symbol; text 0 means the local symbol", columns[1].runs)
	return writeOwnSeparators(w, locales)
}

type column struct {
	runs   string
	bounds []int
}

func (c *column) add(texts *pool, values []string) {
	c.bounds = append(c.bounds, len(c.runs)/3)
	for i, v := range values {
		if i == 0 || v != values[i-1] {
			run := i<<11 | texts.add(v)
			c.runs += string([]byte{byte(run >> 16), byte(run >> 8), byte(run)})
		}
	}
}

func (c *column) starts() string {
	return packOffsets(append(c.bounds, len(c.runs)/3))
}

func plain(values []string, want string) bool {
	return !slices.ContainsFunc(values, func(v string) bool { return v != want })
}

func currencyCodes(locales []locale) []string {
	var codes []string
	for _, l := range locales {
		for code := range l.currencies {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// writeOwnSeparators writes the separators that a locale has for one currency
// only, such as the dollar sign between escudos and centavos. They matter
// where the symbol says nothing, because there the separator is the symbol.
func writeOwnSeparators(w *writer, locales []locale) error {
	var rows string
	for i, l := range locales {
		for _, code := range currencyCodes(locales[i : i+1]) {
			c := l.currencies[code]
			if c.Decimal == "" || c.Symbol != "\u200b" {
				continue
			}
			if len(c.Decimal) != 1 {
				return fmt.Errorf("%s: %s: separator %q is longer than a byte", l.tag, code, c.Decimal)
			}
			rows += string([]byte{byte(i >> 8), byte(i)}) + code + c.Decimal
		}
	}
	w.text("ownDecimals", "locale, currency and decimal separator, where one currency has its own", rows)
	return nil
}
