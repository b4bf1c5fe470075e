package feed

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/landedhq/landed/currency"
)

// oxrName is the name of the source in the snapshots.
const oxrName = "Open Exchange Rates"

// ReadOpenExchangeRates reads what Open Exchange Rates answers to latest.json
// and historical/….json: one snapshot against the base that it states (US
// dollars unless the plan allows another) as of its timestamp. It also lists
// what is not in ISO 4217, such as BTC, GGP or CNH; that is skipped.
//
// Numbers are read as the decimals that are written, with exponents up to 34.
//
// ReadOpenExchangeRates returns a [*ProviderError] for a message such as
// {"error":true,"status":401,"message":"invalid_app_id",…}, and an [*Error] if
// the file is larger than 16 MB, has another form, names a member twice, is of
// the future, or has a rate that is not a positive number.
func ReadOpenExchangeRates(r io.Reader, l Limits) (File, error) {
	return readJSON(r, l, oxrName+" JSON", func(j *jsonReader, b *book) error {
		var base string
		var asOf time.Time
		var quotes []quote
		var failed bool
		fault := &ProviderError{Provider: oxrName}
		err := j.document(func(name string) (err error) {
			switch name {
			case "base":
				base, err = j.text(name)
			case "timestamp":
				asOf, err = j.timestamp(name)
			case "rates":
				quotes, err = j.quotes(name)
			case "error":
				failed, err = j.boolean(name)
			case "status":
				var status int64
				status, err = j.whole(name, maxStatus)
				fault.Status = int(status)
			case "message":
				fault.Code, err = j.text(name)
			case "description":
				fault.Message, err = j.text(name)
			default:
				err = j.skip(name)
			}
			return err
		})
		switch {
		case err != nil:
			return err
		case failed:
			return fault
		}
		return b.snapshot(base, asOf, oxrName, quotes)
	})
}

// OpenExchangeRates fetches rates of Open Exchange Rates: the newest, or those
// of the end of a day since 1999.
type OpenExchangeRates struct {
	HTTP
	// AppID is the key of the account. It travels in a header.
	AppID string `json:"-"`
	// Base is the currency against which the rates are; zero is the US dollar,
	// the only one in some plans.
	Base currency.Code
}

const oxrBase = "https://openexchangerates.org/api/"

// oxrFirst is the first day that Open Exchange Rates has.
var oxrFirst = currency.NewDate(1999, time.January, 1)

// Rates answers a query. It does not serve days before 1999 or after today, or
// currencies that the provider does not list.
func (s OpenExchangeRates) Rates(ctx context.Context, q Query) (Snapshot, error) {
	if err := within(oxrName, q, oxrFirst, s.today()); err != nil {
		return Snapshot{}, err
	}
	r := request{
		provider: oxrName, base: oxrBase, path: "latest.json", params: url.Values{}, read: ReadOpenExchangeRates, secret: s.AppID,
		sign: func(req *http.Request, secret string) { req.Header.Set("Authorization", "Token "+secret) },
	}
	if q.On != 0 {
		r.path = "historical/" + q.On.String() + ".json"
	}
	setCode(r.params, "base", s.Base)
	answer, err := s.snapshot(ctx, r, q)
	if q.On != 0 {
		err = absent(err, q)
	}
	return against(s.Base, answer, err)
}

// String returns the name of the provider: a program that logs its sources
// keeps its key.
func (s OpenExchangeRates) String() string { return oxrName }

// GoString is String for %#v.
func (s OpenExchangeRates) GoString() string { return s.String() }
