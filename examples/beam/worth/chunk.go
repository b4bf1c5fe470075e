package worth

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
)

// A chunk is packed rows, deflated: what lies between reading and settling is the
// most that a runner has to keep at a time, in several copies.

// deflater makes chunks.
type deflater struct {
	to     bytes.Buffer
	writer *flate.Writer
}

// chunk returns the chunk of some rows.
func (d *deflater) chunk(rows []byte) ([]byte, error) {
	d.to.Reset()
	if d.writer == nil {
		var err error
		if d.writer, err = flate.NewWriter(&d.to, flate.BestSpeed); err != nil {
			return nil, err
		}
	}
	d.to.Write(binary.AppendUvarint(nil, uint64(len(rows))))
	d.writer.Reset(&d.to)
	if _, err := d.writer.Write(rows); err != nil {
		return nil, err
	}
	if err := d.writer.Close(); err != nil {
		return nil, err
	}
	return bytes.Clone(d.to.Bytes()), nil
}

// inflate returns the rows of a chunk.
func inflate(chunk []byte) ([]byte, error) {
	size, n := binary.Uvarint(chunk)
	const most = 2 * full // a part of a shard is passed on once it is full
	if n <= 0 || size > most {
		return nil, fmt.Errorf("%w: a chunk of %d bytes", errPacked, size)
	}
	rows := make([]byte, size)
	in := flate.NewReader(bytes.NewReader(chunk[n:]))
	if _, err := io.ReadFull(in, rows); err != nil {
		return nil, fmt.Errorf("%w: %w", errPacked, err)
	}
	if n, err := in.Read(make([]byte, 1)); n > 0 || err != io.EOF {
		return nil, fmt.Errorf("%w: a chunk of more than %d bytes, or one that is damaged: %w", errPacked, size, err)
	}
	return rows, nil
}
