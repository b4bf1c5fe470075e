package shard

import (
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
