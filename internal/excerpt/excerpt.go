// Package excerpt shows untrusted text in messages: its beginning, as valid
// UTF-8. A hostile text can be long; a message is not.
package excerpt

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// most is how many bytes of a text a message shows.
const most = 60

// Text returns s, or its beginning and "…", in at most 60 bytes.
func Text[S ~string | ~[]byte](s S) string { return Cut(s, most) }

// Cut is Text for messages with room for another number of bytes, at least
// those of "…".
func Cut[S ~string | ~[]byte](s S, most int) string {
	if len(s) <= most {
		return strings.ToValidUTF8(string(s), string(utf8.RuneError))
	}
	return beginning(s, most-len("…")) + "…"
}

// Quote returns s in quotes, in back quotes where it has double quotes itself,
// as JSON has. A text of more than 60 bytes is cut, and its length stated.
func Quote[S ~string | ~[]byte](s S) string {
	shown := string(s[:min(len(s), most)])
	if len(s) > most {
		shown = beginning(s, most)
	}
	if strings.Contains(shown, `"`) && strconv.CanBackquote(shown) {
		shown = "`" + shown + "`"
	} else {
		shown = strconv.Quote(shown)
	}
	if len(s) > most {
		shown += fmt.Sprintf("… (%d bytes)", len(s))
	}
	return shown
}

// beginning returns at most n bytes of the longer s, and no part of a rune.
func beginning[S ~string | ~[]byte](s S, n int) string {
	cut := n
	for cut > 0 && n-cut < utf8.UTFMax && !utf8.RuneStart(s[cut]) {
		cut--
	}
	if !utf8.RuneStart(s[cut]) {
		cut = n // not UTF-8 at all
	}
	return strings.ToValidUTF8(string(s[:cut]), string(utf8.RuneError))
}
