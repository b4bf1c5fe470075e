package locale

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
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

func FuzzPlace(f *testing.F) {
	for _, s := range []string{
		`{"country":"DE","postal_code":"78266"}`, `{"country":"CA","region":"ON"}`, `{"country":"GB","postal_code":"BT1 1AA"}`,
		`{"country":"XI"}`, `{"country":"AN"}`, `{"country":"FR","postal_code":"- 9-7-1-3-3"}`, `{"country":"NL","region":"BQ1"}`,
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
		status, err := p.Status(day("2026-11-21"))
		if (err == nil) != (p.Validate() == nil) || (err == nil) != (status.Customs != "" && status.VAT != "" && status.Services != "") {
			t.Errorf("%+v: status %+v, %v", p, status, err)
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

// FuzzTerritory gives hostile texts to everything that takes an address apart.
func FuzzTerritory(f *testing.F) {
	for _, p := range []Place{
		{"DE", "", "D-78266"}, {"FR", "BL", "97133"}, {"GB", "NIR", "bt1 1aa"}, {"XI", "", ""}, {"US", "PR", "00901-1234"},
		{"ES", "CN", " 35 0 01 "}, {"AN", "", ""}, {"CH", "", "- - - 8-2-3-8"}, {"TR", "99", "99010"}, {"\xff\xff", "\x00", "\xff"},
	} {
		f.Add(string(p.Country), p.Region, p.PostalCode)
	}
	f.Fuzz(func(t *testing.T, country, region, code string) {
		p := Place{Country(country), region, code}
		newest, special := p.Territory()
		for _, on := range []string{"1950-01-01", "2010-06-01", "2020-06-01", "2026-11-21"} {
			dated, ok := p.TerritoryOn(day(on))
			if ok != special || dated.Key != newest.Key || dated.Country != newest.Country {
				t.Errorf("%+v on %s: %v %s of %s, want %v %s of %s", p, on, ok, dated.Key, dated.Country, special, newest.Key, newest.Country)
			}
			if ok && !day(on).Within(dated.From, dated.Until) {
				t.Errorf("%+v on %s: %+v", p, on, dated.Status)
			}
		}
		if _, err := ParseAlpha3(country); err != nil && !errors.Is(err, ErrUnknownCountry) {
			t.Error(err)
		}
		if err := p.Validate(); err != nil && !errors.Is(err, ErrPlace) && !errors.Is(err, ErrUnknownCountry) {
			t.Error(err)
		}
	})
}

// TestPlaceBounded: a megabyte in each field costs no more than a word.
func TestPlaceBounded(t *testing.T) {
	long := strings.Repeat(" ", 1<<20)
	for _, p := range []Place{
		{Country: "FR", PostalCode: long}, {Country: "FR", Region: long}, {Country: Country(long)}, {Country: "FR", PostalCode: strings.Repeat("9-", 1<<19)},
	} {
		if territory, ok := p.Territory(); ok {
			t.Errorf("a long text is in %s", territory.Key)
		}
		if err := p.Validate(); err == nil || len(err.Error()) > 500 {
			t.Errorf("error of %d bytes", len(err.Error()))
		}
		if n := testing.AllocsPerRun(10, func() { p.Territory() }); n != 0 {
			t.Errorf("%v allocations", n)
		}
	}
}
