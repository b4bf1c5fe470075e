package tax

import "github.com/landedhq/landed/currency"

// leavesOut tells whether a low-value rule does not hold for one of the goods,
// and says so.
func (x *argument) leavesOut(scheme string, r rule) bool {
	code := r.excluded(x.s.Codes)
	if code == "" {
		return false
	}
	x.because("the goods of customs code %s are left out of %s, so the whole consignment is an ordinary import, taxed at the border", code, scheme)
	return true
}

// test words a comparison with a threshold.
func (x *argument) test(what string, a currency.Amount, r rule, low bool) {
	if low {
		x.because("%s is %v, which is %s", what, a, r.side())
		return
	}
	x.because("%s is %v, which is not %s", what, a, r.side())
}

// lowConsignment tests the intrinsic value of the consignment.
func (x *argument) lowConsignment(r rule) (bool, error) {
	c, err := x.s.compare("intrinsic", x.s.Intrinsic, r.limit)
	if err != nil {
		return false, err
	}
	x.test("the intrinsic value of the consignment", x.s.Intrinsic, r, r.admits(c))
	return r.admits(c), nil
}

// everyItem tests the dearest item. Without it, a consignment on the low side
// proves as much.
func (x *argument) everyItem(r rule) (bool, error) {
	if x.s.DearestItem.Currency() != 0 {
		c, err := x.s.compare("dearest_item", x.s.DearestItem, r.limit)
		if err != nil {
			return false, err
		}
		x.test("the dearest item", x.s.DearestItem, r, r.admits(c))
		return r.admits(c), nil
	}
	c, err := x.s.compare("intrinsic", x.s.Intrinsic, r.limit)
	if err != nil {
		return false, err
	}
	if !r.admits(c) {
		return false, &SupplyError{Field: "dearest_item", Err: errMissing}
	}
	x.test("the whole consignment, and so each item of it,", x.s.Intrinsic, r, true)
	return true, nil
}
