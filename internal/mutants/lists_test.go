package main

import (
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

// The lists are of the code as it stands: a file that is gone and a line that
// was changed are taken out, or explained anew.
func TestLists(t *testing.T) {
	t.Chdir("../..")
	files := money()
	if !slices.IsSorted(files) {
		t.Error("money is not sorted")
	}
	for _, file := range files {
		if _, err := os.Stat(file); err != nil {
			t.Error(err)
		}
	}
	for _, folder := range []string{"currency", "tax", "duty", "pricing", "ltv"} {
		if !slices.Contains(folders(files), folder) {
			t.Errorf("no file of %s is on the list", folder)
		}
	}
	rows, err := explained()
	if err != nil {
		t.Fatal(err)
	}
	for m, reason := range rows {
		text, err := os.ReadFile(m.file)
		if err != nil {
			t.Error(err)
			continue
		}
		if !slices.ContainsFunc(strings.Split(string(text), "\n"), func(l string) bool { return strings.TrimSpace(l) == m.code }) {
			t.Errorf("%s has no line %q", m.file, m.code)
		}
		if len(strings.Fields(reason)) < 2 {
			t.Errorf("%s: %q is no reason for %s", m.file, reason, m.code)
		}
	}
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	file := path.Join(dir, "a.go")
	text := "package a\n\nfunc f(a, b int) {\n\tif a < b {\n\t}\n\tswitch {\n\tcase a > b:\n\t}\n}\n\nvar c = -d\n\nvar d = func() int { return 1 - 1 }()\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := read(dir, "Starting...\n      KILLED ARITHMETIC_BASE at a.go:1:3\n   TIMED OUT ARITHMETIC_BASE at a.go:2:3\n"+
		"       LIVED CONDITIONALS_BOUNDARY at a.go:4:7\n NOT COVERED CONDITIONALS_NEGATION at a.go:4:7\n"+
		" NOT COVERED CONDITIONALS_NEGATION at a.go:7:9\n NOT COVERED INVERT_NEGATIVES at a.go:11:9\n NOT COVERED ARITHMETIC_BASE at a.go:13:31\n")
	if err != nil {
		t.Fatal(err)
	}
	alive := []mutant{{file, "CONDITIONALS_BOUNDARY", "if a < b {"}, {file, "CONDITIONALS_NEGATION", "if a < b {"},
		{file, "ARITHMETIC_BASE", "var d = func() int { return 1 - 1 }()"}}
	if r.killed != 2 || r.spared != 2 || !slices.Equal(r.alive, alive) {
		t.Errorf("read %+v", r)
	}
	var out strings.Builder
	if err := r.judge(&out, map[mutant]string{alive[0]: "it is so"}); err == nil {
		t.Errorf("half alive is good enough: %s", &out)
	}
	r.killed = 98
	if err := r.judge(&out, map[mutant]string{alive[0]: "it is so", alive[1]: "it is so", alive[2]: "it is so"}); err != nil {
		t.Error(err)
	}
	if _, err := read(dir, "ERROR: not in a Go module"); err == nil {
		t.Error("no mutants are good enough")
	}
}
