package duty

import (
	"slices"
	"strings"

	"github.com/landedhq/landed/internal/excerpt"
)

// special adds the preferences of a cell such as
//
//	Free (AU,BH,CL) 2.5% (KR) See 9823.04.01-9823.04.54 (S+)
//
// each rate, or prose, with the programmes in the brackets behind it. Brackets
// with anything but symbols of programmes belong to the prose.
func (h *htsReader) special(code Code, name, cell string) error {
	rest := cell
	for rest != "" {
		text, symbols, after, ok := cutGroup(rest)
		if !ok {
			h.report.Unclaimable = append(h.report.Unclaimable, ProseCell{h.row, code, "special", h.once(rest)})
			return nil
		}
		if text == "" {
			return h.fail("special", tableError("programmes without a rate: %s", excerpt.Quote(cell)))
		}
		h.add(Preference, code, name, h.once(strings.Join(symbols, " ")), "special", text)
		rest = after
	}
	return nil
}

// cutGroup cuts the first rate and its programmes from a cell.
func cutGroup(s string) (text string, symbols []string, after string, ok bool) {
	for from := 0; ; {
		length := strings.IndexByte(s[from:], ')')
		if length < 0 {
			return "", nil, "", false
		}
		end := from + length
		open := from + strings.LastIndexByte(s[from:end], '(')
		if open >= from {
			if symbols, ok = programSymbols(s[open+1 : end]); ok {
				return strings.TrimSpace(s[:open]), symbols, strings.TrimSpace(s[end+1:]), true
			}
		}
		from = end + 1
	}
}

// programSymbols reads "A+, AU,BH": one or two capitals each, with + or * behind
// them at will. It drops doubles and the comma or point too many that the file
// has here and there, and reads the space that it has for a comma.
func programSymbols(s string) ([]string, bool) {
	var symbols []string
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ' ' || r == '.' }) {
		letters := strings.TrimRight(word, "+*")
		if len(letters) == 0 || len(letters) > 2 || len(word) > len(letters)+1 {
			return nil, false
		}
		for i := range len(letters) {
			if letters[i] < 'A' || letters[i] > 'Z' {
				return nil, false
			}
		}
		if !slices.Contains(symbols, word) {
			symbols = append(symbols, word)
		}
	}
	return symbols, len(symbols) > 0
}
