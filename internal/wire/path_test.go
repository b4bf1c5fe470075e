package wire

import (
	"strings"
	"testing"
)

func TestPathAt(t *testing.T) {
	const text = `{"a":1,"lines":[{"id":"x","tax":{"amount":"2.00"}},{"id":"y"},[3,4]],"é":true}`
	for _, tt := range []struct{ at, path, value, reason string }{
		{`1,"lines`, "a", "1", "a number"},
		{`"a"`, "a", "1", "the name of a field"},
		{`x"`, "lines[0].id", `"x"`, "inside a string"},
		{`2.00`, "lines[0].tax.amount", `"2.00"`, "below an object"},
		{`tax"`, "lines[0].tax", `{"amount":"2.00"}`, "the name of an object"},
		{`y"`, "lines[1].id", `"y"`, "a later element"},
		{`4]`, "lines[2][1]", `4`, "an array in an array"},
		{`true`, "é", `true`, "a name that is not ASCII"},
	} {
		path, value := PathAt([]byte(text), strings.Index(text, tt.at))
		if path != tt.path || string(value) != tt.value {
			t.Errorf("%s: %q, %s, want %q, %s", tt.reason, path, value, tt.path, tt.value)
		}
	}
	for at := range len(text) + 2 { // anywhere, and in what is no JSON
		for n := range text {
			PathAt([]byte(text[:n]), at)
		}
		PathAt([]byte(strings.Repeat("[", 5000)), at)
	}
}
