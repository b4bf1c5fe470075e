package duty_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// FuzzWords reads each kind of word from any text: what is read is written so
// that it reads as the same, and what is refused is of a class.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"", "courier", "postal", "sea", "goods", "goods+freight+duty", "duty+goods", "goods+goods", "+", "goods+", "Sea", "\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var m duty.Mode
		if err := m.UnmarshalText(text); err != nil {
			if m != 0 || !errors.Is(err, duty.ErrShipment) || len(err.Error()) > 1000 {
				t.Fatalf("%q is %v, %v", text, m, err)
			}
		} else if out, err := m.MarshalText(); err != nil || string(out) != string(text) {
			t.Fatalf("%q is %v, written %q, %v", text, m, out, err)
		}
		var c, back duty.Components
		if err := c.UnmarshalText(text); err != nil {
			if c != 0 || !errors.Is(err, duty.ErrTable) || len(err.Error()) > 1000 {
				t.Fatalf("%q is %v, %v", text, c, err)
			}
		} else if out, err := c.MarshalText(); err != nil || back.UnmarshalText(out) != nil || back != c || len(out) != len(text) {
			t.Fatalf("%q is %v, written %q, %v", text, c, out, err)
		}
		var r, again duty.Rate
		if err := r.UnmarshalText(text); err == nil && len(text) > 0 {
			if out, err := r.MarshalText(); err != nil || again.UnmarshalText(out) != nil || !again.Equal(r) {
				t.Fatalf("%q is %v, written %q, %v", text, r, out, err)
			}
		}
	})
}

// FuzzShare charges parts of any name: the unit is written and read to itself, or
// is no unit.
func FuzzShare(f *testing.F) {
	for _, s := range []string{"case", "strap, band or bracelet", "", " case", "% of value: case", "a\x00", "ﬁ", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, part string) {
		u := duty.Share(part)
		if !u.Intensive() && part == "case" {
			t.Fatalf("%q is no share", u)
		}
		q := duty.Quantity{Unit: u, Value: decimal.New(40, 0)}
		text, err := q.MarshalJSON()
		if err != nil {
			return
		}
		var back duty.Quantity
		if err := back.UnmarshalJSON(text); err == nil && (back.Unit != u || !back.Value.Equal(q.Value)) {
			t.Fatalf("%q is read as %v", text, back)
		}
	})
}

// FuzzTariffAsked asks the starter tables about any words: no answer is of
// another place or larger than was asked for, and refusals are short.
func FuzzTariffAsked(f *testing.F) {
	f.Add("US", "cotton shirts", "610910", "CN", "A")
	f.Add("EU", "6109.10 women", "6109100010", "GB", "TCA")
	f.Add("", "", "", "", "")
	f.Add("ZZ", strings.Repeat("a ", 1000), "61", "XI", "\x00")
	tariff, err := duty.Starter()
	if err != nil {
		f.Fatal(err)
	}
	regimes, err := duty.DefaultRegimes()
	if err != nil {
		f.Fatal(err)
	}
	programs, err := duty.DefaultPrograms()
	if err != nil {
		f.Fatal(err)
	}
	on := day("2026-11-22")
	f.Fuzz(func(t *testing.T, dest, text, code, origin, claim string) {
		if got := tariff.Search(dest, text, 3); len(got) > 3 || len(got) > 0 && strings.TrimSpace(text) == "" {
			t.Fatalf("%d lines of %q for %q", len(got), dest, text)
		}
		lines := 0
		for range tariff.Entries(dest) {
			lines++
		}
		if tariff.Complete(dest) && lines == 0 {
			t.Fatalf("%q is complete, and has no lines", dest)
		}
		if fits, known := programs.Fits(dest, claim, locale.Country(origin), on); fits && !known {
			t.Fatalf("%q of %q fits, and is not known", claim, dest)
		}
		for _, r := range regimes.All(dest) {
			if got, ok := regimes.Lookup(dest, r.ID); !ok || got.ID != r.ID {
				t.Fatalf("%q of %q is not found", r.ID, dest)
			}
		}
		if _, err := regimes.Choose(text, claim); err != nil {
			short(t, err)
		}
		s := duty.Shipment{From: in("CN"), To: in(locale.Country(dest)), On: on, Currency: currency.EUR}
		lane, err := duty.NewLane(s, tariff, regimes)
		if err != nil {
			short(t, err)
			return
		}
		goods, err := lane.Goods(duty.Code(code), locale.Country(origin), claim)
		if (err == nil) != (goods != nil) {
			t.Fatalf("%v, %v", goods, err)
		}
		if err != nil {
			short(t, err)
		}
	})
}

func short(t *testing.T, err error) {
	t.Helper()
	if len(err.Error()) > 1500 {
		t.Fatalf("a message of %d bytes: %v", len(err.Error()), err)
	}
}

// FuzzLoadPrograms: any table of programmes is refused with its line, or answers.
func FuzzLoadPrograms(f *testing.F) {
	const header = "destination,program,name,origins,from,until,source,source_date,note\n"
	f.Add(header + "US,A,GSP,BR IN,,2020-12-31,law,2020-01-01,\n")
	f.Add(header + "US,C,aircraft,*,,,law,,\nUS,column2,,CU KP,2022-04-09,,law,,\n")
	f.Add(header + "US,A B,,*,,,law,,\n")
	f.Add(header + "US,A,,BR BR US,2026-01-02,2026-01-01,law,,\n")
	f.Fuzz(func(t *testing.T, table string) {
		p, err := duty.LoadPrograms(strings.NewReader(table))
		if (err == nil) != (p != nil) {
			t.Fatalf("%v, %v", p, err)
		}
		if err != nil {
			var at *duty.TableError
			if !errors.As(err, &at) || at.Line < 1 {
				t.Fatalf("%T %v", err, err)
			}
			short(t, err)
			return
		}
		if fits, known := p.Fits("US", "A", "BR", day("2020-01-01")); fits && !known {
			t.Fatal("it fits, and is not known")
		}
	})
}

// FuzzReadUKTariff: any table is refused with its row, or answers and is saved.
func FuzzReadUKTariff(f *testing.F) {
	lines := strings.SplitAfter(excerpted(f, "uk-excerpt.csv"), "\n")
	f.Add(strings.Join(lines[:20], ""), "GB")
	f.Add(strings.Join(lines[:20], "")+lines[len(lines)-2], "EU")
	f.Add(lines[0]+"9705000000,x,5%,Free,c,False,False,False,False\n", "GB")
	f.Add("\x1f\x8b\x08", "GB")
	f.Add(lines[0], "DE")
	f.Fuzz(func(t *testing.T, table, dest string) {
		tariff, report, err := duty.ReadUKTariff(strings.NewReader(table), locale.Country(dest), january2021)
		if (err == nil) != (tariff != nil) {
			t.Fatalf("%v, %v", tariff, err)
		}
		if err != nil {
			var at *duty.RowError
			if !errors.As(err, &at) && (dest == "GB" || dest == "EU" || !errors.Is(err, duty.ErrTable)) {
				t.Fatalf("%T %v", err, err)
			}
			short(t, err)
			return
		}
		if report.Rows < report.Codes || !tariff.Complete(dest) {
			t.Fatalf("%+v of %q", report, dest)
		}
		compile(t, tariff)
	})
}
