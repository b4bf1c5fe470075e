package tax

import (
	"slices"
	"strconv"
)

// The enumerations of this package are small numbers with a fixed list of
// words; these functions are the one place where a word is read or written.

func parseWord[T ~uint8](s, kind string, words []string, class error) (T, error) {
	if i := slices.Index(words, s); i >= 0 {
		return T(i), nil
	}
	return 0, &WordError{Kind: kind, Word: s, Known: words, Err: class}
}

func wordOf[T ~uint8](v T, words []string) string {
	if int(v) < len(words) {
		return words[v]
	}
	return strconv.Itoa(int(v))
}

func marshalWord[T ~uint8](v T, kind string, words []string, class error) ([]byte, error) {
	if int(v) < len(words) {
		return []byte(words[v]), nil
	}
	return nil, &WordError{Kind: kind, Word: strconv.Itoa(int(v)), Known: words, Err: class}
}
