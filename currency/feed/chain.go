package feed

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Chain asks sources in turn until one answers. A source that does not serve a
// query is passed over; what happens where one fails is up to OnFailure.
type Chain struct {
	Sources   []Source
	OnFailure Policy
}

// Policy says what a [Chain] does where a source fails.
type Policy uint8

const (
	// Stop returns the failure: the rates of the next source would be others.
	Stop Policy = iota
	// GoOn asks the next source. The snapshot says so in its Warning.
	GoOn
)

// Rates answers with the first source that does. What those before it said is
// the Warning of the snapshot.
//
// Rates returns a [*ChainError] if none answers, or if one fails and the policy
// is [Stop]. It wraps [ErrNotServed] only if no source failed.
func (c Chain) Rates(ctx context.Context, q Query) (Snapshot, error) {
	var said []error
	for i, source := range c.Sources {
		if source == nil {
			said = append(said, fmt.Errorf("feed: source %d of the chain is nil", i))
			break
		}
		s, err := source.Rates(ctx, q)
		if err == nil {
			if len(said) > 0 {
				s.Warning = errors.Join(&ChainError{said, true}, s.Warning)
			}
			return s, nil
		}
		said = append(said, err)
		if !errors.Is(err, ErrNotServed) && (c.OnFailure != GoOn || ctx.Err() != nil) {
			break
		}
	}
	if len(said) == 0 {
		return Snapshot{}, notServed("chain", "no sources")
	}
	return Snapshot{}, &ChainError{said, false}
}

// ChainError says why the sources of a [Chain] did not answer. errors.Is and
// errors.As find the errors of those that failed; it wraps [ErrNotServed] only
// if none did.
type ChainError struct {
	Errors   []error // of the sources, in turn
	Answered bool    // a later source answered
}

func (e *ChainError) Error() string {
	var s strings.Builder
	s.WriteString("feed: no source answered")
	if e.Answered {
		s.Reset()
		s.WriteString("feed: a later source answered")
	}
	for i, err := range e.Errors {
		fmt.Fprintf(&s, "; %d: %v", i+1, err)
	}
	return s.String()
}

// Unwrap returns the failures, or all errors of the sources if there are no
// failures.
func (e *ChainError) Unwrap() []error {
	var failures []error
	for _, err := range e.Errors {
		if !errors.Is(err, ErrNotServed) {
			failures = append(failures, err)
		}
	}
	if len(failures) > 0 {
		return failures
	}
	return e.Errors
}
