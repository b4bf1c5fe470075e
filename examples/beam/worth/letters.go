package worth

import (
	"context"

	"github.com/landedhq/landed/examples/beam/shard"
)

// letters is a file of dead letters; there is none where there are none.
type letters struct {
	dir    shard.Dir
	name   string   // of the file
	shards []string // names of the shards, by number
	part   *shard.Part
	count  int64
}

// write adds the dead letter of a line: of an order, where that is known.
func (l *letters) write(ctx context.Context, at place, id string, text []byte, reason error) error {
	if l.part == nil {
		var err error
		if l.part, err = l.dir.Create(ctx, l.name, ""); err != nil {
			return err
		}
	}
	letter := shard.Reject(l.shards[at.shard], at.line, text, reason)
	letter.Key = id
	l.count++
	return l.part.Reject(letter)
}

// commit gives the file its name, and returns it if there is one.
func (l *letters) commit(ctx context.Context) ([]shard.File, error) {
	if l.part == nil {
		return nil, nil
	}
	file, err := l.part.Commit(ctx)
	return []shard.File{file}, err
}

func (l *letters) abort(ctx context.Context) {
	if l.part != nil {
		l.part.Abort(ctx)
	}
}
