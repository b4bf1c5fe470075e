package worth

import (
	"context"

	"github.com/landedhq/landed/examples/beam/shard"
)

// letters is a file of dead letters of orders.
type letters struct {
	*shard.Rejects
	shards []string // names of the shards, by number
}

func newLetters(d shard.Dir, name string, shards []string) *letters {
	return &letters{shard.NewRejects(d, name), shards}
}

// write adds the dead letter of a line: of an order, where that is known.
func (l *letters) write(ctx context.Context, at place, id string, text []byte, reason error) error {
	letter := shard.Reject(l.shards[at.shard], at.line, text, reason)
	letter.Key = id
	return l.Add(ctx, letter)
}
