package web

import (
	"bufio"
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/landedhq/landed/locale"
)

//go:embed texts
var textFiles embed.FS

// tongue is a language that the shop speaks.
type tongue struct {
	tag       language.Tag
	name      string // what its speakers call it
	texts     map[string]string
	countries display.Namer
}

// readTongues reads the texts of languages, and demands that all say the same
// things: a text that one lacks, or that others put something else into, is an
// error.
func readTongues(tags []language.Tag) (map[language.Tag]*tongue, error) {
	all := make(map[language.Tag]*tongue, len(tags))
	var first *tongue
	for _, tag := range tags {
		base, _ := tag.Base()
		texts, err := readTexts("texts/" + base.String() + ".txt")
		if err != nil {
			return nil, fmt.Errorf("web: texts in %v: %w", tag, err)
		}
		t := &tongue{tag: tag, name: display.Self.Name(tag), texts: texts, countries: display.Regions(tag)}
		if first == nil {
			first = t
		} else if err := sameKeys(first.texts, texts); err != nil {
			return nil, fmt.Errorf("web: texts in %v against those in %v: %w", tag, first.tag, err)
		}
		all[tag] = t
	}
	return all, nil
}

// readTexts reads lines of "key = text"; those that begin with "#" are remarks.
func readTexts(name string) (map[string]string, error) {
	f, err := textFiles.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	texts := map[string]string{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		key, text, ok := strings.Cut(line, "=")
		key, text = strings.TrimSpace(key), strings.TrimSpace(text)
		if !ok || key == "" || text == "" {
			return nil, fmt.Errorf("line %d: not a key and a text", n)
		}
		if _, twice := texts[key]; twice {
			return nil, fmt.Errorf("line %d: %s stands twice", n, key)
		}
		texts[key] = text
	}
	return texts, lines.Err()
}

// sameKeys compares keys, and what the texts put in.
func sameKeys(a, b map[string]string) error {
	for _, key := range slices.Sorted(maps.Keys(a)) {
		text, ok := b[key]
		if !ok {
			return fmt.Errorf("no %s", key)
		}
		if !slices.Equal(blanks(a[key]), blanks(text)) {
			return fmt.Errorf("%s puts in %v, not %v", key, blanks(text), blanks(a[key]))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(b)) {
		if _, ok := a[key]; !ok {
			return fmt.Errorf("%s too much", key)
		}
	}
	return nil
}

// blanks are the names in braces of a text, in order.
func blanks(text string) []string {
	var names []string
	for {
		_, rest, ok := strings.Cut(text, "{")
		if !ok {
			slices.Sort(names)
			return names
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return append(names, "{")
		}
		names, text = append(names, name), after
	}
}

// T is the text of a key, with pairs of names and values put in. The key itself
// stands for a text that is missing, so that it shows.
func (t *tongue) T(key string, pairs ...any) string {
	text, ok := t.texts[key]
	if !ok {
		return key
	}
	if len(pairs) == 0 {
		return text
	}
	with := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		with = append(with, fmt.Sprintf("{%v}", pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return strings.NewReplacer(with...).Replace(text)
}

// has tells whether there is a text of a key.
func (t *tongue) has(key string) bool { return t.texts[key] != "" }

// country is what a country is called.
func (t *tongue) country(c locale.Country) string {
	region, err := language.ParseRegion(string(c))
	if err != nil {
		return string(c)
	}
	if name := t.countries.Name(region); name != "" {
		return name
	}
	return string(c)
}
