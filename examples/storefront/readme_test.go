package main

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/landedhq/landed/examples/storefront/store/storetest"
	"github.com/landedhq/landed/internal/readme"
)

func text(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var (
	assignment = regexp.MustCompile(`^([A-Z_]+)='?([^' ]*)'? (.*)$`)
	image      = regexp.MustCompile(`!\[([^\]]+)\]\(([^)]+)\)`)
	row        = regexp.MustCompile("(?m)^\\| (`[^|]*`) \\| `([a-z/]+\\.go)` \\|")
	quoted     = regexp.MustCompile("`(?:[A-Za-z]+\\.)?([A-Z][A-Za-z]+)`")
)

// Each command of the README does what it is there for.
func TestReadmeCommands(t *testing.T) {
	commands, err := readme.Commands("README.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, c := range commands {
		var pairs []string
		command := c.Text
		for m := assignment.FindStringSubmatch(command); m != nil; m = assignment.FindStringSubmatch(command) {
			pairs, command = append(pairs, m[1], m[2]), m[3]
		}
		words := strings.Fields(command)
		seen[strings.Join(words[:min(3, len(words))], " ")] = true
		t.Run(c.Text, func(t *testing.T) {
			switch {
			case command == "cd examples/storefront":
				if _, err := os.Stat("../../examples/storefront/main.go"); err != nil {
					t.Error(err)
				}
			case strings.HasPrefix(command, "go run ."+" ") || command == "go run .":
				opens(t, words[3:], pairs)
			case strings.HasPrefix(command, "go run ./load"):
				if testing.Short() {
					t.Skip("a short run asks no load")
				}
				out, err := exec.Command("go", append(words[1:], "-for", "1s")...).CombinedOutput()
				if err != nil || !bytes.Contains(out, []byte("p99")) {
					t.Errorf("%v\n%s", err, out)
				}
			case strings.HasPrefix(command, "go test ./"): // this is one of them
				if _, err := os.Stat(strings.TrimSuffix(words[2], "...")); err != nil {
					t.Error(err)
				}
			default:
				t.Error("nobody knows what this should do")
			}
		})
	}
	for _, want := range []string{"go run .", "go run ./load", "go test ./..."} {
		if !seen[want] {
			t.Errorf("the README does not name: %s", want)
		}
	}
}

// opens demands that the shop opens with arguments and an environment, on a
// database of the test's.
func opens(t *testing.T, args, pairs []string) {
	args = append([]string{"-db", filepath.Join(t.TempDir(), "shop.db")}, args...)
	office := false
	for i := 0; i < len(pairs); i += 2 {
		switch pairs[i] {
		case "DATABASE_URL":
			pairs[i+1] = storetest.Postgres(t)
		case "OFFICE_PASSWORD":
			office = true
		}
	}
	address, _ := start(t, args, environment(pairs...))
	if status, body, _ := get(t, address+"/de/?x", "", ""); status != http.StatusOK || !strings.Contains(body, "28,90") {
		t.Errorf("status %d: %.300s", status, body)
	}
	want := http.StatusServiceUnavailable
	if office {
		want = http.StatusUnauthorized
	}
	if status, _, _ := get(t, address+"/office/", "", ""); status != want {
		t.Errorf("the office: status %d, want %d", status, want)
	}
}

// The README names each call in the file where it is made, all flags and
// variables, and pictures that are there and small.
func TestReadmeIsTrue(t *testing.T) {
	text := text(t)
	rows := row.FindAllStringSubmatch(text, -1)
	if len(rows) < 15 {
		t.Errorf("only %d rows of calls", len(rows))
	}
	for _, m := range rows {
		code, err := os.ReadFile(m[2])
		if err != nil {
			t.Error(err)
			continue
		}
		for _, call := range quoted.FindAllStringSubmatch(m[1], -1) {
			if !regexp.MustCompile(`\.` + call[1] + `\b`).Match(code) {
				t.Errorf("%s does not use %s", m[2], call[1])
			}
		}
	}
	pictures := map[string]bool{}
	for _, m := range image.FindAllStringSubmatch(text, -1) {
		pictures[m[2]] = true
		if info, err := os.Stat(m[2]); err != nil || info.Size() > 120<<10 {
			t.Errorf("%s: %v", m[2], err)
		}
	}
	files, err := filepath.Glob("pictures/*")
	if err != nil || !slices.Equal(files, slices.Sorted(maps.Keys(pictures))) {
		t.Errorf("pictures: %q, shown: %q, %v", files, slices.Sorted(maps.Keys(pictures)), err)
	}
	var help strings.Builder
	_, _ = settingsOf([]string{"-h"}, environment(), io.Writer(&help))
	for _, m := range regexp.MustCompile(`(?m)^  (-[a-z]+)`).FindAllStringSubmatch(help.String(), -1) {
		if !strings.Contains(text, "| `"+m[1]) {
			t.Errorf("the README does not list %s", m[1])
		}
	}
	asked := map[string]bool{}
	_, _ = settingsOf(nil, func(name string) string { asked[name] = true; return "" }, io.Discard)
	for name := range asked {
		if !strings.Contains(text, "| `"+name+"` |") {
			t.Errorf("the README does not list %s", name)
		}
	}
}
