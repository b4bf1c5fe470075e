package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// locale is one CLDR locale with the values already inherited from its parents.
type locale struct {
	tag             string // "" is the root
	system          string // default numbering system
	native          string // that of its script
	minimumGrouping byte   // digits before the first group separator
	numbers         map[string]numbers
	currencies      map[string]currency
}

// numbers is what numbers.json says for one numbering system.
type numbers struct {
	symbols struct {
		Decimal, Group                 string
		CurrencyDecimal, CurrencyGroup string
		MinusSign, PlusSign            string
		PercentSign, ApproximatelySign string
	}
	standard, accounting, percent string
	between                       string // pattern of a range
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
func readLocales(src *source, systems []system) ([]locale, error) {
	var available struct {
		AvailableLocales struct{ Full []string }
	}
	if err := src.decode("availableLocales.json", &available); err != nil {
		return nil, err
	}
	var all []locale
	for _, name := range available.AvailableLocales.Full {
		l, err := readLocale(src, name, systems)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b locale) int { return strings.Compare(a.tag, b.tag) })
	if all[0].tag != "" || all[0].system != latin {
		return nil, fmt.Errorf("the root is missing from availableLocales.json, or not in Latin digits")
	}
	return all, nil
}

func readLocale(src *source, name string, systems []system) (locale, error) {
	var doc struct {
		Main map[string]struct {
			Numbers map[string]json.RawMessage
		}
	}
	if err := src.decode("main/"+name+"/numbers.json", &doc); err != nil {
		return locale{}, err
	}
	l := locale{tag: name, numbers: map[string]numbers{}}
	if name == "und" {
		l.tag = ""
	}
	if err := l.readNumbers(doc.Main[name].Numbers, systems); err != nil {
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
	l.currencies = money.Main[name].Numbers.Currencies
	return l, nil
}

// readNumbers reads numbers.json for every numbering system that it has.
func (l *locale) readNumbers(m map[string]json.RawMessage, systems []system) error {
	var other struct{ Native string }
	var minimum string
	if err := json.Unmarshal(m["minimumGroupingDigits"], &minimum); err != nil {
		return fmt.Errorf("minimumGroupingDigits: %w", err)
	}
	n, err := strconv.ParseUint(minimum, 10, 2)
	if err != nil {
		return fmt.Errorf("minimumGroupingDigits: %w", err)
	}
	l.minimumGrouping = byte(n)
	if err := json.Unmarshal(m["defaultNumberingSystem"], &l.system); err != nil {
		return fmt.Errorf("numbering system: %w", err)
	}
	if err := json.Unmarshal(m["otherNumberingSystems"], &other); err != nil {
		return fmt.Errorf("other numbering systems: %w", err)
	}
	l.native = other.Native
	for _, s := range systems {
		if m["symbols-numberSystem-"+s.name] == nil {
			continue
		}
		n, err := readNumbers(m, s.name)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		l.numbers[s.name] = n
	}
	for _, name := range []string{latin, l.system, l.native} {
		if _, ok := l.numbers[name]; !ok {
			return fmt.Errorf("nothing about numbers in %q", name)
		}
	}
	return nil
}

func readNumbers(m map[string]json.RawMessage, system string) (numbers, error) {
	var n numbers
	type spacing struct{ CurrencyMatch, SurroundingMatch, InsertBetween string }
	var money struct {
		Standard, Accounting string
		CurrencySpacing      struct{ BeforeCurrency, AfterCurrency spacing }
	}
	var percent struct{ Standard string }
	var misc struct{ Range string }
	for _, part := range []struct {
		key string
		to  any
	}{
		{"symbols-numberSystem-" + system, &n.symbols},
		{"currencyFormats-numberSystem-" + system, &money},
		{"percentFormats-numberSystem-" + system, &percent},
		{"miscPatterns-numberSystem-" + system, &misc},
	} {
		if err := json.Unmarshal(m[part.key], part.to); err != nil {
			return n, fmt.Errorf("%s: %w", part.key, err)
		}
	}
	rule := spacing{spacingMatch, spacingAround, spacingBetween}
	if money.CurrencySpacing.BeforeCurrency != rule || money.CurrencySpacing.AfterCurrency != rule {
		return n, fmt.Errorf("currency spacing %v is not the rule that package cldr follows", money.CurrencySpacing)
	}
	n.standard, n.accounting, n.percent, n.between = money.Standard, money.Accounting, percent.Standard, misc.Range
	return n, nil
}

// writeLocales writes the sorted tags.
func writeLocales(w *writer, locales []locale) {
	var tags []string
	for _, l := range locales {
		tags = append(tags, l.tag)
	}
	w.list("tag", "tags of all locales, sorted; the first is the root", tags)
}
