package tax

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/landedhq/landed/locale"
)

// TestAgainstReferenceIDs holds ParseID against numbers that public test suites
// call valid or invalid. The numbers are those of real firms and stay outside
// of the repository.
//
// There is no exception to list. Where such suites contradict one another, it
// is decided thus:
//   - an Austrian and a Belgian number are invalid in one suite because it
//     refuses separators by design: here the spelling is normalised;
//   - the lowest Spanish DNI is invalid in one suite, valid in another: no rule
//     excludes it and its letter is right, so it is valid;
//   - Luxembourg's number of zeros is valid, as its rule is kept.
func TestAgainstReferenceIDs(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "..", "shared", "cases", "vatid.csv"))
	if err != nil {
		t.Skipf("no reference data: %v", err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	valid := 0
	for _, row := range rows[1:] {
		want, err := strconv.ParseBool(row[2])
		if err != nil {
			t.Fatalf("%v: %v", row, err)
		}
		for _, country := range []locale.Country{locale.Country(row[0]), ""} {
			id, err := ParseID(country, row[1])
			if (err == nil) != want {
				t.Errorf("ParseID(%q, %q): %v, want valid %t (%s)", country, row[1], err, want, row[3])
				continue
			}
			if err != nil {
				var e *IDError
				if !errors.As(err, &e) || e.Err != ErrIDFormat && e.Err != ErrIDChecksum {
					t.Errorf("%q: %v", row[1], err)
				}
				continue
			}
			valid++
			if back, err := ParseID("", id.String()); err != nil || back != id {
				t.Errorf("%q: %v reads back as %v (%v)", row[1], id, back, err)
			}
			if id.Level() != ChecksumConfirmed {
				t.Logf("%q: %v", row[1], id.Level())
			}
		}
	}
	t.Logf("%d rows, %d readings of valid numbers", len(rows)-1, valid)
}
