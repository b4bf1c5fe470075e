package pricing_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"slices"
	"testing"

	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// This file holds the quotes of generated carts to the laws of the package.
// A cart that breaks one is made smaller before it is printed.

var seedFlag = flag.Uint64("seed", 20261121, "seed of the generated carts; 0 takes the time")

var cartsFlag = flag.Int("carts", 0, "number of generated carts that each law is tried on; 0 takes 3,000, or 150 with -short or the race detector")

func carts() int { return cmp.Or(*cartsFlag, race.Cases(3000)) }

// brokenShown is how many carts that break a law are shown.
const brokenShown = 2

// situation is a cart and the shop that is asked for its price.
type situation struct {
	config pricing.Config
	cart   pricing.Cart
}

func (s situation) quote() (pricing.Quote, error) {
	e, err := pricing.New(s.config)
	if err != nil {
		return pricing.Quote{}, err
	}
	return e.Quote(s.cart)
}

// market is the one that sells to the cart's country.
func (s situation) market() pricing.Market {
	for _, m := range s.config.Markets {
		if m.Countries[0] == s.cart.ShipTo.Country {
			return m
		}
	}
	return pricing.Market{}
}

func (s situation) String() string {
	cart, _ := json.Marshal(s.cart)
	m := s.market()
	market, _ := json.Marshal(m)
	var fixed []pricing.BookEntry
	if s.config.PriceBook != nil {
		fixed = slices.Collect(s.config.PriceBook.All())
	}
	return fmt.Sprintf("cart %s\nmarket %s\nprice book %+v\nseller %+v", cart, market, fixed, s.config.Seller)
}

// holds tries a law on generated carts. A cart may be refused, with an error
// of the type that the package promises; at least half must be answered.
func holds(t *testing.T, law func(situation, pricing.Quote) error) {
	t.Helper()
	g := newGenerator(t)
	refused := map[string]int{}
	answered, broken := 0, 0
	for i := range carts() {
		s := g.situation()
		q, err := s.quote()
		if err != nil {
			var ce *pricing.CartError
			if !errors.As(err, &ce) {
				t.Fatalf("cart %d: %T %v, want a *CartError\n%v", i, err, err, s)
			}
			reason, known := reasonOf(ce)
			if !known {
				reason = "other"
			}
			refused[reason]++
			continue
		}
		answered++
		if err := law(s, q); err != nil {
			small, err := shrink(s, err, func(s situation) error {
				if q, err := s.quote(); err == nil {
					return law(s, q)
				}
				return nil
			})
			t.Errorf("cart %d: %v\n%v", i, err, small)
			if broken++; broken == brokenShown {
				t.Fatal("and perhaps more")
			}
		}
	}
	t.Logf("%d of %d carts answered; refused for %v", answered, carts(), refused)
	if answered < carts()/2 {
		t.Errorf("only %d of %d carts were answered", answered, carts())
	}
}

// reasonOf is the class of a refusal, and whether a sound cart may meet it.
func reasonOf(ce *pricing.CartError) (string, bool) {
	for _, class := range []error{
		pricing.ErrPlacement, pricing.ErrDiscount, pricing.ErrTooSmall, duty.ErrNoTariff, duty.ErrNoRegime, tax.ErrNoRate, tax.ErrBeforeBook,
	} {
		if errors.Is(ce, class) {
			return class.Error(), true
		}
	}
	var registration *tax.RegistrationError
	if errors.As(ce, &registration) {
		return "registration", true
	}
	return ce.Error(), false
}

// A sound cart is refused only for what the law or the tables leave open, or
// for a discount that is too large.
func TestSoundCartsAreAnswered(t *testing.T) {
	g := newGenerator(t)
	broken := 0
	for i := range carts() {
		s := g.situation()
		err := unsound(s)
		if err == nil {
			continue
		}
		small, err := shrink(s, err, unsound)
		t.Errorf("cart %d: refused: %v\n%v", i, err, small)
		if broken++; broken == brokenShown {
			t.Fatal("and perhaps more")
		}
	}
}

// unsound is the error of a refusal that has no good reason.
func unsound(s situation) error {
	_, err := s.quote()
	var ce *pricing.CartError
	if errors.As(err, &ce) {
		if _, known := reasonOf(ce); known {
			return nil
		}
	}
	return err
}
