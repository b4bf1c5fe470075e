// Package tax tells who taxes a sale, at which rate, and how much that is, to
// the cent: VAT, GST and sales tax, on goods and digital services, sold to
// consumers and to businesses.
//
// A tax is worked out in four steps, each a function of values:
//
//	Supply ─► Decide ─► Decision      whose tax it is, who accounts for it, what is in the base
//	          Book.Lookup ─► []Rate   the rates of that place, for a category or customs code, on a day
//	[]Line ─► Calculate ─► Result     net, tax and gross of each line, each rate and the whole
//	          Rebase                  a displayed price from one country's tax to another's
//
// What to call:
//
//	the rate of goods in a place            DefaultBook, then Book.Rates or Book.Lookup
//	rates of the shop's own                 LoadBook, Book.With
//	the tax of an order                     Calculate, or Order.Calculate with discounts and vouchers
//	the tax of a whole catalogue            Calculator
//	rates of many orders, in one's memory   Book.AppendRates, Book.AppendLookup
//	a sale abroad, a marketplace, B2B       Decide; Schemes.Decide with rules of the shop's own
//	many such sales on the same terms       Compile, then Decider.Decide
//	a tax number, and what proves it        ParseID, Checker, Evidence
//	a price for another country             Rebase, RebaseTo
//	goods that come back                    Result.Credit, Result.Rest
//	every step, for an auditor              Result.Explain
//	the totals of an electronic invoice     Result.EN16931
//
// A Result keeps the order and the policy that made it, and survives JSON: it can
// be explained and credited years later.
//
// A price can contain its tax (Line.Inclusive) or not; both can stand in one
// order. For inclusive prices the gross is law: the customer pays what was
// displayed, and the cents of rounding go into the tax or the net. Where the
// rounding happens (unit, line, rate, invoice), and to which figure, is the
// Policy. Between those points all arithmetic is exact.
//
// # Policies of other systems
//
// The table says which Policy gives the figures of which system; a test checks
// each against rows of the system's own tests, or against the example or rule
// in its documentation.
//
//	WooCommerce, prices without tax       Policy{}
//	WooCommerce, prices with tax          Rounding: HalfDown
//	WooCommerce, "round at subtotal"      Level: PerRate
//	Magento, unit price                   Level: PerUnit
//	Magento, row total                    Policy{}
//	Magento, total                        Level: PerRate [1]
//	Shopify                               Policy{} [2]
//	BigCommerce, RATE_ROUNDING            Policy{} [3]
//	BigCommerce, NO_ROUNDING              Level: PerInvoice [3]
//	Vendure                               Target: TargetNet, DiscountWeights: WithTax
//	Vendure, order level                  Level: PerRate [4]
//	Saleor                                Target: TargetNet; Shipping: WeightedRate where it is so set
//	Sylius, Solidus                       Policy{}
//	Medusa                                Rounding: {Digits: To(10)}; it rounds for display only
//	commercetools, LineItemLevel          Target: TargetPrice, Rounding: HalfEven [5]
//	commercetools, UnitPriceLevel         Level: PerUnit, Target: TargetPrice, Rounding: HalfEven [5]
//	Stripe                                Policy{} [6]
//	Zuora                                 Target: TargetNet; or Policy{}, by its setting [7]
//	GOBL, precise                         Level: PerInvoice
//	EN 16931                              Level: PerRate, for prices without tax; Result.EN16931 for all
//
// What the numbers refer to:
//
//  1. Its lines depend on their order; the totals are the same.
//  2. Said of line items by a member of its staff:
//     community.shopify.com/c/accounting-and-taxes/why-is-my-sales-tax-calculation-slightly-off-on-shopify/td-p/1784500.
//  3. docs.bigcommerce.com/developer/api-reference/rest/admin/management/tax/tax-settings/update-tax-settings.
//  4. docs.vendure.io/current/core/reference/typescript-api/tax/tax-options.
//  5. docs.commercetools.com/api/releases/2017-11-15-release-tax-calculation-mode;
//     the mode can be set there, and so can the target of prices with tax, which is
//     the net by default:
//     docs.commercetools.com/api/releases/2026-09-21-configurable-tax-rounding-target-for-tax-rates.
//  6. The example of support.stripe.com/questions/rounding-rules-for-stripe-fees.
//  7. docs.zuora.com/zuora-billing/set-up-zuora-billing/apply-taxes/additional-resources-on-taxes/rounding-rule-for-inclusive-tax-mode.
//
// # Data
//
// Rates (data/rates.csv), rules (data/schemes.csv) and the nexus of the states
// of the United States (data/nexus.csv) are embedded tables with dates and
// sources, read by the same functions, LoadBook, LoadSchemes and LoadNexus, that
// take a shop's own files. What they do not hold is an error that says what to
// load, never a silent zero. A rate of 0 % is not an exemption, and neither is
// a tax that nobody collects: see Treatment.
//
// Import taxes are calculated like any other tax. Where customs drop fractions
// of a declaration, as in Japan, Decision.Fractions says which, and its method
// Declare gives what is due on the columns of the declaration.
package tax
