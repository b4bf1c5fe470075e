package web

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/examples/storefront/shop"
)

// All languages say the same things, and all that templates and code ask for.
func TestTextsAreWhole(t *testing.T) {
	tongues, err := readTongues(shop.Languages())
	if err != nil {
		t.Fatal(err)
	}
	english := tongues[language.English]
	asks := regexp.MustCompile(`\.T\(? ?"([a-z_.0-9]+)"|notice\("([a-z_.]+)"\)|say\("([a-z_.]+)"|(?:quote\(|fault = )"([a-z_.]+)"`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob("templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, name := range append(files, pages...) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asks.FindAllStringSubmatch(string(text), -1) {
			key := m[1] + m[2] + m[3] + m[4]
			if strings.HasSuffix(key, ".") {
				continue // the rest is a value
			}
			used[key] = true
			if !english.has(key) {
				t.Errorf("%s asks for %s, which no language has", name, key)
			}
		}
	}
	if len(used) < 100 {
		t.Errorf("only %d keys were found in templates and code", len(used))
	}
	made := regexp.MustCompile(`^(error|fault|field|terms|pay|cause|where|collector|on|zero|notice|sum)\.|^(date|clock)$|\.text$`)
	for key := range english.texts {
		if !used[key] && !made.MatchString(key) {
			t.Errorf("nobody asks for %s", key)
		}
	}
	for _, tag := range shop.Languages() {
		if tag == language.English {
			continue
		}
		same := 0
		for key, text := range tongues[tag].texts {
			if text == english.texts[key] && len(text) > 12 {
				same++
			}
		}
		if same > 5 {
			t.Errorf("%v: %d texts are the English ones", tag, same)
		}
	}
}

func TestSameKeys(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b map[string]string
		ok   bool
	}{
		{"same", map[string]string{"k": "{a} and {b}"}, map[string]string{"k": "{b}, {a}"}, true},
		{"missing", map[string]string{"k": "x"}, map[string]string{}, false},
		{"too much", map[string]string{}, map[string]string{"k": "x"}, false},
		{"another blank", map[string]string{"k": "{a}"}, map[string]string{"k": "{b}"}, false},
		{"open brace", map[string]string{"k": "{a}"}, map[string]string{"k": "{a"}, false},
	} {
		if err := sameKeys(c.a, c.b); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestT(t *testing.T) {
	w := &tongue{texts: map[string]string{"k": "{a} of {b}"}}
	if got := w.T("k", "a", "{b}", "b", 2); got != "{b} of 2" {
		t.Errorf("what is put in is looked into: %q", got)
	}
	if got := w.T("none"); got != "none" {
		t.Error(got)
	}
}
