package pricing_test

import (
	"os"
	"testing"

	"github.com/landedhq/landed/duty"
)

// widerTariff is the embedded tariff with rows for places that it lacks.
func widerTariff(t testing.TB) *duty.Tariff {
	t.Helper()
	starter, err := duty.Starter()
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("testdata/wider-tariff.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	more, err := duty.LoadTariff(f)
	if err != nil {
		t.Fatal(err)
	}
	both, err := starter.With(more)
	if err != nil {
		t.Fatal(err)
	}
	return both
}
