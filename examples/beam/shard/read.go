package shard

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Read opens a file for reading. One whose name ends with .gz is unpacked as it
// is read; one that is cut off ends with an error.
func Read(ctx context.Context, name string) (io.ReadCloser, error) {
	fs, err := open(ctx, name)
	if err != nil {
		return nil, err
	}
	in, err := fs.OpenRead(ctx, name)
	if err != nil {
		return nil, errors.Join(err, fs.Close())
	}
	r := reading{in, []io.Closer{in, fs}}
	if !strings.HasSuffix(name, ".gz") {
		return r, nil
	}
	unpacked, err := gzip.NewReader(in)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), r.Close())
	}
	r.Reader = unpacked
	return r, nil
}

// reading is an open file, and what is closed with it.
type reading struct {
	io.Reader
	closers []io.Closer
}

func (r reading) Close() (err error) {
	for _, c := range r.closers {
		err = errors.Join(err, c.Close())
	}
	return err
}
