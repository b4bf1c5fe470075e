package feed

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// currencylayerName is the name of the source in the snapshots.
const currencylayerName = "currencylayer"

// ReadCurrencylayer reads what currencylayer answers to /live and /historical:
// one snapshot against its source currency as of its timestamp. The names of
// the quotes are pairs, USDEUR, and must begin with the source.
//
// ReadCurrencylayer returns a [*ProviderError] for a message such as
// {"success":false,"error":{"code":104,"info":"…"}}; else it fails as
// [ReadOpenExchangeRates] does.
func ReadCurrencylayer(r io.Reader, l Limits) (File, error) {
	return readJSON(r, l, currencylayerName+" JSON", func(j *jsonReader, b *book) error {
		var source string
		var asOf time.Time
		var quotes []quote
		success := true
		fault := &ProviderError{Provider: currencylayerName}
		err := j.document(func(name string) (err error) {
			switch name {
			case "source":
				source, err = j.text(name)
			case "timestamp":
				asOf, err = j.timestamp(name)
			case "quotes":
				quotes, err = j.quotes(name)
			case "success":
				success, err = j.boolean(name)
			case "error":
				err = j.currencylayerFault(fault)
			default:
				err = j.skip(name)
			}
			return err
		})
		switch {
		case err != nil:
			return err
		case !success:
			return fault
		}
		for i, q := range quotes {
			code, ok := strings.CutPrefix(q.code, source)
			if !ok {
				return fmt.Errorf("quote %s does not begin with its source %s: %w", excerpt.Quote(q.code), excerpt.Quote(source), currency.ErrSyntax)
			}
			quotes[i].code = code
		}
		return b.snapshot(source, asOf, currencylayerName, quotes)
	})
}

// currencylayerFault reads the error object: a code, a type and an info.
func (j *jsonReader) currencylayerFault(fault *ProviderError) error {
	return j.object("error", func(name string) (err error) {
		switch name {
		case "code":
			var code int64
			code, err = j.whole(name, maxStatus)
			fault.Code = strconv.FormatInt(code, 10)
		case "info":
			fault.Message, err = j.text(name)
		default:
			err = j.skip(name)
		}
		return err
	})
}
