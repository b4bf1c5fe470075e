package shard

import (
	"context"
	"encoding/json"
	"path"
	"strings"
)

// Rejected is a dead letter: a row that could not be used, or a result that
// could not be had of it, where it stands and why.
type Rejected struct {
	Shard  string `json:"shard"`
	Line   int    `json:"line"`
	Key    string `json:"key,omitempty"`    // of the row, where it is known
	Market string `json:"market,omitempty"` // where only one market refuses it
	Reason string `json:"reason"`
	Row    string `json:"row"` // its beginning
}

// shown is how much of a row a dead letter shows, in bytes.
const shown = 200

// Reject returns the dead letter of a line of the named shard.
func Reject(name string, line int, row []byte, reason error) Rejected {
	return Rejected{Shard: path.Base(name), Line: line, Reason: reason.Error(), Row: shorten(row)}
}

// shorten is the beginning of a row, as text.
func shorten(row []byte) string {
	if len(row) <= shown {
		return strings.ToValidUTF8(string(row), "�")
	}
	return strings.ToValidUTF8(string(row[:shown-3]), "") + "…"
}

// Append appends the dead letter as a line of JSON, without its end.
func (r *Rejected) Append(dst []byte) ([]byte, error) {
	text, err := json.Marshal(r)
	return append(dst, text...), err
}

// Rejects is a file of dead letters, which is there only if there are any.
type Rejects struct {
	Rows int64 // of the letters, those that are not of one market alone

	dir  Dir
	name string
	part *Part
}

// NewRejects returns the dead letters of a file of that name below d. Whoever calls
// it defers Abort.
func NewRejects(d Dir, name string) *Rejects { return &Rejects{dir: d, name: name} }

// Add writes a dead letter.
func (r *Rejects) Add(ctx context.Context, letter Rejected) (err error) {
	if r.part == nil {
		if r.part, err = r.dir.Create(ctx, r.name, ""); err != nil {
			return err
		}
	}
	if letter.Market == "" {
		r.Rows++
	}
	return r.part.Reject(letter)
}

// Commit gives the file its name, and returns it if there is one.
func (r *Rejects) Commit(ctx context.Context) ([]File, error) {
	if r.part == nil {
		return nil, nil
	}
	file, err := r.part.Commit(ctx)
	return []File{file}, err
}

// Abort removes the file, unless it is committed.
func (r *Rejects) Abort(ctx context.Context) {
	if r.part != nil {
		r.part.Abort(ctx)
	}
}
