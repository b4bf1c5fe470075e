package feed

import (
	"context"
	"fmt"
	"io"
	"net/url"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// frankfurterName is the name of the source in the snapshots. The figures are
// those of the European Central Bank, rounded where the base is not the euro.
const frankfurterName = "Frankfurter"

// ReadFrankfurter reads what version 1 of the Frankfurter API answers to
// /latest, to a date and to a range of dates: a snapshot a day against its base
// as of midnight UTC of the day. Ask it without an amount.
//
// ReadFrankfurter returns a [*ProviderError] for a message such as
// {"message":"not found"}; else it fails as [ReadOpenExchangeRates] does.
func ReadFrankfurter(r io.Reader, l Limits) (File, error) {
	return readJSON(r, l, frankfurterName+" JSON", func(j *jsonReader, b *book) error {
		f := frankfurter{one: true}
		fault := &ProviderError{Provider: frankfurterName}
		err := j.document(func(name string) (err error) {
			switch name {
			case "amount":
				err = f.readAmount(j)
			case "base":
				f.base, err = j.text(name)
			case "date":
				f.date, err = j.date(name)
			case "start_date":
				_, err = j.date(name)
				f.series = true
			case "end_date":
				_, err = j.date(name)
			case "rates":
				f.single, f.days, err = j.quotesByDate(name)
			case "message":
				fault.Message, err = j.text(name)
			case "status":
				var status int64
				status, err = j.whole(name, maxStatus)
				fault.Status = int(status)
			default:
				err = j.skip(name)
			}
			return err
		})
		switch {
		case err != nil:
			return err
		case fault.Message != "" && len(f.single)+len(f.days) == 0:
			return fault
		}
		return f.addTo(b)
	})
}

// frankfurter is a response: rates by code where it is of one date, rates by
// code by date where it is of several.
type frankfurter struct {
	base   string
	date   currency.Date
	series bool // it states a range
	one    bool // the amount is 1
	single []quote
	days   []datedQuotes
}

func (f *frankfurter) readAmount(j *jsonReader) error {
	n, err := j.number("amount")
	if err != nil {
		return err
	}
	amount, err := readJSONFigure(n.String())
	if err != nil {
		return fmt.Errorf("amount: %w", err)
	}
	f.one = amount.Equal(decimal.New(1, 0))
	return nil
}

// addTo adds the days to a book.
func (f *frankfurter) addTo(b *book) error {
	switch {
	case !f.one:
		return fmt.Errorf("the rates are for an amount other than 1: %w", currency.ErrSyntax)
	case f.series && (len(f.single) > 0 || f.date != 0), !f.series && len(f.days) > 0:
		return fmt.Errorf("rates of a single date in a range, or of several without one: %w", currency.ErrSyntax)
	case !f.series:
		return b.snapshot(f.base, f.date.Time(), frankfurterName, f.single)
	}
	for _, d := range f.days {
		if err := b.snapshot(f.base, d.date.Time(), frankfurterName, d.quotes); err != nil {
			return err
		}
	}
	return nil
}

// Frankfurter fetches rates of version 1 of the Frankfurter API, which are
// those of the European Central Bank: the newest, or those of a day since 1999.
type Frankfurter struct {
	HTTP
	// Base is the currency against which the rates are; zero is the euro. The
	// server rounds the rates against others.
	Base currency.Code
}

const frankfurterBase = "https://api.frankfurter.dev/v1/"

// Rates answers a query. It does not serve days before 1999-01-04 or after
// today, or currencies that the server does not know.
func (s Frankfurter) Rates(ctx context.Context, q Query) (Snapshot, error) {
	if err := within(frankfurterName, q, ecbFirst, s.today()); err != nil {
		return Snapshot{}, err
	}
	r := request{provider: frankfurterName, base: frankfurterBase, path: "latest", params: url.Values{}, read: ReadFrankfurter}
	if q.On != 0 {
		r.path = q.On.String()
	}
	setCode(r.params, "base", s.Base)
	answer, err := s.snapshot(ctx, r, q)
	return against(s.Base, answer, absent(err, q))
}
