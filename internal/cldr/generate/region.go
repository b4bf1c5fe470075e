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

// writeRegions writes the countries with their other codes, their currencies
// by date, their official languages and their system of measurement.
func writeRegions(w *writer, src *source) error {
	regions, alpha3, err := readRegions(src)
	if err != nil {
		return err
	}
	withdrawn, successors, err := readWithdrawn(src, regions)
	if err != nil {
		return err
	}
	measures, err := readMeasures(src)
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
	w.text("alpha3", "ISO 3166-1 alpha-3 codes in the order of the regions", strings.Join(alpha3, ""))
	w.text("withdrawn", "codes that are no longer assigned, sorted", strings.Join(withdrawn, ""))
	w.list("successor", "regions that took the place of each withdrawn code", successors)
	w.text("measures", "regions that do not measure in the metric system, and how they do", measures)
	w.list("tender", "legal tender of each region: three letters, first day, last day", money)
	w.list("language", "official languages of each region, most spoken first", speech)
	w.list("subdivision", "codes of the subdivisions of "+strings.Join(subdivided, " and "), subdivisions)
	w.text("subdivided", "regions whose subdivisions are known", strings.Join(subdivided, ""))
	return nil
}

// noAlpha3 stands for a region without a code of three letters.
const noAlpha3 = "---"

// readRegions returns the officially assigned codes: those with a numeric and
// a three-letter code that are neither retired nor left to users; and the
// three-letter code of each.
func readRegions(src *source) (regions, alpha3 []string, err error) {
	var codes map[string]struct {
		Numeric string `json:"_numeric"`
		Alpha3  string `json:"_alpha3"`
	}
	if err := src.supplemental("codeMappings", "codeMappings", &codes); err != nil {
		return nil, nil, err
	}
	aliases, err := readAliases(src)
	if err != nil {
		return nil, nil, err
	}
	regions = slices.Clone(userAssigned)
	for code, c := range codes {
		number, err := strconv.Atoi(c.Numeric)
		if len(code) == 2 && err == nil && number < isoPrivate && c.Alpha3 != "" && aliases[code] == "" {
			regions = append(regions, code)
		}
	}
	slices.Sort(regions)
	for _, r := range regions {
		code := codes[r].Alpha3
		if slices.Contains(userAssigned, r) {
			code = noAlpha3
		}
		if len(code) != len(noAlpha3) {
			return nil, nil, fmt.Errorf("codeMappings: %s: three-letter code %q", r, code)
		}
		alpha3 = append(alpha3, code)
	}
	return regions, alpha3, nil
}

// readAliases returns what CLDR puts in the place of codes that it no longer
// uses: codes with spaces between.
func readAliases(src *source) (map[string]string, error) {
	var meta struct {
		Alias struct {
			TerritoryAlias map[string]struct {
				Replacement string `json:"_replacement"`
			}
		}
	}
	if err := src.supplemental("aliases", "metadata", &meta); err != nil {
		return nil, err
	}
	aliases := map[string]string{}
	for code, alias := range meta.Alias.TerritoryAlias {
		aliases[code] = alias.Replacement
	}
	return aliases, nil
}

// readWithdrawn returns the two-letter codes that are retired, sorted, and the
// regions that took the place of each, in one text.
func readWithdrawn(src *source, regions []string) (codes, successors []string, err error) {
	aliases, err := readAliases(src)
	if err != nil {
		return nil, nil, err
	}
	for code := range aliases {
		if len(code) == 2 && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	var kept []string
	for _, code := range codes {
		now := strings.Fields(aliases[code])
		now = slices.DeleteFunc(now, func(s string) bool { return !slices.Contains(regions, s) })
		if len(now) > 0 {
			kept = append(kept, code)
			successors = append(successors, strings.Join(now, ""))
		}
	}
	return kept, successors, nil
}

// measureCodes are the letters that the table has for the systems of CLDR that
// are not metric.
var measureCodes = map[string]string{"US": "S", "UK": "K"}

// readMeasures returns the regions with another system of measurement than the
// world: two letters and one for the system, each, sorted.
func readMeasures(src *source) (string, error) {
	var data struct {
		System map[string]string `json:"measurementSystem"`
	}
	if err := src.supplemental("measurementData", "measurementData", &data); err != nil {
		return "", err
	}
	const world = "001"
	if data.System[world] != "metric" {
		return "", fmt.Errorf("measurementData: the world measures in %q", data.System[world])
	}
	var measures []string
	for region, system := range data.System {
		if region == world {
			continue
		}
		code, ok := measureCodes[system]
		if !ok || len(region) != 2 {
			return "", fmt.Errorf("measurementData: %s measures in %q", region, system)
		}
		measures = append(measures, region+code)
	}
	slices.Sort(measures)
	return strings.Join(measures, ""), nil
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
