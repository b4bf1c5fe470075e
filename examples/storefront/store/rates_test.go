package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/examples/storefront/store/storetest"
)

func TestRates(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		if r, err := s.LastRates(t.Context()); !errors.Is(err, ErrNotFound) {
			t.Fatalf("rates of an empty database: %+v, %v, want ErrNotFound", r, err)
		}
		day := time.Date(2026, 3, 18, 0, 0, 0, 0, time.UTC)
		rates := func(days, hours int, source, json string) Rates {
			return Rates{AsOf: day.AddDate(0, 0, days), Source: source, Fetched: noon.Add(time.Duration(hours) * time.Hour), Snapshot: []byte(json)}
		}
		monday := rates(0, 0, "ECB", `{ "USD": 1.0800 }`)
		tuesday := rates(1, 24, "ECB", `{"USD":1.09}`)
		corrected := rates(1, 26, "ECB", `{"USD":1.091}`)
		other := rates(1, 25, "Bank", `{"USD":1.2}`)
		late := rates(-1, 48, "ECB", `{"USD":1.07}`)
		for _, row := range []struct {
			name       string
			save, last Rates
			reason     string
		}{
			{"the first", monday, monday, ""},
			{"the next day", tuesday, tuesday, ""},
			{"a day before", late, tuesday, "what comes late is older all the same"},
			{"another source", other, other, "of the same day, fetched later"},
			{"again", corrected, corrected, "the same rates, fetched again"},
			{"again, an earlier one", tuesday, other, "the last word of a source is what it says last"},
		} {
			if err := s.SaveRates(t.Context(), row.save); err != nil {
				t.Fatal(err)
			}
			got, err := s.LastRates(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(row.last, got); diff != "" {
				t.Errorf("after %s: %s\n%s", row.name, row.reason, diff)
			}
		}
		for name, change := range map[string]func(*Rates){
			"no time":     func(r *Rates) { r.AsOf = time.Time{} },
			"no source":   func(r *Rates) { r.Source = "" },
			"not fetched": func(r *Rates) { r.Fetched = time.Time{} },
			"no rates":    func(r *Rates) { r.Snapshot = []byte(`null`) },
		} {
			r := monday
			change(&r)
			if err := s.SaveRates(t.Context(), r); !errors.Is(err, ErrInvalid) {
				t.Errorf("%s: %v, want ErrInvalid", name, err)
			}
		}
	})
}
