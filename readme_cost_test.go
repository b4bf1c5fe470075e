package landed_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeCosts: the README has the sizes of .ci/cost.md, which .ci/run
// compares with those of the day.
func TestReadmeCosts(t *testing.T) {
	text, err := os.ReadFile(".ci/cost.md")
	if err != nil {
		t.Fatal(err)
	}
	size := `[\d.]+ \(\+([\d.]+)\)`
	rows := regexp.MustCompile(`(?m)^\| (\w+) \| `+size+` \| `+size+` \| `+size+` \|$`).FindAllStringSubmatch(string(text), -1)
	if len(rows) < 8 {
		t.Fatalf(".ci/cost.md has %d rows of sizes", len(rows))
	}
	var want strings.Builder
	for _, row := range rows[1:] { // the first is what the others are compared with
		want.WriteString("| " + row[1] + " | " + row[2] + " | " + row[4] + " |\n")
	}
	if !strings.Contains(readmeLines(t), "|---|--:|--:|\n"+want.String()+"\n") {
		t.Errorf("README.md has other sizes than .ci/cost.md:\n%s", want.String())
	}
	kept := regexp.MustCompile(`(?m)^\| kept with its tables \| ([\d.]+) \|$`).FindSubmatch(text)
	if kept == nil || !strings.Contains(readmeText(t), "keeps "+string(kept[1])+" MB;") {
		t.Errorf("README.md says otherwise what an engine keeps: %q", kept)
	}
}
