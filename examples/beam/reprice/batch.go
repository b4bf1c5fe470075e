package reprice

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
)

// A batch is rows of one shard that fall into one partition: the name of the
// shard, then of each row its line and its text. Each text goes behind its
// length.

// partition is where the prices of a SKU lie, of n. It must not change between
// versions of this program: an earlier run is read by it.
func partition(sku string, n int) int {
	h := fnv.New64a()
	h.Write([]byte(sku))
	x := h.Sum64()
	x ^= x >> 32 // the low bits of FNV alone follow the last letters
	return int(x % uint64(n))
}

// addRow adds a row to a batch, which begins with the shard's name.
func addRow(batch []byte, shard string, line int, text []byte) []byte {
	if len(batch) == 0 {
		batch = append(binary.AppendUvarint(batch, uint64(len(shard))), shard...)
	}
	batch = binary.AppendUvarint(batch, uint64(line))
	return append(binary.AppendUvarint(batch, uint64(len(text))), text...)
}

// row is a row of the catalogue and where it stands.
type row struct {
	shard string
	line  int
	text  []byte // shares the memory of its batch
}

var errBatch = errors.New("a batch of rows is damaged")

// rowsOf adds the rows of a batch to rows; an empty one has none.
func rowsOf(batch []byte, rows []row) ([]row, error) {
	if len(batch) == 0 {
		return rows, nil
	}
	name, batch, err := text(batch)
	if err != nil {
		return rows, err
	}
	shard := string(name)
	for len(batch) > 0 {
		line, n := binary.Uvarint(batch)
		if n <= 0 {
			return rows, errBatch
		}
		r := row{shard: shard, line: int(line)}
		if r.text, batch, err = text(batch[n:]); err != nil {
			return rows, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// text is the first text of a batch, and what follows it.
func text(batch []byte) (text, rest []byte, err error) {
	length, n := binary.Uvarint(batch)
	if n <= 0 || length > uint64(len(batch)-n) {
		return nil, nil, errBatch
	}
	end := n + int(length)
	return batch[n:end:end], batch[end:], nil
}
