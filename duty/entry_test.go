package duty_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"github.com/landedhq/landed/currency"
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

// One tariff answers many goroutines at once; the race detector watches.
func TestTariffShared(t *testing.T) {
	hts, _ := readHTS(t)
	_, regimes := tables(t)
	layer := load(t, header+"US,6109,CN,additional,7.5%,,a layer,,,law,2025-05-25,\n")
	want := compile(t, hts)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			joined, err := hts.With(layer)
			if err != nil {
				t.Error(err)
				return
			}
			for _, code := range []duty.Code{"6109100004", "61091000", "610910", "0406101800"} {
				if _, err := hts.Lookup(code, "MX", "US", may2025.AsOf); err != nil {
					t.Error(err)
				}
				if _, err := joined.WithPrograms(nil).Lookup(code, "CN", "US", may2025.AsOf); err != nil {
					t.Error(err)
				}
			}
			s := shirts("US", currency.USD, "1000")
			s.From, s.On = in("CN"), may2025.AsOf
			if _, err := duty.Assess(s, joined, regimes); err != nil {
				t.Error(err)
			}
			if len(hts.Search("US", "t-shirt", 3)) == 0 || hts.Stale("US", may2025.AsOf, 1) != nil {
				t.Error("no answer")
			}
			if !bytes.Equal(compile(t, hts), want) {
				t.Error("it changed")
			}
		})
	}
	all.Wait()
}
