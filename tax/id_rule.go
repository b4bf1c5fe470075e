package tax

import "github.com/landedhq/landed/locale"

// idVerdict is what a rule says of a number.
type idVerdict uint8

const (
	idFormat    idVerdict = iota // not of the form
	idChecksum                   // of the form, check digits wrong
	idPlausible                  // of the form, nothing to check it by
	idConfirmed                  // check digits right
)

// confirmedIf is the verdict on a number of the right form.
func confirmedIf(ok bool) idVerdict {
	if ok {
		return idConfirmed
	}
	return idChecksum
}

// idRule is how a country writes its tax numbers.
//
// Most states do not publish their rule. Where no source stands at the
// function, it is python-stdnum (arthurdejong.org/python-stdnum), for AT to CZ
// also sima.cat/nif.php, whose formulas are those of "VIES VAT number
// construction rules, functional description" (DG TAXUD, version 15.0); both
// read in November 2026.
type idRule struct {
	country             locale.Country
	prefix, otherPrefix string
	kind                IDKind
	// form takes from a number what its kind adds to it, such as MWST, and
	// tells the kind; nil where the country has one kind and one form.
	form  func(n string) (string, IDKind)
	check func(n string) idVerdict
	// unchecked is the kind of which not all numbers have check digits.
	unchecked IDKind
	want      string
}

// read applies the rule to a plain number without the country's prefix.
func (r *idRule) read(n string) (ID, idVerdict) {
	kind := r.kind
	if r.form != nil {
		n, kind = r.form(n)
	}
	v := r.check(n)
	if v == idChecksum && kind == r.unchecked {
		v = idPlausible
	}
	if v <= idChecksum {
		return ID{}, v
	}
	return ID{Country: r.country, Kind: kind, Number: n}, v
}

// ruleOf finds the rule for a country, nil if there is none. EL is the prefix
// of Greece; the Isle of Man and Monaco have numbers of the United Kingdom and
// of France.
func ruleOf(c locale.Country) *idRule {
	switch c {
	case "EL":
		c = "GR"
	case "IM":
		c = "GB"
	case "MC":
		c = "FR"
	}
	low, high := 0, len(idRules)
	for low < high {
		if m := (low + high) / 2; idRules[m].country < c {
			low = m + 1
		} else {
			high = m
		}
	}
	if low < len(idRules) && idRules[low].country == c {
		return &idRules[low]
	}
	return nil
}

// idRules is sorted by country.
var idRules = [...]idRule{
	{country: "AT", prefix: "AT", kind: VATNumber, check: checkAT, want: "U and 8 digits"},
	{country: "AU", prefix: "AU", kind: ABN, check: checkAU, want: "11 digits"},
	{country: "BE", prefix: "BE", kind: VATNumber, form: formBE, check: checkBE, want: "10 digits that begin with 0 or 1"},
	{country: "BG", prefix: "BG", kind: VATNumber, check: checkBG, want: "9 or 10 digits"},
	{country: "BR", prefix: "BR", kind: CNPJ, check: checkBR, want: "12 letters or digits and 2 digits"},
	{country: "CH", prefix: "CHE", kind: VATNumber, form: formCH, check: checkCH, want: "CHE and 9 digits, with MWST, TVA or IVA for VAT"},
	{country: "CY", prefix: "CY", kind: VATNumber, check: checkCY, want: "8 digits and a letter"},
	{country: "CZ", prefix: "CZ", kind: VATNumber, check: checkCZ, want: "8, 9 or 10 digits"},
	{country: "DE", prefix: "DE", kind: VATNumber, check: checkDE, want: "9 digits, the first not 0"},
	{country: "DK", prefix: "DK", kind: VATNumber, check: checkDK, want: "8 digits, the first not 0"},
	{country: "EE", prefix: "EE", kind: VATNumber, check: checkEE, want: "9 digits"},
	{country: "ES", prefix: "ES", kind: VATNumber, check: checkES, want: "9 characters, the first, the last or both a letter"},
	{country: "FI", prefix: "FI", kind: VATNumber, check: checkFI, want: "8 digits"},
	{country: "FR", prefix: "FR", kind: VATNumber, check: checkFR, want: "2 letters or digits and 9 digits"},
	{country: "GB", prefix: "GB", kind: VATNumber, check: checkGB, want: "9 or 12 digits, GD000 to GD499, or HA500 to HA999"},
	{country: "GR", prefix: "EL", otherPrefix: "GR", kind: VATNumber, form: formGR, check: checkGR, want: "9 digits"},
	{country: "HR", prefix: "HR", kind: VATNumber, check: checkHR, want: "11 digits"},
	{country: "HU", prefix: "HU", kind: VATNumber, check: checkHU, want: "8 digits"},
	{country: "IE", prefix: "IE", kind: VATNumber, check: checkIE, want: "7 digits and 1 or 2 letters, or the older form with a letter, + or * in the second place"},
	{country: "IN", prefix: "IN", kind: GSTIN, check: checkIN, want: "state, PAN, entity, Z and check character: 15 characters"},
	{country: "IT", prefix: "IT", kind: VATNumber, check: checkIT, want: "11 digits, those of the province in the 8th to 10th"},
	{country: "JP", prefix: "JP", kind: CorporateNumber, form: formJP, check: checkJP, unchecked: InvoiceNumber, want: "13 digits, or T and 13 digits"},
	{country: "KR", prefix: "KR", kind: BusinessNumber, check: checkKR, want: "10 digits: the office from 101 on, kind and serial number not 0"},
	{country: "LT", prefix: "LT", kind: VATNumber, check: checkLT, want: "9 or 12 digits, the last but one 1"},
	{country: "LU", prefix: "LU", kind: VATNumber, check: checkLU, want: "8 digits"},
	{country: "LV", prefix: "LV", kind: VATNumber, check: checkLV, want: "11 digits"},
	{country: "MT", prefix: "MT", kind: VATNumber, check: checkMT, want: "8 digits, the first not 0"},
	{country: "MX", prefix: "MX", kind: RFC, check: checkMX, want: "3 or 4 letters, a date of 6 digits and 3 characters"},
	{country: "NL", prefix: "NL", kind: VATNumber, check: checkNL, want: "9 digits, B and 2 digits"},
	{country: "NO", prefix: "NO", kind: VATNumber, form: formNO, check: checkNO, want: "9 digits, with MVA for VAT"},
	{country: "PL", prefix: "PL", kind: VATNumber, check: checkPL, want: "10 digits"},
	{country: "PT", prefix: "PT", kind: VATNumber, check: checkPT, want: "9 digits, the first not 0"},
	{country: "RO", prefix: "RO", kind: VATNumber, check: checkRO, want: "2 to 10 digits, the first not 0"},
	{country: "SE", prefix: "SE", kind: VATNumber, check: checkSE, want: "10 digits and 01"},
	{country: "SG", prefix: "SG", kind: UEN, form: formSG, check: checkSG, want: "a UEN of 9 or 10 characters, or M and 9 characters"},
	{country: "SI", prefix: "SI", kind: VATNumber, check: checkSI, want: "8 digits, the first not 0"},
	{country: "SK", prefix: "SK", kind: VATNumber, check: checkSK, want: "10 digits, the first not 0, the third 2, 3, 4, 7, 8 or 9"},
	{country: "TR", prefix: "TR", kind: VKN, form: formTR, check: checkTR, want: "10 digits, or 11 for a person"},
	{country: "XI", prefix: "XI", kind: VATNumber, check: checkGB, want: "9 or 12 digits, GD000 to GD499, or HA500 to HA999"},
	{country: "ZA", prefix: "ZA", kind: VATNumber, check: checkZA, want: "10 digits that begin with 4"},
}
