package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// runs runs the command and returns what it writes.
func runs(t *testing.T, args ...string) (out, errs string, err error) {
	t.Helper()
	var o, e bytes.Buffer
	err = run(context.Background(), args, &o, &e)
	return o.String(), e.String(), err
}

// Each product has a price or a reason in each of the forty markets, whatever
// the number of workers.
func TestGenerated(t *testing.T) {
	one, _, err := runs(t, "-quiet", "-products", "300", "-workers", "1")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(one)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+300*40 {
		t.Fatalf("%d lines, want a head and %d", len(rows), 300*40)
	}
	refused := 0
	for i, row := range rows[1:] {
		if shown, fault := row[9], row[10]; (shown == "") != (fault != "") {
			t.Errorf("line %d: shown %q, error %q", i+2, shown, fault)
		}
		if row[10] != "" {
			refused++
		}
	}
	if refused == 0 || refused > len(rows)/10 {
		t.Errorf("%d of %d refused, want few: the tables do not know every tea", refused, len(rows))
	}
	many, _, err := runs(t, "-quiet", "-products", "300", "-workers", "4")
	if err != nil || many != one {
		t.Errorf("four workers write something else than one (%v)", err)
	}
}

// A file has its name only once it is whole.
func TestFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "prices.csv")
	if _, _, err := runs(t, "-quiet", "-products", "10", "-o", name); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(name); err != nil || bytes.Count(data, []byte("\n")) != 401 {
		t.Errorf("%d lines, %v", bytes.Count(data, []byte("\n")), err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	other := filepath.Join(dir, "other.csv")
	if err := run(ctx, []string{"-quiet", "-o", other}, &bytes.Buffer{}, &bytes.Buffer{}); err == nil {
		t.Error("a cancelled run ends well")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("%v is left, %v: want prices.csv alone", left, err)
	}
}

func TestCatalogue(t *testing.T) {
	const head = "sku,name,price,currency,category,hs_code,origin,weight_kg\n"
	for _, test := range []struct{ name, text, want string }{
		{"good", head + "TEE,a shirt,20.00,EUR,general,610910,BD,0.2\n", ""},
		{"no such column", "sku,price\nTEE,20.00\n", "line 1"},
		{"a price that is none", head + "TEE,a shirt,20.00,EUR,general,610910,BD,0.2\nTEE2,a shirt,twenty,EUR,general,610910,BD,0.2\n", "line 3: price"},
		{"a currency that is none", head + "TEE,a shirt,20.00,XXQ,general,610910,BD,0.2\n", "line 2"},
		{"too few fields", head + "TEE,a shirt\n", "line 2"},
	} {
		name := filepath.Join(t.TempDir(), "products.csv")
		if err := os.WriteFile(name, []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		out, _, err := runs(t, "-quiet", "-catalogue", name)
		switch {
		case test.want == "" && (err != nil || strings.Count(out, "\n") != 41):
			t.Errorf("%s: %d lines, %v", test.name, strings.Count(out, "\n"), err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: %v, want it to name %q", test.name, err, test.want)
		}
	}
}

func TestArguments(t *testing.T) {
	for _, args := range [][]string{{"-products", "-1"}, {"-at", "tomorrow"}, {"more"}, {"-rates", "/does/not/exist"}, {"-catalogue", "/does/not/exist"}, {"-markets", "/does/not/exist"}} {
		if _, _, err := runs(t, args...); err == nil {
			t.Errorf("%q is accepted", args)
		}
	}
}

// Between two days of rates only what changes is written, in the markets whose
// currency moved.
func TestChanges(t *testing.T) {
	same, _, err := runs(t, "-quiet", "-products", "50", "-before", "../internal/shop/eurofxref-daily.xml")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(same), "\n")[1:] {
		if strings.HasSuffix(line, ",") {
			t.Errorf("a change between the same rates: %s", line)
		}
	}
	data, err := os.ReadFile("../internal/shop/eurofxref-daily.xml")
	if err != nil {
		t.Fatal(err)
	}
	i := bytes.Index(data, []byte("currency='SEK' rate='")) + len("currency='SEK' rate='")
	data[i]++ // 10.78 becomes 20.78
	name := filepath.Join(t.TempDir(), "rates.xml")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, _, err := runs(t, "-quiet", "-products", "50", "-before", name)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, row := range rows[1:] {
		if row[6] != "" {
			continue
		}
		if n++; row[1] != "SE" || row[5] != "rate" || row[3] == "" {
			t.Errorf("%q", row)
		}
	}
	if n != 50 {
		t.Errorf("%d changes, want one for each product in Sweden", n)
	}
}
