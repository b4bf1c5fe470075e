package worth

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/ltv"
)

func init() {
	register.DoFn5x1[context.Context, int, func(*[]byte) bool, func(string, ltv.Cohort), func(shard.Summary), error](&settle{})
	register.Iter1[[]byte]()
	register.Emitter2[string, ltv.Cohort]()
}

// settle makes cohorts of the orders of a bucket, in which all rows of an order
// are. An order that is there twice counts once: exports overlap, and shards are
// sent again. Of an order that is there in two versions nobody can tell which one
// holds, so that none counts, and each of its rows is a dead letter. Neither depends
// on the order of the rows.
type settle struct {
	Terms
	Out    shard.Dir
	Shards []string
}

// errVersions is why an order does not count that is there in several versions.
var errVersions = errors.New("the order is there with other content, too: keep the version that holds")

func (s *settle) ProcessElement(ctx context.Context, number int, chunks func(*[]byte) bool, emit func(string, ltv.Cohort), done func(shard.Summary)) error {
	letters := newLetters(s.Out, shard.Name("rejected/versions", number, s.Parts, ".jsonl"), s.Shards)
	defer letters.Abort(ctx)
	rows, err := unpackRows(chunks)
	if err != nil {
		return err
	}
	orders, repeated, err := s.settle(ctx, rows, emit, letters)
	if err != nil {
		return err
	}
	files, err := letters.Commit(ctx)
	if err != nil {
		return err
	}
	ordersSettled.Add(ctx, orders)
	done(shard.Summary{Files: files, Counts: []shard.Count{
		{Name: countOrders, N: orders}, {Name: countRepeated, N: repeated}, {Name: countRejected, N: letters.Rows},
	}})
	return nil
}

// settle passes on the cohorts of rows, and returns how many orders there are and
// how many rows say once more what another says.
func (s *settle) settle(ctx context.Context, rows []row, emit func(string, ltv.Cohort), letters *letters) (orders, repeated int64, err error) {
	slices.SortFunc(rows, row.compare)
	parts := map[string][]ltv.Order{}
	for versions := range sameID(rows) {
		if !bytes.Equal(versions[0].order, versions[len(versions)-1].order) {
			if err := reject(ctx, letters, versions); err != nil {
				return 0, 0, err
			}
			continue
		}
		o, err := versions[0].unpack()
		if err != nil {
			return 0, 0, err
		}
		orders, repeated = orders+1, repeated+int64(len(versions)-1)
		k := key(o.Market, o.Revenue.Currency(), bucket(o.Customer, s.Parts))
		parts[k] = append(parts[k], o)
	}
	for _, k := range slices.Sorted(maps.Keys(parts)) {
		cohorts, err := ltv.Summarize(slices.Values(parts[k]), s.AsOf)
		if err != nil {
			return 0, 0, err
		}
		emit(k, cohorts[0]) // one market and one currency are one cohort
	}
	return orders, repeated, nil
}

// unpackRows returns the rows of all chunks.
func unpackRows(chunks func(*[]byte) bool) ([]row, error) {
	var rows []row
	var chunk []byte
	for chunks(&chunk) {
		rest, err := inflate(chunk)
		if err != nil {
			return nil, err
		}
		for len(rest) > 0 {
			var r row
			if r, rest, err = unpackRow(rest); err != nil {
				return nil, err
			}
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// sameID yields the rows of each identifier; rows are sorted.
func sameID(rows []row) func(yield func([]row) bool) {
	return func(yield func([]row) bool) {
		for lo := 0; lo < len(rows); {
			hi := lo + 1
			for hi < len(rows) && bytes.Equal(rows[hi].id(), rows[lo].id()) {
				hi++
			}
			if !yield(rows[lo:hi]) {
				return
			}
			lo = hi
		}
	}
}

// reject writes the dead letters of an order that is there in several versions.
func reject(ctx context.Context, l *letters, versions []row) error {
	for _, r := range versions {
		o, err := r.unpack()
		if err != nil {
			return err
		}
		text := fmt.Sprintf("%s,%s,%s,%v,%v", o.ID, o.Customer, o.Market, o.Date, o.Revenue)
		if err := l.write(ctx, r.place, o.ID, []byte(text), errVersions); err != nil {
			return err
		}
	}
	return nil
}
