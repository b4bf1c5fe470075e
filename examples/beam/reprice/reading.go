package reprice

import (
	"context"
	"fmt"

	"github.com/landedhq/landed/examples/beam/progress"
	"github.com/landedhq/landed/examples/beam/shard"
)

// Counters of what has been done so far. What a run came to is in its manifest.
var (
	rowsRead      = progress.New(pipeline, "read")
	rowsRejected  = progress.New(pipeline, "rejected")
	pricesMade    = progress.New(pipeline, "priced")
	pricesFailed  = progress.New(pipeline, "failed")
	pricesChanged = progress.New(pipeline, "changed")
)

// Names of the counts in the manifest.
const (
	countShards   = "shards"
	countRead     = "read"     // rows
	countRejected = "rejected" // of them, that are no product, or another one of a SKU that there is
	countRepeated = "repeated" // of them, that say once more what another says
	countPriced   = "priced"   // prices made
	countFailed   = "failed"   // prices that the engine refuses
	countNew      = "new"      // of the prices made, those that there were not before
	countChanged  = "changed"  // of the prices made, those that are shown at another figure
)

// maxBatch and maxBuffered bound a batch, and all of a shard that have not been
// sent on yet, in bytes.
const (
	maxBatch    = 128 << 10
	maxBuffered = 8 << 20
)

// input is a shard to read.
type input struct {
	Name   string
	Number int
}

// reading reads shards and sends their rows to the partitions.
type reading struct {
	Out   shard.Dir
	Parts int
}

// ProcessElement reads a shard. That a row is no product is found here where it
// has no SKU, and else in its partition.
func (r *reading) ProcessElement(ctx context.Context, in input, send func(int, []byte), done func(shard.Summary)) error {
	batches := sender{send: send, of: make(map[int][]byte)}
	rejected := shard.NewRejects(r.Out, "rejected/read-"+fmt.Sprintf("%05d", in.Number)+".jsonl")
	defer rejected.Abort(ctx)
	rows, err := r.read(ctx, in.Name, &batches, rejected)
	if err != nil {
		return fmt.Errorf("%s: %w", in.Name, err)
	}
	batches.all()
	files, err := rejected.Commit(ctx)
	if err != nil {
		return err
	}
	done(shard.Summary{Files: files, Counts: []shard.Count{{Name: countShards, N: 1}, {Name: countRead, N: rows}, {Name: countRejected, N: rejected.Rows}}})
	return nil
}

// read sends the rows of a shard on, and returns how many there were.
func (r *reading) read(ctx context.Context, name string, to *sender, rejected *shard.Rejects) (rows int64, err error) {
	in, err := shard.Read(ctx, name)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	isJSON, first := isJSON(name), true
	var fields []string
	for line, err := range shard.Lines(in) {
		if err != nil {
			return rows, err
		}
		if first && !isJSON {
			if err := head(line); err != nil {
				return rows, err
			}
			first = false
			continue
		}
		rows++
		if rows%1000 == 0 {
			rowsRead.Add(ctx, 1000)
			if err := ctx.Err(); err != nil {
				return rows, err
			}
		}
		fault := line.Err
		if isJSON && fault == shard.ErrCut {
			fault = nil // JSON tells itself whether it is whole
		}
		var sku string
		if fault == nil {
			sku, fields, fault = skuOf(line.Text, isJSON, fields)
		}
		if fault != nil {
			rowsRejected.Add(ctx, 1)
			if err := rejected.Add(ctx, shard.Reject(name, line.Number, line.Text, fault)); err != nil {
				return rows, err
			}
			continue
		}
		to.add(partition(sku, r.Parts), name, line.Number, line.Text)
	}
	if first && !isJSON {
		return rows, errEmpty
	}
	rowsRead.Add(ctx, rows%1000)
	return rows, nil
}

// sender gathers the rows of each partition into batches.
type sender struct {
	send  func(int, []byte)
	of    map[int][]byte
	bytes int
}

func (s *sender) add(part int, shard string, line int, text []byte) {
	batch := s.of[part]
	before := len(batch)
	batch = addRow(batch, shard, line, text)
	s.bytes += len(batch) - before
	s.of[part] = batch
	if len(batch) >= maxBatch {
		s.bytes -= len(batch)
		s.send(part, batch)
		delete(s.of, part)
	}
	if s.bytes >= maxBuffered {
		s.all()
	}
}

// all sends what is there.
func (s *sender) all() {
	for part, batch := range s.of {
		s.send(part, batch)
	}
	clear(s.of)
	s.bytes = 0
}
