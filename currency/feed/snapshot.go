package feed

import (
	"bytes"
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
	// Tag is how the server recognises the answer.
	Tag Tag
	// Warning is nil, or what went wrong before there was an answer: what the
	// sources said that a [Chain] asked in vain, or why a [Cached] source could
	// not be asked anew.
	Warning error
}

// Tag is how a server recognises an answer that it gave, so that it can say
// that there is none newer.
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
// ([currency.ErrRange]), has another form or names a member twice
// ([currency.ErrSyntax]), or holds no rates that [currency.Rates.UnmarshalJSON]
// takes.
func (s *Snapshot) UnmarshalJSON(data []byte) error {
	if len(data) > maxSize {
		return fmt.Errorf("feed: stored snapshot of %d bytes: %w", len(data), currency.ErrRange)
	}
	if string(data) == "null" {
		*s = Snapshot{}
		return nil
	}
	var stored Snapshot
	j := newJSONReader(bytes.NewReader(data))
	err := j.document(func(name string) (err error) {
		switch name {
		case "source":
			stored.Source, err = j.text(name)
		case "rates":
			err = j.decode(name, &stored.Rates)
		case "skipped":
			err = j.decode(name, &stored.Skipped)
		case "tag":
			err = j.tag(&stored.Tag)
		default:
			err = j.skip(name)
		}
		return err
	})
	if err == nil && stored.Rates == nil {
		err = fmt.Errorf("without rates: %w", currency.ErrSyntax)
	}
	if err != nil {
		return fmt.Errorf("feed: stored snapshot: %w", err)
	}
	*s = stored
	return nil
}

// decode reads a value by the standard library, for types that have a reader of
// their own and for lists of texts.
func (j *jsonReader) decode(what string, v any) error {
	err := j.dec.Decode(v)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("%s: %s is no %s: %w", what, wrong.Value, wrong.Type, currency.ErrSyntax)
	}
	return eof(wrongSyntax(err), what)
}

// tag reads the object of a Tag.
func (j *jsonReader) tag(t *Tag) error {
	return j.object("tag", func(name string) (err error) {
		switch name {
		case "resource":
			t.Resource, err = j.text(name)
		case "etag":
			t.ETag, err = j.text(name)
		case "modified":
			t.Modified, err = j.text(name)
		default:
			err = j.skip(name)
		}
		return err
	})
}
