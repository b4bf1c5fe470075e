// Command generate writes the tables of package cldr from two npm packages of
// the Unicode CLDR project.
//
//	go generate ./internal/cldr
//	go run ./internal/cldr/generate -packages dir -out internal/cldr
//
// With -packages it reads the two archives from a folder; without, it fetches
// them with "npm pack" into a temporary one. The release is pinned: another
// one is a change of this file, reviewed with the diff of the tables. A second
// run changes nothing.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// The release of the Common Locale Data Repository that the tables hold.
const release = "48.2.0"

func main() {
	packages := flag.String("packages", "", "folder with the packed npm archives (default: fetch them)")
	out := flag.String("out", ".", "folder of package cldr")
	flag.Parse()
	if err := run(*packages, *out); err != nil {
		fmt.Fprintln(os.Stderr, "cldr:", err)
		os.Exit(1)
	}
}

func run(packages, out string) error {
	if packages == "" {
		dir, err := os.MkdirTemp("", "cldr")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		if err := fetch(dir); err != nil {
			return err
		}
		packages = dir
	}
	src, err := open(packages)
	if err != nil {
		return err
	}
	w := newWriter()
	w.release()
	systems, err := readSystems(src)
	if err != nil {
		return err
	}
	locales, err := readLocales(src, systems)
	if err != nil {
		return err
	}
	writeLocales(w, locales)
	if err := writeFallbacks(w, src, locales); err != nil {
		return err
	}
	formats, err := writeFormats(w, systems, locales)
	if err != nil {
		return err
	}
	if err := writeSymbols(w, locales); err != nil {
		return err
	}
	if err := formats.writeTexts(w); err != nil {
		return err
	}
	if err := writeFractions(w, src); err != nil {
		return err
	}
	if err := w.save(filepath.Join(out, "tables_gen.go")); err != nil {
		return err
	}
	regions := newWriter()
	if err := writeRegions(regions, src); err != nil {
		return err
	}
	if err := regions.save(filepath.Join(out, "regions_gen.go")); err != nil {
		return err
	}
	fmt.Printf("cldr: %d locales, %d bytes of tables from CLDR %s\n", len(locales), w.size+regions.size, release)
	return os.WriteFile(filepath.Join(out, "LICENSE-UNICODE.txt"), src.licence, 0o644)
}
