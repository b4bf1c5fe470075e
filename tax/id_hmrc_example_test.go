package tax_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// hmrc asks HMRC, the register of the United Kingdom, by its service "Check a
// UK VAT number". The token that the service wants is put in by the client, as
// golang.org/x/oauth2 does.
type hmrc struct {
	client    *http.Client
	address   string // https://api.service.hmrc.gov.uk
	requester tax.ID // the shop's own number, for which HMRC gives a reference
}

// Check implements tax.Checker.
func (h hmrc) Check(ctx context.Context, id tax.ID) (tax.Evidence, error) {
	url := h.address + "/organisations/vat/check-vat-number/lookup/" + id.Number + "/" + h.requester.Number
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return tax.Evidence{}, err
	}
	req.Header.Set("Accept", "application/vnd.hmrc.2.0+json")
	resp, err := h.client.Do(req)
	if err != nil {
		return tax.Evidence{}, fmt.Errorf("HMRC: %w: %w", tax.ErrNoAnswer, err)
	}
	defer resp.Body.Close()
	var answer struct {
		Target struct {
			Name    string `json:"name"`
			Address struct {
				Line1    string `json:"line1"`
				Postcode string `json:"postcode"`
			} `json:"address"`
		} `json:"target"`
		ConsultationNumber string    `json:"consultationNumber"`
		ProcessingDate     time.Time `json:"processingDate"`
		Code               string    `json:"code"`
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<16)).Decode(&answer); err != nil {
		return tax.Evidence{}, fmt.Errorf("HMRC: %w: status %d: %w", tax.ErrNoAnswer, resp.StatusCode, err)
	}
	switch {
	case resp.StatusCode == http.StatusOK:
		return tax.Evidence{
			ID: id, Valid: true, By: "HMRC", CheckedAt: answer.ProcessingDate, Reference: answer.ConsultationNumber,
			Name: answer.Target.Name, Address: answer.Target.Address.Line1 + ", " + answer.Target.Address.Postcode,
		}, nil
	case resp.StatusCode == http.StatusNotFound && answer.Code == "NOT_FOUND":
		at, err := http.ParseTime(resp.Header.Get("Date"))
		if err != nil {
			return tax.Evidence{}, fmt.Errorf("HMRC: %w: %w", tax.ErrNoAnswer, err)
		}
		return tax.Evidence{ID: id, By: "HMRC", CheckedAt: at}, nil
	}
	return tax.Evidence{}, fmt.Errorf("HMRC: %w: status %d %s", tax.ErrNoAnswer, resp.StatusCode, answer.Code)
}

// What HMRC said of a buyer's number goes into the supply: only then does the
// buyer account for the tax of a small parcel from abroad.
func ExampleChecker_hmrc() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/organisations/vat/check-vat-number/lookup/544259927/350862500" {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"code":"NOT_FOUND","message":"targetVrn does not match a registered company"}`)
			return
		}
		fmt.Fprint(w, `{"target":{"name":"A Trader","vatNumber":"544259927","address":{"line1":"1 High Street","postcode":"AB1 2CD"}},
			"requester":"350862500","consultationNumber":"AAA-BBB-CCC","processingDate":"2026-11-20T10:00:00+00:00"}`)
	}))
	defer server.Close()

	shop, err := tax.ParseID("GB", "350 8625 00")
	if err != nil {
		fmt.Println(err)
		return
	}
	var register tax.Checker = hmrc{client: server.Client(), address: server.URL, requester: shop}
	for _, text := range []string{"GB 544 2599 27", "GB 846 5870 85"} {
		id, err := tax.ParseID("", text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		e, err := register.Check(context.Background(), id)
		if err != nil {
			fmt.Println(id, "not known:", errors.Is(err, tax.ErrNoAnswer))
			continue
		}
		d, err := tax.Decide(tax.Supply{
			Seller: "US", ShipFrom: locale.Place{Country: "US"}, ShipTo: locale.Place{Country: "GB"},
			On:            currency.NewDate(2026, time.November, 21),
			Intrinsic:     currency.MustAmount("100.00", currency.GBP),
			Registrations: []tax.Registration{{Country: "GB", Scheme: tax.SchemeVAT}},
			Buyer:         tax.Buyer{Business: true, Number: id, Evidence: e},
		})
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(id, e.Valid, e.Reference, "accounts:", d.Accountant)
	}
	// Output:
	// GB544259927 true AAA-BBB-CCC accounts: buyer
	// GB846587085 false  accounts: seller
}
