package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

func TestGolden(t *testing.T) {
	for _, test := range []struct{ name, args string }{
		{"table.txt", ""},
		{"terms.txt", "-horizon 6 -within 3 -ratio 2.5 -rate 0,DE=8,JP=5 -cac DE=24,GB=24,JP=100000,US=40"},
		{"report.json", "-json -horizon 2"},
	} {
		var got bytes.Buffer
		if err := run(strings.Fields(test.args), &got, io.Discard); err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		golden := filepath.Join("testdata", test.name)
		if *update {
			if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
		for line := range strings.Lines(got.String()) {
			if utf8.RuneCountInString(line) > 101 {
				t.Errorf("%s: wider than a terminal of 100 columns: %s", test.name, line)
			}
		}
	}
}

func TestReportSurvivesJSON(t *testing.T) {
	var first, second bytes.Buffer
	if err := run([]string{"-json"}, &first, io.Discard); err != nil {
		t.Fatal(err)
	}
	var r report
	if err := json.Unmarshal(first.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	encoder := json.NewEncoder(&second)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(r); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first.String(), second.String()); diff != "" {
		t.Errorf("written, read and written (-first +second):\n%s", diff)
	}
}

func TestRefuses(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(bad, []byte("order_id,customer\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{
		"-horizon 30":        "beyond what was observed",
		"-horizon 0":         "horizon of 0 months",
		"-within 13":         "beyond what was observed",
		"-rate -1":           "between 0 and 1,000,000",
		"-rate DE=8":         `there is none for market "GB"`,
		"-rate ten":          "not a number",
		"-rate 8,9":          "already",
		"-cac DE=1":          `there is none for market "GB"`,
		"-cac 1e1000000000":  "not a number",
		"-ratio 0":           "must be positive",
		"-asof 2026-02-30":   "-asof",
		"-asof 2025-10-31":   "in the future",
		"-orders nowhere":    "nowhere",
		"-orders " + bad:     "the column is missing",
		"-ratio " + longText: "too long",
	} {
		var out bytes.Buffer
		err := run(strings.Fields(args), &out, io.Discard)
		if err == nil || !strings.Contains(err.Error(), want) || out.Len() > 0 {
			t.Errorf("%.40s: %v, want an error with %q and no output", args, err, want)
		}
	}
}

// TestStatus: to ask for help is no failure.
func TestStatus(t *testing.T) {
	for args, want := range map[string]int{"-h": 0, "-json": 0, "-horizon 0": 1, "-no": 1} {
		var errs bytes.Buffer
		if got := status(run(strings.Fields(args), io.Discard, &errs), &errs); got != want || want > 0 && errs.Len() == 0 {
			t.Errorf("%s: status %d, want %d: %s", args, got, want, errs.String())
		}
	}
}

var longText = strings.Repeat("9", 1000)
