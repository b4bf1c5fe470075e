package tax

// leavesOut tells whether a low-value rule does not hold for one of the goods,
// and says so.
func (x *argument) leavesOut(scheme string, r rule) bool {
	i, err := x.ask(question{of: customsCodes, rule: r})
	if err != nil || i == 0 { // no code makes an error
		return false
	}
	x.because("goods whose customs code begins with %s are left out of %s, so the whole consignment is an ordinary import, taxed at the border", r.excludes[i-1], scheme)
	return true
}

// stated reports whether an amount was given.
func (x *argument) stated(of measure) bool {
	i, err := x.ask(question{of: of})
	return err == nil && i == yes
}

// low reports whether an amount is on the low side of a threshold.
func (x *argument) low(q question) (bool, error) {
	i, err := x.ask(q)
	return i == yes, err
}

// test is low in words. They have the threshold, and not the amount, so that
// all amounts on one side of it have the same.
func (x *argument) test(what string, q question) (bool, error) {
	low, err := x.low(q)
	switch {
	case err != nil:
	case low:
		x.because("%s is %s", what, q.rule.side())
	default:
		x.because("%s is not %s", what, q.rule.side())
	}
	return low, err
}

// lowConsignment tests the intrinsic value of the consignment.
func (x *argument) lowConsignment(r rule) (bool, error) {
	return x.test("the intrinsic value of the consignment", question{of: intrinsic, rule: r})
}

// everyItem tests the dearest item. Without it, a consignment on the low side
// proves as much.
func (x *argument) everyItem(r rule) (bool, error) {
	if x.stated(itemStated) {
		return x.test("the dearest item", question{of: dearestItem, rule: r})
	}
	low, err := x.low(question{of: intrinsic, rule: r})
	switch {
	case err != nil:
		return false, err
	case !low:
		return false, &SupplyError{Field: "dearest_item", Err: errMissing}
	}
	x.because("the whole consignment, and so each item of it, is %s", r.side())
	return true, nil
}
