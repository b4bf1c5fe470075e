package tax

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/landedhq/landed/locale"
)

// madeUp is a row of testdata/ids.csv.
type madeUp struct {
	country locale.Country
	text    string
	kind    IDKind
	level   IDLevel
}

func readMadeUp(t testing.TB) []madeUp {
	t.Helper()
	f, err := os.Open("testdata/ids.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	levels := map[string]IDLevel{FormatOnly.String(): FormatOnly, ChecksumConfirmed.String(): ChecksumConfirmed}
	var ids []madeUp
	for _, row := range rows[1:] {
		level, ok := levels[row[3]]
		if !ok {
			t.Fatalf("%v: level %q", row, row[3])
		}
		ids = append(ids, madeUp{locale.Country(row[0]), row[1], IDKind(row[2]), level})
	}
	return ids
}

// Every made-up number is one, in every spelling, and is its own text.
func TestMadeUpIDs(t *testing.T) {
	countries := map[locale.Country]bool{}
	for _, m := range readMadeUp(t) {
		countries[m.country] = true
		id, err := ParseID("", m.text)
		if err != nil {
			t.Errorf("%s: %v", m.text, err)
			continue
		}
		if id.Country != m.country || id.Kind != m.kind || id.Level() != m.level || id.String() != m.text {
			t.Errorf("%s: %+v, level %v, text %q; want %+v", m.text, id, id.Level(), id, m)
		}
		rest := strings.TrimPrefix(m.text, id.Prefix())
		for _, s := range []struct {
			country locale.Country
			text    string
			reason  string
		}{
			{m.country, m.text, "the prefix may stand"},
			{m.country, rest, "the prefix may be missing where the country is given"},
			{"", strings.ToLower(m.text), "lower case"},
			{"", spaced(m.text, " "), "spaces"},
			{"", spaced(m.text, "-"), "hyphens"},
			{m.country, spaced(rest, "."), "dots"},
			{"", spaced(m.text, "\u00a0"), "no-break spaces, as word processors put"},
			{"", "  " + m.text + "\r\n", "pasted with its surroundings"},
			{"", fullWidth(m.text), "full width, as Japanese keyboards write"},
		} {
			if got, err := ParseID(s.country, s.text); err != nil || got != id {
				t.Errorf("ParseID(%q, %q): %v (%v), want %v: %s", s.country, s.text, got, err, id, s.reason)
			}
		}
		for _, s := range []struct {
			country locale.Country
			text    string
			reason  string
		}{
			{"", id.Prefix() + m.text, "the prefix may stand once"},
			{m.country, id.Prefix() + m.text, "the prefix may stand once"},
			{"", rest, "without the prefix the country is unknown"},
			{m.country, m.text[:len(m.text)-1] + "?", "no such character"},
			{m.country, m.text + "00000000", "too long"},
			{m.country, id.Prefix() + "1", "too short"},
			{m.country, id.Prefix(), "no number"},
		} {
			if got, err := ParseID(s.country, s.text); err == nil && got.Country == m.country {
				t.Errorf("ParseID(%q, %q): %v: %s", s.country, s.text, got, s.reason)
			}
		}
	}
	for _, r := range idRules {
		if !countries[r.country] {
			t.Errorf("no made-up number of %s", r.country)
		}
	}
}

// spaced puts a separator after each third byte, but not inside of Ñ.
func spaced(s, separator string) string {
	var b strings.Builder
	for i, c := range s {
		if i > 0 && i%3 == 0 {
			b.WriteString(separator)
		}
		b.WriteRune(c)
	}
	return b.String()
}

func fullWidth(s string) string {
	return strings.Map(func(c rune) rune {
		if c < 0x80 {
			return c + '！' - '!'
		}
		return c
	}, s)
}

func TestParseID(t *testing.T) {
	for _, tt := range []struct {
		country locale.Country
		in      string
		want    string // text and level, or "" for the error
		err     error
		reason  string
	}{
		// The form, by country.
		{"AT", "ATU39378768", "", ErrIDChecksum, "check digit"},
		{"AT", "AT39378767", "", ErrIDFormat, "the U belongs to the number"},
		{"AT", "ATATU39378767", "", ErrIDFormat, "prefix twice"},
		{"AU", "51 824 753 556", "AU51824753556 checksum", nil, "the register's example"},
		{"AU", "51 824 753 557", "", ErrIDChecksum, "last digit off by one"},
		{"AU", "824 753 556", "", ErrIDFormat, "an ACN is no ABN"},
		{"BE", "(0)685.443.966", "BE0685443966 checksum", nil, "written around 2005"},
		{"BE", "685443966", "BE0685443966 checksum", nil, "the form before 2005"},
		{"BE", "BE1512246826", "BE1512246826 checksum", nil, "numbers from 1 on are issued since 2023-09"},
		{"BE", "BE2512246826", "", ErrIDFormat, "an establishment, not an enterprise"},
		{"BE", "BE0000000000", "", ErrIDFormat, "no number"},
		{"BR", "12.ABC.345/01DE-35", "BR12ABC34501DE35 checksum", nil, "the tax office's example with letters"},
		{"BR", "12.abc.345/01de-35", "BR12ABC34501DE35 checksum", nil, "lower case counts as capitals"},
		{"BR", "12.ABC.345/01DE-36", "", ErrIDChecksum, "second check digit"},
		{"BR", "12.ABC.345/01DE-3A", "", ErrIDFormat, "check digits are digits"},
		{"BR", "00.000.000/0000-00", "", ErrIDFormat, "no number"},
		{"CH", "CHE-684.673.484 MWST", "CHE684673484MWST checksum", nil, "German"},
		{"CH", "CHE-684.673.484 TVA", "CHE684673484MWST checksum", nil, "French: the same number"},
		{"CH", "CHE-684.673.484 iva", "CHE684673484MWST checksum", nil, "Italian: the same number"},
		{"CH", "CHE-684.673.484", "CHE684673484 checksum", nil, "the enterprise, which need not be registered"},
		{"CH", "CHE-684.673.484 VAT", "", ErrIDFormat, "not a word of the register"},
		{"CH", "684.673.484 MWST", "CHE684673484MWST checksum", nil, "the country is given"},
		{"CH", "CH-684.673.484 MWST", "", ErrIDFormat, "the sign is CHE"},
		{"CH", "CHE-684.673.485 MWST", "", ErrIDChecksum, "check digit"},
		{"CY", "CY12345678A", "", ErrIDFormat, "none begin with 12"},
		{"CZ", "CZ91234567", "", ErrIDFormat, "none of 8 digits begin with 9"},
		{"CZ", "CZ531332123", "", ErrIDFormat, "month 13"},
		{"CZ", "CZ541231123", "", ErrIDFormat, "births since 1954 have 10 digits"},
		{"DE", "DE812460154", "", ErrIDChecksum, "check digit"},
		{"DE", "DE012345678", "", ErrIDFormat, "none begin with 0"},
		{"DE", "DE81246015", "", ErrIDFormat, "8 digits"},
		{"DE", "ATU39378767", "", ErrIDFormat, "of another country"},
		{"ES", "12345678Z", "ES12345678Z checksum", nil, "the published example"},
		{"ES", "12345678A", "", ErrIDChecksum, "letter"},
		{"ES", "00000014Z", "ES00000014Z checksum", nil, "low numbers are numbers"},
		{"ES", "123456789", "", ErrIDFormat, "a person has a letter"},
		{"ES", "P1234567D", "ESP1234567D checksum", nil, "public bodies have a letter"},
		{"ES", "P12345674", "", ErrIDFormat, "and no digit"},
		{"ES", "A12345674", "ESA12345674 checksum", nil, "companies have a digit"},
		{"ES", "A1234567D", "", ErrIDFormat, "and no letter"},
		{"ES", "A0034567H", "ESA0034567H checksum", nil, "but for 00, foreign entities before 2008"},
		{"ES", "G12345674", "ESG12345674 checksum", nil, "associations have either"},
		{"ES", "G1234567D", "ESG1234567D checksum", nil, "associations have either"},
		{"ES", "O1234567D", "", ErrIDFormat, "no such entity"},
		{"FR", "FRIO123456789", "", ErrIDFormat, "a key has no I and no O"},
		{"GB", "GBGD500", "", ErrIDFormat, "departments end at 499"},
		{"GB", "GBHA499", "", ErrIDFormat, "health authorities begin at 500"},
		{"GB", "GD8888 123 26", "GBGD888812326 checksum", nil, "long form of GD123: 123 modulo 97 is 26"},
		{"GB", "GD8888 123 27", "", ErrIDChecksum, "remainder"},
		{"GB", "GB010000000", "", ErrIDFormat, "01 to 09 are not for VAT"},
		{"GB", "GB100000034", "", ErrIDChecksum, "the newer rule begins at 100 0001"},
		{"GB", "GB999999973", "", ErrIDChecksum, "the older rule ends at 999 0000"},
		{"GB", "XI123456782", "", ErrIDFormat, "of Northern Ireland: another identification"},
		{"XI", "XIGD123", "XIGD123 format", nil, "departments there"},
		{"GR", "EL043316983", "EL043316983 checksum", nil, "the EU's sign"},
		{"GR", "GR043316983", "EL043316983 checksum", nil, "the ISO code, often written"},
		{"EL", "043316983", "EL043316983 checksum", nil, "EL stands for GR"},
		{"", "gr 043316983", "EL043316983 checksum", nil, "the ISO code, often written"},
		{"GR", "EL43316983", "EL043316983 checksum", nil, "the form before, without the 0"},
		{"GR", "EL3316983", "", ErrIDFormat, "7 digits"},
		{"GR", "EL043316984", "", ErrIDChecksum, "check digit"},
		{"IE", "IE1234567TW", "IE1234567TW checksum", nil, "W counts nothing"},
		{"IE", "IE1234567TZ", "", ErrIDFormat, "second letters end at I, and W"},
		{"IE", "IE1A34567XA", "", ErrIDFormat, "the older form has one letter at the end"},
		{"IN", "27AAPFU0939F1ZV", "IN27AAPFU0939F1ZV checksum", nil, "documentation's example"},
		{"IN", "27AAPFU0939F1ZW", "", ErrIDChecksum, "check character"},
		{"IN", "39AAPFU0939F1ZV", "", ErrIDFormat, "no such state"},
		{"IN", "27AAPFU0939F1DV", "", ErrIDFormat, "deducts tax at source only"},
		{"IN", "27AAPXU0939F1ZV", "", ErrIDFormat, "no such kind of holder"},
		{"IT", "IT00000000000", "", ErrIDFormat, "no taxpayer"},
		{"IT", "IT12345671018", "", ErrIDFormat, "no office 101"},
		{"JP", "7123456789012", "JP7123456789012 checksum", nil, "worked example of the rule"},
		{"JP", "T7123456789012", "JPT7123456789012 checksum", nil, "a corporation's registration for invoices"},
		{"JP", "8123456789012", "", ErrIDChecksum, "check digit of a corporation"},
		{"JP", "T8123456789012", "JPT8123456789012 format", nil, "another's registration: nothing to check it by"},
		{"JP", "Ｔ７１２３−４５６７−８９０１２", "JPT7123456789012 checksum", nil, "full width"},
		{"KR", "123-45-67891", "KR1234567891 checksum", nil, "worked example of the rule"},
		{"KR", "123-45-67890", "", ErrIDChecksum, "check digit"},
		{"KR", "100-45-67890", "", ErrIDFormat, "offices begin at 101"},
		{"KR", "123-00-67895", "", ErrIDFormat, "no kind of business is 00"},
		{"KR", "123-45-00005", "", ErrIDFormat, "serial numbers begin at 1"},
		{"LU", "LU00000000", "LU00000000 checksum", nil, "the rule is kept"},
		{"LV", "LV31133412345", "", ErrIDFormat, "not a date"},
		{"LV", "LV32123412345", "LV32123412345 format", nil, "codes since 2017-07-01"},
		{"MX", "GODE561231GR8", "MXGODE561231GR8 checksum", nil, "the tax office's example"},
		{"MX", "GODE-561231-GR9", "MXGODE561231GR9 format", nil, "issued against the rule at times"},
		{"MX", "XAXX010101000", "MXXAXX010101000 format", nil, "sales to the public"},
		{"MX", "ñod561231gr8", "MXÑOD561231GR8 format", nil, "a company with Ñ"},
		{"MX", "GODE561331GR8", "", ErrIDFormat, "month 13"},
		{"MX", "GODE561231GRB", "", ErrIDFormat, "check characters are digits and A"},
		{"MX", "GOD1561231GR8", "", ErrIDFormat, "a name has no digits"},
		{"NL", "NL000099998B57", "NL000099998B57 checksum", nil, "the tax office's example of 2020"},
		{"NL", "NL000099998B58", "", ErrIDChecksum, "check digits of the whole"},
		{"NL", "NL000099998B00", "", ErrIDFormat, "suffixes begin at 01"},
		{"NL", "NL99998B57", "", ErrIDFormat, "leading zeros belong to the number"},
		{"NO", "920 531 059 MVA", "NO920531059MVA checksum", nil, "registered for VAT"},
		{"NO", "920 531 059", "NO920531059 checksum", nil, "the organisation, which need not be registered"},
		{"RO", "RO0123", "", ErrIDFormat, "none begin with 0"},
		{"RO", "RO1", "", ErrIDFormat, "2 digits at least"},
		{"SE", "SE123456789702", "", ErrIDFormat, "the suffix is 01"},
		{"SG", "M2-1234567-X", "SGM21234567X format", nil, "GST alone"},
		{"SG", "53333333A", "SG53333333A format", nil, "business"},
		{"SG", "217401143C", "", ErrIDFormat, "no year"},
		{"SG", "F000 56789 H", "SGF00056789H format", nil, "foreign company"},
		{"SK", "SK1010000000", "", ErrIDFormat, "third digit"},
		{"TR", "0000000000", "", ErrIDFormat, "no number"},
		{"TR", "01234567890", "", ErrIDFormat, "a person's begins with 1 to 9"},
		{"ZA", "5123456789", "", ErrIDFormat, "VAT begins with 4"},
		// Countries.
		{"IM", "GB 001 2345 47", "GB001234547 checksum", nil, "the Isle of Man has numbers of GB"},
		{"MC", "FR", "", ErrIDFormat, "Monaco has numbers of FR"},
		{"", "US123456789", "", ErrIDCountry, "no rule"},
		{"US", "12-3456789", "", ErrIDCountry, "no rule"},
		{"LI", "12345", "", ErrIDCountry, "no public rule"},
		{"", "812460153", "", ErrIDCountry, "which country?"},
		{"", "D", "", ErrIDCountry, "which country?"},
		{"de", "DE812460153", "", ErrIDCountry, "countries are capitals"},
		{"", "EU372000041", "", ErrIDCountry, "schemes' numbers have no check digit that is public"},
		// Characters.
		{"DE", "", "", ErrIDFormat, "empty"},
		{"DE", " - ", "", ErrIDFormat, "nothing but separators"},
		{"DE", "DE812460153\x00", "", ErrIDFormat, "control characters"},
		{"DE", "DE81246015\xff", "", ErrIDFormat, "not UTF-8"},
		{"DE", "DE٨١٢٤٦٠١٥٣", "", ErrIDFormat, "other scripts' digits are no digits of a tax number"},
		{"DE", "DE_812460153", "", ErrIDFormat, "no separator"},
		{"DE", "DE812460153" + strings.Repeat(" ", 200), "", ErrIDFormat, "bounded"},
	} {
		id, err := ParseID(tt.country, tt.in)
		if tt.err != nil {
			var e *IDError
			if !errors.Is(err, tt.err) || !errors.As(err, &e) || id != (ID{}) || e.Reason == "" || len(e.Error()) > 400 {
				t.Errorf("ParseID(%q, %q): %v, %v; want %v: %s", tt.country, tt.in, id, err, tt.err, tt.reason)
			}
			continue
		}
		if got := id.String() + " " + id.Level().String(); err != nil || got != tt.want {
			t.Errorf("ParseID(%q, %q): %s (%v), want %s: %s", tt.country, tt.in, got, err, tt.want, tt.reason)
		}
	}
}

func TestIDErrorText(t *testing.T) {
	for _, tt := range []struct {
		country locale.Country
		in      string
		want    string
	}{
		{"DE", "DE 812 460 154", `tax: number "DE 812 460 154" of DE: wrong check digit of a tax number: check digit wrong`},
		{"", "DE8124601", `tax: number "DE8124601" of DE: invalid format of a tax number: want 9 digits, the first not 0`},
		{"US", "12-3456789", `tax: number "12-3456789" of US: unknown country of a tax number: no rule for the country`},
	} {
		if _, err := ParseID(tt.country, tt.in); err == nil || err.Error() != tt.want {
			t.Errorf("%v, want %s", err, tt.want)
		}
	}
}

func TestIDText(t *testing.T) {
	id, err := ParseID("CH", "CHE-684.673.484 TVA")
	if err != nil {
		t.Fatal(err)
	}
	type order struct {
		Buyer ID            `json:"buyer"`
		None  ID            `json:"none"`
		Seen  map[ID]string `json:"seen"`
	}
	in := order{Buyer: id, Seen: map[ID]string{id: "yes"}}
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"buyer":"CHE684673484MWST","none":"","seen":{"CHE684673484MWST":"yes"}}`; string(data) != want {
		t.Errorf("%s, want %s", data, want)
	}
	var out order
	if err := json.Unmarshal(data, &out); err != nil || out.Buyer != in.Buyer || !out.None.IsZero() || out.Seen[id] != "yes" {
		t.Errorf("%+v (%v)", out, err)
	}
	for _, text := range []string{"CHE684673485MWST", "684673484", strings.Repeat("0", 1000)} {
		out.Buyer = ID{}
		if err := out.Buyer.UnmarshalText([]byte(text)); err == nil || !out.Buyer.IsZero() {
			t.Errorf("%.20s: %v", text, out.Buyer)
		}
	}
}

// What was put together by hand is a number only if ParseID makes the same.
func TestIDByHand(t *testing.T) {
	for _, tt := range []struct {
		id     ID
		want   IDLevel
		reason string
	}{
		{ID{"DE", VATNumber, "812460153"}, ChecksumConfirmed, "as parsed"},
		{ID{"DE", VATNumber, "812460154"}, NotAnID, "check digit"},
		{ID{"DE", ABN, "812460153"}, NotAnID, "not a kind of the country"},
		{ID{"DE", VATNumber, "DE812460153"}, NotAnID, "the prefix is not of the number"},
		{ID{"EL", VATNumber, "043316983"}, NotAnID, "the country is GR"},
		{ID{"BE", VATNumber, "685443966"}, NotAnID, "not normalised"},
		{ID{"NO", EnterpriseNumber, "920531059MVA"}, NotAnID, "MVA is not of the number"},
		{ID{"JP", InvoiceNumber, "8123456789012"}, FormatOnly, "as parsed"},
		{ID{"JP", CorporateNumber, "8123456789012"}, NotAnID, "check digit"},
		{ID{"US", VATNumber, "1"}, NotAnID, "no rule"},
		{ID{}, NotAnID, "nothing"},
	} {
		if got := tt.id.Level(); got != tt.want {
			t.Errorf("%+v: %v, want %v: %s", tt.id, got, tt.want, tt.reason)
		}
		if _, err := tt.id.MarshalText(); (err == nil) != (tt.want != NotAnID || tt.id.IsZero()) {
			t.Errorf("%+v: %v: %s", tt.id, err, tt.reason)
		}
	}
}
