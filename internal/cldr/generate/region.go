package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// Regions that ISO 3166-1 does not assign and that shops ship to all the same.
var userAssigned = []string{"XK"}

// Regions whose subdivisions are written: those where tax depends on them.
var subdivided = []string{"CA", "US"}

// isoPrivate is the first numeric code that ISO 3166-1 leaves to its users.
const isoPrivate = 900

// writeRegions writes the countries with their currencies by date and their
// official languages.
func writeRegions(w *writer, src *source) error {
	regions, err := readRegions(src)
	if err != nil {
		return err
	}
	tenders, err := readTenders(src)
	if err != nil {
		return err
	}
	languages, err := readLanguages(src)
	if err != nil {
		return err
	}
	subdivisions, err := readSubdivisions(src)
	if err != nil {
		return err
	}
	var money, speech []string
	for _, r := range regions {
		money = append(money, tenders[r])
		speech = append(speech, languages[r])
	}
	w.text("regions", "ISO 3166-1 alpha-2 codes, sorted", strings.Join(regions, ""))
	w.list("tender", "legal tender of each region: three letters, first day, last day", money)
	w.list("language", "official languages of each region, most spoken first", speech)
	w.list("subdivision", "codes of the subdivisions of "+strings.Join(subdivided, " and "), subdivisions)
	w.text("subdivided", "regions whose subdivisions are known", strings.Join(subdivided, ""))
	return nil
}

// readRegions returns the officially assigned codes: those with a numeric and
// a three-letter code that are neither retired nor left to users.
func readRegions(src *source) ([]string, error) {
	var codes map[string]struct {
		Numeric string `json:"_numeric"`
		Alpha3  string `json:"_alpha3"`
	}
	if err := src.supplemental("codeMappings", "codeMappings", &codes); err != nil {
		return nil, err
	}
	var meta struct {
		Alias struct {
			TerritoryAlias map[string]struct{}
		}
	}
	if err := src.supplemental("aliases", "metadata", &meta); err != nil {
		return nil, err
	}
	regions := slices.Clone(userAssigned)
	for code, c := range codes {
		number, err := strconv.Atoi(c.Numeric)
		_, retired := meta.Alias.TerritoryAlias[code]
		if len(code) == 2 && err == nil && number < isoPrivate && c.Alpha3 != "" && !retired {
			regions = append(regions, code)
		}
	}
	slices.Sort(regions)
	return regions, nil
}

// readTenders returns the legal tender of each region in the order of CLDR,
// which puts the main currency first where two circulate.
func readTenders(src *source) (map[string]string, error) {
	type span struct {
		From   string `json:"_from"`
		To     string `json:"_to"`
		Tender string `json:"_tender"`
	}
	var data struct {
		Region map[string][]map[string]span
	}
	if err := src.supplemental("currencyData", "currencyData", &data); err != nil {
		return nil, err
	}
	packed := map[string]string{}
	for region, entries := range data.Region {
		for _, entry := range entries {
			for code, s := range entry {
				if s.Tender == "false" {
					continue
				}
				from, err := packDate(s.From)
				if err != nil {
					return nil, fmt.Errorf("currencyData: %s: %s: %w", region, code, err)
				}
				to, err := packDate(s.To)
				if err != nil {
					return nil, fmt.Errorf("currencyData: %s: %s: %w", region, code, err)
				}
				packed[region] += code + from + to
			}
		}
	}
	return packed, nil
}

// packDate packs yyyy-mm-dd into three bytes; "" is zero.
func packDate(s string) (string, error) {
	if s == "" {
		return "\x00\x00\x00", nil
	}
	var y, m, d int
	if n, err := fmt.Sscanf(s, "%d-%d-%d", &y, &m, &d); n != 3 {
		return "", fmt.Errorf("date %q: %w", s, err)
	}
	v := y<<9 | m<<5 | d
	return string([]byte{byte(v >> 16), byte(v >> 8), byte(v)}), nil
}

// readLanguages returns the languages that are official in all of a region,
// or, where none is, those that are so in fact, most spoken first.
func readLanguages(src *source) (map[string]string, error) {
	var info map[string]struct {
		LanguagePopulation map[string]struct {
			Percent string `json:"_populationPercent"`
			Status  string `json:"_officialStatus"`
		}
	}
	if err := src.supplemental("territoryInfo", "territoryInfo", &info); err != nil {
		return nil, err
	}
	type language struct {
		tag   string
		share decimal.Decimal
	}
	joined := map[string]string{}
	for region, r := range info {
		byStatus := map[string][]language{}
		for tag, p := range r.LanguagePopulation {
			if tag == "no" { // the same as nb and nn together, which are listed too
				continue
			}
			share, err := decimal.NewFromString(p.Percent)
			if err != nil {
				return nil, fmt.Errorf("territoryInfo: %s: %s: %w", region, tag, err)
			}
			byStatus[p.Status] = append(byStatus[p.Status], language{strings.ReplaceAll(tag, "_", "-"), share})
		}
		list := byStatus["official"]
		if len(list) == 0 {
			list = byStatus["de_facto_official"]
		}
		slices.SortFunc(list, func(a, b language) int {
			if c := b.share.Cmp(a.share); c != 0 {
				return c
			}
			return strings.Compare(a.tag, b.tag)
		})
		var tags []string
		for _, l := range list {
			tags = append(tags, l.tag)
		}
		joined[region] = strings.Join(tags, ",")
	}
	return joined, nil
}

// readSubdivisions returns the subdivision codes of the regions in subdivided,
// each in one text.
func readSubdivisions(src *source) ([]string, error) {
	var groups map[string]struct {
		Contains []string `json:"_contains"`
	}
	if err := src.supplemental("subdivisionContainment", "subdivisionContainment", &groups); err != nil {
		return nil, err
	}
	var all []string
	for _, region := range subdivided {
		var codes string
		for _, c := range groups[region].Contains {
			codes += strings.ToUpper(strings.TrimPrefix(c, strings.ToLower(region)))
		}
		if codes == "" {
			return nil, fmt.Errorf("subdivisionContainment: %s has none", region)
		}
		all = append(all, codes)
	}
	return all, nil
}
