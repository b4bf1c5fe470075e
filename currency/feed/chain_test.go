package feed_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency/feed"
)

func failing(err error) feed.Source {
	return feed.SourceFunc(func(context.Context, feed.Query) (feed.Snapshot, error) { return feed.Snapshot{}, err })
}

func TestChain(t *testing.T) {
	broken := errors.New("connection refused")
	absent := fmt.Errorf("bank: no AED: %w", feed.ErrNotServed)
	good := feed.Fixed(fixed(t))
	tests := []struct {
		name     string
		chain    feed.Chain
		answered bool
		is, not  []error // of the error, or of the warning if answered
		reason   string
	}{
		{"first", feed.Chain{Sources: []feed.Source{good, failing(broken)}}, true, nil, nil, "the others are not asked"},
		{"not mine", feed.Chain{Sources: []feed.Source{failing(absent), good}}, true, []error{feed.ErrNotServed}, []error{broken}, "goes on whatever the policy"},
		{"failed, stop", feed.Chain{Sources: []feed.Source{failing(broken), good}}, false, []error{broken}, []error{feed.ErrNotServed}, "the zero policy"},
		{"failed, go on", feed.Chain{Sources: []feed.Source{failing(broken), good}, OnFailure: feed.GoOn}, true, []error{broken}, []error{feed.ErrNotServed}, ""},
		{"nobody's", feed.Chain{Sources: []feed.Source{failing(absent), failing(absent)}, OnFailure: feed.GoOn}, false, []error{feed.ErrNotServed}, nil, ""},
		{"failed and not mine", feed.Chain{Sources: []feed.Source{failing(broken), failing(absent)}, OnFailure: feed.GoOn}, false, []error{broken}, []error{feed.ErrNotServed}, "a failure must not look like a gap"},
		{"not mine, then failed", feed.Chain{Sources: []feed.Source{failing(absent), failing(broken), good}}, false, []error{broken}, []error{feed.ErrNotServed}, ""},
		{"chain in a chain", feed.Chain{Sources: []feed.Source{feed.Chain{Sources: []feed.Source{failing(broken), failing(absent)}, OnFailure: feed.GoOn}, good}}, false, []error{broken}, []error{feed.ErrNotServed}, "the outer one sees a failure"},
		{"absent chain in a chain", feed.Chain{Sources: []feed.Source{feed.Chain{Sources: []feed.Source{failing(absent)}}, good}}, true, []error{feed.ErrNotServed}, nil, ""},
		{"empty", feed.Chain{}, false, []error{feed.ErrNotServed}, nil, ""},
		{"nil", feed.Chain{Sources: []feed.Source{nil}}, false, nil, []error{feed.ErrNotServed}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := tt.chain.Rates(t.Context(), feed.Query{})
			said := err
			if tt.answered {
				said = s.Warning
			}
			if (err == nil) != tt.answered || (s.Rates != nil) != tt.answered {
				t.Fatalf("%v, %v (%s)", s.Rates, err, tt.reason)
			}
			if tt.answered && s.Source != "ECB" {
				t.Errorf("answered by %q", s.Source)
			}
			for _, want := range tt.is {
				if !errors.Is(said, want) {
					t.Errorf("%v is not %v (%s)", said, want, tt.reason)
				}
			}
			for _, not := range tt.not {
				if errors.Is(said, not) {
					t.Errorf("%v is %v (%s)", said, not, tt.reason)
				}
			}
		})
	}
}

func TestChainSaysWhatAllSaid(t *testing.T) {
	_, err := feed.Chain{Sources: []feed.Source{failing(errors.New("one")), failing(errors.New("two"))}, OnFailure: feed.GoOn}.Rates(t.Context(), feed.Query{})
	var chain *feed.ChainError
	if !errors.As(err, &chain) || len(chain.Errors) != 2 || !strings.Contains(err.Error(), "1: one; 2: two") {
		t.Errorf("%v", err)
	}
}

// Who gave up does not want the next source to be asked.
func TestChainStopsWhereTheCallerDoes(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	first := feed.SourceFunc(func(ctx context.Context, _ feed.Query) (feed.Snapshot, error) {
		cancel()
		return feed.Snapshot{}, ctx.Err()
	})
	second := feed.SourceFunc(func(context.Context, feed.Query) (feed.Snapshot, error) {
		t.Error("the second source is asked")
		return feed.Snapshot{}, nil
	})
	if _, err := (feed.Chain{Sources: []feed.Source{first, second}, OnFailure: feed.GoOn}).Rates(ctx, feed.Query{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want Canceled", err)
	}
}

// A chain passes on what the caller knows, so that whichever source gave it can
// say that it still holds.
func TestChainRevalidates(t *testing.T) {
	srv := revalidating(t, "ecb-daily.xml")
	chain := feed.Chain{Sources: []feed.Source{failing(feed.ErrNotServed), feed.ECBSource{HTTP: srv.config()}}}
	first, err := chain.Rates(t.Context(), feed.Query{})
	if err != nil {
		t.Fatal(err)
	}
	again, err := chain.Rates(t.Context(), feed.Query{Known: &first})
	if err != nil || again.Rates != first.Rates {
		t.Errorf("%v, %v", again.Rates, err)
	}
}
