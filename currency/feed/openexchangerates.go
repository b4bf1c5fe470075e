package feed

import (
	"io"
	"time"
)

// oxrName is the name of the source in the snapshots.
const oxrName = "Open Exchange Rates"

// ReadOpenExchangeRates reads what Open Exchange Rates answers to latest.json
// and historical/….json: one snapshot against the base that it states (US
// dollars unless the plan allows another) as of its timestamp. It lists also
// what is no currency of ISO 4217, such as BTC, GGP or CNH; that is skipped.
//
// Numbers are read as the decimals that are written, exponents up to 34 too.
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
