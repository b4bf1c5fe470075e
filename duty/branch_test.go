package duty_test

import (
	"errors"
	"fmt"
	"math/big"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

func TestBranches(t *testing.T) {
	for _, tt := range []struct {
		rate   string
		want   [][3]string // from, slope, fixed
		reason string
	}{
		{"12%", [][3]string{{"0", "3/25", "0"}}, "one percentage"},
		{"Free", [][3]string{{"0", "0", "0"}}, "nothing"},
		{"33 1/3%", [][3]string{{"0", "1/3", "0"}}, "no decimal"},
		{"9% + 0.45 EUR / kg", [][3]string{{"0", "9/100", "9/10"}}, "two kilograms"},
		{"4.5% MIN 0.30 EUR / item MAX 0.80 EUR / item", [][3]string{{"0", "0", "9/10"}, {"20", "9/200", "0"}, {"160/3", "0", "12/5"}}, "three watches"},
		{"60% - 20 USD / consignment", [][3]string{{"0", "0", "0"}, {"500/27", "3/5", "-100/9"}}, "a deduction at 1.8 dollars to the euro"},
		{"10% MAX 1 EUR / kg + 5%", [][3]string{{"0", "1/10", "0"}, {"40", "1/20", "2"}}, "a cap that grows"},
		{"10% MIN 1 EUR / kg MAX 1 EUR / kg", [][3]string{{"0", "0", "2"}}, "a floor and a cap alike"},
		{"6% of case", [][3]string{{"0", "3/200", "0"}}, "a part of a quarter"},
		{"16.5% RET + 1 EUR / kg", [][3]string{{"0", "0", "697/200"}}, "of another amount"},
		{"10% MIN 5% MAX 20%", [][3]string{{"0", "1/10", "0"}}, "bounds that are never met"},
	} {
		qs := []duty.Quantity{{Unit: duty.Kilogram, Value: dec("2")}, {Unit: duty.Piece, Value: dec("3")}, {Unit: duty.Share("case"), Value: dec("25")},
			{Unit: duty.RetailPrice(0), Value: dec("9")}, {Unit: "consignment", Value: dec("1")}}
		branches, err := parsed(tt.rate).Branches(currency.EUR, qs, fx(t, map[currency.Code]string{currency.USD: "1.8"}))
		if err != nil {
			t.Errorf("%s: %v", tt.rate, err)
			continue
		}
		if len(branches) != len(tt.want) {
			t.Errorf("%s: %v, want %v: %s", tt.rate, branches, tt.want, tt.reason)
			continue
		}
		for i, want := range tt.want {
			for k, got := range []*big.Rat{branches[i].From, branches[i].Slope, branches[i].Fixed} {
				if got.Cmp(rat(want[k])) != 0 {
					t.Errorf("%s: branch %d: %v, want %v: %s", tt.rate, i, branches[i], want, tt.reason)
				}
			}
		}
	}
}

func TestBranchesRefuse(t *testing.T) {
	for _, tt := range []struct {
		rate duty.Rate
		c    currency.Code
		want error
	}{
		{duty.Rate{}, currency.EUR, duty.ErrNoRate},
		{parsed("8% (01 NOV - 14 MAY), 14% (15 MAY - 31 OCT)"), currency.EUR, duty.ErrSeasonal},
		{parsed("12%"), 0, currency.ErrMismatch},
		{parsed("1 EUR / kg"), currency.EUR, duty.ErrNeedQuantity},
		{parsed("1 EUR / item"), currency.USD, currency.ErrNoRate},
	} {
		if _, err := tt.rate.Branches(tt.c, []duty.Quantity{{Unit: duty.Piece, Value: dec("1")}}, nil); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.rate, err, tt.want)
		}
	}
}

// The branches charge what the rate does, at random values and at their ends.
func TestBranchesCharge(t *testing.T) {
	r := random(t)
	rates := fx(t, map[currency.Code]string{currency.USD: "1.0837"})
	terms := []string{"%d.%d%%", "%d.%d EUR / kg", "%d.%d USD / item", "%d.%d%% of case"}
	fine := currency.Rounding{Digits: currency.To(20), Mode: currency.Down}
	for range 3000 {
		text := ""
		for i := range 1 + r.IntN(5) {
			if i > 0 {
				text += []string{" + ", " - ", " MIN ", " MAX "}[r.IntN(4)]
			}
			text += fmt.Sprintf(terms[r.IntN(len(terms))], r.IntN(30), r.IntN(10))
		}
		rate := parsed(text)
		qs := []duty.Quantity{{Unit: duty.Kilogram, Value: dec(fmt.Sprintf("%d.%d", r.IntN(9), r.IntN(10)))}, {Unit: duty.Piece, Value: dec(fmt.Sprintf("%d", 1+r.IntN(9)))},
			{Unit: duty.Share("case"), Value: dec(fmt.Sprintf("%d", r.IntN(101)))}}
		branches, err := rate.Branches(currency.EUR, qs, rates)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		check := func(cents int64) {
			value := big.NewRat(cents, 100)
			k := 0
			for k+1 < len(branches) && branches[k+1].From.Cmp(value) <= 0 {
				k++
			}
			got, err := money("1", currency.EUR).MulRat(branches[k].At(value), fine)
			if err != nil {
				t.Fatal(err)
			}
			want, err := rate.Duty(currency.FromMinor(cents, currency.EUR), qs, rates, fine)
			if err != nil || !got.Equal(want) {
				t.Fatalf("%s with %v on %d cents: %v, want %v, %v\n%v", text, qs, cents, got, want, err, branches)
			}
		}
		for i := range branches {
			from := new(big.Rat).Mul(branches[i].From, big.NewRat(100, 1))
			cents := new(big.Int).Quo(from.Num(), from.Denom()).Int64()
			for d := int64(-2); d <= 2; d++ {
				if cents+d >= 0 {
					check(cents + d)
				}
			}
			if i > 0 {
				if branches[i].From.Cmp(branches[i-1].From) <= 0 {
					t.Fatalf("%s: branches out of order: %v", text, branches)
				}
				if branches[i].At(branches[i].From).Cmp(branches[i-1].At(branches[i].From)) != 0 {
					t.Fatalf("%s: branches do not meet: %v", text, branches)
				}
			}
		}
		for range 10 {
			check(r.Int64N(1 << (1 + r.IntN(40))))
		}
	}
}

// The branches of goods are those of all duties on them.
func TestGoodsBranches(t *testing.T) {
	tariff := minorTariff(t)
	_, regimes := tables(t)
	lane, err := duty.NewLane(duty.Shipment{From: in("CN"), To: in("DE"), On: day("2026-11-21")}, tariff, regimes)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		code   duty.Code
		origin locale.Country
		want   int
		err    error
		reason string
	}{
		{"61091000", "CN", 1, nil, "two percentages"},
		{"91021100", "CN", 3, nil, "floor and cap"},
		{"64039993", "CN", 0, duty.ErrBent, "a duty on the duty"},
		{"85183000", "VN", 0, duty.ErrBent, "a fee"},
		{"33049900", "CN", 0, duty.ErrBent, "a least amount"},
		{"17049065", "CN", 0, duty.ErrNeedQuantity, "by weight"},
		{"62034231", "CN", 0, duty.ErrNoTariff, "no row"},
	} {
		g, err := lane.Goods(tt.code, tt.origin, "")
		var branches []duty.Branch
		if err == nil {
			branches, err = g.Branches(currency.EUR, &duty.Item{Quantity: 2}, nil)
		}
		if len(branches) != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s: %v, %v; want %d, %v: %s", tt.code, branches, err, tt.want, tt.err, tt.reason)
		}
		if tt.code == "61091000" && branches[0].Slope.Cmp(rat("0.195")) != 0 {
			t.Errorf("%v, want 19.5%%", branches)
		}
	}
}

func TestGoodsAdValorem(t *testing.T) {
	tariff := minorTariff(t)
	_, regimes := tables(t)
	lane, err := duty.NewLane(duty.Shipment{From: in("CN"), To: in("DE"), On: day("2026-11-21")}, tariff, regimes)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		code          duty.Code
		origin        locale.Country
		claim, want   string
		levies, later int
		reason        string
	}{
		{"61091000", "CN", "", "19.5", 2, 0, "a duty and a surcharge"},
		{"61091000", "IN", "GSP", "2.5", 1, 0, "a preference"},
		{"49019900", "CN", "", "0", 1, 0, "free"},
		{"64039993", "CN", "", "", 3, 0, "not a decimal, and more"},
		{"91021100", "CN", "", "", 1, 0, "floor and cap"},
		{"33049900", "CN", "", "", 2, 0, "a least amount"},
		{"85183000", "VN", "", "", 1, 1, "a fee"},
	} {
		g, err := lane.Goods(tt.code, tt.origin, tt.claim)
		if err != nil {
			t.Error(err)
			continue
		}
		percent, ok := g.AdValorem()
		if ok != (tt.want != "") || ok && !percent.Equal(dec(tt.want)) || len(g.Levies()) != tt.levies || len(g.Later()) != tt.later {
			t.Errorf("%s: %s, %v, %d levies, %d later; want %q: %s", tt.code, percent, ok, len(g.Levies()), len(g.Later()), tt.want, tt.reason)
		}
	}
	for _, tt := range []struct {
		code   duty.Code
		origin locale.Country
		claim  string
		want   error
	}{
		{"", "CN", "", duty.ErrCodeSyntax}, {"61O910", "CN", "", duty.ErrCodeSyntax}, {"610911", "CN", "", duty.ErrUnknownCode},
		{"61091000", "CN", "GSP", duty.ErrNoTariff}, {"62034231", "CN", "", duty.ErrNoTariff},
	} {
		for range 2 { // the second time from memory
			if _, err := lane.Goods(tt.code, tt.origin, tt.claim); !errors.Is(err, tt.want) {
				t.Errorf("%s: %v, want %v", tt.code, err, tt.want)
			}
		}
	}
	if _, err := lane.Goods("61091000", "ZZ", ""); err == nil {
		t.Error("goods of no country")
	}
}

// TestGoodsBranchesOfTwoRates: duties that bend at different values add up to
// one that bends at all of them, and at one where both do.
func TestGoodsBranchesOfTwoRates(t *testing.T) {
	tariff := load(t, "destination,code,origin,kind,rate,program,name,from,until,source,source_date,note,base,uplift,min_collect\n"+
		"EU,61091000,,mfn,10% MIN 1 EUR / item,,shirts,,,test,2026-01-01,,,,\n"+
		"EU,61091000,CN,additional,5% MAX 2 EUR / item,,surcharge,,,test,2026-01-01,,,,\n"+
		"EU,62034231,,mfn,10% MIN 1 EUR / item,,trousers,,,test,2026-01-01,,,,\n"+
		"EU,62034231,CN,additional,5% MAX 0.50 EUR / item,,surcharge,,,test,2026-01-01,,,,\n"+
		"EU,64039993,,mfn,10% MIN 4 EUR / item,,shoes,,,test,2026-01-01,,,,\n"+
		"EU,64039993,CN,additional,5% MAX 0.50 EUR / item,,surcharge,,,test,2026-01-01,,,,\n")
	_, regimes := tables(t)
	lane, err := duty.NewLane(duty.Shipment{From: in("CN"), To: in("DE"), On: day("2026-11-21")}, tariff, regimes)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		code   duty.Code
		want   [][3]string // from, slope, fixed
		reason string
	}{
		{"61091000", [][3]string{{"0", "1/20", "2"}, {"20", "3/20", "0"}, {"80", "1/10", "4"}}, "the floor ends before the cap begins"},
		{"62034231", [][3]string{{"0", "1/20", "2"}, {"20", "1/10", "1"}}, "the floor ends where the cap begins"},
		{"64039993", [][3]string{{"0", "1/20", "8"}, {"20", "0", "9"}, {"80", "1/10", "1"}}, "between the two the duty is fixed"},
	} {
		g, err := lane.Goods(tt.code, "CN", "")
		if err != nil {
			t.Fatal(err)
		}
		branches, err := g.Branches(currency.EUR, &duty.Item{Quantity: 2}, nil)
		if err != nil || len(branches) != len(tt.want) {
			t.Errorf("%s: %v (%v), want %v: %s", tt.code, branches, err, tt.want, tt.reason)
			continue
		}
		for i, want := range tt.want {
			for k, got := range []*big.Rat{branches[i].From, branches[i].Slope, branches[i].Fixed} {
				if got.Cmp(rat(want[k])) != 0 {
					t.Errorf("%s: branch %d: %v, want %v: %s", tt.code, i, branches[i], want, tt.reason)
				}
			}
		}
	}
}
