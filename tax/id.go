package tax

import (
	"strings"

	"github.com/landedhq/landed/locale"
)

// ID is a tax number as its country writes it, in capitals, without the country
// prefix and separators. It is comparable: two spellings of one number are
// equal once parsed. The zero value is no number.
//
// That a number parses says that it could have been issued, not that it was:
// see Checker for the register's own word.
type ID struct {
	// Country issued the number: GR for the prefix EL, XI for Northern Ireland
	// in trade with the EU, GB for the Isle of Man, FR for Monaco.
	Country locale.Country
	Kind    IDKind
	Number  string // "812460153", "U39378767", "B25819665"
}

// IDKind is which of a country's numbers an ID is.
type IDKind string

// The kinds of tax numbers.
const (
	VATNumber        IDKind = "vat"        // EU, XI, GB, ZA; CH with MWST, TVA or IVA; NO with MVA
	EnterpriseNumber IDKind = "enterprise" // CH (UID) and NO (organisasjonsnummer) without the word for VAT
	ABN              IDKind = "abn"        // AU: Australian Business Number, which GST uses
	CNPJ             IDKind = "cnpj"       // BR: Cadastro Nacional da Pessoa Jurídica
	GSTIN            IDKind = "gstin"      // IN: Goods and Services Tax Identification Number
	CorporateNumber  IDKind = "corporate"  // JP: 法人番号
	InvoiceNumber    IDKind = "invoice"    // JP: 登録番号, T and 13 digits
	BusinessNumber   IDKind = "business"   // KR: 사업자등록번호
	RFC              IDKind = "rfc"        // MX: Registro Federal de Contribuyentes
	UEN              IDKind = "uen"        // SG: Unique Entity Number, which GST uses
	GSTNumber        IDKind = "gst"        // SG: GST registration number of its own, M…
	VKN              IDKind = "vkn"        // TR: vergi kimlik numarası
	TCKN             IDKind = "tckn"       // TR: kimlik numarası of a person, who is taxed under it
)

// IDLevel is how much of a number can be told from the number alone.
type IDLevel uint8

// The levels, in rising order.
const (
	// NotAnID: the fields do not make a number of the country.
	NotAnID IDLevel = iota
	// FormatOnly: length and characters are right; there is no check digit, its
	// rule is not public, or the country is known to issue numbers that break
	// it.
	FormatOnly
	// ChecksumConfirmed: the check digits are right too.
	ChecksumConfirmed
)

var idLevelWords = []string{"none", "format", "checksum"}

// String returns "none", "format" or "checksum".
func (l IDLevel) String() string { return wordOf(l, idLevelWords) }

// maxIDText is the longest text that ParseID looks at: the longest number has
// 16 characters, with separators and in full width under 100 bytes.
const maxIDText = 128

// ParseID reads a tax number of a country. Where the country is "", the number
// must begin with a country prefix: "DE", "EL", "CHE", or the ISO code for
// countries outside Europe ("AU 51 824 753 556"); otherwise the prefix may be
// missing.
//
// Lower case and full-width letters and digits become plain capitals and
// digits; spaces, hyphens, dots, commas, slashes, colons and brackets are taken
// away; any other character is refused. The prefix may stand once. Belgian
// numbers of 9 digits and Greek ones of 8 get the leading 0 that they have been
// given since. What remains must have a form of the country and, where a check
// digit is public, agree with it: ID.Level tells the two apart.
//
// ParseID returns an *IDError that wraps
//   - ErrIDCountry if there is no rule for the country, or the text does not
//     say which it is;
//   - ErrIDFormat if the text has no form of a number of the country;
//   - ErrIDChecksum if the form is right and the check digits are wrong.
//
// Known: the EU, XI, GB, CH, NO, AU, BR, IN, JP, KR, MX, SG, TR, ZA.
// Liechtenstein's numbers have no public rule and are not known.
func ParseID(country locale.Country, text string) (ID, error) {
	if len(text) > maxIDText {
		return ID{}, idError(country, text, "too long", ErrIDFormat)
	}
	n, ok := plainID(text)
	if !ok {
		return ID{}, idError(country, text, "has a character that no tax number has", ErrIDFormat)
	}
	if n == "" {
		return ID{}, idError(country, text, "empty", ErrIDFormat)
	}
	anyCountry := country == ""
	if anyCountry {
		if len(n) < 2 {
			return ID{}, idError("", text, "too short for the sign of a country", ErrIDCountry)
		}
		country = locale.Country(n[:2])
	}
	r := ruleOf(country)
	if r == nil {
		if anyCountry {
			return ID{}, idError("", text, "does not begin with the sign of a country that has a rule", ErrIDCountry)
		}
		return ID{}, idError(country, text, "no rule for the country", ErrIDCountry)
	}
	id, v := r.parse(n, anyCountry)
	switch v {
	case idChecksum:
		return ID{}, idError(r.country, text, "check digit wrong", ErrIDChecksum)
	case idFormat:
		return ID{}, idError(r.country, text, "want "+r.want, ErrIDFormat)
	}
	return id, nil
}

// Level says what is known of the number: that of a parsed ID is FormatOnly or
// ChecksumConfirmed, that of one put together by hand can be NotAnID.
func (id ID) Level() IDLevel {
	r := ruleOf(id.Country)
	if r == nil || r.country != id.Country {
		return NotAnID
	}
	back, v := r.read(id.national())
	switch {
	case back != id:
		return NotAnID
	case v == idPlausible:
		return FormatOnly
	case v == idConfirmed:
		return ChecksumConfirmed
	}
	return NotAnID
}

// IsZero reports whether id is no number.
func (id ID) IsZero() bool { return id == ID{} }

// String writes the number with its country prefix and no separators, as
// ParseID("", …) reads it: "DE812460153", "EL043316983", "CHE684673484MWST",
// "NO920531059MVA", "JPT7123456789012". The zero value is "".
func (id ID) String() string { return id.Prefix() + id.national() }

// Prefix returns the country prefix that stands in front of the number: "DE",
// "EL" for Greece, "CHE" for Switzerland, the ISO code outside Europe.
func (id ID) Prefix() string {
	if r := ruleOf(id.Country); r != nil {
		return r.prefix
	}
	return string(id.Country)
}

// national is the number as it is written inside its country.
func (id ID) national() string {
	switch {
	case id.Country == "CH" && id.Kind == VATNumber:
		return id.Number + "MWST"
	case id.Country == "NO" && id.Kind == VATNumber:
		return id.Number + "MVA"
	case id.Country == "JP" && id.Kind == InvoiceNumber:
		return "T" + id.Number
	}
	return id.Number
}

// MarshalText writes the number as String does. It returns an *IDError that
// wraps ErrIDFormat for a number that ParseID would not read back.
func (id ID) MarshalText() ([]byte, error) {
	if !id.IsZero() && id.Level() == NotAnID {
		return nil, idError(id.Country, id.Number, "not a number of the country", ErrIDFormat)
	}
	return []byte(id.String()), nil
}

// UnmarshalText reads what MarshalText wrote, as ParseID does; "" is the zero
// value.
func (id *ID) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*id = ID{}
		return nil
	}
	if len(text) > maxIDText {
		return idError("", string(text[:maxIDText]), "too long", ErrIDFormat)
	}
	v, err := ParseID("", string(text))
	if err != nil {
		return err
	}
	*id = v
	return nil
}

// plainID returns the characters of a number in capitals, without separators,
// and false if there is a character that no tax number has. A text that is
// plain already comes back as it is.
func plainID(s string) (string, bool) {
	i := 0
	for i < len(s) && isIDByte(s[i]) {
		i++
	}
	if i == len(s) {
		return s, true
	}
	var buf [maxIDText]byte
	n := copy(buf[:], s[:i])
	for _, c := range s[i:] {
		if c >= '！' && c <= '～' { // full width
			c -= '！' - '!'
		}
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		switch {
		case c < 0x80 && isIDByte(byte(c)):
			buf[n] = byte(c)
			n++
		case c == 'Ñ' || c == 'ñ': // Mexico's RFC
			n += copy(buf[n:], "Ñ")
		case !isIDSeparator(c):
			return "", false
		}
	}
	return string(buf[:n]), true
}

// isIDByte reports whether c stands in some tax number: Ireland had + and *,
// Mexico has &.
func isIDByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c == '+' || c == '*' || c == '&'
}

func isIDSeparator(c rune) bool {
	switch c {
	case ' ', '\t', '\n', '\r', '-', '.', ',', '/', ':', '(', ')',
		'\u00a0', '\u2007', '\u2009', '\u202f', '\u3000', // spaces
		'\u00ad', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212': // hyphens and dashes
		return true
	}
	return false
}

// parse reads a plain number with or without the prefix of the country, which
// is tried first, because no number of a country is one of its own again
// behind the country's letters.
func (r *idRule) parse(n string, needPrefix bool) (ID, idVerdict) {
	for _, prefix := range [...]string{r.prefix, r.otherPrefix} {
		if rest, ok := strings.CutPrefix(n, prefix); ok && prefix != "" {
			if id, v := r.read(rest); v != idFormat {
				return id, v
			}
		}
	}
	if needPrefix {
		return ID{}, idFormat
	}
	return r.read(n)
}
