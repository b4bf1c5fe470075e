// Command mutants tries the tests of the code that money goes through: gremlins changes
// one operator at a time in the files of the list money, and the tests of the
// package must notice.
//
//	go run ./internal/mutants                        # all: a day on two cores
//	go run ./internal/mutants ltv                    # one package
//	go run ./internal/mutants tax/cut.go duty/fee.go # some files
//
// A mutant that lives must stand in explained.csv with the reason why no input can
// tell it apart from the code. The exit status is 1 if one does not, or if less
// than nine in ten mutants of a package are killed, those that no test reaches
// counted as alive. Tests run in their short form.
//
// gremlins knows by the coverage of tests what they reach, which does not count the
// condition of a case, nor a variable of the package. It does not try these, and
// neither are they counted here, but told in number.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
)

const gremlins = "github.com/go-gremlins/gremlins/cmd/gremlins@v0.6.0"

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

// run tries the packages or files named, or all on the list, and prints a line for
// each package and each mutant that is alive without a reason.
func run(w io.Writer, names []string) error {
	files, err := chosen(names)
	if err != nil {
		return err
	}
	reasons, err := explained()
	if err != nil {
		return err
	}
	var faults []error
	for _, folder := range folders(files) {
		report, err := try(folder, files)
		if err != nil {
			return err
		}
		faults = append(faults, report.judge(w, reasons))
	}
	return errors.Join(faults...)
}

// chosen returns the files of the list that the names, of packages or files, stand
// for: all of them for no names.
func chosen(names []string) ([]string, error) {
	files := money()
	if len(names) == 0 {
		return files, nil
	}
	var out []string
	for _, name := range names {
		name = path.Clean(name)
		before := len(out)
		for _, file := range files {
			if file == name || path.Dir(file) == name {
				out = append(out, file)
			}
		}
		if len(out) == before {
			return nil, fmt.Errorf("%s is not on the list internal/mutants/money", name)
		}
	}
	return out, nil
}

// folders returns the folders of the files, each once, in the order of the files.
func folders(files []string) []string {
	var out []string
	for _, file := range files {
		if folder := path.Dir(file); !slices.Contains(out, folder) {
			out = append(out, folder)
		}
	}
	return out
}

// try runs gremlins over the files of one folder.
func try(folder string, files []string) (report, error) {
	others, err := others(folder, files)
	if err != nil {
		return report{}, err
	}
	c := exec.Command("go", "run", gremlins, "unleash", "--timeout-coefficient", "5", "--exclude-files", others, "./"+folder)
	// Without -count=1 the time allowed would be that of the cache.
	c.Env = append(os.Environ(), "GOFLAGS=-short -vet=off -count=1")
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		return report{}, fmt.Errorf("gremlins in %s: %w\n%s", folder, err, out)
	}
	return read(folder, string(out))
}

// others returns a regular expression of the files of a folder, and of folders in
// it, which are not among the files.
func others(folder string, files []string) (string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "", err
	}
	names := []string{".*/.*"}
	for _, e := range entries {
		if !e.IsDir() && !slices.Contains(files, path.Join(folder, e.Name())) {
			names = append(names, regexp.QuoteMeta(e.Name()))
		}
	}
	return "^(" + strings.Join(names, "|") + ")$", nil
}
