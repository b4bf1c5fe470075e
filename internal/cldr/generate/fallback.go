package main

import (
	"fmt"
	"slices"
	"strings"
)

// writeFallbacks writes what leads from a tag to a locale that has data: the
// script that a language is written in, where it has several, and other names
// of languages.
func writeFallbacks(w *writer, src *source, locales []locale) error {
	scripts := map[string]map[string]bool{}
	languages := map[string]bool{}
	for _, l := range locales {
		parts := strings.Split(l.tag, "-")
		languages[parts[0]] = true
		if len(parts) > 1 && len(parts[1]) == 4 {
			if scripts[parts[0]] == nil {
				scripts[parts[0]] = map[string]bool{}
			}
			scripts[parts[0]][parts[1]] = true
		}
	}
	if err := writeScripts(w, src, scripts); err != nil {
		return err
	}
	return writeAliases(w, src, languages)
}

// writeScripts lists "language" and "language-REGION" with the script they are
// written in, for languages of which CLDR has locales in several scripts.
func writeScripts(w *writer, src *source, scripts map[string]map[string]bool) error {
	var likely map[string]string
	if err := src.supplemental("likelySubtags", "likelySubtags", &likely); err != nil {
		return err
	}
	var rows []string
	for from, to := range likely {
		parts := strings.Split(from, "-")
		if scripts[parts[0]] == nil || len(parts) > 2 || len(parts) == 2 && len(parts[1]) == 4 {
			continue
		}
		script := strings.Split(to, "-")[1]
		usual := strings.Split(likely[parts[0]], "-")[1]
		if len(parts) == 2 && (script == usual || !scripts[parts[0]][script]) {
			continue
		}
		rows = append(rows, from+"="+script)
	}
	slices.Sort(rows)
	w.text("scripts", "script of a language, or of a language in a region where that is another", ";"+strings.Join(rows, ";")+";")
	return nil
}

// writeAliases lists deprecated and encompassed language codes with the tag
// that CLDR has data for. Three-letter forms of two-letter codes are left out,
// because x/text/language reads them, but not those that name a region too.
func writeAliases(w *writer, src *source, languages map[string]bool) error {
	var meta struct {
		Alias struct {
			LanguageAlias map[string]struct {
				Reason      string `json:"_reason"`
				Replacement string `json:"_replacement"`
			}
		}
	}
	if err := src.supplemental("aliases", "metadata", &meta); err != nil {
		return err
	}
	var rows []string
	for from, a := range meta.Alias.LanguageAlias {
		to := strings.Split(a.Replacement, "-")[0]
		known := a.Reason == "overlong" && a.Replacement == to
		if strings.Contains(from, "-") || known || languages[from] || !languages[to] {
			continue
		}
		rows = append(rows, from+"="+a.Replacement)
	}
	if len(rows) == 0 {
		return fmt.Errorf("aliases.json: no language aliases")
	}
	slices.Sort(rows)
	w.text("aliases", "other names of languages", ";"+strings.Join(rows, ";")+";")
	return nil
}
