package worth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/ltv"
)

func init() {
	register.DoFn4x1[context.Context, int, func(int, []byte), func(shard.Summary), error](&read{})
	register.Emitter2[int, []byte]()
	register.Emitter1[shard.Summary]()
}

// read makes packed rows of the orders of a shard, which is given by its number, and
// deals them out to buckets by their identifiers. Lines that are no orders become
// dead letters.
type read struct {
	Terms
	Out    shard.Dir
	Shards []string
}

// full is how many bytes of the rows of a shard are kept until they are passed on:
// a runner handles a few large elements with less trouble than many small ones.
const full = 8 << 20

func (r *read) ProcessElement(ctx context.Context, number int, emit func(int, []byte), done func(shard.Summary)) error {
	name := r.Shards[number]
	in, err := shard.Read(ctx, name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	defer in.Close()
	letters := newLetters(r.Out, shard.Name("rejected/orders", number, len(r.Shards), ".jsonl"), r.Shards)
	defer letters.Abort(ctx)
	reading := reading{read: r, number: number, rows: make([][]byte, r.Parts), emit: emit, letters: letters}
	if err := reading.lines(ctx, in); err != nil {
		return fmt.Errorf("read %s: %w", path.Base(name), err)
	}
	if err := reading.pass(); err != nil {
		return err
	}
	files, err := letters.Commit(ctx)
	if err != nil {
		return err
	}
	done(shard.Summary{Files: files, Counts: []shard.Count{
		{Name: countShards, N: 1}, {Name: countRead, N: reading.count}, {Name: countRejected, N: letters.Rows},
		{Name: countOrders}, {Name: countCustomers}, {Name: countMarkets}, // where none comes of the lines, that is said
	}})
	return nil
}

// reading is a shard being read.
type reading struct {
	*read
	number  int
	form    *ltv.Lines
	rows    [][]byte // by bucket
	size    int
	count   int64 // lines, the header not counted
	emit    func(int, []byte)
	letters *letters
	deflater
}

func (r *reading) lines(ctx context.Context, in io.Reader) error {
	const step = 1000
	for line, err := range shard.Lines(in) {
		switch {
		case err != nil:
			return err
		case r.form == nil:
			if r.form, err = columns(line, r.AsOf); err != nil {
				return err
			}
			continue
		}
		if r.count++; r.count%step == 0 {
			linesRead.Add(ctx, step)
		}
		if err := r.line(ctx, line); err != nil {
			return err
		}
	}
	linesRead.Add(ctx, r.count%step)
	if r.form == nil {
		return errEmpty
	}
	return nil
}

var errEmpty = errors.New("it is empty: there is no line with the names of the columns")

// columns reads the first line of a shard: nothing can be read of one that does not
// say what its columns are.
func columns(line shard.Line, asOf currency.Date) (*ltv.Lines, error) {
	if line.Err != nil && !errors.Is(line.Err, shard.ErrCut) { // a shard of no orders may end with them
		return nil, fmt.Errorf("line %d: the names of the columns: %w", line.Number, line.Err)
	}
	form, err := ltv.Layout{}.Lines(string(line.Text), asOf)
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", line.Number, err)
	}
	return form, nil
}

// checkColumns returns an error if a shard cannot be read, or does not begin with the
// names of the columns.
func checkColumns(ctx context.Context, name string, asOf currency.Date) error {
	in, err := shard.Read(ctx, name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	defer in.Close()
	for line, err := range shard.Lines(in) {
		if err == nil {
			_, err = columns(line, asOf)
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		return nil
	}
	return fmt.Errorf("read %s: %w", name, errEmpty)
}

// line takes in a line; an error is one of writing or passing on.
func (r *reading) line(ctx context.Context, line shard.Line) error {
	at := place{r.number, line.Number}
	if line.Err != nil {
		return r.letters.write(ctx, at, "", line.Text, line.Err)
	}
	o, err := r.form.Order(string(line.Text))
	if err != nil {
		id := ""
		if fault := (*ltv.OrderError)(nil); errors.As(err, &fault) {
			id = fault.ID
		}
		return r.letters.write(ctx, at, id, line.Text, err)
	}
	to := bucket(o.ID, r.Parts)
	before := len(r.rows[to])
	if r.rows[to], err = appendRow(r.rows[to], &o, at); err != nil {
		return err
	}
	if r.size += len(r.rows[to]) - before; r.size >= full {
		return r.pass()
	}
	return nil
}

// pass passes on what has been collected.
func (r *reading) pass() error {
	for i, rows := range r.rows {
		if len(rows) == 0 {
			continue
		}
		chunk, err := r.deflater.chunk(rows)
		if err != nil {
			return err
		}
		r.emit(i, chunk)
		r.rows[i] = rows[:0]
	}
	r.size = 0
	return nil
}
