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
