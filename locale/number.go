package locale

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
	"github.com/landedhq/landed/internal/exact"
)

// number is the digits of a number and how they are written. Its digits are in
// a buffer of its own, so that they need no memory.
type number struct {
	negative bool // also of what was rounded to zero
	buf      [48]byte
	start    int // of the digits in buf
	point    int // where the digits behind the point begin
	end      int
	long     []byte // in place of buf where that is too small
	layout
}

// layout is how a locale writes digits.
type layout struct {
	system             cldr.System
	decimal, group     string
	primary, secondary int // sizes of groups, 0 for none
	minimum            int // digits before the first group separator
}

func (n *number) integer() []byte {
	if n.long != nil {
		return n.long[n.start:n.point]
	}
	return n.buf[n.start:n.point]
}

func (n *number) fraction() []byte {
	if n.long != nil {
		return n.long[n.point:n.end]
	}
	return n.buf[n.point:n.end]
}

func (n *number) isZero() bool {
	return onlyZeros(n.integer()) && onlyZeros(n.fraction())
}

func onlyZeros(digits []byte) bool {
	for _, d := range digits {
		if d != '0' {
			return false
		}
	}
	return true
}

// setAmount takes the digits of an amount as it stands.
func (n *number) setAmount(a currency.Amount) {
	units, scale, ok := a.Units()
	if !ok {
		n.setText([]byte(a.Text()))
		return
	}
	n.negative = units < 0
	i := len(n.buf)
	for u := exact.Abs(units); u > 0; u /= 10 {
		i--
		n.buf[i] = byte('0' + u%10)
	}
	n.point, n.end = len(n.buf)-scale, len(n.buf)
	for i >= n.point {
		i--
		n.buf[i] = '0'
	}
	n.start = i
}

// setText takes a number in plain notation.
func (n *number) setText(text []byte) {
	if n.negative = len(text) > 0 && text[0] == '-'; n.negative {
		text = text[1:]
	}
	n.long, n.start, n.point, n.end = text, 0, len(text), len(text)
	if i := bytes.IndexByte(text, '.'); i >= 0 {
		copy(text[i:], text[i+1:])
		n.point, n.end = i, len(text)-1
	}
}

// setShown takes the digits of an amount that a style shows.
func (n *number) setShown(a currency.Amount, s *Style) {
	if s.exact() {
		n.setAmount(a)
		return
	}
	fewest, most, step := s.places(a.Currency())
	negative := a.Sign() < 0
	if _, scale, _ := a.Units(); most >= 0 && (scale > most || step > 1) {
		// It cannot fail: the grid is a valid one, and no coarser number has
		// more digits.
		a, _ = a.Round(currency.Rounding{Digits: currency.To(most), Increment: int64(step)})
	}
	n.setAmount(a)
	n.negative = negative
	n.setPlaces(fewest)
	if s.TrimZeros && onlyZeros(n.fraction()) {
		n.end = n.point
	}
}

// setPlaces drops zeros at the end down to the fewest digits behind the point,
// or fills up to them.
func (n *number) setPlaces(fewest int) {
	f := n.fraction()
	kept := len(f)
	for kept > fewest && f[kept-1] == '0' {
		kept--
	}
	n.end = n.point + kept
	if missing := fewest - kept; missing > 0 {
		long := make([]byte, 0, n.end-n.start+missing)
		long = append(append(long, n.integer()...), n.fraction()...)
		n.start, n.point = 0, len(n.integer())
		n.long = append(long, strings.Repeat("0", missing)...)
		n.end = len(n.long)
	}
}

// append writes the digits with their separators, without a sign.
func (n *number) append(dst []byte) []byte {
	rest := n.integer()
	if n.primary > 0 && len(rest) >= n.primary+n.minimum {
		head := (len(rest) - n.primary) % n.secondary
		if head == 0 {
			head = n.secondary
		}
		for len(rest) > n.primary {
			dst = append(n.appendDigits(dst, rest[:head]), n.group...)
			rest, head = rest[head:], n.secondary
		}
	}
	dst = n.appendDigits(dst, rest)
	if n.end == n.point {
		return dst
	}
	return n.appendDigits(append(dst, n.decimal...), n.fraction())
}

func (n *number) appendDigits(dst, digits []byte) []byte {
	switch {
	case n.system == 0:
		return append(dst, digits...)
	case n.system.Ideographic():
		for _, d := range digits {
			dst = append(dst, cldr.IdeographicDigit(int(d-'0'))...)
		}
		return dst
	}
	zero := n.system.Zero()
	for _, d := range digits {
		dst = utf8.AppendRune(dst, zero+rune(d-'0'))
	}
	return dst
}

// maxLatin is the room for 35 digits with a decimal separator, or 19 with groups.
const maxLatin = 64

// appendLatin writes units / 10^scale in Latin digits with their separators,
// without a sign. It does the same as a number, in one pass from the end.
func (y *layout) appendLatin(dst []byte, units uint64, scale int) []byte {
	var buf [maxLatin]byte
	i := len(buf)
	if scale > 0 {
		for ; scale >= 2; scale -= 2 {
			two := units % 100 * 2
			units /= 100
			buf[i-1], buf[i-2] = twoDigits[two+1], twoDigits[two]
			i -= 2
		}
		if scale == 1 {
			i--
			buf[i] = byte('0' + units%10)
			units /= 10
		}
		for k := len(y.decimal) - 1; k >= 0; k-- {
			i--
			buf[i] = y.decimal[k]
		}
	}
	if y.primary == 3 && y.secondary == 3 && len(y.group) == 1 {
		return append(dst, y.thousands(&buf, i, units)...)
	}
	run := -1 // digits up to the next group separator
	if first, _ := exact.Pow10(y.primary + y.minimum - 1); y.primary > 0 && units >= first {
		run = y.primary
	}
	for {
		if run == 0 {
			i -= len(y.group)
			copy(buf[i:], y.group)
			run = y.secondary
		}
		i--
		run--
		buf[i] = byte('0' + units%10)
		if units /= 10; units == 0 {
			return append(dst, buf[i:]...)
		}
	}
}

const twoDigits = "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"

// thousands writes units before buf[i:] in groups of three with one byte
// between them, which is how most locales have it, and returns the end of buf.
func (y *layout) thousands(buf *[maxLatin]byte, i int, units uint64) []byte {
	group := units >= 1000
	if y.minimum > 1 {
		first, _ := exact.Pow10(2 + y.minimum)
		group = units >= first
	}
	for units >= 1000 {
		q := units / 1000
		r := units - 1000*q
		units = q
		two := r % 100 * 2
		buf[i-1], buf[i-2], buf[i-3] = twoDigits[two+1], twoDigits[two], byte('0'+r/100)
		i -= 3
		if group {
			i--
			buf[i] = y.group[0]
		}
	}
	for {
		i--
		buf[i] = byte('0' + units%10)
		if units /= 10; units == 0 {
			return buf[i:]
		}
	}
}
