// Package feed gets the exchange rates that banks and providers publish, as
// snapshots of package currency.
//
// # What it is
//
//   - A [Reader] reads a file of rates from an io.Reader: [ReadECB],
//     [ReadCSV], [ReadOpenExchangeRates], …
//   - A [Source] answers queries, by a server or a file: [ECBSource],
//     [OpenExchangeRates], [Frankfurter], [Currencylayer], [FileSource],
//     [Fixed], or a [SourceFunc] of your own.
//   - A [Chain] asks several sources in turn; a [Cached] asks its source
//     seldom.
//
// # Sources
//
// What they serve, and what they ask of those who use them, as of 2026; read
// their terms before you rely on this table.
//
//	source                since       against          key  new rates
//	ECB                   1999-01-04  EUR              no   working days, about 16:00 CET
//	Frankfurter v1        1999-01-04  EUR, others      no   those of the ECB
//	Open Exchange Rates   1999-01-01  USD, else paid   yes  hourly, oftener if paid
//	currencylayer         1999        USD, else paid   yes  hourly, oftener if paid
//
// The ECB publishes its rates, of some 30 currencies, for information: it
// discourages their use in transactions, which a shop that converts prices
// should know. Name the ECB as the source. Frankfurter hands on the same
// figures, rounded where the base is not the euro; its version 1 is frozen, its
// program can be run on one's own server. The other two list nearly all
// currencies, and things that are not in ISO 4217; their free plans allow few
// requests a month, so put a [Cached] in front of them.
//
// # How old rates may be
//
// [Cached.MaxAge] counts from the time for which the rates hold, which for the
// ECB is midnight of the day. It publishes nothing on weekends and on the
// holidays of the TARGET system: the rates of Maundy Thursday are the newest
// until Easter Tuesday at 16:00, five days and two thirds, and those of 24
// December may be the newest for as long. So a shop that sells on such days
// should allow six days ([DefaultMaxAge]), or one day with a provider that
// publishes hourly.
//
// # Rules
//
//  1. Files from outside are not trusted: their size, nesting and numbers are
//     bounded; XML entities and document types, and names that appear twice,
//     are refused; a figure that is not a positive decimal is an error that
//     says where it is. Figures are read as the decimals that are written,
//     never as floats.
//  2. A rate is never skipped silently: the only ones left out are those of
//     currencies that package currency does not know, and they are listed.
//  3. Readers have no clock: [Limits] tell them what counts as the future.
//     Sources have a clock, which can be replaced.
//  4. A source says [ErrNotServed] if another may know better; all else is a
//     failure, and a failure is never taken for a gap.
//  5. Only a call of Rates, or of [ECBSource.History], uses the network, opens
//     a file or starts a goroutine. Requests end with their context, responses
//     at their limit.
//  6. Keys occur in no error, and are not sent to another host.
//
// # Non-goals
//
// Streams of quotations, trading, scraping web pages, and a scheduler: a
// program that wants fresh rates before a customer comes calls Rates itself
// from time to time.
package feed
