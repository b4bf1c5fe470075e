package feed_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
)

// A snapshot survives JSON, with both sides of two-way quotations.
func TestSnapshotJSON(t *testing.T) {
	for _, r := range readers {
		f, err := r.read(strings.NewReader(sample(t, r.sample)), feed.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		want := feed.Snapshot{Rates: f.Newest(), Source: r.name, Skipped: f.Skipped, Tag: feed.Tag{Resource: "r", ETag: `"e"`, Modified: "m"}, Warning: errDown}
		data, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got feed.Snapshot
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatalf("%s: %v", r.name, err)
		}
		if got.Warning != nil || got.Source != want.Source || !slices.Equal(got.Skipped, want.Skipped) || got.Tag != want.Tag ||
			got.Rates.Pivot() != want.Rates.Pivot() || !got.Rates.AsOf().Equal(want.Rates.AsOf()) || got.Rates.Source() != want.Rates.Source() ||
			!slices.EqualFunc(got.Rates.All(), want.Rates.All(), currency.Rate.Equal) {
			t.Errorf("%s: %+v, want %+v", r.name, got, want)
		}
	}
	var none feed.Snapshot
	data, err := json.Marshal(none)
	if err != nil || string(data) != "null" {
		t.Errorf("without rates %s, %v", data, err)
	}
	if err := json.Unmarshal(data, &none); err != nil || none.Rates != nil {
		t.Errorf("null: %v", err)
	}
}

func TestSnapshotJSONRefuses(t *testing.T) {
	const few = `{"pivot":"EUR","as_of":"2026-03-18T00:00:00Z","rates":[{"base":"EUR","quote":"USD","num":"2","den":"1"}]}`
	var good feed.Snapshot
	if err := json.Unmarshal([]byte(`{"source":"s","rates":`+few+`}`), &good); err != nil || good.Rates == nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, in, reason string }{
		{"a list", "[]", ""},
		{"no rates", "{}", ""},
		{"rates null", `{"source":"ECB","rates":null}`, ""},
		{"rates a list", `{"source":"ECB","rates":[]}`, ""},
		{"source a number", `{"source":1,"rates":` + few + `}`, ""},
		{"rate of zero", `{"rates":` + strings.Replace(few, `"num":"2"`, `"num":"0"`, 1) + `}`, ""},
		{"empty rates", `{"rates":{"pivot":"EUR"}}`, "no time"},
		{"rates twice", `{"rates":` + few + `,"rates":` + few + `}`, "which of them?"},
		{"source twice", `{"source":"a","rates":` + few + `,"source":"b"}`, ""},
		{"tag twice", `{"rates":` + few + `,"tag":{"etag":"1","etag":"2"}}`, ""},
		{"skipped no list", `{"rates":` + few + `,"skipped":"BTC"}`, ""},
		{"rates in capitals", `{"Rates":` + few + `}`, "names are what they are"},
	} {
		var s feed.Snapshot
		if err := json.Unmarshal([]byte(tt.in), &s); err == nil || s.Rates != nil {
			t.Errorf("%s: %v, %v (%s)", tt.name, s.Rates, err, tt.reason)
		}
	}
	for _, in := range []string{"", "{", `{"rates":`, `{"rates":` + few, `{"rates":` + few + `} "`, `{"skipped":[1],"rates":` + few + `}`} {
		var s feed.Snapshot
		if err := s.UnmarshalJSON([]byte(in)); !errors.Is(err, currency.ErrSyntax) || s.Rates != nil {
			t.Errorf("%s: %v, want ErrSyntax", in, err)
		}
	}
	var s feed.Snapshot
	if err := s.UnmarshalJSON([]byte(strings.Repeat(" ", 17<<20))); !errors.Is(err, currency.ErrRange) {
		t.Errorf("17 MB: %v", err)
	}
}

func FuzzSnapshotJSON(f *testing.F) {
	for _, r := range readers {
		file, err := r.read(strings.NewReader(sample(f, r.sample)), feed.Limits{})
		if err != nil {
			f.Fatal(err)
		}
		data, err := json.Marshal(feed.Snapshot{Rates: file.Newest(), Source: r.name, Skipped: file.Skipped})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var s, again feed.Snapshot
		if json.Unmarshal(data, &s) != nil {
			if s.Rates != nil {
				t.Fatal("rates with an error")
			}
			return
		}
		stored, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(stored, &again); err != nil {
			t.Fatalf("%s cannot be read: %v", stored, err)
		}
		if (s.Rates == nil) != (again.Rates == nil) || s.Rates != nil && !slices.EqualFunc(s.Rates.All(), again.Rates.All(), currency.Rate.Equal) {
			t.Fatalf("%s changed", stored)
		}
	})
}
