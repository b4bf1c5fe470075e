package tax_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/landedhq/landed/tax"
)

// A tax number as buyers type it, and what can be told from it alone.
func ExampleParseID() {
	id, err := tax.ParseID("CH", "che-684.673.484 tva")
	fmt.Println(id, id.Kind, id.Number, id.Level(), err)

	id, err = tax.ParseID("", "GB GD123") // departments have no check digit
	fmt.Println(id, id.Level(), err)

	_, err = tax.ParseID("DE", "812 460 135") // digits swapped
	fmt.Println(errors.Is(err, tax.ErrIDChecksum), err)

	_, err = tax.ParseID("DE", "812 460 15")
	fmt.Println(errors.Is(err, tax.ErrIDFormat), err)
	// Output:
	// CHE684673484MWST vat 684673484 checksum <nil>
	// GBGD123 format <nil>
	// true tax: number "812 460 135" of DE: wrong check digit of a tax number: check digit wrong
	// true tax: number "812 460 15" of DE: invalid format of a tax number: want 9 digits, the first not 0
}

// vies asks VIES, the register of the EU, by its REST service
// (ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number). A shop keeps
// its time-outs, retries and limits in the client.
type vies struct {
	client    *http.Client
	address   string
	requester tax.ID // the shop's own number, for which VIES gives a reference
}

// Check implements tax.Checker.
func (v vies) Check(ctx context.Context, id tax.ID) (tax.Evidence, error) {
	question, err := json.Marshal(map[string]string{
		"countryCode": id.Prefix(), "vatNumber": id.Number,
		"requesterMemberStateCode": v.requester.Prefix(), "requesterNumber": v.requester.Number,
	})
	if err != nil {
		return tax.Evidence{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, v.address, bytes.NewReader(question))
	if err != nil {
		return tax.Evidence{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := v.client.Do(req)
	if err != nil {
		return tax.Evidence{}, fmt.Errorf("VIES: %w: %w", tax.ErrNoAnswer, err)
	}
	defer resp.Body.Close()
	var answer struct {
		Valid             *bool     `json:"valid"`
		RequestDate       time.Time `json:"requestDate"`
		RequestIdentifier string    `json:"requestIdentifier"`
		Name              string    `json:"name"`
		Address           string    `json:"address"`
		ErrorWrappers     []struct {
			Error string `json:"error"`
		} `json:"errorWrappers"`
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<16)).Decode(&answer); err != nil {
		return tax.Evidence{}, fmt.Errorf("VIES: %w: status %d: %w", tax.ErrNoAnswer, resp.StatusCode, err)
	}
	// A state's register that is down comes with status 200 too: only "valid",
	// and no error beside it, is an answer.
	if resp.StatusCode != http.StatusOK || answer.Valid == nil || len(answer.ErrorWrappers) > 0 {
		return tax.Evidence{}, fmt.Errorf("VIES: %w: status %d, %v", tax.ErrNoAnswer, resp.StatusCode, answer.ErrorWrappers)
	}
	e := tax.Evidence{
		ID: id, Valid: *answer.Valid, CheckedAt: answer.RequestDate, By: "VIES",
		Name: answer.Name, Address: answer.Address, Reference: answer.RequestIdentifier,
	}
	if e.Name == "---" { // not disclosed
		e.Name = ""
	}
	if e.Address == "---" {
		e.Address = ""
	}
	return e, nil
}

// A shop asks a register through its own client; the answer is kept with the
// order.
func ExampleChecker() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct{ CountryCode, VatNumber string }
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			http.Error(w, "", http.StatusBadRequest)
			return
		}
		if q.CountryCode == "FR" {
			fmt.Fprint(w, `{"actionSucceed":false,"errorWrappers":[{"error":"MS_UNAVAILABLE"}]}`)
			return
		}
		fmt.Fprintf(w, `{"countryCode":%q,"vatNumber":%q,"requestDate":"2026-11-20T10:00:00.000Z","valid":%t,
			"requestIdentifier":"WAPIAAAAxyz","name":"---","address":"---"}`, q.CountryCode, q.VatNumber, q.CountryCode == "EL")
	}))
	defer server.Close()

	shop, err := tax.ParseID("", "ATU39378767")
	if err != nil {
		fmt.Println(err)
		return
	}
	var register tax.Checker = vies{client: server.Client(), address: server.URL, requester: shop}
	for _, text := range []string{"EL 043316983", "DE 812460153", "FR 62 176 674 588"} {
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
		sale := time.Date(2026, time.November, 21, 0, 0, 0, 0, time.UTC)
		fmt.Println(id, e.Valid, e.Reference, "supports the sale:", e.Supports(id, sale, 30*24*time.Hour))
	}
	// Output:
	// EL043316983 true WAPIAAAAxyz supports the sale: true
	// DE812460153 false WAPIAAAAxyz supports the sale: false
	// FR62176674588 not known: true
}

// What is known of a number before a register is asked.
func ExampleID_Level() {
	for _, text := range []string{"DE812460153", "GBGD123"} {
		id, err := tax.ParseID("", text)
		fmt.Println(id, id.Kind == tax.VATNumber, id.Level() == tax.ChecksumConfirmed, err)
	}
	// Output:
	// DE812460153 true true <nil>
	// GBGD123 true false <nil>
}
