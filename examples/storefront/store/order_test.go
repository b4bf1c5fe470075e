package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/store/storetest"
)

// code is a currency of the shop's own.
func code(t testing.TB, name string, digits int) currency.Code {
	t.Helper()
	c, err := currency.NewCode(name, digits)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What comes back is what was placed, to the last digit and byte.
func TestPlace(t *testing.T) {
	points := code(t, "PTS", 0)
	text := cmp.Comparer(bytes.Equal) // a large quote is not compared byte by byte
	storetest.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		for _, row := range []struct {
			name   string
			change func(*Order)
			reason string
		}{
			{"as it is", func(*Order) {}, ""},
			{"the longest amount", func(o *Order) { o.Due = currency.MustAmount("99999999999999999999999999999999.99", currency.EUR) }, "34 digits"},
			{"the finest amount", func(o *Order) { o.Tax = currency.MustAmount("-0.1234567890123456789012345678901234", currency.EUR) }, "a float keeps 17"},
			{"more than a float holds", func(o *Order) { o.Due = currency.MustAmount("90071992547409.93", currency.EUR) }, "2^53 + 1 cents"},
			{"cents", func(o *Order) { o.Due = currency.MustAmount("0.10", currency.EUR) }, "the zero at the end"},
			{"yen", func(o *Order) { o.Due = currency.FromMinor(5980, currency.JPY) }, "no digits after the point"},
			{"dinars", func(o *Order) { o.Due = currency.MustAmount("1.234", currency.KWD) }, "three of them"},
			{"points", func(o *Order) { o.Due = currency.FromMinor(1000, points) }, "a currency of the shop's own, PTS:0"},
			{"a crypto currency", func(o *Order) { o.Margin = currency.MustAmount("0.000000000000000001", code(t, "ETH", 18)) }, "18 digits"},
			{"currencies that differ", func(o *Order) { o.Margin = currency.MustAmount("-12.3456", currency.USD) }, "each column has its own"},
			{"a quote with blanks", func(o *Order) { o.Quote = []byte("\n {\"b\":1.00,\t\"a\":1e2,\"a\":\"\\u0041\"} \n") }, "bytes, not what they mean"},
			{"a quote with zero characters", func(o *Order) { o.Quote = []byte(`{"a":"\u0000 \ud83d"}`) }, "an escape is text"},
			{"a large quote", func(o *Order) { o.Quote = fmt.Appendf(nil, `{"a":%q}`, strings.Repeat("x", maxJSON-8)) }, "as long as it may be"},
			{"a time elsewhere", func(o *Order) { o.Placed = time.Date(2026, 3, 29, 3, 0, 0, 999999999, time.FixedZone("CEST", 7200)) }, "in UTC, cut to the microsecond"},
			{"a time without a fraction", func(o *Order) { o.Placed = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }, "as many digits as others"},
			{"any text", func(o *Order) { o.Customer.Street = "'; DROP TABLE orders; -- \"\\ $1 ? %s\r\n\t\u202e😀" }, "placeholders, not text put together"},
			{"arabic", func(o *Order) { o.Customer.Name = "محمد عبد الله" }, ""},
			{"many lines", func(o *Order) { *o = order(o.Key, maxLines) }, "in their order"},
			{"many of one", func(o *Order) { o.Lines[0].Quantity = 1<<63 - 1 }, ""},
		} {
			t.Run(row.name, func(t *testing.T) {
				want := order(row.name, 2)
				row.change(&want)
				placed := place(t, s, want)
				got, refunds, err := s.Order(t.Context(), placed.ID)
				if err != nil || len(refunds) != 0 {
					t.Fatal(refunds, err)
				}
				if diff := cmp.Diff(placed, got, text); diff != "" {
					t.Errorf("placed, and in the database: %s\n%s", row.reason, diff)
				}
				want.ID, want.Status, want.Placed = got.ID, Placed, want.Placed.UTC().Truncate(time.Microsecond)
				if diff := cmp.Diff(want, got, text); diff != "" {
					t.Errorf("wanted, and in the database: %s\n%s", row.reason, diff)
				}
				if due := got.Due.Currency(); due != want.Due.Currency() {
					t.Errorf("due in %v, want %v: %s", due, want.Due.Currency(), row.reason)
				}
			})
		}
	})
}

// Amounts of any size come back as they were.
func TestAmountsExact(t *testing.T) {
	const seed = 20260318
	storetest.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		rnd := rand.New(rand.NewPCG(seed, 0))
		o := order("k", maxLines)
		for i := range o.Lines {
			o.Lines[i].Gross = randomAmount(t, rnd)
		}
		placed := place(t, s, o)
		got, _, err := s.Order(t.Context(), placed.ID)
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range got.Lines {
			if want := o.Lines[i].Gross; !l.Gross.Equal(want) || l.Gross.String() != want.String() {
				t.Errorf("seed %d: %v came back as %v", seed, want, l.Gross)
			}
		}
	})
}

// randomAmount has up to 34 digits, the point before, within or after them.
func randomAmount(t *testing.T, rnd *rand.Rand) currency.Amount {
	t.Helper()
	codes := []currency.Code{currency.EUR, currency.JPY, currency.KWD, code(t, "PTS", 0), code(t, "ETH", 18)}
	for {
		a, err := currency.ParseAmount(randomNumber(rnd), codes[rnd.IntN(len(codes))])
		if err == nil { // else the currency's own digits are too many
			return a
		}
	}
}

func randomNumber(rnd *rand.Rand) string {
	digits := make([]byte, 1+rnd.IntN(34))
	for i := range digits {
		digits[i] = byte('0' + rnd.IntN(10))
	}
	whole := rnd.IntN(len(digits) + 1)
	text := "0" + string(digits[:whole])
	if whole < len(digits) {
		text += "." + string(digits[whole:])
	}
	if rnd.IntN(2) == 0 {
		text = "-" + text
	}
	return text
}

// A database can add the amounts up without losing anything.
func TestPostgresAdds(t *testing.T) {
	s := opened(t, storetest.Postgres(t))
	for i, due := range []string{"9999999999999999999999.01", "0.000000000001", "-0.01"} {
		o := order(fmt.Sprint("k", i), 1)
		o.Due = currency.MustAmount(due, currency.EUR)
		place(t, s, o)
	}
	var sum currency.Columns
	if err := s.db.read.QueryRow(`SELECT SUM(due), due_currency FROM orders GROUP BY due_currency`).Scan(&sum.Number, &sum.Currency); err != nil {
		t.Fatal(err)
	}
	if got := sum.Number.String(); got != "9999999999999999999999.000000000001" {
		t.Errorf("the sum is %s", got)
	}
}

// An amount without a currency is none of the currency of the order.
func TestPlaceZeroAmounts(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		o := order("k", 1)
		o.OnDelivery, o.Tax, o.Duty, o.Margin = currency.Amount{}, currency.Amount{}, currency.Amount{}, currency.Amount{}
		o.Lines[0].Gross = currency.Amount{}
		got := place(t, opened(t, url), o)
		zero := currency.FromMinor(0, currency.EUR)
		if got.OnDelivery != zero || got.Tax != zero || got.Duty != zero || got.Margin != zero || got.Lines[0].Gross != zero {
			t.Errorf("%+v, want zero in EUR", got)
		}
		if o.Lines[0].Gross == zero {
			t.Error("the caller's lines have changed")
		}
	})
}

func TestPlaceRefuses(t *testing.T) {
	long := strings.Repeat("x", maxText+1)
	for _, row := range []struct {
		field  string
		change func(*Order)
	}{
		{"key", func(o *Order) { o.Key = "" }},
		{"key", func(o *Order) { o.Key = long }},
		{"id", func(o *Order) { o.ID = long }},
		{"placed", func(o *Order) { o.Placed = time.Time{} }},
		{"placed", func(o *Order) { o.Placed = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }},
		{"market", func(o *Order) { o.Market = "" }},
		{"market", func(o *Order) { o.Market = "d\xffe" }},
		{"digest", func(o *Order) { o.Digest = "" }},
		{"customer.name", func(o *Order) { o.Customer.Name = "a\x00b" }},
		{"customer.email", func(o *Order) { o.Customer.Email = long }},
		{"customer.street", func(o *Order) { o.Customer.Street = long }},
		{"customer.city", func(o *Order) { o.Customer.City = long }},
		{"customer.region", func(o *Order) { o.Customer.Region = long }},
		{"customer.postal_code", func(o *Order) { o.Customer.PostalCode = long }},
		{"customer.country", func(o *Order) { o.Customer.Country = long }},
		{"customer.vat_id", func(o *Order) { o.Customer.VATID = long }},
		{"due", func(o *Order) { o.Due = currency.Amount{} }},
		{"quote", func(o *Order) { o.Quote = nil }},
		{"quote", func(o *Order) { o.Quote = []byte(`[1]`) }},
		{"quote", func(o *Order) { o.Quote = []byte(`{"a":1} {}`) }},
		{"quote", func(o *Order) { o.Quote = []byte("{\"a\":\"\xff\"}") }},
		{"quote", func(o *Order) { o.Quote = fmt.Appendf(nil, `{"a":%q}`, strings.Repeat("x", maxJSON)) }},
		{"lines", func(o *Order) { o.Lines = nil }},
		{"lines", func(o *Order) { *o = order("k", maxLines+1) }},
		{"line 2: sku", func(o *Order) { o.Lines[1].SKU = "" }},
		{"line 2: name", func(o *Order) { o.Lines[1].Name = long }},
		{"line 1: quantity", func(o *Order) { o.Lines[0].Quantity = 0 }},
		{"line 1: quantity", func(o *Order) { o.Lines[0].Quantity = -1 }},
	} {
		s := opened(t, ":memory:")
		o := order("k", 2)
		row.change(&o)
		_, _, err := s.Place(t.Context(), o)
		var invalid *InvalidError
		if !errors.As(err, &invalid) || invalid.Field != row.field || !errors.Is(err, ErrInvalid) {
			t.Errorf("%v, want that %s is invalid", err, row.field)
		}
		if all, err := s.Orders(t.Context(), OrderQuery{}); err != nil || len(all) != 0 {
			t.Errorf("%s: %d orders are stored all the same (%v)", row.field, len(all), err)
		}
	}
}

// The same key gives the same order, and no second one.
func TestPlaceAgain(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		first := place(t, s, order("k", 2))

		again := order("k", 2)
		again.Placed = again.Placed.Add(time.Minute)
		got, placed, err := s.Place(t.Context(), again)
		if err != nil || placed {
			t.Fatalf("placed again: %v, %v", placed, err)
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Errorf("the second time gives another order:\n%s", diff)
		}

		if got, err := s.OrderByKey(t.Context(), "k"); err != nil || cmp.Diff(first, got) != "" {
			t.Errorf("the key stands for %+v (%v)", got, err)
		}

		other := order("k", 1)
		other.Digest = "sha256:other"
		if _, placed, err := s.Place(t.Context(), other); placed || !errors.Is(err, ErrKeyReused) {
			t.Errorf("another quote with the same key: %v, %v, want ErrKeyReused", placed, err)
		}
		other = order("k", 2)
		other.Customer.Street = "another one"
		if _, placed, err := s.Place(t.Context(), other); placed || !errors.Is(err, ErrKeyReused) {
			t.Errorf("the same quote to another address: %v, %v, want ErrKeyReused: it would go to the first", placed, err)
		}

		taken := order("k2", 1)
		taken.ID = first.ID
		if _, placed, err := s.Place(t.Context(), taken); placed || err == nil {
			t.Error("two orders have the same ID")
		}
		if all, err := s.Orders(t.Context(), OrderQuery{}); err != nil || len(all) != 1 {
			t.Errorf("there are %d orders (%v), want 1", len(all), err)
		}
	})
}

// Two hundred buy at once, each by four clicks that reach two processes: fifty
// orders are stored, and each click gets the one of its key.
func TestPlaceConcurrently(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		const keys, clicks = 50, 4
		processes := []*Store{opened(t, url), opened(t, url)}
		var ids [keys][clicks]string
		var placed [keys]atomic.Int64
		var all sync.WaitGroup
		start := make(chan bool)
		for key := range keys {
			for click := range clicks {
				all.Go(func() {
					<-start
					o, first, err := processes[click%2].Place(t.Context(), order(fmt.Sprint("k", key), 3))
					if err != nil {
						t.Error(err)
						return
					}
					if first {
						placed[key].Add(1)
					}
					ids[key][click] = o.ID
				})
			}
		}
		close(start)
		all.Wait()
		for key := range keys {
			if n := placed[key].Load(); n != 1 {
				t.Errorf("key %d: %d clicks think that they placed the order, want 1", key, n)
			}
			for _, id := range ids[key] {
				if id == "" || id != ids[key][0] {
					t.Errorf("key %d: the clicks got the orders %q", key, ids[key])
					break
				}
			}
		}
		n := 0
		err := processes[0].AllOrders(t.Context(), func(o Order, _ []Refund) error {
			n++
			return whole(o)
		})
		if err != nil || n != keys {
			t.Errorf("%d orders (%v), want %d", n, err, keys)
		}
	})
}

// whole says what is wrong with an order that came of order.
func whole(o Order) error {
	want := order(o.Key, len(o.Lines))
	want.ID, want.Status = o.ID, o.Status
	if diff := cmp.Diff(want, o); diff != "" {
		return fmt.Errorf("order %s is not what was placed:\n%s", o.Key, diff)
	}
	var sum currency.Amount
	for _, l := range o.Lines {
		var err error
		if sum, err = sum.Add(l.Gross); err != nil {
			return err
		}
	}
	if !sum.Equal(o.Due) {
		return fmt.Errorf("the lines of order %s sum to %v of %v", o.Key, sum, o.Due)
	}
	return nil
}

func TestOrderNotFound(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		place(t, s, order("k", 1))
		for _, id := range []string{"", "none", "a' OR 'a'='a", strings.Repeat("x", 10_000)} {
			_, _, byID := s.Order(t.Context(), id)
			_, byKey := s.OrderByKey(t.Context(), id)
			for _, err := range []error{byID, byKey} {
				if !errors.Is(err, ErrNotFound) {
					t.Errorf("order %.20q: %v, want ErrNotFound", id, err)
				} else if len(err.Error()) > 200 {
					t.Errorf("the error has %d bytes", len(err.Error()))
				}
			}
		}
	})
}

// A quote that something else has changed is not given out as the customer's.
func TestOrderDamaged(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		o := place(t, s, order("k", 1))
		if _, err := s.db.write.Exec(`UPDATE orders SET quote = $1 WHERE id = $2`, strings.Replace(string(o.Quote), "1.0e2", "1.0e3", 1), o.ID); err != nil {
			t.Fatal(err)
		}
		_, _, one := s.Order(t.Context(), o.ID)
		_, page := s.Orders(t.Context(), OrderQuery{})
		all := s.AllOrders(t.Context(), func(Order, []Refund) error { return nil })
		_, _, again := s.Place(t.Context(), order("k", 1))
		_, _, refunded := s.Refund(t.Context(), o.ID, "r", func(Order, []Refund) (Refund, error) { return refund(1), nil })
		for name, err := range map[string]error{"Order": one, "Orders": page, "AllOrders": all, "Place": again, "Refund": refunded} {
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: %v, want ErrDamaged", name, err)
			} else if strings.Contains(err.Error(), o.ID) {
				t.Errorf("%s: %v: who reads it in a log can open the order", name, err)
			}
		}
	})
}

func TestNewID(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		id := NewID()
		if len(id) != 26 || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz234567") != "" || seen[id] {
			t.Fatalf("%q is not a new one of 26 small letters and digits", id)
		}
		seen[id] = true
	}
}
