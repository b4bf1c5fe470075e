package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/landedhq/landed/internal/table"
)

// codeHeader is the columns of currencies.csv; a changed shape must be
// noticed.
const codeHeader = "code,numeric,digits,cash_digits,cash_increment,status,from,until,amendment,name,source,source_date"

// row is one currency of currencies.csv.
type row struct {
	code, name, status, untilText string
	numeric, digits               int
	cashDigits, cashIncrement     int
	hasCash                       bool
	from, until                   day
}

func readCodes(path string) ([]row, error) {
	var rows []row
	err := read(path, codeHeader, func(t table.Row) error {
		w, err := parseCode(t)
		if err != nil {
			return err
		}
		if n := len(rows); n > 0 && rows[n-1].code >= w.code {
			return fmt.Errorf("%s does not sort after %s", w.code, rows[n-1].code)
		}
		rows = append(rows, w)
		return nil
	})
	return rows, err
}

func parseCode(t table.Row) (row, error) {
	w := row{code: t.Get("code"), status: t.Get("status"), untilText: t.Get("until"), name: t.Get("name")}
	if len(w.code) != 3 || strings.Trim(w.code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return w, t.Fault("code", fmt.Errorf("%q is not three capital letters", w.code))
	}
	var err error
	if w.numeric, err = number(t, "numeric", 999); err != nil {
		return w, err
	}
	if w.digits, err = number(t, "digits", 4); err != nil {
		return w, err
	}
	if w.from, w.until, err = period(t); err != nil {
		return w, err
	}
	if t.Get("amendment") != "" { // of ISO 4217, for who checks the row
		if _, err = number(t, "amendment", 999); err != nil {
			return w, err
		}
	}
	switch w.status {
	case "active":
		if w.until != 0 {
			return w, t.Fault("until", fmt.Errorf("%s is active and has an end", w.code))
		}
	case "historic":
		if w.until == 0 {
			return w, t.Fault("until", fmt.Errorf("%s is historic and has no end", w.code))
		}
	case "special":
	default:
		return w, t.Fault("status", fmt.Errorf("unknown status %q", w.status))
	}
	return w, w.readCash(t)
}

func (w *row) readCash(t table.Row) error {
	if t.Get("cash_digits") == "" && t.Get("cash_increment") == "" {
		return nil
	}
	w.hasCash = true
	var err error
	if w.cashDigits, err = number(t, "cash_digits", 4); err != nil {
		return err
	}
	if w.cashIncrement, err = number(t, "cash_increment", 255); err == nil && w.cashIncrement == 0 {
		err = t.Fault("cash_increment", errors.New("want at least 1"))
	}
	return err
}

// writeCodes writes the constants and the table of codes.
func (ts *tables) writeCodes(s *source) {
	s.printf("// The currencies of ISO 4217: the active ones, those that ISO withdrew and those\n// for special use.\nconst (\n")
	for _, r := range ts.codes {
		s.printf("\t%s Code = %#08x // %s\n", r.code, pack(r.code, r.digits), r.comment())
	}
	s.printf(")\n\n// isoTable describes the codes above, sorted by code.\nvar isoTable = [...]isoEntry{\n")
	for _, r := range ts.codes {
		s.printf("\t{code: %s, numeric: %d%s},\n", r.code, r.numeric, r.cash())
	}
	s.printf("}\n\n// isoPeriods holds the days on which the codes of isoTable were in use, in the\n// same order.\nvar isoPeriods = [...]datePeriod{\n")
	for _, r := range ts.codes {
		s.printf("\t{%d, %d}, // %s\n", r.from, r.until, r.code)
	}
	s.printf("}\n\n// isoNames holds the codes of isoTable, three bytes each, in the same order.\nconst isoNames = \"\" +\n")
	for i, r := range ts.codes {
		switch {
		case i%16 == 0:
			s.printf("\t\"%s", r.code)
		case i%16 == 15 && i < len(ts.codes)-1:
			s.printf("%s\" +\n", r.code)
		default:
			s.printf("%s", r.code)
		}
	}
	s.printf("\"\n")
}

func (r row) comment() string {
	s := fmt.Sprintf("%s (%03d), %d digits", r.name, r.numeric, r.digits)
	switch {
	case r.status == "historic":
		s += ", until " + r.untilText
	case r.status != "active":
		s += ", " + r.status
	}
	return s
}

// cash gives the fields of the cash rounding; digits equal to the currency's
// own are left at their zero value, which means just that.
func (r row) cash() string {
	s := ""
	if r.hasCash && r.cashDigits != r.digits {
		s += fmt.Sprintf(", cashPlaces: %d", r.cashDigits+1)
	}
	if r.hasCash && r.cashIncrement != 1 {
		s += fmt.Sprintf(", cashIncrement: %d", r.cashIncrement)
	}
	return s
}
