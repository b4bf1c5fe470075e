package feed

import (
	"context"
	"fmt"
	"io"
	"time"
)

// FileSource reads rates out of a file, anew for each query.
type FileSource struct {
	// Name is the name of the source, for messages; empty is "file".
	Name string
	// Open opens the file. For a file of an fs.FS:
	//
	//	Open: func() (io.ReadCloser, error) { return fsys.Open("rates.csv") }
	Open func() (io.ReadCloser, error)
	// Read reads it: [ReadCSV], [ReadECB], …
	Read Reader
	// Now tells the time; nil is time.Now. Rates of the future are an error.
	Now func() time.Time
}

// Rates answers a query from the days that are in the file.
func (s FileSource) Rates(ctx context.Context, q Query) (Snapshot, error) {
	name := s.Name
	if name == "" {
		name = "file"
	}
	if err := ctx.Err(); err != nil {
		return Snapshot{}, fmt.Errorf("feed: %s: %w", name, err)
	}
	if s.Open == nil || s.Read == nil {
		return Snapshot{}, fmt.Errorf("feed: %s: a FileSource needs Open and Read", name)
	}
	r, err := s.Open()
	if err != nil {
		return Snapshot{}, fmt.Errorf("feed: %s: %w", name, err)
	}
	defer r.Close()
	f, err := s.Read(r, Limits{Latest: clock(s.Now).Add(grace)})
	if err != nil {
		return Snapshot{}, fmt.Errorf("feed: %s: %w", name, err)
	}
	rs, err := q.choose(name, f.Days)
	if err != nil {
		return Snapshot{}, err
	}
	return Snapshot{Rates: rs, Source: name, Skipped: f.Skipped}, nil
}
