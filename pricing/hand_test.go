package pricing_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// The figures of this file are recomputed by hand, in the comments, from law,
// rate and base: three cotton T-shirts at 24.00 USD (6109.10, made in
// Bangladesh), a pair of men's leather shoes at 145.00 USD (6403.99, Portugal)
// and a printed book at 29.00 USD (4901.99), 10 % off, 18.00 USD of shipping
// and 4.50 USD of insurance, sent by courier from California on 2026-11-21,
// duty and tax at checkout. Exchange rates are the ECB's of 2026-03-18 with a
// margin of 1.5 %. Each figure is rounded half up to the minor unit; what is
// shared is shared by largest remainder.
func TestByHand(t *testing.T) {
	tests := []struct {
		name              string
		to                locale.Place
		code              currency.Code
		net, duty, tax    [3]string // of the lines
		shipping, insured string
		dutySum, taxSum   string
		total             string
	}{
		{
			// Above 150 EUR: tariff rates, import VAT on goods, duty, freight and insurance
			// (regimes.csv eu-normal; schemes.csv).
			// 1 USD = 1/1.1500 EUR; with the margin 0.8826086956. Units 24 × rate = 21.18, 145 × rate
			// = 127.98, 29 × rate = 25.60.
			// Goods 3 × 21.18 + 127.98 + 25.60 = 217.12; 10 % = 21.71, shared 6.35 + 12.80 + 2.56; net
			// 57.19 + 115.18 + 23.04 = 195.41.
			// Shipping 18 × rate = 15.89, insurance 4.50 × rate = 3.97.
			// Customs value CIF: 57.19 + 4.65 + 1.16 = 63.00, 115.18 + 9.37 + 2.34 = 126.89, 23.04 +
			// 1.87 + 0.47 = 25.38.
			// Duty 12 % of 63.00 = 7.56, 8 % of 126.89 = 10.15, books free.
			// VAT on net and duty: 19 % of 64.75 = 12.30, 19 % of 125.33 = 23.81, 7 % of 23.04 = 1.61.
			// On shipping 19 % of 14.02 = 2.66, 7 % of 1.87 = 0.13; on insurance 19 % of 3.50 = 0.67,
			// 7 % of 0.47 = 0.03.
			// Duty 17.71, VAT 41.21; to pay 195.41 + 15.89 + 3.97 + 17.71 + 41.21 = 274.19.
			name: "DE", to: locale.Place{Country: "DE", PostalCode: "10115"}, code: currency.EUR,
			net: [3]string{"57.19", "115.18", "23.04"}, duty: [3]string{"7.56", "10.15", "0.00"}, tax: [3]string{"12.30", "23.81", "1.61"},
			shipping: "15.89", insured: "3.97", dutySum: "17.71", taxSum: "41.21", total: "274.19",
		},
		{
			// Above 150 EUR: tariff rates, import VAT on goods, duty, freight and insurance
			// (regimes.csv eu-normal; schemes.csv).
			// 1 USD = 1/1.1500 EUR; with the margin 0.8826086956. Units 24 × rate = 21.18, 145 × rate
			// = 127.98, 29 × rate = 25.60.
			// Goods 3 × 21.18 + 127.98 + 25.60 = 217.12; 10 % = 21.71, shared 6.35 + 12.80 + 2.56; net
			// 57.19 + 115.18 + 23.04 = 195.41.
			// Shipping 18 × rate = 15.89, insurance 4.50 × rate = 3.97.
			// Customs value CIF: 57.19 + 4.65 + 1.16 = 63.00, 115.18 + 9.37 + 2.34 = 126.89, 23.04 +
			// 1.87 + 0.47 = 25.38.
			// Duty 12 % of 63.00 = 7.56, 8 % of 126.89 = 10.15, books free.
			// VAT on net and duty: 20 % of 64.75 = 12.95, 20 % of 125.33 = 25.07, 5.5 % of 23.04 =
			// 1.27.
			// On shipping 20 % of 14.02 = 2.80, 5.5 % of 1.87 = 0.10; on insurance 20 % of 3.50 =
			// 0.70, 5.5 % of 0.47 = 0.03.
			// Duty 17.71, VAT 42.92; to pay 195.41 + 15.89 + 3.97 + 17.71 + 42.92 = 275.90.
			name: "FR", to: locale.Place{Country: "FR", PostalCode: "75001"}, code: currency.EUR,
			net: [3]string{"57.19", "115.18", "23.04"}, duty: [3]string{"7.56", "10.15", "0.00"}, tax: [3]string{"12.95", "25.07", "1.27"},
			shipping: "15.89", insured: "3.97", dutySum: "17.71", taxSum: "42.92", total: "275.90",
		},
		{
			// Above 135 GBP: tariff rates, import VAT on goods, duty, freight and insurance
			// (regimes.csv gb-normal).
			// 1 USD = 0.86393/1.1500 GBP; with the margin 0.76251213. Units 24 × rate = 18.30, 145 ×
			// rate = 110.56, 29 × rate = 22.11.
			// Goods 3 × 18.30 + 110.56 + 22.11 = 187.57; 10 % = 18.76, shared 5.49 + 11.06 + 2.21; net
			// 49.41 + 99.50 + 19.90 = 168.81.
			// Shipping 18 × rate = 13.73, insurance 4.50 × rate = 3.43.
			// Customs value CIF: 49.41 + 4.02 + 1.00 = 54.43, 99.50 + 8.09 + 2.02 = 109.61, 19.90 +
			// 1.62 + 0.41 = 21.93.
			// Duty 12 % of 54.43 = 6.53, 8 % of 109.61 = 8.77, books free.
			// VAT on net and duty: 20 % of 55.94 = 11.19, 20 % of 108.27 = 21.65, 0 % of 19.90 = 0.00.
			// On shipping 20 % of 12.11 = 2.42, 0 % of 1.62 = 0.00; on insurance 20 % of 3.03 = 0.61,
			// 0 % of 0.40 = 0.00.
			// Duty 15.30, VAT 35.87; to pay 168.81 + 13.73 + 3.43 + 15.30 + 35.87 = 237.14.
			name: "GB", to: locale.Place{Country: "GB", PostalCode: "SW1A 1AA"}, code: currency.GBP,
			net: [3]string{"49.41", "99.50", "19.90"}, duty: [3]string{"6.53", "8.77", "0.00"}, tax: [3]string{"11.19", "21.65", "0.00"},
			shipping: "13.73", insured: "3.43", dutySum: "15.30", taxSum: "35.87", total: "237.14",
		},
		{
			// Industrial goods are free of duty since 2024-01-01; import tax on the consideration and
			// all costs to the destination.
			// 1 USD = 0.9073/1.1500 CHF; with the margin 0.80079087. Units 24 × rate = 19.22, 145 ×
			// rate = 116.11, 29 × rate = 23.22.
			// Goods 3 × 19.22 + 116.11 + 23.22 = 196.99; 10 % = 19.70, shared 5.77 + 11.61 + 2.32; net
			// 51.89 + 104.50 + 20.90 = 177.29.
			// Shipping 18 × rate = 14.41, insurance 4.50 × rate = 3.60.
			// Duty none.
			// VAT on net: 8.1 % of 51.89 = 4.20, 8.1 % of 104.50 = 8.46, 2.6 % of 20.90 = 0.54.
			// On shipping 8.1 % of 12.71 = 1.03, 2.6 % of 1.70 = 0.04; on insurance 8.1 % of 3.18 =
			// 0.26, 2.6 % of 0.42 = 0.01.
			// Duty 0.00, VAT 14.54; to pay 177.29 + 14.41 + 3.60 + 0.00 + 14.54 = 209.84.
			name: "CH", to: locale.Place{Country: "CH", PostalCode: "8001"}, code: currency.CHF,
			net: [3]string{"51.89", "104.50", "20.90"}, duty: [3]string{"0.00", "0.00", "0.00"}, tax: [3]string{"4.20", "8.46", "0.54"},
			shipping: "14.41", insured: "3.60", dutySum: "0.00", taxSum: "14.54", total: "209.84",
		},
		{
			// Each item is below 3000 NOK and the seller is in VOEC: no duty, VAT on price, shipping
			// and insurance.
			// 1 USD = 11.0205/1.1500 NOK; with the margin 9.72678913. Units 24 × rate = 233.44, 145 ×
			// rate = 1410.38, 29 × rate = 282.08.
			// Goods 3 × 233.44 + 1410.38 + 282.08 = 2392.78; 10 % = 239.28, shared 70.03 + 141.04 +
			// 28.21; net 630.29 + 1269.34 + 253.87 = 2153.50.
			// Shipping 18 × rate = 175.08, insurance 4.50 × rate = 43.77.
			// Duty none: VOEC.
			// VAT on net: 25 % of 630.29 = 157.57, 25 % of 1269.34 = 317.34, 0 % of 253.87 = 0.00.
			// On shipping 25 % of 154.44 = 38.61, 0 % of 20.64 = 0.00; on insurance 25 % of 38.61 =
			// 9.65, 0 % of 5.16 = 0.00.
			// Duty 0.00, VAT 523.17; to pay 2153.50 + 175.08 + 43.77 + 0.00 + 523.17 = 2895.52.
			name: "NO", to: locale.Place{Country: "NO", PostalCode: "0150"}, code: currency.NOK,
			net: [3]string{"630.29", "1269.34", "253.87"}, duty: [3]string{"0.00", "0.00", "0.00"}, tax: [3]string{"157.57", "317.34", "0.00"},
			shipping: "175.08", insured: "43.77", dutySum: "0.00", taxSum: "523.17", total: "2895.52",
		},
		{
			// Above 10,000 JPY CIF: tariff rates, consumption tax on CIF and duty.
			// 1 USD = 183.49/1.1500 JPY; with the margin 161.94986957. Units 24 × rate = 3887, 145 ×
			// rate = 23483, 29 × rate = 4697.
			// Goods 3 × 3887 + 23483 + 4697 = 39841; 10 % = 3984, shared 1166 + 2348 + 470; net 10495
			// + 21135 + 4227 = 35857.
			// Shipping 18 × rate = 2915, insurance 4.50 × rate = 729.
			// Customs value CIF: 10495 + 853 + 213 = 11561, 21135 + 1718 + 430 = 23283, 4227 + 344 +
			// 86 = 4657.
			// Customs drop fractions: 7.4 % of 11000 = 814; shoes 30 % of 23000 = 6900, more than
			// 4,300 JPY a pair; books free. Of 7714 due are 7700, shared 812.5 + 6887.5.
			// National consumption tax 7.8 % on 11561 + 800, cut to 12000, = 936; on 23283 + 6900, cut
			// to 30000, = 2340; on 4657, cut to 4000, = 312; of 3588 due are 3500.
			// Local 22/78 of 900 = 253, of 2300 = 648, of 300 = 84; of 985 due are 900.
			// The 4400 are shared as the whole tax would be: 10 % of 10495 + 813 = 1131, of 21135 + 6887
			// = 2802, of 4227 = 423, on shipping 292, on insurance 73.
			// To pay 35857 + 2915 + 729 + 7700 + 4400 = 51601.
			name: "JP", to: locale.Place{Country: "JP", PostalCode: "100-0001"}, code: currency.JPY,
			net: [3]string{"10495", "21135", "4227"}, duty: [3]string{"813", "6887", "0"}, tax: [3]string{"1054", "2612", "394"},
			shipping: "2915", insured: "729", dutySum: "7700", taxSum: "4400", total: "51601",
		},
		{
			// Not above 1000 AUD: no duty, the registered seller charges GST on goods and shipping.
			// 1 USD = 1.6305/1.1500 AUD; with the margin 1.43909348. Units 24 × rate = 34.54, 145 ×
			// rate = 208.67, 29 × rate = 41.73.
			// Goods 3 × 34.54 + 208.67 + 41.73 = 354.02; 10 % = 35.40, shared 10.36 + 20.87 + 4.17;
			// net 93.26 + 187.80 + 37.56 = 318.62.
			// Shipping 18 × rate = 25.90, insurance 4.50 × rate = 6.48.
			// Duty none: the value is below 1000 AUD.
			// GST on net: 10 % of 93.26 = 9.33, 10 % of 187.80 = 18.78, 10 % of 37.56 = 3.76.
			// On shipping 10 % of 25.90 = 2.59; on insurance 10 % of 6.48 = 0.65.
			// Duty 0.00, GST 35.11; to pay 318.62 + 25.90 + 6.48 + 0.00 + 35.11 = 386.11.
			name: "AU", to: locale.Place{Country: "AU", PostalCode: "2000"}, code: currency.AUD,
			net: [3]string{"93.26", "187.80", "37.56"}, duty: [3]string{"0.00", "0.00", "0.00"}, tax: [3]string{"9.33", "18.78", "3.76"},
			shipping: "25.90", insured: "6.48", dutySum: "0.00", taxSum: "35.11", total: "386.11",
		},
		{
			// Above 150 CAD by courier from the US: tariff rates on FOB, HST at the border on value
			// for duty and duty.
			// 1 USD = 1.5774/1.1500 CAD; with the margin 1.39222696. Units 24 × rate = 33.41, 145 ×
			// rate = 201.87, 29 × rate = 40.37.
			// Goods 3 × 33.41 + 201.87 + 40.37 = 342.47; 10 % = 34.25, shared 10.02 + 20.19 + 4.04;
			// net 90.21 + 181.68 + 36.33 = 308.22.
			// Shipping 18 × rate = 25.06, insurance 4.50 × rate = 6.27.
			// Customs value FOB: the net values.
			// Duty 18 % of 90.21 = 16.24, 18 % of 181.68 = 32.70, books free.
			// HST on net and duty: 13 % of 106.45 = 13.84, 13 % of 214.38 = 27.87, 5 % of 36.33 =
			// 1.82.
			// Freight and insurance are not in the base.
			// Duty 48.94, HST 43.53; to pay 308.22 + 25.06 + 6.27 + 48.94 + 43.53 = 432.02.
			name: "CA-ON", to: locale.Place{Country: "CA", Region: "ON", PostalCode: "M5V 2T6"}, code: currency.CAD,
			net: [3]string{"90.21", "181.68", "36.33"}, duty: [3]string{"16.24", "32.70", "0.00"}, tax: [3]string{"13.84", "27.87", "1.82"},
			shipping: "25.06", insured: "6.27", dutySum: "48.94", taxSum: "43.53", total: "432.02",
		},
		{
			// A sale inside the country: no duty; state tax of 7.25 % on the goods, shipping stated
			// apart is exempt.
			// No exchange: units 24.00, 145.00, 29.00.
			// Goods 3 × 24.00 + 145.00 + 29.00 = 246.00; 10 % = 24.60, shared 7.20 + 14.50 + 2.90; net
			// 64.80 + 130.50 + 26.10 = 221.40.
			// Shipping 18 × rate = 18.00, insurance 4.50 × rate = 4.50.
			// Duty none: domestic.
			// sales tax on net: 7.25 % of 64.80 = 4.70, 7.25 % of 130.50 = 9.46, 7.25 % of 26.10 =
			// 1.89.
			// On shipping 0 % of 18.00 = 0.00; on insurance 7.25 % of 4.50 = 0.33.
			// Duty 0.00, sales tax 16.38; to pay 221.40 + 18.00 + 4.50 + 0.00 + 16.38 = 260.28.
			name: "US-CA", to: locale.Place{Country: "US", Region: "CA", PostalCode: "94103"}, code: currency.USD,
			net: [3]string{"64.80", "130.50", "26.10"}, duty: [3]string{"0.00", "0.00", "0.00"}, tax: [3]string{"4.70", "9.46", "1.89"},
			shipping: "18.00", insured: "4.50", dutySum: "0.00", taxSum: "16.38", total: "260.28",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q, err := engine(t).Quote(handCart(tt.to))
			if err != nil {
				t.Fatal(err)
			}
			amount := func(s string) currency.Amount { return currency.MustAmount(s, tt.code) }
			for i, line := range q.Lines {
				equal(t, line.SKU+" net", line.Net, amount(tt.net[i]))
				equal(t, line.SKU+" duty", line.Duty, amount(tt.duty[i]))
				equal(t, line.SKU+" tax", line.Tax, amount(tt.tax[i]))
			}
			equal(t, "shipping", q.Totals.Shipping, amount(tt.shipping))
			equal(t, "insurance", q.Totals.Insurance, amount(tt.insured))
			equal(t, "duty", q.Totals.Duty, amount(tt.dutySum))
			equal(t, "tax", q.Totals.Tax, amount(tt.taxSum))
			equal(t, "to pay", q.Totals.DueNow, amount(tt.total))
		})
	}
}

func equal(t *testing.T, what string, got, want currency.Amount) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

var (
	tee = pricing.Product{
		SKU: "TEE", Category: "general", HSCode: "6109.10", Origin: "BD",
		TariffCodes: map[string]string{"JP": "6109.10.0200"}, Price: currency.FromMinor(2400, currency.USD),
	}
	shoe = pricing.Product{
		SKU: "SHOE", Category: "general", HSCode: "6403.99", Origin: "PT", Price: currency.FromMinor(14500, currency.USD),
		TariffCodes: map[string]string{"EU": "6403.99.96", "GB": "6403.99.96", "CA": "6403.99.99", "JP": "6403.99.0150", "US": "6403.99.60"},
		Measures:    pair,
	}
	book = pricing.Product{
		SKU: "BOOK", Category: "books_printed", HSCode: "4901.99", Origin: "US", Price: currency.FromMinor(2900, currency.USD),
	}
)

// noon is the moment of the quotes.
var noon = time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)

func handCart(to locale.Place) pricing.Cart {
	return pricing.Cart{
		At: noon, ShipFrom: locale.Place{Country: "US", Region: "CA"}, ShipTo: to,
		Lines: []pricing.Line{
			{Product: tee, Quantity: 3},
			{Product: shoe, Quantity: 1},
			{Product: book, Quantity: 1},
		},
		Discounts: []pricing.Discount{{Percent: decimal.NewFromInt(10)}},
		Shipping:  currency.FromMinor(1800, currency.USD),
		Insurance: currency.FromMinor(450, currency.USD),
	}
}
