package duty

import "strings"

// piece is a term and the operator before it: "", "+", "-", "MIN", "MAX".
type piece struct{ op, text string }

// operators in words, the longer before those they contain.
var operators = [...]struct{ word, op string }{
	{" but not less than ", "MIN"},
	{" but not more than ", "MAX"},
	{" but not less ", "MIN"}, // as the HTS once prints it
	{" min ", "MIN"},
	{" max ", "MAX"},
	{" less ", "-"},
	{" plus ", "+"},
	{" - ", "-"},
}

// splitOperators cuts an expression into its terms.
func splitOperators(s string) []piece {
	var pieces []piece
	op, from := "", 0
	lower := asciiLower(s)
	for i := 0; i < len(s); {
		next, width := "", 0
		if s[i] == '+' {
			next, width = "+", 1
		} else if s[i] == ' ' {
			next, width = operatorAt(lower[i:])
		}
		if width == 0 {
			i++
			continue
		}
		pieces = append(pieces, piece{op, strings.TrimSpace(s[from:max(from, i)])})
		op, from = next, i+width
		// The last space of an operator may open the next one, so that
		// "A MIN MAX B" leaves an empty term, which is refused.
		if i += width; s[i-1] == ' ' {
			i--
		}
	}
	return append(pieces, piece{op, strings.TrimSpace(s[from:])})
}

func operatorAt(lower string) (op string, width int) {
	for _, o := range operators {
		if strings.HasPrefix(lower, o.word) {
			return o.op, len(o.word)
		}
	}
	return "", 0
}

// asciiLower lowers letters without changing the length of the text.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// whichever splits "A or B, whichever is the greater".
func whichever(s string) (first, second, op string, ok bool) {
	alternatives, which, ok := strings.Cut(s, " whichever is ")
	if !ok {
		return "", "", "", false
	}
	switch strings.TrimSuffix(strings.TrimPrefix(which, "the "), ".") {
	case "greater", "higher":
		op = "MIN"
	case "less", "lesser", "lower":
		op = "MAX"
	default:
		return "", "", "", false
	}
	first, second, ok = strings.Cut(strings.TrimSuffix(alternatives, ","), " or ")
	return first, second, op, ok && !strings.Contains(second, " or ")
}
