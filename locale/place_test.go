package locale

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPlaceValidate(t *testing.T) {
	tests := []struct {
		place  Place
		want   error
		reason string
	}{
		{Place{Country: "DE"}, nil, "region and postal code may be unknown"},
		{Place{Country: "DE", PostalCode: "10115"}, nil, "digits"},
		{Place{Country: "GB", PostalCode: "sw1a 1aa"}, nil, "small letters and a space are how people write"},
		{Place{Country: "JP", PostalCode: "100-0001"}, nil, "a hyphen"},
		{Place{Country: "CA", Region: "ON"}, nil, "a province"},
		{Place{Country: "US", Region: "DC"}, nil, "the District of Columbia is no state but a subdivision"},
		{Place{Country: "XI"}, nil, "Northern Ireland under its code for customs"},
		{Place{Country: "FR", Region: "20R"}, nil, "only the United States and Canada are checked by list"},
		{Place{}, ErrUnknownCountry, "a place is in a country"},
		{Place{Country: "gb"}, ErrUnknownCountry, "codes are capitals"},
		{Place{Country: "US", Region: "ON"}, ErrPlace, "Ontario is in Canada"},
		{Place{Country: "US", Region: "California"}, ErrPlace, "a name is not a code"},
		{Place{Country: "CA", Region: "on"}, ErrPlace, "codes are capitals"},
		{Place{Country: "CA", Region: "O"}, ErrPlace, "half a code"},
		{Place{Country: "DE", Region: "B-E"}, ErrPlace, "a code has no hyphen inside"},
		{Place{Country: "DE", PostalCode: strings.Repeat("1", 17)}, ErrPlace, "longer than any in the world"},
		{Place{Country: "DE", PostalCode: "1011\x00"}, ErrPlace, "not text"},
		{Place{Country: "JP", PostalCode: "１００"}, ErrPlace, "full-width digits match no table"},
	}
	for _, tt := range tests {
		if err := tt.place.Validate(); !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
			t.Errorf("%+v: error %v, want %v (%s)", tt.place, err, tt.want, tt.reason)
		}
	}
}

func TestPlaceError(t *testing.T) {
	err := Place{Country: "US", Region: "ON"}.Validate()
	var pe *PlaceError
	if !errors.As(err, &pe) || pe.Field != "region" || pe.Input != "ON" {
		t.Errorf("error %v does not name the field and the value", err)
	}
	const want = `locale: invalid place: region "ON": want a subdivision of US by ISO 3166-2`
	if err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
}

func TestPlaceString(t *testing.T) {
	for p, want := range map[Place]string{
		{Country: "CA", Region: "ON", PostalCode: "K1A 0B1"}: "CA-ON",
		{Country: "DE", PostalCode: "10115"}:                 "DE",
		{}:                                                   "",
	} {
		if got := p.String(); got != want {
			t.Errorf("%+v is %q, want %q", p, got, want)
		}
	}
}

func TestPlaceJSON(t *testing.T) {
	for p, want := range map[Place]string{
		{Country: "CA", Region: "ON", PostalCode: "K1A 0B1"}: `{"country":"CA","region":"ON","postal_code":"K1A 0B1"}`,
		{Country: "DE"}: `{"country":"DE"}`,
	} {
		b, err := json.Marshal(p)
		if err != nil || string(b) != want {
			t.Errorf("%+v: %s, %v", p, b, err)
		}
		var back Place
		if err := json.Unmarshal(b, &back); err != nil || back != p {
			t.Errorf("%s: %+v, %v", b, back, err)
		}
	}
}

func TestTerritory(t *testing.T) {
	tests := []struct {
		place  Place
		want   Territory // zero for none
		reason string
	}{
		{Place{Country: "ES", PostalCode: "28001"}, Territory{}, "Madrid is Spain"},
		{Place{Country: "ES"}, Territory{}, "without a postal code nothing tells"},
		{Place{Country: "ES", PostalCode: "35001"}, Territory{"canary_islands", "ES", false, true}, "VAT Directive Art. 6(1)(b)"},
		{Place{Country: "ES", Region: "TF"}, Territory{"canary_islands", "ES", false, true}, "the province tells too"},
		{Place{Country: "ES", PostalCode: "ES-38001"}, Territory{"canary_islands", "ES", false, true}, "the country before the code"},
		{Place{Country: "ES", PostalCode: "51001"}, Territory{"ceuta", "ES", false, false}, "Art. 6(2)(c)"},
		{Place{Country: "DE", PostalCode: "78266"}, Territory{"buesingen", "DE", false, false}, "Art. 6(2)(b)"},
		{Place{Country: "DE", PostalCode: "78267"}, Territory{}, "the neighbour is Germany"},
		{Place{Country: "DE", PostalCode: "27498"}, Territory{"heligoland", "DE", false, false}, "Art. 6(2)(a)"},
		{Place{Country: "IT", PostalCode: "22061"}, Territory{"campione_ditalia", "IT", false, true}, "inside customs since 2020"},
		{Place{Country: "IT", PostalCode: "23041"}, Territory{"livigno", "IT", false, false}, "Art. 6(2)(e)"},
		{Place{Country: "FI", PostalCode: "22 100"}, Territory{"aland", "FI", false, true}, "a space does not hide it"},
		{Place{Country: "AX"}, Territory{"aland", "FI", false, true}, "its own country code"},
		{Place{Country: "FR", PostalCode: "97400"}, Territory{"reunion", "FR", false, true}, "Art. 6(1)(c)"},
		{Place{Country: "RE", PostalCode: "97400"}, Territory{"reunion", "FR", false, true}, "its own country code"},
		{Place{Country: "FR", PostalCode: "97110", Region: "BL"}, Territory{"saint_barthelemy", "FR", false, false}, "the region tells more than the postal code"},
		{Place{Country: "PT", PostalCode: "9000-001"}, Territory{"madeira", "PT", true, true}, "inside, with its own rates"},
		{Place{Country: "PT", PostalCode: "1000-001"}, Territory{}, "Lisbon is Portugal"},
		{Place{Country: "GB", PostalCode: "bt1 1aa"}, Territory{"northern_ireland", "GB", true, true}, "small letters"},
		{Place{Country: "XI"}, Territory{"northern_ireland", "GB", true, true}, "the code for customs"},
		{Place{Country: "GB", PostalCode: "B1 1AA"}, Territory{}, "Birmingham, half the prefix of Belfast"},
		{Place{Country: "MC"}, Territory{"monaco", "FR", true, true}, "treated as France"},
		{Place{Country: "LI"}, Territory{"liechtenstein", "CH", true, true}, "in the Swiss customs and VAT territory"},
		{Place{Country: "CH", PostalCode: "7563"}, Territory{"samnaun", "CH", false, false}, "outside Swiss customs; VAT on services only"},
		{Place{Country: "NO", PostalCode: "9170"}, Territory{"svalbard", "NO", false, false}, "outside the Norwegian VAT area"},
		{Place{Country: "SJ"}, Territory{"svalbard_and_jan_mayen", "NO", false, false}, "its own country code"},
		{Place{Country: "US", Region: "PR"}, Territory{"puerto_rico", "US", true, true}, "in the customs territory"},
		{Place{Country: "DE", PostalCode: "D-78266"}, Territory{"buesingen", "DE", false, false}, "the old sign of the country before the code"},
		{Place{Country: "DE", PostalCode: "DE 78266"}, Territory{"buesingen", "DE", false, false}, "a space after it"},
		{Place{Country: "DE", PostalCode: "de-78266"}, Territory{"buesingen", "DE", false, false}, "small letters"},
		{Place{Country: "DE", PostalCode: "DE78266"}, Territory{"buesingen", "DE", false, false}, "no mark between them"},
		{Place{Country: "DE", PostalCode: " D-78266"}, Territory{"buesingen", "DE", false, false}, "a space before it"},
		{Place{Country: "DE", PostalCode: "D-78267"}, Territory{}, "the neighbour with a prefix is Germany"},
		{Place{Country: "FR", PostalCode: "F-97400"}, Territory{"reunion", "FR", false, true}, "the same in France"},
		{Place{Country: "CH", PostalCode: "CH-7563"}, Territory{"samnaun", "CH", false, false}, "in Switzerland"},
		{Place{Country: "NO", PostalCode: "N-9170"}, Territory{"svalbard", "NO", false, false}, "in Norway"},
		{Place{Country: "AT", PostalCode: "A-6991"}, Territory{"mittelberg", "AT", true, true}, "in Austria"},
		{Place{Country: "IT", PostalCode: "I-23041"}, Territory{"livigno", "IT", false, false}, "in Italy"},
		{Place{Country: "FI", PostalCode: "AX-22100"}, Territory{"aland", "FI", false, true}, "the sign that the islands use"},
		{Place{Country: "GB", PostalCode: "GB-BT1 1AA"}, Territory{"northern_ireland", "GB", true, true}, "before a code of letters only the country's own"},
		{Place{Country: "GB", PostalCode: "gb bt1 1aa"}, Territory{"northern_ireland", "GB", true, true}, "the same in small letters"},
		{Place{Country: "GB", PostalCode: "JE2 3XY"}, Territory{"jersey", "GB", false, false}, "no VAT of the United Kingdom in the Channel Islands"},
		{Place{Country: "JE"}, Territory{"jersey", "GB", false, false}, "its own country code"},
		{Place{Country: "GB", PostalCode: "gy1 1aa"}, Territory{"guernsey", "GB", false, false}, "the same in Guernsey"},
		{Place{Country: "GG"}, Territory{"guernsey", "GB", false, false}, "its own country code"},
		{Place{Country: "GB", PostalCode: "IM1 1AA"}, Territory{"isle_of_man", "GB", true, true}, "treated as the United Kingdom for VAT and customs"},
		{Place{Country: "IM"}, Territory{"isle_of_man", "GB", true, true}, "its own country code"},
		{Place{Country: "GB", PostalCode: "G1 1AA"}, Territory{}, "Glasgow, half the prefix of Guernsey"},
		{Place{Country: "FR", PostalCode: "97133"}, Territory{"saint_barthelemy", "FR", false, false}, "a longer code than that of Guadeloupe"},
		{Place{Country: "FR", PostalCode: "97150"}, Territory{"saint_martin", "FR", false, true}, "the same for Saint-Martin"},
		{Place{Country: "FR", PostalCode: "97110"}, Territory{"guadeloupe", "FR", false, true}, "Guadeloupe itself"},
		{Place{Country: "SM"}, Territory{"san_marino", "IT", false, false}, "outside the Italian VAT territory"},
		{Place{Country: "IT", PostalCode: "47890"}, Territory{"san_marino", "IT", false, false}, "it shares the Italian postal codes"},
		{Place{Country: "IT", PostalCode: "00120"}, Territory{"vatican_city", "IT", false, false}, "and so does the Vatican"},
		{Place{Country: "IT", PostalCode: "00121"}, Territory{}, "Rome"},
		{Place{Country: "IT", PostalCode: "I-47921"}, Territory{}, "Rimini, next to San Marino"},
		{Place{Country: "GU"}, Territory{"guam", "US", false, false}, "outside the customs territory"},
		{Place{Country: "US", Region: "CA"}, Territory{}, "a state"},
	}
	for _, tt := range tests {
		got, ok := tt.place.Territory()
		if diff := cmp.Diff(tt.want, got); diff != "" || ok != (tt.want != Territory{}) {
			t.Errorf("%+v: %v %s(%s)", tt.place, ok, diff, tt.reason)
		}
	}
}

func TestTerritoryTable(t *testing.T) {
	all, err := territories.get(territoriesCSV, readTerritories)
	if err != nil {
		t.Fatal(err)
	}
	facts := map[string]Territory{}
	seen := map[string]bool{}
	for c, rows := range all {
		for _, r := range rows {
			if old, ok := facts[r.Key]; ok && old != r.Territory {
				t.Errorf("%s is %+v and %+v", r.Key, old, r.Territory)
			}
			facts[r.Key] = r.Territory
			at := string(c) + "/" + r.region + "/" + r.prefix
			if seen[at] {
				t.Errorf("%s is there twice", at)
			}
			seen[at] = true
			if strings.Trim(r.Key, "abcdefghijklmnopqrstuvwxyz_") != "" {
				t.Errorf("key %q", r.Key)
			}
			if r.region != "" && r.prefix != "" {
				t.Errorf("%s: a row matches by region or by postal code", at)
			}
			if err := (Place{Country: c, Region: r.region, PostalCode: r.prefix}).Validate(); err != nil {
				t.Errorf("%s: %v", at, err)
			}
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

func FuzzPlace(f *testing.F) {
	for _, s := range []string{
		`{"country":"DE","postal_code":"78266"}`, `{"country":"CA","region":"ON"}`, `{"country":"GB","postal_code":"BT1 1AA"}`,
		`{"country":""}`, `{"country":"US","region":"\u0000"}`, `{}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var p Place
		if json.Unmarshal([]byte(s), &p) != nil {
			return
		}
		territory, special := p.Territory()
		if special && !p.Country.Valid() {
			t.Errorf("%+v: in %s without being in a country", p, territory.Key)
		}
		if err := p.Validate(); err != nil {
			if len(err.Error()) > 500 {
				t.Errorf("error of %d bytes", len(err.Error()))
			}
			return
		}
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var back Place
		if err := json.Unmarshal(b, &back); err != nil || back != p {
			t.Errorf("%+v came back as %+v, %v", p, back, err)
		}
	})
}
