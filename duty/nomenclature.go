package duty

import (
	_ "embed"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// hs2022 lists the subheadings of the Harmonized System 2022, one heading a
// line: "0101,21 29 30 90".
//
//go:embed data/hs2022.csv
var hs2022 string

// hs2017 lists the subheadings of the Harmonized System 2017 that are gone, in
// the same form.
//
//go:embed data/hs2017.csv
var hs2017 string

// nomenclature is a sorted list of six-digit subheadings.
type nomenclature []uint32

// subheadings reads the embedded nomenclature once.
var subheadings = sync.OnceValues(func() (nomenclature, error) { return readNomenclature("hs2022.csv", hs2022) })

// formerSubheadings reads those that are gone, once.
var formerSubheadings = sync.OnceValues(func() (nomenclature, error) { return readNomenclature("hs2017.csv", hs2017) })

func readNomenclature(file, text string) (nomenclature, error) {
	list := make(nomenclature, 0, strings.Count(text, " ")+strings.Count(text, "\n"))
	line := 0
	for row := range strings.Lines(text) {
		line++
		row = strings.TrimSpace(row)
		if row == "" || strings.HasPrefix(row, "#") || strings.HasPrefix(row, "heading,") {
			continue
		}
		heading, endings, ok := strings.Cut(row, ",")
		if !ok || len(heading) != 4 {
			return nil, fmt.Errorf("duty: %s line %d: want heading,endings", file, line)
		}
		for _, ending := range strings.Fields(endings) {
			n, err := strconv.ParseUint(heading+ending, 10, 32)
			if err != nil || len(ending) != 2 {
				return nil, fmt.Errorf("duty: %s line %d: ending %q", file, line, ending)
			}
			list = append(list, uint32(n))
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i] < list[j] })
	return list, nil
}

// has reports whether the first six digits of code are a subheading, or, of a
// code of two or four digits, whether it is a chapter or heading.
func (n nomenclature) has(code string) bool {
	code = code[:min(6, len(code))]
	low := uint64(0)
	for i := range len(code) {
		if code[i] < '0' || code[i] > '9' {
			return false
		}
		low = low*10 + uint64(code[i]-'0')
	}
	high := low + 1
	for range 6 - len(code) {
		low, high = low*10, high*10
	}
	first, end := 0, len(n) // sort.Search, without a call for each step
	for first < end {
		if mid := (first + end) / 2; uint64(n[mid]) >= low {
			end = mid
		} else {
			first = mid + 1
		}
	}
	return code != "" && first < len(n) && uint64(n[first]) < high
}

// unknownCode says why a code is not in the nomenclature.
func unknownCode(code string) error {
	former, err := formerSubheadings()
	if err != nil {
		return err
	}
	if len(code) >= 6 && former.has(code) {
		return ErrFormerCode
	}
	return ErrUnknownCode
}
