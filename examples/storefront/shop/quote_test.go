package shop

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
)

// visit is a visit in a market, in its own language.
func visit(t testing.TB, s *Shop, market string) Visit {
	t.Helper()
	v, err := s.Visit(Request{Market: market})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// homes are addresses in the markets.
var homes = map[string]Address{
	"us": {"US", "CA", "94105"}, "gb": {"GB", "", "SW1A 1AA"}, "de": {"DE", "", "10115"}, "fr": {"FR", "", "75001"},
	"es": {"ES", "", "28013"}, "jp": {"JP", "", "100-0001"}, "ae": {"AE", "", ""}, "ch": {"CH", "", "8001"},
	"ca": {"CA", "ON", "M5V 2T6"}, "au": {"AU", "", "2000"}, "no": {"NO", "", "0150"},
}

// quote quotes a basket for the home of a market.
func quote(t testing.TB, s *Shop, market string, b Basket) pricing.Quote {
	t.Helper()
	if b.To == (Address{}) {
		b.To = homes[market]
	}
	q, err := s.Quote(visit(t, s, market), b)
	if err != nil {
		t.Fatalf("%s: %v", market, err)
	}
	return q
}

var shirt = []Item{{"TEE", 1}}

func TestBasketIsRefusedByField(t *testing.T) {
	s := open(t, nil)
	many := make([]Item, MaxItems+1)
	for i := range many {
		many[i] = Item{strings.Repeat("X", i+1), 1}
	}
	for _, tt := range []struct {
		market string
		basket Basket
		field  string
		class  error
		reason string
	}{
		{"de", Basket{}, "sku", ErrMissing, "an empty basket"},
		{"de", Basket{Items: many}, "sku", ErrLimit, "more goods than a basket holds"},
		{"de", Basket{Items: []Item{{"", 1}}}, "sku", ErrUnknown, "no SKU"},
		{"de", Basket{Items: []Item{{"tee'; DROP TABLE", 1}}}, "sku", ErrUnknown, "no good"},
		{"de", Basket{Items: []Item{{strings.Repeat("\xff", 1<<16), 1}}}, "sku", ErrUnknown, "a long one that is no text"},
		{"de", Basket{Items: []Item{{"TEE", 1}, {"TEE", 2}}}, "sku", ErrInvalid, "twice the same"},
		{"de", Basket{Items: []Item{{"TEE", 0}}}, "quantity", ErrInvalid, "none of it"},
		{"de", Basket{Items: []Item{{"TEE", math.MinInt64}}}, "quantity", ErrInvalid, "less than none"},
		{"de", Basket{Items: []Item{{"TEE", math.MaxInt64}}}, "quantity", ErrLimit, "more than there is"},
		{"es", Basket{Items: []Item{{"TEA", 1}}}, "sku", ErrNotSold, "no published price in the market"},
		{"de", Basket{Items: shirt, Code: "WELCOME99"}, "code", ErrUnknown, "no such code"},
		{"de", Basket{Items: shirt, Code: strings.Repeat("A", 1<<20)}, "code", ErrInvalid, "a long code"},
		{"de", Basket{Items: shirt, Option: "drone"}, "option", ErrUnknown, "no such way"},
		{"de", Basket{Items: shirt, To: Address{Country: "XX"}}, "country", ErrNotSold, "no country"},
		{"de", Basket{Items: shirt, To: Address{Country: "IT"}}, "country", ErrNotSold, "a country of no market"},
		{"de", Basket{Items: shirt, To: Address{Country: "FR"}}, "country", ErrChanged, "a country with prices of its own"},
		{"de", Basket{Items: shirt, To: Address{PostalCode: "10115;--"}}, "postal_code", ErrInvalid, "no postal code"},
		{"de", Basket{Items: shirt, To: Address{PostalCode: strings.Repeat("1", 99)}}, "postal_code", ErrInvalid, "a long one"},
		{"us", Basket{Items: shirt, To: Address{Region: "ZZ"}}, "region", ErrInvalid, "no state"},
		{"us", Basket{Items: shirt}, "region", ErrMissing, "tax is that of a state"},
		{"ca", Basket{Items: []Item{{"SHOE", 1}}}, "region", ErrMissing, "tax is that of a province, for goods of more than 40 CAD"},
		{"de", Basket{Items: shirt, VATID: "DE123456789"}, "vat_id", ErrInvalid, "a wrong check digit"},
		{"de", Basket{Items: shirt, VATID: "FR40303265045"}, "vat_id", ErrInvalid, "a number of another country"},
		{"de", Basket{Items: shirt, VATID: strings.Repeat("9", 1<<16)}, "vat_id", ErrInvalid, "a long number"},
		{"de", Basket{Items: shirt, Pay: PayOnDelivery}, "pay", ErrInvalid, "a market without that choice"},
		{"gb", Basket{Items: shirt, Pay: "later"}, "pay", ErrInvalid, "no such choice"},
	} {
		v := visit(t, s, tt.market)
		q, err := s.Quote(v, tt.basket)
		if err == nil {
			t.Errorf("%s: quoted %v", tt.reason, q.Totals.DueNow)
			continue
		}
		wantField(t, err, tt.field, tt.class)
		if _, err = s.Options(v, tt.basket); err == nil && tt.field != "option" && tt.field != "region" {
			t.Errorf("%s: the ways to send it are quoted", tt.reason)
		}
	}
}

func TestItemIsNamed(t *testing.T) {
	s := open(t, nil)
	_, err := s.Quote(visit(t, s, "de"), Basket{Items: []Item{{"TEE", 1}, {"MUG", 100}}})
	var at *FieldError
	if !errors.As(err, &at) || at.Item != 2 || at.Field != "quantity" {
		t.Errorf("%v: want the quantity of item 2", err)
	}
}

func TestQuoteStandsForHalfAnHour(t *testing.T) {
	s := open(t, nil)
	for market := range homes {
		q := quote(t, s, market, Basket{Items: shirt})
		if !q.Expires.Equal(noon.Add(30 * time.Minute)) {
			t.Errorf("%s: until %v", market, q.Expires)
		}
		if q.Lines[0].Unit != price(t, s, market, "TEE").Shown {
			t.Errorf("%s: %v a piece, but the page shows %v", market, q.Lines[0].Unit, price(t, s, market, "TEE").Shown)
		}
	}
}

// price is the price that a page shows.
func price(t testing.TB, s *Shop, market, sku string) pricing.Price {
	t.Helper()
	p, err := s.Price(visit(t, s, market), sku)
	if err != nil || p.Err != nil {
		t.Fatal(market, sku, err, p.Err)
	}
	return p.Price
}

// TestNoCostLeavesTheHouse: a sealed quote can be read by whoever holds it.
func TestNoCostLeavesTheHouse(t *testing.T) {
	s := open(t, nil)
	q := quote(t, s, "de", Basket{Items: []Item{{"TEE", 1}, {"WATCH", 2}}})
	text, err := q.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, cost := range []string{`"6.10"`, `"74.00"`} {
		if strings.Contains(string(text), cost) {
			t.Errorf("the cost of %s is in the quote", cost)
		}
	}
	for _, l := range q.Lines {
		if !l.Cost.IsZero() {
			t.Errorf("line %s tells a cost of %v", l.ID, l.Cost)
		}
	}
}

func TestOptionsSideBySide(t *testing.T) {
	s := open(t, nil)
	for market, home := range homes {
		v := visit(t, s, market)
		options, err := s.Options(v, Basket{Items: []Item{{"TEE", 2}, {"BOOK", 1}}, To: home})
		if err != nil || len(options) != 2 {
			t.Fatal(market, err)
		}
		for i, o := range options {
			if o.Err != nil {
				t.Errorf("%s: %s: %v", market, o.ID, o.Err)
				continue
			}
			q := quote(t, s, market, Basket{Items: []Item{{"TEE", 2}, {"BOOK", 1}}, Option: o.ID})
			if q.Totals.DueNow != o.Quote.Totals.DueNow {
				t.Errorf("%s: %s: %v side by side, %v alone", market, o.ID, o.Quote.Totals.DueNow, q.Totals.DueNow)
			}
			if o.Name(v.Lang) == "" || o.From < 1 || o.To < o.From {
				t.Errorf("%s: way %d: %q in %d to %d days", market, i, o.Name(v.Lang), o.From, o.To)
			}
		}
		if options[0].Quote.Totals.Shipping.Decimal().GreaterThanOrEqual(options[1].Quote.Totals.Shipping.Decimal()) {
			t.Errorf("%s: the first way is not the cheaper one", market)
		}
	}
}

// TestShippingGoesByWeight: 20 shirts weigh 3.6 kg, so four kilograms are begun.
func TestShippingGoesByWeight(t *testing.T) {
	s := open(t, nil)
	q := quote(t, s, "us", Basket{Items: []Item{{"TEE", 20}}})
	if want := currency.MustAmount("10.90", currency.USD); q.Totals.Shipping != want {
		t.Errorf("%v, want 4.90 + 4 × 1.50 = %v", q.Totals.Shipping, want)
	}
}

func TestCodes(t *testing.T) {
	s := open(t, nil)
	plain := quote(t, s, "us", Basket{Items: []Item{{"TEE", 10}}})
	for _, tt := range []struct {
		code, goods, shipping string
	}{
		{" welcome10 ", "24.00", "0.00"},
		{"FREESHIP", "0.00", "7.90"},
		{"5off", "5.00", "0.00"},
	} {
		q := quote(t, s, "us", Basket{Items: []Item{{"TEE", 10}}, Code: tt.code})
		off, err := plain.Totals.Shipping.Sub(q.Totals.Shipping)
		if err != nil {
			t.Fatal(err)
		}
		if q.Totals.Discounts != currency.MustAmount(tt.goods, currency.USD) || off != currency.MustAmount(tt.shipping, currency.USD) {
			t.Errorf("%s: %v off the goods, %v off the shipping", tt.code, q.Totals.Discounts, off)
		}
	}
}

// TestBusiness: who accounts for the tax of a business is for the law to say.
func TestBusiness(t *testing.T) {
	s := open(t, nil)
	for _, tt := range []struct {
		market, number, collector string
		taxed                     bool
		reason                    string
	}{
		{"gb", "GB 123 4567 82", "buyer", false, "up to 135 GBP a registered business accounts for it itself"},
		{"au", "51 824 753 556", "nobody", false, "GST on low-value goods is for consumers"},
		{"de", "DE811907980", "customs", true, "IOSS is for consumers, so that import VAT is due"},
		{"no", "", "seller", true, "VOEC for a consumer"},
	} {
		q := quote(t, s, tt.market, Basket{Items: []Item{{"MUG", 1}}, VATID: tt.number})
		supply := q.Consignments[0].Supply
		if supply.Collector != tt.collector || q.Totals.Tax.IsZero() == tt.taxed {
			t.Errorf("%s: %s accounts for %v: %s: %v", tt.market, supply.Collector, q.Totals.Tax, tt.reason, supply.Reasons)
		}
	}
	consumer, business := quote(t, s, "gb", Basket{Items: shirt}), quote(t, s, "gb", Basket{Items: shirt, VATID: "GB123456782"})
	if business.Totals.DueNow.Decimal().GreaterThanOrEqual(consumer.Totals.DueNow.Decimal()) {
		t.Errorf("the business pays %v, the consumer %v", business.Totals.DueNow, consumer.Totals.DueNow)
	}
}

// TestPayNowOrOnDelivery: the choice moves what the law leaves to be moved.
func TestPayNowOrOnDelivery(t *testing.T) {
	s := open(t, nil)
	for _, tt := range []struct {
		market    string
		items     []Item
		duty, tax pricing.Placement
		door      bool
		reason    string
	}{
		{"gb", []Item{{"SHOE", 2}}, pricing.OnDelivery, pricing.InPrice, true, "the seller is registered for VAT, duty is for the door"},
		{"gb", shirt, pricing.OnDelivery, pricing.InPrice, false, "below 135 GBP there is no duty"},
		{"jp", []Item{{"SHOE", 1}}, pricing.OnDelivery, pricing.OnDelivery, true, "both are for the door"},
		{"ae", []Item{{"SHOE", 3}}, pricing.OnDelivery, pricing.OnDelivery, true, "both are for the door"},
	} {
		now := quote(t, s, tt.market, Basket{Items: tt.items, Pay: PayNow})
		later := quote(t, s, tt.market, Basket{Items: tt.items, Pay: PayOnDelivery})
		if !now.Totals.DueOnDelivery.IsZero() {
			t.Errorf("%s: %v at the door of who pays now", tt.market, now.Totals.DueOnDelivery)
		}
		if later.Duty != tt.duty || later.Tax != tt.tax || later.Totals.DueOnDelivery.IsZero() == tt.door {
			t.Errorf("%s: duty %v, tax %v, %v at the door: %s", tt.market, later.Duty, later.Tax, later.Totals.DueOnDelivery, tt.reason)
		}
	}
	for _, m := range s.Markets() {
		if offered, want := PayChoices(&m) != nil, m.ID == "gb" || m.ID == "jp" || m.ID == "ae"; offered != want {
			t.Errorf("%s: choice %v", m.ID, offered)
		}
	}
}
