package duty

import (
	"iter"
	"slices"
	"sort"
	"strings"
)

// Entry is a line of an official file, with or without a rate of its own.
type Entry struct {
	Code        Code     `json:"code"`
	Description string   `json:"description"`     // its own words
	Under       []string `json:"under,omitempty"` // the descriptions that it stands under, from the heading down
	Units       string   `json:"units,omitempty"` // of quantity, as the file spells them, separated by spaces
	Note        string   `json:"note,omitempty"`  // footnotes on its rate
}

// String returns the code and the whole description.
func (e Entry) String() string {
	return e.Code.Dotted() + " " + strings.Join(append(e.Under[:len(e.Under):len(e.Under)], e.Description), " ")
}

// entry is how a schedule keeps a line; those without a code group others.
type entry struct {
	code              Code
	text, units, note string
	parent            int32 // -1 = none
}

func (s *schedule) entry(i int) Entry {
	e := &s.entries[i]
	shown := Entry{Code: e.code, Description: e.text, Units: e.units, Note: e.note}
	for p := e.parent; p >= 0; p = s.entries[p].parent {
		shown.Under = append(shown.Under, s.entries[p].text)
	}
	for a, b := 0, len(shown.Under)-1; a < b; a, b = a+1, b-1 {
		shown.Under[a], shown.Under[b] = shown.Under[b], shown.Under[a]
	}
	return shown
}

// Entries gives each line of a jurisdiction's complete file, in the order of
// the file. For a table that is not complete it gives the codes of the normal
// duties, with their names.
func (t *Tariff) Entries(jurisdiction string) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		s := t.schedules[jurisdiction]
		if s == nil {
			return
		}
		for i := range s.entries {
			if s.entries[i].code != "" && !yield(s.entry(i)) {
				return
			}
		}
		if len(s.entries) > 0 {
			return
		}
		for i := range s.rows {
			if l := &s.rows[i]; l.Kind == MFN && (i == 0 || s.rows[i-1].Code != l.Code) &&
				!yield(Entry{Code: l.Code, Description: l.Name}) {
				return
			}
		}
	}
}

// Search returns at most limit lines whose description has all words of a text,
// in whatever case and order. The words of the lines above it count too, but at
// least one word must be in its own description, or in that of the lines
// without a code that group it. A word of digits, with or without dots, also
// matches the lines whose codes begin with it: "6109", or "6109.10 women". An
// empty text finds nothing, nor does one of more than 1024 bytes.
func (t *Tariff) Search(jurisdiction, text string, limit int) []Entry {
	if len(text) > mostAsked || limit <= 0 {
		return nil
	}
	words := strings.Fields(strings.ToLower(text))
	var found []Entry
	if len(words) == 0 {
		return nil
	}
	i := 0
	for e := range t.Entries(jurisdiction) {
		own, above := e.Description, e.Under
		if s := t.schedules[jurisdiction]; len(s.entries) > 0 {
			for s.entries[i].code != e.Code {
				i++
			}
			for p := s.entries[i].parent; p >= 0 && s.entries[p].code == ""; p = s.entries[p].parent {
				own += " " + s.entries[p].text
				above = above[:len(above)-1]
			}
		}
		if matches(e.Code, strings.ToLower(own), above, words) {
			if found = append(found, e); len(found) == limit {
				break
			}
		}
	}
	return found
}

// mostAsked is the length of the longest text that is searched for, in bytes.
const mostAsked = 1024

// matches reports whether a line has all words, which are in lower case.
func matches(code Code, own string, under, words []string) bool {
	any := false
	above := ""
	for _, word := range words {
		digits, _ := codeDigits(word)
		if strings.Contains(own, word) || digits != "" && strings.HasPrefix(string(code), digits) {
			any = true
			continue
		}
		if above == "" {
			above = strings.ToLower(strings.Join(under, " "))
		}
		if !strings.Contains(above, word) {
			return false
		}
	}
	return any
}

// missing returns what the table is known to lack for goods: its gaps, and the
// additional duties that a footnote of the official file points to and that no
// layer of a shop's own has.
func (t *Tariff) missing(q query) []Levy {
	s := q.table
	if s == nil {
		s = t.schedules[q.dest]
	}
	if s == nil {
		return nil
	}
	var lacks []Levy
	for i := range s.gaps {
		if gap := &s.gaps[i]; q.concerns(gap.Code) && gap.on(q.on) && gap.from(q.origin, q.on) {
			lacks = append(lacks, *gap)
		}
	}
	if len(s.notes) == 0 {
		return lacks
	}
	for n := len(q.code); n >= 2; n -= 2 {
		lacks = s.footnoted(lacks, q.code[:n])
	}
	if at, _ := s.spans.of(q.code.key()); at.below && !q.alone {
		for i := s.entryAt(q.code); i < len(s.entries) && (s.entries[i].code == "" || q.concerns(s.entries[i].code)); i++ {
			if code := s.entries[i].code; len(code) > len(q.code) {
				lacks = s.footnoted(lacks, code)
			}
		}
	}
	return lacks
}

// concerns reports whether what holds for a code may do so for the goods: their
// code begins with it, or they may be of a line under theirs.
func (q *query) concerns(code Code) bool {
	return strings.HasPrefix(string(q.code), string(code)) || !q.alone && strings.HasPrefix(string(code), string(q.code))
}

// entryAt returns where the lines of a file begin that have a code or a later
// one. Lines without a code stand behind the one that they follow.
func (s *schedule) entryAt(code Code) int {
	return sort.Search(len(s.entries), func(i int) bool {
		for i > 0 && s.entries[i].code == "" {
			i--
		}
		return s.entries[i].code >= code
	})
}

// footnoted adds what a footnote on a code points to, once.
func (s *schedule) footnoted(lacks []Levy, code Code) []Levy {
	note, ok := s.notes[code.key()]
	if !ok {
		return lacks
	}
	name := s.lacking(note)
	if name == "" || slices.ContainsFunc(lacks, func(l Levy) bool { return l.Name == name }) {
		return lacks
	}
	return append(lacks, Levy{Jurisdiction: s.rows[0].Jurisdiction, Code: code, Kind: gap, Name: name})
}

// lacking says what a footnote points to that no levy has, "" for nothing.
func (s *schedule) lacking(note string) string {
	var missing []string
	for heading := range headings(note) {
		if !s.ids[heading] {
			missing = append(missing, heading)
		}
	}
	if missing == nil {
		return ""
	}
	return "additional duties that may apply under " + strings.Join(missing, ", ") + " (add a layer with that ID): " + note
}

// headings gives the headings of chapter 99 that a footnote names: "9903.88.15".
func headings(note string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for i := 0; i+10 <= len(note); i++ {
			if h := note[i : i+10]; strings.HasPrefix(h, "99") && h[4] == '.' && h[7] == '.' {
				if _, ok := codeDigits(h); ok && !yield(h) {
					return
				}
				i += 9
			}
		}
	}
}
