package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/landedhq/landed/currency"
)

// What is stored is bounded, whoever sends it.
const (
	maxText   = 500     // bytes of a name, an address, a key
	maxJSON   = 1 << 20 // bytes of a quote, a refund, a price, rates
	maxLines  = 500     // of an order
	maxPrices = 100_000 // of a publication
)

// check collects the first thing that is wrong with a value.
type check struct{ err error }

func (c *check) that(ok bool, field, reason string) {
	if !ok && c.err == nil {
		c.err = &InvalidError{Field: field, Reason: reason}
	}
}

// text takes what both databases can keep: UTF-8 without NUL.
func (c *check) text(field, s string) {
	c.that(len(s) <= maxText, field, fmt.Sprintf("longer than %d bytes", maxText))
	c.that(utf8.ValidString(s) && !strings.Contains(s, "\x00"), field, "not text")
}

func (c *check) required(field, s string) {
	c.that(s != "", field, "empty")
	c.text(field, s)
}

// json takes one JSON object.
func (c *check) json(field string, data []byte) {
	c.that(len(data) <= maxJSON, field, fmt.Sprintf("longer than %d bytes", maxJSON))
	if c.err != nil {
		return // not to parse what is too long
	}
	c.that(bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) && utf8.Valid(data) && json.Valid(data), field, "not a JSON object")
}

// time takes the years that both databases can keep and sort.
func (c *check) time(field string, t time.Time) {
	year := t.UTC().Year()
	c.that(year >= 1 && year <= 9999 && !t.IsZero(), field, "no time of the years 1 to 9999")
}

// amount takes an amount that has a currency. One without is zero of the
// currency in its place.
func (c *check) amount(field string, a *currency.Amount, in currency.Code) {
	if a.Currency() == 0 {
		*a = currency.FromMinor(0, in)
	}
	c.that(a.Currency() != 0, field, "no currency")
}
