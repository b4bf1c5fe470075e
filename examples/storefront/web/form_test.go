package web

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	ids       = regexp.MustCompile(` id="([^"]*)"`)
	points    = regexp.MustCompile(` (?:aria-describedby|aria-labelledby|for)="([^"]*)"`)
	controls  = regexp.MustCompile(`<(input|select)( [^>]*)>`)
	labels    = regexp.MustCompile(` for="([^"]*)"`)
	inline    = regexp.MustCompile(`(?i) (style|on[a-z]+)="|<style|javascript:`)
	scripts   = regexp.MustCompile(`<script([^>]*)>`)
	elsewhere = regexp.MustCompile(`(?:src|href|action)="(?:https?:)?//`)
	images    = regexp.MustCompile(`<img ([^>]*)>`)
)

// wellFormed checks what holds for every page: elements that are pointed to are
// there, every control has a label and every picture a text, and nothing is
// inline or comes from elsewhere.
func wellFormed(t *testing.T, what string, a answer) {
	t.Helper()
	there := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(a.body, -1) {
		if there[m[1]] {
			t.Errorf("%s: two elements have the ID %q", what, m[1])
		}
		there[m[1]] = true
	}
	labelled := map[string]bool{}
	for _, m := range labels.FindAllStringSubmatch(a.body, -1) {
		labelled[m[1]] = true
	}
	for _, m := range points.FindAllStringSubmatch(a.body, -1) {
		for id := range strings.FieldsSeq(m[1]) {
			if !there[id] {
				t.Errorf("%s: %q is pointed to and not there", what, id)
			}
		}
	}
	for _, m := range controls.FindAllStringSubmatch(a.body, -1) {
		if strings.Contains(m[2], `type="hidden"`) {
			continue
		}
		id := ids.FindStringSubmatch(m[2])
		if id == nil || !labelled[id[1]] {
			t.Errorf("%s: no label to %s", what, m[0])
		}
	}
	for _, m := range images.FindAllStringSubmatch(a.body, -1) {
		if !strings.Contains(m[1], `alt="`) {
			t.Errorf("%s: no alt in %s", what, m[0])
		}
	}
	for _, m := range scripts.FindAllStringSubmatch(a.body, -1) {
		if !strings.Contains(m[1], `src="/static/`) {
			t.Errorf("%s: an inline script", what)
		}
	}
	for _, found := range []string{inline.FindString(a.body), elsewhere.FindString(a.body), leaked.FindString(a.body)} {
		if found != "" {
			t.Errorf("%s: %s", what, found)
		}
	}
	if got := a.Header.Get("Content-Security-Policy"); !strings.HasPrefix(got, "default-src 'none'") || strings.Contains(got, "unsafe") {
		t.Errorf("%s: policy %q", what, got)
	}
}

// The colours of the style sheet, text on its grounds, in both schemes: at least
// 4.5 to 1 (WCAG 2.2, 1.4.3 Contrast (Minimum)), and 3 to 1 for the edge of a
// field (1.4.11).
func TestContrast(t *testing.T) {
	text, err := os.ReadFile("../page/static/style.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, ok := strings.Cut(string(text), "@media (prefers-color-scheme: dark)")
	if !ok {
		t.Fatal("no dark scheme")
	}
	for name, scheme := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6});`).FindAllStringSubmatch(scheme, -1) {
			if _, twice := colours[m[1]]; !twice {
				colours[m[1]] = luminance(t, m[2])
			}
		}
		for _, pair := range []struct {
			text, ground string
			least        float64
		}{
			{"ink", "paper", 4.5}, {"ink", "card", 4.5}, {"ink", "accent-soft", 4.5}, {"soft", "paper", 4.5}, {"soft", "card", 4.5},
			{"soft", "accent-soft", 4.5}, {"accent", "paper", 4.5}, {"accent", "card", 4.5}, {"accent", "accent-soft", 4.5},
			{"accent-ink", "accent", 4.5}, {"good", "good-soft", 4.5}, {"warn", "warn-soft", 4.5}, {"bad", "bad-soft", 4.5},
			{"bad", "card", 4.5}, {"ink", "good-soft", 4.5}, {"ink", "warn-soft", 4.5}, {"ink", "bad-soft", 4.5}, {"field", "card", 3}, {"accent", "bad-soft", 4.5}, {"accent", "warn-soft", 4.5},
		} {
			a, b := colours[pair.text], colours[pair.ground]
			if a == 0 || b == 0 {
				t.Fatalf("%s: no %s or %s", name, pair.text, pair.ground)
			}
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < pair.least {
				t.Errorf("%s: %s on %s: %.2f, at least %.1f", name, pair.text, pair.ground, ratio, pair.least)
			}
		}
	}
}

// luminance is the relative luminance of a colour (WCAG 2.2, definitions).
func luminance(t *testing.T, hex string) float64 {
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatal(fmt.Errorf("colour %s: %w", hex, err))
	}
	linear := func(c uint64) float64 {
		s := float64(c&0xff) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(n>>16) + 0.7152*linear(n>>8) + 0.0722*linear(n)
}

// Pages are mirrored for scripts from right to left: no style names left or right.
func TestStylesAreLogical(t *testing.T) {
	physical := regexp.MustCompile(`(?:margin|padding|border|inset)-(?:left|right)|text-align: (?:left|right)|float:|[^-](?:left|right):`)
	for _, name := range []string{"style.css", "shop.css"} {
		text, err := os.ReadFile("../page/static/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if found := physical.FindString(string(text)); found != "" {
			t.Errorf("%s: %s", name, found)
		}
	}
}
