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
	if err := writeInitials(w, codes); err != nil {
		return err
	}
	w.text("symbolCodes", "currencies that have a symbol anywhere, three letters each, sorted", codes)
	w.text("symbolKeys", "the same as numbers in base 37, A as 1, two bytes each", packKeys(codes))
	w.list("symbolText", "symbols", texts.list)
	w.text("symbolStarts", "first run of each currency", columns[0].starts())
	w.text("symbolRuns", "runs of the local symbol: ten bits locale, eleven bits text; "+padding, columns[0].runs+"\x00")
	w.text("narrowStarts", "first run of each currency", columns[1].starts())
	w.text("narrowRuns", "runs of the narrow symbol; text 0 means the local symbol; "+padding, columns[1].runs+"\x00")
	return nil
}

// padding lets a reader take four bytes for the last three.
const padding = "and a byte behind them"

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

// writeInitials writes, for each letter, how many currencies stand before those
// that begin with it.
func writeInitials(w *writer, codes string) error {
	var starts []byte
	n := 0
	for letter := byte('A'); letter <= 'Z'+1; letter++ {
		for n < len(codes)/3 && codes[3*n] < letter {
			n++
		}
		if n > 255 {
			return fmt.Errorf("%d currencies do not fit a byte", len(codes)/3)
		}
		starts = append(starts, byte(n))
	}
	w.text("symbolInitials", "first currency of each letter A to Z, and the end", string(starts))
	return nil
}

// packKeys packs codes of three letters into numbers in base 37, as package
// currency does.
func packKeys(codes string) string {
	var b []byte
	for ; codes != ""; codes = codes[3:] {
		n := 0
		for i := range 3 {
			n = 37*n + int(codes[i]-'A') + 1
		}
		b = append(b, byte(n>>8), byte(n))
	}
	return string(b)
}
