// Package pricing computes what a customer pays for a cart, all in, in their
// own currency, and what is left for the merchant.
//
// An [Engine] is compiled once from markets, exchange rates, a tax book and a
// tariff, and never changes; [Engine.Price] is for a product page,
// [Engine.Quote] for a cart. Both are functions of values: the moment of the
// quote is part of the cart, and the same cart gives the same quote on every
// machine.
//
// # How a price is made
//
//	list price ─► price book, or exchange rate and margin ─► adjustment ─► levies inside the price ─► charm ─► displayed price
//	cart ─► discounts, vouchers for a single purpose ─► who taxes ─► customs value ─► duty and fees ─► tax ─► placement ─► totals ─► vouchers that pay
//
// # Placement
//
// A market says for duty and for tax, each by itself, what happens to it:
//
//   - [AtCheckout]: a line of its own that the customer pays with the order;
//   - [InPrice]: inside the displayed price;
//   - [OnDelivery]: paid by the customer at the door;
//   - [Absorbed]: paid by the merchant.
//
// Levies are computed once, from the declared value of the goods; the placement
// only says who pays them and where they are shown. The figures of two
// placements differ where the placement changes that value or the base of a
// levy:
//
//   - a price that contains levies is rounded as a whole, so that the declared
//     value found from it can differ by the rounding, and duty on freight is
//     taken out of it too;
//   - a seller scheme (IOSS, VOEC, GST on low-value goods) cannot be used when
//     tax is left to the border, and relief that depends on the scheme is lost
//     with it;
//   - where the seller taxes what the customer pays, duty and fees that are
//     charged on are part of that; duty that is absorbed or paid at the door is
//     not.
//
// # Fees
//
// What customs ask for their service, and what the carrier asks for its own, as
// the market states it ([Fee]), is charged on a consignment and is never part
// of a price: [Market].Fees says who pays it and where. A fee that the table
// does not know well enough is not charged; a warning names it, and the quote
// is an estimate.
//
// # After the quote
//
// A [Quote] is plain data. [Quote.Explain] puts it into words and [Diff] says
// what moved between two; [Seal] lets a client carry it and [Open] refuses one
// that was altered or has expired; [Quote.Refund] gives parts of it back;
// [Quote.Merchant], [Quote.Report] and [Exposures] are for the books.
// [Engine.Replay] checks a quote by the tables of today; a [Record], made by
// [Engine.Record], holds what the quote was computed from, and can be replayed
// years later.
//
// # Target prices and catalogues
//
// [Engine.Solve] finds the net prices that lead to a target, and says where
// there is none. [Engine.Reprice] prices a catalogue in all markets, and
// [Engine.Changes] gives only the prices that are displayed differently from
// before; [Price.Entry] turns a published price into an entry of a [PriceBook].
// For new rates or a new tariff [Engine.WithRates] and [Engine.WithTariff] make
// a new engine: swap it in an atomic.Pointer.
//
// # What it does not do
//
// It keeps no state but a cache of its own tables, reads neither clock nor
// network, and knows no stock, payment or carrier rates. It does not classify
// goods.
package pricing
