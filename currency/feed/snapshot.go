package feed

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/landedhq/landed/currency"
)

// Snapshot is the answer of a [Source].
type Snapshot struct {
	// Rates are the rates.
	Rates *currency.Rates
	// Source is the name of the source that answered.
	Source string
	// Skipped are the currencies left out because package currency does not
	// know them, sorted.
	Skipped []string
	// Tag is by what a server recognises the answer.
	Tag Tag
	// Warning is nil, or what went wrong before there was an answer: what the
	// sources said that a [Chain] asked in vain, or why a [Cached] source could
	// not be asked anew.
	Warning error
}

// Tag is by what a server recognises an answer that it gave, to say that there
// is none newer.
type Tag struct {
	Resource string `json:"resource,omitempty"` // what was asked for, without host and key
	ETag     string `json:"etag,omitempty"`
	Modified string `json:"modified,omitempty"` // a time in the form of HTTP
}

// snapshotJSON is the stored form of a Snapshot.
type snapshotJSON struct {
	Source  string          `json:"source"`
	Rates   *currency.Rates `json:"rates"`
	Skipped []string        `json:"skipped,omitempty"`
	Tag     Tag             `json:"tag,omitzero"`
}

// MarshalJSON returns an object with all of a snapshot but its Warning, for a
// program to store: {"source":"ECB","rates":{…},"skipped":[…],"tag":{…}}, with
// rates as [currency.Rates.MarshalJSON] writes them. A snapshot without rates
// is null.
func (s Snapshot) MarshalJSON() ([]byte, error) {
	if s.Rates == nil {
		return []byte("null"), nil
	}
	return json.Marshal(snapshotJSON{Source: s.Source, Rates: s.Rates, Skipped: s.Skipped, Tag: s.Tag})
}

// UnmarshalJSON reads what [Snapshot.MarshalJSON] writes.
//
// UnmarshalJSON returns an error if data is longer than 16 MB
// ([currency.ErrRange]), has another form ([currency.ErrSyntax]), or holds no
// rates that [currency.Rates.UnmarshalJSON] takes.
func (s *Snapshot) UnmarshalJSON(data []byte) error {
	if len(data) > maxSize {
		return fmt.Errorf("feed: stored snapshot of %d bytes: %w", len(data), currency.ErrRange)
	}
	if string(data) == "null" {
		*s = Snapshot{}
		return nil
	}
	var w snapshotJSON
	err := json.Unmarshal(data, &w)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		return fmt.Errorf("feed: stored snapshot: %s is no %s: %w", wrong.Value, wrong.Type, currency.ErrSyntax)
	case err != nil:
		return fmt.Errorf("feed: stored snapshot: %w", wrongSyntax(err))
	case w.Rates == nil:
		return fmt.Errorf("feed: stored snapshot without rates: %w", currency.ErrSyntax)
	}
	*s = Snapshot{Rates: w.Rates, Source: w.Source, Skipped: w.Skipped, Tag: w.Tag}
	return nil
}
