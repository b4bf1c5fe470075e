package feed

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
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

// Currencylayer fetches rates of currencylayer: the newest, or those of a day
// since 1999.
type Currencylayer struct {
	HTTP
	// AccessKey is the key of the account. It travels in the URL, because the
	// provider takes it nowhere else.
	AccessKey string `json:"-"`
	// Base is the currency against which the rates are; zero is the US dollar,
	// the only one in some plans.
	Base currency.Code
}

const currencylayerBase = "https://api.currencylayer.com/"

// Rates answers a query. It does not serve days before 1999 or after today, or
// currencies that the provider does not list.
func (s Currencylayer) Rates(ctx context.Context, q Query) (Snapshot, error) {
	if err := within(currencylayerName, q, oxrFirst, s.today()); err != nil {
		return Snapshot{}, err
	}
	r := request{
		provider: currencylayerName, base: currencylayerBase, path: "live", params: url.Values{}, read: ReadCurrencylayer, secret: s.AccessKey,
		sign: func(req *http.Request, secret string) {
			params := req.URL.Query()
			params.Set("access_key", secret)
			req.URL.RawQuery = params.Encode()
		},
	}
	if q.On != 0 {
		r.path = "historical"
		r.params.Set("date", q.On.String())
	}
	setCode(r.params, "source", s.Base)
	answer, err := s.snapshot(ctx, r, q)
	return against(s.Base, answer, err)
}

// String returns the name of the provider: a program that logs its sources
// keeps its key.
func (s Currencylayer) String() string { return currencylayerName }

// GoString is String for %#v.
func (s Currencylayer) GoString() string { return s.String() }
