package readme

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// written returns the name of a file with the text, in which ' stands for `.
func written(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "README.md")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(text, "'", "`")), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestCommands(t *testing.T) {
	file := written(t, `# Title

'''sh
cd examples/x
go run . -a \
    -b |
    sort

go test ./...
'''

'''text
ok
'''

Then 'go run ./scale ltv' and 'go.mod', 'duty.Rate' and '.ci/run test'.

'''go
package main // go run .
'''
`)
	got, err := Commands(file)
	if err != nil {
		t.Fatal(err)
	}
	want := []Command{
		{4, "cd examples/x", ""},
		{5, "go run . -a \\\n-b |\nsort", ""},
		{9, "go test ./...", "ok\n"},
		{16, "go run ./scale ltv", ""},
		{16, ".ci/run test", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRefuses(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"'''\ngo run .\n'''\n", ":1: the block does not say"},
		{"a\n\n'''sh\ngo run .\n", ":3: the block has no end"},
		{"nothing to do\n", "no commands"},
	} {
		if _, err := Commands(written(t, tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %q", tt.text, err, tt.want)
		}
	}
	if _, err := Blocks(filepath.Join(t.TempDir(), "absent")); err == nil {
		t.Error("an absent file has blocks")
	}
}

func TestMatches(t *testing.T) {
	for _, tt := range []struct {
		pattern, text string
		want          bool
		reason        string
	}{
		{"a b\nc\n", "a b  \nc\n\n", true, "space at the ends"},
		{"a … d\n", "a b c d\n", true, "something is left out"},
		{"a\n…\nd\n", "a\nb\nc\nd\n", true, "lines are left out"},
		{"a.c\n", "abc\n", false, "a point is a point"},
		{"a\n", "a\nb\n", false, "more than the README says"},
		{"a  b\n", "a b\n", false, "columns count"},
	} {
		if got := matches(tt.pattern, tt.text); got != tt.want {
			t.Errorf("%q, %q: %v (%s)", tt.pattern, tt.text, got, tt.reason)
		}
	}
}

// The shell runs each command where the README says, with what it needs.
func TestRun(t *testing.T) {
	own := 0
	Shell{
		File: written(t, `
'''sh
cat in.txt > out.txt
cat out.txt
'''

'''text
hel…
'''

'''sh
exit 4
sleep 1000
serve forever
go doc ./internal/readme
go generate ./currency
'''
`),
		Dir:    "../..",
		Files:  map[string]string{"in.txt": written(t, "hello\n")},
		Status: map[string]int{"exit 4": 4},
		Less:   strings.NewReplacer("sleep 1000", "sleep 0"),
		Own:    map[string]func(*testing.T, Command){"serve": func(*testing.T, Command) { own++ }},
	}.Run(t)
	if own != 1 {
		t.Errorf("the test's own command was run %d times", own)
	}
}
