package landed_test

import (
	"archive/zip"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/internal/readme"
	"github.com/landedhq/landed/pricing"
)

// readmeBlock returns the text of the README's only block of a kind that has a
// word in it.
func readmeBlock(t *testing.T, kind, word string) string {
	t.Helper()
	blocks, err := readme.Blocks("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks = slices.DeleteFunc(blocks, func(b readme.Block) bool { return b.Kind != kind || !strings.Contains(b.Text, word) })
	if len(blocks) != 1 {
		t.Fatalf("README.md has %d blocks of %s with %q, want one", len(blocks), kind, word)
	}
	return blocks[0].Text
}

// TestReadmeProgram: the first program prints what the README says.
func TestReadmeProgram(t *testing.T) {
	program := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(program, []byte(readmeBlock(t, "go", "package main")), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "go", "run", program).CombinedOutput()
	if want := readmeBlock(t, "text", "pays"); err != nil || string(out) != want {
		t.Errorf("%v\n%s\nand the README says\n%s", err, out, want)
	}
}

// TestReadmeProgramIsShort: a first price takes fifteen lines.
func TestReadmeProgramIsShort(t *testing.T) {
	_, body, _ := strings.Cut(readmeBlock(t, "go", "package main"), "\nfunc main() {\n")
	body, _, _ = strings.Cut(body, "\n}\n")
	if n := strings.Count(body, "\n") + 1; n < 5 || n > 15 {
		t.Errorf("main has %d lines, want at most 15:\n%s", n, body)
	}
}

// TestReadmeStranger: the program runs in an empty folder of someone who has
// nothing but Go and the library as the module proxy would hand it out.
func TestReadmeStranger(t *testing.T) {
	if testing.Short() || race.Enabled {
		t.Skip("a short run builds nothing from packed modules, and the race detector does not see into it")
	}
	command := readmeBlock(t, "sh", "go mod init")
	folder, proxy := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "main.go"), []byte(readmeBlock(t, "go", "package main")), 0o600); err != nil {
		t.Fatal(err)
	}
	pack(t, proxy, nextVersion(t))
	env, err := exec.Command("go", "env", "GOMODCACHE", "GOPROXY").Output()
	if err != nil {
		t.Fatal(err)
	}
	cache, others, _ := strings.Cut(strings.TrimSpace(string(env)), "\n")
	stranger := exec.CommandContext(t.Context(), "bash", "-o", "pipefail", "-c", command)
	stranger.Dir = folder
	stranger.Env = append(os.Environ(), "GOWORK=off", "GOSUMDB=off", "GOMODCACHE="+t.TempDir(), "GOFLAGS=-modcacherw",
		"GOPROXY=file://"+proxy+",file://"+cache+"/cache/download,"+others)
	var out, errs strings.Builder
	stranger.Stdout, stranger.Stderr = &out, &errs
	if err := stranger.Run(); err != nil || out.String() != readmeBlock(t, "text", "pays") {
		t.Errorf("%v\n%s%s", err, errs.String(), out.String())
	}
}

// nextVersion is the newest version of the changelog.
func nextVersion(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	heading := regexp.MustCompile(`(?m)^## \[?(v\d+\.\d+\.\d+)\]? - \d{4}-\d{2}-\d{2}$`).FindSubmatch(text)
	if heading == nil {
		t.Fatal("CHANGELOG.md has no heading such as \"## v0.1.0 - 2026-11-22\"")
	}
	return string(heading[1])
}

// pack writes the library into a folder as the module proxy serves it: without
// the modules nested in it and without what begins with a dot.
func pack(t *testing.T, proxy, version string) {
	t.Helper()
	versions := filepath.Join(proxy, filepath.FromSlash(root), "@v")
	if err := os.MkdirAll(versions, 0o700); err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"list":            version + "\n",
		version + ".mod":  string(mod),
		version + ".info": fmt.Sprintf(`{"Version":%q,"Time":"2026-11-22T00:00:00Z"}`, version),
	} {
		if err := os.WriteFile(filepath.Join(versions, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.Create(filepath.Join(versions, version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	out := zip.NewWriter(file)
	err = filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || nested(name)):
			return fs.SkipDir
		case !d.Type().IsRegular() || strings.HasPrefix(d.Name(), "."):
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		to, err := out.Create(root + "@" + version + "/" + filepath.ToSlash(name))
		if err == nil {
			_, err = to.Write(text)
		}
		return err
	})
	if err == nil {
		err = out.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// nested reports whether a folder is a module of its own.
func nested(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	return err == nil
}

// TestReadmePlacements: the four placements have the figures that the engine
// computes for the order of the first program.
func TestReadmePlacements(t *testing.T) {
	engine, err := pricing.New(config())
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{"at_checkout": "`AtCheckout`", "in_price": "`InPrice`", "on_delivery": "`OnDelivery`", "absorbed": "`Absorbed`"}
	alternatives := engine.Compare(cart())
	if len(alternatives) != len(names) {
		t.Fatalf("%d placements, want %d", len(alternatives), len(names))
	}
	text := readmeText(t)
	for _, a := range alternatives {
		if a.Err != nil {
			t.Fatal(a.Err)
		}
		all := a.Quote.Totals
		row := regexp.MustCompile(regexp.QuoteMeta(names[a.ID]) + `: [^|]+\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|`).FindStringSubmatch(text)
		want := []string{a.Quote.Lines[0].Unit.String(), all.DueNow.String(), all.DueOnDelivery.String(), all.CustomerPays.String(), all.Merchant.String()}
		if row == nil || !slices.Equal(row[1:], want) {
			t.Errorf("README.md: %s: %q, the engine says %q", a.ID, row, want)
		}
	}
}

// TestReadmeOwnTables: the README shows the calls of the example, which is run,
// and which looks at each error.
func TestReadmeOwnTables(t *testing.T) {
	example, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	calls := strings.ReplaceAll(string(example), "\tcheck(err)\n", "")
	calls = strings.ReplaceAll(calls, "\n\t", "\n")
	if shown := readmeBlock(t, "go", "tax.DefaultBook()"); !strings.Contains(calls, "\n"+shown) {
		t.Errorf("README.md shows what Example_ownTables does not do:\n%s", shown)
	}
}
