package pricing_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/pricing"
)

// This file holds quotes to those in testdata/golden: carts to destinations
// whose law works in different ways, each with duty and tax at checkout, in the
// price, on delivery and absorbed. The carts, name.cart.json, are written by
// hand; the quotes beside them by "go test -run TestGolden -update". The oracle
// redoes every stored quote, figure by figure.

var updateFlag = flag.Bool("update", false, "write the golden quotes anew")

// golden is a cart, and the shop that it is in.
type golden struct {
	About string          `json:"about"` // what is particular
	Shop  json.RawMessage `json:"shop"`
	Cart  pricing.Cart    `json:"cart"`
}

// answer is what is stored: a quote, or why there is none.
type answer struct {
	Refused string         `json:"refused,omitempty"`
	Quote   *pricing.Quote `json:"quote,omitempty"`
}

func TestGolden(t *testing.T) {
	carts, err := filepath.Glob("testdata/golden/*.cart.json")
	if err != nil {
		t.Fatal(err)
	}
	quotes := 0
	for _, path := range carts {
		name := strings.TrimSuffix(filepath.Base(path), ".cart.json")
		t.Run(name, func(t *testing.T) {
			for _, where := range pricing.Placements() {
				t.Run(where.String(), func(t *testing.T) {
					s, about := readGolden(t, path)
					s.config.Markets[0].Duty, s.config.Markets[0].Tax = where, where
					quotes++
					isGolden(t, s, about, "testdata/golden/"+name+"."+where.String()+".json")
				})
			}
		})
	}
	if quotes < 60 {
		t.Errorf("only %d quotes", quotes)
	}
}

func readGolden(t *testing.T, path string) (situation, string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(text, &g); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	s := situation{config: readConfig(t), cart: g.Cart}
	s.config.Tariff = widerTariff(t)
	if s.config.Seller, s.config.Markets, err = pricing.ReadMarkets(bytes.NewReader(g.Shop)); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return s, g.About
}

// isGolden compares the answer to a cart with the stored one, and that with
// what the oracle makes of the cart.
func isGolden(t *testing.T, s situation, about, path string) {
	t.Helper()
	q, refusal := s.quote()
	got := answer{Quote: &q}
	if refusal != nil {
		got = answer{Refused: refusal.Error()}
	}
	text, err := json.MarshalIndent(got, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, '\n')
	if *updateFlag {
		if err := os.WriteFile(path, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	stored, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(stored), string(text)); diff != "" {
		t.Errorf("%s: %s (-stored +now; if that is meant: go test ./pricing -run TestGolden -update):\n%s", path, about, diff)
	}
	var want answer
	if err := json.Unmarshal(stored, &want); err != nil {
		t.Fatal(err)
	}
	o, err := newOracle(s.config)
	if err != nil {
		t.Fatal(err)
	}
	if want.Quote == nil {
		if _, err := o.redo(s, told{}); !errors.Is(err, errForbidden) || !errors.Is(refusal, pricing.ErrPlacement) {
			t.Errorf("refused: %s; the oracle says: %v", want.Refused, err)
		}
		return
	}
	if _, err = o.confirm(s, *want.Quote); err == nil {
		err = o.judge(s, toldBy(*want.Quote))
	}
	if err != nil {
		t.Errorf("%s:\n%v", about, err)
	}
}
