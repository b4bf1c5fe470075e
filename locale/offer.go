package locale

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Offer is what a shop offers, for a [Resolver] to choose from.
type Offer struct {
	// Default is the country of customers about whom nothing is known. It is
	// required, and among Countries unless that is empty.
	Default Country
	// Countries are those that the shop sells to. Empty means all.
	Countries []Country
	// Languages are those that the shop speaks, the one of last resort first.
	// At least one is required.
	Languages []language.Tag
	// Currencies are those that the shop can charge: a customer may choose any
	// of them, and the first serves a country whose own is not among them.
	// Empty means that each country pays in its own.
	Currencies []currency.Code
	// In holds what is different in some countries.
	In map[Country]Terms
	// Sites says what an address of the shop stands for. A key is a host
	// ("example.de", which stands for www.example.de too), the beginning of a
	// path ("/fr-ca") or both ("example.com/fr-ca"). A host of other letters
	// than ASCII is written as clients send it ("xn--mller-kva.example").
	// Where several fit, each field is taken from the one with the longest
	// path that sets it, and among those of the same path from one with a
	// host.
	Sites map[string]Site
}

// Terms is what a shop offers in one country. Each zero field stands for what
// it offers everywhere.
type Terms struct {
	// Languages are those that the shop speaks there, its default first. If
	// empty, the default is the official language with the most speakers that
	// the shop speaks at all.
	Languages []language.Tag
	// Currency is charged in place of the country's own.
	Currency currency.Code
}

// Site is what an address of the shop says about its visitors. Either field
// may be zero.
type Site struct {
	Country  Country
	Language language.Tag
}

// ErrOffer: an offer contradicts itself or lacks something. See [OfferError].
var ErrOffer = errors.New("invalid offer")

// OfferError says what is wrong with which field of an [Offer]. It wraps
// [ErrOffer].
type OfferError struct {
	Field string // "Default", `In["DE"].Languages`
	Input string // as it was given
	Want  string // what it should be
}

func (e *OfferError) Error() string {
	return fmt.Sprintf("locale: %v: %s %s: want %s", ErrOffer, e.Field, excerpt.Quote(e.Input), e.Want)
}

// Unwrap returns [ErrOffer].
func (e *OfferError) Unwrap() error { return ErrOffer }

// check returns the first fault of an offer, in an order of its own.
func (o *Offer) check() error {
	served := map[Country]bool{}
	for i, c := range o.Countries {
		if !c.Valid() || served[c] {
			return &OfferError{fmt.Sprintf("Countries[%d]", i), string(c), "a country, once"}
		}
		served[c] = true
	}
	serves := func(c Country) bool { return c.Valid() && (len(served) == 0 || served[c]) }
	if !serves(o.Default) {
		return &OfferError{"Default", string(o.Default), "a country that is served"}
	}
	if len(o.Languages) == 0 {
		return &OfferError{"Languages", "", "at least one"}
	}
	if err := checkLanguages("Languages", o.Languages); err != nil {
		return err
	}
	for _, c := range sortedKeys(o.In) {
		if !serves(c) {
			return &OfferError{"In", string(c), "countries that are served"}
		}
		if err := checkLanguages(fmt.Sprintf("In[%q].Languages", c), o.In[c].Languages); err != nil {
			return err
		}
	}
	for i, c := range o.Currencies {
		if c == 0 {
			return &OfferError{fmt.Sprintf("Currencies[%d]", i), "", "a currency"}
		}
	}
	for _, at := range sortedKeys(o.Sites) {
		if s := o.Sites[at]; s.Country != "" && !serves(s.Country) {
			return &OfferError{fmt.Sprintf("Sites[%q].Country", at), string(s.Country), "a country that is served"}
		}
	}
	return nil
}

func checkLanguages(field string, tags []language.Tag) error {
	seen := map[subtags]bool{}
	for i, tag := range tags {
		s := subtagsOf(tag)
		if base, _, _ := tag.Raw(); base.String() == "und" || seen[s] {
			return &OfferError{fmt.Sprintf("%s[%d]", field, i), tag.String(), "a language, once"}
		}
		seen[s] = true
	}
	return nil
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
