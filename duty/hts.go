package duty

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// htsRow is a row of the export, as far as it matters here. What a pointer is
// nil for is not in the file.
type htsRow struct {
	Number      *string    `json:"htsno"`
	Indent      *string    `json:"indent"`
	Description *string    `json:"description"`
	General     *string    `json:"general"`
	Special     *string    `json:"special"`
	Other       *string    `json:"other"`
	Units       []string   `json:"units"`
	Footnotes   []footnote `json:"footnotes"`
}

type footnote struct {
	Columns []string `json:"columns"`
	Value   string   `json:"value"`
}

// ReadHTS reads the Harmonized Tariff Schedule of the United States in the form
// of the JSON export of the United States International Trade Commission
// (hts.usitc.gov, "Export"), plain or packed by gzip: an array of rows with
// htsno, indent, description, general, special and other.
//
// Column general gives the normal duty, other that of column 2, and special
// the preferences, each group of programmes a row. A line without a rate takes
// that of the line it is indented under, which is the one its number begins
// with. The tariff is complete: a number that the file does not have is an
// error. Footnotes that point to headings of chapter 99 make the assessment of
// a line an estimate that names them, until a layer has levies with their IDs.
//
// A cell that is no rate ("See 9822.05.10", "The duty provided in the
// applicable subheading + 25%") is kept as prose, counted in the [Report], and
// an error to look up.
//
// ReadHTS returns a [*RowError] with the number of the row, and no tariff, if
// the file is cut short, is no such array, has a row without one of its fields,
// a number that is none or out of order, or more than 64 MB or 250,000 rows.
func ReadHTS(r io.Reader, v Vintage) (*Tariff, Report, error) {
	o := newOfficial("HTS", "US", currency.USD, v, "Harmonized Tariff Schedule of the United States, USITC JSON export")
	o.schedule.depth = 10
	text, err := unpacked(r)
	if err != nil {
		return nil, Report{}, o.fail("", err)
	}
	h := htsReader{official: o, in: json.NewDecoder(text)}
	if err := h.rows(); err != nil {
		return nil, Report{}, err
	}
	return o.tariff()
}

type htsReader struct {
	*official
	in   *json.Decoder
	open []level // the rows that the next one may stand under
	last Code
}

// level is a row that others are indented under.
type level struct {
	indent, entry int32
	code          Code // its own, or of what it stands under
	rated         bool // so has it a normal rate
}

// rows reads the array, row by row.
func (h *htsReader) rows() error {
	if token, err := h.in.Token(); err != nil || token != json.Delim('[') {
		return h.broken(err)
	}
	for h.in.More() {
		if err := h.next(); err != nil {
			return err
		}
		var row htsRow
		if err := h.in.Decode(&row); err != nil {
			return h.broken(err)
		}
		if err := h.take(&row); err != nil {
			return err
		}
	}
	if token, err := h.in.Token(); err != nil || token != json.Delim(']') {
		if tooFar := h.next(); tooFar != nil { // what is cut off is of the row that would follow
			return tooFar
		}
		return h.broken(err)
	}
	if _, err := h.in.Token(); !errors.Is(err, io.EOF) {
		return h.fail("", tableError("there is more behind the array of rows"))
	}
	if len(h.schedule.rows) == 0 {
		return h.fail("", tableError("the file has no rates"))
	}
	return nil
}

// broken says that the text is not what it should be.
func (h *htsReader) broken(err error) error {
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), endsEarly(err):
		return h.fail("", fmt.Errorf("the file is cut short: %w: %w", io.ErrUnexpectedEOF, ErrTable))
	case err == nil:
		return h.fail("", tableError("want an array of rows"))
	}
	return h.fail("", err)
}

// endsEarly reports whether the standard library says so by a fault of syntax, as it
// does since Go 1.27 where it gave the end of the file before.
func endsEarly(err error) bool {
	var syntax *json.SyntaxError
	return errors.As(err, &syntax) && syntax.Error() == "unexpected end of JSON input"
}

// take takes a row.
func (h *htsReader) take(row *htsRow) error {
	for _, field := range [...]struct {
		name string
		text *string
	}{{"htsno", row.Number}, {"indent", row.Indent}, {"description", row.Description},
		{"general", row.General}, {"special", row.Special}, {"other", row.Other}} {
		if field.text == nil {
			return h.fail(field.name, tableError("the field is missing"))
		}
		if len(*field.text) > mostText {
			return h.fail(field.name, tableError("%d bytes, at most %d", len(*field.text), mostText))
		}
	}
	indent, err := strconv.ParseUint(*row.Indent, 10, 8)
	if err != nil {
		return h.fail("indent", tableError("%s is no number", excerpt.Quote(*row.Indent)))
	}
	var code Code
	if *row.Number != "" {
		if code, err = h.number(*row.Number); err != nil {
			return err
		}
		h.report.Codes++
	}
	parent := h.under(int32(indent))
	own := code
	if code == "" && parent != nil {
		own = parent.code
	}
	note := ""
	if code != "" {
		note = h.note(row)
	}
	at := int32(-1)
	if parent != nil {
		at = parent.entry
	}
	name := tidy(*row.Description)
	h.schedule.entries = append(h.schedule.entries, entry{code: code, text: name, units: h.once(tidy(strings.Join(row.Units, " "))), note: note, parent: at})
	within := parent == nil || code == "" || !parent.rated || strings.HasPrefix(string(code), string(parent.code))
	rated := tidy(*row.General) != "" || parent != nil && parent.rated
	h.open = append(h.open, level{int32(indent), int32(len(h.schedule.entries) - 1), own, rated})
	return h.levies(row, code, name, within)
}

// mostText is how long a cell may be. The longest description has 1805 bytes.
const mostText = 20_000

// number reads the number of a line. They ascend.
func (h *htsReader) number(text string) (Code, error) {
	code, err := h.code("htsno", text)
	if err != nil {
		return "", err
	}
	if code <= h.last {
		return "", h.fail("htsno", tableError("%s stands behind %s", code.Dotted(), h.last.Dotted()))
	}
	h.last = code
	return code, nil
}

// under closes the rows that a row of an indent does not stand under, and
// returns the one that it does, or nil.
func (h *htsReader) under(indent int32) *level {
	for n := len(h.open); n > 0 && h.open[n-1].indent >= indent; n-- {
		h.open = h.open[:n-1]
	}
	if len(h.open) == 0 {
		return nil
	}
	return &h.open[len(h.open)-1]
}

// note joins the footnotes on the general rate.
func (h *htsReader) note(row *htsRow) string {
	var notes []string
	for _, f := range row.Footnotes {
		for _, column := range f.Columns {
			if column == "general" && len(f.Value) <= mostText {
				notes = append(notes, tidy(f.Value))
			}
		}
	}
	return h.once(strings.Join(notes, " "))
}

// levies adds what the rate columns of a row say.
func (h *htsReader) levies(row *htsRow, code Code, name string, within bool) error {
	general, special, other := tidy(*row.General), tidy(*row.Special), tidy(*row.Other)
	if code == "" {
		if general+special+other != "" {
			return h.fail("htsno", tableError("a row with rates and no number"))
		}
		return nil
	}
	if !within && general == "" {
		// Whose rate it takes is then not told: neither is taken.
		h.add(MFN, code, name, "", "indent", "its indent puts it under one line, its number under another")
		return nil
	}
	if general != "" {
		h.add(MFN, code, name, "", "general", general)
	}
	if other != "" {
		h.add(Column2, code, name, "", "other", other)
	}
	if note := h.schedule.entries[len(h.schedule.entries)-1].note; note != "" && code[:2] != "99" {
		for range headings(note) {
			h.schedule.notes[code.key()] = note
			break
		}
	}
	return h.special(code, name, special)
}
