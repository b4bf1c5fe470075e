package tax

import (
	"encoding/json"
	"testing"
	"time"
)

func TestEvidence(t *testing.T) {
	id := ID{"DE", VATNumber, "812460153"}
	checked := time.Date(2026, time.November, 20, 10, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	valid := Evidence{ID: id, Valid: true, CheckedAt: checked, By: "VIES", Reference: "WAPIAAAA"}
	for _, tt := range []struct {
		name   string
		e      Evidence
		id     ID
		at     time.Time
		maxAge time.Duration
		want   bool
		reason string
	}{
		{"fresh", valid, id, checked.Add(day), 30 * day, true, "checked the day before"},
		{"at once", valid, id, checked, 30 * day, true, "checked with the order"},
		{"last moment", valid, id, checked.Add(30 * day), 30 * day, true, "the limit counts"},
		{"stale", valid, id, checked.Add(30*day + 1), 30 * day, false, "past the limit"},
		{"any age", valid, id, checked.Add(3000 * day), 0, true, "no limit"},
		{"after the sale", valid, id, checked.Add(-1), 30 * day, false, "what was not known then proves nothing"},
		{"another number", valid, ID{"AT", VATNumber, "U39378767"}, checked, 0, false, "evidence is of one number"},
		{"invalid", Evidence{ID: id, CheckedAt: checked}, id, checked, 0, false, "the register said no"},
		{"undated", Evidence{ID: id, Valid: true}, id, checked, 0, false, "when?"},
		{"nothing", Evidence{}, ID{}, checked, 0, false, "zero values"},
		{"no number", Evidence{Valid: true, CheckedAt: checked}, ID{}, checked, 0, false, "zero values"},
	} {
		if got := tt.e.Supports(tt.id, tt.at, tt.maxAge); got != tt.want {
			t.Errorf("%s: %t, want %t: %s", tt.name, got, tt.want, tt.reason)
		}
	}

	data, err := json.Marshal(valid)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"id":"DE812460153","valid":true,"checked_at":"2026-11-20T10:00:00Z","by":"VIES","reference":"WAPIAAAA"}`; string(data) != want {
		t.Errorf("%s, want %s", data, want)
	}
	var back Evidence
	if err := json.Unmarshal(data, &back); err != nil || back != valid {
		t.Errorf("%+v (%v), want %+v", back, err, valid)
	}
}
