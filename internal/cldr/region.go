package cldr

import "strings"

// Region numbers a country in the order of the codes.
type Region uint16

// Regions is the number of countries: those that ISO 3166-1 assigns, and XK.
const Regions = len(regions) / 2

// FindRegion returns the country with this two-letter code in upper case.
func FindRegion(code string) (Region, bool) {
	if len(code) != 2 {
		return 0, false
	}
	// Two letters as one number: comparing strings would be most of the work.
	letters := func(s string) uint { return uint(s[0])<<8 | uint(s[1]) }
	low, high := 0, Regions
	want := letters(code)
	for low < high {
		mid := int(uint(low+high) / 2)
		if letters(regions[2*mid:2*mid+2]) < want {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return Region(low), low < Regions && letters(regions[2*low:2*low+2]) == want
}

// Code returns the two letters of r.
func (r Region) Code() string { return regions[2*r : 2*r+2] }

// FindAlpha3 returns the country with this three-letter code in upper case.
func FindAlpha3(code string) (Region, bool) {
	if len(code) != 3 || code == noAlpha3 {
		return 0, false
	}
	for i := 0; i < len(alpha3); i += 3 {
		if alpha3[i:i+3] == code {
			return Region(i / 3), true
		}
	}
	return 0, false
}

// noAlpha3 stands in the table for a country without a code of three letters.
const noAlpha3 = "---"

// Alpha3 returns the three letters of r, "" for XK, which ISO 3166-1 gives none.
func (r Region) Alpha3() string {
	if code := alpha3[3*r : 3*r+3]; code != noAlpha3 {
		return code
	}
	return ""
}

// Successors returns the codes of the countries that took the place of a code
// which is no longer assigned; nil for any other text.
func Successors(code string) []string {
	if len(code) != 2 {
		return nil
	}
	for i := 0; i < len(withdrawn); i += 2 {
		if withdrawn[i:i+2] != code {
			continue
		}
		var list []string
		for s := at(successorPool, successorOffsets, i/2); s != ""; s = s[2:] {
			list = append(list, s[:2])
		}
		return list
	}
	return nil
}

// Measures is a system of measurement.
type Measures uint8

// The systems that CLDR tells apart.
const (
	Metric Measures = iota
	MeasuresUS
	MeasuresUK
)

// Measures returns the system of measurement of r.
func (r Region) Measures() Measures {
	for i := 0; i < len(measures); i += 3 {
		if measures[i:i+2] != r.Code() {
			continue
		}
		if measures[i+2] == 'S' {
			return MeasuresUS
		}
		return MeasuresUK
	}
	return Metric
}

// Day is a civil date as year, month and day; the zero value is an open end.
type Day struct{ Year, Month, Day int }

// Tender is a currency that was or is legal tender from one day to another,
// both included.
type Tender struct {
	Currency    string
	From, Until Day
}

// Tenders returns the legal tender of r, all of it that CLDR knows, the main
// one first where two circulate at a time.
func (r Region) Tenders() []Tender {
	const size = 9
	s := at(tenderPool, tenderOffsets, int(r))
	list := make([]Tender, 0, len(s)/size)
	for ; s != ""; s = s[size:] {
		list = append(list, Tender{s[:3], day(s[3:6]), day(s[6:9])})
	}
	return list
}

// Languages returns the official languages of r as BCP 47 tags, the most
// spoken first.
func (r Region) Languages() []string {
	s := at(languagePool, languageOffsets, int(r))
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// HasSubdivision reports whether code is a subdivision of the region, and
// whether its subdivisions are known at all.
func (r Region) HasSubdivision(code string) (has, known bool) {
	for i := 0; i < len(subdivided); i += 2 {
		if subdivided[i:i+2] != r.Code() {
			continue
		}
		for s := at(subdivisionPool, subdivisionOffsets, i/2); s != ""; s = s[2:] {
			if s[:2] == code {
				return true, true
			}
		}
		return false, true
	}
	return false, false
}

func day(s string) Day {
	v := int(s[0])<<16 | int(s[1])<<8 | int(s[2])
	return Day{v >> 9, v >> 5 & 15, v & 31}
}
