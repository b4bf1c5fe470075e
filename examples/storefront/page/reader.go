package page

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Reader is who reads a page: figures are written as they are in the language
// and country of its Locale, and moments as on the clocks of its Zone. The zero
// Zone is UTC.
type Reader struct {
	Locale locale.Locale
	Zone   *time.Location
	// DayForm and ClockForm are layouts of package time; empty is
	// "2006-01-02" and "15:04".
	DayForm, ClockForm string
}

// NewReader returns the reader of a language.
func NewReader(tag language.Tag) Reader { return Reader{Locale: locale.For(tag)} }

// Money writes an amount with its currency, all its digits shown.
func (r Reader) Money(a currency.Amount) string { return r.Locale.Format(a) }

// MoneyOrDash writes an amount, and a dash for no amount at all.
func (r Reader) MoneyOrDash(a currency.Amount) string {
	if a == (currency.Amount{}) {
		return "–"
	}
	return r.Money(a)
}

// Signed writes an amount with a plus where it is more than zero.
func (r Reader) Signed(a currency.Amount) string {
	return r.Locale.FormatStyle(a, locale.Style{Sign: locale.SignExceptZero})
}

// Percent writes a number of percent given as text, such as "8.1"; text that
// is no number is given back.
func (r Reader) Percent(percent string) string {
	d, err := decimal.NewFromString(percent)
	if err != nil || len(percent) > 64 {
		return percent
	}
	return r.Locale.FormatPercent(d)
}

// Date writes a day of the calendar.
func (r Reader) Date(d currency.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format(orElse(r.DayForm, time.DateOnly))
}

// Day writes the day of a moment.
func (r Reader) Day(t time.Time) string { return r.local(t).Format(orElse(r.DayForm, time.DateOnly)) }

// Clock writes the time of day of a moment, with the name of the zone, or its
// distance from UTC where it has none.
func (r Reader) Clock(t time.Time) string {
	t = r.local(t)
	clock := t.Format(orElse(r.ClockForm, "15:04"))
	if zone, _ := t.Zone(); strings.IndexAny(zone, "+-") != 0 {
		return clock + " " + zone
	}
	return clock + " UTC" + t.Format("-07:00")
}

// Machine writes a moment for a datetime attribute.
func (r Reader) Machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func (r Reader) local(t time.Time) time.Time {
	if r.Zone == nil {
		return t.UTC()
	}
	return t.In(r.Zone)
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// Lang is for the lang attribute of a page.
func (r Reader) Lang() string { return r.Locale.Tag().String() }

// Dir is for the dir attribute: "rtl" where the script is written from right
// to left, else "ltr".
func (r Reader) Dir() string {
	script, _ := r.Locale.Tag().Script()
	switch script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm":
		return "rtl"
	}
	return "ltr"
}
