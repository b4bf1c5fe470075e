package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/landedhq/landed/internal/readme"
)

// What the README says to run runs, on less, and ends with the status that it
// says. The first run of a catalogue has what the second compares with.
func TestReadme(t *testing.T) {
	measure := func(t *testing.T, c readme.Command) { // it builds from the sources around it
		if testing.Short() {
			t.Skip("a short run measures nothing")
		}
		args := strings.Fields(strings.Replace(c.Text, "./scale ", "./scale -n 2000 ", 1))
		if out, err := exec.CommandContext(t.Context(), args[0], args[1:]...).CombinedOutput(); err != nil || !strings.Contains(string(out), "peak memory") {
			t.Errorf("%v\n%s", err, out)
		}
	}
	readme.Shell{
		File: "README.md", Dir: ".",
		Files: map[string]string{"eurofxref-daily.xml": "../internal/shop/eurofxref-daily.xml"},
		Less: strings.NewReplacer(
			"-n 100000", "-n 500", "-n 500000", "-n 5000",
			"-bench Partition", "-run '^$' -bench Partition -benchtime 1x",
			"go test ./worth", "go test ./worth -list ."), // this is in the same run
		Status: map[string]int{
			"go run . ltv -input 'in/orders-*.csv' -output out":                                                     rejected,
			"go run . reprice -input 'in/products-*.csv' -output monday":                                            rejected,
			"go run . reprice -input 'in/products-*.csv' -output tuesday -before monday -rates eurofxref-daily.xml": rejected,
		},
		Own: map[string]func(*testing.T, readme.Command){"go run ./scale": measure},
	}.Run(t)
}
