package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/landedhq/landed/examples/internal/catalogue"
)

const (
	good = "TEE,a shirt,20.00,EUR,general,610910,BD,0.2\n"
	bad  = "CAP,a cap,twelve,EUR,general,650500,CN,0.1\n"

	orders = "order_id,customer,market,date,currency,revenue,cost_of_goods,absorbed_duty,absorbed_tax,freight,fees\n" +
		"A-1,c-1,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75\n"
)

func TestStatus(t *testing.T) {
	dir := t.TempDir()
	head := strings.Join(catalogue.Columns, ",") + "\n"
	for name, text := range map[string]string{"good": head + good, "bad": head + good + bad, "worst": head + bad, "orders": orders, "unpaid": orders + "A-2\n", "nothing": ""} {
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	reprice := func(in, out string, more ...string) []string {
		return append([]string{"reprice", "-quiet", "-input", filepath.Join(dir, in), "-output", filepath.Join(dir, out), "-only", "DE", "-parts", "2"}, more...)
	}
	ltv := func(in, out string) []string {
		return []string{"ltv", "-quiet", "-input", filepath.Join(dir, in), "-output", filepath.Join(dir, out), "-parts", "2"}
	}
	for _, test := range []struct {
		name      string
		args      []string
		want      int
		out, errs string
	}{
		{"whole", reprice("good.csv", "a"), whole, "priced       1\n", ""},
		{"a row is bad", reprice("bad.csv", "b"), rejected, "rejected     1\n", ""},
		{"all rows are bad", reprice("worst.csv", "c"), rejected, "priced       0\n", ""},
		{"there already", reprice("good.csv", "a"), failed, "", "holds a whole run"},
		{"since then", reprice("good.csv", "d", "-before", filepath.Join(dir, "a")), whole, "changed      0\n", ""},
		{"a market that there was not", reprice("good.csv", "e", "-before", filepath.Join(dir, "a"), "-only", "FR"), whole, "new          1\n", ""},
		{"no shard", reprice("none.csv", "f"), failed, "", "shards are missing"},
		{"a flag that there is not", reprice("good.csv", "h", "-nosuch"), failed, "", "-nosuch"},
		{"a day that is none", reprice("good.csv", "h", "-at", "tomorrow"), failed, "", "tomorrow"},
		{"customers", ltv("orders.csv", "i"), whole, "customers    1\n", ""},
		{"an order is bad", ltv("unpaid.csv", "k"), rejected, "rejected     1\n", ""},
		{"customers there already", ltv("orders.csv", "i"), failed, "", "holds a whole run"},
		{"no orders and no columns", ltv("nothing.csv", "l"), failed, "", "it is empty"},
		{"help", []string{"reprice", "-help"}, whole, "", "-before"},
		{"more", reprice("good.csv", "h", "more"), failed, "", `unexpected argument "more"`},
		{"nothing", nil, failed, "", "say "},
		{"another pipeline", []string{"nosuch"}, failed, "", "say "},
	} {
		var out, errs bytes.Buffer
		if got := run(context.Background(), test.args, &out, &errs); got != test.want || !strings.Contains(out.String(), test.out) || !strings.Contains(errs.String(), test.errs) {
			t.Errorf("%s: status %d, want %d\n%s\n%s", test.name, got, test.want, out.String(), errs.String())
		}
	}
}

// Of what a bundle failed, the plan that Beam writes first is left out.
func TestCause(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"job failed:\n1: DataSource\n\tcaused by:\nsource failed\n\tcaused by:\nDoFn[x] failed:\nin.csv: line 1: columns\n", "DoFn[x] failed:\nin.csv: line 1: columns"},
		{"output out: holds a whole run", "output out: holds a whole run"},
	} {
		if got := cause(errors.New(test.text)); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
