package feed

import (
	"cmp"
	"io"
	"slices"

	"github.com/landedhq/landed/currency"
)

// File is what a file of rates holds.
type File struct {
	// Days are the snapshots, at least one, the newest first.
	Days []*currency.Rates
	// Skipped are the currencies left out because package currency does not
	// know them, sorted.
	Skipped []string
}

// Newest returns the newest snapshot, nil if there is none.
func (f File) Newest() *currency.Rates {
	if len(f.Days) == 0 {
		return nil
	}
	return f.Days[0]
}

// History returns the days as a history, to look up rates by date. Of several
// snapshots of a day it has the newest. It fails as [currency.NewHistory] does.
func (f File) History() (*currency.History, error) { return history(f.Days) }

// history returns snapshots, the newest first, as a history.
func history(days []*currency.Rates) (*currency.History, error) {
	return currency.NewHistory(slices.CompactFunc(slices.Clone(days), func(x, y *currency.Rates) bool {
		return currency.DateOf(x.AsOf()) == currency.DateOf(y.AsOf())
	}))
}

func newestFirst(x, y *currency.Rates) int { return cmp.Compare(y.AsOf().Unix(), x.AsOf().Unix()) }

// A Reader reads a file of rates: [ReadECB], [ReadCSV], … It returns an
// [*Error] that says where the file is wrong, or a [*ProviderError] if the file
// is a provider's error message.
type Reader func(io.Reader, Limits) (File, error)
