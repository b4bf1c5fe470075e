package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/landedhq/landed/internal/readme"
	"github.com/landedhq/landed/pricing"
)

// What the README says to run runs, on the shop of the examples and tables of
// the library's forms.
func TestReadme(t *testing.T) {
	files := map[string]string{
		"carts.jsonl": "../internal/shop/cart.json",
		"rates.csv":   "../../tax/data/rates.csv",
		"tariff.csv":  "../../duty/data/tariff.csv",
	}
	for _, name := range []string{"cart.json", "markets.json", "eurofxref-daily.xml"} {
		files[name] = "../internal/shop/" + name
	}
	files["examples/internal/shop/cart.json"] = files["cart.json"]
	readme.Shell{File: "README.md", Dir: "../..", Files: files}.Run(t)
}

// The README's cart is quoted, its quote has each field of that one, its markets
// are read, and its error is what the program says.
func TestReadmeForms(t *testing.T) {
	blocks, err := readme.Blocks("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks = slices.DeleteFunc(blocks, func(b readme.Block) bool { return b.Kind != "json" })
	if len(blocks) != 4 {
		t.Fatalf("%d blocks of JSON, want an error, a cart, a quote, markets", len(blocks))
	}
	status, answers := answers(t, blocks[1].Text)
	if status != 0 || len(answers) != 1 {
		t.Fatalf("status %d, %.300v", status, answers)
	}
	var shown map[string]any
	if err := json.Unmarshal([]byte(blocks[2].Text), &shown); err != nil {
		t.Fatal(err)
	}
	for _, field := range slices.Sorted(maps.Keys(fields(answers[0]))) {
		if !fields(shown)[field] {
			t.Errorf("line %d: the README's quote lacks %s", blocks[2].Line, field)
		}
	}
	if _, _, err := pricing.ReadMarkets(strings.NewReader(blocks[3].Text)); err != nil {
		t.Errorf("line %d: %v", blocks[3].Line, err)
	}

	var out, errs bytes.Buffer
	run(nil, strings.NewReader(mustReplace(t, "6109.10", "6109.77")+"\n"), &out, &errs)
	if got, want := strings.TrimSpace(out.String()), strings.TrimSpace(blocks[0].Text); got != want {
		t.Errorf("line %d: the error is\n%s\nand the README says\n%s", blocks[0].Line, got, want)
	}
}

// fields are the paths of the fields of a quote, but for its cart, whose form is
// shown by itself, and for the two of an amount.
func fields(v any) map[string]bool {
	paths := map[string]bool{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, value := range v {
				at := strings.TrimPrefix(path+"."+name, ".")
				if at == "cart" || name == "amount" && v["currency"] != nil && len(v) == 2 || name == "currency" && v["amount"] != nil && len(v) == 2 {
					continue
				}
				paths[at] = true
				walk(at, value)
			}
		case []any:
			for _, value := range v {
				walk(path, value)
			}
		}
	}
	walk("", v)
	return paths
}
