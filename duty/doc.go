// Package duty computes what customs charge on goods that cross a border.
//
// A [Shipment] is what crosses: its items with commodity code, origin, value
// and quantities, the freight and the insurance. [Assess] finds the [Regime]
// the consignment falls in (relief below a threshold, a flat amount, or the
// normal tariff), builds the customs value of each item (with or without
// freight and insurance, as the destination says), looks the levies up in a
// [Tariff] and charges each of them once, rounded once: duties, then fees, then
// such taxes as the shipment states. What is charged on several lines is
// charged once and shared, and [Line.Units] shares a line out to its pieces.
// [Line.TaxBase] is what a tax at import is charged on.
//
// [AssessAll] assesses goods that are sent from several places, [Explain]
// lists the steps of an assessment for a person to redo, and an [Assessor]
// assesses many shipments in the same memory.
//
// The pieces stand on their own too:
//
//   - [ParseCode] reads a commodity code and checks it against the Harmonized
//     System of 2022;
//   - [ParseRate] reads a duty expression as official files write it, such as
//     "4.50% MIN 0.30 EUR / item MAX 0.80 EUR / item" or "76¢/pr. + 32%", and
//     [Rate.Duty] charges it; [Rate.On] returns the rate of a day where it
//     depends on the season;
//   - [ParseUnit] reads the units of those files, and a [Quantity] in one unit
//     serves a rate in another of the same kind;
//   - [LoadRestrictions] reads which goods may not be sent where, and
//     [Restrictions.Check] says what stands against an item;
//   - [LoadTariff] and [LoadRegimes] read a shop's own tables, in the same
//     shape as the embedded ones that [Starter] and [DefaultRegimes] return;
//   - [ReadHTS] and [ReadUKTariff] read official tariff files, [Tariff.With]
//     lays a shop's own levies over them, and [Tariff.WriteTo] saves the result
//     for [ReadCompiled].
//
// # What is never done
//
// A rate, code, unit, quantity or territory that is not known is a typed
// error that says what to do, never a zero. A zero that is right carries a
// [ZeroReason]. What rests on old or contested facts is marked [Estimated]
// and says why in the warnings of the [Assessment].
//
// # The embedded tables
//
// The starter tariff holds the normal rates of what shops sell most, for the
// United States, Great Britain and the European Union, and a few products for
// other destinations, each row with its source and the day of that source. It
// is not a tariff to trade on: load an official file with [ReadHTS] or
// [ReadUKTariff], or your own with [LoadTariff]. The regimes are the import
// thresholds, flat rates and customs fees of the destinations in
// data/regimes.csv since 2024, with dates, sources and confidence. Where the
// sources disagree there is a [Question] with a default, until a shop answers
// it by [Regimes.Choose]; what could not be confirmed is a [*NoRegimeError]
// that says so.
//
// Not covered: classification of goods, proof of origin, what is left of
// quotas, the Meursing additional codes of the European Union, entry prices,
// excise.
package duty
