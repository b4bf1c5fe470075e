package cldr

import (
	"slices"
	"testing"
)

func TestRegions(t *testing.T) {
	for i := range Regions {
		r := Region(i)
		if found, ok := FindRegion(r.Code()); !ok || found != r {
			t.Errorf("%s is found as %d", r.Code(), found)
		}
		for _, tender := range r.Tenders() {
			if len(tender.Currency) != 3 || tender.From.Month < 1 || tender.From.Month > 12 || tender.From.Day < 1 || tender.From.Day > 31 {
				t.Errorf("%s: %+v", r.Code(), tender)
			}
		}
	}
	for _, code := range []string{"AA", "XI", "ZZ", "de", ""} {
		if _, ok := FindRegion(code); ok {
			t.Errorf("%q is no country of the table", code)
		}
	}
}

func TestTenders(t *testing.T) {
	bg, _ := FindRegion("BG")
	want := []Tender{{"EUR", Day{2026, 1, 1}, Day{}}, {"BGN", Day{1999, 7, 5}, Day{2026, 1, 31}}}
	if got := bg.Tenders(); len(got) < 2 || !slices.Equal(got[:2], want) {
		t.Errorf("Bulgaria: %v, want %v first", got, want)
	}
}

func TestSubdivisions(t *testing.T) {
	tests := []struct {
		region, code string
		has, known   bool
		reason       string
	}{
		{"US", "CA", true, true, "a state"},
		{"US", "PR", true, true, "a territory"},
		{"US", "AL", true, true, "a code across two others would be found wrongly if steps were of one letter"},
		{"US", "LA", true, true, "a state"},
		{"CA", "QC", true, true, "a province"},
		{"CA", "CA", false, true, "a state of the neighbour"},
		{"CA", "CM", false, true, "letters of two codes"},
		{"DE", "BE", false, false, "not in the table"},
	}
	for _, tt := range tests {
		r, _ := FindRegion(tt.region)
		if has, known := r.HasSubdivision(tt.code); has != tt.has || known != tt.known {
			t.Errorf("%s-%s: %v, %v (%s)", tt.region, tt.code, has, known, tt.reason)
		}
	}
}

func TestAlpha3(t *testing.T) {
	seen := map[string]bool{}
	for i := range Regions {
		r := Region(i)
		code := r.Alpha3()
		if code == "" {
			if r.Code() != "XK" {
				t.Errorf("%s has no three letters", r.Code())
			}
			continue
		}
		if found, ok := FindAlpha3(code); !ok || found != r || seen[code] {
			t.Errorf("%s is found as %d", code, found)
		}
		seen[code] = true
	}
	for _, code := range []string{"", "DE", "deu", "DEUT", "XKK", noAlpha3, "EUA"} {
		if r, ok := FindAlpha3(code); ok {
			t.Errorf("%q is found as %s", code, r.Code())
		}
	}
}

func TestSuccessors(t *testing.T) {
	for code, want := range map[string][]string{
		"AN": {"CW", "SX", "BQ"}, "UK": {"GB"}, "YU": {"RS", "ME"}, "ZR": {"CD"}, "BU": {"MM"},
		"NB": nil, "DE": nil, "QU": nil, "": nil, "ANB": nil,
	} {
		if got := Successors(code); !slices.Equal(got, want) {
			t.Errorf("%q became %v, want %v", code, got, want)
		}
	}
	for i := 0; i < len(withdrawn); i += 2 {
		code := withdrawn[i : i+2]
		if _, ok := FindRegion(code); ok {
			t.Errorf("%s is withdrawn and assigned", code)
		}
		for _, s := range Successors(code) {
			if _, ok := FindRegion(s); !ok {
				t.Errorf("%s became %s, which is not assigned", code, s)
			}
		}
	}
}

func TestMeasures(t *testing.T) {
	for code, want := range map[string]Measures{"US": MeasuresUS, "LR": MeasuresUS, "GB": MeasuresUK, "MM": MeasuresUK, "DE": Metric, "CA": Metric, "AD": Metric, "ZW": Metric} {
		if r, _ := FindRegion(code); r.Measures() != want {
			t.Errorf("%s measures by %d, want %d", code, r.Measures(), want)
		}
	}
}
