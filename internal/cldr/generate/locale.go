package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// locale is one CLDR locale with the values already inherited from its parents.
type locale struct {
	tag        string // "" is the root
	numbers    numbers
	currencies map[string]currency
}

// numbers is the element of numbers.json for the default numbering system.
type numbers struct {
	system          string
	minimumGrouping string
	symbols         struct {
		Decimal, Group                 string
		CurrencyDecimal, CurrencyGroup string
		MinusSign, PlusSign            string
		PercentSign                    string
	}
	standard, accounting, percent string
	zero                          rune
}

type currency struct {
	Symbol  string `json:"symbol"`
	Narrow  string `json:"symbol-alt-narrow"`
	Decimal string `json:"decimal"`
	Group   string `json:"group"`
}

// The rule by which a symbol keeps its distance from the digits. Package cldr
// has it as code, so another rule must stop the generator.
const (
	spacingMatch   = "[[:^S:]&[:^Z:]]"
	spacingAround  = "[:digit:]"
	spacingBetween = "\u00a0"
)

// readLocales returns all locales, sorted by tag, the root first.
func readLocales(src *source) ([]locale, error) {
	var available struct {
		AvailableLocales struct{ Full []string }
	}
	if err := src.decode("availableLocales.json", &available); err != nil {
		return nil, err
	}
	zeros, err := readDigits(src)
	if err != nil {
		return nil, err
	}
	var all []locale
	for _, name := range available.AvailableLocales.Full {
		l, err := readLocale(src, name, zeros)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b locale) int { return strings.Compare(a.tag, b.tag) })
	if all[0].tag != "" {
		return nil, fmt.Errorf("the root is missing from availableLocales.json")
	}
	return all, nil
}

func readLocale(src *source, name string, zeros map[string]rune) (locale, error) {
	var doc struct {
		Main map[string]struct {
			Numbers map[string]json.RawMessage
		}
	}
	if err := src.decode("main/"+name+"/numbers.json", &doc); err != nil {
		return locale{}, err
	}
	n, err := readNumbers(doc.Main[name].Numbers, zeros)
	if err != nil {
		return locale{}, fmt.Errorf("%s: %w", name, err)
	}
	var money struct {
		Main map[string]struct {
			Numbers struct {
				Currencies map[string]currency
			}
		}
	}
	if err := src.decode("main/"+name+"/currencies.json", &money); err != nil {
		return locale{}, err
	}
	tag := name
	if tag == "und" {
		tag = ""
	}
	return locale{tag: tag, numbers: n, currencies: money.Main[name].Numbers.Currencies}, nil
}

func readNumbers(m map[string]json.RawMessage, zeros map[string]rune) (numbers, error) {
	var n numbers
	type spacing struct{ CurrencyMatch, SurroundingMatch, InsertBetween string }
	var money struct {
		Standard, Accounting string
		CurrencySpacing      struct{ BeforeCurrency, AfterCurrency spacing }
	}
	var percent struct{ Standard string }
	if err := json.Unmarshal(m["defaultNumberingSystem"], &n.system); err != nil {
		return n, fmt.Errorf("numbering system: %w", err)
	}
	for _, part := range []struct {
		key string
		to  any
	}{
		{"minimumGroupingDigits", &n.minimumGrouping},
		{"symbols-numberSystem-" + n.system, &n.symbols},
		{"currencyFormats-numberSystem-" + n.system, &money},
		{"percentFormats-numberSystem-" + n.system, &percent},
	} {
		if err := json.Unmarshal(m[part.key], part.to); err != nil {
			return n, fmt.Errorf("%s: %w", part.key, err)
		}
	}
	rule := spacing{spacingMatch, spacingAround, spacingBetween}
	if money.CurrencySpacing.BeforeCurrency != rule || money.CurrencySpacing.AfterCurrency != rule {
		return n, fmt.Errorf("currency spacing %v is not the rule that package cldr follows", money.CurrencySpacing)
	}
	n.standard, n.accounting, n.percent = money.Standard, money.Accounting, percent.Standard
	n.zero = zeros[n.system]
	if n.zero == 0 {
		return n, fmt.Errorf("numbering system %q has no decimal digits", n.system)
	}
	return n, nil
}

// readDigits returns the zero of each numbering system whose ten digits follow
// each other.
func readDigits(src *source) (map[string]rune, error) {
	var systems map[string]struct {
		Digits string `json:"_digits"`
	}
	if err := src.supplemental("numberingSystems", "numberingSystems", &systems); err != nil {
		return nil, err
	}
	zeros := map[string]rune{}
	for name, s := range systems {
		digits := []rune(s.Digits)
		if len(digits) == 10 && digits[9] == digits[0]+9 {
			zeros[name] = digits[0]
		}
	}
	return zeros, nil
}

// writeLocales writes the sorted tags.
func writeLocales(w *writer, locales []locale) {
	var tags []string
	for _, l := range locales {
		tags = append(tags, l.tag)
	}
	w.list("tag", "tags of all locales, sorted; the first is the root", tags)
}
