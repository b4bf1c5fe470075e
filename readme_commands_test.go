package landed_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/landedhq/landed/internal/readme"
)

// TestReadmeCommands runs the commands of README.md, but for those that others
// run: a step of the gate, a test beside another README, the run that this test is
// part of.
func TestReadmeCommands(t *testing.T) {
	there := func(file string) func(*testing.T, readme.Command) {
		return func(t *testing.T, _ readme.Command) {
			if _, err := os.Stat(file); err != nil {
				t.Error(err)
			}
		}
	}
	own := map[string]func(*testing.T, readme.Command){
		"git clone https://" + root + " && cd landed": there("go.mod"),
		"go test ./...":           there("go.mod"),
		"cd examples/storefront ": there("examples/storefront/readme_test.go"), // which opens the shop
		"go mod init ":            there("readme_program_test.go"),             // TestReadmeStranger
		".ci/cost":                there(".ci/cost"),
		".ci/run": func(t *testing.T, c readme.Command) {
			script, err := os.ReadFile(".ci/run")
			if err != nil {
				t.Fatal(err)
			}
			for _, step := range strings.Fields(c.Text)[1:] {
				if !strings.Contains(string(script), "\nstep_"+step+"() {\n") {
					t.Errorf("there is no step %s", step)
				}
			}
		},
	}
	measures := func(t *testing.T, c readme.Command) {
		known := benchmarks(t)
		for _, list := range regexp.MustCompile(`\^Benchmark\(([^)]+)\)\$`).FindAllStringSubmatch(c.Text, -1) {
			for name := range strings.SplitSeq(list[1], "|") {
				if !known["Benchmark"+name] {
					t.Errorf("README.md:%d: there is no Benchmark%s", c.Line, name)
				}
			}
		}
	}
	if testing.Short() {
		own["go test ./currency -run '^$'"] = measures
		own["go test ./tax ./duty ./pricing -run '^$'"] = measures
	}
	readme.Shell{
		File: "README.md", Dir: ".", Own: own,
		Less: strings.NewReplacer(
			"-benchtime 4ms -count 100", "-benchtime 1x -count 1",
			"go test ./pricing ./examples/checkout", "go test ./pricing ./examples/checkout -list Golden"),
	}.Run(t)
}

// TestReadmesAreRun: a README that has commands has a test beside it that runs
// them, TestReadmeCommands in the root.
func TestReadmesAreRun(t *testing.T) {
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		}
		if d.Name() != "README.md" {
			return nil
		}
		if _, err := readme.Blocks(name); err != nil {
			t.Error(err)
		}
		commands, err := readme.Commands(name)
		if err != nil {
			return nil // it has none
		}
		if name == worksheets {
			readme.Shell{File: name, Dir: "."}.Run(t)
			return nil
		}
		test, err := os.ReadFile(filepath.Join(filepath.Dir(name), "readme_test.go"))
		if err != nil || name != "README.md" && !strings.Contains(string(test), "internal/readme") {
			t.Errorf("nothing runs the %d commands of %s", len(commands), name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// worksheets tells how the quotes redone by hand are judged.
const worksheets = "pricing/testdata/worksheets/README.md"

// benchmarks returns the names of the library's benchmarks.
func benchmarks(t *testing.T) map[string]bool {
	t.Helper()
	return testNames(t, regexp.MustCompile(`(?m)^func (Benchmark\w+)\(`))
}

// testNames returns the names of functions in the tests of the library that match.
func testNames(t *testing.T, function *regexp.Regexp) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(name)
		for _, m := range function.FindAllSubmatch(text, -1) {
			names[string(m[1])] = true
			names[filepath.ToSlash(filepath.Dir(name))+"."+string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
