package web

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// maxText is how many bytes of a field are looked at.
const maxText = 512

// clean is what somebody typed, as one line: without spaces around it, control
// characters and what is no text, and not longer than anything that the shop
// takes.
func clean(s string) string {
	if len(s) > maxText {
		s = s[:maxText]
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "")
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case r < ' ' || r >= 0x7f && r < 0xa0:
			return -1
		case r == '\u2028' || r == '\u2029' || '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069': // lines, and directions that run on
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// plain is a code or number that somebody typed, in the letters and digits of
// ASCII: people in Japan type wide ones, people in Arabic countries their own.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case '٠' <= r && r <= '٩':
			return r - '٠' + '0'
		case '۰' <= r && r <= '۹':
			return r - '۰' + '0'
		case r == '‐' || r == '‑' || r == '–' || r == '−' || r == 'ー':
			return '-'
		case r == '\u3000' || r == '\u00a0':
			return ' '
		}
		return r
	}, clean(s))
	return strings.TrimSpace(width.Narrow.String(s))
}
