package shard

import (
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
)

// ErrMissing is the class of errors of a set of shards that is not complete.
var ErrMissing = errors.New("shards are missing")

// MaxShards bounds a set, so that a numbered name cannot ask for more.
const MaxShards = 1_000_000

// numbered is the name of a shard that tells how many there are.
var numbered = regexp.MustCompile(`^(.*)-(\d{1,9})-of-(\d{1,9})([^/]*)$`)

// List returns the files that a pattern such as in/products-*.csv matches, in
// the order of their names. A set may be numbered as in
// products-00003-of-00010.csv, from 0; its number is then what says that all
// are there.
//
// List returns an error if:
//   - the pattern is malformed, or its files cannot be listed;
//   - none matches it, or a numbered set has a gap (ErrMissing);
//   - some shards are numbered and others are not, or they disagree on how
//     many there are.
func List(ctx context.Context, pattern string) ([]string, error) {
	fs, err := open(ctx, pattern)
	if err != nil {
		return nil, err
	}
	defer fs.Close()
	names, err := fs.List(ctx, pattern)
	if err != nil {
		return nil, fmt.Errorf("shards %q: %w", pattern, err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("shards %q: %w: no file has such a name", pattern, ErrMissing)
	}
	if len(names) > MaxShards {
		return nil, fmt.Errorf("shards %q: %d files, want at most %d", pattern, len(names), MaxShards)
	}
	slices.Sort(names)
	if err := complete(names); err != nil {
		return nil, fmt.Errorf("shards %q: %w", pattern, err)
	}
	return names, nil
}

// complete checks the numbers in the names, if they have any.
func complete(names []string) error {
	total, stem := -1, ""
	var have []bool
	for i, name := range names {
		m := numbered.FindStringSubmatch(name)
		if (m != nil) != (total >= 0) && i > 0 {
			return fmt.Errorf("%s and %s: one is numbered, the other is not", path.Base(names[0]), path.Base(name))
		}
		if m == nil {
			continue
		}
		k, _ := strconv.Atoi(m[2]) // nine digits at most
		n, _ := strconv.Atoi(m[3])
		if total < 0 {
			if n > MaxShards {
				return fmt.Errorf("%s: want at most %d shards", path.Base(name), MaxShards)
			}
			total, stem, have = n, m[1]+m[4], make([]bool, n)
		}
		switch {
		case n != total || m[1]+m[4] != stem:
			return fmt.Errorf("%s and %s: not of one set", path.Base(names[0]), path.Base(name))
		case k >= n:
			return fmt.Errorf("%s: numbers go from 0 to %d", path.Base(name), n-1)
		case have[k]:
			return fmt.Errorf("%s: its number is there twice", path.Base(name))
		}
		have[k] = true
	}
	if len(names) == total || total < 0 {
		return nil
	}
	var gaps []string
	for k, ok := range have {
		if !ok && len(gaps) == 5 {
			gaps = append(gaps, "…")
			break
		}
		if !ok {
			gaps = append(gaps, strconv.Itoa(k))
		}
	}
	return fmt.Errorf("%w: %d of %d are there, not number %s", ErrMissing, len(names), total, strings.Join(gaps, ", "))
}

// Name is the name of shard k of n: stem-00003-of-00010 and the extension.
func Name(stem string, k, n int, extension string) string {
	return fmt.Sprintf("%s-%05d-of-%05d%s", stem, k, n, extension)
}

// open returns the file system that a path lies in.
func open(ctx context.Context, path string) (filesystem.Interface, error) {
	if strings.TrimSpace(path) == "" {
		return nil, errors.New("an empty path")
	}
	return filesystem.New(ctx, path)
}
