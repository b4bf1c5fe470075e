package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLTVStatus(t *testing.T) {
	const (
		head  = "order_id,customer,market,date,currency,revenue,cost_of_goods,absorbed_duty,absorbed_tax,freight,fees\n"
		order = "A-1,c-1,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75\n"
	)
	dir := t.TempDir()
	for name, text := range map[string]string{"good": head + order + order, "bad": head + order + "A-2,c-1\n", "worst": head + "A-2\n", "empty": ""} {
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ltv := func(in, out string, more ...string) []string {
		return append([]string{"ltv", "-quiet", "-input", filepath.Join(dir, in), "-output", filepath.Join(dir, out), "-parts", "2"}, more...)
	}
	for _, test := range []struct {
		name      string
		args      []string
		want      int
		out, errs string
	}{
		{"whole, an order is there twice", ltv("good.csv", "a"), whole, "repeated     1\n", ""},
		{"a line is bad", ltv("bad.csv", "b"), rejected, "rejected     1\n", ""},
		{"all lines are bad", ltv("worst.csv", "c"), rejected, "orders       0\n", ""},
		{"there already", ltv("good.csv", "a"), failed, "", "holds a whole run"},
		{"an empty shard", ltv("empty.csv", "d"), failed, "", "empty.csv: it is empty"},
		{"a day that is none", ltv("good.csv", "e", "-asof", "2026-02-30"), failed, "", "asof"},
		{"no end of value", ltv("good.csv", "e", "-horizon", "0"), failed, "", "horizon"},
		{"help", []string{"ltv", "-help"}, whole, "", "-horizon"},
	} {
		var out, errs bytes.Buffer
		if got := run(context.Background(), test.args, &out, &errs); got != test.want || !strings.Contains(out.String(), test.out) || !strings.Contains(errs.String(), test.errs) {
			t.Errorf("%s: status %d, want %d\n%s\n%s", test.name, got, test.want, out.String(), errs.String())
		}
	}
}
