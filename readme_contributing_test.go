package landed_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestReadmeContributing: the last section says of every embedded table how it
// is updated, and names tests that are there.
func TestReadmeContributing(t *testing.T) {
	_, section, ok := strings.Cut(readmeLines(t), "\n## Contributing\n")
	if !ok || strings.Contains(section, "\n## ") {
		t.Fatal("Contributing is not the last section of README.md")
	}
	tests := testNames(t, regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Example)\w+)\(`))
	var listed []string
	for line := range strings.Lines(section) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || !strings.HasPrefix(cells[1], " `") {
			continue
		}
		judges := regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(cells[3], -1)
		if len(judges) == 0 {
			t.Errorf("no test judges %s", cells[1])
		}
		for _, file := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[1], -1) {
			listed = append(listed, file[1])
			for _, judge := range judges {
				folder, _, _ := strings.Cut(file[1], "/data/")
				if !tests[folder+"."+judge[1]] {
					t.Errorf("%s: there is no %s in ./%s", file[1], judge[1], folder)
				}
			}
		}
	}
	for _, m := range regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(section, -1) {
		if !tests[m[1]] {
			t.Errorf("README.md names %s, which is not there", m[1])
		}
	}
	files, err := filepath.Glob("*/data/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"internal/cldr"}
	for _, file := range files {
		want = append(want, filepath.ToSlash(file))
	}
	slices.Sort(want)
	slices.Sort(listed)
	if !slices.Equal(listed, want) {
		t.Errorf("README.md says how to update\n%q, and embedded are\n%q", listed, want)
	}
}
