package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/landedhq/landed/ltv"
)

// TestOrders: the orders are those of the seed, each is one that the library reads,
// and as many of them as asked for are there, some of them again.
func TestOrders(t *testing.T) {
	const n = 3000
	write := func() (all []byte) {
		dir := t.TempDir()
		if err := orders([]string{"-n", "3000", "-shards", "3", "-seed", "7", "-again", "5", "-cut", "0", "-o", dir}, io.Discard); err != nil {
			t.Fatal(err)
		}
		names, err := filepath.Glob(filepath.Join(dir, "orders-0000*-of-00003.csv"))
		if err != nil || len(names) != 3 {
			t.Fatalf("%v, %v", names, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, text...)
		}
		return all
	}
	text := write()
	if !bytes.Equal(text, write()) {
		t.Error("the same seed gives other orders")
	}
	form, err := ltv.Layout{}.Lines(ordersHead, lastDay)
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	known, customers := map[string]bool{}, map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == ordersHead {
			continue
		}
		o, err := form.Order(line)
		if err != nil {
			t.Fatal(err)
		}
		lines++
		known[o.ID], customers[o.Customer] = true, true
	}
	if len(known) != n || lines < n*103/100 || lines > n*107/100 || len(customers) < n/7 || len(customers) > n/4 {
		t.Errorf("%d lines, %d orders of %d customers", lines, len(known), len(customers))
	}
	for _, args := range []string{"", "-o x -n -1", "-o x -shards 0", "-o x -again 100", "-o x -cut NaN"} {
		if err := orders(strings.Fields(args), io.Discard); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
}
