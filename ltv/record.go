package ltv

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
)

// record is a [Purchase] in 32 bytes instead of 88: a market has millions. Its
// amounts are integers of one number of places, which it shares a word with.
type record struct {
	date                            currency.Date
	count                           uint32 // orders<<8 | places; or outsize
	revenue, absorbed, contribution int64  // of 10^-places; revenue is where it is in the ledger if outsize
}

// outsize marks a record that is kept as it is, in its ledger's outsized.
const (
	outsize   = 0xff
	maxPlaces = 18
)

// vault is what the records of a cohort have in common.
type vault struct {
	code     currency.Code
	outsized []Purchase
}

// pack returns the record of a purchase.
func (v *vault) pack(p Purchase) record {
	r := record{date: p.Date, count: outsize}
	amounts := [...]currency.Amount{p.Revenue, p.Absorbed, p.Contribution}
	places := 0
	for _, a := range amounts {
		if _, scale, ok := a.Units(); ok {
			places = max(places, scale)
		}
	}
	fits := places <= maxPlaces && p.Orders >= 0 && p.Orders < 1<<24
	for i, to := range [...]*int64{&r.revenue, &r.absorbed, &r.contribution} {
		units, scale, ok := amounts[i].Units()
		if !ok || !fits {
			fits = false
			break
		}
		if *to, fits = raised(units, places-scale); !fits {
			break
		}
	}
	if !fits {
		v.outsized = append(v.outsized, p)
		return record{date: p.Date, count: outsize, revenue: int64(len(v.outsized) - 1)}
	}
	r.count = uint32(p.Orders)<<8 | uint32(places)
	return r
}

// raised returns n · 10^places, or false if that does not fit.
func raised(n int64, places int) (int64, bool) {
	if places == 0 {
		return n, true
	}
	power, ok := exact.Pow10(places)
	if !ok {
		return 0, false
	}
	product, ok := exact.Mul(exact.Abs(n), power)
	if !ok {
		return 0, false
	}
	return exact.Signed(product, n < 0)
}

// unpack returns the purchase of a record.
func (v *vault) unpack(r record) Purchase {
	if r.count == outsize {
		return v.outsized[r.revenue]
	}
	places := int(r.count & 0xff)
	p := Purchase{Date: r.date, Orders: int(r.count >> 8)}
	// Units of at most 18 places in a currency are always an amount.
	p.Revenue, _ = currency.FromMinorUnits(r.revenue, places, v.code)
	p.Absorbed, _ = currency.FromMinorUnits(r.absorbed, places, v.code)
	p.Contribution, _ = currency.FromMinorUnits(r.contribution, places, v.code)
	return p
}

// merge sorts records by day and makes those of a day one, in place. The result,
// and whether there is one, does not depend on their order.
func (v *vault) merge(records []record) ([]record, error) {
	if len(records) == 1 {
		return records, nil
	}
	slices.SortFunc(records, func(a, b record) int { return cmp.Compare(a.date, b.date) })
	merged := records[:0]
	for lo := 0; lo < len(records); {
		hi := lo + 1
		for hi < len(records) && records[hi].date == records[lo].date {
			hi++
		}
		day, err := v.day(records[lo:hi])
		if err != nil {
			return nil, fmt.Errorf("adding up the orders of %v: %w", records[lo].date, err)
		}
		merged, lo = append(merged, day), hi
	}
	return merged, nil
}

// day makes one record of those of a day.
func (v *vault) day(records []record) (record, error) {
	if len(records) == 1 {
		return records[0], nil
	}
	purchases := make([]Purchase, len(records))
	for i, r := range records {
		purchases[i] = v.unpack(r)
	}
	// Sums of the largest amounts may fit in one order and not in another.
	slices.SortFunc(purchases, func(a, b Purchase) int {
		return cmp.Or(compare(a.Revenue, b.Revenue), compare(a.Contribution, b.Contribution), compare(a.Absorbed, b.Absorbed))
	})
	sum := purchases[0]
	for _, p := range purchases[1:] {
		if err := sum.add(p); err != nil {
			return record{}, err
		}
	}
	return v.pack(sum), nil
}

// compare orders amounts of one currency.
func compare(a, b currency.Amount) int {
	order, _ := a.Cmp(b) // they are of one currency: the intake has seen to that
	return order
}
