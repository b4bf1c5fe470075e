package currency

// Units returns the digits of a as an integer, with its sign, and how many of
// them stand after the point: the value is units / 10^scale. ok is false if
// they do not fit an int64; [Amount.Decimal] has them then. It is for code that
// writes amounts in forms of its own, without memory.
func (a Amount) Units() (units int64, scale int, ok bool) {
	return a.units, int(a.scale), a.big == nil
}
