// Command gen writes the static tables of package currency from its data
// folder. It is run by go generate in the currency folder; a second run over
// the same data changes nothing.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run reads the tables of the data folder of dir and writes what it generates
// into dir.
func run(dir string) error {
	files, err := generate(filepath.Join(dir, "data"))
	if err != nil {
		return err
	}
	var errs []error
	for _, f := range files {
		errs = append(errs, os.WriteFile(filepath.Join(dir, f.name), f.src, 0o644))
	}
	return errors.Join(errs...)
}

// file is one generated source file.
type file struct {
	name string
	src  []byte
}

// generate gives the source files for the tables of a data folder.
func generate(data string) ([]file, error) {
	t, err := readTables(data)
	if err != nil {
		return nil, err
	}
	var files []file
	for _, g := range []struct {
		name  string
		write func(*source)
	}{
		{"codes_gen.go", t.writeCodes},
		{"succession_gen.go", t.writeSuccessions},
		{"peg_gen.go", t.writePegs},
		{"provider_gen.go", t.writeProviders},
	} {
		s := newSource()
		g.write(s)
		src, err := s.format()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", g.name, err)
		}
		files = append(files, file{g.name, src})
	}
	return files, nil
}
