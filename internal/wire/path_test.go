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

// TestHas: a document has each path that leads to one of its bytes, and no
// other.
func TestHas(t *testing.T) {
	const text = `{"a":1,"lines":[{"id":"x","tax":{"amount":"2.00"}},{"id":"y"},[3,4]],"é":true}`
	for at := range len(text) {
		if path, _ := PathAt([]byte(text), at); !Has([]byte(text), path) {
			t.Errorf("no %s", path)
		}
	}
	for _, path := range []string{"b", "a.b", "a[0]", "lines[3]", "lines.id", "lines[0].tax.amounts", "lines[0].tax.amount.x", "lines[2][2]", "line", ".a", "é[0]", "lines[0]id"} {
		if Has([]byte(text), path) {
			t.Errorf("a value at %s", path)
		}
	}
	for n := range text { // in what is no JSON
		Has([]byte(text[:n]), "lines[2][1]")
	}
	if Has([]byte(strings.Repeat("[", 5000)), strings.Repeat("[0]", 4000)) {
		t.Error("a value 4000 deep")
	}
}
