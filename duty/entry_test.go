package duty_test

import (
	"strings"
	"testing"

	"github.com/landedhq/landed/duty"
)

func TestSearch(t *testing.T) {
	hts, _ := readHTS(t)
	own := load(t, header+"GB,64039996,,mfn,8%,,men's shoes,,,law,2026-11-01,\nGB,64039998,,mfn,8%,,women's shoes,,,law,2026-11-01,\n")
	for _, test := range []struct {
		tariff *duty.Tariff
		dest   string
		text   string
		limit  int
		want   string
		reason string
	}{
		{hts, "US", "T-SHIRT cotton", 9, "61091000 6109100004 6109100012 6109100014 6109100040 6109100045", "in whatever case; groups without a code count as the line's own"},
		{hts, "US", "cotton T-shirt", 2, "61091000 6109100004", "in whatever order, at most so many"},
		{hts, "US", "6109.10 thermal", 9, "6109100011", "a code and a word"},
		{hts, "US", "61091000 women", 9, "6109100037 6109100040 6109100045 6109100060 6109100065 6109100070", "a code without dots"},
		{hts, "US", "zeppelin", 9, "", "none"},
		{hts, "US", " ", 9, "", "no words"},
		{hts, "US", "cotton", 0, "", "none wanted"},
		{hts, "GB", "cotton", 9, "", "another jurisdiction"},
		{own, "GB", "shoes men's", 9, "64039996 64039998", "a table of one's own; words may be parts of words"},
		{own, "GB", "640399 women", 9, "64039998", "by code"},
	} {
		var got []string
		for _, e := range test.tariff.Search(test.dest, test.text, test.limit) {
			if e.Code.Heading() == "6109" || test.tariff == own { // the excerpt may grow elsewhere
				got = append(got, string(e.Code))
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%q: %q, want %q (%s)", test.text, strings.Join(got, " "), test.want, test.reason)
		}
	}
}
