// Package landed is the root of a library for multi-currency, tax-inclusive
// checkout pricing. It answers one question exactly, to the minor unit: what
// does this customer pay, all in, in their own currency, and what is left for
// the merchant?
//
// A cross-border shop must choose, market by market, what happens to duty and
// tax: shown as lines at checkout, included in the displayed price, paid by
// the customer on delivery, or absorbed in the margin. The library computes
// the law once and places the result as the market says.
//
// # The way of a price
//
//	list price ─► exchange rate, margin, adjustment ─► levies inside the price ─► displayed price
//	   cart ─► discounts shared over the lines ─► customs value ─► duty and fees ─► who taxes ─► tax
//	        ─► placement (checkout | in price | on delivery | absorbed) ─► quote ─► written for the customer
//	                                                                          └► margin ─► lifetime value
//
// # The packages
//
// Each imports only what stands below it.
//
//   - [github.com/landedhq/landed/pricing]: markets, carts, quotes, placement.
//   - [github.com/landedhq/landed/tax]: VAT, GST, sales tax: who taxes, at what
//     rate, on which base.
//   - [github.com/landedhq/landed/duty]: HS codes, duty expressions, tariffs,
//     thresholds, customs value.
//   - [github.com/landedhq/landed/ltv]: what a customer of a market is worth, and
//     what may be spent to win one.
//   - [github.com/landedhq/landed/locale]: places, money and labels as each
//     customer writes them.
//   - [github.com/landedhq/landed/currency]: currencies, exact amounts, rounding,
//     allocation, exchange rates. Below it,
//     [github.com/landedhq/landed/currency/feed] gets exchange rates from banks
//     and providers, [github.com/landedhq/landed/currency/lock] promises one until
//     a time, and [github.com/landedhq/landed/currency/explain] writes down how a
//     figure was computed.
//
// Start with [github.com/landedhq/landed/pricing.Engine.Quote].
//
// The embedded tables of rates and thresholds are a dated snapshot with a
// source beside each figure, not legal advice. A shop lays rows of its own over
// them, or takes files of the same shape in their place; README.md says how for
// each, what is bounded by how much, and what a version may change.
package landed
