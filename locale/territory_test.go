package locale

import (
	"strings"
	"testing"
)

// told is what a territory tells without its status.
type told struct {
	key              string
	country          Country
	inVAT, inCustoms bool
}

func TestTerritory(t *testing.T) {
	tests := []struct {
		place  Place
		want   told // zero for none
		reason string
	}{
		{Place{Country: "ES", PostalCode: "28001"}, told{}, "Madrid is Spain"},
		{Place{Country: "ES"}, told{}, "without a postal code nothing tells"},
		{Place{Country: "ES", PostalCode: "35001"}, told{"canary_islands", "ES", false, true}, "VAT Directive Art. 6(1)(b)"},
		{Place{Country: "ES", Region: "TF"}, told{"canary_islands", "ES", false, true}, "the province tells too"},
		{Place{Country: "ES", PostalCode: "ES-38001"}, told{"canary_islands", "ES", false, true}, "the country before the code"},
		{Place{Country: "ES", PostalCode: "51001"}, told{"ceuta", "ES", false, false}, "Art. 6(2)(c)"},
		{Place{Country: "DE", PostalCode: "78266"}, told{"buesingen", "DE", false, false}, "Art. 6(2)(b)"},
		{Place{Country: "DE", PostalCode: "78267"}, told{}, "the neighbour is Germany"},
		{Place{Country: "DE", PostalCode: "27498"}, told{"heligoland", "DE", false, false}, "Art. 6(2)(a)"},
		{Place{Country: "IT", PostalCode: "22061"}, told{"campione_ditalia", "IT", false, true}, "inside customs since 2020"},
		{Place{Country: "IT", PostalCode: "23041"}, told{"livigno", "IT", false, false}, "Art. 6(2)(e)"},
		{Place{Country: "FI", PostalCode: "22 100"}, told{"aland", "FI", false, true}, "a space does not hide it"},
		{Place{Country: "AX"}, told{"aland", "FI", false, true}, "its own country code"},
		{Place{Country: "FR", PostalCode: "97400"}, told{"reunion", "FR", false, true}, "Art. 6(1)(c)"},
		{Place{Country: "RE", PostalCode: "97400"}, told{"reunion", "FR", false, true}, "its own country code"},
		{Place{Country: "FR", PostalCode: "97110", Region: "BL"}, told{"saint_barthelemy", "FR", false, false}, "the region tells more than the postal code"},
		{Place{Country: "PT", PostalCode: "9000-001"}, told{"madeira", "PT", true, true}, "inside, with its own rates"},
		{Place{Country: "PT", PostalCode: "1000-001"}, told{}, "Lisbon is Portugal"},
		{Place{Country: "GB", PostalCode: "bt1 1aa"}, told{"northern_ireland", "GB", true, true}, "small letters"},
		{Place{Country: "XI"}, told{"northern_ireland", "GB", true, true}, "the code for customs"},
		{Place{Country: "GB", PostalCode: "B1 1AA"}, told{}, "Birmingham, half the prefix of Belfast"},
		{Place{Country: "MC"}, told{"monaco", "FR", true, true}, "treated as France"},
		{Place{Country: "LI"}, told{"liechtenstein", "CH", true, true}, "in the Swiss customs and VAT territory"},
		{Place{Country: "CH", PostalCode: "7563"}, told{"samnaun", "CH", false, false}, "outside Swiss customs; VAT on services only"},
		{Place{Country: "NO", PostalCode: "9170"}, told{"svalbard", "NO", false, false}, "outside the Norwegian VAT area"},
		{Place{Country: "SJ"}, told{"svalbard_and_jan_mayen", "NO", false, false}, "its own country code"},
		{Place{Country: "US", Region: "PR"}, told{"puerto_rico", "US", true, true}, "in the customs territory"},
		{Place{Country: "DE", PostalCode: "D-78266"}, told{"buesingen", "DE", false, false}, "the old sign of the country before the code"},
		{Place{Country: "DE", PostalCode: "DE 78266"}, told{"buesingen", "DE", false, false}, "a space after it"},
		{Place{Country: "DE", PostalCode: "de-78266"}, told{"buesingen", "DE", false, false}, "small letters"},
		{Place{Country: "DE", PostalCode: "DE78266"}, told{"buesingen", "DE", false, false}, "no mark between them"},
		{Place{Country: "DE", PostalCode: " D-78266"}, told{"buesingen", "DE", false, false}, "a space before it"},
		{Place{Country: "DE", PostalCode: "D-78267"}, told{}, "the neighbour with a prefix is Germany"},
		{Place{Country: "FR", PostalCode: "F-97400"}, told{"reunion", "FR", false, true}, "the same in France"},
		{Place{Country: "CH", PostalCode: "CH-7563"}, told{"samnaun", "CH", false, false}, "in Switzerland"},
		{Place{Country: "NO", PostalCode: "N-9170"}, told{"svalbard", "NO", false, false}, "in Norway"},
		{Place{Country: "AT", PostalCode: "A-6991"}, told{"mittelberg", "AT", true, true}, "in Austria"},
		{Place{Country: "IT", PostalCode: "I-23041"}, told{"livigno", "IT", false, false}, "in Italy"},
		{Place{Country: "FI", PostalCode: "AX-22100"}, told{"aland", "FI", false, true}, "the sign that the islands use"},
		{Place{Country: "GB", PostalCode: "GB-BT1 1AA"}, told{"northern_ireland", "GB", true, true}, "before a code of letters only the country's own"},
		{Place{Country: "GB", PostalCode: "gb bt1 1aa"}, told{"northern_ireland", "GB", true, true}, "the same in small letters"},
		{Place{Country: "GB", PostalCode: "JE2 3XY"}, told{"jersey", "GB", false, false}, "no VAT of the United Kingdom in the Channel Islands"},
		{Place{Country: "JE"}, told{"jersey", "GB", false, false}, "its own country code"},
		{Place{Country: "GB", PostalCode: "gy1 1aa"}, told{"guernsey", "GB", false, false}, "the same in Guernsey"},
		{Place{Country: "GG"}, told{"guernsey", "GB", false, false}, "its own country code"},
		{Place{Country: "GB", PostalCode: "IM1 1AA"}, told{"isle_of_man", "GB", true, true}, "treated as the United Kingdom for VAT and customs"},
		{Place{Country: "IM"}, told{"isle_of_man", "GB", true, true}, "its own country code"},
		{Place{Country: "GB", PostalCode: "G1 1AA"}, told{}, "Glasgow, half the prefix of Guernsey"},
		{Place{Country: "FR", PostalCode: "97133"}, told{"saint_barthelemy", "FR", false, false}, "a longer code than that of Guadeloupe"},
		{Place{Country: "FR", PostalCode: "97150"}, told{"saint_martin", "FR", false, true}, "the same for Saint-Martin"},
		{Place{Country: "FR", PostalCode: "97110"}, told{"guadeloupe", "FR", false, true}, "Guadeloupe itself"},
		{Place{Country: "SM"}, told{"san_marino", "IT", false, false}, "outside the Italian VAT territory"},
		{Place{Country: "IT", PostalCode: "47890"}, told{"san_marino", "IT", false, false}, "it shares the Italian postal codes"},
		{Place{Country: "IT", PostalCode: "00120"}, told{"vatican_city", "IT", false, false}, "and so does the Vatican"},
		{Place{Country: "IT", PostalCode: "00121"}, told{}, "Rome"},
		{Place{Country: "IT", PostalCode: "I-47921"}, told{}, "Rimini, next to San Marino"},
		{Place{Country: "GU"}, told{"guam", "US", false, false}, "outside the customs territory"},
		{Place{Country: "US", Region: "CA"}, told{}, "a state"},
		{Place{Country: "US", PostalCode: "96910-1234"}, told{"guam", "US", false, false}, "a ZIP code tells it without the region"},
		{Place{Country: "US", PostalCode: "96960"}, told{"marshall_islands", "MH", true, true}, "another country with postal codes of the United States"},
		{Place{Country: "US", PostalCode: "96701"}, told{}, "Hawaii"},
		{Place{Country: "FI", PostalCode: "2210"}, told{}, "Espoo, 02210, without its zero"},
		{Place{Country: "ES", PostalCode: "3503"}, told{}, "Benidorm, 03503, without its zero"},
		{Place{Country: "ES", PostalCode: "5101"}, told{}, "Ávila, 05101, without its zero"},
		{Place{Country: "GB", Region: "BFS"}, told{"northern_ireland", "GB", true, true}, "Belfast as ISO 3166-2 has it"},
		{Place{Country: "GB", PostalCode: "UK-BT1 1AA"}, told{"northern_ireland", "GB", true, true}, "the country as people write it"},
		{Place{Country: "DE", PostalCode: "87491"}, told{"jungholz", "AT", true, true}, "a German code in Austria"},
		{Place{Country: "DE", PostalCode: "87568"}, told{"mittelberg", "AT", true, true}, "the same in the Kleinwalsertal"},
		{Place{Country: "DE", PostalCode: "87561"}, told{}, "Oberstdorf, its neighbour in Germany"},
		{Place{Country: "CH", PostalCode: "7562"}, told{"samnaun", "CH", false, false}, "the other half of the valley"},
		{Place{Country: "NO", PostalCode: "8099"}, told{"jan_mayen", "NO", false, false}, "the island by its postal code"},
		{Place{Country: "CY", PostalCode: "99010"}, told{"northern_cyprus", "CY", false, false}, "five digits: a code of the north"},
		{Place{Country: "CY", PostalCode: "1010"}, told{}, "Nicosia"},
		{Place{Country: "IT", PostalCode: "23030"}, told{}, "the old code of Livigno, which its neighbours keep"},
		{Place{Country: "IT", PostalCode: "22060"}, told{}, "the old code of Campione, which its neighbours keep"},
	}
	for _, tt := range tests {
		got, ok := tt.place.Territory()
		if (told{got.Key, got.Country, got.InVAT, got.InCustoms}) != tt.want || ok != (tt.want != told{}) {
			t.Errorf("%+v: %v %+v, want %+v (%s)", tt.place, ok, got, tt.want, tt.reason)
		}
	}
}

func TestTerritoryAllocs(t *testing.T) {
	p := Place{Country: "ES", PostalCode: "28001"}
	p.Territory()
	if n := testing.AllocsPerRun(100, func() { p.Territory() }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestTerritoryForms tells each territory by everything that tells it, in the
// forms in which people write it.
func TestTerritoryForms(t *testing.T) {
	const today = "2026-11-21"
	at := day(today)
	all, err := territories.get(territoriesCSV, readTerritories)
	if err != nil {
		t.Fatal(err)
	}
	for c, rows := range all {
		for _, r := range rows.all {
			for _, form := range formsOf(r, c) {
				got, ok := form.Territory()
				if !ok || got.Key != r.key || got.Country != r.of {
					t.Errorf("%+v: %v %q of %s, want %q of %s", form, ok, got.Key, got.Country, r.key, r.of)
				}
				if dated, ok := form.TerritoryOn(at); !ok || dated != got {
					t.Errorf("%+v on %s: %v %+v, want the newest law %+v", form, today, ok, dated, got)
				}
			}
		}
	}
}

// formsOf returns addresses that a row must match.
func formsOf(r territoryRow, c Country) []Place {
	if r.prefix == "" {
		return []Place{{Country: c, Region: r.region}}
	}
	rest := r.prefix + strings.Repeat("0", r.more)
	forms := []Place{{Country: c, PostalCode: rest}}
	for _, code := range []string{
		rest, " " + rest, strings.ToLower(rest), rest[:2] + " " + rest[2:], rest + "-001",
		string(c) + "-" + rest, strings.ToLower(string(c)) + " " + rest,
	} {
		forms = append(forms, Place{Country: c, PostalCode: code})
	}
	if isDigit(rest[0]) {
		forms = append(forms, Place{Country: c, PostalCode: "X-" + rest}, Place{Country: c, PostalCode: string(c) + rest})
	}
	return forms
}

// TestTerritoryNeighbours looks at the postal codes right before and after
// those of each territory: they belong to another row or to none.
func TestTerritoryNeighbours(t *testing.T) {
	all, err := territories.get(territoriesCSV, readTerritories)
	if err != nil {
		t.Fatal(err)
	}
	for c, rows := range all {
		for _, r := range rows.all {
			if r.prefix == "" {
				continue
			}
			for _, prefix := range neighbours(r.prefix) {
				code := prefix + strings.Repeat("0", r.more)
				got, _ := Place{Country: c, PostalCode: code}.Territory()
				want := ""
				for _, other := range rows.all {
					if other.prefix != "" && strings.HasPrefix(code, other.prefix) {
						want = other.key
					}
				}
				if got.Key != want {
					t.Errorf("%s %s, next to %s: %q, want %q", c, code, r.key, got.Key, want)
				}
			}
		}
	}
}

// TestTerritoryLostZero: a code whose first zero was lost, as spreadsheets do,
// is none of the territories whose codes begin with what is left.
func TestTerritoryLostZero(t *testing.T) {
	all, err := territories.get(territoriesCSV, readTerritories)
	if err != nil {
		t.Fatal(err)
	}
	for c, rows := range all {
		for _, r := range rows.all {
			if r.prefix == "" || !isDigit(r.prefix[0]) {
				continue
			}
			if len(r.prefix)+r.more < 4 {
				t.Errorf("%s: %s and %d digits are no postal code of %s", r.key, r.prefix, r.more, c)
			}
			code := (r.prefix + strings.Repeat("0", r.more))[:len(r.prefix)+r.more-1]
			if got, ok := (Place{Country: c, PostalCode: code}).Territory(); ok {
				t.Errorf("%s %s is in %s", c, code, got.Key)
			}
		}
	}
}

// neighbours returns the prefixes of the same length right before and after.
func neighbours(prefix string) []string {
	var list []string
	last := len(prefix) - 1
	switch b := prefix[last]; {
	case b > '0' && b <= '9', b > 'A' && b <= 'Z':
		list = append(list, prefix[:last]+string(b-1))
		fallthrough
	case b == '0', b == 'A':
		if b != '9' && b != 'Z' {
			list = append(list, prefix[:last]+string(b+1))
		}
	}
	return list
}

func TestTerritoryTable(t *testing.T) {
	all, err := territories.get(territoriesCSV, readTerritories)
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]Country{}
	seen := map[string]bool{}
	for c, rows := range all {
		for _, r := range rows.all {
			if old, ok := of[r.key]; ok && old != r.of {
				t.Errorf("%s is of %s and %s", r.key, old, r.of)
			}
			of[r.key] = r.of
			at := string(c) + "/" + r.region + "/" + r.prefix
			if seen[at] {
				t.Errorf("%s is there twice", at)
			}
			seen[at] = true
			if strings.Trim(r.key, "abcdefghijklmnopqrstuvwxyz_") != "" {
				t.Errorf("key %q", r.key)
			}
			if r.region != "" && r.prefix != "" {
				t.Errorf("%s: a row matches by region or by postal code", at)
			}
			if r.prefix != strings.ToUpper(r.prefix) {
				t.Errorf("%s: prefixes are compared in capitals", at)
			}
			if err := (Place{Country: c, Region: r.region, PostalCode: r.prefix + strings.Repeat("0", r.more)}).Validate(); err != nil {
				t.Errorf("%s: %v", at, err)
			}
		}
	}
	known, err := statuses.get(statusCSV, readStatuses)
	if err != nil {
		t.Fatal(err)
	}
	for key := range known {
		if of[key] == "" {
			t.Errorf("%s has a status, but no address tells it", key)
		}
	}
}
