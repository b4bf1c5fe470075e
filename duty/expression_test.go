package duty_test

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/race"
)

func TestParseRate(t *testing.T) {
	tests := []struct{ in, want, reason string }{
		{"Free", "Free", "HTS"},
		{"0.0%", "Free", "UK file: zero is free"},
		{"12.0%", "12%", "trailing zeros go"},
		{" 12 % ", "12%", "spaces"},
		{"5%" + strings.Repeat(" ", 398), "5%", "400 bytes"},
		{strings.Repeat("1¢/kg+", 24) + "0.001¢/kg", strings.Repeat("0.01 USD / kg + ", 24) + "0.00001 USD / kg", "400 bytes once it is printed"},
		{"0.0000000001¢/kg", "0.000000000001 USD / kg", "twelve places of a dollar"},
		{"0.20 GBP/ item", "0.2 GBP / item", "UK file"},
		{"26.00 GBP/hl", "26 GBP / hl", "UK file"},
		{"4.50% MIN 0.30 EUR / item MAX 0.80 EUR / item", "4.5% MIN 0.3 EUR / item MAX 0.8 EUR / item", "floor and cap"},
		{"0.50 EUR / item MIN 2.70% MAX 4.60%", "0.5 EUR / item MIN 2.7% MAX 4.6%", "bounds in percent"},
		{"9.10% + 45.10 EUR / 100 kg MAX 18.90% + 16.50 EUR / 100 kg", "9.1% + 45.1 EUR / 100 kg MAX 18.9% + 16.5 EUR / 100 kg", "the cap is a sum"},
		{"124.50 EUR / 100 kg", "124.5 EUR / 100 kg", "CET column"},
		{"1,024.00 EUR / tonne", "1024 EUR / t", "a comma groups thousands"},
		{"35.10 EUR/DTN", "35.1 EUR / 100 kg", "TARIC unit"},
		{"0.30 GBP/DTNZ", "0.3 GBP / 100 kg/% sucrose", "compound TARIC unit"},
		{"5.10% + 9.40 EUR / 100 kg / net drained wt", "5.1% + 9.4 EUR / 100 kg drained", "qualified weight"},
		{"10.4% MIN 1.6\u00a0€/100\u00a0kg/net", "10.4% MIN 1.6 EUR / 100 kg", "euro sign and no-break spaces"},
		{"6.4¢/kg + 7.8%", "0.064 USD / kg + 7.8%", "cents"},
		{"$1.035/kg +13.6%", "1.035 USD / kg + 13.6%", "plus without a space"},
		{"76¢/pr. + 32%", "0.76 USD / pair + 32%", "HTS abbreviation"},
		{"89.6¢/1000", "0.896 USD / 1000 item", "per thousand"},
		{"$1.61 each + 4.4% on the case and strap, band or bracelet", "1.61 USD / item + 4.4% of case and strap", "parts of a watch"},
		{"3.1¢/liter + 22.1¢/pf. liter on ethyl alcohol content", "0.031 USD / l + 0.221 USD / proof l", "proof litres"},
		{"3.6606¢/kg less 0.020668¢/kg for each degree under 100 degrees (and fractions of a degree in proportion) but not less than 3.143854¢/kg",
			"0.036606 USD / kg - 0.00020668 USD / kg/degree under 100 MIN 0.03143854 USD / kg", "sugar by polarisation"},
		{"6.58170¢/kg less 0.0622005¢ /kg for each degree under 100 degrees (and fractions of a degree in proportion) but not less than 5.031562¢ /kg",
			"0.065817 USD / kg - 0.000622005 USD / kg/degree under 100 MIN 0.05031562 USD / kg", "as printed, with a space before the slash"},
		{"30% or 4,300 yen/pair, whichever is the greater", "30% MIN 4300 JPY / pair", "Japan's words for a floor"},
		{"5% or 2 USD/kg whichever is lower", "5% MAX 2 USD / kg", "and for a cap"},
		{"60% - 20 USD / consignment", "60% - 20 USD / consignment", "a deduction"},
		{"12.800 % + 176.800 EUR DTN", "12.8% + 176.8 EUR / 100 kg", "TARIC"},
		{"15.000 % + 1,554.300 EUR TNE", "15% + 1554.3 EUR / t", "TARIC groups thousands"},
		{"10.400 % MIN 1.300 EUR DTN G", "10.4% MIN 1.3 EUR / 100 kg gross", "TARIC writes the qualifier apart"},
		{"0.320 EUR ASV X MIN 1.800 EUR HLT", "0.32 EUR / % vol/hl MIN 1.8 EUR / hl", "TARIC, alcohol"},
		{"22.400 % + 131.000 EUR HLT + 20.600 EUR DTN", "22.4% + 131 EUR / hl + 20.6 EUR / 100 kg", "TARIC, grape must"},
		{"4.500 % + 22.550 EUR DTN MAX 9.400 % + 8.250 EUR DTN MAX 35.150 EUR DTN", "4.5% + 22.55 EUR / 100 kg MAX 9.4% + 8.25 EUR / 100 kg MAX 35.15 EUR / 100 kg", "TARIC, two caps"},
		{"0.680 EUR KGM P + 12.130 EUR DTN", "0.68 EUR / kg lactic matter + 12.13 EUR / 100 kg", "TARIC, lactic matter"},
		{"42.903 EUR DTN - 30.000 %", "42.903 EUR / 100 kg - 30%", "TARIC, a deduction"},
		{"8.000 % MAX 2.800 EUR MTK", "8% MAX 2.8 EUR / m2", "TARIC, carpets"},
		{"6.500 % MAX 5.000 EUR HMT", "6.5% MAX 5 EUR / 100 m", "TARIC, film"},
		{"172.200 EUR TNE I", "172.2 EUR / 1000 kg biodiesel", "TARIC, biodiesel"},
		{"7.2 MIN 0.36 EUR/100 kg", "7.2% MIN 0.36 EUR / 100 kg", "the column is headed %"},
		{"24 + 4.2 EUR/100 kg", "24% + 4.2 EUR / 100 kg", "the same"},
		{"16.5% RET + 262.90 GBP / 1000 items", "16.5% of retail price + 262.9 GBP / 1000 item", "UK tobacco"},
		{"3 percent of the fair retail value", "3% of fair retail value", "HTS 9816.00.20"},
		{"27.60 GBP / l alc. 100% - £1.00 / for each litre of pure alcohol, multiplied by the SPR discount",
			"27.6 GBP / l pure alcohol - 1 GBP / l pure alcohol/SPR discount", "UK small producers"},
		{"6.5% on the entire set", "6.5%", "HTS 3213.10.00: the article is the set"},
		{"33 1/3%", "33 1/3%", "no decimal says a third"},
		{"$1.32/t, including weight of container", "1.32 USD / 1000 kg contents and container", "HTS column 2"},
		{"8.8¢/kg on copper content + 3.3¢/kg on lead content + 3.7¢/kg on zinc content", "0.088 USD / kg copper + 0.033 USD / kg lead + 0.037 USD / kg zinc", "HTS column 2"},
		{"86.1¢/m2 of recording surface", "0.861 USD / m2 recording surface", "HTS column 2"},
		{"8.00% (01 NOV - 14 MAY), 14.00% (15 MAY - 31 OCT)", "8% (01 NOV - 14 MAY), 14% (15 MAY - 31 OCT)", "UK, by season"},
		{"3.9% on the movement and case+ 5.3% on the battery", "3.9% of movement and case + 5.3% of battery", "no space before the plus"},
	}
	for _, test := range tests {
		r, err := duty.ParseRate(test.in, currency.USD)
		if err != nil || r.String() != test.want {
			t.Errorf("ParseRate(%q) = %q, %v; want %q (%s)", test.in, r, err, test.want, test.reason)
			continue
		}
		if again, err := duty.ParseRate(r.String(), 0); err != nil || !again.Equal(r) {
			t.Errorf("ParseRate(%q) = %q, %v: the canonical form should re-parse equal", r, again, err)
		}
	}
}

func TestParseRateRefuses(t *testing.T) {
	tests := []struct {
		in     string
		kind   duty.RateKind
		reason string
	}{
		{"", duty.RateEmpty, "an inherited rate is not a free one"},
		{"   ", duty.RateEmpty, "the same"},
		{"No change", duty.RateRelative, "what chapter 99 leaves as it is"},
		{"See additional U.S. note 1", duty.RateSyntax, "prose"},
		{"Free, under bond, as prescribed in U.S. note 2 to this subchapter", duty.RateSyntax, "free under a condition"},
		{"The duty provided in the applicable subheading + 25%", duty.RateRelative, "another line's rate"},
		{"50 percent of the cost of such goods or repairs", duty.RateSyntax, "a base that is not known"},
		{"9.000 % + EAR MAX 9.300 % +ADSZR MAX 35.150 EUR DTN", duty.RateAgricultural, "Meursing, reduced"},
		{"0.000 % + EA MAX 20.700 % +ADFM", duty.RateAgricultural, "Meursing, flour"},
		{"9 + AD S/Z", duty.RateAgricultural, "as the Combined Nomenclature writes it"},
		{"Cond: V 52.600 EUR/DTN(01):12.000 % ; V 51.500 EUR/DTN(01):12.000 % + 1.100 EUR DTN", duty.RateEntryPrice, "TARIC's entry prices"},
		{"Cond: A cert: D-008 (01):7.300 % ; A (01):35.600 %", duty.RateConditional, "by certificate"},
		{"NAR", duty.RateSyntax, "a supplementary unit is no rate"},
		{"43.860 EUC DTN", duty.RateCurrency, "not a currency"},
		{"9.00% +  EA MAX 18.70%  + ADSZ", duty.RateAgricultural, "Meursing"},
		{"Entry Price", duty.RateEntryPrice, "EU fruit"},
		{"7.2", duty.RateUnit, "a number of what?"},
		{"7.2 MIN 3%", duty.RateUnit, "if one is a percentage, what is the other?"},
		{"7.2% + 3", duty.RateUnit, "the same"},
		{"1 EUR / 1000001 kg", duty.RateUnit, "more than a million of a unit"},
		{"5%" + strings.Repeat(" ", 399), duty.RateTooLong, "401 bytes"},
		{strings.Repeat("1¢/kg+", 24) + "0.0001¢/kg", duty.RateTooLong, "401 bytes once it is printed"},
		{"33 1/2%", duty.RateUnit, "only thirds have no decimal"},
		{"5 EUR", duty.RateUnit, "per what?"},
		{"5 EUR / furlong", duty.RateUnit, "unknown unit"},
		{"5 XYZ / kg", duty.RateCurrency, "unknown currency"},
		{"-5%", duty.RateSyntax, "a sign"},
		{"5%%", duty.RateSyntax, "twice"},
		{"5% MIN", duty.RateSyntax, "a bound without a rate"},
		{"5% MIN MAX 3%", duty.RateSyntax, "the same"},
		{"+ 5%", duty.RateSyntax, "nothing before"},
		{"5% 3%", duty.RateSyntax, "no operator"},
		{"1e9%", duty.RateUnit, "no exponents"},
		{"1.2.3%", duty.RateNumber, "two points"},
		{"1,2%", duty.RateNumber, "a decimal comma would be a guess"},
		{"12,34%", duty.RateNumber, "the same"},
		{".5%", duty.RateNumber, "no digit before the point"},
		{"1234567890123456%", duty.RateNumber, "too many digits"},
		{"0.1234567890123%", duty.RateNumber, "too many places"},
		{"0.12345678901¢/kg", duty.RateNumber, "too many places once it is dollars"},
		{"NaN%", duty.RateSyntax, "not a number"},
		{strings.Repeat("1% + ", 100) + "1%", duty.RateTooLong, "too long"},
		{strings.Repeat("1¢/kg+", 50) + "1¢/kg", duty.RateTooLong, "too long once it is printed: it could not be read back"},
		{"6.5% on the handle", duty.RateSyntax, "an unknown part"},
		{"37% /", duty.RateSyntax, "as a row of the HTS has it"},
		{"A or B or 5% whichever is higher", duty.RateSyntax, "three alternatives"},
		{"5% MIN 2% or 3% whichever is higher", duty.RateSyntax, "whose bound?"},
	}
	for _, test := range tests {
		r, err := duty.ParseRate(test.in, currency.USD)
		var typed *duty.RateError
		if !errors.As(err, &typed) || typed.Kind != test.kind || !r.IsZero() {
			t.Errorf("ParseRate(%.60q) = %q, %v; want %s (%s)", test.in, r, err, test.kind, test.reason)
		}
	}
	for _, home := range []currency.Code{0, currency.EUR, currency.JPY} {
		var typed *duty.RateError
		if _, err := duty.ParseRate("5¢/kg", home); !errors.As(err, &typed) || typed.Kind != duty.RateCurrency {
			t.Errorf("cents of %s: %v", home, err)
		}
	}
}

// shared opens a file of the reference data, which lies beside the repository
// on some machines.
func shared(t *testing.T, name string) io.Reader {
	t.Helper()
	f, err := os.Open("../../shared/reference/tariff/" + name)
	if err != nil {
		t.Skip("the reference data is not here: ", err)
	}
	t.Cleanup(func() { f.Close() })
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// count parses expressions and counts those read and those refused by kind.
func count(t *testing.T, home currency.Code, rates []string) (read int, refused map[duty.RateKind]int) {
	t.Helper()
	refused = map[duty.RateKind]int{}
	for _, s := range rates {
		r, err := duty.ParseRate(s, home)
		var typed *duty.RateError
		switch {
		case err == nil:
			read++
			if again, err := duty.ParseRate(r.String(), 0); err != nil || !again.Equal(r) {
				t.Errorf("%q reads as %q, and that as %q, %v", s, r, again, err)
			}
		case errors.As(err, &typed):
			refused[typed.Kind]++
		default:
			t.Errorf("%q: %v", s, err)
		}
	}
	return read, refused
}

func TestHTSCoverage(t *testing.T) {
	race.Alone(t)
	var rows []struct{ General, Other string }
	if err := json.NewDecoder(shared(t, "us-hts-2025-05.json.gz")).Decode(&rows); err != nil {
		t.Fatal(err)
	}
	var general, other []string
	for _, r := range rows {
		if r.General != "" {
			general = append(general, r.General)
		}
		if r.Other != "" {
			other = append(other, r.Other)
		}
	}
	read, refused := count(t, currency.USD, general)
	t.Logf("general: %d of %d read, refused: %v", read, len(general), refused)
	if len(general) != 13611 || read != 13369 { // 98.2 %; the rest is prose
		t.Errorf("read %d of %d, want 13369 of 13611", read, len(general))
	}
	read, refused = count(t, currency.USD, other)
	t.Logf("other: %d of %d read, refused: %v", read, len(other), refused)
	if len(other) != 13252 || read != 11484 { // 1664 of the rest are "No change"
		t.Errorf("column 2: read %d of %d, want 11484 of 13252", read, len(other))
	}
	asWritten(t, append(general, other...))
}

// asWritten demands of the simplest forms, which most rows have, what they
// say: the number and the unit, read by another way than the parser's.
func asWritten(t *testing.T, rates []string) {
	t.Helper()
	number := `([0-9]+(?:\.[0-9]+)?)`
	form := regexp.MustCompile(`^(?:Free|` + number + `%|(?:\$` + number + `|` + number + `¢)/(kg|liter|m2|m3|t)(?: \+ ` + number + `%)?)$`)
	units := map[string]string{"kg": "kg", "liter": "l", "m2": "m2", "m3": "m3", "t": "t"}
	seen := 0
	for _, s := range rates {
		m := form.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		seen++
		want := "Free"
		switch {
		case m[1] != "" && !dec(m[1]).IsZero():
			want = dec(m[1]).String() + "%"
		case m[4] != "":
			money := dec("0" + m[2])
			if m[3] != "" {
				money = dec(m[3]).Shift(-2)
			}
			want = money.String() + " USD / " + units[m[4]]
			if m[5] != "" {
				want += " + " + dec(m[5]).String() + "%"
			}
		}
		if got := mustRate(t, s); got.String() != want {
			t.Errorf("%q is read as %q, want %q", s, got, want)
		}
	}
	if seen < len(rates)*8/10 {
		t.Errorf("only %d of %d rates are of the simplest forms", seen, len(rates))
	}
}

func TestUKAndEUCoverage(t *testing.T) {
	rows := readAll(t, "uk-global-tariff-2021-01.csv.gz")
	tests := []struct {
		column, read int
		refused      string
	}{
		{2, 11740, "EA, entry prices, and two seasonal rates that leave days without"},
		{3, 11830, ""},
	}
	for _, test := range tests {
		var rates []string
		for _, row := range rows[1:] {
			rates = append(rates, row[test.column])
		}
		read, refused := count(t, currency.GBP, rates)
		t.Logf("%s: %d of %d read, refused: %v", rows[0][test.column], read, len(rates), refused)
		if len(rates) != 11830 || read != test.read {
			t.Errorf("%s: read %d of %d, want %d (refused: %s)", rows[0][test.column], read, len(rates), test.read, test.refused)
		}
	}
}

func readAll(t *testing.T, name string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(shared(t, name)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
