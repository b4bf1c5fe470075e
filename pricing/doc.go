// Package pricing answers what a customer pays for a cart, all in, in their
// own currency, and what is left for the merchant.
//
// An [Engine] is compiled once from [Market]s, exchange rates, a tax book and
// a tariff, and never changes; [Engine.Price] is for a product page,
// [Engine.Quote] for a cart. Both are functions of values: the moment of the
// quote is part of the cart, and the same cart gives the same quote on every
// machine.
//
// # The way of a price
//
//	list price ─► price book, or exchange rate and margin ─► adjustment ─► levies inside the price ─► charm ─► displayed price
//	cart ─► discounts, vouchers for a single purpose ─► customs value ─► duty and fees ─► who taxes ─► tax ─► placement ─► totals ─► vouchers that pay
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
// The law is computed once, by the declared value of the goods; the placement
// only says who pays and where it is shown. The figures of two placements
// differ where the placement changes that value or the law's base:
//
//   - a price that holds levies is rounded as a whole, so that the declared
//     value found from it can differ by the rounding, and duty on freight
//     comes out of it;
//   - a seller scheme (IOSS, VOEC, GST on low-value goods) cannot be used
//     when tax is left to the border, and relief that hangs on the scheme goes
//     with it;
//   - where the seller taxes what the customer pays, duty that is charged on
//     is part of that, as are fees, duty that is absorbed or paid at the door is
//     not.
//
// # Fees
//
// What customs ask for their service, and what a market says that its carrier
// does ([Fee]), are charges of a consignment and in no price: [Market].Fees says
// who pays them and where. A fee that the table does not know well enough is
// not charged; a warning names it, and the quote is an estimate.
//
// # After the quote
//
// A [Quote] is plain data. [Quote.Explain] puts it into words and [Diff] says
// what moved between two; [Seal] lets a client carry it and [Open] refuses one
// that was altered or has expired; [Quote.Refund] gives parts of it back;
// [Quote.Merchant], [Quote.Report] and [Exposures] are for the books.
// [Engine.Replay] checks one by the tables of today; a [Record], made by
// [Engine.Record], holds what it was computed from, and replays in years.
//
// # Backwards, and by the million
//
// [Engine.Solve] finds the net prices that lead to a target, and says where
// none does. [Engine.Reprice] prices a catalogue in all markets, and
// [Engine.Changes] gives what of it is displayed otherwise than before;
// [Price.Entry] keeps what is published in a book. New rates or a new tariff make
// a new engine by [Engine.WithRates] and [Engine.WithTariff]: swap it in an
// atomic.Pointer.
//
// # What it does not do
//
// It holds no state but what it remembers of its own tables, reads no clock and no network, and knows no stock,
// payment or carrier rates. It does not classify goods.
package pricing
