package currency

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/landedhq/landed/internal/excerpt"
)

func mustCode(t testing.TB, s string) Code {
	t.Helper()
	c, err := ParseCode(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func dataRows(t *testing.T) [][]string {
	t.Helper()
	f, err := os.Open("data/currencies.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// Every row of the data file is a constant with its figures; see also the test
// of internal/gen.
func TestCodesAgreeWithData(t *testing.T) {
	rows := dataRows(t)
	if len(rows) != len(isoTable) {
		t.Fatalf("%d rows, %d currencies", len(rows), len(isoTable))
	}
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	active := 0
	for _, row := range rows {
		c := mustCode(t, row[0])
		if c.String() != row[0] || c.Name() != row[0] || !c.ISO() {
			t.Errorf("%s: String %s, Name %s, ISO %t", row[0], c, c.Name(), c.ISO())
		}
		if c.Numeric() != number(row[1]) || c.Digits() != number(row[2]) {
			t.Errorf("%s: numeric %d, digits %d, want %s, %s", c, c.Numeric(), c.Digits(), row[1], row[2])
		}
		cash := c.Cash()
		if row[4] == "" {
			if cash != (Rounding{}) {
				t.Errorf("%s: cash %v, want none", c, cash)
			}
		} else if cash.Digits.In(c) != number(row[3]) || int(max(cash.Increment, 1)) != number(row[4]) {
			t.Errorf("%s: cash %v, want digits %s, increment %s", c, cash, row[3], row[4])
		}
		if row[5] == "active" {
			active++
		}
		if from, until := c.Active(); from.String() != row[6] || until.String() != row[7] {
			t.Errorf("%s: active from %s until %s, want %s, %s", c, from, until, row[6], row[7])
		}
		if row[5] == "historic" && c.ActiveOn(NewDate(2026, 11, 21)) {
			t.Errorf("%s: withdrawn and in use", c)
		}
		if row[5] == "active" && !c.ActiveOn(NewDate(2026, 11, 21)) {
			t.Errorf("%s: active and not in use", c)
		}
	}
	if active != 165 {
		t.Errorf("%d active currencies, ISO 4217 had 165 (without metals and special use) in 2026-01", active)
	}
}

func TestCodesAreSorted(t *testing.T) {
	codes := Codes()
	for i := 1; i < len(codes); i++ {
		if codes[i-1] >= codes[i] || codes[i-1].String() >= codes[i].String() {
			t.Errorf("%s does not sort after %s", codes[i], codes[i-1])
		}
	}
}

func TestParseCode(t *testing.T) {
	tests := []struct {
		in     string
		digits int
		custom bool
		reason string
	}{
		{"EUR", 2, false, "ISO"},
		{"JPY", 0, false, "no minor unit"},
		{"KWD", 3, false, "three digits"},
		{"CLF", 4, false, "a fund code with four"},
		{"ISK", 0, false, "0 since 2007; some libraries still have 2"},
		{"XCG", 2, false, "new in 2025"},
		{"BGN", 2, false, "withdrawn, but old orders must load"},
		{"HRK", 2, false, "withdrawn, but old orders must load"},
		{"ITL", 0, false, "ISO gave the lira no digits"},
		{"GRD", 0, false, "ISO gave the drachma no digits, CLDR gives it 2"},
		{"SLL", 2, false, "ISO gave the leone 2 digits, CLDR gives it none"},
		{"TRL", 0, false, "prices in millions"},
		{"HUF", 2, false, "ISO has 2 digits, CLDR none"},
		{"UYI", 0, false, "an index unit without digits"},
		{"UYW", 4, false, "an index unit with four"},
		{"XFO", 0, false, "a code without a number"},
		{"PTS:0", 0, true, "custom"},
		{"BTC:8", 8, true, "custom"},
		{"A:18", 18, true, "one letter, the most digits"},
		{"99X0Z:1", 1, true, "digits in the name"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			c, err := ParseCode(tt.in)
			if err != nil || c.String() != tt.in || c.Digits() != tt.digits || c.ISO() == tt.custom {
				t.Errorf("%s, digits %d, ISO %t, %v (%s)", c, c.Digits(), c.ISO(), err, tt.reason)
			}
			name, _, _ := strings.Cut(tt.in, ":")
			if same, err := NewCode(name, tt.digits); err != nil || same != c {
				t.Errorf("NewCode gives %s, %v", same, err)
			}
			var again Code
			text, err := c.MarshalText()
			if err == nil {
				err = again.UnmarshalText(text)
			}
			if err != nil || again != c {
				t.Errorf("text form %s gives %s, %v", text, again, err)
			}
		})
	}
}

func TestParseCodeRefuses(t *testing.T) {
	tests := []struct{ in, want, reason string }{
		{"", `unknown currency ""`, "nothing is not a currency"},
		{"eur", "not a currency of ISO 4217", "case is not guessed"},
		{"AAA", "not a currency", "before the first"},
		{"ZZZ", "not a currency", "behind the last"},
		{"EUX", "PTS:0", "the message shows how to write a custom code"},
		{" EUR", "not a currency", "spaces are not trimmed"},
		{"EUR:2", "written without digits", "one currency, one text"},
		{"EUR:0", "written without digits", "an ISO code with other digits"},
		{"PTS:", "0 to 18", ""},
		{"PTS:19", "0 to 18", ""},
		{"PTS:02", "0 to 18", "one currency, one text"},
		{"PTS:+2", "0 to 18", ""},
		{"PTS:x", "0 to 18", ""},
		{"POINTS:0", "one to five", ""},
		{":0", "one to five", ""},
		{"pts:0", "one to five", ""},
		{"PÄS:0", "one to five", "not ASCII"},
		{strings.Repeat("A", 1_000_000), "(1000000 bytes)", "the message is short, whatever the input"},
	}
	for _, tt := range tests {
		t.Run(excerpt.Quote(tt.in), func(t *testing.T) {
			c, err := ParseCode(tt.in)
			var code *CodeError
			if c != 0 || !errors.Is(err, ErrUnknownCode) || !errors.As(err, &code) || code.Input != tt.in {
				t.Fatalf("%v, %v, want a CodeError (%s)", c, err, tt.reason)
			}
			if !strings.Contains(err.Error(), tt.want) || len(err.Error()) > 200 {
				t.Errorf("error %q, want one with %q (%s)", err, tt.want, tt.reason)
			}
		})
	}
}

func TestNewCodeRefuses(t *testing.T) {
	tests := []struct {
		name   string
		digits int
		want   string
	}{
		{"EUR", 0, "ISO 4217 gives it 2 digits, not 0"},
		{"PTS", -1, "0 to 18 digits, not -1"},
		{"PTS", 19, "0 to 18 digits, not 19"},
		{"", 0, "one to five"},
		{"PT:S", 0, "one to five"},
	}
	for _, tt := range tests {
		if c, err := NewCode(tt.name, tt.digits); c != 0 || !errors.Is(err, ErrUnknownCode) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("NewCode(%q, %d) = %v, %v, want an error with %q", tt.name, tt.digits, c, err, tt.want)
		}
	}
}

func TestZeroCode(t *testing.T) {
	var c Code
	if c.String() != "" || c.Name() != "" || c.ISO() || c.Numeric() != 0 || c.Digits() != 0 {
		t.Errorf("the zero Code is %q, %q, %t, %d, %d", c, c.Name(), c.ISO(), c.Numeric(), c.Digits())
	}
	got := struct{ C Code }{EUR}
	if err := json.Unmarshal([]byte(`{"C":""}`), &got); err != nil || got.C != 0 {
		t.Errorf("empty text gives %v, %v", got.C, err)
	}
}

// The digits of withdrawn currencies are those that ISO gave them, which are
// not always those of CLDR.
func TestWithdrawnWithoutDigits(t *testing.T) {
	var got []string
	for _, c := range Codes() {
		if _, until := c.Active(); until != 0 && c.Digits() != 2 {
			got = append(got, c.String())
		}
	}
	want := "ADP BEF BYB BYR ESP GRD ITL LUF MGF PTE TPE TRL XEU XFO XFU XRE"
	if strings.Join(got, " ") != want {
		t.Errorf("withdrawn without two digits: %s, want %s", strings.Join(got, " "), want)
	}
}

func TestActiveOn(t *testing.T) {
	day := func(s string) Date {
		d, err := ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	points, err := NewCode("PTS", 0)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		code   Code
		on     string
		want   bool
		reason string
	}{
		{HRK, "2022-12-31", true, "before the euro"},
		{HRK, "2023-01-14", true, "the last day of both"},
		{HRK, "2023-01-15", false, "only the euro"},
		{BGN, "2026-01-31", true, "the last day of both"},
		{BGN, "2026-02-01", false, "only the euro"},
		{EUR, "1998-12-31", false, "the day before it began"},
		{EUR, "1999-01-01", true, "its first day"},
		{DEM, "1999-01-01", true, "cash until 2002"},
		{XCG, "2025-03-30", false, "not yet"},
		{ANG, "2025-06-30", true, "beside the Caribbean guilder"},
		{CHW, "2026-11-21", true, "a fund has no days"},
		{XAU, "1900-01-01", true, "nor has gold"},
		{points, "2026-11-21", true, "nor have points"},
		{Code(0), "2026-11-21", false, "nothing is not in use"},
	}
	for _, tt := range tests {
		if got := tt.code.ActiveOn(day(tt.on)); got != tt.want {
			t.Errorf("%s on %s: %t, want %t (%s)", tt.code, tt.on, got, tt.want, tt.reason)
		}
	}
	if EUR.ActiveOn(0) {
		t.Error("no currency is in use on no day")
	}
}

// TestCodesReference compares with the reference data of the project, where it
// lies beside the repository: other copies of ISO's list, and CLDR's days.
func TestCodesReference(t *testing.T) {
	f, err := os.Open("../../shared/reference/currencies.csv")
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("no reference data beside the repository")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	unknown := map[string]string{
		"CNH": "not of ISO 4217",
		"MCF": "not of ISO 4217",
		"ECV": "a funds code whose digits no second source gives",
		"TJR": "sources disagree on its digits",
	}
	otherDays := map[string]string{
		"RUB": "CLDR counts from the end of the old notes, we from the day of the rate",
		"ZWG": "CLDR counts from the ISO code, we from the day of the rate",
		"SVC": "still in ISO's list, although the dollar took its place",
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	for _, row := range rows[1:] {
		get := func(name string) string { return row[column[name]] }
		c, err := ParseCode(get("code"))
		if err != nil {
			if unknown[get("code")] == "" {
				t.Error(err)
			}
			continue
		}
		if d := get("iso_digits"); d != "" && d != strconv.Itoa(c.Digits()) {
			t.Errorf("%s: %d digits, reference %s", c, c.Digits(), d)
		}
		if n := get("numeric"); n != "" && n != strconv.Itoa(c.Numeric()) && n != "0"+strconv.Itoa(c.Numeric()) && n != "00"+strconv.Itoa(c.Numeric()) {
			t.Errorf("%s: numeric %d, reference %s", c, c.Numeric(), n)
		}
		from, until := c.Active()
		if (from.String() != get("first_from") || until.String() != get("last_to")) && otherDays[c.String()] == "" {
			t.Errorf("%s: active from %s until %s, reference %s, %s", c, from, until, get("first_from"), get("last_to"))
		}
	}
}

// A Code is a number, and a program may convert any number to it.
func TestForgedCodeDoesNotPanic(t *testing.T) {
	for _, c := range []Code{1, 31, 1 << 31, 1<<32 - 1, 70_000_000 << digitBits & (1<<32 - 1)} {
		a := FromMinor(12345, c)
		_, _ = a.Add(a)
		_, _ = a.Round(Rounding{})
		_, _ = a.Split(3, Rounding{})
		_ = a.String() + c.Name()
	}
}
