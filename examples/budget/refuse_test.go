package main

import (
	"bytes"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Bad files end the run with status 1 and an error that names file, line and
// remedy; no page is written.
func TestRefusesFiles(t *testing.T) {
	const orders = "order_id,customer,market,date,items,discount\n"
	const spend = "month,market,spend,currency,customers\n"
	const costs = "market,ship_to,shipping,freight,freight_per_kg,payment_percent,payment_fixed,handling,exchange_percent,return_percent,return_freight,salvage_percent,entry\n"
	for _, test := range []struct{ file, text, want string }{
		{"orders.csv", "", "orders.csv:1: the file is empty: its first line has to be order_id,"},
		{"orders.csv", orders, "orders.csv:2: there is no order: give some"},
		{"orders.csv", "id,who\n1,2\n", "orders.csv:1: wrong number of fields: write order_id,"},
		{"orders.csv", "a,b,c,d,e,f\n", "make them order_id,"},
		{"orders.csv", orders + "1,a,DE,2026-01-01,TEE:1,0\n2,a,DE\n", "orders.csv:3: wrong number of fields"},
		{"orders.csv", orders + "1,a,DE,2026-01-01,\"TEE:1,0\n", "orders.csv:2: "},
		{"orders.csv", orders + ",a,DE,2026-01-01,TEE:1,0\n", "orders.csv:2: order_id has 0 bytes: give it 1 to 200"},
		{"orders.csv", orders + strings.Repeat("x", 300) + ",a,DE,2026-01-01,TEE:1,0\n", "orders.csv:2: order_id has 300 bytes"},
		{"orders.csv", orders + "1,a,DE,2026-02-30,TEE:1,0\n", "write it as 2026-10-31"},
		{"orders.csv", orders + "1,a,DE,2026-11-01,TEE:1,0\n", "orders.csv:2: date: 2026-11-01 is after 2026-10-31: remove the order, or give a later -asof"},
		{"orders.csv", orders + "1,a,DE,2026-01-01,TEE:1,0\n1,b,DE,2026-01-02,TEE:1,0\n", "orders.csv:3: order \"1\" is on line 2 already: remove one"},
		{"orders.csv", orders + "1,a,FR,2026-01-01,TEE:1,0\n", "orders.csv:2: market \"FR\" has no line in costs.csv"},
		{"orders.csv", orders + "1,a,DE,2026-01-01,HAT:1,0\n", "orders.csv:2: items: product \"HAT\" is not in products.json"},
		{"orders.csv", orders + "1,a,DE,2026-01-01,TEE,0\n", "write TEE:2"},
		{"orders.csv", orders + "1,a,DE,2026-01-01,TEE:0,0\n", "write TEE:2"},
		{"orders.csv", orders + "1,a,DE,2026-01-01, ,0\n", "there are none: write products"},
		{"orders.csv", orders + "1,a,DE,2026-01-01,TEE:1,101\n", "discount: \"101\" is not a number of percent from 0 to 100"},
		{"orders.csv", orders + "1,a,DE,2026-01-01,TEE:1,NaN\n", "discount: "},
		{"orders.csv", orders + "1,a,JP,2026-01-01,TEE:1,0\n2,b,JP,2026-02-01,TEE:1,0\n", "orders.csv: all markets together: "},
		{"spend.csv", spend, "spend.csv:2: there is no month of spending: give some"},
		{"spend.csv", spend + "2026-13,DE,1,USD,1\n", "spend.csv:2: month: \"2026-13\" is not a month: write it as 2026-10"},
		{"spend.csv", spend + "2026-11,DE,1,USD,1\n", "spend.csv:2: month: 2026-11-01 is after 2026-10-31"},
		{"spend.csv", spend + "2026-10,DE,1,USD,1\n2026-10,DE,1,USD,1\n", "spend.csv:3: month: market \"DE\" has a line for it already"},
		{"spend.csv", spend + "2026-10,DE,1,EUR,1\n", "state all spending in USD"},
		{"spend.csv", spend + "2026-10,DE,-1,USD,1\n", "spend.csv:2: spend: -1 is not between 0 and"},
		{"spend.csv", spend + "2026-10,DE,1.001,USD,1\n", "spend.csv:2: spend: "},
		{"spend.csv", spend + "2026-10,DE,1e9,USD,1\n", "\"1e9\" is not a plain number"},
		{"spend.csv", spend + "2026-10,DE,1,USD,1.5\n", "customers: \"1.5\" is not a whole number"},
		{"spend.csv", spend + "2026-10,FR,1,USD,1\n", "market \"FR\" has no line in costs.csv"},
		{"spend.csv", spend + "2026-10,DE,1,USD,1\n", "spend.csv: of no market is it known what spending does: give more months"},
		{"costs.csv", costs + "FR,FR,0,0,0,0,0,0,0,0,0,0,0\n", "costs.csv:2: market \"FR\" is not in markets.json"},
		{"costs.csv", costs + "DE,Q9,0,0,0,0,0,0,0,0,0,0,0\n", "costs.csv:2: ship_to: "},
		{"costs.csv", costs + "DE,DE,0,0,0,101,0,0,0,0,0,0,0\n", "costs.csv:2: payment_percent: 101 is not between 0 and 100"},
		{"products.json", "[{]", "products.json: "},
		{"products.json", "[] []", "products.json: "},
		{"products.json", `[{"sku": "TEE"}]`, "products.json: product \"TEE\" has no cost"},
		{"products.json", `[{"sku": "TEE", "colour": "red"}]`, "products.json: "},
		{"markets.json", "{}", "markets.json: "},
	} {
		dir := t.TempDir()
		shop := copyShop(t, dir)
		if err := os.WriteFile(filepath.Join(shop, test.file), []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		args := []string{
			"-shop", shop, "-orders", filepath.Join(shop, "orders.csv"), "-spend", filepath.Join(shop, "spend.csv"),
			"-out", filepath.Join(dir, "budget.html"),
		}
		var out, errs bytes.Buffer
		err := run(args, &out, io.Discard)
		if code := status(err, &errs); code != 1 || !strings.Contains(errs.String(), test.want) || !strings.Contains(errs.String(), test.file) || out.Len() > 0 {
			t.Errorf("%s with %.60q: status %d, %s\nwant status 1 and an error with %s", test.file, test.text, code, errs.String(), test.want)
		}
		if _, err := os.Stat(filepath.Join(dir, "budget.html")); err == nil {
			t.Errorf("%s with %.60q: a page is written", test.file, test.text)
		}
	}
}

// copyShop writes the made-up shop into a folder.
func copyShop(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(dir, "shop")
	if err := os.CopyFS(to, sample); err != nil {
		t.Fatal(err)
	}
	// Errors of the files are found before most orders are quoted, but not all.
	orders, err := fs.ReadFile(sample, "orders.csv")
	if err != nil {
		t.Fatal(err)
	}
	if i := bytes.LastIndexByte(orders[:len(orders)/4], '\n'); i > 0 {
		orders = orders[:i+1]
	}
	if err := os.WriteFile(filepath.Join(to, "orders.csv"), orders, 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// Bad arguments end the run with status 2, files that are not there with 1.
func TestRefusesArguments(t *testing.T) {
	for _, test := range []struct {
		args   string
		status int
		want   string
	}{
		{"-horizon 0", 2, "-horizon 0: give 1 to 120 months"},
		{"-horizon 121", 2, "-horizon 121"},
		{"-horizon two", 2, "horizon"},
		{"-within 25", 2, "-within 25: give 0 to 24 months"},
		{"-horizon 6 -within 12", 2, "-within 12: give 0 to 6 months"},
		{"-budget 0", 2, "give more than nothing"},
		{"-budget -5", 2, "give more than nothing"},
		{"-budget lots", 2, "budget"},
		{"-hurdle 0", 2, "give a positive ratio"},
		{"-hurdle 1e400", 2, "not a plain number"},
		{"-rate ten", 2, "not a plain number"},
		{"-rate 8,9", 2, "there is a number for that already"},
		{"-rate " + strings.Repeat("9", 1000), 2, "too long"},
		{"-asof 2026-02-30", 2, "asof"},
		{"-conversion sometimes=3", 2, "is not a placement: write at_checkout"},
		{"-out=", 2, "name the file of the page"},
		{"-no", 2, "no"},
		{"more", 2, "unexpected argument"},
		{"-rate DE=8", 1, "there is none for market \"AU\""},
		{"-rate -8", 1, "between 0 and 1,000,000"},
		{"-compare FR", 1, "market \"FR\" has no orders"},
		{"-orders nowhere.csv", 1, "nowhere.csv"},
		{"-spend nowhere.csv", 1, "nowhere.csv"},
		{"-shop nowhere", 1, "markets.json"},
		{"-asof 2025-10-31", 1, "orders.csv:"},
		{"-h", 0, ""},
	} {
		var out, errs bytes.Buffer
		args := append([]string{"-out", filepath.Join(t.TempDir(), "budget.html")}, strings.Fields(test.args)...)
		code := status(run(args, &out, io.Discard), &errs)
		if code != test.status || !strings.Contains(errs.String(), test.want) || out.Len() > 0 {
			t.Errorf("%.40s: status %d, %.300q, want %d and %q", test.args, code, errs.String(), test.status, test.want)
		}
	}
	var usage bytes.Buffer
	if err := run([]string{"-h"}, io.Discard, &usage); err != flag.ErrHelp || !strings.Contains(usage.String(), "-conversion") {
		t.Errorf("-h: %v, %s", err, usage.String())
	}
}
