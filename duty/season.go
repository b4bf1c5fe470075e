package duty

import (
	"strings"
	"time"

	"github.com/landedhq/landed/currency"
)

// season is a part of the year, which may be several stretches of days, and the
// rate of it.
type season struct {
	rate      Rate
	stretches []stretch
}

// stretch is a run of days, both ends included. One whose end lies before its
// beginning runs over the turn of the year.
type stretch struct{ from, until yearDay }

// yearDay is a day of any year: from 0, 1 January, to 365, 31 December of a
// leap year. In other years there is no day 59, 29 February.
type yearDay int16

const (
	daysOfYear         = 366
	february28 yearDay = 58
	february29 yearDay = 59
)

// monthLengths are those of a leap year.
var monthLengths = [12]int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

var monthNames = [12]string{"JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE",
	"JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"}

// dayOf returns the day of the year of a date.
func dayOf(d currency.Date) yearDay {
	_, month, day := d.Time().Date()
	return dayIn(month, day)
}

func dayIn(month time.Month, day int) yearDay {
	for _, n := range monthLengths[:month-1] {
		day += n
	}
	return yearDay(day - 1)
}

// String returns the form of the UK's tariff: "15 MAY".
func (d yearDay) String() string {
	day, month := int(d), 0
	for day >= monthLengths[month] {
		day -= monthLengths[month]
		month++
	}
	day++
	return string([]byte{byte('0' + day/10), byte('0' + day%10), ' '}) + monthNames[month][:3]
}

func (s *season) has(d yearDay) bool {
	for _, r := range s.stretches {
		if r.from <= r.until && d >= r.from && d <= r.until || r.from > r.until && (d >= r.from || d <= r.until) {
			return true
		}
	}
	return false
}

func (s *season) write(b *strings.Builder) {
	s.rate.write(b)
	for i, r := range s.stretches {
		if i == 0 {
			b.WriteString(" (")
		} else {
			b.WriteString(", ")
		}
		b.WriteString(r.from.String() + " - " + r.until.String())
	}
	b.WriteByte(')')
}

// calendar says which season each day of the year belongs to, counted from 1;
// 0 is none.
type calendar [daysOfYear]uint8

// claim gives a stretch to a season. It returns a day that another has already.
func (c *calendar) claim(s stretch, season uint8) (taken yearDay, ok bool) {
	for d := s.from; ; d++ {
		d %= daysOfYear
		if c[d] != 0 && c[d] != season {
			return d, false
		}
		c[d] = season
		if d == s.until {
			return 0, true
		}
	}
}

// close gives 29 February to the season that ends on the 28th, and the days
// without a season to rest, if that is not 0. It returns the first run of days
// that is left without.
func (c *calendar) close(rest uint8) (gap stretch, ok bool) {
	if c[february29] == 0 {
		c[february29] = c[february28]
	}
	for d := range yearDay(daysOfYear) {
		if c[d] == 0 {
			c[d] = rest
		}
	}
	if gaps := c.stretches(0); len(gaps) > 0 {
		return gaps[0], false
	}
	return stretch{}, true
}

// stretches returns the runs of days of a season, in the order of the year; one
// over its turn is the last.
func (c *calendar) stretches(season uint8) []stretch {
	var stretches []stretch
	for d := range yearDay(daysOfYear) {
		if c[d] != season {
			continue
		}
		if before := (d + daysOfYear - 1) % daysOfYear; c[before] == season && d > 0 {
			stretches[len(stretches)-1].until = d
			continue
		}
		stretches = append(stretches, stretch{d, d})
	}
	if last := len(stretches) - 1; last > 0 && stretches[0].from == 0 && stretches[last].until == daysOfYear-1 {
		stretches[last].until = stretches[0].until
		stretches = stretches[1:]
	}
	return stretches
}

// seasonal reads "8.00% (01 NOV - 14 MAY), 14.00% (15 MAY - 31 OCT)". ok is
// false if s has no season. A last rate without days is that of the rest of
// the year.
func (p *parser) seasonal(s string) (r Rate, ok bool, err error) {
	var seasons []season
	var year calendar
	rest := uint8(0)
	for s != "" {
		rate, stretches, behind, found := cutSeason(s)
		if !found {
			if len(seasons) == 0 {
				return Rate{}, false, nil
			}
			rest = uint8(len(seasons) + 1)
			rate, behind = s, ""
		}
		own, err := p.expression(rate)
		if err != nil {
			return Rate{}, true, err
		}
		seasons = append(seasons, season{rate: own})
		for _, s := range stretches {
			if day, ok := year.claim(s, uint8(len(seasons))); !ok {
				return Rate{}, true, p.refuse(RateSeasonal, "two rates on "+day.String())
			}
		}
		if s, ok = strings.CutPrefix(behind, ","); !ok && behind != "" {
			return Rate{}, true, p.refuse(RateSeasonal, behind)
		}
		if s = strings.TrimSpace(s); s == "" && ok {
			return Rate{}, true, p.refuse(RateEmpty, "")
		}
	}
	if gap, ok := year.close(rest); !ok {
		return Rate{}, true, p.refuse(RateSeasonal, "no rate from "+gap.from.String()+" to "+gap.until.String())
	}
	return p.year(seasons, &year)
}

// year joins seasons that cover the year.
func (p *parser) year(seasons []season, year *calendar) (Rate, bool, error) {
	if len(seasons) == 1 {
		return seasons[0].rate, true, nil
	}
	for i := range seasons {
		if seasons[i].stretches = year.stretches(uint8(i + 1)); len(seasons[i].stretches) == 0 {
			return Rate{}, true, p.refuse(RateSeasonal, "no day is left for "+seasons[i].rate.String())
		}
	}
	return Rate{&expression{seasons: seasons}}, true, nil
}

// cutSeason cuts the first rate with its days in brackets from s.
func cutSeason(s string) (rate string, stretches []stretch, behind string, ok bool) {
	for from := 0; ; {
		open := strings.IndexByte(s[from:], '(')
		if open < 0 {
			return "", nil, "", false
		}
		open += from
		length := strings.IndexByte(s[open:], ')')
		if length < 0 {
			return "", nil, "", false
		}
		if stretches, ok := parseStretches(s[open+1 : open+length]); ok {
			return strings.TrimSpace(s[:open]), stretches, strings.TrimSpace(s[open+length+1:]), true
		}
		from = open + 1
	}
}

// parseStretches reads "01 JAN-14 FEB, 16 JUN-31 DEC".
func parseStretches(s string) ([]stretch, bool) {
	var stretches []stretch
	for part := range strings.SplitSeq(s, ",") {
		r, ok := parseStretch(part)
		if !ok {
			return nil, false
		}
		stretches = append(stretches, r)
	}
	return stretches, true
}

// parseStretch reads "01 JAN-14 FEB", "01-31 DEC", "from 15 JUL" (to the end of
// the year) and "until 14 JUL" (from its beginning).
func parseStretch(s string) (stretch, bool) {
	s = strings.ToUpper(strings.Join(strings.Fields(strings.NewReplacer("–", "-", " TO ", "-", " to ", "-").Replace(s)), " "))
	if rest, ok := strings.CutPrefix(s, "FROM "); ok && !strings.Contains(rest, "-") {
		s = rest + "-"
	}
	if rest, ok := strings.CutPrefix(s, "UNTIL "); ok {
		s = "-" + rest
	}
	begin, end, ok := strings.Cut(s, "-")
	if !ok {
		return stretch{}, false
	}
	begin, end = strings.TrimSpace(begin), strings.TrimSpace(end)
	r := stretch{from: 0, until: daysOfYear - 1}
	if begin == "" && end == "" {
		return stretch{}, false
	}
	if end != "" {
		month, day, ok := parseDay(end)
		if !ok {
			return stretch{}, false
		}
		// The EU's file writes 31 APR for the end of April.
		r.until = dayIn(month, min(day, monthLengths[month-1]))
		if begin != "" && strings.Trim(begin, "0123456789") == "" {
			begin += " " + monthNames[month-1]
		}
	}
	if begin != "" {
		month, day, ok := parseDay(begin)
		if !ok || day > monthLengths[month-1] {
			return stretch{}, false
		}
		r.from = dayIn(month, day)
	}
	return r, true
}

// parseDay reads "15 MAY", "1 SEPT" and "30 JUNE": the day, and at least three
// letters of the month.
func parseDay(s string) (month time.Month, day int, ok bool) {
	digits := 0
	for digits < len(s) && digits < 3 && s[digits] >= '0' && s[digits] <= '9' {
		day = day*10 + int(s[digits]-'0')
		digits++
	}
	name := strings.TrimPrefix(s[digits:], " ")
	if digits < 1 || digits > 2 || day < 1 || day > 31 || len(name) < 3 {
		return 0, 0, false
	}
	for i, full := range monthNames {
		if strings.HasPrefix(full, name) {
			return time.Month(i + 1), day, true
		}
	}
	return 0, 0, false
}
