package feed

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// The classes of failure of sources. What is wrong with a file is an [*Error],
// which wraps a class of package currency.
var (
	// ErrNotServed: a source has nothing to say to a query, a day out of its
	// range or a currency that it lacks. Another source may.
	ErrNotServed = errors.New("not served by this source")
	// ErrStale: the newest rates at hand are older than allowed. It is that of
	// package currency. See [StaleError].
	ErrStale = currency.ErrStale
	// ErrProvider: a provider answered with an error. See [ProviderError].
	ErrProvider = errors.New("the provider reports an error")
)

// Error says where in a file of rates something is wrong. It wraps the cause:
// [currency.ErrSyntax], [currency.ErrRange], [currency.ErrInvalidRate],
// [currency.ErrUnknownCode], or the error of the reader.
type Error struct {
	Feed   string // "ECB XML"
	Line   int    // from 1; 0 where Offset is known instead
	Offset int64  // in bytes, of JSON
	Err    error
}

func (e *Error) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("feed: %s line %d: %v", e.Feed, e.Line, e.Err)
	}
	return fmt.Sprintf("feed: %s byte %d: %v", e.Feed, e.Offset, e.Err)
}

// Unwrap returns what was wrong.
func (e *Error) Unwrap() error { return e.Err }

// ProviderError is an error that a provider reports, by the status of its
// response or in its body. It wraps [ErrProvider].
type ProviderError struct {
	Provider string // "Open Exchange Rates"
	Status   int    // of HTTP, or the one that the body states; 0 if there is none
	Code     string // the provider's own: "invalid_app_id", "104"; may be empty
	Message  string // for people; may be empty
}

func (e *ProviderError) Error() string {
	var s strings.Builder
	fmt.Fprintf(&s, "feed: %s: %v", e.Provider, ErrProvider)
	if e.Status != 0 {
		fmt.Fprintf(&s, ": status %d", e.Status)
		if text := http.StatusText(e.Status); text != "" {
			s.WriteString(" " + text)
		}
	}
	if e.Code != "" {
		s.WriteString(", " + excerpt.Text(e.Code))
	}
	if e.Message != "" {
		s.WriteString(": " + excerpt.Cut(e.Message, maxMessage))
	}
	return s.String()
}

// maxMessage is how much of a provider's words a message repeats.
const maxMessage = 200

func (e *ProviderError) Unwrap() error { return ErrProvider }

// StaleError says that the newest rates at hand are too old to be served, and
// why there are no newer ones. It wraps [ErrStale] and the cause.
type StaleError struct {
	Source string        // who gave the rates
	AsOf   time.Time     // the time for which they hold
	Age    time.Duration // how old they are
	MaxAge time.Duration // how old they may be
	Cause  error         // why the refresh failed; nil if the source has nothing newer
}

func (e *StaleError) Error() string {
	s := fmt.Sprintf("feed: %v: those of %s are of %s, %v old where %v are allowed",
		ErrStale, e.Source, e.AsOf.UTC().Format(time.RFC3339), e.Age.Truncate(time.Second), e.MaxAge)
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

func (e *StaleError) Unwrap() []error {
	if e.Cause == nil {
		return []error{ErrStale}
	}
	return []error{ErrStale, e.Cause}
}
