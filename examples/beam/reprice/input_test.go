package reprice

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/landedhq/landed/examples/beam/shard"
)

const (
	good  = "TEE,a shirt,20.00,EUR,general,610910,BD,0.2\n"
	good2 = "CAP,\"a cap, \"\"blue\"\"\",12.00,EUR,general,650500,CN,0.1\n"
)

// Rows that are no product are dead letters with line and reason, and the others
// are priced.
func TestBadRows(t *testing.T) {
	long := strings.Repeat("x", shard.MaxLine+1)
	for _, test := range []struct {
		name, file, text string
		read, priced     int64
		want             []string // line and part of the reason
	}{
		{"good", "in.csv", head8 + good + good2, 2, 2, nil},
		{"a price that is none", "in.csv", head8 + good + "A,a,twenty,EUR,general,610910,BD,0.2\n", 2, 1, []string{"3 price"}},
		{"an unknown currency", "in.csv", head8 + "A,a,20.00,XXQ,general,610910,BD,0.2\n" + good, 2, 1, []string{"2 XXQ"}},
		{"an unknown category", "in.csv", head8 + "A,a,20.00,EUR,nothing,610910,BD,0.2\n" + good, 2, 1, []string{"2 category"}},
		{"an unknown customs code", "in.csv", head8 + "A,a,20.00,EUR,general,61x910,BD,0.2\n" + good, 2, 1, []string{"2 hs_code"}},
		{"a negative price", "in.csv", head8 + "A,a,-20.00,EUR,general,610910,BD,0.2\n" + good, 2, 1, []string{"2 price"}},
		{"too few fields", "in.csv", head8 + "A,a\n" + good, 2, 1, []string{"2 the number of fields is 2, want 8"}},
		{"no SKU", "in.csv", head8 + ",a,20.00,EUR,general,610910,BD,0.2\n" + good, 2, 1, []string{"2 sku"}},
		{"a quotation mark that is missing", "in.csv", head8 + "A,\"a,20.00,EUR,general,610910,BD,0.2\n" + good, 2, 1, []string{"2 field 2: a quoted field does not end"}},
		{"cut off", "in.csv", head8 + good + "A,a,20.00,EUR,general,610910,BD,0", 2, 1, []string{"3 the line has no end"}},
		{"an enormous line", "in.csv", head8 + good + long + "\n" + good2, 3, 2, []string{"3 a line longer"}},
		{"not UTF-8", "in.csv", head8 + "A,\xff,20.00,EUR,general,610910,BD,0.2\n" + good, 2, 1, []string{"2 not UTF-8"}},
		{"all rows bad", "in.csv", head8 + "a\nb\nc\n", 3, 0, []string{"2 fields", "3 fields", "4 fields"}},
		{"an empty shard of JSON", "in.jsonl", "", 0, 0, nil},
		{"a head alone", "in.csv", head8, 0, 0, nil},
		{"a head without an end", "in.csv", strings.TrimSpace(head8), 0, 0, nil},
		{"a SKU with another row", "in.csv", head8 + good + good2 + strings.Replace(good, "20.00", "21.00", 1), 3, 2, []string{"4 sku: in.csv line 2 has it too"}},
		{"a row twice", "in.csv", head8 + good + good, 2, 1, nil},
		{"JSON", "in.jsonl", `{"sku":"A","price":{"amount":"20.00","currency":"EUR"},"category":"general","hs_code":"610910","origin":"BD"}` + "\n", 1, 1, nil},
		{"JSON that is none", "in.jsonl", "{\n", 1, 0, []string{"1 unexpected end"}},
		{"JSON that is cut off", "in.jsonl", `{"sku":"A","pri`, 1, 0, []string{"1 unexpected end"}},
		{"JSON without a SKU", "in.jsonl", "{}\n", 1, 0, []string{"1 sku"}},
		{"JSON with a SKU of two lines", "in.jsonl", `{"sku":"A\nB","price":{"amount":"20.00","currency":"EUR"}}` + "\n", 1, 0, []string{"1 sku: it has a line end"}},
		{"an enormous SKU", "in.csv", head8 + strings.Repeat("A", 1<<20-200) + ",a,20.00,EUR,general,610910,BD,0.2\n" + good, 2, 1, []string{"2 sku: it has"}},
		{"JSON with a price that is none", "in.jsonl", `{"sku":"A","price":7}` + "\n", 1, 0, []string{"1 "}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, filepath.Join(dir, test.file), test.text)
			o := options(filepath.Join(dir, test.file), filepath.Join(dir, "out"))
			o.Only, o.Parts = "GB", 2
			m, err := Run(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, row := range rows(t, o.Output, "rejected", false) {
				if len(row) > 1500 {
					t.Errorf("a dead letter of %d bytes", len(row))
				}
				got = append(got, row)
			}
			if len(got) != len(test.want) || m.Counts["read"] != test.read || m.Counts["priced"] != test.priced || m.Counts["rejected"]+m.Counts["failed"] != int64(len(got)) {
				t.Fatalf("counts %v, dead letters %q, want %q", m.Counts, got, test.want)
			}
			for _, want := range test.want {
				line, reason, _ := strings.Cut(want, " ")
				if !slices.ContainsFunc(got, func(row string) bool {
					return strings.Contains(row, `"shard":"`+test.file+`","line":`+line+",") && strings.Contains(row, reason)
				}) {
					t.Errorf("%q, want line %s and %q", got, line, reason)
				}
			}
		})
	}
}

// What is wrong with the whole ends it before anything is written.
func TestRefused(t *testing.T) {
	dir := t.TempDir()
	put(t, dir+"/good.csv", head8+good)
	put(t, dir+"/empty.csv", "")
	put(t, dir+"/head.csv", "sku,price\nA,20.00\n")
	put(t, dir+"/long.csv", strings.Repeat("x", shard.MaxLine+1))
	put(t, dir+"/p-00000-of-00002.csv", head8+good)
	put(t, dir+"/bad.json", "{")
	put(t, dir+"/whole/_SUCCESS", "{}")
	for _, test := range []struct {
		name string
		set  func(*Options)
		want string
		is   error
	}{
		{"no input", func(o *Options) { o.Input = "" }, "-input", nil},
		{"no output", func(o *Options) { o.Output = "" }, "-output", nil},
		{"no such shard", func(o *Options) { o.Input = dir + "/none-*" }, "no file", shard.ErrMissing},
		{"a shard is missing", func(o *Options) { o.Input = dir + "/p-*" }, "not number 1", shard.ErrMissing},
		{"fewer shards than said", func(o *Options) { o.Shards = 2 }, "1 are there, want 2", shard.ErrMissing},
		{"another head", func(o *Options) { o.Input = dir + "/head.csv" }, `columns "sku,price"`, nil},
		{"an empty shard of CSV", func(o *Options) { o.Input = dir + "/empty.csv" }, "it is empty", nil},
		{"an enormous head", func(o *Options) { o.Input = dir + "/long.csv" }, "longer than", shard.ErrLong},
		{"unknown market", func(o *Options) { o.Only = "DE,XX" }, "XX", nil},
		{"a market twice", func(o *Options) { o.Only = "DE,DE" }, "twice", nil},
		{"markets that are none", func(o *Options) { o.Files.Markets = dir + "/bad.json" }, "markets", nil},
		{"rates that are none", func(o *Options) { o.Files.Rates = dir + "/bad.json" }, "rates", nil},
		{"tax that is none", func(o *Options) { o.Files.Tax = dir + "/bad.json" }, "tax", nil},
		{"a table that is not there", func(o *Options) { o.Files.Tariff = dir + "/none" }, "none", os.ErrNotExist},
		{"too many parts", func(o *Options) { o.Parts = MaxParts + 1 }, "-parts", nil},
		{"fewer than no workers", func(o *Options) { o.Workers = -1 }, "-workers", nil},
		{"a run that is there", func(o *Options) { o.Output = dir + "/whole" }, "holds a whole run", shard.ErrWhole},
		{"a folder below a file", func(o *Options) { o.Output = dir + "/good.csv/out" }, "not a directory", nil},
		{"no run before", func(o *Options) { o.Before = dir }, "-before", shard.ErrNotWhole},
	} {
		out := filepath.Join(t.TempDir(), "out")
		o := options(dir+"/good.csv", out)
		test.set(o)
		_, err := Run(context.Background(), o)
		if err == nil || !strings.Contains(err.Error(), test.want) || test.is != nil && !errors.Is(err, test.is) {
			t.Errorf("%s: %v, want it to name %q", test.name, err, test.want)
		}
		if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: something is written", test.name)
		}
	}
}

// A shard that is packed is read, and one that is cut off ends the run.
func TestPacked(t *testing.T) {
	dir := t.TempDir()
	var b strings.Builder
	w := gzip.NewWriter(&b)
	fmt.Fprint(w, head8+good)
	w.Close()
	put(t, dir+"/whole.csv.gz", b.String())
	put(t, dir+"/half.csv.gz", b.String()[:b.Len()-10])
	o := options(dir+"/whole.csv.gz", dir+"/out")
	o.Only, o.Parts = "DE", 1
	if m, err := Run(context.Background(), o); err != nil || m.Counts["priced"] != 1 {
		t.Errorf("%v, %v", m.Counts, err)
	}
	o = options(dir+"/half.csv.gz", dir+"/half")
	if _, err := Run(context.Background(), o); err == nil || !strings.Contains(err.Error(), "EOF") {
		t.Errorf("half a file: %v", err)
	}
}

// Two rows of one SKU meet in one partition, whichever shards they are in, and
// the first by shard and line stays.
func TestRepeatedSKU(t *testing.T) {
	dir := t.TempDir()
	other := strings.Replace(good, "20.00", "30.00", 1)
	put(t, dir+"/in-0-of-2.csv", head8+good2+good)
	put(t, dir+"/in-1-of-2.csv", head8+other+good+good2)
	o := options(dir+"/in-*", dir+"/out")
	o.Only, o.Parts = "DE", 5
	m, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(rows(t, o.Output, "prices", true), "\n")
	if m.Counts["repeated"] != 2 || m.Counts["rejected"] != 1 || m.Counts["priced"] != 2 || !strings.Contains(got, "TEE,DE,DE,20.00") {
		t.Errorf("%v:\n%s", m.Counts, got)
	}
}

// A line of CSV has the fields that encoding/csv finds, or both refuse it.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{good, good2, "a", ",", `"a`, `"a"b,c`, `a"b`, `"a""b",`, `""`, `"",""`, "a,,b", ` "a"`} {
		f.Add(strings.TrimSpace(s))
	}
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\r\n") || line == "" {
			return
		}
		got, err := split(line, nil)
		in := csv.NewReader(strings.NewReader(line))
		want, wantErr := in.Read()
		if (err == nil) != (wantErr == nil) || err == nil && !slices.Equal(got, want) {
			t.Fatalf("%q: %q, %v; encoding/csv: %q, %v", line, got, err, want, wantErr)
		}
	})
}

// Whatever a batch holds, it is read without a panic, and what was added comes
// back.
func FuzzBatch(f *testing.F) {
	f.Add([]byte{}, "in.csv", 7, []byte(good))
	f.Add([]byte{1, 'a', 3}, "", 1, []byte{})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, "", 1, []byte{})
	f.Fuzz(func(t *testing.T, damaged []byte, name string, line int, text []byte) {
		rowsOf(damaged, nil)
		if line < 0 {
			return
		}
		batch := addRow(nil, name, line, text)
		batch = addRow(batch, name, line+1, nil)
		rows, err := rowsOf(batch, nil)
		if err != nil || len(rows) != 2 || rows[0].shard != name || rows[0].line != line || string(rows[0].text) != string(text) || rows[1].shard != name || len(rows[1].text) != 0 {
			t.Fatalf("%+v, %v", rows, err)
		}
	})
}

// Where a SKU lies must not change between versions, and SKUs spread.
func TestPartition(t *testing.T) {
	for _, test := range []struct {
		sku  string
		want int
	}{{"TEE", 44}, {"BOOK-000046", 0}, {"", 1}} {
		if got := partition(test.sku, 64); got != test.want {
			t.Errorf("%q: %d, want %d", test.sku, got, test.want)
		}
	}
	var n [64]int
	for i := range 64_000 {
		n[partition(fmt.Sprintf("SKU-%06d", i), 64)]++
	}
	for k, n := range n {
		if n < 850 || n > 1150 {
			t.Errorf("%d of 64,000 in partition %d", n, k)
		}
	}
}
