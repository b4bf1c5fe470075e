// Package tax answers, for goods and digital services, sold to consumers and
// to businesses: who taxes the sale, at which rate, and how much is that, to
// the cent.
//
// The way of a tax has four steps, each a function of values:
//
//	Supply ─► Decide ─► Decision      whose tax it is, who accounts for it, what is in the base
//	          Book.Lookup ─► []Rate   the rates of that place, for a category or customs code, on a day
//	[]Line ─► Calculate ─► Result     net, tax and gross of each line, each rate and the whole
//	          Rebase                  a displayed price from one country's tax to another's
//
// A price can contain its tax (Line.Inclusive) or not; both can stand in one
// order. For inclusive prices the gross is law: the customer pays what was
// displayed, and the cents of rounding go into the tax or the net. Where the
// rounding happens (unit, line, rate, invoice), and to which figure, is the
// Policy. Between those points all arithmetic is exact.
//
// Rates (data/rates.csv), rules (data/schemes.csv) and the nexus of the states
// of the United States (data/nexus.csv) are embedded tables with dates and
// sources, read by the same functions, Load, LoadSchemes and LoadNexus, that
// take a shop's own files. What they do not hold is an error that says what to
// load, never a silent zero. A rate of 0 % is not an exemption, and neither is
// a tax that nobody collects: see Treatment.
//
// Import taxes are calculated as any other: Japan's cutting of the customs
// value to full thousands and of the tax to full hundreds of yen is not done.
package tax
