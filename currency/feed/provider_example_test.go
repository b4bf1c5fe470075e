package feed_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
)

// provider is a server in place of a provider's that answers with a sample.
func provider(name string) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, "testdata/"+name)
	}))
}

// A provider lists more than there is in ISO 4217; what is left out is listed.
func ExampleOpenExchangeRates() {
	server := provider("openexchangerates-latest.json")
	defer server.Close()

	source := feed.OpenExchangeRates{
		HTTP:  feed.HTTP{BaseURL: server.URL, Now: noon},
		AppID: "the key",
	}
	s, err := source.Rates(context.Background(), feed.Query{Need: []currency.Code{currency.EUR}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Rates.Rate(currency.USD, currency.EUR))
	fmt.Println(s.Skipped)
	// Output:
	// 1 USD = 0.880225… EUR (Open Exchange Rates 2026-09-29) <nil>
	// [BTC CNH GGP]
}

// The rates of a day that had none are those of the last day before.
func ExampleFrankfurter() {
	server := provider("frankfurter-latest.json")
	defer server.Close()

	source := feed.Frankfurter{HTTP: feed.HTTP{BaseURL: server.URL, Now: noon}}
	s, err := source.Rates(context.Background(), feed.Query{On: currency.NewDate(2026, 3, 18)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Rates.Rate(currency.EUR, currency.USD))
	// Output:
	// 1 EUR = 1.15 USD (Frankfurter 2026-03-18) <nil>
}

// What a provider says instead of rates is an error with its code.
func ExampleCurrencylayer() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"success":false,"error":{"code":104,"info":"Your monthly usage limit has been reached."}}`)
	}))
	defer server.Close()

	source := feed.Currencylayer{HTTP: feed.HTTP{BaseURL: server.URL}, AccessKey: "the key"}
	_, err := source.Rates(context.Background(), feed.Query{})
	var said *feed.ProviderError
	fmt.Println(errors.As(err, &said), errors.Is(err, feed.ErrProvider))
	fmt.Println(said.Code, said.Message)
	// Output:
	// true true
	// 104 Your monthly usage limit has been reached.
}
