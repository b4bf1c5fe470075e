package locale

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// What this package adds to a stripped program, in bytes: by an import alone,
// and by writing one amount. Its own code and tables are some 100 KB of it; the
// rest are x/text/language, math/big and what package currency imports.
const (
	importBudget = 400 << 10
	formatBudget = 480 << 10
)

const (
	helloProgram  = "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"hello\") }\n"
	importProgram = "package main\n\nimport (\n\t\"fmt\"\n\n\t_ \"github.com/landedhq/landed/locale\"\n)\n\nfunc main() { fmt.Println(\"hello\") }\n"
	formatProgram = "package main\n\nimport (\n\t\"fmt\"\n\n\t\"golang.org/x/text/language\"\n\n\t\"github.com/landedhq/landed/currency\"\n\t\"github.com/landedhq/landed/locale\"\n)\n\n" +
		"func main() { fmt.Println(locale.For(language.German).Format(currency.FromMinor(123456, currency.EUR))) }\n"
)

// TestSize builds programs with and without this package.
func TestSize(t *testing.T) {
	hello, _ := build(t, helloProgram)
	with, path := build(t, importProgram)
	formats, _ := build(t, formatProgram)
	t.Logf("%d KB by an import, %d KB by formatting", (with-hello)>>10, (formats-hello)>>10)
	if with-hello > importBudget || formats-hello > formatBudget {
		t.Errorf("more than %d and %d KB", importBudget>>10, formatBudget>>10)
	}
	testStart(t, path)
}

// build returns the size and the path of a stripped program. It builds inside
// this module, whose sources it overlays with the program.
func build(t *testing.T, source string) (size int64, path string) {
	t.Helper()
	if testing.Short() {
		t.Skip("building programs takes some seconds")
	}
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command to build programs with")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "main.go")
	if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(dir, "program")
	cmd := exec.Command(tool, "build", "-ldflags", "-s -w", "-o", path, file)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("programs cannot be built here: %v\n%s", err, out)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size(), path
}

// testStart looks at what the packages of this module do before main: those of
// this package nothing, package currency and what is below it no more than a few
// small values.
func testStart(t *testing.T, path string) {
	t.Helper()
	cmd := exec.Command(path)
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	const most = 2048 // bytes
	packages := 0
	for line := range strings.Lines(string(out)) {
		// init internal/bytealg @0.008 ms, 0 ms clock, 0 bytes, 0 allocs
		fields := strings.Fields(line)
		if len(fields) < 10 || fields[0] != "init" {
			continue
		}
		packages++
		if !strings.Contains(fields[1], "/landed/") {
			continue
		}
		bytes, err := strconv.Atoi(fields[7])
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if below := strings.Contains(fields[1], "/internal/"); bytes > most || !below && !strings.HasSuffix(fields[1], "/currency") {
			t.Errorf("work before main: %s", line)
		}
	}
	if packages < 5 {
		t.Errorf("no trace of what is done before main: %s", out)
	}
}
