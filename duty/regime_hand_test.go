package duty_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// consigned is a consignment whose duty and fees were worked out by hand.
type consigned struct {
	from, to locale.Country
	on       string
	goods    string // "code value" in the currency, or "code value xN" for N pieces; separated by ";"
	in       currency.Code
	freight  string
	mode     duty.Mode
	customer duty.CustomerKind
	scheme   string
	origin   locale.Country // "" = where it is sent from
	earlier  duty.Earlier
	choose   string // "question=reading"

	duty, fees string // "" = 0
	regimes    string // of the duty of each line, and of each fee on the first, once each
	why        duty.ZeroReason
	warns      string // part of a warning
	source     string // where the rule, or the whole sum, is printed
}

// One sum by hand for each destination and each kind of rule, on a tariff of
// round rates: 12% on clothing (5% in Australia, 10.7% in Norway), 10% on all
// else, books free. Sums that the source prints itself are marked with "prints".
func TestRegimesByHand(t *testing.T) {
	earlier := func(day, period string, count int64, c currency.Code) duty.Earlier {
		return duty.Earlier{Day: money(day, c), Period: money(period, c), Count: count}
	}
	for _, w := range []consigned{
		// European Union
		{from: "CN", to: "DE", on: "2026-07-15", goods: "620610 40; 620620 60 x2", in: currency.EUR, scheme: "ioss", duty: "6.00", regimes: "eu-flat-ioss", source: "Council, 11 Feb 2026, prints 6: one silk blouse and two of wool"},
		{from: "US", to: "IE", on: "2026-07-15", goods: "960810 3; 482010 5; 732690 4", in: currency.EUR, scheme: "ioss", duty: "9.00", regimes: "eu-flat-ioss", source: "Revenue, Ireland, prints 9: pen, notebook, key ring"},
		{from: "US", to: "IE", on: "2026-07-15", goods: "960810 9 x3", in: currency.EUR, mode: duty.Postal, duty: "3.00", regimes: "eu-flat-postal", source: "Revenue, Ireland, prints 3: three like pens"},
		{from: "US", to: "NL", on: "2026-07-15", goods: "960810 9 x4; 490199 12", in: currency.EUR, scheme: "ioss", duty: "6.00", regimes: "eu-flat-ioss", source: "dhl.com prints 6: four like pens and a book"},
		{from: "CN", to: "DE", on: "2026-07-15", goods: "610910 50", in: currency.EUR, duty: "3.00", regimes: "eu-flat-courier", warns: "eu-courier-without-ioss", source: "WiseTech: all sales to consumers"},
		{from: "CN", to: "DE", on: "2026-07-15", goods: "610910 50", in: currency.EUR, choose: "eu-courier-without-ioss=tariff", duty: "6.00", regimes: "eu-courier-tariff", source: "Reg. (EU) 2026/382: 12% of 50"},
		{from: "CN", to: "DE", on: "2026-07-15", goods: "610910 50", in: currency.EUR, customer: duty.Business, duty: "6.00", regimes: "eu-business-tariff", warns: "eu-business", source: "goglobalpost.com: 12% of 50"},
		{from: "CN", to: "DE", on: "2026-07-15", goods: "610910 50", in: currency.EUR, customer: duty.Business, choose: "eu-business=flat", duty: "3.00", regimes: "eu-business-flat", source: "globalpost.ua"},
		{from: "TR", to: "DE", on: "2026-07-15", goods: "610910 50", in: currency.EUR, scheme: "h1", duty: "6.00", regimes: "eu-h1", source: "Baker McKenzie: in full declaration the tariff"},
		{from: "CN", to: "DE", on: "2026-06-30", goods: "610910 150", in: currency.EUR, regimes: "eu-150-relief", why: duty.BelowDeMinimis, source: "Reg. (EC) 1186/2009"},
		{from: "CN", to: "DE", on: "2026-07-15", goods: "610910 160", in: currency.EUR, freight: "40", duty: "24.00", regimes: "eu-normal", source: "12% of 200 CIF"},
		{from: "CN", to: "FR", on: "2026-07-15", goods: "610910 40 x2; 640399 60", in: currency.EUR, scheme: "ioss", duty: "6.00", fees: "4.00", regimes: "eu-flat-ioss fr-small-parcels", source: "glopal.com prints the 6: T-shirts and shoes; 2 for each of two lines"},
		{from: "CN", to: "IT", on: "2026-07-15", goods: "610910 40; 640399 60", in: currency.EUR, scheme: "ioss", duty: "6.00", fees: "2.00", regimes: "eu-flat-ioss it-parcel-fee", warns: "it-parcel-fee", source: "2 for the consignment"},
		{from: "CN", to: "IT", on: "2026-07-15", goods: "610910 40", in: currency.EUR, scheme: "ioss", choose: "it-parcel-fee=not-collected", duty: "3.00", regimes: "eu-flat-ioss it-parcel-fee-none", source: "passportglobal.com: postponed"},
		{from: "CN", to: "IT", on: "2026-02-15", goods: "610910 40", in: currency.EUR, regimes: "eu-150-relief", why: duty.BelowDeMinimis, warns: "grace period", source: "ilfoglio.it"},
		{from: "CN", to: "RO", on: "2026-02-15", goods: "610910 40", in: currency.EUR, fees: "5.00", regimes: "eu-150-relief ro-logistics-fee", why: duty.BelowDeMinimis, source: "passportglobal.com: 25 RON, at 5 RON to the euro"},
		{from: "CN", to: "DE", on: "2026-11-21", goods: "610910 40", in: currency.EUR, scheme: "ioss", duty: "3.00", regimes: "eu-flat-ioss", warns: "handling fee of the Union", source: "essentiaglobalservices.com: due by 1 November 2026"},
		// United Kingdom
		{from: "US", to: "GB", on: "2026-11-21", goods: "610910 135", in: currency.GBP, freight: "20", regimes: "gb-135-relief", why: duty.BelowDeMinimis, source: "HM Treasury"},
		{from: "US", to: "GB", on: "2026-11-21", goods: "610910 136", in: currency.GBP, freight: "20", duty: "18.72", regimes: "gb-normal", source: "12% of 156"},
		{from: "GB", to: "XI", on: "2026-11-21", goods: "610910 500", in: currency.GBP, scheme: "uk_carrier", regimes: "xi-uk-carrier", why: duty.SchemeRelief, source: "gov.uk: no duty on parcels to consumers under the UK Carrier Scheme"},
		// United States
		{from: "DE", to: "US", on: "2024-03-01", goods: "610910 500", in: currency.USD, earlier: earlier("300", "0", 1, currency.USD), regimes: "us-800-all us-mpf-800-all", why: duty.BelowDeMinimis, source: "19 USC 1321: 800 for each person and day"},
		{from: "DE", to: "US", on: "2024-03-01", goods: "610910 500", in: currency.USD, earlier: earlier("300.01", "0", 1, currency.USD), duty: "60.00", fees: "2.53", regimes: "us-normal us-mpf-2024-informal", source: "19 USC 1321; 88 FR 48900"},
		{from: "DE", to: "US", on: "2025-11-01", goods: "610910 100", in: currency.USD, freight: "30", duty: "12.00", fees: "2.69", regimes: "us-normal us-mpf-2026-informal", source: "EO 14324; 90 FR 2025-13869: FOB, so 12% of 100"},
		{from: "DE", to: "US", on: "2025-11-01", goods: "610910 100", in: currency.USD, scheme: "express", duty: "12.00", fees: "1.34", regimes: "us-normal us-mpf-2026-express", source: "90 FR 2025-13869"},
		{from: "DE", to: "US", on: "2025-11-01", goods: "610910 5000", in: currency.USD, duty: "600.00", fees: "33.58", regimes: "us-normal us-mpf-2026-formal", source: "0.3464% of 5,000 = 17.32, at least 33.58"},
		{from: "DE", to: "US", on: "2025-11-01", goods: "610910 10000; 490199 20000", in: currency.USD, duty: "1200.00", fees: "103.92", regimes: "us-normal us-mpf-2026-formal", source: "0.3464% of 30,000"},
		{from: "DE", to: "US", on: "2025-11-01", goods: "610910 200000", in: currency.USD, duty: "24000.00", fees: "651.50", regimes: "us-normal us-mpf-2026-formal", source: "0.3464% of 200,000 = 692.80, at most 651.50"},
		{from: "DE", to: "US", on: "2026-11-01", goods: "610910 5000", in: currency.USD, duty: "600.00", fees: "34.58", regimes: "us-normal us-mpf-2027-formal", warns: "fiscal year 2027", source: "dutycite prints 34.58"},
		{from: "DE", to: "US", on: "2024-11-01", goods: "610910 900", in: currency.USD, duty: "108.00", fees: "2.62", regimes: "us-normal us-mpf-2025-informal", source: "CSMS 61572319"},
		{from: "DE", to: "US", on: "2025-09-30", goods: "610910 900", in: currency.USD, scheme: "express", duty: "108.00", fees: "1.31", regimes: "us-normal us-mpf-2025-express", source: "CSMS 61572319, its last day"},
		{from: "DE", to: "US", on: "2026-03-01", goods: "610910 100", in: currency.USD, mode: duty.Postal, duty: "10.00", regimes: "us-postal-122", warns: "dutiable mail", source: "EO 14388: 10% in the mail"},
		// Canada
		{from: "US", to: "CA", on: "2026-11-21", goods: "610910 150", in: currency.CAD, origin: "CN", regimes: "ca-courier-us-mx", why: duty.BelowDeMinimis, source: "D8-2-16: sent from the US, wherever made"},
		{from: "CN", to: "CA", on: "2026-11-21", goods: "610910 150", in: currency.CAD, freight: "30", duty: "18.00", regimes: "ca-normal", source: "D8-2-16: 20 from elsewhere; 12% of 150 FOB"},
		{from: "US", to: "CA", on: "2026-11-21", goods: "610910 20", in: currency.CAD, mode: duty.Postal, regimes: "ca-postal", why: duty.BelowDeMinimis, source: "D8-2-2"},
		// Australia and New Zealand
		{from: "CN", to: "AU", on: "2026-11-21", goods: "610910 1200", in: currency.AUD, freight: "150", duty: "60.00", fees: "95.00", regimes: "au-normal au-ipc-10000 au-biosecurity-air", source: "customs text via shengda668.cn prints the 60: 5% of 1,200; abf.gov.au: 50 and 45"},
		{from: "CN", to: "AU", on: "2026-11-21", goods: "610910 10000", in: currency.AUD, mode: duty.Sea, duty: "500.00", fees: "218.00", regimes: "au-normal au-ipc au-biosecurity-sea", source: "abf.gov.au: 152 and 66 from 10,000 on"},
		{from: "CN", to: "AU", on: "2024-07-01", goods: "610910 1200", in: currency.AUD, duty: "60.00", fees: "95.00", regimes: "au-normal au-ipc-10000 au-biosecurity-air", source: "DAFF: 45 from July 2024 on"},
		{from: "CN", to: "AU", on: "2024-06-30", goods: "610910 10000", in: currency.AUD, duty: "500.00", fees: "195.00", regimes: "au-normal au-ipc au-biosecurity-air-2023", source: "DAFF: 43 before July 2024"},
		{from: "CN", to: "AU", on: "2024-06-30", goods: "610910 10000", in: currency.AUD, mode: duty.Sea, duty: "500.00", fees: "215.00", regimes: "au-normal au-ipc au-biosecurity-sea-2023", source: "tcfinternational.com.au prints 215 before and 218 after"},
		{from: "CN", to: "AU", on: "2026-11-21", goods: "610910 1000", in: currency.AUD, regimes: "au-1000-relief au-ipc-1000 au-biosecurity-1000", why: duty.BelowDeMinimis, source: "ato.gov.au"},
		{from: "CN", to: "NZ", on: "2026-11-21", goods: "610910 800; 490199 200", in: currency.NZD, freight: "99", fees: "2.21", regimes: "nz-1000-relief nz-levy-low-air", why: duty.BelowDeMinimis, source: "Order SI 2025/272: 1.46 and 0.75"},
		{from: "CN", to: "NZ", on: "2026-11-21", goods: "610910 800", in: currency.NZD, mode: duty.Sea, fees: "2.09", regimes: "nz-1000-relief nz-levy-low-sea", why: duty.BelowDeMinimis, source: "gogondola.com"},
		{from: "CN", to: "NZ", on: "2026-11-21", goods: "610910 1001", in: currency.NZD, duty: "120.12", regimes: "nz-normal", warns: "above 1,000 NZD", source: "12% of 1,001"},
		// Norway, Switzerland, Iceland
		{from: "US", to: "NO", on: "2026-11-21", goods: "610910 5999.98 x2", in: currency.NOK, scheme: "voec", regimes: "no-voec", why: duty.SchemeRelief, source: "skatteetaten.no: below 3,000 each"},
		{from: "US", to: "NO", on: "2026-11-21", goods: "610910 3000", in: currency.NOK, scheme: "voec", duty: "321.00", regimes: "no-normal", source: "toll.no: clothes 10.7%"},
		{from: "US", to: "NO", on: "2023-12-31", goods: "610910 300", in: currency.NOK, freight: "49.99", regimes: "no-350-relief", why: duty.BelowDeMinimis, source: "toll.no: below 350 with freight"},
		{from: "US", to: "NO", on: "2023-12-31", goods: "610910 300", in: currency.NOK, freight: "50", duty: "37.45", regimes: "no-normal", source: "toll.no: 350 or more bears all duties"},
		{from: "US", to: "CH", on: "2026-11-21", goods: "610910 200", in: currency.CHF, regimes: "ch-industrial", why: duty.ZeroRate, source: "bazg.admin.ch: chapters 25 to 97"},
		{from: "US", to: "LI", on: "2026-11-21", goods: "610910 200; 350510 20", in: currency.CHF, duty: "2.00", regimes: "ch-industrial ch-normal", source: "bazg.admin.ch: some of chapter 35 is agricultural; customs treaty"},
		{from: "US", to: "IS", on: "2026-11-21", goods: "610910 1000", in: currency.ISK, duty: "120", regimes: "is-normal", source: "tollur.is: whatever the value"},
		// East Asia
		{from: "US", to: "JP", on: "2026-11-21", goods: "490199 9000", in: currency.JPY, freight: "1000", regimes: "jp-10000-relief", why: duty.BelowDeMinimis, warns: "60%", source: "customs.go.jp"},
		{from: "CN", to: "KR", on: "2026-11-21", goods: "610910 150", in: currency.USD, freight: "20", regimes: "kr-150-goods", why: duty.BelowDeMinimis, warns: "kr-threshold-basis", source: "a-ha.io: the price of the goods"},
		{from: "CN", to: "KR", on: "2026-11-21", goods: "610910 150", in: currency.USD, freight: "20", choose: "kr-threshold-basis=cif", duty: "20.40", regimes: "kr-normal", source: "krutils.com: with freight, and the whole amount: 12% of 170"},
		{from: "US", to: "KR", on: "2026-11-21", goods: "610910 200", in: currency.USD, scheme: "list", regimes: "kr-200-list-goods", why: duty.SchemeRelief, warns: "kr-threshold-basis", source: "KORUS: 200 from the US by list"},
		{from: "US", to: "KR", on: "2026-11-21", goods: "610910 200", in: currency.USD, duty: "24.00", regimes: "kr-normal", source: "150 without list"},
		{from: "US", to: "KR", on: "2026-11-21", goods: "610910 100", in: currency.USD, customer: duty.Business, duty: "12.00", regimes: "kr-normal", source: "the relief is for own use"},
		{from: "US", to: "SG", on: "2026-11-21", goods: "610910 5000", in: currency.SGD, regimes: "sg-free", why: duty.ZeroRate, source: "lowtax.net: four groups are dutiable"},
		{from: "US", to: "SG", on: "2026-11-21", goods: "220421 100", in: currency.SGD, freight: "20", duty: "12.00", regimes: "sg-dutiable", warns: "excise", source: "wine is one of them: here 10% of 120"},
		{from: "US", to: "HK", on: "2026-11-21", goods: "610910 5000", in: currency.HKD, regimes: "hk-free", why: duty.ZeroRate, source: "customs.gov.hk: free port"},
		{from: "US", to: "TW", on: "2026-11-21", goods: "610910 1800", in: currency.TWD, freight: "200", earlier: earlier("0", "0", 5, currency.TWD), regimes: "tw-2000-relief tw-promotion-00425", why: duty.BelowDeMinimis, warns: "tw-promotion-rate", source: "web.customs.gov.tw: 2,000 CIF; the fee of 0.85 is below 100"},
		{from: "US", to: "TW", on: "2026-11-21", goods: "610910 1800", in: currency.TWD, freight: "200", earlier: earlier("0", "0", 6, currency.TWD), duty: "240.00", regimes: "tw-normal tw-promotion-00425", warns: "tw-promotion-rate", source: "the seventh time in a half-year"},
		{from: "US", to: "TW", on: "2026-11-21", goods: "490199 300000", in: currency.TWD, fees: "127.50", regimes: "tw-normal tw-promotion-00425", why: duty.ZeroRate, warns: "tw-promotion-rate", source: "0.0425% of 300,000"},
		{from: "US", to: "CN", on: "2026-11-21", goods: "610910 5000", in: currency.CNY, scheme: "cbec", earlier: earlier("0", "21000", 9, currency.CNY), regimes: "cn-retail-platform", why: duty.SchemeRelief, source: "customs Q&A: 5,000, and 26,000 a year"},
		{from: "US", to: "CN", on: "2026-11-21", goods: "610910 5000", in: currency.CNY, scheme: "cbec", earlier: earlier("0", "21000.01", 9, currency.CNY), duty: "600.00", regimes: "cn-normal", source: "above the year's limit"},
		// South Asia
		{from: "US", to: "IN", on: "2026-11-21", goods: "610910 900", in: currency.INR, freight: "100", duty: "110.00", regimes: "in-personal", source: "mumbaicustomszone3.gov.in prints 10% and 1% of X = 1,000"},
		{from: "US", to: "IN", on: "2026-11-21", goods: "610910 1000", in: currency.INR, scheme: "9804", duty: "200.00", regimes: "in-9804", source: "mumbaicustomszone3.gov.in prints 20% of X"},
		{from: "CN", to: "ID", on: "2026-11-21", goods: "610910 3", in: currency.USD, freight: "5", regimes: "id-3", why: duty.BelowDeMinimis, source: "PMK 4/2025: 3 FOB"},
		{from: "CN", to: "ID", on: "2026-11-21", goods: "490199 100; 950300 100; 330499 100; 420221 100", in: currency.USD, duty: "47.50", regimes: "id-1500-books id-1500 id-1500-15 id-1500-25", source: "PMK 4/2025: 0 + 7.5 + 15 + 25"},
		{from: "CN", to: "ID", on: "2025-03-04", goods: "610910 100; 950300 100", in: currency.USD, duty: "19.50", regimes: "id-1500-2023-mfn id-1500-2023", source: "PMK 96/2023: textiles by the tariff, 12, and 7.5"},
		{from: "CN", to: "MY", on: "2026-11-21", goods: "610910 480", in: currency.MYR, freight: "20", regimes: "my-500-relief", why: duty.BelowDeMinimis, source: "Exemption Order 2017, item 94"},
		{from: "CN", to: "MY", on: "2026-11-21", goods: "610910 480", in: currency.MYR, freight: "20", mode: duty.Sea, duty: "60.00", regimes: "my-normal", source: "not by sea: 12% of 500"},
		{from: "CN", to: "TH", on: "2025-12-31", goods: "610910 3000 x2", in: currency.THB, regimes: "th-1500-relief", why: duty.BelowDeMinimis, source: "Announcement 219/2568: 1,500 each until 2025"},
		{from: "CN", to: "TH", on: "2026-01-01", goods: "610910 100", in: currency.THB, duty: "12.00", regimes: "th-normal", source: "Announcement 219/2568: from one baht"},
		{from: "CN", to: "VN", on: "2025-02-17", goods: "610910 1000000", in: currency.VND, regimes: "vn-1m-relief", why: duty.BelowDeMinimis, source: "Decision 78/2010"},
		{from: "CN", to: "VN", on: "2025-02-18", goods: "610910 1000000", in: currency.VND, duty: "120000", regimes: "vn-normal", source: "Decision 01/2025"},
		{from: "CN", to: "PH", on: "2026-11-21", goods: "610910 10000", in: currency.PHP, freight: "999", regimes: "ph-10000-relief", why: duty.BelowDeMinimis, source: "CMTA s. 423: FOB"},
		{from: "CN", to: "PH", on: "2026-11-21", goods: "610910 10001", in: currency.PHP, freight: "999", duty: "1320.00", regimes: "ph-normal", source: "12% of 11,000 CIF"},
		// Latin America
		{from: "CN", to: "BR", on: "2025-06-01", goods: "610910 100", in: currency.BRL, scheme: "prc", duty: "20.00", regimes: "br-prc-50", source: "jtv.com.br prints 20 on R$100"},
		{from: "CN", to: "BR", on: "2026-11-21", goods: "610910 60; 490199 20", in: currency.USD, freight: "20", scheme: "prc", duty: "40.00", regimes: "br-prc-3000", source: "DHL: 60% of 100 less 20, once for the consignment"},
		{from: "CN", to: "BR", on: "2026-11-21", goods: "610910 40", in: currency.USD, scheme: "prc", duty: "8.00", regimes: "br-prc-50-2026", warns: "exemption up to 50 USD", source: "DHL: 20%"},
		{from: "CN", to: "BR", on: "2026-11-21", goods: "610910 40", in: currency.USD, duty: "24.00", regimes: "br-60", source: "DHL: 60% outside of the programme"},
		{from: "CN", to: "BR", on: "2024-07-31", goods: "610910 50", in: currency.USD, freight: "30", scheme: "prc", regimes: "br-prc-50-2023", why: duty.SchemeRelief, source: "DHL: 50 FOB before August 2024"},
		{from: "CN", to: "BR", on: "2024-07-31", goods: "610910 51", in: currency.USD, freight: "30", scheme: "prc", duty: "30.60", regimes: "br-60-2023", source: "DHL: 60% of the FOB value"},
		{from: "CN", to: "MX", on: "2026-11-21", goods: "610910 450", in: currency.MXN, duty: "150.75", regimes: "mx-2500", warns: "mx-processing-fee", source: "mimorelia.com prints about 600 for a dress of 450"},
		{from: "CN", to: "MX", on: "2026-11-21", goods: "610910 450", in: currency.MXN, choose: "mx-processing-fee=parcel", duty: "150.75", fees: "445.00", regimes: "mx-2500 mx-processing-parcel", source: "RGCE 3.7.35"},
		{from: "US", to: "MX", on: "2026-11-21", goods: "610910 50", in: currency.USD, regimes: "mx-us-ca-50", why: duty.BelowDeMinimis, warns: "mx-processing-fee", source: "T-MEC: 50"},
		{from: "US", to: "MX", on: "2026-11-21", goods: "610910 100", in: currency.USD, freight: "17", duty: "19.89", regimes: "mx-us-ca-117", warns: "mx-processing-fee", source: "17% of 117"},
		{from: "CA", to: "MX", on: "2026-11-21", goods: "610910 200", in: currency.USD, duty: "38.00", regimes: "mx-us-ca-2500", warns: "mx-processing-fee", source: "19% of 200"},
		{from: "JP", to: "MX", on: "2026-11-21", goods: "610910 1", in: currency.USD, regimes: "mx-treaty-1", why: duty.BelowDeMinimis, warns: "mx-processing-fee", source: "TIPAT: 1"},
		{from: "CN", to: "MX", on: "2025-08-14", goods: "610910 100", in: currency.USD, duty: "19.00", regimes: "mx-2500-2025", source: "iclawyers.mx: 19% before"},
		{from: "CN", to: "CL", on: "2026-11-21", goods: "610910 30", in: currency.USD, scheme: "cl_remote", regimes: "cl-500-collected", why: duty.SchemeRelief, source: "eldinamo.cl: no duty where the platform collects VAT"},
		{from: "CN", to: "CL", on: "2026-11-21", goods: "610910 30", in: currency.USD, duty: "1.80", regimes: "cl-500-due", warns: "cl-unregistered", source: "elmostrador.cl: 6%"},
		{from: "CN", to: "CL", on: "2026-11-21", goods: "610910 30", in: currency.USD, choose: "cl-unregistered=free", regimes: "cl-500-free", why: duty.BelowDeMinimis, source: "meganoticias.cl"},
		{from: "CN", to: "CL", on: "2026-11-21", goods: "610910 600", in: currency.USD, freight: "40", scheme: "cl_remote", duty: "38.40", regimes: "cl-6", source: "dedecon.cl: 6% above 500"},
		{from: "CN", to: "CL", on: "2025-10-24", goods: "610910 41", in: currency.USD, regimes: "cl-41-relief", why: duty.BelowDeMinimis, source: "meganoticias.cl"},
		{from: "US", to: "CO", on: "2026-11-21", goods: "610910 200", in: currency.USD, freight: "30", regimes: "co-200-relief", why: duty.BelowDeMinimis, source: "Decreto 1090/2020: without delivery"},
		{from: "US", to: "CO", on: "2026-11-21", goods: "610910 250", in: currency.USD, freight: "50", duty: "30.00", regimes: "co-2000", source: "10% of 300"},
		{from: "US", to: "AR", on: "2025-06-01", goods: "610910 500", in: currency.USD, duty: "12.00", regimes: "ar-courier-tariff", warns: "ar-excess", source: "newsweek.com.ar: duty on the 100 above 400"},
		{from: "US", to: "AR", on: "2025-06-01", goods: "610910 400", in: currency.USD, regimes: "ar-courier-tariff", why: duty.WithinAllowance, warns: "ar-excess", source: "newsweek.com.ar: 400 free"},
		{from: "US", to: "AR", on: "2025-06-01", goods: "610910 500", in: currency.USD, choose: "ar-excess=50%", duty: "50.00", regimes: "ar-courier-50", source: "mega975.com.ar"},
		// Turkey, the Gulf, Israel, Africa, and the rest of Europe
		{from: "DE", to: "TR", on: "2024-08-20", goods: "610910 100", in: currency.EUR, duty: "20.00", regimes: "tr-150-eu", warns: "list IV", source: "DHL: 20% from the EU"},
		{from: "CN", to: "TR", on: "2024-08-20", goods: "610910 100", in: currency.EUR, duty: "30.00", regimes: "tr-150", warns: "list IV", source: "DHL: 30% from elsewhere"},
		{from: "DE", to: "TR", on: "2024-08-21", goods: "610910 25", in: currency.EUR, freight: "5", duty: "9.00", regimes: "tr-30-eu", warns: "list IV", source: "30% of 30"},
		{from: "CN", to: "TR", on: "2026-02-05", goods: "610910 30", in: currency.EUR, duty: "18.00", regimes: "tr-30", warns: "list IV", source: "60% of 30"},
		{from: "CN", to: "TR", on: "2026-02-06", goods: "610910 30", in: currency.EUR, duty: "3.60", regimes: "tr-normal", source: "Resmi Gazete 2026-01-07: 12% by the tariff"},
		{from: "CN", to: "TR", on: "2026-02-06", goods: "300490 100", in: currency.EUR, scheme: "prescribed", duty: "60.00", regimes: "tr-medicine", warns: "list IV", source: "hurriyetdailynews.com: 60%"},
		{from: "US", to: "AE", on: "2026-11-21", goods: "610910 950", in: currency.SAR, freight: "50", regimes: "ae-1000-relief", why: duty.BelowDeMinimis, source: "EY"},
		{from: "US", to: "AE", on: "2026-11-21", goods: "610910 951", in: currency.SAR, freight: "50", duty: "120.12", regimes: "ae-normal", source: "12% of 1,001"},
		{from: "US", to: "SA", on: "2026-11-21", goods: "610910 949.99", in: currency.SAR, freight: "50", fees: "15.00", regimes: "sa-1000-relief sa-service-1000", why: duty.BelowDeMinimis, source: "ZATCA: below 1,000 with shipping"},
		{from: "US", to: "SA", on: "2026-11-21", goods: "610910 20000", in: currency.SAR, duty: "2400.00", fees: "30.00", regimes: "sa-normal sa-service", source: "0.15% of 20,000"},
		{from: "US", to: "SA", on: "2026-11-21", goods: "610910 1000000", in: currency.SAR, duty: "120000.00", fees: "500.00", regimes: "sa-normal sa-service", source: "0.15% of a million = 1,500, at most 500"},
		{from: "US", to: "IL", on: "2026-02-24", goods: "610910 500", in: currency.USD, freight: "50", regimes: "il-500-relief", why: duty.BelowDeMinimis, source: "globes.co.il: 500, whatever the limit of VAT on that day"},
		{from: "US", to: "IL", on: "2026-11-21", goods: "610910 501", in: currency.USD, duty: "60.12", regimes: "il-normal", source: "12% of 501"},
		{from: "CN", to: "ZA", on: "2024-08-31", goods: "610910 500", in: currency.ZAR, freight: "90", duty: "100.00", regimes: "za-500-2007", source: "Baker McKenzie: 20% of the FOB value"},
		{from: "CN", to: "ZA", on: "2024-09-01", goods: "610910 500", in: currency.ZAR, duty: "100.00", regimes: "za-500", source: "the same, and VAT"},
		{from: "CN", to: "ZA", on: "2026-11-21", goods: "610910 500", in: currency.ZAR, duty: "100.00", regimes: "za-500-after", warns: "four categories", source: "the next step was not found"},
		{from: "CN", to: "ZA", on: "2026-11-21", goods: "610910 501", in: currency.ZAR, freight: "90", duty: "60.12", regimes: "za-normal", source: "tradelogistics.co.za: FOB; 12% of 501"},
		{from: "CN", to: "UA", on: "2026-11-21", goods: "610910 200", in: currency.EUR, duty: "5.00", regimes: "ua-excess", source: "Poltava customs print 5 on 200"},
		{from: "CN", to: "UA", on: "2026-11-21", goods: "610910 100; 490199 100", in: currency.EUR, duty: "5.00", regimes: "ua-excess", source: "the same of two lines"},
		{from: "CN", to: "UA", on: "2026-11-21", goods: "610910 150", in: currency.EUR, regimes: "ua-150-relief", why: duty.BelowDeMinimis, source: "Poltava customs"},
		{from: "CN", to: "RS", on: "2026-11-21", goods: "610910 50", in: currency.EUR, freight: "20", regimes: "rs-50-relief", why: duty.BelowDeMinimis, source: "mfin.gov.rs"},
		{from: "CN", to: "RS", on: "2026-11-21", goods: "610910 51", in: currency.EUR, freight: "20", duty: "8.52", regimes: "rs-normal", source: "12% of 71"},
	} {
		w.check(t)
	}
}

// Consignments whose treatment is not known are refused with what is missing.
func TestRegimesNotKnown(t *testing.T) {
	for _, test := range []struct {
		w      consigned
		detail string
	}{
		{consigned{from: "US", to: "XI", on: "2026-11-21", goods: "610910 50", in: currency.GBP}, "where the goods end up"},
		{consigned{from: "GB", to: "XI", on: "2026-11-21", goods: "610910 50", in: currency.GBP, customer: duty.Business, scheme: "uk_carrier"}, "UK Carrier Scheme"},
		{consigned{from: "DE", to: "US", on: "2025-12-01", goods: "610910 50", in: currency.USD, mode: duty.Postal}, "80, 160 or 200 USD"},
		{consigned{from: "US", to: "CN", on: "2026-11-21", goods: "610910 50", in: currency.CNY, mode: duty.Postal}, "personal articles"},
		{consigned{from: "CN", to: "MX", on: "2026-11-21", goods: "610910 3000", in: currency.USD}, "above 2,500 USD"},
		{consigned{from: "US", to: "AR", on: "2025-06-01", goods: "610910 50", in: currency.USD, earlier: duty.Earlier{Count: 5}}, "five times a year"},
		{consigned{from: "CN", to: "UA", on: "2026-11-21", goods: "610910 50", in: currency.EUR, customer: duty.Business}, "consumers"},
	} {
		a, err := test.w.assess(t)
		var typed *duty.NoRegimeError
		if !errors.As(err, &typed) || !strings.Contains(typed.Detail, test.detail) {
			t.Errorf("%s to %s: %s, %v; want %q", test.w.from, test.w.to, a.Regime.ID, err, test.detail)
		}
	}
}

func (w consigned) assess(t *testing.T) (duty.Assessment, error) {
	t.Helper()
	tariff, regimes := handTariff(t), handRegimes(t, w.choose)
	s := duty.Shipment{From: in(w.from), To: in(w.to), On: day(w.on), Mode: w.mode, Customer: w.customer, Scheme: w.scheme, Earlier: w.earlier,
		Rates: fx(t, map[currency.Code]string{currency.USD: "1.25", currency.GBP: "0.8", currency.RON: "5", currency.BRL: "6.25", currency.MXN: "25"})}
	if w.freight != "" {
		s.Freight = money(w.freight, w.in)
	}
	for _, goods := range strings.Split(w.goods, "; ") {
		cells := strings.Fields(goods)
		item := duty.Item{Code: duty.Code(cells[0]), Origin: w.origin, Value: money(cells[1], w.in), Quantity: 1}
		if item.Origin == "" {
			item.Origin = w.from
		}
		if len(cells) > 2 {
			item.Quantity = dec(strings.TrimPrefix(cells[2], "x")).IntPart()
		}
		s.Items = append(s.Items, item)
	}
	return duty.Assess(s, tariff, regimes)
}

func (w consigned) check(t *testing.T) {
	t.Helper()
	name := string(w.from) + " to " + string(w.to) + " on " + w.on + ", " + w.goods + " " + w.scheme + " (" + w.source + ")"
	a, err := w.assess(t)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	for _, sum := range []struct {
		what, want string
		got        currency.Amount
	}{{"duty", w.duty, a.Duty}, {"fees", w.fees, a.Fees}} {
		want := currency.FromMinor(0, w.in)
		if sum.want != "" {
			want = money(sum.want, w.in)
		}
		if sum.got != want {
			t.Errorf("%s: %s %s, want %s", name, sum.what, sum.got, want)
		}
	}
	if got := regimesOfCharges(a); got != w.regimes {
		t.Errorf("%s: by %s, want %s", name, got, w.regimes)
	}
	if got := a.Lines[0].Charges[0].Zero; w.why != "" && got != w.why {
		t.Errorf("%s: zero for %q, want %q", name, got, w.why)
	}
	warnings := strings.Join(a.Warnings, "\n")
	if (w.warns != "") != (len(a.Warnings) > 0) || !strings.Contains(warnings, w.warns) {
		t.Errorf("%s: warns %q, want %q", name, warnings, w.warns)
	}
	if (a.Accuracy == duty.Estimated) != (w.warns != "") {
		t.Errorf("%s: %s", name, a.Accuracy)
	}
}

// regimesOfCharges lists the regimes that charges name, each once: those of
// duties first.
func regimesOfCharges(a duty.Assessment) string {
	var duties, fees []string
	seen := map[string]bool{}
	for _, line := range a.Lines {
		for _, c := range line.Charges {
			if seen[c.Regime] {
				continue
			}
			seen[c.Regime] = true
			if c.Levy.Kind == duty.Fee {
				fees = append(fees, c.Regime)
			} else {
				duties = append(duties, c.Regime)
			}
		}
	}
	return strings.Join(append(duties, fees...), " ")
}

func handRegimes(t *testing.T, choose string) *duty.Regimes {
	t.Helper()
	_, regimes := tables(t)
	if choose == "" {
		return regimes
	}
	question, reading, _ := strings.Cut(choose, "=")
	chosen, err := regimes.Choose(question, reading)
	if err != nil {
		t.Fatal(err)
	}
	return chosen
}

// handTariff is a tariff of round rates for every destination.
func handTariff(t *testing.T) *duty.Tariff {
	t.Helper()
	_, regimes := tables(t)
	rates := map[string]string{"49": "Free", "61": "12%", "62": "12%"}
	var rows strings.Builder
	for _, dest := range regimes.Destinations() {
		for _, chapter := range []string{"22", "30", "33", "35", "42", "48", "49", "61", "62", "64", "73", "95", "96"} {
			rate := rates[chapter]
			switch {
			case rate == "":
				rate = "10%"
			case chapter == "61" && dest == "AU":
				rate = "5%"
			case chapter == "61" && dest == "NO":
				rate = "10.7%"
			}
			rows.WriteString(dest + "," + chapter + ",,mfn," + rate + ",,duty,,,test,2026-11-01,\n")
		}
	}
	return load(t, header+rows.String())
}
