package worth

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// TestRows: an order comes out of a row as it went in, and rows of equal orders are
// equal however they were written.
func TestRows(t *testing.T) {
	terms := testTerms(t, 1)
	form, err := ltv.Layout{}.Lines(head, terms.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	var packed []byte
	var want []ltv.Order
	lines := append(made(rand.New(rand.NewPCG(1, 2)), terms),
		"A-1,c-1,DE,2026-01-15,EUR,99999999999999999999999999999999.99,0.000000000000000001,0,0,0,0", // beyond 64 bits
	)
	for i, line := range lines {
		o, err := form.Order(line)
		if err != nil {
			continue
		}
		want = append(want, o)
		if packed, err = appendRow(packed, &o, place{i % 7, i}); err != nil {
			t.Fatal(err)
		}
	}
	var d deflater
	if _, err := d.chunk(nil); err != nil { // one of none before, to be used again
		t.Fatal(err)
	}
	chunk, err := d.chunk(packed)
	if err != nil {
		t.Fatal(err)
	}
	for _, damaged := range [][]byte{nil, chunk[:len(chunk)/2], append([]byte{0xff, 0xff, 0xff, 0xff, 0x7f}, chunk...), chunk[1:]} {
		if _, err := inflate(damaged); !errors.Is(err, errPacked) {
			t.Errorf("a damaged chunk: %v", err)
		}
	}
	inflated, err := inflate(chunk)
	if err != nil || !bytes.Equal(inflated, packed) || len(chunk) > len(packed)*2/3 {
		t.Fatalf("%d bytes, of %d: %v", len(chunk), len(packed), err)
	}
	var got []ltv.Order
	for rest := packed; len(rest) > 0; {
		var r row
		if r, rest, err = unpackRow(rest); err != nil {
			t.Fatal(err)
		}
		o, err := r.unpack()
		if err != nil {
			t.Fatal(err)
		}
		if r.line%7 != r.shard || !bytes.HasSuffix(r.id(), []byte(o.ID)) {
			t.Fatalf("%v of %q at %v", o, r.id(), r.place)
		}
		got = append(got, o)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if each := len(packed) / len(want); each > 80 {
		t.Errorf("%d bytes a row", each)
	}
	a, errA := form.Order("A-1,c-1,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75")
	b, errB := form.Order(`"A-1",c-1,DE,2026-01-15,EUR,58,21.5,0,0.000,6.4,1.750`)
	rowA, _ := appendRow(nil, &a, place{1, 2})
	rowB, _ := appendRow(nil, &b, place{1, 2})
	if errA != nil || errB != nil || !bytes.Equal(rowA, rowB) {
		t.Errorf("%v, %v: %x and %x", errA, errB, rowA, rowB)
	}
}

// FuzzRow: bytes that are no row are an error, and never more.
func FuzzRow(f *testing.F) {
	o := ltv.Order{ID: "A-1", Customer: "c", Market: "DE", Date: 9, Revenue: currency.MustAmount("58.00", currency.EUR)}
	for _, revenue := range []string{"58.00", "99999999999999999999999999999999.99"} {
		o.Revenue = currency.MustAmount(revenue, currency.EUR)
		packed, err := appendRow(nil, &o, place{1, 2})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(packed)
		f.Add(packed[:len(packed)-3])
	}
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, packed []byte) {
		r, rest, err := unpackRow(packed)
		if err == nil {
			if len(r.id()) > len(packed) || len(rest) >= len(packed) {
				t.Fatalf("%x: %v, %x", packed, r, rest)
			}
			_, err = r.unpack()
		}
		if err != nil && !errors.Is(err, errPacked) {
			t.Fatal(err)
		}
	})
}

// settled is what settle passes on of some orders.
func settled(t *testing.T, s *settle, orders []ltv.Order) map[string][]ltv.Cohort {
	t.Helper()
	var rows []row
	for i := range orders {
		packed, err := appendOrder(nil, &orders[i])
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row{order: packed})
	}
	parts := map[string][]ltv.Cohort{}
	n, _, err := s.settle(t.Context(), rows, func(k string, c ltv.Cohort) { parts[k] = append(parts[k], c) }, nil)
	if err != nil || n != int64(len(orders)) {
		t.Fatalf("%d of %d orders: %v", n, len(orders), err)
	}
	return parts
}

// TestCombiner: what the combiner makes of cohorts does not depend on how orders
// were parted, nor on the order and the brackets in which parts are merged, some of
// them after they have been sent; and it is what ltv.Summarize makes of all orders.
func TestCombiner(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 10))
		terms := testTerms(t, 3)
		orders := known(t, made(r, terms), terms)
		parts := map[string][]ltv.Cohort{}
		for len(orders) > 0 {
			n := min(len(orders), 1+r.IntN(400))
			for k, cohorts := range settled(t, &settle{Terms: terms}, orders[:n]) {
				parts[k] = append(parts[k], cohorts...)
			}
			orders = orders[n:]
		}
		merged := map[string]ltv.Cohort{}
		for k, cohorts := range parts {
			c := folded(t, r, cohorts)
			name := c.Market() + " " + c.Currency().String()
			if !strings.HasPrefix(k, c.Market()+"\x00"+c.Currency().String()+"\x00") {
				t.Fatalf("%q holds %s", k, name)
			}
			var err error
			if merged[name], err = merged[name].Merge(c); err != nil {
				t.Fatal(err)
			}
		}
		want, err := ltv.Intake{Apart: true}.Summarize(slices.Values(known(t, made(rand.New(rand.NewPCG(seed, 10)), terms), terms)), terms.AsOf)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range want {
			got, errGot := merged[c.Market()+" "+c.Currency().String()].MarshalBinary()
			whole, errWhole := c.MarshalBinary()
			if errGot != nil || errWhole != nil || !bytes.Equal(got, whole) {
				t.Fatalf("seed %d: market %s: %v, %v: merged it is not what it is whole", seed, c.Market(), errGot, errWhole)
			}
		}
	}
}

// folded merges cohorts two by two, at random.
func folded(t *testing.T, r *rand.Rand, cohorts []ltv.Cohort) ltv.Cohort {
	t.Helper()
	for len(cohorts) > 1 {
		r.Shuffle(len(cohorts), func(i, j int) { cohorts[i], cohorts[j] = cohorts[j], cohorts[i] })
		c, err := mergeCohorts{}.MergeAccumulators(cohorts[0], cohorts[1])
		if err != nil {
			t.Fatal(err)
		}
		if r.IntN(2) == 0 {
			data, err := encodeCohort(c)
			if err != nil {
				t.Fatal(err)
			}
			if c, err = decodeCohort(data); err != nil {
				t.Fatal(err)
			}
		}
		cohorts = append(cohorts[2:], c)
	}
	return cohorts[0]
}
